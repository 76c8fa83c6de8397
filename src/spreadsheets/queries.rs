//! Lists of imports: the newest batches, and the names that wait for the office to decide whom they mean.
//! Deliberately absent: files, which are not kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{RowState, import_batch, import_row};
use super::rules::names::{Meant, Names, Standing};
use super::rules::rows::Record;
use super::storing::{WORDS, decided};
use super::undoing::is_own;
use crate::kernel::authz::Action;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::seal::{Guards, load_keys};
use crate::linkage::Request;

/// Batches of a list at most.
const BATCHES: u64 = 100;

/// Rows that wait, of which names are listed, at most.
pub const WAITING: u64 = 1000;

/// A name that is not one member's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name as it is written.
    pub name: String,
    /// The workroom in whose rows it stands.
    pub workroom: String,
    /// Members of that name.
    pub candidates: Vec<Candidate>,
    /// Rows that wait for it, among those that were looked at.
    pub rows: usize,
}

/// A member of a name that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The member.
    pub id: NodeId,
    /// His name.
    pub name: String,
    /// His sector today.
    pub sector: Option<String>,
}

/// The newest batches, the newest first: all of the district for the office, those of the caller's workroom else.
pub async fn batches(request: &Request, district: &DistrictId) -> Result<Vec<import_batch::Model>> {
    let actor = request.actor()?;
    actor.require(Action::PostEvents, actor.standing(district, actor.scope))?;
    let mut found = import_batch::Entity::find()
        .filter(import_batch::Column::DistrictId.eq(district.clone()))
        .order_by_desc(import_batch::Column::Id)
        .limit(BATCHES);
    if let Some(scope) = actor.scope {
        found = found.filter(import_batch::Column::ScopeId.eq(scope));
    }
    let mut found = found.all(&request.db).await?;
    found.retain(|batch| is_own(actor.scope, batch));
    Ok(found)
}

/// The names that wait, for the office.
pub async fn questions(request: &Request, district: &DistrictId) -> Result<Vec<Question>> {
    let actor = request.actor()?;
    actor.require(Action::JudgeEvent, actor.standing(district, None))?;
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let names = Names::new(
        Arc::clone(&pin.chain),
        decided(&request.db, district).await?,
    );
    let rows = import_row::Entity::find()
        .filter(import_row::Column::DistrictId.eq(district.clone()))
        .filter(import_row::Column::State.eq(RowState::Waiting))
        .order_by_asc(import_row::Column::Id)
        .limit(WAITING)
        .all(&request.db)
        .await?;
    let sealed = (&request.vault, district);
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (_, record) in records(request, &request.db, district, rows).await? {
        let host = names.workroom(&record.host);
        for name in &record.participants {
            let standing = host.map(|host| Standing {
                written: &record.host,
                host,
                day: record.from,
            });
            let meant = standing.map(|standing| names.member(sealed, name, standing));
            if meant.is_none_or(|meant| meant == Meant::Open) {
                let key = (name.clone(), record.host.clone());
                let count = found.entry(key).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    let organization = &pin.chain.organization;
    let candidate = |id: &NodeId| Candidate {
        id: *id,
        name: names.name_of(*id).to_owned(),
        sector: organization
            .sector_of(*id, pin.today)
            .map(|sector| sector.name.clone()),
    };
    let questions = found.into_iter().map(|((name, workroom), rows)| Question {
        candidates: names.members(&name).iter().map(candidate).collect(),
        name,
        workroom,
        rows,
    });
    Ok(questions.collect())
}

/// Rows that wait with what they say, in one statement more.
pub async fn records(
    request: &Request,
    conn: &impl sea_orm::ConnectionTrait,
    district: &DistrictId,
    rows: Vec<import_row::Model>,
) -> std::result::Result<Vec<(import_row::Model, Record)>, Fault> {
    let subjects: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let keys = load_keys(conn, &request.vault, district, Guards::Narrative, subjects).await?;
    let mut opened = Vec::new();
    for row in rows {
        let (Some(words), Some(key)) = (&row.words, keys.get(&row.id)) else {
            continue;
        };
        let said = key.open(WORDS, words)?;
        let record = serde_json::from_str(&said);
        let record = record.map_err(|_| Fault::new("a row that waits cannot be read"))?;
        opened.push((row, record));
    }
    Ok(opened)
}
