//! What workrooms post: events with hosts, campaigns, quantities and participants; nil returns.
//! Nothing is overwritten or deleted: a correction is the next version, and the journal holds each version's digest.
//! Deliberately absent: sums (statistics) and cases.

pub mod audit;
pub mod codes;
pub mod commands;
pub mod content;
pub mod draft;
pub mod entity;
pub mod filter;
pub mod graphql;
pub mod hardship;
pub mod kinds;
pub mod loaders;
pub mod queries;
pub mod rules;
pub mod sets;
pub mod tallies;
pub mod words;
