//! Words of an event: its account, and the reasons of its versions, sealed by the event's own data key, which is made with
//! the first of them and belongs to the lead host of that time. Deliberately absent: who may read them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;

use super::entity::event_version;
use crate::kernel::erasing::{Guarded, erasures, opened};
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::seal::{DataKey, Guards, Vault, key_for, load_keys};
use crate::linkage::Writing;

/// The names of fields that are sealed.
pub mod field {
    /// The account of an event.
    pub const NARRATIVE: &str = "narrative";
    /// Why a version was made.
    pub const REASON: &str = "reason";
}

/// Under which key the words of an event are.
pub fn guarded(district: &DistrictId, id: EventId) -> Guarded {
    Guarded {
        district: district.clone(),
        guards: Guards::Narrative,
        subject: id.0,
    }
}

/// The key under which words of an event are kept, made where it has none.
pub async fn key(writing: &Writing, id: EventId, lead: NodeId) -> Result<DataKey, Fault> {
    let (district, subject) = (writing.ledger.district(), (id.0, Some(lead)));
    key_for(
        &writing.tx,
        &writing.vault,
        district,
        Guards::Narrative,
        subject,
    )
    .await
}

/// The accounts of versions, opened, by event; one that was erased is left out. One statement, two where one was erased.
pub async fn narratives(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    versions: impl Iterator<Item = &event_version::Model>,
) -> Result<BTreeMap<EventId, String>, Fault> {
    let sealed: Vec<_> = versions
        .filter_map(|row| Some((row.id, row.narrative.as_ref()?)))
        .collect();
    let subjects: BTreeSet<_> = sealed.iter().map(|(id, _)| id.0).collect();
    if subjects.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys = load_keys(conn, vault, district, Guards::Narrative, subjects).await?;
    let (mut open, mut closed) = (BTreeMap::new(), BTreeMap::new());
    for (id, narrative) in sealed {
        match opened(keys.get(&id.0), field::NARRATIVE, narrative) {
            Ok(text) => drop(open.insert(id, text)),
            Err(fault) => drop(closed.insert(id.0, fault)),
        }
    }
    if !closed.is_empty() {
        let subjects = closed.keys().copied().collect();
        for row in erasures(conn, district, Guards::Narrative, subjects).await? {
            closed.remove(&row.subject_id);
        }
    }
    match closed.into_values().next() {
        Some(fault) => Err(fault),
        None => Ok(open),
    }
}
