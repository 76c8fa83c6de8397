//! Stories of oversight campaigns and their findings. Deliberately absent: the 2022 data.

mod campaign;
pub mod desk;
mod finding;
mod life;
mod refusing;
mod seeing;
