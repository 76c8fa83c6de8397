//! Cells: sums of amounts by host set, stretch of days, status and measure (and kind, campaigns, member where told apart),
//! and the host sets themselves. Deliberately absent: deciding for which node a cell counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr, QueryResult};

use super::narrowing::Narrowing;
use super::question::{Question, Stretches};
use super::sql::Sql;
use crate::events::kinds::{EventKind, EventStatus, FundKind, Measure};
use crate::kernel::id::{DistrictId, NodeId, SetId};
use crate::linkage::Chain;

/// One sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The hosts.
    pub host_set: SetId,
    /// A day of the stretch in which the chain does not change.
    pub day: NaiveDate,
    /// Whether the events counted here are, and if not, why.
    pub status: EventStatus,
    /// What is measured.
    pub measure: Measure,
    /// Of funds, which kind.
    pub fund_kind: Option<FundKind>,
    /// Whether the events are parts of others.
    pub is_part: bool,
    /// The kind, where told apart.
    pub kind: Option<EventKind>,
    /// The campaigns, where told apart.
    pub campaign_set: Option<SetId>,
    /// The member, where told apart.
    pub member: Option<NodeId>,
    /// Hundredths of the unit.
    pub amount: i64,
    /// How many quantities make it up.
    pub parts: i64,
    /// How many of them are lower bounds.
    pub at_least_parts: i64,
}

/// A host of a set: which node, and its share in millionths.
pub type HostShare = (NodeId, i64);

/// The interned sets of a district; they never change, so more of them is never wrong.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// Hosts by set, the lead first.
    pub hosts: BTreeMap<SetId, Vec<HostShare>>,
    /// Campaigns by set.
    pub campaigns: BTreeMap<SetId, BTreeSet<NodeId>>,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Cells {
    /// All cells, by host set.
    pub by_host_set: BTreeMap<SetId, Vec<Cell>>,
    /// The sets that they name.
    pub sets: Arc<Sets>,
}

impl Cells {
    /// The cells that a narrowing means, of cells told apart by kind and campaign; none when it asks for what no cell
    /// knows, so that the question must be put by itself.
    pub fn narrowed(&self, narrowing: &Narrowing) -> Option<Self> {
        if !narrowing.fits_tallies() {
            return None;
        }
        let sets = &self.sets;
        let hosts = |set: &SetId| {
            let hosts = sets.hosts.get(set).map(Vec::as_slice).unwrap_or_default();
            let wanted = narrowing.hosts.as_ref();
            wanted.is_none_or(|wanted| hosts.iter().any(|(host, _)| wanted.contains(host)))
        };
        let by_host_set = self
            .by_host_set
            .iter()
            .filter(|(set, _)| hosts(set))
            .map(|(set, cells)| {
                let meant = cells.iter().filter(|cell| narrowing.means(cell, sets));
                (*set, meant.cloned().collect())
            })
            .collect();
        Some(Self {
            by_host_set,
            sets: Arc::clone(sets),
        })
    }
}

/// Answers a question in one statement from the tallies when they stand at its number, otherwise from the event rows.
pub async fn load(
    conn: &impl ConnectionTrait,
    question: &Question,
    chain: &Chain,
    today: NaiveDate,
    newest: bool,
    sets: Arc<Sets>,
) -> Result<Cells, DbErr> {
    let stretches = question.stretches(chain, &sets, today);
    if newest && question.narrowing.fits_tallies() && !question.apart.member {
        let rows = question.statement(&stretches, true).all(conn).await?;
        let still_there = match rows.first() {
            Some(row) => row.try_get::<i64>("", "head_number")? == question.number,
            None => false,
        };
        if still_there {
            return read(rows, question, &stretches, sets);
        }
    }
    let rows = question.statement(&stretches, false).all(conn).await?;
    read(rows, question, &stretches, sets)
}

fn read(
    rows: Vec<QueryResult>,
    question: &Question,
    stretches: &Stretches,
    sets: Arc<Sets>,
) -> Result<Cells, DbErr> {
    let mut by_host_set = BTreeMap::<SetId, Vec<Cell>>::new();
    for row in rows {
        // The head alone, when nothing matched.
        let Some(host_set) = row.try_get::<Option<SetId>>("", "host_set_id")? else {
            continue;
        };
        let day = match stretches {
            Stretches::Days => row.try_get("", "stretch")?,
            Stretches::Edges(_) => {
                let place: i32 = row.try_get("", "stretch")?;
                stretches.first_day(usize::try_from(place).unwrap_or(0), &question.span)
            }
        };
        let fund_kind: String = row.try_get("", "fund_kind")?;
        let cell = Cell {
            host_set,
            day,
            status: row.try_get("", "status")?,
            measure: row.try_get("", "measure")?,
            fund_kind: if fund_kind.is_empty() {
                None
            } else {
                Some(FundKind::try_from_value(&fund_kind)?)
            },
            is_part: row.try_get("", "is_part")?,
            kind: if question.apart.kind {
                Some(row.try_get("", "kind")?)
            } else {
                None
            },
            campaign_set: if question.apart.campaign {
                Some(row.try_get("", "campaign_set_id")?)
            } else {
                None
            },
            member: if question.apart.member {
                Some(row.try_get("", "member_id")?)
            } else {
                None
            },
            amount: row.try_get("", "amount")?,
            parts: row.try_get("", "parts")?,
            at_least_parts: row.try_get("", "at_least_parts")?,
        };
        by_host_set.entry(host_set).or_default().push(cell);
    }
    Ok(Cells { by_host_set, sets })
}

/// Loads the interned sets of a district, two statements.
pub async fn load_sets(conn: &impl ConnectionTrait, district: &DistrictId) -> Result<Sets, DbErr> {
    let mut sets = Sets::default();
    let mut sql =
        Sql::new("SELECT host_set_id, host_id, share FROM host_set_host WHERE district_id = ");
    sql.bind(district.as_str())
        .push(" ORDER BY host_set_id, position");
    for row in sql.all(conn).await? {
        let set = row.try_get("", "host_set_id")?;
        sets.hosts
            .entry(set)
            .or_default()
            .push((row.try_get("", "host_id")?, row.try_get("", "share")?));
    }
    let mut sql = Sql::new(
        "SELECT campaign_set_id, campaign_id FROM campaign_set_campaign WHERE district_id = ",
    );
    sql.bind(district.as_str());
    for row in sql.all(conn).await? {
        let set = row.try_get("", "campaign_set_id")?;
        sets.campaigns
            .entry(set)
            .or_default()
            .insert(row.try_get("", "campaign_id")?);
    }
    Ok(sets)
}
