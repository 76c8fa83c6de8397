//! Stories of posting, changing and reading events, told through the schema.
//! Deliberately absent: HTTP, which has stories of its own.

mod changing;
mod posting;
mod reading;
mod refusals;
mod returns;
mod sharing;
pub mod town;
