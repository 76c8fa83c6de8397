//! The writes of events, one function per mutation, each in one transaction of the caller's district: the rows, the
//! tallies and the journal move together or not at all. Deliberately absent: GraphQL.

pub mod campaign;
pub mod change;
pub mod judge;
pub mod nil_return;
pub mod post;
pub mod sharing;
pub mod store;
pub mod withdraw;
