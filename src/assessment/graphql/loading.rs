//! Loads what ledgers and scores are made of through the loader of the request, so that however many members are asked
//! about it is the same statements. Deliberately absent: who may see it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID};
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use crate::assessment::commands::DEDUCTION;
use crate::assessment::ledger::{self, EventRow};
use crate::assessment::queries::{self, Notes, Version};
use crate::assessment::rules::scoring::{DutyRecord, Source};
use crate::casework::graphql::list::by_ids;
use crate::casework::graphql::related::type_name;
use crate::casework::kinds::CaseKind;
use crate::events::graphql::Event;
use crate::events::graphql::loading::{EventLoader, VersionAt, load};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{CaseId, DistrictId, EventId, GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::{Pin, Request};
use crate::practices::practice;
use crate::statistics::asked::Asked;
use crate::statistics::graphql::records::CountedRecord;

type Loaded<K, V> = std::result::Result<HashMap<K, V>, Arc<DbErr>>;

/// The events of a member within some days at a number; none where there are too many to be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DutyEventsOf(pub DistrictId, pub i64, pub Span, pub NodeId);

/// An event that counts at a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DutyEventAt(pub DistrictId, pub i64, pub EventId);

/// What is recorded of a member at a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NotesOf(pub DistrictId, pub i64, pub NodeId);

/// The versions of schemes up to a number, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionsAt(pub DistrictId, pub i64);

impl Loader<DutyEventsOf> for EventLoader {
    type Value = Option<Vec<EventRow>>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[DutyEventsOf]) -> Loaded<DutyEventsOf, Self::Value> {
        let mut of = BTreeMap::<(DistrictId, i64, Span), BTreeSet<NodeId>>::new();
        for DutyEventsOf(district, number, span, member) in keys {
            let place = (district.clone(), *number, *span);
            of.entry(place).or_default().insert(*member);
        }
        let mut loaded = HashMap::new();
        for ((district, number, span), members) in of {
            let place = (&district, number);
            let mut events = ledger::events_of(&self.db, place, &span, &members).await?;
            for member in members {
                let own = events.as_mut();
                let own = own.map(|events| events.remove(&member).unwrap_or_default());
                let key = DutyEventsOf(district.clone(), number, span, member);
                loaded.insert(key, own);
            }
        }
        Ok(loaded)
    }
}

impl Loader<DutyEventAt> for EventLoader {
    type Value = EventRow;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[DutyEventAt]) -> Loaded<DutyEventAt, Self::Value> {
        let mut of = BTreeMap::<(DistrictId, i64), BTreeSet<EventId>>::new();
        for DutyEventAt(district, number, id) in keys {
            of.entry((district.clone(), *number))
                .or_default()
                .insert(*id);
        }
        let mut loaded = HashMap::new();
        for ((district, number), ids) in of {
            for row in ledger::events_named(&self.db, (&district, number), &ids).await? {
                loaded.insert(DutyEventAt(district.clone(), number, row.id), row);
            }
        }
        Ok(loaded)
    }
}

impl Loader<NotesOf> for EventLoader {
    type Value = Notes;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[NotesOf]) -> Loaded<NotesOf, Self::Value> {
        let mut of = BTreeMap::<(DistrictId, i64), BTreeSet<NodeId>>::new();
        for NotesOf(district, number, member) in keys {
            of.entry((district.clone(), *number))
                .or_default()
                .insert(*member);
        }
        let mut loaded = HashMap::new();
        for ((district, number), members) in of {
            let notes = queries::notes(&self.db, (&district, number), &members).await?;
            let notes = notes.into_iter();
            loaded.extend(notes.map(|(id, own)| (NotesOf(district.clone(), number, id), own)));
        }
        Ok(loaded)
    }
}

impl Loader<VersionsAt> for EventLoader {
    type Value = Arc<Vec<Version>>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[VersionsAt]) -> Loaded<VersionsAt, Self::Value> {
        let mut loaded = HashMap::new();
        for key in keys {
            let versions = queries::versions(&self.db, &key.0, key.1).await?;
            loaded.insert(key.clone(), Arc::new(versions));
        }
        Ok(loaded)
    }
}

/// A member's records within some days.
pub async fn records(
    ctx: &Context<'_>,
    pin: &Pin,
    member: NodeId,
    span: &Span,
) -> Result<Vec<DutyRecord>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let key = DutyEventsOf(pin.district_id().clone(), pin.number, *span, member);
    let events: Option<Vec<EventRow>> = load(ctx, key).await?.flatten();
    let events = events.ok_or_else(|| {
        Problem::bad_input(
            "period",
            "期间内记录过多，请缩短期间。",
            "Too many records; shorten the period.",
        )
    })?;
    let cases = asked.cases(request, pin).await?;
    Ok(ledger::records(member, &events, &cases, span))
}

/// What is a member's by accepted contests alone.
pub async fn granted(
    ctx: &Context<'_>,
    pin: &Pin,
    sources: &BTreeSet<Source>,
) -> Result<Vec<DutyRecord>> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let events = sources.iter().filter_map(|source| match source {
        Source::Event(id) => {
            let key = DutyEventAt(pin.district_id().clone(), pin.number, *id);
            Some(load(ctx, key))
        }
        _ => None,
    });
    let events: Vec<Option<EventRow>> = try_join_all(events).await?;
    let events: Vec<EventRow> = events.into_iter().flatten().collect();
    let cases = asked.cases(request, pin).await?;
    Ok(ledger::granted(sources, &events, &cases))
}

/// A source in the API: its opaque id, and what the caller may see of it.
pub type Told = (ID, Option<CountedRecord>);

/// The sources of a page, in as many statements as there are kinds of them.
pub async fn sources(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    wanted: &BTreeSet<Source>,
) -> Result<BTreeMap<Source, Told>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let (district, number) = (pin.district_id(), pin.number);
    let mut told = BTreeMap::<Source, Told>::new();
    let (mut events, mut named) = (Vec::new(), BTreeSet::<CaseId>::new());
    for source in wanted {
        match source {
            Source::Event(id) => events.push(async move {
                let version = load(ctx, VersionAt(district.clone(), number, *id)).await?;
                Ok::<_, Problem>((*id, version))
            }),
            Source::Case(id) => drop(named.insert(*id)),
            Source::Deduction(id) => {
                let id = GlobalId::encode(DEDUCTION, district, id.0);
                told.insert(*source, (id, None));
            }
        }
    }
    // Asked at once, so that the loader makes one statement of them.
    for (id, version) in try_join_all(events).await? {
        let event = version.map(|version| {
            let pin = Arc::clone(pin);
            CountedRecord::Event(Event { pin, version })
        });
        let typed = GlobalId::encode("Event", district, id.0);
        told.insert(Source::Event(id), (typed, event));
    }
    if named.is_empty() {
        return Ok(told);
    }
    let mut kinds = BTreeMap::<CaseKind, BTreeSet<CaseId>>::new();
    for case in asked.cases(request, pin).await?.iter() {
        if named.contains(&case.id) {
            kinds.entry(case.kind).or_default().insert(case.id);
        }
    }
    for (kind, ids) in kinds {
        let Some(practice) = practice(kind) else {
            continue;
        };
        let mut shown = by_ids(request, pin, (practice, type_name(kind)), &ids).await?;
        for id in ids {
            let typed = GlobalId::encode(type_name(kind), district, id.0);
            let record = shown
                .remove(&id)
                .map(|shown| CountedRecord::of(kind, shown));
            told.insert(Source::Case(id), (typed, record));
        }
    }
    Ok(told)
}
