//! Stories of the dated chain: what may be linked, what is refused and why, moves that leave the past as it was, and who
//! is reached by whom. Deliberately absent: figures over the chain.

mod api;
mod coverage;
mod drawn;
mod links;
mod reaching;
mod ruling;
mod seeing;
pub mod stage;
mod walking;
