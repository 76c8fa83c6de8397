//! Offices that members hold: assumed, left, corrected. The journal names no office, because one of them tells who is in
//! the Party.
//! Deliberately absent: ending links when an office lapses; coverage shows who is reached through a lapsed office.

use chrono::NaiveDate;
use serde_json::json;

use super::{Done, Keeping, known};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::Request;
use crate::organization::Organization;
use crate::organization::entity::office_held;
use crate::organization::kinds::{NodeKind, Office};
use crate::organization::refusals::{Outcome, Refused};
use crate::organization::rules::days::{ending, span};
use crate::organization::rules::people::{OfficeAround, office};
use crate::organization::rules::words::something_changes;

/// An office to be assumed.
#[derive(Clone, Debug)]
pub struct AssumeOffice {
    /// The member.
    pub member: NodeId,
    /// Which office.
    pub office: Office,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none while it lasts.
    pub to: Option<NaiveDate>,
}

/// Records that a member assumes an office. Refuses days outside membership, the same office twice at once, and a second
/// Chairperson.
pub async fn assume_office(request: &Request, input: AssumeOffice) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    known("memberId", organization.members.get(&input.member))?;
    let span = span("to", input.from, input.to)?;
    fits(&organization, input.member, input.office, &span, None)?;
    let content = json!({"member": input.member, "from": span.from, "to": span.to});
    let fact = keeping
        .create::<office_held::Entity, _>(
            NodeKind::OfficeHeld,
            "office.assumed",
            content,
            |stamp| office_held::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                member_id: input.member,
                office: input.office,
                valid_from: span.from,
                valid_to: span.to,
            },
        )
        .await?;
    keeping.finish_fact(input.member, fact).await
}

/// Asks the rules about a holding, beside all others but itself.
fn fits(
    organization: &Organization,
    member: NodeId,
    which: Office,
    span: &Span,
    but: Option<NodeId>,
) -> Result<(), Refused> {
    let held = |of: Office, by: Option<NodeId>| -> Vec<Span> {
        organization
            .offices
            .values()
            .filter(|row| {
                row.office == of
                    && Some(row.id) != but
                    && by.is_none_or(|member| row.member_id == member)
            })
            .map(|row| Span::new(row.valid_from, row.valid_to))
            .collect()
    };
    let around = OfficeAround {
        memberships: &organization.lifetime(member),
        same_office: &held(which, Some(member)),
        chairpersons: &held(Office::Chairperson, None),
    };
    office("from", which, span, around)
}

/// The end of an office.
#[derive(Clone, Debug)]
pub struct LeaveOffice {
    /// The holding.
    pub id: NodeId,
    /// The first day on which it is no longer held.
    pub on: NaiveDate,
}

/// Records that a member leaves an office on a day. Refuses one that has ended already.
pub async fn leave_office(request: &Request, input: LeaveOffice) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let row = known("id", organization.offices.get(&input.id))?;
    let ended = ending("on", Span::new(row.valid_from, row.valid_to), input.on)?;
    replace_row(&mut keeping, "office.left", row, ended).await?;
    keeping.finish_fact(row.member_id, row.id).await
}

/// The days of an office as they should have been recorded; what is left out stays.
#[derive(Clone, Debug)]
pub struct CorrectOffice {
    /// The holding.
    pub id: NodeId,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after; `Some(None)` says that it lasts.
    pub to: Option<Option<NaiveDate>>,
}

/// Corrects the days of an office. Refuses what assuming it refuses, and a change of nothing.
pub async fn correct_office(request: &Request, input: CorrectOffice) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let row = known("id", organization.offices.get(&input.id))?;
    let before = Span::new(row.valid_from, row.valid_to);
    let span = span(
        "to",
        input.from.unwrap_or(before.from),
        input.to.unwrap_or(before.to),
    )?;
    something_changes(&before, &span)?;
    fits(
        &organization,
        row.member_id,
        row.office,
        &span,
        Some(row.id),
    )?;
    replace_row(&mut keeping, "office.corrected", row, span).await?;
    keeping.finish_fact(row.member_id, row.id).await
}

async fn replace_row(
    keeping: &mut Keeping<'_>,
    verb: &'static str,
    row: &office_held::Model,
    span: Span,
) -> Outcome<()> {
    let content = json!({"member": row.member_id, "from": span.from, "to": span.to});
    keeping
        .replace::<office_held::Entity, _>(
            NodeKind::OfficeHeld,
            row.id,
            verb,
            content,
            |since_number| office_held::Model {
                since_number,
                valid_from: span.from,
                valid_to: span.to,
                ..row.clone()
            },
        )
        .await
}
