//! What is made of cells, as pure functions: columns by their headings, values, whom a name means, the row as a whole.
//! Deliberately absent: files and statements.

pub mod columns;
pub mod names;
pub mod rows;
pub mod troubles;
pub mod values;
