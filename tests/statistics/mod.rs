//! Stories of figures: moves of the chain, joint events, silence and zero, an earlier journal number, and random histories
//! held against a slow recomputation from the records. Deliberately absent: timing.

mod demo;
mod history;
mod oracle;
mod random;
pub mod stage;
mod stories;
