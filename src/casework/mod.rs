//! Casework: what every kind of case shares. A case is a file of steps, each taken by somebody on a day; what stands of it
//! (its state, the leg it is in, what is true of it) follows from the steps and is kept between two journal numbers.
//!
//! A kind of case is a [`Practice`]: a machine, the legs of its states with default limits, and the rules of its deeds.
//! `taking` runs a step through one: look up, may he, may it, what follows, write. Deliberately absent: any one kind.

pub mod audit;
pub mod case;
pub mod checks;
pub mod content;
pub mod deed;
pub mod entity;
pub mod graphql;
pub mod kinds;
pub mod legs;
pub mod limit_setting;
pub mod limits;
pub mod looking;
pub mod noticing;
pub mod opening;
pub mod point_setting;
pub mod points;
pub mod practice;
pub mod queries;
pub mod refusals;
pub mod sealing;
pub mod seen;
pub mod sight;
pub mod taking;
pub mod words;

pub use case::Case;
pub use practice::Practice;
