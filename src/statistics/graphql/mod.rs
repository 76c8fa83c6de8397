//! Figures in the API: the fields that every node of the hierarchy has, and the catalogue.
//! Deliberately absent: mutations; figures are only ever read.

pub mod breakdown;
pub mod catalog;
pub mod content;
pub mod figure;
pub mod inputs;
pub mod node;
pub mod overlap;
pub mod records;
