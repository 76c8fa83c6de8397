//! Valid time: half-open spans of days `[from, to)`, and the periods that leaders ask for, made of them.
//! Deliberately absent: the clock and working days.

use chrono::{Datelike, Days, Months, NaiveDate};

/// Days from `from` up to, not including, `to`; open at the end when `to` is none.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none while it goes on.
    pub to: Option<NaiveDate>,
}

impl Span {
    /// A span; an empty one when `to` is not after `from`.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// The calendar year.
    pub fn year(year: i32) -> Option<Self> {
        let from = NaiveDate::from_ymd_opt(year, 1, 1)?;
        Some(Self::new(
            from,
            NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1),
        ))
    }

    /// The calendar month that a day is in.
    pub fn month_of(day: NaiveDate) -> Self {
        let from = day.with_day(1).unwrap_or(day);
        Self::new(from, from.checked_add_months(Months::new(1)))
    }

    /// Whether no day lies in it.
    pub fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether every day of another lies in it.
    pub fn covers(&self, other: &Self) -> bool {
        self.from <= other.from
            && match (self.to, other.to) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(theirs)) => theirs <= mine,
            }
    }

    /// The days of both; none when they share none.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let both = Self::new(self.from.max(other.from), earlier(self.to, other.to));
        (!both.is_empty()).then_some(both)
    }

    /// The months that it touches, each as its first day; an open span ends with the month of `today`.
    pub fn months(&self, today: NaiveDate) -> Vec<NaiveDate> {
        let last = self
            .to
            .unwrap_or_else(|| today.checked_add_days(Days::new(1)).unwrap_or(today));
        let mut months = Vec::new();
        let mut month = self.from.with_day(1).unwrap_or(self.from);
        while month < last && months.len() < 1200 {
            months.push(month);
            match month.checked_add_months(Months::new(1)) {
                Some(next) => month = next,
                None => break,
            }
        }
        months
    }

    /// The span of the same kind just before: months before months, otherwise as many days.
    pub fn previous(&self) -> Option<Self> {
        let to = self.to?;
        if self.from.day() == 1 && to.day() == 1 {
            let months = months_between(self.from, to);
            let from = self.from.checked_sub_months(Months::new(months))?;
            return Some(Self::new(from, Some(self.from)));
        }
        let days = u64::try_from((to - self.from).num_days()).ok()?;
        Some(Self::new(
            self.from.checked_sub_days(Days::new(days))?,
            Some(self.from),
        ))
    }
}

fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + i32::try_from(to.month0()).unwrap_or(0)
        - i32::try_from(from.month0()).unwrap_or(0);
    u32::try_from(months).unwrap_or(0)
}

fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// Joins overlapping and touching spans; sorted, disjoint.
pub fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| span.from);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.to.is_none_or(|to| span.from <= to) => {
                last.to = match (last.to, span.to) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// The days that lie in both lists.
pub fn intersect(a: &[Span], b: &[Span]) -> Vec<Span> {
    union(
        a.iter()
            .flat_map(|x| b.iter().filter_map(|y| x.intersect(y)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span::new(day(from), (to != "…").then(|| day(to)))
    }

    #[test]
    fn union_joins_touching_spans_and_keeps_gaps() {
        assert_eq!(
            union(vec![
                span("2022-07-01", "…"),
                span("2022-01-01", "2022-03-01"),
                span("2022-03-01", "2022-04-01"),
                span("2022-08-01", "2022-09-01"),
                span("2022-05-01", "2022-05-01"),
            ]),
            vec![span("2022-01-01", "2022-04-01"), span("2022-07-01", "…")]
        );
    }

    #[test]
    fn the_previous_period_keeps_its_kind() {
        for (of, before) in [
            (
                span("2022-01-01", "2023-01-01"),
                span("2021-01-01", "2022-01-01"),
            ),
            (
                span("2022-03-01", "2022-04-01"),
                span("2022-02-01", "2022-03-01"),
            ),
            (
                span("2022-07-01", "2022-10-01"),
                span("2022-04-01", "2022-07-01"),
            ),
            (
                span("2022-03-10", "2022-03-20"),
                span("2022-02-28", "2022-03-10"),
            ),
        ] {
            assert_eq!(of.previous(), Some(before));
        }
        assert_eq!(span("2022-01-01", "…").previous(), None);
    }

    #[test]
    fn half_open_means_the_last_day_is_outside() {
        let half = span("2022-01-01", "2022-07-01");
        assert!(half.contains(day("2022-06-30")) && !half.contains(day("2022-07-01")));
        assert!(
            half.covers(&span("2022-01-01", "2022-07-01"))
                && !half.covers(&span("2022-06-30", "…"))
        );
        assert_eq!(
            span("2021-12-31", "2022-02-02")
                .months(day("2022-02-02"))
                .len(),
            3
        );
    }
}
