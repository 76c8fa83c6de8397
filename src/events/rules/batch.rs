//! Rules on a whole batch, item by item, in memory: what is new, repeated, conflicting, held or refused. Wholes are ruled
//! on before their parts, whatever the order in the batch, so that both can be posted together.
//! Deliberately absent: statements and journal numbers.

use std::collections::BTreeMap;

use super::judging::{Surroundings, Whole};
use super::likeness::{Candidate, Likenesses};
use super::reading::Outline;
use crate::events::codes::EventErrorCode as Code;
use crate::events::content::Content;
use crate::events::kinds::EventStatus;
use crate::kernel::error::Refusal;
use crate::kernel::id::{DistrictId, EventId};
use crate::kernel::seal::Vault;

/// One item of a batch, as far as it could be read.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id, when it has one.
    pub id: Option<EventId>,
    /// What could be read.
    pub outline: Outline,
    /// What could not be.
    pub errors: Vec<Refusal<Code>>,
}

/// What becomes of an item.
#[derive(Clone, Debug)]
pub enum Ruling {
    /// New, and counted.
    Accepted(EventId, Box<Content>),
    /// New, and waits for a person: it resembles another event.
    Held(EventId, Box<Content>, EventId),
    /// Posted before with the same content.
    Duplicate(EventId),
    /// Posted before with other content.
    Conflict(EventId, Box<Content>),
    /// Not stored, for these reasons.
    Rejected(Vec<Refusal<Code>>),
}

impl Ruling {
    /// Why an item was not stored; nothing when it was, or stood already.
    pub fn errors(&self) -> &[Refusal<Code>] {
        match self {
            Self::Rejected(errors) => errors,
            _ => &[],
        }
    }
}

/// The keyed hash of the content of every event that the items' ids already name.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The keys.
    pub vault: &'a Vault,
    /// The district.
    pub district: &'a DistrictId,
    /// By event.
    pub hashes: BTreeMap<EventId, String>,
}

impl Known<'_> {
    /// Whether an event was first posted with this content; none when it was not posted.
    fn is(&self, id: EventId, content: &Content) -> Option<bool> {
        let hash = self.hashes.get(&id)?;
        Some(content.has_hash(hash, self.vault, self.district))
    }
}

/// Rules on all items.
pub fn rule(
    items: &[Item],
    mut surroundings: Surroundings<'_>,
    mut known: Known<'_>,
    mut likenesses: Likenesses,
) -> Vec<Ruling> {
    let mut rulings: BTreeMap<usize, Ruling> = BTreeMap::new();
    for place in order(items) {
        let Some(item) = items.get(place) else {
            continue;
        };
        let ruling = rule_one(item, &surroundings, &known, &likenesses);
        if let Ruling::Accepted(id, content) | Ruling::Held(id, content, _) = &ruling {
            let hash = content.hash(known.vault, known.district);
            known.hashes.insert(*id, hash);
            likenesses.add(content.began_on, content.kind, Candidate::of(*id, content));
            surroundings.wholes.insert(
                *id,
                Whole {
                    is_part: content.parent.is_some(),
                    status: EventStatus::Posted,
                },
            );
        }
        rulings.insert(place, ruling);
    }
    rulings.into_values().collect()
}

/// Wholes first, then parts; items of one id stay in the order of the batch.
fn order(items: &[Item]) -> Vec<usize> {
    let mut first_is_part = BTreeMap::new();
    for item in items {
        first_is_part
            .entry(item.id)
            .or_insert(item.outline.parent.is_some());
    }
    let is_late = |item: &Item| {
        item.outline.parent.is_some() || first_is_part.get(&item.id).copied().unwrap_or(false)
    };
    let (late, early): (Vec<_>, Vec<_>) = items
        .iter()
        .enumerate()
        .partition(|(_, item)| is_late(item));
    early
        .into_iter()
        .chain(late)
        .map(|(place, _)| place)
        .collect()
}

fn rule_one(
    item: &Item,
    surroundings: &Surroundings<'_>,
    known: &Known<'_>,
    likenesses: &Likenesses,
) -> Ruling {
    let foreign_host = item
        .outline
        .lead
        .as_ref()
        .is_some_and(|lead| surroundings.only_host.is_some_and(|only| only != lead.id));
    let readable = item
        .id
        .zip(item.outline.content())
        .filter(|_| item.errors.is_empty());
    // Before any judgement: what was once accepted stays a duplicate, however the organisation changed since.
    if let Some((id, content)) = &readable
        && !foreign_host
        && let Some(same) = known.is(*id, content)
    {
        return if same {
            Ruling::Duplicate(*id)
        } else {
            Ruling::Conflict(*id, Box::new(content.clone()))
        };
    }
    let mut errors = item.errors.clone();
    errors.extend(surroundings.judge(item.id, &item.outline));
    match readable {
        Some((id, content)) if errors.is_empty() => match likenesses.nearest(id, &content) {
            Some(other) => Ruling::Held(id, Box::new(content), other),
            None => Ruling::Accepted(id, Box::new(content)),
        },
        _ => Ruling::Rejected(errors),
    }
}
