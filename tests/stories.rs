//! The one integration binary: stories told through the program's own doors, and checks of the source tree. Every story
//! that needs a database runs on SQLite and on PostgreSQL.
//! Deliberately absent: sleeps, timing, and tests that pass where a database is missing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expected and stops; these functions are outside `#[cfg(test)]`"
)]

#[macro_use]
mod support;

mod doors;
mod organization;
