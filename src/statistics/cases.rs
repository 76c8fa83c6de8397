//! Figures of casework: what a case metric counts, and for one node and period which cases it counts, each with what it
//! adds. Pure. Cases are few (hundreds a year), so they are counted from their facts and need no tallies.
//! Deliberately absent: SQL, GraphQL, the wording of the metrics.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::figure::{Credit, Scope, WHOLE};
use super::narrowing::Narrowing;
use super::population::of_population;
use crate::casework::kinds::{CaseKind, Fact};
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::workdays::Calendar;
use crate::organization::Organization;

pub use super::population::Population;
pub use super::quantiles::Quantile;

/// Values of a closed list, as the tables hold them.
pub type Words = &'static [&'static str];

/// What a metric of casework counts. Cases are placed in the period by the day of a base fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseCount {
    /// Of which kinds of case.
    pub kinds: &'static [CaseKind],
    /// The denominator, or all that is counted: cases in which any of these came true in the period.
    pub base: &'static [Fact],
    /// Only where the base came true with one of these values.
    pub base_values: Option<Words>,
    /// Only those of the base that pass this test.
    pub of: Option<Test>,
    /// What becomes of them.
    pub what: What,
}

/// What a metric makes of its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How many there are.
    Number,
    /// The sum of the newest values of a fact.
    Sum(Fact),
    /// The mean of the newest values of a fact, of those that have it.
    Mean(Fact),
    /// The share of those that pass a test.
    Share(Test),
    /// The same, of those whose day has passed or that pass already.
    ShareOfDue(Test),
    /// Of the base facts themselves in the period, the share of those with any of these values.
    FactShare(Words),
    /// How often another fact came true in the period, over how often the base did.
    FactsOver(Fact),
    /// Of the base facts in the period, the share of those whose value another fact has.
    Matched(Fact),
    /// How many cases are parts of these, over how often the base came true in the period.
    PartsOver,
    /// The days between two facts, of those that have both: working days or calendar days, their median or 90th percentile.
    Days(Fact, Fact, DayCount, Quantile),
    /// The share of a population that has a part in at least so many of them.
    Population(Population, usize),
}

/// Which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayCount {
    /// Working days.
    Working,
    /// Calendar days.
    Calendar,
}

/// A test of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// This is true of it.
    Has(Fact),
    /// The newest of this sort has any of these values.
    HasValue(Fact, Words),
    /// Any of this sort has any of these values.
    AnyValue(Fact, Words),
    /// This came true on the day on which the base was due, or before.
    InTime(Fact),
    /// It is of this kind.
    IsOf(CaseKind),
    /// A case came out of it.
    HasProduct,
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
    /// About whom.
    pub node: Option<NodeId>,
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
    /// How many cases came out of it.
    pub products: usize,
    /// How many cases are parts of it.
    pub members: usize,
}

impl CaseRow {
    fn first(&self, fact: Fact) -> Option<&CaseFact> {
        self.facts.iter().find(|row| row.fact == fact)
    }

    fn newest(&self, fact: Fact) -> Option<&CaseFact> {
        self.facts.iter().rfind(|row| row.fact == fact)
    }

    fn amount(&self, fact: Fact) -> Option<Decimal> {
        self.newest(fact)?.value.as_deref()?.parse().ok()
    }

    /// The facts that place it, of those with one of the values.
    fn bases(&self, count: &CaseCount) -> impl Iterator<Item = &CaseFact> {
        let (base, values) = (count.base, count.base_values);
        self.facts
            .iter()
            .filter(move |row| base.contains(&row.fact))
            .filter(move |row| {
                let value = row.value.as_deref().unwrap_or_default();
                values.is_none_or(|values| values.contains(&value))
            })
    }

    /// Whether a fact places it in a period.
    pub fn is_placed(&self, count: &CaseCount, span: Span) -> bool {
        self.bases(count).any(|row| span.contains(row.on))
    }

    fn passes(&self, test: Test, base: NaiveDate) -> bool {
        let among = |row: &CaseFact, values: Words| {
            let value = row.value.as_deref();
            value.is_some_and(|value| values.contains(&value))
        };
        match test {
            Test::Has(fact) => self.first(fact).is_some(),
            Test::HasValue(fact, values) => self.newest(fact).is_some_and(|row| among(row, values)),
            Test::AnyValue(fact, values) => {
                let mut rows = self.facts.iter().filter(|row| row.fact == fact);
                rows.any(|row| among(row, values))
            }
            Test::InTime(fact) => self.first(fact).is_some_and(|row| row.on <= base),
            Test::IsOf(kind) => self.kind == kind,
            Test::HasProduct => self.products > 0,
        }
    }

    /// Whether it carries the campaigns, and lies at a place, that are asked for.
    pub fn is_labelled(&self, narrowing: &Narrowing, scope: &Scope) -> bool {
        let with = |campaign: &NodeId| self.campaigns.contains(campaign);
        narrowing
            .campaigns
            .as_ref()
            .is_none_or(|campaigns| campaigns.iter().any(with))
            && narrowing.all_campaigns.iter().all(with)
            && scope.campaign.as_ref().is_none_or(with)
            && narrowing.divisions.as_ref().is_none_or(|codes| {
                let place = self.place_code.as_deref();
                place.is_some_and(|place| codes.iter().any(|code| place.starts_with(code)))
            })
    }
}

impl CaseRow {
    fn is_meant(&self, narrowing: &Narrowing, scope: &Scope, whose: &[NodeId]) -> bool {
        let asked = narrowing.participants.as_ref();
        self.is_labelled(narrowing, scope)
            && scope.member.is_none_or(|member| whose.contains(&member))
            && asked.is_none_or(|members| whose.iter().any(|one| members.contains(one)))
    }
}

impl What {
    /// Whether what the cases add to a denominator adds up to it.
    pub fn is_over_cases(self) -> bool {
        !matches!(
            self,
            Self::Number | Self::Sum(_) | Self::Days(..) | Self::Population(..)
        )
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
    /// What it adds to a rate's denominator.
    pub over: Decimal,
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
    /// What adds to a rate's denominator alone.
    pub only_over: Vec<Counted<'a>>,
    /// Withdrawn cases that would have been counted.
    pub void: i64,
}

/// What figures of cases need to know besides the cases.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The organisation.
    pub organization: &'a Organization,
    /// The working days.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: NaiveDate,
}

/// What one case adds.
struct Adds {
    day: NaiveDate,
    /// To the value or the numerator.
    amount: Decimal,
    /// To the denominator.
    over: Decimal,
}

/// Counts the cases of a scope.
pub fn count<'a>(
    rows: &'a [CaseRow],
    count: &CaseCount,
    scope: &Scope,
    credit: Credit,
    narrowing: &Narrowing,
    ground: Ground<'_>,
) -> CaseFigure<'a> {
    let mut figure = CaseFigure::default();
    let mut over = Decimal::ZERO;
    for case in rows.iter().filter(|row| count.kinds.contains(&row.kind)) {
        let Some(adds) = case.adds(count, scope, ground) else {
            continue;
        };
        let whose = match count.what {
            What::Population(population, _) => case.parts(population),
            _ => vec![case.author],
        };
        let below = |node: &NodeId| scope.weight(&[(*node, WHOLE)], adds.day, credit) > 0;
        let meant = case.is_meant(narrowing, scope, &whose)
            && whose.iter().any(below)
            && count.of.is_none_or(|test| case.passes(test, adds.day));
        if !meant {
            continue;
        }
        if case.void {
            figure.void = figure.void.saturating_add(1);
            continue;
        }
        over = over.saturating_add(adds.over);
        let counted = Counted {
            case,
            day: adds.day,
            amount: adds.amount,
            over: adds.over,
        };
        match adds.amount > Decimal::ZERO || matches!(count.what, What::Days(..)) {
            true => figure.counted.push(counted),
            false => figure.only_over.push(counted),
        }
    }
    figure
        .counted
        .sort_by_key(|counted| (counted.day, counted.case.id));
    if let What::Population(population, least) = count.what {
        of_population(&mut figure, population, least, scope, ground);
        return figure;
    }
    let sum: Decimal = figure.counted.iter().map(|counted| counted.amount).sum();
    match count.what {
        What::Number | What::Sum(_) => figure.value = Some(sum.normalize()),
        What::Days(.., quantile) => {
            figure.denominator = Some(over);
            let days = figure.counted.iter().map(|counted| counted.amount);
            figure.value = quantile.of(days.collect());
        }
        _ => {
            figure.numerator = Some(sum.normalize());
            figure.denominator = Some(over.normalize());
            let share = sum.checked_div(over);
            figure.value = share.map(|share| share.round_dp(6).normalize());
        }
    }
    figure
}

impl CaseRow {
    /// What it adds to a metric in a scope; none when nothing places it there.
    fn adds(&self, count: &CaseCount, scope: &Scope, ground: Ground<'_>) -> Option<Adds> {
        let bases = self.bases(count).filter(|row| scope.span.contains(row.on));
        let one = |yes: bool| Decimal::from(u8::from(yes));
        let number = |count: usize| Decimal::from(count);
        // Of facts every one in the period counts; a case counts by the first of them, wherever that lies.
        let facts = match count.what {
            What::FactShare(values) => {
                let all: Vec<_> = bases.collect();
                let good = |row: &&&CaseFact| {
                    let value = row.value.as_deref();
                    value.is_some_and(|value| values.contains(&value))
                };
                Some((number(all.iter().filter(good).count()), all))
            }
            What::FactsOver(other) => {
                let others = self.facts.iter().filter(|row| row.fact == other);
                let others = others.filter(|row| scope.span.contains(row.on)).count();
                let all: Vec<_> = bases.collect();
                Some((number(others.min(all.len())), all))
            }
            What::Matched(other) => {
                let all: Vec<_> = bases.collect();
                let done = |row: &&&CaseFact| {
                    let mut others = self.facts.iter().filter(|one| one.fact == other);
                    others.any(|one| one.value == row.value)
                };
                Some((number(all.iter().filter(done).count()), all))
            }
            What::PartsOver => Some((number(self.members), bases.collect())),
            _ => None,
        };
        if let Some((amount, all)) = facts {
            let day = all.iter().map(|row| row.on).min()?;
            let over = number(all.len());
            return Some(Adds { day, amount, over });
        }
        let day = self.bases(count).map(|row| row.on).min()?;
        if !scope.span.contains(day) {
            return None;
        }
        let (amount, over) = match count.what {
            What::Sum(fact) => (self.amount(fact).unwrap_or_default(), Decimal::ONE),
            What::Mean(fact) => (self.amount(fact)?, Decimal::ONE),
            What::Share(test) => (one(self.passes(test, day)), Decimal::ONE),
            What::ShareOfDue(test) => {
                let passes = self.passes(test, day);
                // What is still in time has not come due.
                if !passes && day >= ground.today {
                    return None;
                }
                (one(passes), Decimal::ONE)
            }
            What::Days(from, to, days, _) => {
                // Where it ends with what places it, it ends with the one that does.
                let to = match count.base.contains(&to) {
                    true => day,
                    false => self.first(to)?.on,
                };
                let from = self
                    .first(from)
                    .map(|row| row.on)
                    .filter(|from| *from <= to)?;
                let between = match days {
                    DayCount::Working => ground.calendar.between(from, to).ok()?.into(),
                    DayCount::Calendar => Decimal::from((to - from).num_days()),
                };
                (between, Decimal::ONE)
            }
            _ => (Decimal::ONE, Decimal::ONE),
        };
        Some(Adds { day, amount, over })
    }
}
