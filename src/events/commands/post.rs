//! Posts a batch: a fixed number of look-ups, a ruling on every item in memory, a few inserts of many rows, one commit.
//! One item's trouble never stops the others. Deliberately absent: try-then-look; what stands is looked up first, and the
//! district's one writer keeps it true until the commit.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use futures_util::TryStreamExt;
use futures_util::future::ready;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, QueryFilter, StreamTrait,
};

use super::store::{insert, open_events, record};
use crate::events::codes::EventErrorCode as Code;
use crate::events::content::{Content, Version};
use crate::events::draft::EventDraft;
use crate::events::entity::{campaign, event, event_version};
use crate::events::kinds::{EventKind, EventStatus};
use crate::events::loaders;
use crate::events::rules::batch::{Item, Known, Ruling, rule};
use crate::events::rules::judging::{Surroundings, Whole};
use crate::events::rules::likeness::{Candidate, Folded, Likenesses, Sought};
use crate::events::rules::reading::{read, uuid};
use crate::events::sets::intern;
use crate::events::words::field;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Fault, Problem};
use crate::kernel::id::{DistrictId, EventId, NodeId, SetId};
use crate::kernel::seal::{Guards, data_key};
use crate::kernel::versions::load_at;
use crate::linkage::{Request, Writing};

/// The most items of a batch.
pub const BATCH: usize = 500;

/// One item as it was sent.
#[derive(Clone, Debug)]
pub struct PostedItem {
    /// The id that the client made, as it was written.
    pub id: String,
    /// What is said of the event.
    pub draft: EventDraft,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The id as it was sent.
    pub sent_id: String,
    /// The ruling.
    pub ruling: Ruling,
}

/// What became of a batch.
#[derive(Clone, Debug)]
pub struct Posted {
    /// One for each item, in the order of the batch.
    pub verdicts: Vec<Verdict>,
    /// The newest journal number of the district before the post.
    pub before: i64,
    /// The newest journal number of the district after the post.
    pub number: i64,
}

/// The only lead host whose events the caller may write; any of the district when none.
pub fn only_host(actor: &Actor) -> Option<NodeId> {
    match actor.role {
        Role::Office => None,
        _ => actor.scope,
    }
}

/// Posts a batch of 1 to 500 items in a district. Refused as a whole when it is empty or larger.
pub async fn post(
    request: &Request,
    district: &DistrictId,
    items: Vec<PostedItem>,
) -> Result<Posted, Failure<Code>> {
    fits(&items)?;
    let mut judged = judge(request, district, &items, &Likenesses::default()).await?;
    let before = judged.writing.ledger.head().number;
    store(&mut judged.writing, district, &judged.rulings).await?;
    let number = finish(judged.writing).await?;
    Ok(Posted {
        verdicts: verdicts(items, judged.rulings),
        before,
        number,
    })
}

/// Refuses a batch that is empty or too large.
pub fn fits(items: &[PostedItem]) -> Result<(), Failure<Code>> {
    match items.len() {
        0 => Err(Code::Empty.at("events").into()),
        1..=BATCH => Ok(()),
        _ => Err(Code::TooMany.at("events").into()),
    }
}

/// What became of items, beside the ids as they were sent.
pub fn verdicts(items: Vec<PostedItem>, rulings: impl IntoIterator<Item = Ruling>) -> Vec<Verdict> {
    let ruled = items.into_iter().zip(rulings);
    ruled
        .map(|(item, ruling)| Verdict {
            sent_id: item.id,
            ruling,
        })
        .collect()
}

/// Items that were ruled on, with the district locked and nothing stored.
#[derive(Debug)]
pub struct Judged {
    /// The transaction.
    pub writing: Writing,
    /// One for each item, in their order.
    pub rulings: Vec<Ruling>,
}

/// Rules on items as a post does, and stores nothing: who asks stores them, or lets the transaction go. `earlier` are posts
/// that stand nowhere and that the items may resemble all the same.
pub async fn judge(
    request: &Request,
    district: &DistrictId,
    items: &[PostedItem],
    earlier: &Likenesses,
) -> Result<Judged, Failure<Code>> {
    // Read before the district is locked.
    let read = read_items(items, district);
    let writing = request.write(district).await?;
    let rulings = rule_on(&writing, &read, earlier).await?;
    Ok(Judged { writing, rulings })
}

/// Rules on items that were read, in an open transaction of who posts them.
pub async fn rule_on(
    writing: &Writing,
    items: &[Item],
    earlier: &Likenesses,
) -> Result<Vec<Ruling>, Problem> {
    writing.require(Action::PostEvents, writing.actor.scope)?;
    let district = writing.ledger.district();
    let mut found = look_up(&writing.tx, district, writing, items).await?;
    for item in items {
        if let Some(day) = item.outline.began_on {
            found.likenesses.join(earlier, (day, item.outline.kind));
        }
    }
    let surroundings = Surroundings::new(
        &writing.chain.organization,
        writing.today,
        only_host(&writing.actor),
        found.campaigns,
        found.wholes,
    );
    let known = Known {
        vault: &writing.vault,
        district,
        hashes: found.known,
    };
    Ok(rule(items, surroundings, known, found.likenesses))
}

/// Commits what was recorded; leaves no trace when nothing was.
pub async fn finish(writing: Writing) -> Result<i64, Problem> {
    if writing.ledger.is_empty() {
        let number = writing.ledger.head().number;
        writing.tx.rollback().await?;
        return Ok(number);
    }
    writing.commit().await
}

/// Reads items as far as they can be read.
pub fn read_items(items: &[PostedItem], district: &DistrictId) -> Vec<Item> {
    items.iter().map(|item| read_item(item, district)).collect()
}

fn read_item(item: &PostedItem, district: &DistrictId) -> Item {
    let id = uuid(&item.id).map(EventId);
    let (outline, mut errors) = read(&item.draft, district);
    if id.is_none() {
        errors.insert(0, Code::InvalidId.at("id"));
    }
    Item {
        id,
        outline,
        errors,
    }
}

struct Found {
    known: BTreeMap<EventId, String>,
    campaigns: Vec<campaign::Model>,
    wholes: BTreeMap<EventId, Whole>,
    likenesses: Likenesses,
}

async fn look_up(
    conn: &(impl ConnectionTrait + StreamTrait),
    district: &DistrictId,
    writing: &Writing,
    items: &[Item],
) -> Result<Found, DbErr> {
    let ids: BTreeSet<EventId> = items.iter().filter_map(|item| item.id).collect();
    let known = event::Entity::find()
        .filter(event::Column::DistrictId.eq(district.clone()))
        .filter(event::Column::Id.is_in(ids))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.id, row.content_hash))
        .collect();
    let campaigns =
        load_at::<campaign::Entity>(conn, district, writing.ledger.head().number).await?;
    let parents = items.iter().filter_map(|item| item.outline.parent);
    Ok(Found {
        known,
        campaigns,
        wholes: wholes(conn, district, parents.collect()).await?,
        likenesses: likenesses(conn, district, items).await?,
    })
}

/// What is known of the events of these ids, as others' parents.
pub async fn wholes(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: BTreeSet<EventId>,
) -> Result<BTreeMap<EventId, Whole>, DbErr> {
    Ok(standing(district)
        .filter(event_version::Column::Id.is_in(ids))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| {
            let whole = Whole {
                is_part: row.parent_id.is_some(),
                status: row.status,
            };
            (row.id, whole)
        })
        .collect())
}

/// The events that posts of a batch may repeat: those that count, and those that wait. Of a batch over a year these are all
/// of a district's year, so they are looked at one by one, and only those kept that an item may resemble.
async fn likenesses(
    conn: &(impl ConnectionTrait + StreamTrait),
    district: &DistrictId,
    items: &[Item],
) -> Result<Likenesses, DbErr> {
    let mut sought = Sought::default();
    for item in items {
        let outline = &item.outline;
        if let (Some(day), Some(title)) = (outline.began_on, &outline.title) {
            sought.add(day, outline.kind, &Folded::new(title));
        }
    }
    let kept: Vec<Standing> = standing(district)
        .filter(event_version::Column::BeganOn.is_in(sought.days()))
        .filter(event_version::Column::Kind.is_in(sought.kinds()))
        .filter(event_version::Column::Status.is_in([
            EventStatus::Posted,
            EventStatus::Verified,
            EventStatus::Held,
        ]))
        .into_partial_model::<Standing>()
        .stream(conn)
        .await?
        .try_filter(|row| {
            let title = Folded::new(&row.title);
            ready(sought.may_be(row.began_on, row.kind, &title))
        })
        .try_collect()
        .await?;
    let sets = kept.iter().map(|row| row.host_set_id).collect();
    let hosts = loaders::hosts(conn, district, sets).await?;
    let mut likenesses = Likenesses::default();
    for row in kept {
        let of_set = hosts.get(&row.host_set_id).into_iter().flatten();
        let candidate = Candidate {
            id: row.id,
            parent: row.parent_id,
            place_code: row.place_code,
            hosts: of_set.map(|(host, _)| *host).collect(),
            title: Folded::new(&row.title),
        };
        likenesses.add(row.began_on, row.kind, candidate);
    }
    Ok(likenesses)
}

/// What is looked at of an event that stands.
#[derive(DerivePartialModel, Debug)]
#[sea_orm(entity = "event_version::Entity")]
struct Standing {
    id: EventId,
    parent_id: Option<EventId>,
    host_set_id: SetId,
    kind: EventKind,
    began_on: NaiveDate,
    place_code: Option<String>,
    title: String,
}

fn standing(district: &DistrictId) -> sea_orm::Select<event_version::Entity> {
    event_version::Entity::find()
        .filter(event_version::Column::DistrictId.eq(district.clone()))
        .filter(event_version::Column::UntilNumber.is_null())
}

/// Stores what was accepted or held, and nothing else.
pub async fn store(
    writing: &mut Writing,
    district: &DistrictId,
    rulings: &[Ruling],
) -> Result<(), Fault> {
    let new: Vec<(EventId, &Content, Option<EventId>)> = rulings
        .iter()
        .filter_map(|ruling| match ruling {
            Ruling::Accepted(id, content) => Some((*id, &**content, None)),
            Ruling::Held(id, content, resembles) => Some((*id, &**content, Some(*resembles))),
            _ => None,
        })
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let (mut events, mut versions) = (Vec::new(), Vec::<Version>::new());
    let mut keys = Vec::new();
    for (id, content, resembles) in &new {
        let (status, kind) = match resembles {
            None => (EventStatus::Posted, "event.posted"),
            Some(_) => (EventStatus::Held, "event.held"),
        };
        let narrative = match &content.narrative {
            Some(narrative) => {
                let lead = Some(content.hosts.lead());
                let new = writing
                    .vault
                    .new_key(district, id.0, Guards::Narrative, lead);
                let (key, row) = new?;
                keys.push(row);
                Some(key.seal(field::NARRATIVE, narrative)?)
            }
            None => None,
        };
        let mut version = content.version(district, (*id, status), narrative);
        version.row.duplicate_of_id = *resembles;
        let content_hash = content.hash(&writing.vault, district);
        let mut journalled = version.close();
        if let Some(content) = journalled.as_object_mut() {
            content.insert("content".to_owned(), content_hash.clone().into());
        }
        let number = record(writing, kind, &version, journalled);
        version.stamp(number);
        events.push(event::Model {
            district_id: district.clone(),
            id: *id,
            since_number: number,
            content_hash,
            posted_at: writing.at,
            posted_by: writing.actor.id,
        });
        versions.push(version);
    }
    intern(
        &writing.tx,
        district,
        new.iter().map(|(_, content, _)| content.hosts.clone()),
        new.iter().map(|(_, content, _)| content.campaigns.clone()),
    )
    .await?;
    insert::<data_key::Entity, _>(&writing.tx, keys).await?;
    open_events(&writing.tx, district, events, &versions).await?;
    Ok(())
}
