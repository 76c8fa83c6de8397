//! Freezes statements, and replaces one by another. What was frozen is never changed; who corrects a statement makes a new
//! one that names it, and both stay readable. Deliberately absent: taking a statement back.

use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;

use super::basis::{Basis, enum_lines, lines, word};
use super::counting::{count, text};
use super::entity::{statement, statement_line};
use super::reading::{StatementDraft, Wanted, read, reason, said};
use super::refusals::{Outcome, StatementErrorCode as Code};
use super::rows::{self, MOST_ROWS, Stood};
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::clock::day_in_china;
use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::linkage::{Pin, Request, Writing};
use crate::statistics::cells::load_sets;

/// The name of the type in opaque ids.
pub const TYPE: &str = "Statement";

/// What the journal calls it.
pub const SUBJECT: &str = "statement";

/// More rows of events than this are not frozen: what is looked through later has room to grow.
const MOST_FROZEN: usize = MOST_ROWS / 10;

/// A statement with its lines.
pub type Frozen = (statement::Model, Vec<statement_line::Model>);

/// Freezes figures as they stand, under the lock of the district's writer.
pub async fn freeze(
    request: &Request,
    district: &DistrictId,
    draft: &StatementDraft,
) -> Outcome<Frozen> {
    let writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let pin = pin(&writing);
    let wanted = read(draft, &pin).map_err(Failure::Refused)?;
    title_is_free(&writing, &wanted.title, None).await?;
    let id = NodeId(request.clock.new_uuid());
    store(writing, &pin, (id, wanted), None).await
}

/// Freezes figures anew in the place of a statement, which stays as it is.
pub async fn supersede(
    request: &Request,
    district: &DistrictId,
    (replaced, why): (&str, &str),
    draft: &StatementDraft,
) -> Outcome<Frozen> {
    let writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let replaced = standing(&writing, replaced).await?;
    let pin = pin(&writing);
    let (wanted, why) = match (read(draft, &pin), reason(why)) {
        (Ok(wanted), Ok(why)) => (wanted, why),
        (wanted, why) => {
            let both = wanted.err().into_iter().chain(why.err());
            return Err(Failure::Refused(both.flatten().collect()));
        }
    };
    title_is_free(&writing, &wanted.title, Some(replaced)).await?;
    let id = NodeId(request.clock.new_uuid());
    store(writing, &pin, (id, wanted), Some((replaced, why))).await
}

/// The district as it stands, on the day of the entry that is about to be written: whoever asks as of this number is
/// answered on the same day.
fn pin(writing: &Writing) -> Pin {
    Pin {
        number: writing.ledger.head().number,
        chain: Arc::clone(&writing.chain),
        today: day_in_china(writing.at),
    }
}

async fn standing(writing: &Writing, id: &str) -> Outcome<NodeId> {
    let district = writing.ledger.district();
    let unknown = || Code::UnknownStatement.at("id");
    let id = NodeId(local(id, district, &[TYPE]).ok_or_else(unknown)?);
    let found = statement::Entity::find()
        .filter(statement::Column::DistrictId.eq(district.clone()))
        .filter(statement::Column::Id.eq(id))
        .one(&writing.tx)
        .await?;
    found.ok_or_else(unknown)?;
    let newer = statement::Entity::find()
        .filter(statement::Column::DistrictId.eq(district.clone()))
        .filter(statement::Column::ReplacesId.eq(id))
        .one(&writing.tx)
        .await?;
    match newer {
        Some(_) => Err(Code::AlreadySuperseded.at("id").into()),
        None => Ok(id),
    }
}

/// Whether no other statement that stands has the title; so that a freezing that is sent again freezes nothing.
async fn title_is_free(writing: &Writing, title: &str, replaced: Option<NodeId>) -> Outcome<()> {
    let district = writing.ledger.district();
    let titled: Vec<NodeId> = statement::Entity::find()
        .select_only()
        .column(statement::Column::Id)
        .filter(statement::Column::DistrictId.eq(district.clone()))
        .filter(statement::Column::Title.eq(title))
        .into_tuple()
        .all(&writing.tx)
        .await?;
    let superseded: Vec<Option<NodeId>> = statement::Entity::find()
        .select_only()
        .column(statement::Column::ReplacesId)
        .filter(statement::Column::DistrictId.eq(district.clone()))
        .filter(statement::Column::ReplacesId.is_in(titled.iter().copied()))
        .into_tuple()
        .all(&writing.tx)
        .await?;
    let stands = |id: &&NodeId| Some(**id) != replaced && !superseded.contains(&Some(**id));
    match titled.iter().find(stands) {
        Some(_) => Err(Code::TitleTaken.at("title").into()),
        None => Ok(()),
    }
}

async fn store(
    mut writing: Writing,
    pin: &Pin,
    (id, wanted): (NodeId, Wanted),
    replaces: Option<(NodeId, String)>,
) -> Outcome<Frozen> {
    let district = pin.district_id().clone();
    let sets = Arc::new(load_sets(&writing.tx, &district).await?);
    let stood = rows::load(&writing.tx, pin, &sets, &wanted.bases, MOST_FROZEN).await?;
    let stood = stood.ok_or_else(|| Code::TooManyRecords.at("lines"))?;
    let kind = match replaces {
        Some(_) => "statement.superseded",
        None => "statement.frozen",
    };
    let (replaces_id, reason) = replaces.unzip();
    let mut row = statement::Model {
        district_id: district,
        id,
        since_number: 0,
        frozen_number: pin.number,
        frozen_at: writing.at,
        title: wanted.title,
        replaces_id,
        reason,
        digest: String::new(),
    };
    let names = wanted.names.into_iter().zip(wanted.node_types);
    let lines: Vec<statement_line::Model> = (1..)
        .zip(names.zip(&wanted.bases))
        .map(|(position, (name, basis))| line(&row, position, name, basis, &stood))
        .collect();
    row.digest = digest(&said(&row, &lines));
    row.since_number = writing.record(Change {
        kind,
        subject_kind: SUBJECT,
        subject_id: row.id.0,
        content: json!({ "replaces": row.replaces_id, "digest": row.digest }),
        organization: false,
    });
    statement::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&writing.tx)
        .await?;
    let models = lines.iter().cloned();
    let models = models.map(|line| line.into_active_model().reset_all());
    statement_line::Entity::insert_many(models)
        .exec_without_returning(&writing.tx)
        .await?;
    writing.commit().await?;
    Ok((row, lines))
}

/// A line as it is counted now.
fn line(
    row: &statement::Model,
    position: i32,
    (name, node_type): (String, String),
    basis: &Basis,
    stood: &Stood,
) -> statement_line::Model {
    let counted = count(basis, stood);
    let (definition, narrowing) = (basis.metric.definition(), &basis.narrowing);
    statement_line::Model {
        district_id: row.district_id.clone(),
        statement_id: row.id,
        position,
        name,
        metric: word(&basis.metric),
        metric_version: definition.version,
        node_type,
        node_id: basis.node.id(),
        from_day: basis.span.from,
        to_day: basis.span.to,
        kinds: narrowing.kinds.as_ref().map(enum_lines),
        campaigns: narrowing.campaigns.as_ref().map(lines),
        hosts: narrowing.hosts.as_ref().map(lines),
        divisions: narrowing.divisions.as_ref().map(lines),
        fund_kinds: narrowing.fund_kinds.as_ref().map(enum_lines),
        is_part: narrowing.is_part,
        verified_only: narrowing.verified_only,
        attribution: word(&basis.attribution),
        credit: word(&basis.credit),
        value: counted.value.map(text),
        numerator: counted.numerator.map(text),
        denominator: counted.denominator.map(text),
        unit: definition.unit,
        qualifier: counted.qualifier(),
        records: i64::try_from(counted.parts.len()).unwrap_or(i64::MAX),
        records_digest: counted.records_digest(),
    }
}
