//! Counts one line from what stood at a number: its value and what each record adds to it. Pure: the value is made by the
//! same calculation as a figure's. Deliberately absent: comparing two counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::basis::Basis;
use super::rows::{EventRow, Stood};
use crate::events::kinds::{EventStatus, Measure, Qualifier};
use crate::kernel::id::{CaseId, EventId, SetId};
use crate::kernel::journal::digest;
use crate::statistics::cases::{self, CaseCount, Ground};
use crate::statistics::cells::{Cell, Cells, Sets};
use crate::statistics::figure::{self, Scope, Sum, add_named_funds, add_up, counts};
use crate::statistics::metrics::Counts;
use crate::statistics::population::per_hundred_members;

/// A record that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Record {
    /// An event.
    Event(EventId),
    /// A case.
    Case(CaseId),
}

impl Record {
    /// Its id.
    pub fn id(self) -> Uuid {
        match self {
            Self::Event(id) => id.0,
            Self::Case(id) => id.0,
        }
    }
}

/// What one record adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The day that places it in the period.
    pub day: NaiveDate,
    /// To the value, to a rate's numerator, or the days that a median is of.
    pub amount: Decimal,
    /// To a rate's denominator.
    pub over: Decimal,
}

/// What a line comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The value; none for a rate or a median over nothing.
    pub value: Option<Decimal>,
    /// A rate's numerator.
    pub numerator: Option<Decimal>,
    /// A rate's denominator.
    pub denominator: Option<Decimal>,
    /// Whether the value is a lower bound.
    pub at_least: bool,
    /// The records, each with what it adds.
    pub parts: BTreeMap<Record, Part>,
}

/// What a line comes to, its records but for their number left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The value; none for a rate or a median over nothing.
    pub value: Option<Decimal>,
    /// A rate's numerator.
    pub numerator: Option<Decimal>,
    /// A rate's denominator.
    pub denominator: Option<Decimal>,
    /// Exact, or a lower bound.
    pub qualifier: Qualifier,
    /// How many records that is of.
    pub records: usize,
}

impl Count {
    /// Exact, or a lower bound.
    pub fn qualifier(&self) -> Qualifier {
        match self.at_least {
            true => Qualifier::AtLeast,
            false => Qualifier::Exact,
        }
    }

    /// The numbers alone.
    pub fn summary(&self) -> Summary {
        Summary {
            value: self.value,
            numerator: self.numerator,
            denominator: self.denominator,
            qualifier: self.qualifier(),
            records: self.parts.len(),
        }
    }

    /// Digest of the records by id, each with what it adds.
    pub fn records_digest(&self) -> String {
        let records = self.parts.iter().map(|(record, part)| {
            let sort = match record {
                Record::Event(_) => "event",
                Record::Case(_) => "case",
            };
            json!([sort, record.id(), text(part.amount), text(part.over)])
        });
        digest(&records.collect())
    }
}

/// A number as it is stored.
pub fn text(number: Decimal) -> String {
    number.normalize().to_string()
}

/// Counts a line.
pub fn count(basis: &Basis, stood: &Stood) -> Count {
    let scope = basis.scope(&stood.pin);
    match basis.metric.definition().counts {
        Counts::Cases(count) => of_cases(basis, &count, &scope, stood),
        // Neither has records of its own, and no line asks for them.
        Counts::Reach(_) | Counts::Balance(_) | Counts::SilentMonths => Count::default(),
        of => of_events(basis, of, &scope, stood),
    }
}

/// What figures of cases need to know of the district at a number.
pub fn ground(stood: &Stood) -> Ground<'_> {
    let organization = &stood.pin.chain.organization;
    Ground {
        organization,
        calendar: &organization.calendar,
        today: stood.pin.today,
    }
}

fn of_cases(basis: &Basis, count: &CaseCount, scope: &Scope, stood: &Stood) -> Count {
    let ground = ground(stood);
    let (credit, narrowing) = (basis.credit, &basis.narrowing);
    let figure = cases::count(&stood.cases, count, scope, credit, narrowing, ground);
    let over = |over| match count.what.is_over_cases() {
        true => over,
        false => Decimal::ZERO,
    };
    let only_over = figure.only_over.iter();
    let only_over = only_over.filter(|_| count.what.is_over_cases());
    let parts = figure.counted.iter().chain(only_over).map(|counted| {
        let part = Part {
            day: counted.day,
            amount: counted.amount,
            over: over(counted.over),
        };
        (Record::Case(counted.case.id), part)
    });
    Count {
        value: figure.value,
        numerator: figure.numerator,
        denominator: figure.denominator,
        at_least: false,
        parts: parts.collect(),
    }
}

fn of_events(basis: &Basis, of: Counts, scope: &Scope, stood: &Stood) -> Count {
    let narrowing = &basis.narrowing;
    let rows: Vec<&EventRow> = stood
        .events
        .iter()
        .filter(|row| basis.means(row, &stood.sets))
        .collect();
    let mut by_host_set = BTreeMap::<SetId, Vec<Cell>>::new();
    for row in &rows {
        let cells = by_host_set.entry(row.cell.host_set).or_default();
        cells.push(row.cell.clone());
    }
    let cells = Cells {
        by_host_set,
        sets: Arc::clone(&stood.sets),
    };
    let verified_only = narrowing.verified_only;
    let metrics = [basis.metric];
    let mut results = add_up(&cells, scope, basis.credit, verified_only, &metrics);
    let mut result: figure::Result = results.pop().unwrap_or_default();
    add_named_funds(&mut result, narrowing.fund_kinds.as_ref());
    if of == Counts::PerHundredMembers {
        per_hundred_members(&mut result, scope, &stood.pin.chain.organization);
    }
    Count {
        value: result.value,
        numerator: result.numerator,
        denominator: result.denominator,
        at_least: result.at_least,
        parts: parts(basis, of, scope, (&rows, &stood.sets)),
    }
}

fn parts(
    basis: &Basis,
    of: Counts,
    scope: &Scope,
    (rows, sets): (&[&EventRow], &Sets),
) -> BTreeMap<Record, Part> {
    let mut sums = BTreeMap::<EventId, (NaiveDate, Sum, Sum)>::new();
    for row in rows {
        let cell = &row.cell;
        let whole = matches!(of, Counts::WholeEvents | Counts::PerHundredMembers);
        let asked = cell.measure == of.measure()
            && scope.span.contains(cell.day)
            && counts(cell.status, basis.narrowing.verified_only)
            && !(whole && cell.is_part);
        let hosts = sets.hosts.get(&cell.host_set);
        let hosts = hosts.map(Vec::as_slice).unwrap_or_default();
        let weight = scope.weight(hosts, cell.day, basis.credit);
        if !asked || weight == 0 {
            continue;
        }
        let (_, amount, over) = sums
            .entry(row.id)
            .or_insert_with(|| (cell.day, Sum::default(), Sum::default()));
        let is_rate = of == Counts::VerifiedOverCounted;
        if !is_rate || cell.status == EventStatus::Verified {
            amount.add(cell.amount, weight, false);
        }
        if is_rate {
            over.add(cell.amount, weight, false);
        }
    }
    let parts = sums.into_iter().map(|(id, (day, amount, over))| {
        let (amount, over) = (amount.value(), over.value());
        (Record::Event(id), Part { day, amount, over })
    });
    // A quantity of zero was told but adds nothing; it is no record behind the value.
    parts
        .filter(|(_, part)| !(part.amount.is_zero() && part.over.is_zero()))
        .collect()
}

impl Basis {
    /// Whether a quantity is of what the line is narrowed to; of funds, of the kinds that are named.
    fn means(&self, row: &EventRow, sets: &Sets) -> bool {
        let narrowing = &self.narrowing;
        let hosts = sets.hosts.get(&row.cell.host_set);
        let hosts = hosts.map(Vec::as_slice).unwrap_or_default();
        let place = row.place_code.as_deref();
        narrowing.means(&row.cell, sets)
            && narrowing
                .hosts
                .as_ref()
                .is_none_or(|wanted| hosts.iter().any(|(host, _)| wanted.contains(host)))
            && narrowing.divisions.as_ref().is_none_or(|codes| {
                place.is_some_and(|place| codes.iter().any(|code| place.starts_with(code)))
            })
    }

    /// The measure whose quantities each record adds; none where records are counted.
    pub fn measure(&self) -> Option<Measure> {
        match self.metric.definition().counts {
            Counts::Measure(measure) => Some(measure),
            _ => None,
        }
    }
}
