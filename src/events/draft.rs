//! An event as a client sends it: plain texts, nothing checked, so that one wrong value can be told item by item.
//! Deliberately absent: any reading of the values (rules).

use chrono::{DateTime, Utc};

use super::kinds::{EventKind, FundKind, Measure, Qualifier, Unit};

/// What is said of an event, unchecked.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// The opaque id of the lead host.
    pub host: String,
    /// What was done.
    pub kind: EventKind,
    /// Its title.
    pub title: String,
    /// The first day.
    pub from: String,
    /// The first day after; one day when none.
    pub to: Option<String>,
    /// Where, as a division code.
    pub place_code: Option<String>,
    /// The opaque ids of the other hosts.
    pub co_hosts: Vec<String>,
    /// The opaque ids of its campaigns.
    pub campaigns: Vec<String>,
    /// The event that it is a part of: its opaque id or its UUID.
    pub parent: Option<String>,
    /// The opaque ids of the members who took part.
    pub participants: Vec<String>,
    /// What it amounted to.
    pub quantities: Vec<QuantityDraft>,
    /// The account of it.
    pub narrative: Option<String>,
    /// What it is about: an opaque id or a UUID.
    pub subject: Option<String>,
    /// When the clerk wrote it down, by his own clock; no part of the content.
    pub client_recorded_at: Option<DateTime<Utc>>,
}

/// One quantity, unchecked.
#[derive(Clone, Debug)]
pub struct QuantityDraft {
    /// What is measured.
    pub measure: Measure,
    /// How much, as it was written.
    pub value: String,
    /// Exact, or a lower bound.
    pub qualifier: Qualifier,
    /// Of money, which kind.
    pub fund_kind: Option<FundKind>,
    /// The unit, when the client says it.
    pub unit: Option<Unit>,
}
