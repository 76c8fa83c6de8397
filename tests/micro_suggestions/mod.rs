//! Micro-suggestions: 提和领, 审和转, 交和督, 商和办. Deliberately absent: HTTP.

mod counting;
mod dating;
pub mod desk;
pub mod life;
mod racing;
mod random;
mod refusing;
mod reminding;
mod seeing;
pub mod table;
