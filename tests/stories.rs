//! The one integration binary: stories told through the program's own doors, and checks of the source tree. Every story
//! that needs a database runs on SQLite and on PostgreSQL.
//! Deliberately absent: sleeps, timing, and tests that pass where a database is missing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test says what it expected and stops; these functions are outside `#[cfg(test)]`"
)]

mod architecture;
#[macro_use]
mod support;

mod access;
mod assessment;
mod backup;
mod casework;
mod consultations;
mod contract;
mod doors;
mod events;
mod exports;
mod fuzz;
mod linkage;
mod live;
mod micro_suggestions;
mod migrating;
mod organization;
mod oversight;
mod permissions;
mod proposals;
mod public_voices;
mod published;
mod reports;
mod sealing;
mod sentiment_reports;
mod spreadsheets;
mod statements;
mod statistics;
mod syncing;
mod synth;
mod webhooks;
mod words;
