//! What is decided of webhooks from plain values. Deliberately absent: databases, networks and clocks.

pub mod addresses;
pub mod retrying;
pub mod telling;
