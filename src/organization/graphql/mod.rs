//! The organisation in the API: its nodes, lists and mutations.
//! Deliberately absent: figures, which statistics adds to each node.

pub mod bodies;
pub mod cases;
pub mod history;
pub mod journal;
pub mod lists;
pub mod mutations;
pub mod nodes;
pub mod pages;
pub mod personal;
pub mod places;
pub mod terms;
pub mod units;
