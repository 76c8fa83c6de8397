//! The organisation of a district committee: places, bodies, people, terms. Kept by the office through mutations, each
//! dated and with history; read as one value, because it is small and everything asks it.
//! Deliberately absent: who contacts whom (linkage), what was done (events).

pub mod audit;
pub mod commands;
pub mod entity;
pub mod graphql;
pub mod kinds;
pub mod personal;
pub mod queries;
pub mod refusals;
pub mod rules;
pub mod value;

pub use kinds::{
    Agricultural, DivisionKind, HonourLevel, NodeKind, Office, TownshipKind, WorkroomKind,
};
pub use refusals::OrganizationErrorCode;
pub use value::Organization;
