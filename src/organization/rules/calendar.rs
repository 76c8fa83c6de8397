//! Terms and sessions: ordinals are given once, terms do not overlap, a session lies in its term.
//! Deliberately absent: how long a term lasts by law; the office says when it ends.

use chrono::NaiveDate;

use crate::kernel::period::Span;
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};

/// Refuses a term whose ordinal is taken, or that shares a day with another.
pub fn term(ordinal: i32, span: &Span, others: &[(i32, Span)]) -> Result<(), Refused> {
    if others.iter().any(|(taken, _)| *taken == ordinal) {
        return Err(ordinal_in_use(
            format!("第 {ordinal} 届已经存在。"),
            format!("Term {ordinal} exists already."),
        ));
    }
    terms_apart("from", span, others)
}

/// Refuses days of a term that another term has.
pub fn terms_apart(field: &str, span: &Span, others: &[(i32, Span)]) -> Result<(), Refused> {
    match others
        .iter()
        .find(|(_, other)| other.intersect(span).is_some())
    {
        None => Ok(()),
        Some((taken, _)) => Err(Refused::of(
            Code::TermOverlap,
            field,
            format!("与第 {taken} 届的任期重叠。"),
            format!("It overlaps term {taken}."),
        )),
    }
}

/// The term of an ordinal.
pub fn known_term(field: &str, ordinal: i32, terms: &[(i32, Span)]) -> Result<Span, Refused> {
    terms
        .iter()
        .find(|(known, _)| *known == ordinal)
        .map(|(_, span)| *span)
        .ok_or_else(|| {
            Refused::of(
                Code::UnknownTerm,
                field,
                format!("没有第 {ordinal} 届。"),
                format!("There is no term {ordinal}."),
            )
        })
}

/// Refuses a session whose ordinal is taken in its term, or that opens on a day outside it.
pub fn session(
    ordinal: i32,
    opened_on: NaiveDate,
    term: &Span,
    taken: &[i32],
) -> Result<(), Refused> {
    if taken.contains(&ordinal) {
        return Err(ordinal_in_use(
            format!("该届第 {ordinal} 次会议已经存在。"),
            format!("Session {ordinal} of the term exists already."),
        ));
    }
    in_term("openedOn", opened_on, term)
}

/// Refuses a day outside a term.
pub fn in_term(field: &str, day: NaiveDate, term: &Span) -> Result<(), Refused> {
    if term.contains(day) {
        return Ok(());
    }
    Err(Refused::of(
        Code::OutsideTerm,
        field,
        format!("{day} 不在该届任期内。"),
        format!("{day} lies outside the term."),
    ))
}

/// Refuses the last day of a session before its first.
pub fn last_day(field: &str, opened_on: NaiveDate, closed_on: NaiveDate) -> Result<(), Refused> {
    if closed_on >= opened_on {
        return Ok(());
    }
    Err(Refused::of(
        Code::EndsBeforeItBegins,
        field,
        format!("闭幕日期不能早于开幕日期 {opened_on}。"),
        format!("It opened on {opened_on} and cannot close before."),
    ))
}

fn ordinal_in_use(zh: String, en: String) -> Refused {
    Refused::of(Code::OrdinalInUse, "ordinal", zh, en)
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
    fn terms_have_their_own_ordinal_and_days() {
        let others = [(6, span("2021-10-01", "2026-10-01"))];
        for (ordinal, new, expected) in [
            (7, span("2026-10-01", "…"), None),
            (5, span("2016-10-01", "2021-10-01"), None),
            (6, span("2030-01-01", "…"), Some(Code::OrdinalInUse)),
            (7, span("2026-09-30", "…"), Some(Code::TermOverlap)),
            (5, span("2016-10-01", "…"), Some(Code::TermOverlap)),
        ] {
            let refused = term(ordinal, &new, &others).err();
            assert_eq!(
                refused.map(|refused| refused.code),
                expected,
                "{ordinal} {new:?}"
            );
        }
        assert!(known_term("term", 6, &others).is_ok());
        assert_eq!(
            known_term("term", 9, &others).unwrap_err().code,
            Code::UnknownTerm
        );
    }

    #[test]
    fn sessions_open_in_their_term_once() {
        let sixth = span("2021-10-01", "2026-10-01");
        for (ordinal, opened, expected) in [
            (2, "2022-03-01", None),
            (1, "2022-03-01", Some(Code::OrdinalInUse)),
            (2, "2021-09-30", Some(Code::OutsideTerm)),
            (2, "2026-10-01", Some(Code::OutsideTerm)),
        ] {
            let refused = session(ordinal, day(opened), &sixth, &[1]).err();
            assert_eq!(
                refused.map(|refused| refused.code),
                expected,
                "{ordinal} {opened}"
            );
        }
        assert!(last_day("closedOn", day("2022-03-01"), day("2022-03-01")).is_ok());
        assert!(last_day("closedOn", day("2022-03-01"), day("2022-02-28")).is_err());
    }
}
