//! Statements (定稿报表): figures frozen under a title, each with how it is counted, how many records it had and a digest of
//! them, as the district's journal stood at a number. A statement is written once; correcting one makes another that names
//! what it replaces and why. A comparison counts every line twice, at its own number and at a later one, and explains the
//! difference record by record; a line that no longer comes to what was frozen at its own number is an alarm.
//! Deliberately absent: figures of single members; whom records reach and who is silent, which have no list of records that
//! could be frozen; and any statement that follows the data.

pub mod audit;
pub mod basis;
pub mod commands;
pub mod comparing;
pub mod counting;
pub mod entity;
pub mod graphql;
pub mod queries;
pub mod reading;
pub mod refusals;
pub mod rows;
pub mod rules;
