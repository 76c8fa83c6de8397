//! Stories of the organisation: how it is kept, what is refused, what stays true.
//! Deliberately absent: links, events, figures.

mod api;
mod bodies;
mod keeping;
mod people;
pub mod personal;
pub mod stage;
