//! The journal of accesses, as an auditor reads it: sign-ins and refused ones, locks, sessions, passwords, one-time codes
//! and tokens; with them, from the journal of the district, changes of accounts and of roles, and full readings of
//! personal data. What is written here stands in `access`, a row for each district that it concerns, and its digest in the
//! hash-chained journal of the installation: neither a district's office nor its figures see sign-ins come and go.
//! Addresses are kept whole, because an audit asks from where. Deliberately absent: names; accounts stand by their ids.

pub mod audit;
mod book;
pub mod entity;
mod list;
mod turned;

pub use book::{About, Access, Book, Concerned, installation};
pub use entity::{AccessKind, AccessOutcome};
pub use list::{Filter, Line, list};
pub use turned::Turned;
