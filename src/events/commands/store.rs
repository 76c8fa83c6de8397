//! Puts rows of events into the tables, many rows a statement, and closes versions that no longer stand.
//! Deliberately absent: any decision.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
};
use serde_json::Value;

use crate::events::content::Version;
use crate::events::entity::{event, event_participant, event_quantity, event_version};
use crate::events::tallies::move_tallies;
use crate::kernel::id::DistrictId;
use crate::kernel::journal::Change;
use crate::kernel::versions;
use crate::linkage::Writing;

/// Rows of one insert; the widest table stays far below the number of binds that either database takes.
const ROWS: usize = 1000;

/// Inserts rows, many a statement.
pub async fn insert<E, A>(conn: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    E: EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E> + Clone + Send,
{
    for part in rows.chunks(ROWS) {
        E::insert_many(part.to_vec())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Inserts the identities of new events and then their first versions, with the tallies.
pub async fn open_events(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    events: Vec<event::Model>,
    versions: &[Version],
) -> Result<(), DbErr> {
    let rows = events
        .into_iter()
        .map(|row| row.into_active_model().reset_all())
        .collect();
    insert::<event::Entity, _>(conn, rows).await?;
    open_versions(conn, versions).await?;
    let added: Vec<_> = versions.iter().map(Version::counted).collect();
    move_tallies(conn, district, &[], &added).await
}

async fn open_versions(conn: &impl ConnectionTrait, versions: &[Version]) -> Result<(), DbErr> {
    let rows = versions
        .iter()
        .map(|version| version.row.clone().into_active_model().reset_all())
        .collect();
    insert::<event_version::Entity, _>(conn, rows).await?;
    let rows = versions
        .iter()
        .flat_map(|version| &version.quantities)
        .map(|row| row.clone().into_active_model().reset_all())
        .collect();
    insert::<event_quantity::Entity, _>(conn, rows).await?;
    let rows = versions
        .iter()
        .flat_map(|version| {
            version
                .participants
                .iter()
                .map(|member| event_participant::ActiveModel {
                    district_id: Set(version.row.district_id.clone()),
                    event_id: Set(version.row.id),
                    since_number: Set(version.row.since_number),
                    member_id: Set(*member),
                })
        })
        .collect();
    insert::<event_participant::Entity, _>(conn, rows).await
}

/// Takes a number for the change from one version of an event to the next, closes the one, opens the other and moves the
/// tallies. Its sets must have their rows already.
pub async fn replace(
    writing: &mut Writing,
    kind: &'static str,
    standing: &Version,
    mut next: Version,
) -> Result<i64, DbErr> {
    let content = next.close();
    let number = record(writing, kind, &next, content);
    next.stamp(number);
    let district = writing.ledger.district().clone();
    versions::close::<event_version::Entity>(&writing.tx, &district, next.row.id.0, number).await?;
    open_versions(&writing.tx, std::slice::from_ref(&next)).await?;
    move_tallies(
        &writing.tx,
        &district,
        &[standing.counted()],
        &[next.counted()],
    )
    .await?;
    Ok(number)
}

/// The same for many events, a few statements whatever their number.
pub async fn replace_all(
    writing: &mut Writing,
    kind: &'static str,
    changes: Vec<(Version, Version)>,
) -> Result<(), DbErr> {
    let (mut closed, mut opened) = (Vec::new(), Vec::new());
    for (standing, mut next) in changes {
        let content = next.close();
        let number = record(writing, kind, &next, content);
        next.stamp(number);
        closed.push(standing);
        opened.push(next);
    }
    let district = writing.ledger.district().clone();
    let ends: Vec<_> = opened
        .iter()
        .map(|next| (next.row.id.0, next.row.since_number))
        .collect();
    versions::close_all::<event_version::Entity>(&writing.tx, &district, &ends).await?;
    open_versions(&writing.tx, &opened).await?;
    let closed: Vec<_> = closed.iter().map(Version::counted).collect();
    let opened: Vec<_> = opened.iter().map(Version::counted).collect();
    move_tallies(&writing.tx, &district, &closed, &opened).await
}

/// Takes the next number for what happened to an event.
pub fn record(writing: &mut Writing, kind: &'static str, of: &Version, content: Value) -> i64 {
    writing.record(Change {
        kind,
        subject_kind: "event",
        subject_id: of.row.id.0,
        content,
        organization: false,
    })
}
