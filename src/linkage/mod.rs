//! The dated chain: vice-chairperson → special committee → sector group → workroom → member, and the two contact lines.
//! A link holds over dates and is true from one journal number to another.
//! Deliberately absent: what the nodes did (events) and how it is counted (statistics).

pub mod chain;
pub mod commands;
pub mod coverage;
pub mod entity;
pub mod graphql;
pub mod kept;
pub mod moved;
pub mod refusals;
pub mod request;
pub mod rules;
pub mod seen;
mod words;

pub use chain::{Attribution, Chain, Hosts, Node};
pub use entity::LinkKind;
pub use kept::KeptChains;
pub use request::{Pin, Request, Writing};
