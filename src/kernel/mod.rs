//! The small kernel under all slices: time, ids, databases, the journal, refusals, who asks and what he may.
//! It knows no slice: no table of the domain is named here.

pub mod accesses;
pub mod actor;
pub mod authz;
pub mod batches;
pub mod bus;
pub mod clock;
pub mod db;
pub mod erasing;
pub mod error;
pub mod heads;
pub mod id;
pub mod journal;
pub mod masking;
pub mod page;
pub mod period;
pub mod reader;
pub mod scalars;
pub mod seal;
pub mod since;
pub mod standby;
pub mod tails;
pub mod together;
pub mod versions;
pub mod viewpoint;
pub mod witness;
pub mod workdays;
pub mod workflow;
