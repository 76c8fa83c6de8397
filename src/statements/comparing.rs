//! Counts the lines of a statement at its own number and at a later one, and explains the difference. Two statements for
//! events, a fixed number for cases and one for the states of what left or entered, however many lines and records there
//! are. Deliberately absent: permission, and who may be told which record.

use std::collections::BTreeSet;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbErr};

use super::basis::Basis;
use super::counting::{Count, Record, Summary, count, text};
use super::entity::statement_line::Model;
use super::rows::{self, MOST_ROWS, Stood, statuses};
use super::rules::{Between, Explanation, event, explain, unlike};
use crate::kernel::id::EventId;
use crate::linkage::Pin;
use crate::statistics::cells::{Sets, load_sets};

/// A line at two numbers.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How it is counted.
    pub basis: Basis,
    /// Whether it still comes to what was frozen, at its own number.
    pub is_intact: bool,
    /// What it came to at the earlier number.
    pub before: Summary,
    /// What it comes to at the later one.
    pub current: Summary,
    /// What makes the difference, by day.
    pub explanations: Vec<Explanation>,
}

/// Compares lines, in their order; none in the place of one whose metric is no longer in the catalogue. None at all when
/// more than `most` rows of events would have to be looked through.
pub async fn compare(
    conn: &impl ConnectionTrait,
    lines: &[Model],
    (then, now): (&Pin, &Pin),
    most: usize,
) -> Result<Option<Vec<Option<Compared>>>, DbErr> {
    let bases: Vec<Option<Basis>> = lines.iter().map(Basis::of).collect();
    let known: Vec<Basis> = bases.iter().flatten().cloned().collect();
    let sets = Arc::new(load_sets(conn, now.district_id()).await?);
    let Some(stood_then) = rows::load(conn, then, &sets, &known, most).await? else {
        return Ok(None);
    };
    let Some(stood_now) = rows::load(conn, now, &sets, &known, most).await? else {
        return Ok(None);
    };
    let counts: Vec<_> = known
        .iter()
        .map(|basis| {
            let (was, is) = (count(basis, &stood_then), count(basis, &stood_now));
            let unlike = unlike(&was, &is);
            (was, is, unlike)
        })
        .collect();
    let differing: BTreeSet<EventId> = counts
        .iter()
        .flat_map(|(_, _, unlike)| unlike.keys().filter_map(event))
        .collect();
    let district = now.district_id();
    let silent = |stood: &Stood| -> BTreeSet<EventId> {
        let told: BTreeSet<EventId> = stood.events.iter().map(|row| row.id).collect();
        differing.difference(&told).copied().collect()
    };
    let between = Between {
        states_then: statuses(conn, district, then.number, &silent(&stood_then)).await?,
        states_now: statuses(conn, district, now.number, &silent(&stood_now)).await?,
        then: &stood_then,
        now: &stood_now,
    };
    let mut compared = known.into_iter().zip(counts);
    let lines = lines.iter().zip(bases).map(|(line, basis)| {
        basis?;
        let (basis, (was, is, unlike)) = compared.next()?;
        Some(Compared {
            is_intact: is_intact(line, &was),
            explanations: explain(&basis, unlike, &between),
            before: was.summary(),
            current: is.summary(),
            basis,
        })
    });
    Ok(Some(lines.collect()))
}

/// Whether lines still come to what was frozen at their own number, in their order; none in the place of one whose metric
/// is no longer in the catalogue.
pub async fn recount(
    conn: &impl ConnectionTrait,
    sets: &Arc<Sets>,
    lines: &[Model],
    then: &Pin,
) -> Result<Vec<Option<bool>>, DbErr> {
    let bases: Vec<Option<Basis>> = lines.iter().map(Basis::of).collect();
    let known: Vec<Basis> = bases.iter().flatten().cloned().collect();
    let stood = rows::load(conn, then, sets, &known, MOST_ROWS).await?;
    let intact = lines.iter().zip(bases).map(|(line, basis)| {
        let (basis, stood) = (basis?, stood.as_ref());
        Some(stood.is_some_and(|stood| is_intact(line, &count(&basis, stood))))
    });
    Ok(intact.collect())
}

/// Whether what is counted anew is what was frozen: the value with its parts, and every record with what it adds.
fn is_intact(line: &Model, was: &Count) -> bool {
    let frozen = (
        &line.value,
        &line.numerator,
        &line.denominator,
        line.qualifier,
    );
    let anew = (
        &was.value.map(text),
        &was.numerator.map(text),
        &was.denominator.map(text),
        was.qualifier(),
    );
    let records = i64::try_from(was.parts.len());
    frozen == anew
        && records.is_ok_and(|records| records == line.records)
        && line.records_digest == was.records_digest()
}

/// The cases among explanations.
pub fn cases_among(
    explanations: &[Explanation],
) -> impl Iterator<Item = crate::kernel::id::CaseId> {
    explanations.iter().filter_map(|one| match one.record {
        Record::Case(id) => Some(id),
        Record::Event(_) => None,
    })
}
