//! The rules of events: plain values in, decisions out. A draft is *read* (are its values what they claim to be), then
//! *judged* against the organisation, and a batch is *ruled* upon item by item. Every trouble of an item is told at once.
//! Deliberately absent: statements, the clock, and what the program then does.

pub mod batch;
pub mod contrast;
pub mod judging;
pub mod likeness;
pub mod quantities;
pub mod reading;
pub mod status;
