//! Statements in the API. Deliberately absent: rules.

pub mod connection;
pub mod difference;
pub mod explanations;
pub mod line;
pub mod mutations;
pub mod statement;
pub mod touched;

pub use connection::DistrictStatements;
pub use mutations::StatementMutation;
pub use statement::{Statement, load};
