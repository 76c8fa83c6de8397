//! What every kind of case shows in the API: steps, legs, parties, what may be done next, and how lists are asked.
//! Deliberately absent: the types of the kinds.

pub mod doing;
pub mod face;
pub mod limits;
pub mod list;
pub mod loading;
pub mod points;
pub mod reading;
pub mod related;
pub mod shown;

pub use reading::Reading;
pub use shown::{Shown, node_of_any, show};
