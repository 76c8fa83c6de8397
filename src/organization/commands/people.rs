//! Members and their memberships. The journal never holds a name, a personal field or who is in the Party.
//! Deliberately absent: offices (a file of their own) and striking a person from the record.

use chrono::NaiveDate;
use serde_json::json;

use super::dependants::{no_links_outside, no_offices_outside};
use super::{Done, Keeping, known};
use crate::kernel::id::NodeId;
use crate::kernel::journal::digest;
use crate::kernel::period::Span;
use crate::linkage::{Chain, Request};
use crate::organization::Organization;
use crate::organization::entity::{member, membership};
use crate::organization::kinds::NodeKind;
use crate::organization::personal::{Personal, standing};
use crate::organization::refusals::{Outcome, Refused};
use crate::organization::rules::calendar::{in_term, known_term};
use crate::organization::rules::days::{ending, span, within_life};
use crate::organization::rules::people::{membership_alone, membership_on};
use crate::organization::rules::personal::{ethnicity, phone, religion};
use crate::organization::rules::words::{NAME, optional_text, something_changes, text};

/// Personal fields as they were typed.
#[derive(Clone, Default)]
pub struct PersonalWords {
    /// The phone.
    pub phone: Option<String>,
    /// The ethnicity.
    pub ethnicity: Option<String>,
    /// The religion.
    pub religion: Option<String>,
}

impl std::fmt::Debug for PersonalWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is known of a person never reaches a log.
        f.debug_struct("PersonalWords").finish_non_exhaustive()
    }
}

/// A text that was typed, in its one form; an empty one counts as left out.
fn form(
    rule: fn(&str, &str) -> Result<String, Refused>,
    field: &str,
    typed: Option<&str>,
) -> Result<Option<String>, Refused> {
    let typed = typed.filter(|text| !text.trim().is_empty());
    typed.map(|text| rule(field, text)).transpose()
}

/// A person to be admitted as a member.
#[derive(Clone, Debug)]
pub struct AdmitMember {
    /// The name.
    pub name: String,
    /// Whether a member of the Communist Party.
    pub is_cpc_member: bool,
    /// Phone, ethnicity and religion, as far as they are told.
    pub personal: PersonalWords,
    /// A field of expertise.
    pub expertise: Option<String>,
    /// The term, 6 for 六届.
    pub term: i32,
    /// The sector.
    pub sector: NodeId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none while it lasts.
    pub to: Option<NaiveDate>,
}

/// Admits a member with a first membership. Refuses personal fields that are none, an unknown term, a day outside it, and a sector that does not exist
/// on all of these days.
pub async fn admit_member(request: &Request, input: AdmitMember) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let (id, fact) = admit(&mut keeping, input).await?;
    keeping.finish_fact(id, fact).await
}

/// The same for many in one step, all of them or none; gives their ids.
pub async fn admit_members(request: &Request, all: Vec<AdmitMember>) -> Outcome<Vec<NodeId>> {
    let mut keeping = Keeping::start(request).await?;
    let mut ids = Vec::new();
    for input in all {
        ids.push(admit(&mut keeping, input).await?.0);
    }
    keeping.writing.commit().await?;
    Ok(ids)
}

async fn admit(keeping: &mut Keeping<'_>, input: AdmitMember) -> Outcome<(NodeId, NodeId)> {
    let organization = keeping.organization();
    let name = text("name", &input.name, NAME)?;
    let expertise = optional_text("expertise", input.expertise.as_deref(), NAME)?;
    let typed = &input.personal;
    let personal = Personal {
        phone: form(phone, "phone", typed.phone.as_deref())?,
        ethnicity: form(ethnicity, "ethnicity", typed.ethnicity.as_deref())?,
        religion: form(religion, "religion", typed.religion.as_deref())?,
        is_cpc_member: Some(input.is_cpc_member),
    };
    let span = span("to", input.from, input.to)?;
    fits(&organization, input.term, input.sector, &span)?;
    let words = digest(&json!([name, expertise]));
    let id = NodeId(keeping.request.clock.new_uuid());
    let sealed = keeping.seal(id, &personal).await?;
    keeping
        .create_as::<member::Entity, _>(
            id,
            NodeKind::Member,
            "member.admitted",
            json!({"words": words, "personal": sealed.digest()}),
            |stamp| member::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                name,
                expertise,
            },
        )
        .await?;
    keeping.keep_sealed(sealed).await?;
    let fact = open_row(keeping, id, input.term, input.sector, span).await?;
    Ok((id, fact))
}

/// Refuses a membership whose term is unknown or begins later, or whose sector does not exist on all of its days.
fn fits(
    organization: &Organization,
    term: i32,
    sector: NodeId,
    span: &Span,
) -> Result<(), Refused> {
    let days = known_term("term", term, &term_spans(organization))?;
    in_term("from", span.from, &days)?;
    let sector = known("sectorId", organization.sectors.get(&sector))?;
    within_life("from", &organization.lifetime(sector.id), span)
}

/// The terms with their days.
pub(super) fn term_spans(organization: &Organization) -> Vec<(i32, Span)> {
    organization
        .terms
        .values()
        .map(|row| (row.ordinal, Span::new(row.starts_on, row.ends_on)))
        .collect()
}

/// A member's memberships, oldest first, without one of them.
fn memberships(
    organization: &Organization,
    member: NodeId,
    but: Option<NodeId>,
) -> Vec<(Span, membership::Model)> {
    let mut rows: Vec<_> = organization
        .memberships
        .values()
        .filter(|row| row.member_id == member && Some(row.id) != but)
        .map(|row| (Span::new(row.valid_from, row.valid_to), row.clone()))
        .collect();
    rows.sort_by_key(|(span, _)| *span);
    rows
}

fn spans(rows: &[(Span, membership::Model)]) -> Vec<Span> {
    rows.iter().map(|(span, _)| *span).collect()
}

async fn open_row(
    keeping: &mut Keeping<'_>,
    member: NodeId,
    term: i32,
    sector: NodeId,
    span: Span,
) -> Outcome<NodeId> {
    let content =
        json!({"member": member, "term": term, "sector": sector, "from": span.from, "to": span.to});
    keeping
        .create::<membership::Entity, _>(
            NodeKind::Membership,
            "membership.opened",
            content,
            |stamp| membership::Model {
                district_id: stamp.district_id,
                id: stamp.id,
                since_number: stamp.since_number,
                until_number: None,
                member_id: member,
                term,
                sector_id: sector,
                valid_from: span.from,
                valid_to: span.to,
            },
        )
        .await
}

/// What is to be different of a member; what is left out stays.
#[derive(Clone, Debug)]
pub struct ReviseMember {
    /// Which one.
    pub id: NodeId,
    /// The name.
    pub name: Option<String>,
    /// Whether a member of the Communist Party.
    pub is_cpc_member: Option<bool>,
    /// The phone; `Some(None)` takes it away, and so below.
    pub phone: Option<Option<String>>,
    /// The ethnicity.
    pub ethnicity: Option<Option<String>>,
    /// The religion.
    pub religion: Option<Option<String>>,
    /// A field of expertise.
    pub expertise: Option<Option<String>>,
}

impl ReviseMember {
    /// What is different of nothing yet.
    pub fn of(id: NodeId) -> Self {
        Self {
            id,
            name: None,
            is_cpc_member: None,
            phone: None,
            ethnicity: None,
            religion: None,
            expertise: None,
        }
    }

    /// The personal fields as they are to be.
    fn personal(&self, before: &Personal) -> Result<Personal, Refused> {
        type Rule = fn(&str, &str) -> Result<String, Refused>;
        let changed =
            |rule: Rule, field: &str, typed: &Option<Option<String>>, was: &Option<String>| {
                match typed {
                    None => Ok(was.clone()),
                    Some(typed) => form(rule, field, typed.as_deref()),
                }
            };
        Ok(Personal {
            phone: changed(phone, "phone", &self.phone, &before.phone)?,
            ethnicity: changed(ethnicity, "ethnicity", &self.ethnicity, &before.ethnicity)?,
            religion: changed(religion, "religion", &self.religion, &before.religion)?,
            is_cpc_member: self.is_cpc_member.or(before.is_cpc_member),
        })
    }
}

/// Revises a member. Refuses personal fields that are none, and a change of nothing.
pub async fn revise_member(request: &Request, input: ReviseMember) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let before = known("id", organization.members.get(&input.id))?;
    let mut after = before.clone();
    if let Some(name) = &input.name {
        after.name = text("name", name, NAME)?;
    }
    if let Some(expertise) = &input.expertise {
        after.expertise = optional_text("expertise", expertise.as_deref(), NAME)?;
    }
    let district = keeping.writing.ledger.district();
    let known_before = standing(&keeping.writing.tx, &request.vault, district, input.id).await?;
    let personal = input.personal(&known_before)?;
    something_changes(&(before, &known_before), &(&after, &personal))?;
    let words = digest(&json!([after.name, after.expertise]));
    let mut content = json!({"words": words});
    let sealed = match personal == known_before {
        true => None,
        false => Some(keeping.seal(input.id, &personal).await?),
    };
    if let (Some(sealed), Some(content)) = (&sealed, content.as_object_mut()) {
        content.insert("personal".to_owned(), sealed.digest());
    }
    keeping
        .replace::<member::Entity, _>(
            NodeKind::Member,
            input.id,
            "member.revised",
            content,
            |since_number| member::Model {
                since_number,
                ..after
            },
        )
        .await?;
    if let Some(sealed) = sealed {
        keeping.keep_sealed(sealed).await?;
    }
    keeping.finish(input.id).await
}

/// A further membership of a member.
#[derive(Clone, Debug)]
pub struct OpenMembership {
    /// The member.
    pub member: NodeId,
    /// The term, 6 for 六届.
    pub term: i32,
    /// The sector.
    pub sector: NodeId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after; none while it lasts.
    pub to: Option<NaiveDate>,
}

/// Opens a membership of somebody who was a member before or will be later. Refuses days that another membership of the
/// member has, and what admitting refuses.
pub async fn open_membership(request: &Request, input: OpenMembership) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    known("memberId", organization.members.get(&input.member))?;
    let span = span("to", input.from, input.to)?;
    fits(&organization, input.term, input.sector, &span)?;
    let others = spans(&memberships(&organization, input.member, None));
    membership_alone("from", &others, &span)?;
    let fact = open_row(&mut keeping, input.member, input.term, input.sector, span).await?;
    keeping.finish_fact(input.member, fact).await
}

/// The end of a membership.
#[derive(Clone, Debug)]
pub struct EndMembership {
    /// The member.
    pub member: NodeId,
    /// The first day on which the person is no member.
    pub on: NaiveDate,
}

/// Ends the member's open membership on a day. Refuses when none is open, and while offices or links go on beyond it.
pub async fn end_membership(request: &Request, input: EndMembership) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    known("memberId", organization.members.get(&input.member))?;
    let rows = memberships(&organization, input.member, None);
    let day_before = input.on.pred_opt().unwrap_or(input.on);
    let (standing, row) = match rows.iter().find(|(span, _)| span.to.is_none()) {
        Some(open) => open.clone(),
        None => membership_on("on", rows.into_iter(), day_before)?,
    };
    let ended = ending("on", standing, input.on)?;
    nothing_hangs_over(&keeping.chain, "on", &row, ended)?;
    replace_row(
        &mut keeping,
        "membership.ended",
        &row,
        ended,
        row.term,
        row.sector_id,
    )
    .await?;
    keeping.finish_fact(input.member, row.id).await
}

/// Refuses while the member's offices or links lie outside the memberships as they would be.
fn nothing_hangs_over(
    chain: &Chain,
    field: &str,
    changed: &membership::Model,
    span: Span,
) -> Result<(), Refused> {
    let member = changed.member_id;
    let mut lives = spans(&memberships(&chain.organization, member, Some(changed.id)));
    lives.push(span);
    no_offices_outside(field, &chain.organization, member, &lives)?;
    no_links_outside(field, chain, member, &lives)
}

async fn replace_row(
    keeping: &mut Keeping<'_>,
    verb: &'static str,
    row: &membership::Model,
    span: Span,
    term: i32,
    sector: NodeId,
) -> Outcome<()> {
    let content = json!({
        "member": row.member_id, "term": term, "sector": sector, "from": span.from, "to": span.to,
    });
    keeping
        .replace::<membership::Entity, _>(
            NodeKind::Membership,
            row.id,
            verb,
            content,
            |since_number| membership::Model {
                since_number,
                term,
                sector_id: sector,
                valid_from: span.from,
                valid_to: span.to,
                ..row.clone()
            },
        )
        .await
}

/// A membership as it should have been recorded; what is left out stays.
#[derive(Clone, Debug)]
pub struct CorrectMembership {
    /// Which one.
    pub id: NodeId,
    /// The term.
    pub term: Option<i32>,
    /// The sector.
    pub sector: Option<NodeId>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The first day after; `Some(None)` says that it lasts.
    pub to: Option<Option<NaiveDate>>,
}

/// Corrects a membership. Refuses what opening one refuses, and days that would leave offices or links over.
pub async fn correct_membership(request: &Request, input: CorrectMembership) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let row = known("id", organization.memberships.get(&input.id))?;
    let span = span(
        "to",
        input.from.unwrap_or(row.valid_from),
        input.to.unwrap_or(row.valid_to),
    )?;
    let term = input.term.unwrap_or(row.term);
    let sector = input.sector.unwrap_or(row.sector_id);
    fits(&organization, term, sector, &span)?;
    let others = spans(&memberships(&organization, row.member_id, Some(row.id)));
    membership_alone("from", &others, &span)?;
    let before = (row.term, row.sector_id, row.valid_from, row.valid_to);
    something_changes(&before, &(term, sector, span.from, span.to))?;
    nothing_hangs_over(&keeping.chain, "to", row, span)?;
    replace_row(
        &mut keeping,
        "membership.corrected",
        row,
        span,
        term,
        sector,
    )
    .await?;
    keeping.finish_fact(row.member_id, row.id).await
}

/// A change of the sector, or of the term, without a day between.
#[derive(Clone, Debug)]
pub struct AssignMemberSector {
    /// The member.
    pub member: NodeId,
    /// The new sector.
    pub sector: NodeId,
    /// The term of the new membership; the same when left out.
    pub term: Option<i32>,
    /// The first day for the new sector.
    pub on: NaiveDate,
}

/// Ends the membership that holds on a day and opens the next on that very day, so that offices and links go on. Of the
/// same term, the next ends when the first would have. Refuses what opening refuses, and a day without membership.
pub async fn assign_member_sector(request: &Request, input: AssignMemberSector) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    known("memberId", organization.members.get(&input.member))?;
    let rows = memberships(&organization, input.member, None);
    let (standing, row) = membership_on("on", rows.into_iter(), input.on)?;
    let term = input.term.unwrap_or(row.term);
    something_changes(&(row.term, row.sector_id), &(term, input.sector))?;
    let ended = span("on", standing.from, Some(input.on))?;
    let end = if term == row.term { standing.to } else { None };
    let next = Span::new(input.on, end);
    fits(&organization, term, input.sector, &next).map_err(named_on)?;
    let others = spans(&memberships(&organization, input.member, Some(row.id)));
    membership_alone("on", &others, &next)?;
    replace_row(
        &mut keeping,
        "membership.ended",
        &row,
        ended,
        row.term,
        row.sector_id,
    )
    .await?;
    let fact = open_row(&mut keeping, input.member, term, input.sector, next).await?;
    keeping.finish_fact(input.member, fact).await
}

/// The field of the day is `on` here.
fn named_on(mut refused: Refused) -> Refused {
    if refused.field.as_deref() == Some("from") {
        refused.field = Some("on".to_owned());
    }
    refused
}
