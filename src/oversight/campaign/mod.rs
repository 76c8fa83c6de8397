//! Oversight campaigns as a kind of case. Deliberately absent: findings, which are cases of their own.

pub mod machine;
pub mod plan;
pub mod rules;

pub use machine::PRACTICE;
