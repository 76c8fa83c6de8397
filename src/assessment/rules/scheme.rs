//! What a version of a scheme says, and how one record is counted by it. Deliberately absent: whether a scheme is well made;
//! `reading` says so before one is kept.

use async_graphql::Enum;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::casework::kinds::Level;
use crate::events::kinds::EventKind;
use crate::statistics::duty::{Duty, Part};

/// How days out of office, on leave or suspended are allowed for (折算方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[graphql(name = "AssessmentProration")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Proration {
    /// Not at all (不折算).
    None,
    /// Each grade's threshold is lowered to the share of the year's days that the member was in office and neither on leave
    /// nor suspended (按在岗天数折算等次线).
    ThresholdsByDays,
}

/// A scheme of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// The year that it assesses.
    pub year: i32,
    /// What every member begins with.
    pub base: Decimal,
    /// What counts, in the order in which records look for their item.
    pub items: Vec<Item>,
    /// What is deducted.
    pub deductions: Vec<Deduction>,
    /// The grades, the highest first.
    pub grades: Vec<Grade>,
    /// How days without duty are allowed for.
    pub proration: Proration,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// By which records and contests name it, the same in every version.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The kinds of duty that it counts.
    pub duties: Vec<Duty>,
    /// Only events of these kinds; all records where there are none.
    pub event_kinds: Vec<EventKind>,
    /// What a record has.
    pub points: Decimal,
    /// What a co-signer has of it, from 0 to 1.
    pub cosigner_share: Decimal,
    /// What a report has instead, by the highest level that adopted it.
    pub levels: Vec<LevelPoints>,
    /// The most that all its records have together.
    pub cap: Option<Decimal>,
}

/// The points of a level of adoption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelPoints {
    /// The level.
    pub level: Level,
    /// What a report has that it adopted.
    pub points: Decimal,
}

/// A rule of deduction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// By which recorded deductions name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What one of them takes.
    pub points: Decimal,
    /// The most that all of them take together.
    pub cap: Option<Decimal>,
}

/// A grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// From so many points on.
    pub from: Decimal,
}

/// What decides which item counts a record, and what it has there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// The kind of duty; none of “anything else”.
    pub duty: Option<Duty>,
    /// The kind of event, of events.
    pub event_kind: Option<EventKind>,
    /// What the member did.
    pub part: Part,
}

impl Scheme {
    /// The item that counts a record: the first that it fits.
    pub fn item_of(&self, record: Traits) -> Option<&Item> {
        self.items.iter().find(|item| item.fits(record))
    }

    /// An item by its code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// A rule of deduction by its code.
    pub fn deduction(&self, code: &str) -> Option<&Deduction> {
        self.deductions.iter().find(|rule| rule.code == code)
    }
}

impl Item {
    fn fits(&self, record: Traits) -> bool {
        let of_kind = match record.event_kind {
            Some(kind) => self.event_kinds.is_empty() || self.event_kinds.contains(&kind),
            None => self.event_kinds.is_empty(),
        };
        of_kind && record.duty.is_some_and(|duty| self.duties.contains(&duty))
    }

    /// What a member has of a record by his part in it.
    pub fn share(&self, part: Part) -> Decimal {
        match part {
            Part::Cosigner => self.cosigner_share,
            _ => Decimal::ONE,
        }
    }

    /// The highest of some levels for which the item has points.
    pub fn highest(&self, levels: impl IntoIterator<Item = Level>) -> Option<LevelPoints> {
        let counted = levels.into_iter().filter_map(|level| {
            let mut rows = self.levels.iter();
            rows.find(|row| row.level == level).copied()
        });
        counted.max_by_key(|row| row.level)
    }
}

/// A share of points, to two decimals; half a hundredth is rounded up.
pub fn part_of(points: Decimal, share: Decimal) -> Decimal {
    let product = points.checked_mul(share).unwrap_or_default();
    product
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}
