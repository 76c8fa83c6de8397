//! Withdraws many events at once for one reason, in a transaction that is open: a few statements whatever their number.
//! Deliberately absent: which events, and the commit.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::change::{sealed_reason, stepped};
use super::store::{insert, replace_all};
use crate::events::entity::event_version;
use crate::events::kinds::EventStatus;
use crate::events::loaders;
use crate::events::queries::{parts, whole_versions};
use crate::events::rules::status::Step;
use crate::kernel::authz::Action;
use crate::kernel::error::{Fault, Problem};
use crate::kernel::id::EventId;
use crate::kernel::seal::{Guards, data_key, load_keys};
use crate::linkage::Writing;

/// What became of events that were to be withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// They were withdrawn now.
    pub now: u64,
    /// They stand: others have become their parts.
    pub kept: u64,
}

/// Withdraws those of the events that stand. One that was withdrawn already is passed over; one with parts that stand and
/// are not among them is kept. Forbidden where the policy forbids it on any of their lead hosts.
pub async fn withdraw(
    writing: &mut Writing,
    ids: BTreeSet<EventId>,
    reason: &str,
) -> Result<Withdrawn, Problem> {
    let district = writing.ledger.district().clone();
    let rows = event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::Id.is_in(ids.iter().copied()))
        .filter(event_version::Column::UntilNumber.is_null())
        .all(&writing.tx)
        .await?;
    let standing = whole_versions(&writing.tx, &district, rows).await?;
    let sets = standing.iter().map(|version| version.row.host_set_id);
    let hosts = loaders::hosts(&writing.tx, &district, sets.collect()).await?;
    let number = writing.ledger.head().number;
    let parts = parts(&writing.tx, &district, number, ids.clone()).await?;
    let subjects = standing.iter().map(|version| version.row.id.0).collect();
    let (tx, vault) = (&writing.tx, &writing.vault);
    let mut keys = load_keys(tx, vault, &district, Guards::Narrative, subjects).await?;
    let (mut done, mut changes, mut new_keys) = (Withdrawn::default(), Vec::new(), Vec::new());
    for version in standing {
        let id = version.row.id;
        let lead = hosts
            .get(&version.row.host_set_id)
            .and_then(|hosts| hosts.first())
            .map(|(lead, _)| *lead)
            .ok_or_else(|| Fault::new("an event without hosts"))?;
        writing.require(Action::ChangeEvent, Some(lead))?;
        let Ok(mut next) = stepped(&version, Step::Void) else {
            continue;
        };
        let mut parts = parts.get(&id).into_iter().flatten();
        if parts.any(|part| part.status != EventStatus::Void && !ids.contains(&part.id)) {
            done.kept = done.kept.saturating_add(1);
            continue;
        }
        let key = match keys.remove(&id.0) {
            Some(key) => key,
            None => {
                let (key, row) =
                    writing
                        .vault
                        .new_key(&district, id.0, Guards::Narrative, Some(lead))?;
                new_keys.push(row);
                key
            }
        };
        next.row.reason = sealed_reason(&key, Some(reason.to_owned()))?;
        next.row.duplicate_of_id = None;
        changes.push((version, next));
        done.now = done.now.saturating_add(1);
    }
    insert::<data_key::Entity, _>(&writing.tx, new_keys).await?;
    replace_all(writing, "event.voided", changes).await?;
    Ok(done)
}
