//! Figures of casework: what a case metric counts, and for one node and period which cases it counts, each with what it
//! adds. Pure. Cases are few (hundreds a year), so they are counted from their facts and need no tallies.
//! Deliberately absent: SQL, GraphQL, the wording of the metrics.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::figure::{Credit, Scope, WHOLE};
use super::narrowing::Narrowing;
use crate::casework::kinds::{CaseKind, Fact};
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::workdays::Calendar;

/// What a metric of casework counts. Cases are placed in the period by the day of a base fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseCount {
    /// Of which kind of case.
    pub kind: CaseKind,
    /// The denominator, or all that is counted: cases in which any of these came true in the period.
    pub base: &'static [Fact],
    /// Only where the base came true with one of these values.
    pub base_values: Option<&'static [&'static str]>,
    /// What becomes of them.
    pub what: What,
}

/// What a metric makes of its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How many there are.
    Number,
    /// The share of those that pass a test.
    Share(Test),
    /// The median of the working days between two facts, of those that have both.
    MedianWorkingDays(Fact, Fact),
    /// The median of the calendar days between two facts, of those that have both.
    MedianDays(Fact, Fact),
}

/// A test of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// This is true of it.
    Has(Fact),
    /// The newest of this sort has any of these values.
    HasValue(Fact, &'static [&'static str]),
    /// Any of this sort has any of these values.
    AnyValue(Fact, &'static [&'static str]),
    /// This came true on the day on which the base was due, or before.
    InTime(Fact),
}

/// A fact of a case, as figures need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFact {
    /// What is true.
    pub fact: Fact,
    /// From which day on.
    pub on: NaiveDate,
    /// Which one.
    pub value: Option<String>,
}

/// A case, as figures need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Which.
    pub id: CaseId,
    /// Of which kind.
    pub kind: CaseKind,
    /// Its title.
    pub title: String,
    /// Whether it was withdrawn; then nothing counts it.
    pub void: bool,
    /// The member whose words it is.
    pub author: NodeId,
    /// Its place.
    pub place_code: Option<String>,
    /// Its campaigns.
    pub campaigns: BTreeSet<NodeId>,
    /// Its facts, the first first.
    pub facts: Vec<CaseFact>,
}

impl CaseRow {
    fn first(&self, fact: Fact) -> Option<&CaseFact> {
        self.facts.iter().find(|row| row.fact == fact)
    }

    /// The day on which the first of some facts came true, of those with one of the values.
    fn day(&self, count: &CaseCount) -> Option<NaiveDate> {
        self.facts
            .iter()
            .filter(|row| count.base.contains(&row.fact))
            .filter(|row| {
                let value = row.value.as_deref().unwrap_or_default();
                count
                    .base_values
                    .is_none_or(|values| values.contains(&value))
            })
            .map(|row| row.on)
            .min()
    }

    fn passes(&self, test: Test, base: NaiveDate) -> bool {
        match test {
            Test::Has(fact) => self.first(fact).is_some(),
            Test::HasValue(fact, values) => self
                .facts
                .iter()
                .rfind(|row| row.fact == fact)
                .and_then(|row| row.value.as_deref())
                .is_some_and(|value| values.contains(&value)),
            Test::AnyValue(fact, values) => self.facts.iter().any(|row| {
                let value = row.value.as_deref();
                row.fact == fact && value.is_some_and(|value| values.contains(&value))
            }),
            Test::InTime(fact) => self.first(fact).is_some_and(|row| row.on <= base),
        }
    }

    fn is_meant(&self, narrowing: &Narrowing, scope: &Scope) -> bool {
        let with = |campaign: &NodeId| self.campaigns.contains(campaign);
        narrowing
            .campaigns
            .as_ref()
            .is_none_or(|campaigns| campaigns.iter().any(with))
            && narrowing.all_campaigns.iter().all(with)
            && scope.campaign.as_ref().is_none_or(with)
            && scope.member.is_none_or(|member| member == self.author)
            && narrowing
                .participants
                .as_ref()
                .is_none_or(|members| members.contains(&self.author))
            && narrowing.divisions.as_ref().is_none_or(|codes| {
                let place = self.place_code.as_deref();
                place.is_some_and(|place| codes.iter().any(|code| place.starts_with(code)))
            })
    }
}

/// One counted case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The case.
    pub case: &'a CaseRow,
    /// The day that places it in the period.
    pub day: NaiveDate,
    /// What it adds to the value, to a rate's numerator, or the days that a median is of.
    pub amount: Decimal,
}

/// What a metric comes to for one scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseFigure<'a> {
    /// The value; none for a rate or a median over nothing.
    pub value: Option<Decimal>,
    /// A rate's numerator.
    pub numerator: Option<Decimal>,
    /// A rate's denominator; of a median, how many cases it is of.
    pub denominator: Option<Decimal>,
    /// What was counted, by day and id.
    pub counted: Vec<Counted<'a>>,
    /// Withdrawn cases that would have been counted.
    pub void: i64,
}

/// Counts the cases of a scope.
pub fn count<'a>(
    rows: &'a [CaseRow],
    count: &CaseCount,
    scope: &Scope,
    credit: Credit,
    narrowing: &Narrowing,
    (calendar, today): (&Calendar, NaiveDate),
) -> CaseFigure<'a> {
    let mut figure = CaseFigure::default();
    let mut base = 0_i64;
    for case in rows.iter().filter(|row| row.kind == count.kind) {
        let Some(day) = case.day(count) else {
            continue;
        };
        let inside = scope.span.contains(day)
            && case.is_meant(narrowing, scope)
            && scope.weight(&[(case.author, WHOLE)], day, credit) > 0;
        if !inside {
            continue;
        }
        if case.void {
            figure.void = figure.void.saturating_add(1);
            continue;
        }
        let between = |from, to| Some((case.first(from)?.on, case.first(to)?.on));
        let amount = match count.what {
            What::Number => Some(Decimal::ONE),
            What::Share(test) => case.passes(test, day).then_some(Decimal::ONE),
            What::MedianWorkingDays(from, to) => between(from, to)
                .and_then(|(from, to)| calendar.between(from, to).ok())
                .map(Decimal::from),
            What::MedianDays(from, to) => {
                between(from, to).map(|(from, to)| Decimal::from((to - from).num_days()))
            }
        };
        // What is still in time has not come due.
        let pending =
            matches!(count.what, What::Share(Test::InTime(_))) && amount.is_none() && day >= today;
        if pending {
            continue;
        }
        base = base.saturating_add(1);
        figure
            .counted
            .extend(amount.map(|amount| Counted { case, day, amount }));
    }
    figure
        .counted
        .sort_by_key(|counted| (counted.day, counted.case.id));
    let number = i64::try_from(figure.counted.len()).unwrap_or(i64::MAX);
    match count.what {
        What::Number => figure.value = Some(number.into()),
        What::Share(_) => {
            let (numerator, denominator) = (Decimal::from(number), Decimal::from(base));
            figure.numerator = Some(numerator);
            figure.denominator = Some(denominator);
            let share = numerator.checked_div(denominator);
            figure.value = share.map(|share| share.round_dp(6).normalize());
        }
        What::MedianWorkingDays(..) | What::MedianDays(..) => {
            figure.denominator = Some(number.into());
            figure.value = median(
                figure
                    .counted
                    .iter()
                    .map(|counted| counted.amount)
                    .collect(),
            );
        }
    }
    figure
}

/// The middle of an ordered list, or the mean of the two in the middle; none of an empty one.
fn median(mut days: Vec<Decimal>) -> Option<Decimal> {
    days.sort();
    let half = days.len() / 2;
    let upper = days.get(half)?;
    if days.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = days.get(half.checked_sub(1)?)?;
    lower
        .checked_add(*upper)?
        .checked_div(Decimal::TWO)
        .map(|mean| mean.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle() {
        let of = |days: &[i64]| median(days.iter().copied().map(Decimal::from).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(Decimal::from(7)));
        assert_eq!(of(&[9, 1, 5]), Some(Decimal::from(5)));
        assert_eq!(of(&[1, 2, 10, 3]), Some(Decimal::new(25, 1)));
    }
}
