//! Who was heard of: per workroom and month, a month that is over was reported (an event), declared zero (a nil return) or
//! is silent. Zero is never confused with silence. Deliberately absent: values of figures, which silence does not change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};

use super::cells::Sets;
use super::sql::Sql;
use crate::kernel::id::{DistrictId, NodeId, SetId};
use crate::kernel::period::Span;
use crate::linkage::Hosts;
use crate::organization::Organization;

/// The months in which each host was heard of, in one district and period.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Months with a counted event, by host.
    pub reported: BTreeMap<NodeId, BTreeSet<NaiveDate>>,
    /// Months with a nil return, by workroom.
    pub declared_zero: BTreeMap<NodeId, BTreeSet<NaiveDate>>,
}

/// How many of the expected workrooms were heard of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Workrooms that should post in the period.
    pub expected: i32,
    /// Of them, none of whose due months is silent, with at least one event.
    pub reported: i32,
    /// Of them, whose due months are all nil returns.
    pub declared_zero: i32,
    /// Of them, with at least one silent month.
    pub silent: i32,
    /// Of them, with no month that is over yet and no event.
    pub not_yet_due: i32,
    /// The silent ones with their silent months.
    pub silences: Vec<(NodeId, Vec<NaiveDate>)>,
}

impl Completeness {
    /// The silent months of all workrooms together.
    pub fn silent_months(&self) -> usize {
        self.silences.iter().map(|(_, months)| months.len()).sum()
    }
}

/// Loads who was heard of, two statements: from the tallies when they stand at the number, else from the event rows.
pub async fn load_heard(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    span: &Span,
    newest: bool,
    sets: &Sets,
) -> Result<Heard, DbErr> {
    let from = Span::month_of(span.from).from;
    let to = span
        .to
        .and_then(|to| to.checked_sub_days(Days::new(1)))
        .and_then(|last| Span::month_of(last).to);
    let mut heard = Heard::default();
    let rows = match newest {
        true => presence(district, number, from, to, true).all(conn).await?,
        false => Vec::new(),
    };
    let still_there = match rows.first() {
        Some(row) => row.try_get::<i64>("", "head_number")? == number,
        None => false,
    };
    let rows = if still_there {
        rows
    } else {
        presence(district, number, from, to, false)
            .all(conn)
            .await?
    };
    for row in rows {
        let Some(set) = row.try_get::<Option<SetId>>("", "host_set_id")? else {
            continue;
        };
        let day: NaiveDate = row.try_get("", "day")?;
        for (host, _) in sets.hosts.get(&set).into_iter().flatten() {
            heard
                .reported
                .entry(*host)
                .or_default()
                .insert(Span::month_of(day).from);
        }
    }
    let mut sql = Sql::new("SELECT workroom_id, month FROM nil_return WHERE district_id = ");
    sql.bind(district.as_str())
        .push(" AND since_number <= ")
        .bind(number);
    sql.push(" AND (until_number IS NULL OR until_number > ")
        .bind(number)
        .push(") AND month >= ")
        .bind(from);
    if let Some(to) = to {
        sql.push(" AND month < ").bind(to);
    }
    for row in sql.all(conn).await? {
        heard
            .declared_zero
            .entry(row.try_get("", "workroom_id")?)
            .or_default()
            .insert(row.try_get("", "month")?);
    }
    Ok(heard)
}

/// The days with a counted event, by host set.
fn presence(
    district: &DistrictId,
    number: i64,
    from: NaiveDate,
    to: Option<NaiveDate>,
    from_tallies: bool,
) -> Sql {
    let mut sql = Sql::new(
        "SELECT h.number AS head_number, c.host_set_id, c.day FROM journal_head h LEFT JOIN (",
    );
    let day = if from_tallies { "s.day" } else { "s.began_on" };
    sql.push("SELECT DISTINCT s.host_set_id, ")
        .push(day)
        .push(" AS day FROM ");
    if from_tallies {
        sql.push("tally s WHERE s.measure = 'EVENTS' AND s.district_id = ")
            .bind(district.as_str());
    } else {
        sql.push("event_version s WHERE s.district_id = ")
            .bind(district.as_str());
        sql.push(" AND s.since_number <= ").bind(number);
        sql.push(" AND (s.until_number IS NULL OR s.until_number > ")
            .bind(number)
            .push(")");
    }
    sql.push(" AND s.status IN ('POSTED', 'VERIFIED') AND ")
        .push(day)
        .push(" >= ")
        .bind(from);
    if let Some(to) = to {
        sql.push(" AND ").push(day).push(" < ").bind(to);
    }
    sql.push(") c ON 1 = 1 WHERE h.district_id = ")
        .bind(district.as_str());
    sql
}

/// Tells completeness for the hosts of a node over a period, as of a day.
pub fn tell(
    organization: &Organization,
    hosts: &Hosts,
    span: &Span,
    heard: &Heard,
    today: NaiveDate,
) -> Completeness {
    let mut told = Completeness::default();
    for workroom in organization
        .workrooms
        .values()
        .filter(|row| row.posts_monthly)
    {
        let lives = Span::new(workroom.established_on, workroom.closed_on);
        let months: Vec<NaiveDate> = span
            .months(today)
            .into_iter()
            .filter(|month| {
                let month = Span::month_of(*month);
                let days = month
                    .intersect(&lives)
                    .and_then(|days| days.intersect(span));
                days.is_some_and(|days| is_below(hosts, workroom.id, &days))
            })
            .collect();
        if months.is_empty() {
            continue;
        }
        told.expected = told.expected.saturating_add(1);
        let has = |heard: &BTreeMap<NodeId, BTreeSet<NaiveDate>>, month: &NaiveDate| {
            heard
                .get(&workroom.id)
                .is_some_and(|months| months.contains(month))
        };
        let is_due = |month: &NaiveDate| Span::month_of(*month).to.is_some_and(|end| end <= today);
        let silent: Vec<NaiveDate> = months
            .iter()
            .filter(|month| {
                is_due(month) && !has(&heard.reported, month) && !has(&heard.declared_zero, month)
            })
            .copied()
            .collect();
        let count = if !silent.is_empty() {
            told.silences.push((workroom.id, silent));
            &mut told.silent
        } else if months.iter().any(|month| has(&heard.reported, month)) {
            &mut told.reported
        } else if months.iter().any(|month| has(&heard.declared_zero, month)) {
            &mut told.declared_zero
        } else {
            &mut told.not_yet_due
        };
        *count = count.saturating_add(1);
    }
    told
}

fn is_below(hosts: &Hosts, host: NodeId, days: &Span) -> bool {
    match hosts {
        Hosts::All => true,
        Hosts::Some(hosts) => hosts
            .get(&host)
            .is_some_and(|spans| spans.iter().any(|span| span.intersect(days).is_some())),
    }
}
