//! Days on which things of the organisation exist: half-open, `to` being the first day after.
//! Deliberately absent: today; a change may lie in the past or be planned.

use chrono::NaiveDate;

use crate::kernel::period::{Span, union};
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};

/// The days from `from` up to `to`; refuses an end that is not after the beginning.
pub fn span(field: &str, from: NaiveDate, to: Option<NaiveDate>) -> Result<Span, Refused> {
    let span = Span::new(from, to);
    if !span.is_empty() {
        return Ok(span);
    }
    Err(Refused::of(
        Code::EndsBeforeItBegins,
        field,
        format!("结束日期应晚于 {from}。"),
        format!("The end must lie after {from}."),
    ))
}

/// Refuses to change what is closed.
pub fn not_closed(closed_on: Option<NaiveDate>) -> Result<(), Refused> {
    match closed_on {
        None => Ok(()),
        Some(day) => Err(Refused::whole(
            Code::Closed,
            format!("已于 {day} 撤销，不能再改。"),
            format!("It was closed on {day} and is not changed any more."),
        )),
    }
}

/// The days of a thing that is closed on a day: refuses what is closed already, or would close before its second day.
pub fn closing(
    field: &str,
    established_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    on: NaiveDate,
) -> Result<Span, Refused> {
    not_closed(closed_on)?;
    if on <= established_on {
        return Err(Refused::of(
            Code::ClosedBeforeEstablished,
            field,
            format!("撤销日期应晚于设立日期 {established_on}。"),
            format!("It was established on {established_on}; it closes on a later day."),
        ));
    }
    Ok(Span::new(established_on, Some(on)))
}

/// The days of a dated fact that ends on a day: refuses what has ended already, or would end before its second day.
pub fn ending(field: &str, standing: Span, on: NaiveDate) -> Result<Span, Refused> {
    if let Some(day) = standing.to {
        return Err(Refused::of(
            Code::AlreadyEnded,
            field,
            format!("已于 {day} 结束；如有误请更正。"),
            format!("It ended on {day}; correct it instead."),
        ));
    }
    span(field, standing.from, Some(on))
}

/// Whether every day of a span lies in one of these lives, or in several that touch.
pub fn covered(lives: &[Span], span: &Span) -> bool {
    union(lives.to_vec()).iter().any(|life| life.covers(span))
}

/// Refuses days on which what the thing belongs to does not exist.
pub fn within_life(field: &str, lives: &[Span], span: &Span) -> Result<(), Refused> {
    if covered(lives, span) {
        return Ok(());
    }
    Err(Refused::of(
        Code::OutsideLifetime,
        field,
        "所属对象在这些日期并不都存在。",
        "What it belongs to does not exist on all of these days.",
    ))
}

/// Refuses while dependants go on beyond; `what` is their name in both languages.
pub fn none_left(code: Code, field: &str, count: usize, what: (&str, &str)) -> Result<(), Refused> {
    if count == 0 {
        return Ok(());
    }
    let (zh, en) = what;
    Err(Refused::of(
        code,
        field,
        format!("尚有 {count} 项{zh}超出该日期，请先处理。"),
        format!("{count} {en} would go on beyond that day; end them first."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn life(from: &str, to: &str) -> Span {
        Span::new(day(from), (to != "…").then(|| day(to)))
    }

    #[test]
    fn an_end_lies_after_the_beginning() {
        for (to, good) in [
            (None, true),
            (Some("2022-07-02"), true),
            (Some("2022-07-01"), false),
            (Some("2022-06-30"), false),
        ] {
            let refused = span("to", day("2022-07-01"), to.map(day)).err();
            assert_eq!(
                refused.map(|refused| (refused.code, refused.field)),
                (!good).then(|| (Code::EndsBeforeItBegins, Some("to".to_owned()))),
                "{to:?}"
            );
        }
    }

    #[test]
    fn a_thing_closes_once_and_after_it_was_established() {
        for (closed, on, expected) in [
            (None, "2022-01-02", None),
            (None, "2022-01-01", Some(Code::ClosedBeforeEstablished)),
            (None, "2021-12-31", Some(Code::ClosedBeforeEstablished)),
            (Some("2022-05-01"), "2022-06-01", Some(Code::Closed)),
        ] {
            let refused = closing("on", day("2022-01-01"), closed.map(day), day(on)).err();
            assert_eq!(refused.map(|refused| refused.code), expected, "{on}");
        }
        for (standing, on, expected) in [
            (life("2022-01-01", "…"), "2022-01-02", None),
            (
                life("2022-01-01", "…"),
                "2022-01-01",
                Some(Code::EndsBeforeItBegins),
            ),
            (
                life("2022-01-01", "2022-02-01"),
                "2022-01-15",
                Some(Code::AlreadyEnded),
            ),
        ] {
            let refused = ending("on", standing, day(on)).err();
            assert_eq!(refused.map(|refused| refused.code), expected, "{on}");
        }
    }

    #[test]
    fn lives_that_touch_count_as_one() {
        let lives = [life("2022-03-01", "…"), life("2022-01-01", "2022-03-01")];
        assert!(covered(&lives, &life("2022-02-01", "…")));
        assert!(!covered(&lives, &life("2021-12-31", "2022-02-01")));
        assert!(!covered(&[], &life("2022-01-01", "2022-01-02")));
        assert!(within_life("from", &lives, &life("2022-01-01", "…")).is_ok());
        assert_eq!(
            within_life("from", &lives, &life("2021-01-01", "…"))
                .unwrap_err()
                .code,
            Code::OutsideLifetime
        );
    }

    #[test]
    fn what_is_left_is_counted_in_the_message() {
        assert!(none_left(Code::HasOpenLinks, "on", 0, ("联系关系", "links")).is_ok());
        let refused = none_left(Code::HasOpenLinks, "on", 3, ("联系关系", "links")).unwrap_err();
        assert_eq!(refused.code, Code::HasOpenLinks);
        assert_eq!(
            refused.message.en,
            "3 links would go on beyond that day; end them first."
        );
    }
}
