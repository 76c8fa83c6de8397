//! Public voices: collected, taken up, told back. Deliberately absent: HTTP.

mod demo;
pub mod desk;
mod funnel;
mod life;
mod random;
mod recording;
mod seeing;
mod table;
