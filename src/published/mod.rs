//! Published figures (公布数据): what a printed document says, word for word, kept apart from what is computed. A figure
//! names the document and the phrase, what the number is counted over, and, where a metric says the same thing, that
//! metric with the narrowing under which it does; the comparison is made anew each time it is asked for.
//!
//! Versions like everything that figures depend on: a correction closes what stood and opens what stands.
//! Deliberately absent: computing; a comparison is a figure of `statistics` and shows its records. No published figure
//! is ever counted, added or taken for a record.

pub mod audit;
pub mod comparing;
pub mod entity;
pub mod graphql;
pub mod queries;
pub mod reading;
pub mod recording;
pub mod refusals;
pub mod words;
