//! Stories of figures: moves of the chain, joint events, silence and zero, an earlier journal number, and random histories
//! held against a slow recomputation from the records. Deliberately absent: timing.

mod acting;
mod asking;
mod balancing;
mod crediting;
pub mod demo;
mod history;
mod lasting;
mod life;
mod moving;
mod oracle;
pub mod random;
mod rates;
mod reaching;
mod silence;
mod small_cells;
pub mod stage;
mod statements;
mod teeth;
