//! Findings of oversight campaigns as a kind of case. Deliberately absent: the campaign, which is a case of its own.

pub mod machine;
pub mod rules;

pub use machine::PRACTICE;
