//! Loads what lines are counted from, as it stood at a journal number: counted events with the quantities that any of the
//! lines adds up, and the district's cases. However many lines, it is one statement for events and a fixed number for cases.
//! Deliberately absent: counting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::{ActiveEnum, ConnectionTrait, DbErr};

use super::basis::Basis;
use crate::events::kinds::{EventStatus, FundKind, Measure};
use crate::kernel::id::{DistrictId, EventId};
use crate::kernel::period::Span;
use crate::linkage::Pin;
use crate::statistics::case_rows;
use crate::statistics::cases::CaseRow;
use crate::statistics::cells::{Cell, Sets};
use crate::statistics::narrowing::Narrowing;
use crate::statistics::question::{Apart, Question, Stretches};
use crate::statistics::sql::Sql;

/// More rows of events than this are not loaded for a comparison, and a tenth of them for a freezing.
pub const MOST_ROWS: usize = 500_000;

/// How many ids a statement is asked for at once.
const IDS_AT_ONCE: usize = 5_000;

/// One quantity of a counted event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The event.
    pub id: EventId,
    /// Where it was, as a division code.
    pub place_code: Option<String>,
    /// The quantity, as figures add it up.
    pub cell: Cell,
}

/// A district at a journal number, as far as lines are counted from it.
#[derive(Clone, Debug)]
pub struct Stood {
    /// The number, the chain and the day.
    pub pin: Pin,
    /// The interned sets of hosts and campaigns.
    pub sets: Arc<Sets>,
    /// Counted events, by id and measure.
    pub events: Vec<EventRow>,
    /// Cases.
    pub cases: Vec<CaseRow>,
}

/// Loads it; none when there are more rows of events than `most`.
pub async fn load(
    conn: &impl ConnectionTrait,
    pin: &Pin,
    sets: &Arc<Sets>,
    bases: &[Basis],
    most: usize,
) -> Result<Option<Stood>, DbErr> {
    let counts = |basis: &Basis| basis.metric.definition().counts;
    let of_events: Vec<&Basis> = bases
        .iter()
        .filter(|basis| counts(basis).cases().is_none())
        .collect();
    let events = match of_events.is_empty() {
        true => Vec::new(),
        false => load_events(conn, pin, &of_events, most).await?,
    };
    if events.len() > most {
        return Ok(None);
    }
    let cases = match bases.iter().any(|basis| counts(basis).cases().is_some()) {
        true => case_rows::load(conn, pin.district_id(), pin.number).await?,
        false => Vec::new(),
    };
    Ok(Some(Stood {
        pin: pin.clone(),
        sets: Arc::clone(sets),
        events,
        cases,
    }))
}

async fn load_events(
    conn: &impl ConnectionTrait,
    pin: &Pin,
    bases: &[&Basis],
    most: usize,
) -> Result<Vec<EventRow>, DbErr> {
    let spans: BTreeSet<Span> = bases.iter().map(|basis| basis.span).collect();
    let measures: BTreeSet<Measure> = bases
        .iter()
        .map(|basis| basis.metric.definition().counts.measure())
        .collect();
    let from = spans.iter().map(|span| span.from).min();
    let to = match spans.iter().any(|span| span.to.is_none()) {
        true => None,
        false => spans.iter().filter_map(|span| span.to).max(),
    };
    let question = Question {
        district: pin.district_id().clone(),
        number: pin.number,
        span: Span::new(from.unwrap_or_default(), to),
        narrowing: Narrowing::default(),
        apart: Apart::default(),
    };
    let mut sql = Sql::new("SELECT t.* FROM (");
    question.source(&mut sql, &Stretches::Edges(Vec::new()), false);
    sql.push(") t WHERE t.district_id = ")
        .bind(question.district.as_str());
    sql.push(" AND t.status IN ('POSTED', 'VERIFIED') AND t.measure IN ")
        .bind_list(measures.iter().map(ActiveEnum::to_value));
    sql.push(" AND (1 = 0");
    for span in &spans {
        sql.push(" OR (t.day >= ").bind(span.from);
        if let Some(to) = span.to {
            sql.push(" AND t.day < ").bind(to);
        }
        sql.push(")");
    }
    sql.push(") ORDER BY t.id, t.measure, t.fund_kind");
    sql.push(&format!(" LIMIT {}", most.saturating_add(1)));
    let mut rows = Vec::new();
    for row in sql.all(conn).await? {
        let fund_kind: String = row.try_get("", "fund_kind")?;
        let cell = Cell {
            host_set: row.try_get("", "host_set_id")?,
            day: row.try_get("", "day")?,
            status: row.try_get("", "status")?,
            measure: row.try_get("", "measure")?,
            fund_kind: match fund_kind.is_empty() {
                true => None,
                false => Some(FundKind::try_from_value(&fund_kind)?),
            },
            is_part: row.try_get("", "is_part")?,
            kind: Some(row.try_get("", "kind")?),
            campaign_set: Some(row.try_get("", "campaign_set_id")?),
            member: None,
            amount: row.try_get("", "amount")?,
            parts: 1,
            at_least_parts: i64::from(row.try_get::<i32>("", "at_least_parts")?),
        };
        rows.push(EventRow {
            id: row.try_get("", "id")?,
            place_code: row.try_get("", "place_code")?,
            cell,
        });
    }
    Ok(rows)
}

/// Whether events count at a number, and if not, why; those that were not there then are left out.
pub async fn statuses(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: &BTreeSet<EventId>,
) -> Result<BTreeMap<EventId, EventStatus>, DbErr> {
    let mut found = BTreeMap::new();
    let ids: Vec<EventId> = ids.iter().copied().collect();
    for part in ids.chunks(IDS_AT_ONCE) {
        let mut sql = Sql::new("SELECT s.id, s.status FROM event_version s WHERE s.district_id = ");
        sql.bind(district.as_str());
        sql.push(" AND s.since_number <= ").bind(number);
        sql.push(" AND (s.until_number IS NULL OR s.until_number > ")
            .bind(number)
            .push(") AND s.id IN ")
            .bind_list(part.iter().copied());
        for row in sql.all(conn).await? {
            found.insert(row.try_get("", "id")?, row.try_get("", "status")?);
        }
    }
    Ok(found)
}
