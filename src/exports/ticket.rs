//! Tickets: what a caller is handed who ordered a file, and shows at the door within ten minutes. A ticket holds the order and
//! the right by which it was given, sealed by the master keys, so that any program of the installation serves it and nobody
//! else can read or make one; whether the right still stands is looked up when it is shown. Deliberately absent: rows, and
//! with them anything to clean up; and a count of how often a ticket was shown.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::refusals::{ExportErrorCode as Code, Outcome};
use crate::access::Right;
use crate::kernel::clock::Clock;
use crate::kernel::error::Fault;
use crate::kernel::seal::Vault;

/// For how long a ticket is good.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// What tickets are handed out for.
const PURPOSE: &str = "export";

/// The longest ticket; links of eight thousand characters are cut by what stands in front of servers.
const LONGEST: usize = 6_000;

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// By what the caller was let in who was given it.
    pub right: Right,
    /// Up to when it is good.
    pub until: DateTime<Utc>,
    /// What he ordered.
    pub order: Order,
}

/// A ticket as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The text.
    pub text: String,
    /// Up to when it is good.
    pub until: DateTime<Utc>,
}

/// Hands a ticket out. Refuses an order that is too long for a link.
pub fn issue(vault: &Vault, clock: &Clock, right: Right, order: Order) -> Outcome<Issued> {
    let until = clock.now() + GOOD_FOR;
    let ticket = Ticket {
        right,
        until,
        order,
    };
    let said = serde_json::to_string(&ticket).map_err(|_| Fault::new("an order has no text"))?;
    let text = vault.hand_out(PURPOSE, &said)?;
    match text.len() > LONGEST {
        true => Err(Code::OrderTooLong.at("what").into()),
        false => Ok(Issued { text, until }),
    }
}

/// What a ticket says; none of one that is made up, changed, or too old.
pub fn read(vault: &Vault, clock: &Clock, text: &str) -> Option<Ticket> {
    let said = vault.take_back(PURPOSE, text)?;
    let ticket: Ticket = serde_json::from_str(&said).ok()?;
    (clock.now() < ticket.until).then_some(ticket)
}
