//! The score of one member by one version of a scheme: every record with the item that counts it, the share and the points,
//! or why it has none. The same scheme, records, days and decisions give the same bytes. Pure.
//! Deliberately absent: anything that compares members; open and rejected contests, which change nothing.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Enum;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;

use super::scheme::{Proration, Scheme, Traits, part_of};
use crate::casework::kinds::Level;
use crate::kernel::id::{CaseId, EventId, NodeId};
use crate::kernel::period::Span;
use crate::statistics::duty::{Duty, Part};

/// What an entry of a score is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// An event.
    Event(EventId),
    /// A case.
    Case(CaseId),
    /// A deduction that the office recorded.
    Deduction(NodeId),
}

impl Source {
    /// Its id.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Event(id) => id.0,
            Self::Case(id) => id.0,
            Self::Deduction(id) => id.0,
        }
    }
}

/// A record of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRecord {
    /// The event or case.
    pub source: Source,
    /// The day of it.
    pub on: NaiveDate,
    /// What decides which item counts it.
    pub traits: Traits,
    /// The levels that adopted it, each with the first day.
    pub adopted: BTreeMap<Level, NaiveDate>,
}

/// Days on which a member does no duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The days.
    pub days: Span,
    /// Whether what is done on them is not counted.
    pub suspends: bool,
}

/// A deduction that the office recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deducted {
    /// Its id.
    pub id: NodeId,
    /// The day of it.
    pub on: NaiveDate,
    /// The code of the rule.
    pub rule: String,
}

/// What an accepted contest says of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The contest.
    pub contest: NodeId,
    /// The item that counts it where none would by itself.
    pub item: Option<String>,
    /// How many points it has; a deduction has none.
    pub points: Decimal,
}

/// Everything that a score follows from.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The member's records of the year, and those that accepted contests give him.
    pub records: Vec<DutyRecord>,
    /// When he is in office.
    pub in_office: Vec<Span>,
    /// When he does no duty.
    pub absences: Vec<Absence>,
    /// What the office deducts.
    pub deductions: Vec<Deducted>,
    /// What accepted contests say.
    pub decisions: BTreeMap<Source, Decision>,
}

/// Why an entry has no points, or fewer than its item gives (未计分原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[graphql(name = "DutyNotCounted")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NotCounted {
    /// No item of the scheme counts records of its kind (方案无对应计分项).
    NoItem,
    /// The item's cap is reached, wholly or in part (超过该项上限).
    OverCap,
    /// The member was not in office on that day (当日不在任).
    NotInOffice,
    /// The member was suspended on that day (当日暂停履职).
    Suspended,
    /// A higher level adopted the same report, and only the highest counts (已按更高采用层级计分).
    LowerLevel,
    /// It is not of the year that is assessed (不在考核年度).
    OutsideYear,
    /// An accepted contest lifts the deduction (申诉成立，不予扣分).
    Lifted,
    /// The scheme has no such rule of deduction (方案无此扣分规则).
    NoRule,
}

/// One entry of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What it is about.
    pub source: Source,
    /// The day.
    pub on: NaiveDate,
    /// The kind of duty.
    pub duty: Option<Duty>,
    /// What the member did; none of a deduction.
    pub part: Option<Part>,
    /// The level of adoption that it stands for.
    pub level: Option<Level>,
    /// The code of the item, or of the rule of deduction.
    pub rule: Option<String>,
    /// The share of the points that the member has by his part.
    pub share: Decimal,
    /// The points that it adds; below zero what it deducts.
    pub points: Decimal,
    /// Why it adds nothing, or less than it would.
    pub not_counted: Option<NotCounted>,
    /// The accepted contest that decided it.
    pub decided_by: Option<NodeId>,
}

/// What an item, or a rule of deduction, comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many entries have points.
    pub counted: usize,
    /// The points; below zero what is deducted.
    pub points: Decimal,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// What every member begins with.
    pub base: Decimal,
    /// The items, in the scheme's order.
    pub items: Vec<Sum>,
    /// The rules of deduction, in the scheme's order.
    pub deductions: Vec<Sum>,
    /// All of it, not below zero.
    pub total: Decimal,
    /// The days of the year.
    pub days_of_year: u32,
    /// Those on which the member was in office, and neither on leave nor suspended.
    pub days_on_duty: u32,
    /// The grade; none below the lowest, and for who had no day of duty.
    pub grade: Option<String>,
    /// Every entry, by day.
    pub entries: Vec<Entry>,
}

/// Works out a score.
pub fn score(ground: &Ground<'_>) -> Score {
    let scheme = ground.scheme;
    let year = Span::year(scheme.year).unwrap_or(Span::new(NaiveDate::MAX, None));
    let mut records: Vec<&DutyRecord> = ground.records.iter().collect();
    records.sort_by_key(|record| (record.on, record.source));
    let mut sums = BTreeMap::<&str, Decimal>::new();
    let mut entries = Vec::new();
    for record in records {
        entries.extend(ground.entries(record, &year, &mut sums));
    }
    let mut deductions: Vec<&Deducted> = ground.deductions.iter().collect();
    deductions.retain(|one| year.contains(one.on));
    deductions.sort_by_key(|one| (one.on, one.id));
    let mut taken = BTreeMap::<&str, Decimal>::new();
    for one in deductions {
        entries.push(ground.deducted(one, &mut taken));
    }
    let of = |code: &str, name: &str, sums: &BTreeMap<&str, Decimal>, negative: bool| {
        let points = sums.get(code).copied().unwrap_or_default().normalize();
        let named = |entry: &&Entry| {
            let is_deduction = matches!(entry.source, Source::Deduction(_));
            is_deduction == negative
                && entry.rule.as_deref() == Some(code)
                && !entry.points.is_zero()
        };
        Sum {
            code: code.to_owned(),
            name: name.to_owned(),
            counted: entries.iter().filter(named).count(),
            points: if negative && !points.is_zero() {
                -points
            } else {
                points
            },
        }
    };
    let items: Vec<Sum> = (scheme.items.iter())
        .map(|item| of(&item.code, &item.name, &sums, false))
        .collect();
    let deductions: Vec<Sum> = (scheme.deductions.iter())
        .map(|rule| of(&rule.code, &rule.name, &taken, true))
        .collect();
    let added: Decimal = items.iter().chain(&deductions).map(|sum| sum.points).sum();
    let total = scheme.base.saturating_add(added).max(Decimal::ZERO);
    let (days_of_year, days_on_duty) = ground.days(&year);
    Score {
        base: scheme.base,
        items,
        deductions,
        total: total.normalize(),
        days_of_year,
        days_on_duty,
        grade: grade(scheme, total, (days_on_duty, days_of_year)),
        entries,
    }
}

impl<'a> Ground<'a> {
    /// The entries of a record: one, and one more of each lower level that adopted it.
    fn entries(
        &self,
        record: &DutyRecord,
        year: &Span,
        sums: &mut BTreeMap<&'a str, Decimal>,
    ) -> Vec<Entry> {
        let decision = self.decisions.get(&record.source);
        let by_decision = || decision.and_then(|one| self.scheme.item(one.item.as_deref()?));
        let item = self.scheme.item_of(record.traits).or_else(by_decision);
        let mut entry = Entry {
            source: record.source,
            on: record.on,
            duty: record.traits.duty,
            part: Some(record.traits.part),
            level: None,
            rule: item.map(|item| item.code.clone()),
            share: Decimal::ZERO,
            points: Decimal::ZERO,
            not_counted: None,
            decided_by: decision.map(|one| one.contest),
        };
        let Some(item) = item else {
            entry.not_counted = Some(NotCounted::NoItem);
            return vec![entry];
        };
        entry.not_counted = match () {
            () if !year.contains(record.on) => Some(NotCounted::OutsideYear),
            () if decision.is_some() => None,
            () if !self.in_office.iter().any(|days| days.contains(record.on)) => {
                Some(NotCounted::NotInOffice)
            }
            () if self.is_suspended(record.on) => Some(NotCounted::Suspended),
            () => None,
        };
        if entry.not_counted.is_some() {
            return vec![entry];
        }
        // What a level adopted after the year is not of the year.
        let adopted = record.adopted.iter();
        let adopted: BTreeSet<Level> = adopted
            .filter(|(_, on)| year.to.is_none_or(|to| **on < to))
            .map(|(level, _)| *level)
            .filter(|level| item.levels.iter().any(|row| row.level == *level))
            .collect();
        let highest = item.highest(adopted.iter().copied());
        entry.level = highest.map(|row| row.level);
        entry.share = item.share(record.traits.part).normalize();
        let whole = match (decision, highest) {
            (Some(decision), _) => decision.points,
            (None, Some(row)) => part_of(row.points, entry.share),
            (None, None) => part_of(item.points, entry.share),
        };
        let sum = sums.entry(&item.code).or_default();
        entry.points = within(whole, *sum, item.cap);
        *sum = sum.saturating_add(entry.points);
        if entry.points < whole {
            entry.not_counted = Some(NotCounted::OverCap);
        }
        let lower = adopted
            .into_iter()
            .filter(|level| Some(*level) != entry.level);
        let lower: Vec<Entry> = lower
            .map(|level| Entry {
                level: Some(level),
                share: Decimal::ZERO,
                points: Decimal::ZERO,
                not_counted: Some(NotCounted::LowerLevel),
                ..entry.clone()
            })
            .collect();
        std::iter::once(entry).chain(lower).collect()
    }

    fn deducted(&self, one: &Deducted, taken: &mut BTreeMap<&'a str, Decimal>) -> Entry {
        let source = Source::Deduction(one.id);
        let decision = self.decisions.get(&source);
        let rule = self.scheme.deduction(&one.rule);
        let (points, not_counted) = match (rule, decision) {
            (None, _) => (Decimal::ZERO, Some(NotCounted::NoRule)),
            (Some(_), Some(_)) => (Decimal::ZERO, Some(NotCounted::Lifted)),
            (Some(rule), None) => {
                let sum = taken.entry(&rule.code).or_default();
                let points = within(rule.points, *sum, rule.cap);
                *sum = sum.saturating_add(points);
                (
                    points,
                    (points < rule.points).then_some(NotCounted::OverCap),
                )
            }
        };
        Entry {
            source,
            on: one.on,
            duty: None,
            part: None,
            level: None,
            rule: Some(one.rule.clone()),
            share: Decimal::ONE,
            points: if points.is_zero() { points } else { -points },
            not_counted,
            decided_by: decision.map(|one| one.contest),
        }
    }

    fn is_suspended(&self, on: NaiveDate) -> bool {
        let mut absences = self.absences.iter();
        absences.any(|absence| absence.suspends && absence.days.contains(on))
    }

    /// The days of the year, and those of duty.
    fn days(&self, year: &Span) -> (u32, u32) {
        let (mut all, mut on_duty) = (0_u32, 0_u32);
        let days = year.from.iter_days().take(366);
        for day in days.take_while(|day| year.contains(*day)) {
            all = all.saturating_add(1);
            let in_office = self.in_office.iter().any(|days| days.contains(day));
            let absent = self.absences.iter().any(|one| one.days.contains(day));
            on_duty = on_duty.saturating_add(u32::from(in_office && !absent));
        }
        (all, on_duty)
    }
}

/// As many of some points as a cap leaves room for.
fn within(points: Decimal, sum: Decimal, cap: Option<Decimal>) -> Decimal {
    let room = cap.map(|cap| cap.saturating_sub(sum).max(Decimal::ZERO));
    room.map_or(points, |room| points.min(room)).normalize()
}

/// The threshold that a grade has for so many days of duty of a year, compared without rounding.
fn grade(scheme: &Scheme, total: Decimal, (days, of_year): (u32, u32)) -> Option<String> {
    if days == 0 {
        return None;
    }
    let (days, of_year) = match scheme.proration {
        Proration::None => (Decimal::ONE, Decimal::ONE),
        Proration::ThresholdsByDays => (days.into(), of_year.into()),
    };
    let reached = |from: Decimal| total.saturating_mul(of_year) >= from.saturating_mul(days);
    let mut grades = scheme.grades.iter();
    grades
        .find(|grade| reached(grade.from))
        .map(|grade| grade.name.clone())
}

#[cfg(test)]
mod tests;
