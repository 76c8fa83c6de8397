//! Explains how what a line came to at one number became what it comes to at a later one: which records entered, left or
//! add another amount, and why. What they add before and after makes up the whole difference of whatever the records add
//! up to. Pure. Deliberately absent: looking anything up.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Enum;
use chrono::NaiveDate;
use serde_json::json;

use super::basis::Basis;
use super::counting::{Count, Part, Record};
use super::rows::{EventRow, Stood};
use crate::casework::kinds::Fact;
use crate::events::kinds::EventStatus;
use crate::kernel::id::{CaseId, EventId, NodeId};
use crate::kernel::journal::digest;
use crate::statistics::cases::{CaseCount, CaseRow, What};
use crate::statistics::figure::{Scope, WHOLE, counts};
use crate::statistics::metrics::Counts;

/// What the records of a metric add up to (可解释的部分).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementExplains {
    /// The value: the changes of the records make up the difference (数值).
    Value,
    /// A rate's numerator and denominator, each by itself (分子与分母).
    NumeratorAndDenominator,
    /// A rate's numerator; its denominator counts members or workrooms, which are no records (分子).
    Numerator,
    /// Nothing that could be added: a median or percentile; which records entered, left or changed is all that can be said
    /// (仅列记录).
    RecordsOnly,
}

/// What the records of a metric add up to.
pub fn explains(of: Counts) -> StatementExplains {
    match of {
        Counts::Measure(_) | Counts::WholeEvents => StatementExplains::Value,
        Counts::VerifiedOverCounted => StatementExplains::NumeratorAndDenominator,
        Counts::PerHundredMembers => StatementExplains::Numerator,
        Counts::SilentMonths | Counts::Reach(_) | Counts::Balance(_) => {
            StatementExplains::RecordsOnly
        }
        Counts::Cases(count) => match count.what {
            What::Number | What::Sum(_) => StatementExplains::Value,
            What::Days(..) => StatementExplains::RecordsOnly,
            What::Population(..) => StatementExplains::Numerator,
            _ => StatementExplains::NumeratorAndDenominator,
        },
    }
}

/// Why a record adds something else than when the statement was frozen (差异原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DifferenceReason {
    /// Recorded after the freezing, of a day in the period (补报).
    Late,
    /// Corrected (更正).
    Corrected,
    /// A case that was handled further, or of which something else is said (办理进展).
    Advanced,
    /// Withdrawn (作废).
    Voided,
    /// Found to be the same as another, or merged into another case (合并).
    Merged,
    /// Refused at verification (核实未通过).
    Rejected,
    /// Held as a likely duplicate (待甄别).
    Held,
    /// Verified, where that decides (核实).
    Verified,
    /// Counts again: released, or no duplicate after all (恢复计入).
    Restored,
    /// The same record, under a chain that places it elsewhere (归属调整).
    Reattributed,
    /// The same record: the day on which is asked, the working days or other records decide otherwise now (情形变化).
    Circumstances,
}

/// One record that adds something else than it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its place in the list: the day, and a digest of the id, because a cursor goes to who may not see the record.
    pub key: String,
    /// The record.
    pub record: Record,
    /// What it added when the statement was frozen; none when it was not counted.
    pub before: Option<Part>,
    /// What it adds now; none when it is not counted.
    pub after: Option<Part>,
    /// Why.
    pub reason: DifferenceReason,
}

/// The records that add something else, each with what it added and what it adds.
type Unlike = BTreeMap<Record, (Option<Part>, Option<Part>)>;

/// The records that add something else after than before.
pub fn unlike(before: &Count, after: &Count) -> Unlike {
    let records: BTreeSet<Record> = before
        .parts
        .keys()
        .chain(after.parts.keys())
        .copied()
        .collect();
    let both = records.into_iter().map(|record| {
        let was = before.parts.get(&record).copied();
        (record, (was, after.parts.get(&record).copied()))
    });
    let adds = |part: &Option<Part>| part.map(|part| (part.amount, part.over));
    both.filter(|(_, (was, is))| adds(was) != adds(is))
        .collect()
}

/// A district at two numbers, with the states of events whose rows do not tell them.
#[derive(Debug)]
pub struct Between<'a> {
    /// When the statement was frozen.
    pub then: &'a Stood,
    /// At the later number.
    pub now: &'a Stood,
    /// What became of events: their states at the first number.
    pub states_then: BTreeMap<EventId, EventStatus>,
    /// And at the later one.
    pub states_now: BTreeMap<EventId, EventStatus>,
}

/// Explains each record that adds something else, by day.
pub fn explain(basis: &Basis, unlike: Unlike, between: &Between<'_>) -> Vec<Explanation> {
    let events: BTreeSet<EventId> = unlike.keys().filter_map(event).collect();
    let rows = (
        rows_of(&between.then.events, &events),
        rows_of(&between.now.events, &events),
    );
    let cases = (cases_of(&between.then.cases), cases_of(&between.now.cases));
    let scopes = (
        basis.scope(&between.then.pin),
        basis.scope(&between.now.pin),
    );
    let of_share = basis.metric.definition().counts == Counts::VerifiedOverCounted;
    let explained = unlike.into_iter().map(|(record, (before, after))| {
        let part = after.or(before);
        let day = part.map(|part| part.day).unwrap_or_default();
        let reason = match record {
            Record::Event(id) => {
                let of = |rows: &BTreeMap<EventId, Vec<&EventRow>>, states: &BTreeMap<_, _>| {
                    let rows = rows.get(&id).cloned().unwrap_or_default();
                    let counted = rows.first().map(|row| row.cell.status);
                    let status = counted.or_else(|| states.get(&id).copied())?;
                    Some(SeenEvent {
                        status,
                        rows: said(&rows),
                    })
                };
                let was = of(&rows.0, &between.states_then);
                let is = of(&rows.1, &between.states_now);
                let by_state = of_share && before.is_some() && after.is_some();
                of_event((was, is), basis.narrowing.verified_only, by_state)
            }
            Record::Case(id) => {
                let cases = (cases.0.get(&id).copied(), cases.1.get(&id).copied());
                of_case(basis, cases, before.is_none(), &scopes, day)
            }
        };
        Explanation {
            key: key(day, record),
            record,
            before,
            after,
            reason,
        }
    });
    let mut explained: Vec<Explanation> = explained.collect();
    explained.sort_by(|one, other| one.key.cmp(&other.key));
    explained
}

fn key(day: NaiveDate, record: Record) -> String {
    format!("{day}/{}", digest(&json!(record.id())))
}

/// The event of a record.
pub fn event(record: &Record) -> Option<EventId> {
    match record {
        Record::Event(id) => Some(*id),
        Record::Case(_) => None,
    }
}

fn rows_of<'a>(
    rows: &'a [EventRow],
    wanted: &BTreeSet<EventId>,
) -> BTreeMap<EventId, Vec<&'a EventRow>> {
    let mut of = BTreeMap::<EventId, Vec<&EventRow>>::new();
    for row in rows.iter().filter(|row| wanted.contains(&row.id)) {
        of.entry(row.id).or_default().push(row);
    }
    of
}

fn cases_of(rows: &[CaseRow]) -> BTreeMap<CaseId, &CaseRow> {
    rows.iter().map(|row| (row.id, row)).collect()
}

/// An event at a number.
struct SeenEvent {
    status: EventStatus,
    /// What is counted of it, its status aside.
    rows: Vec<EventRow>,
}

fn said(rows: &[&EventRow]) -> Vec<EventRow> {
    let mut rows: Vec<EventRow> = rows.iter().map(|row| (*row).clone()).collect();
    for row in &mut rows {
        row.cell.status = EventStatus::Posted;
    }
    rows
}

/// `by_state`: whether the state of what is counted before and after may change what it adds.
fn of_event(
    (was, is): (Option<SeenEvent>, Option<SeenEvent>),
    verified_only: bool,
    by_state: bool,
) -> DifferenceReason {
    let (Some(was), Some(is)) = (was, is) else {
        return DifferenceReason::Late;
    };
    let (counted, is_counted) = (
        counts(was.status, verified_only),
        counts(is.status, verified_only),
    );
    match (counted, is_counted) {
        (true, false) => match is.status {
            EventStatus::Void => DifferenceReason::Voided,
            EventStatus::Duplicate => DifferenceReason::Merged,
            EventStatus::Rejected => DifferenceReason::Rejected,
            EventStatus::Held => DifferenceReason::Held,
            EventStatus::Posted | EventStatus::Verified => DifferenceReason::Corrected,
        },
        (false, true) if was.status == EventStatus::Posted => DifferenceReason::Verified,
        (false, true) => DifferenceReason::Restored,
        _ if was.rows != is.rows => DifferenceReason::Corrected,
        _ if !by_state || was.status == is.status => DifferenceReason::Reattributed,
        _ if is.status == EventStatus::Verified => DifferenceReason::Verified,
        _ => DifferenceReason::Corrected,
    }
}

fn of_case(
    basis: &Basis,
    (was, is): (Option<&CaseRow>, Option<&CaseRow>),
    entered: bool,
    (then, now): &(Scope, Scope),
    day: NaiveDate,
) -> DifferenceReason {
    let (Some(was), Some(is)) = (was, is) else {
        return DifferenceReason::Late;
    };
    let Some(count) = basis.metric.definition().counts.cases() else {
        return DifferenceReason::Circumstances;
    };
    let merged = |row: &CaseRow| row.facts.iter().any(|row| row.fact == Fact::Merged);
    match (was.void, is.void) {
        (false, true) => return DifferenceReason::Voided,
        (true, false) => return DifferenceReason::Restored,
        _ => {}
    }
    if was != is {
        return match entered && !was.is_placed(&count, basis.span) {
            true => DifferenceReason::Late,
            false if !merged(was) && merged(is) => DifferenceReason::Merged,
            false => DifferenceReason::Advanced,
        };
    }
    let below = |scope: &Scope| -> Vec<i64> {
        let whose = whose(was, &count);
        let weight = |node| scope.weight(&[(node, WHOLE)], day, basis.credit);
        whose.into_iter().map(weight).collect()
    };
    match below(then) == below(now) {
        true => DifferenceReason::Circumstances,
        false => DifferenceReason::Reattributed,
    }
}

fn whose(row: &CaseRow, count: &CaseCount) -> Vec<NodeId> {
    match count.what {
        What::Population(population, _) => row.parts(population),
        _ => vec![row.author],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    fn counted(parts: &[(u128, i64, i64)]) -> Count {
        let part = |(id, amount, over): &(u128, i64, i64)| {
            let part = Part {
                day: NaiveDate::default(),
                amount: Decimal::from(*amount),
                over: Decimal::from(*over),
            };
            (Record::Event(EventId(Uuid::from_u128(*id))), part)
        };
        Count {
            parts: parts.iter().map(part).collect(),
            ..Count::default()
        }
    }

    #[test]
    fn whatever_a_record_adds_to_makes_it_unlike() {
        let before = counted(&[(1, 2, 0), (2, 0, 1), (3, 4, 1), (4, 1, 1)]);
        let after = counted(&[(1, 2, 0), (2, 0, 2), (3, 5, 1), (5, 1, 1)]);
        let unlike = unlike(&before, &after);
        let ids: Vec<u128> = unlike.keys().map(|record| record.id().as_u128()).collect();
        assert_eq!(ids, [2, 3, 4, 5]);
    }

    #[test]
    fn a_median_is_explained_by_no_sum() {
        use crate::statistics::metrics::MetricCode;
        for (metric, due) in [
            (MetricCode::GoodDeeds, StatementExplains::Value),
            (MetricCode::Ms1Submitted, StatementExplains::Value),
            (MetricCode::Ms2, StatementExplains::NumeratorAndDenominator),
            (MetricCode::W10, StatementExplains::Numerator),
            (MetricCode::I1, StatementExplains::Numerator),
            (MetricCode::Ms10FirstReply, StatementExplains::RecordsOnly),
        ] {
            assert_eq!(explains(metric.definition().counts), due);
        }
    }
}
