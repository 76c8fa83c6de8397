//! Imports the hotline's figures: one change of the journal for all rows of an import that say something new, a verdict
//! for every row. Deliberately absent: withdrawing; the hotline corrects a month by importing it again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::entity::hotline_figure::{self, Column, Entity, Model};
use super::refusals::{HotlineFigureErrorCode as Code, Outcome};
use super::rules::{Key, RowDraft, Ruling, Said, read, rule};
use crate::kernel::authz::Action;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::period::Span;
use crate::linkage::{Request, Writing};

/// The most rows of an import.
pub const MOST: usize = 500;

/// What the journal calls an import.
pub const SUBJECT: &str = "hotline_import";

/// What became of an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// One for each row, in their order.
    pub rulings: Vec<Ruling>,
    /// The newest journal number.
    pub number: i64,
}

/// Imports rows. Refuses an empty import and one of more than 500 rows; single rows are rejected by themselves.
pub async fn import(
    request: &Request,
    district: &DistrictId,
    drafts: &[RowDraft],
) -> Outcome<Imported> {
    let mut writing = request.write(district).await?;
    writing.require(Action::ImportHotlineFigures, None)?;
    if drafts.is_empty() {
        return Err(Code::Empty.at("rows").into());
    }
    if drafts.len() > MOST {
        return Err(Code::TooMany.at("rows").into());
    }
    let units = &writing.chain.organization.handling_units;
    let exists = |unit: NodeId| {
        let unit = units.get(&unit)?;
        Some(Span::new(unit.established_on, unit.closed_on))
    };
    let rows: Vec<_> = drafts
        .iter()
        .map(|draft| read(draft, exists, writing.today))
        .collect();
    let keys: BTreeSet<Key> = rows.iter().flatten().map(|(key, _)| *key).collect();
    let stood = standing(&writing, &keys).await?;
    let said = stood.iter().map(|(key, row)| (*key, said_of(row)));
    let rulings = rule(rows, &said.collect());
    let fresh: Vec<(Key, &Said)> = rulings
        .iter()
        .filter_map(|ruling| match ruling {
            Ruling::Accepted(key, said) | Ruling::Corrected(key, said) => Some((*key, said)),
            Ruling::Duplicate(..) | Ruling::Rejected(_) => None,
        })
        .collect();
    let number = match fresh.is_empty() {
        true => writing.ledger.head().number,
        false => {
            let rows = fresh.into_iter().map(|(key, said)| {
                let id = stood.get(&key).map(|row| row.id);
                let id = id.unwrap_or_else(|| NodeId(request.clock.new_uuid()));
                row_of(district, id, key, said)
            });
            let rows = rows.collect();
            store(&mut writing, request, rows).await?;
            writing.commit().await?
        }
    };
    Ok(Imported { rulings, number })
}

/// What stands of the units and months concerned.
async fn standing(writing: &Writing, keys: &BTreeSet<Key>) -> Outcome<BTreeMap<Key, Model>> {
    let units: BTreeSet<NodeId> = keys.iter().map(|(unit, ..)| *unit).collect();
    let months: BTreeSet<NaiveDate> = keys.iter().map(|(_, month, _)| *month).collect();
    let rows = Entity::find()
        .filter(Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(Column::UnitId.is_in(units))
        .filter(Column::Month.is_in(months))
        .filter(Column::UntilNumber.is_null())
        .all(&writing.tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.unit_id, row.month, row.metric), row))
        .collect())
}

/// Closes what the rows correct and opens them, all under one number.
async fn store(writing: &mut Writing, request: &Request, rows: Vec<Model>) -> Outcome<()> {
    let number = writing.record(Change {
        kind: "hotline_figures.imported",
        subject_kind: SUBJECT,
        subject_id: request.clock.new_uuid(),
        content: json!({ "rows": rows.len(), "digest": digest_of(&rows) }),
        organization: false,
    });
    Entity::update_many()
        .col_expr(Column::UntilNumber, Expr::value(number))
        .filter(Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .filter(Column::UntilNumber.is_null())
        .exec(&writing.tx)
        .await?;
    let opened = rows.into_iter().map(|row| {
        let row = Model {
            since_number: number,
            ..row
        };
        row.into_active_model().reset_all()
    });
    Entity::insert_many(opened)
        .exec_without_returning(&writing.tx)
        .await?;
    Ok(())
}

fn said_of(row: &Model) -> Said {
    Said {
        numerator: row.numerator,
        denominator: row.denominator,
        source: row.source.clone(),
    }
}

fn row_of(
    district: &DistrictId,
    id: NodeId,
    (unit_id, month, metric): Key,
    said: &Said,
) -> hotline_figure::Model {
    hotline_figure::Model {
        district_id: district.clone(),
        id,
        since_number: 0,
        until_number: None,
        unit_id,
        month,
        metric,
        numerator: said.numerator,
        denominator: said.denominator,
        source: said.source.clone(),
    }
}

/// The digest of the rows of an import, in whatever order they are read again.
pub fn digest_of<'a>(rows: impl IntoIterator<Item = &'a Model>) -> String {
    let mut rows: Vec<&Model> = rows.into_iter().collect();
    rows.sort_by_key(|row| row.id);
    let told: Vec<Value> = rows.into_iter().map(told).collect();
    digest(&json!(told))
}

fn told(row: &Model) -> Value {
    json!([
        row.id,
        row.unit_id,
        row.month,
        row.metric,
        row.numerator,
        row.denominator,
        row.source,
    ])
}
