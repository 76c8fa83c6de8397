//! Spreadsheets: what clerks write in xlsx, ods and csv becomes posts of workrooms. A file is read row by row; each row
//! that is clear is posted by the same command as `eventsPost`, under an id that its words make, so that the same file
//! again changes nothing. What one file brought is a batch, which can be undone. Whom a name means is never guessed: where
//! it is not the name of exactly one, the row waits until a person of the office decides, once.
//! Deliberately absent: rules of events, and any way past them.

pub mod book;
pub mod deciding;
pub mod entity;
pub mod headings;
pub mod importing;
pub mod marking;
pub mod queries;
pub mod reading;
pub mod report;
pub mod rules;
pub mod storing;
pub mod template;
pub mod undoing;
