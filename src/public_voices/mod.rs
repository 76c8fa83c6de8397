//! What residents say (群众意见建议): collected, taken up by micro-suggestions, proposals and sentiment reports, told back.
//!
//! ```text
//! collected ─► told
//! ```
//!
//! A voice is stored once, with as many campaign labels as it has. What came out of it names it as its source; the funnel
//! counts voices, never products. Its title is a topic that tells of nobody; the resident's own words stand apart, for
//! whoever recorded them, the office and leaders. Deliberately absent: names and telephone numbers of residents.

pub mod funnel;
pub mod graphql;
pub mod machine;
pub mod queries;
pub mod recording;
pub mod rules;

pub use machine::PRACTICE;
