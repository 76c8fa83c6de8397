//! The content of an event once it was read: sets are sorted, texts trimmed, amounts in hundredths. Its keyed hash tells a
//! repeated post from a conflicting one, and lets nobody guess a short account; the digest of a version, which covers the
//! account as it is sealed, is what the journal keeps of it.
//! Deliberately absent: whether the content is allowed (rules).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveEnum;
use serde_json::{Value, json};
use uuid::Uuid;

use super::entity::{event_quantity, event_version};
use super::kinds::{EventKind, EventStatus, FundKind, Measure, Qualifier};
use super::sets::{CampaignSet, HostSet};
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::journal::digest;
use crate::kernel::seal::{Sealed, Vault};

/// The field of whose keyed hash the same content is known.
const SAID: &str = "event";

/// One event or session, in hundredths.
pub const ONE: i64 = 100;

/// Quantities by measure and fund kind: hundredths and the qualifier.
pub type Quantities = BTreeMap<(Measure, Option<FundKind>), (i64, Qualifier)>;

/// What is said of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its hosts.
    pub hosts: HostSet,
    /// What was done.
    pub kind: EventKind,
    /// Its title.
    pub title: String,
    /// The first day.
    pub began_on: NaiveDate,
    /// The first day after.
    pub ended_on: NaiveDate,
    /// Where.
    pub place_code: Option<String>,
    /// Its campaigns.
    pub campaigns: CampaignSet,
    /// The event that it is a part of.
    pub parent: Option<EventId>,
    /// The members who took part, member hosts among them.
    pub participants: BTreeSet<NodeId>,
    /// What it amounted to, without `EVENTS`.
    pub quantities: Quantities,
    /// The account of it.
    pub narrative: Option<String>,
    /// What it is about.
    pub subject: Option<Uuid>,
    /// When the clerk wrote it down; not covered by the hash.
    pub client_recorded_at: Option<DateTime<Utc>>,
}

impl Content {
    /// The content as one text, the same for the same content: the order of sets does not matter, the lead host does.
    pub fn canonical(&self) -> String {
        let hosts: Vec<_> = self.hosts.hosts().collect();
        let quantities: Vec<Value> = self
            .quantities
            .iter()
            .map(|((measure, fund_kind), (amount, qualifier))| {
                json!([measure, fund_kind, amount, qualifier])
            })
            .collect();
        json!([
            hosts,
            self.kind,
            self.title,
            self.began_on,
            self.ended_on,
            self.place_code,
            self.campaigns.0,
            self.parent,
            self.participants,
            quantities,
            self.narrative,
            self.subject,
        ])
        .to_string()
    }

    /// Its keyed hash.
    pub fn hash(&self, vault: &Vault, district: &DistrictId) -> String {
        vault.blind(district, SAID, &self.canonical())
    }

    /// Whether a stored keyed hash is its own.
    pub fn has_hash(&self, stored: &str, vault: &Vault, district: &DistrictId) -> bool {
        vault.is_blind_of(stored, district, SAID, &self.canonical())
    }

    /// The version that says this, with the account as it is sealed, stamped with no number yet and without its digest.
    pub fn version(
        &self,
        district: &DistrictId,
        (id, status): (EventId, EventStatus),
        narrative: Option<Sealed>,
    ) -> Version {
        let row = event_version::Model {
            district_id: district.clone(),
            id,
            since_number: 0,
            until_number: None,
            status,
            host_set_id: self.hosts.id(),
            campaign_set_id: self.campaigns.id(),
            kind: self.kind,
            title: self.title.clone(),
            began_on: self.began_on,
            ended_on: self.ended_on,
            place_code: self.place_code.clone(),
            parent_id: self.parent,
            duplicate_of_id: None,
            narrative,
            subject_id: self.subject,
            client_recorded_at: self.client_recorded_at,
            reason: None,
            digest: String::new(),
        };
        let itself = ((Measure::Events, None), (ONE, Qualifier::Exact));
        let quantities = std::iter::once(itself)
            .chain(self.quantities.iter().map(|(of, much)| (*of, *much)))
            .map(
                |((measure, fund_kind), (amount, qualifier))| event_quantity::Model {
                    district_id: district.clone(),
                    event_id: id,
                    since_number: 0,
                    measure,
                    fund_kind: fund_kind.map(|kind| kind.to_value()).unwrap_or_default(),
                    amount,
                    qualifier,
                },
            )
            .collect();
        Version {
            row,
            quantities,
            participants: self.participants.clone(),
        }
    }
}

/// One version of an event with what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its row.
    pub row: event_version::Model,
    /// Its quantities, `EVENTS` among them.
    pub quantities: Vec<event_quantity::Model>,
    /// Who took part.
    pub participants: BTreeSet<NodeId>,
}

impl Version {
    /// SHA-256 of everything that it says, words as sealed, in hex; numbers, which it is stamped with later, are not covered.
    pub fn digest(&self) -> String {
        let row = &self.row;
        let mut quantities: Vec<_> = self
            .quantities
            .iter()
            .map(|quantity| {
                (
                    quantity.measure,
                    &quantity.fund_kind,
                    quantity.amount,
                    quantity.qualifier,
                )
            })
            .collect();
        quantities.sort_unstable();
        digest(&json!([
            [
                json!(row.id),
                json!(row.status),
                json!(row.host_set_id),
                json!(row.campaign_set_id),
                json!(row.kind),
                json!(row.title),
                json!(row.began_on),
                json!(row.ended_on),
                json!(row.place_code),
                json!(row.parent_id),
                json!(row.duplicate_of_id),
            ],
            row.narrative,
            row.subject_id,
            row.client_recorded_at.map(|at| at.timestamp_micros()),
            row.reason,
            quantities,
            self.participants,
        ]))
    }

    /// Sets its digest and gives what the journal says of it: no title, no narrative, nobody's name.
    pub fn close(&mut self) -> Value {
        self.row.digest = self.digest();
        json!({
            "status": self.row.status,
            "kind": self.row.kind,
            "day": self.row.began_on,
            "hosts": self.row.host_set_id,
            "campaigns": self.row.campaign_set_id,
            "duplicateOf": self.row.duplicate_of_id,
            "digest": self.row.digest,
        })
    }

    /// Stamps it with the journal number that opens it.
    pub fn stamp(&mut self, number: i64) {
        self.row.since_number = number;
        self.row.until_number = None;
        for quantity in &mut self.quantities {
            quantity.since_number = number;
        }
    }

    /// The version as the tallies count it.
    pub fn counted(&self) -> super::tallies::Counted<'_> {
        super::tallies::Counted {
            version: &self.row,
            quantities: &self.quantities,
        }
    }
}
