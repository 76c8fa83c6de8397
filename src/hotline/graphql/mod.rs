//! The hotline's own figures in the API. Deliberately absent: rules.

pub mod comparison;
pub mod import;
pub mod loading;

pub use comparison::{HotlineComparison, comparison};
pub use import::HotlineMutation;
