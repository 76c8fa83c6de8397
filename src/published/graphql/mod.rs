//! Published figures in the API. Deliberately absent: rules.

pub mod connection;
pub mod figure;
pub mod mutations;
pub mod touched;

pub use connection::{PublishedFigureArgs, PublishedFigureConnection};
pub use figure::{PublishedFigure, load};
pub use mutations::PublishedFigureMutation;
