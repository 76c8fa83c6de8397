//! What may be said of the organisation: plain values in, a decision out.
//! Deliberately absent: tables, time, permission, and the links, which are counted where the chain is at hand.

pub mod calendar;
pub mod days;
pub mod people;
pub mod personal;
pub mod words;
