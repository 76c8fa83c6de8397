//! What becomes of each row of an import: accepted, a correction of what stands, a duplicate of it, or rejected by name.
//! Plain values in, verdicts out. Deliberately absent: the database, and whose units there are.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::entity::HotlineMetric;
use super::refusals::{HotlineFigureErrorCode as Code, Refused};
use crate::events::rules::reading::{Trouble, clean};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;

/// The longest source, in characters.
const SOURCE: usize = 200;

/// A row as it was sent.
#[derive(Clone, Debug)]
pub struct RowDraft {
    /// The unit, when the id is one's of this district.
    pub unit: Option<NodeId>,
    /// The month, as its first day.
    pub month: NaiveDate,
    /// What is told.
    pub metric: HotlineMetric,
    /// The part.
    pub numerator: i64,
    /// The whole.
    pub denominator: i64,
    /// Where from.
    pub source: String,
}

/// Of which a figure is: one stands at a time.
pub type Key = (NodeId, NaiveDate, HotlineMetric);

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The part.
    pub numerator: i64,
    /// The whole.
    pub denominator: i64,
    /// Where from.
    pub source: String,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Nothing stood; it stands now.
    Accepted(Key, Said),
    /// Something else stood; it is closed, and this stands now.
    Corrected(Key, Said),
    /// The same stands already.
    Duplicate(Key, Said),
    /// It cannot stand.
    Rejected(Vec<Refused>),
}

/// Reads a row. `exists` says whether the organisation holds a unit, and for which days.
pub fn read(
    draft: &RowDraft,
    exists: impl Fn(NodeId) -> Option<Span>,
    today: NaiveDate,
) -> Result<(Key, Said), Vec<Refused>> {
    let mut errors = Vec::new();
    let month = Span::month_of(draft.month);
    let unit = draft.unit.filter(|unit| {
        let days = exists(*unit);
        days.is_some_and(|days| days.intersect(&month).is_some())
    });
    if unit.is_none() {
        errors.push(Code::UnknownUnit.at("unitId"));
    }
    if month.from > today {
        errors.push(Code::MonthInFuture.at("month"));
    }
    if month.from.year() < 2000 {
        errors.push(Code::MonthTooEarly.at("month"));
    }
    for (number, field) in [
        (draft.numerator, "numerator"),
        (draft.denominator, "denominator"),
    ] {
        if number < 0 {
            errors.push(Code::NumberNegative.at(field));
        }
    }
    if draft.numerator > draft.denominator {
        errors.push(Code::PartAboveWhole.at("numerator"));
    }
    let source = match clean(&draft.source, SOURCE, false) {
        Ok(source) => {
            if source.is_empty() {
                errors.push(Code::SourceEmpty.at("source"));
            }
            source
        }
        Err(Trouble::TooLong) => {
            errors.push(Code::SourceTooLong.at("source"));
            String::new()
        }
        Err(Trouble::Control) => {
            errors.push(Code::ControlCharacter.at("source"));
            String::new()
        }
    };
    let said = Said {
        numerator: draft.numerator,
        denominator: draft.denominator,
        source,
    };
    match unit {
        Some(unit) if errors.is_empty() => Ok(((unit, month.from, draft.metric), said)),
        _ => Err(errors),
    }
}

/// Rules on the rows of an import in their order, beside what stands.
pub fn rule(
    rows: Vec<Result<(Key, Said), Vec<Refused>>>,
    standing: &BTreeMap<Key, Said>,
) -> Vec<Ruling> {
    let mut taken = BTreeMap::<Key, Said>::new();
    let mut one = |row: Result<(Key, Said), Vec<Refused>>| {
        let (key, said) = match row {
            Ok(row) => row,
            Err(errors) => return Ruling::Rejected(errors),
        };
        if let Some(before) = taken.get(&key) {
            return match *before == said {
                true => Ruling::Duplicate(key, said),
                false => Ruling::Rejected(vec![Code::RowTwice.at("month")]),
            };
        }
        taken.insert(key, said.clone());
        match standing.get(&key) {
            None => Ruling::Accepted(key, said),
            Some(stands) if *stands == said => Ruling::Duplicate(key, said),
            Some(_) => Ruling::Corrected(key, said),
        }
    };
    rows.into_iter().map(&mut one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn draft() -> RowDraft {
        RowDraft {
            unit: Some(NodeId(Uuid::from_u128(1))),
            month: day("2022-03-01"),
            metric: HotlineMetric::RepliesInTime,
            numerator: 9,
            denominator: 10,
            source: "热线月报".to_owned(),
        }
    }

    fn exists(unit: NodeId) -> Option<Span> {
        (unit.0 == Uuid::from_u128(1))
            .then(|| Span::new(day("2022-02-10"), Some(day("2022-06-01"))))
    }

    #[test]
    fn each_wrong_value_has_its_code_and_its_field() {
        type Change = fn(&mut RowDraft);
        let cases: [(Change, &[(Code, &str)]); 10] = [
            (|row| row.unit = None, &[(Code::UnknownUnit, "unitId")]),
            (
                |row| row.month = day("2022-01-01"),
                &[(Code::UnknownUnit, "unitId")],
            ),
            (|row| row.month = day("2022-02-01"), &[]),
            (
                |row| row.month = day("2022-06-01"),
                &[(Code::UnknownUnit, "unitId")],
            ),
            (
                |row| row.month = day("2023-01-01"),
                &[
                    (Code::UnknownUnit, "unitId"),
                    (Code::MonthInFuture, "month"),
                ],
            ),
            (
                |row| row.numerator = -1,
                &[(Code::NumberNegative, "numerator")],
            ),
            (
                |row| row.numerator = 11,
                &[(Code::PartAboveWhole, "numerator")],
            ),
            (|row| (row.numerator, row.denominator) = (0, 0), &[]),
            (
                |row| row.source = " ".to_owned(),
                &[(Code::SourceEmpty, "source")],
            ),
            (
                |row| row.source = "\u{7}".to_owned(),
                &[(Code::ControlCharacter, "source")],
            ),
        ];
        for (change, due) in cases {
            let mut row = draft();
            change(&mut row);
            let errors = read(&row, exists, day("2022-12-31"))
                .err()
                .unwrap_or_default();
            let told: Vec<_> = errors
                .iter()
                .map(|error| (error.code, error.field.as_deref().unwrap()))
                .collect();
            assert_eq!(told, due, "{row:?}");
        }
    }

    #[test]
    fn the_same_again_changes_nothing_and_another_number_corrects() {
        let (key, said) = read(&draft(), exists, day("2022-12-31")).unwrap();
        let other = Said {
            numerator: 8,
            ..said.clone()
        };
        let standing = BTreeMap::from([(key, said.clone())]);
        let row = |said: &Said| Ok((key, said.clone()));
        assert_eq!(
            rule(vec![row(&said), row(&said), row(&other)], &BTreeMap::new()),
            [
                Ruling::Accepted(key, said.clone()),
                Ruling::Duplicate(key, said.clone()),
                Ruling::Rejected(vec![Code::RowTwice.at("month")]),
            ]
        );
        assert_eq!(
            rule(vec![row(&said)], &standing),
            [Ruling::Duplicate(key, said)]
        );
        assert_eq!(
            rule(vec![row(&other)], &standing),
            [Ruling::Corrected(key, other)]
        );
    }
}
