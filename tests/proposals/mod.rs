//! Stories of proposals. Deliberately absent: the 2022 data.

mod counting;
pub mod desk;
mod life;
mod mending;
mod refusing;
mod table;
