//! Terms and plenary sessions in the API. Deliberately absent: mutations.

use async_graphql::SimpleObject;

use crate::kernel::period::Span;
use crate::kernel::scalars::Date;
use crate::organization::Organization;
use crate::organization::entity::session;
use crate::statistics::graphql::figure::Period;

/// A term of the committee (届).
#[derive(SimpleObject, Clone, Debug)]
pub struct Term {
    /// Its ordinal, 6 for 六届 (届次).
    pub ordinal: i32,
    /// Its days (任期).
    pub period: Period,
    /// Its plenary sessions (历次会议).
    pub sessions: Vec<Session>,
}

/// A plenary session (次会议).
#[derive(SimpleObject, Clone, Debug)]
pub struct Session {
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// Its ordinal in the term (次).
    pub ordinal: i32,
    /// 六届一次会议 (名称).
    pub name: String,
    /// The day it opened (开幕日).
    pub opened_on: Date,
    /// The last day; null while it sits (闭幕日).
    pub closed_on: Option<Date>,
}

impl Session {
    /// A row as the API tells it.
    pub fn of(row: &session::Model) -> Self {
        Self {
            term: row.term,
            ordinal: row.ordinal,
            name: session_name(row.term, row.ordinal),
            opened_on: row.opened_on.into(),
            closed_on: row.closed_on.map(Into::into),
        }
    }
}

/// The terms with their sessions, by ordinal.
pub fn terms(organization: &Organization) -> Vec<Term> {
    let mut terms: Vec<_> = organization.terms.values().collect();
    terms.sort_by_key(|term| term.ordinal);
    let sessions = |term: i32| {
        let mut rows: Vec<_> = organization
            .sessions
            .values()
            .filter(|row| row.term == term)
            .collect();
        rows.sort_by_key(|row| row.ordinal);
        rows.into_iter().map(Session::of).collect()
    };
    terms
        .iter()
        .map(|term| Term {
            ordinal: term.ordinal,
            period: Span::new(term.starts_on, term.ends_on).into(),
            sessions: sessions(term.ordinal),
        })
        .collect()
}

/// 六届一次会议.
pub fn session_name(term: i32, ordinal: i32) -> String {
    format!("{}届{}次会议", numeral(term), numeral(ordinal))
}

/// A whole number from 1 to 99 as Chinese numerals.
fn numeral(number: i32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: i32| {
        usize::try_from(n)
            .ok()
            .and_then(|n| DIGITS.get(n))
            .copied()
            .unwrap_or_default()
    };
    match number {
        1..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number - 10)),
        20..=99 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}
