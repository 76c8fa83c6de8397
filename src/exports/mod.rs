//! Exports: what the lists and figures of the API tell, as a workbook or as one table of csv, true for one journal number.
//! What is to be exported is an `Order`, a plain value that a ticket carries from the mutation to the door, or the command
//! line makes; what the caller may not see is not in the file, because the file is read by the same queries for the same
//! caller. Each thing that can be exported is one file that maps its rows to cells.
//! Deliberately absent: words of residents and personal fields, which are read one by one and for a purpose; and formulas.

pub mod cases;
pub mod events;
pub mod explained;
pub mod figures;
pub mod file;
pub mod graphql;
pub mod making;
pub mod members;
pub mod order;
pub mod refusals;
pub mod rules;
pub mod table;
pub mod ticket;
pub mod words;
