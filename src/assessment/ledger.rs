//! What a member has a record of within some days, as it stood at a journal number: events that he took part in and cases
//! in which he acted, each once, by the definition that figures of balance have. Nothing is copied; it is read each time.
//! Deliberately absent: what a record is worth.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::rules::scheme::Traits;
use super::rules::scoring::{DutyRecord, Source};
use crate::casework::kinds::{Fact, Level};
use crate::events::kinds::EventKind;
use crate::kernel::id::{CaseId, DistrictId, EventId, NodeId};
use crate::kernel::period::Span;
use crate::statements::basis::read_word;
use crate::statistics::cases::CaseRow;
use crate::statistics::duty::{Part, duty_of, duty_of_case, records_of};
use crate::statistics::sql::Sql;

/// More events than this are not read at once.
pub const MOST_EVENTS: usize = 100_000;

/// An event that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The event.
    pub id: EventId,
    /// The day it began.
    pub on: NaiveDate,
    /// Its kind.
    pub kind: EventKind,
}

impl EventRow {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get("", "id")?,
            on: row.try_get("", "began_on")?,
            kind: row.try_get("", "kind")?,
        })
    }

    fn record(&self) -> DutyRecord {
        DutyRecord {
            source: Source::Event(self.id),
            on: self.on,
            traits: Traits {
                duty: duty_of(self.kind),
                event_kind: Some(self.kind),
                part: Part::Participant,
            },
            adopted: BTreeMap::new(),
        }
    }
}

fn standing(sql: &mut Sql, number: i64) {
    sql.push(" AND e.status IN ('POSTED', 'VERIFIED') AND e.since_number <= ")
        .bind(number);
    sql.push(" AND (e.until_number IS NULL OR e.until_number > ")
        .bind(number)
        .push(")");
}

/// The events that members took part in and that began within some days, by member; one statement, and none where there
/// are too many.
pub async fn events_of(
    conn: &impl ConnectionTrait,
    (district, number): (&DistrictId, i64),
    span: &Span,
    members: &BTreeSet<NodeId>,
) -> Result<Option<BTreeMap<NodeId, Vec<EventRow>>>, DbErr> {
    let mut sql = Sql::new(
        "SELECT m.member_id, e.id, e.began_on, e.kind FROM event_participant m JOIN event_version e \
         ON e.district_id = m.district_id AND e.id = m.event_id AND e.since_number = m.since_number \
         WHERE m.district_id = ",
    );
    sql.bind(district.as_str());
    sql.push(" AND m.member_id IN ")
        .bind_list(members.iter().copied());
    standing(&mut sql, number);
    sql.push(" AND e.began_on >= ").bind(span.from);
    if let Some(to) = span.to {
        sql.push(" AND e.began_on < ").bind(to);
    }
    sql.push(&format!(
        " ORDER BY m.member_id, e.began_on, e.id LIMIT {}",
        MOST_EVENTS.saturating_add(1)
    ));
    let rows = sql.all(conn).await?;
    if rows.len() > MOST_EVENTS {
        return Ok(None);
    }
    let mut events = BTreeMap::<NodeId, Vec<EventRow>>::new();
    for row in &rows {
        let member = row.try_get("", "member_id")?;
        events.entry(member).or_default().push(EventRow::of(row)?);
    }
    Ok(Some(events))
}

/// Those of some events that count.
pub async fn events_named(
    conn: &impl ConnectionTrait,
    (district, number): (&DistrictId, i64),
    ids: &BTreeSet<EventId>,
) -> Result<Vec<EventRow>, DbErr> {
    let mut sql =
        Sql::new("SELECT e.id, e.began_on, e.kind FROM event_version e WHERE e.district_id = ");
    sql.bind(district.as_str());
    sql.push(" AND e.id IN ").bind_list(ids.iter().copied());
    standing(&mut sql, number);
    let rows = sql.all(conn).await?;
    rows.iter().map(EventRow::of).collect()
}

/// A member's records, by day.
pub fn records(
    member: NodeId,
    events: &[EventRow],
    cases: &[CaseRow],
    span: &Span,
) -> Vec<DutyRecord> {
    let of_events = events.iter().map(EventRow::record);
    let of_cases = cases.iter().filter_map(|case| {
        let (on, part) = records_of(case, span).remove(&member)?;
        Some(of_case(case, on, part))
    });
    let mut records: Vec<DutyRecord> = of_events.chain(of_cases).collect();
    records.sort_by_key(|record| (record.on, record.source));
    records
}

/// What is his by an accepted contest alone: events that count, and cases that stand, on the day of their first fact.
pub fn granted(
    sources: &BTreeSet<Source>,
    events: &[EventRow],
    cases: &[CaseRow],
) -> Vec<DutyRecord> {
    let named = |id: CaseId| sources.contains(&Source::Case(id));
    let cases = cases.iter().filter(|case| !case.void && named(case.id));
    let of_cases = cases.filter_map(|case| {
        let on = case.facts.iter().map(|row| row.on).min()?;
        Some(of_case(case, on, Part::Participant))
    });
    let named = |row: &&EventRow| sources.contains(&Source::Event(row.id));
    let of_events = events.iter().filter(named).map(EventRow::record);
    of_events.chain(of_cases).collect()
}

fn of_case(case: &CaseRow, on: NaiveDate, part: Part) -> DutyRecord {
    let mut adopted = BTreeMap::<Level, NaiveDate>::new();
    for row in case.facts.iter().filter(|row| row.fact == Fact::Adopted) {
        let level: Option<Level> = row.value.as_deref().and_then(read_word);
        if let Some(level) = level {
            let first = adopted.entry(level).or_insert(row.on);
            *first = row.on.min(*first);
        }
    }
    DutyRecord {
        source: Source::Case(case.id),
        on,
        traits: Traits {
            duty: Some(duty_of_case(case.kind)),
            event_kind: None,
            part,
        },
        adopted,
    }
}
