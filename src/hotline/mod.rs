//! The hotline's own figures of handling units (同考核): what the 12345 hotline centre says of a unit's orders, month by
//! month, imported and versioned, so that the unit's micro-suggestions can be held against them (MS12 同考核差).
//!
//! A figure is a part over a whole for a unit, a month and a metric; importing the same again changes nothing, another
//! number closes what stood. Deliberately absent: single orders of the hotline, and any person.

pub mod audit;
pub mod entity;
pub mod graphql;
pub mod importing;
pub mod queries;
pub mod refusals;
pub mod rules;
