//! Webhooks: what is delivered, in which order, how often and to whom; and what is called back. Signatures are checked by
//! other means than the program's. Deliberately absent: sleeping; stories move the clock.

mod calling;
mod delivering;
mod guarding;
pub mod house;
mod keeping;
mod receiver;
mod retrying;
mod sharing;
mod telling;
