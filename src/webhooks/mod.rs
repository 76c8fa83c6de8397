//! Webhooks: the journal told to other systems, the hotline's above all, by the Standard Webhooks specification; and what
//! the hotline's system calls back.
//!
//! ```text
//!                                        ┌─ delivered
//! journal ─► position ─► waiting ─► sent ┼─ waits for its next attempt, and so does what follows it of the same case
//!                ▲                       ├─ given up after seven days: the log says so, and what follows goes on
//!                └── replay              └─ 410: the endpoint is closed
//! ```
//!
//! The journal is the outbox: what an endpoint is still to be told is what the journal holds after its position, and the
//! position moves in the transaction that notes what waits. Nothing is noted as delivered before it was; whoever is cut off
//! between the two sends again, under the same id. A payload names ids and says nothing of anybody; what an endpoint's role
//! may not see it is not told of. Deliberately absent: the change that is told, and permission to read it; whoever is told
//! asks for it by his own token.

pub mod commands;
pub mod entity;
pub mod graphql;
pub mod incoming;
pub mod queries;
pub mod refusals;
pub mod rules;
pub mod sending;
pub mod signing;

pub use sending::{Sender, Settings};
