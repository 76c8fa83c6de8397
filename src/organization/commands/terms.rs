//! Terms and their plenary sessions, named by their ordinals as everybody does: 六届一次会议.
//! Deliberately absent: ending the memberships of a term that closes; those who stay go over without a day between.

use chrono::NaiveDate;
use serde_json::json;

use super::people::term_spans;
use super::{Done, Keeping, known};
use crate::kernel::period::Span;
use crate::linkage::Request;
use crate::organization::Organization;
use crate::organization::entity::{session, term};
use crate::organization::kinds::NodeKind;
use crate::organization::refusals::{OrganizationErrorCode as Code, Outcome, Refused};
use crate::organization::rules::calendar;
use crate::organization::rules::days::{ending, span};
use crate::organization::rules::words::ordinal;

/// A term to be opened.
#[derive(Clone, Debug)]
pub struct OpenTerm {
    /// Its ordinal, 6 for 六届.
    pub ordinal: i32,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none while it lasts.
    pub to: Option<NaiveDate>,
}

/// Opens a term. Refuses an ordinal that is taken and days of another term.
pub async fn open_term(request: &Request, input: OpenTerm) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let ordinal = ordinal("ordinal", input.ordinal)?;
    let span = span("to", input.from, input.to)?;
    calendar::term(ordinal, &span, &term_spans(&organization))?;
    let content = json!({"ordinal": ordinal, "from": span.from, "to": span.to});
    let id = keeping
        .create::<term::Entity, _>(NodeKind::Term, "term.opened", content, |stamp| {
            term::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                ordinal,
                starts_on: span.from,
                ends_on: span.to,
            }
        })
        .await?;
    keeping.finish(id).await
}

/// The end of a term.
#[derive(Clone, Debug)]
pub struct CloseTerm {
    /// Its ordinal.
    pub ordinal: i32,
    /// The first day after it.
    pub on: NaiveDate,
}

/// Closes a term on a day. Refuses one that has an end, and while one of its sessions lies on or after that day.
pub async fn close_term(request: &Request, input: CloseTerm) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let row = known(
        "ordinal",
        organization
            .terms
            .values()
            .find(|row| row.ordinal == input.ordinal),
    )?;
    let ended = ending("on", Span::new(row.starts_on, row.ends_on), input.on)?;
    for session in sessions(&organization, row.ordinal) {
        let last = session.closed_on.unwrap_or(session.opened_on);
        calendar::in_term("on", last, &ended)?;
    }
    keeping
        .replace::<term::Entity, _>(
            NodeKind::Term,
            row.id,
            "term.closed",
            json!({"on": input.on}),
            |since_number| term::Model {
                since_number,
                ends_on: ended.to,
                ..row.clone()
            },
        )
        .await?;
    keeping.finish(row.id).await
}

fn sessions(organization: &Organization, term: i32) -> impl Iterator<Item = &session::Model> {
    organization
        .sessions
        .values()
        .filter(move |row| row.term == term)
}

/// A plenary session to be opened.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Its term's ordinal.
    pub term: i32,
    /// Its ordinal in the term.
    pub ordinal: i32,
    /// The day it opens.
    pub opened_on: NaiveDate,
    /// Its last day; none while it sits.
    pub closed_on: Option<NaiveDate>,
}

/// Opens a plenary session of a term. Refuses an unknown term, an ordinal that is taken in it, and days outside it.
pub async fn open_session(request: &Request, input: OpenSession) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let ordinal = ordinal("ordinal", input.ordinal)?;
    let days = calendar::known_term("term", input.term, &term_spans(&organization))?;
    let taken: Vec<i32> = sessions(&organization, input.term)
        .map(|row| row.ordinal)
        .collect();
    calendar::session(ordinal, input.opened_on, &days, &taken)?;
    if let Some(closed_on) = input.closed_on {
        calendar::last_day("closedOn", input.opened_on, closed_on)?;
        calendar::in_term("closedOn", closed_on, &days)?;
    }
    let content = json!({
        "term": input.term, "ordinal": ordinal, "openedOn": input.opened_on, "closedOn": input.closed_on,
    });
    let id = keeping
        .create::<session::Entity, _>(NodeKind::Session, "session.opened", content, |stamp| {
            session::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                term: input.term,
                ordinal,
                opened_on: input.opened_on,
                closed_on: input.closed_on,
            }
        })
        .await?;
    keeping.finish(id).await
}

/// The end of a plenary session.
#[derive(Clone, Debug)]
pub struct CloseSession {
    /// Its term's ordinal.
    pub term: i32,
    /// Its ordinal in the term.
    pub ordinal: i32,
    /// Its last day.
    pub closed_on: NaiveDate,
}

/// Closes a plenary session. Refuses one that is closed, a last day before the first, and one outside the term.
pub async fn close_session(request: &Request, input: CloseSession) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let days = calendar::known_term("term", input.term, &term_spans(&organization))?;
    let row = known(
        "ordinal",
        sessions(&organization, input.term).find(|row| row.ordinal == input.ordinal),
    )?;
    if let Some(day) = row.closed_on {
        return Err(Refused::of(
            Code::AlreadyEnded,
            "ordinal",
            format!("该次会议已于 {day} 闭幕。"),
            format!("It closed on {day}."),
        )
        .into());
    }
    calendar::last_day("closedOn", row.opened_on, input.closed_on)?;
    calendar::in_term("closedOn", input.closed_on, &days)?;
    keeping
        .replace::<session::Entity, _>(
            NodeKind::Session,
            row.id,
            "session.closed",
            json!({"closedOn": input.closed_on}),
            |since_number| session::Model {
                since_number,
                closed_on: Some(input.closed_on),
                ..row.clone()
            },
        )
        .await?;
    keeping.finish(row.id).await
}
