//! What the rules of several kinds ask: whose words a case is, whether a member, unit, body or place is there on the day,
//! masters, promises and marks of time. Pure. Deliberately absent: what only one kind asks.

use chrono::NaiveDate;

use super::content::Content;
use super::kinds::{CaseState, Fact, LinkKind, Party, ResultClass};
use super::opening::{Born, Opening};
use super::practice::{Effect, NewFact, Scene};
use super::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::Problem;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::entity::LinkKind as ChainLink;
use crate::organization::NodeKind;

/// Refuses somebody who is no member of the committee on the day.
pub fn in_office(scene: &Scene<'_>, member: NodeId, field: &str) -> Result<(), Refused> {
    let organization = &scene.chain.organization;
    let day = Span::new(scene.on, scene.on.succ_opt());
    match organization.members.contains_key(&member) && organization.exists_in(member, &day) {
        true => Ok(()),
        false => Err(Code::UnknownMember.at(field)),
    }
}

/// Refuses what is no handling unit on the day.
pub fn unit(scene: &Scene<'_>, unit: NodeId, field: &str) -> Result<(), Refused> {
    let stands = scene
        .chain
        .organization
        .handling_units
        .get(&unit)
        .is_some_and(|row| Span::new(row.established_on, row.closed_on).contains(scene.on));
    match stands {
        true => Ok(()),
        false => Err(Code::UnknownUnit.at(field)),
    }
}

/// Refuses a place of another district.
pub fn place(scene: &Scene<'_>, code: Option<&str>) -> Result<(), Refused> {
    match code {
        Some(code) if !scene.chain.organization.knows_place(code) => {
            Err(Code::UnknownPlace.at("placeCode"))
        }
        _ => Ok(()),
    }
}

/// Refuses what is no body of the CPPCC on the day: a committee, a sector, a sector group, a workroom or the district.
pub fn body(scene: &Scene<'_>, node: NodeId, field: &str) -> Result<(), Refused> {
    let organization = &scene.chain.organization;
    let day = Span::new(scene.on, scene.on.succ_opt());
    let is_body = matches!(
        organization.kind_of(node),
        Some(
            NodeKind::District
                | NodeKind::SpecialCommittee
                | NodeKind::Sector
                | NodeKind::SectorGroup
                | NodeKind::Workroom
        )
    );
    match is_body && organization.exists_in(node, &day) {
        true => Ok(()),
        false => Err(Code::UnknownBody.at(field)),
    }
}

/// Merges into a master that is in one of these states.
pub fn merge(scene: &Scene<'_>, master: CaseId, open: &[CaseState]) -> Result<Effect, Refused> {
    if master == scene.case.id() {
        return Err(Code::MergeIntoItself.at("masterId"));
    }
    if scene.found.circle {
        return Err(Code::MergeCircle.at("masterId"));
    }
    if !scene
        .found
        .master
        .is_some_and(|state| open.contains(&state))
    {
        return Err(Code::MasterNotOpen.at("masterId"));
    }
    Ok(Effect {
        links: vec![(LinkKind::MergedInto, "case", master.0)],
        ..Effect::fact(NewFact::new(Fact::Merged, scene.on))
    })
}

/// Says out of what a case came; not of itself, and not twice.
pub fn derive(scene: &Scene<'_>, from: CaseId) -> Result<Effect, Refused> {
    if scene.found.sources.iter().any(Option::is_none) {
        return Err(Code::UnknownCase.at("derivedFromId"));
    }
    if scene.found.circle {
        return Err(Code::DerivedCircle.at("derivedFromId"));
    }
    let mut links = scene.case.links.iter();
    if links.any(|link| link.relation == LinkKind::DerivedFrom && link.other_id == from.0) {
        return Err(Code::DerivedAlready.at("derivedFromId"));
    }
    Ok(Effect {
        links: vec![(LinkKind::DerivedFrom, "case", from.0)],
        ..Effect::fact(NewFact::new(Fact::Derived, scene.on))
    })
}

/// The promise of a result: a date where something is still to come, none where nothing is.
pub fn promise(
    scene: &Scene<'_>,
    result: ResultClass,
    promised_on: Option<NaiveDate>,
) -> Result<Option<NewFact>, Refused> {
    match (result.is_promise(), promised_on) {
        (true, None) => Err(Code::PromiseDateMissing.at("promisedOn")),
        (true, Some(day)) if day <= scene.on => Err(Code::PromiseDatePast.at("promisedOn")),
        (false, Some(_)) => Err(Code::PromiseUnexpected.at("promisedOn")),
        (true, Some(day)) => Ok(Some(NewFact::new(Fact::Promised, day))),
        (false, None) => Ok(None),
    }
}

/// A party of the case from the day on.
pub fn party(scene: &Scene<'_>, party: Party, node: NodeId) -> NewFact {
    NewFact::new(Fact::Party, scene.on).of(&party).about(node)
}

/// That an event belongs to the case, from the day of the event on, and of which kind it is. Not one that is still to come.
pub fn related(scene: &Scene<'_>) -> Result<NewFact, Refused> {
    let (Some(kind), Some(on)) = (scene.found.event, scene.found.event_on) else {
        return Err(Code::UnknownEvent.at("eventId"));
    };
    match on > scene.on {
        true => Err(Code::EventLater.at("eventId")),
        false => Ok(NewFact::new(Fact::Related, on).of(&kind)),
    }
}

/// Grants more time, up to the day that was asked for, or refuses it.
pub fn decide_extension(
    scene: &Scene<'_>,
    granted: bool,
    until: NaiveDate,
) -> Result<Effect, Refused> {
    if !granted {
        return Ok(Effect::default());
    }
    let asked = scene.case.pending_extension();
    if asked.is_some_and(|asked| until > asked) {
        return Err(Code::ExtensionTooLong.at("until"));
    }
    let present = scene.case.version.leg_due_on;
    if present.is_some_and(|due| until <= due) {
        return Err(Code::ExtensionTooShort.at("until"));
    }
    let extended = NewFact::new(Fact::Extended, scene.on).due(Some(until));
    Ok(Effect::fact(extended))
}

/// Several units, none of them twice.
pub fn units(
    scene: &Scene<'_>,
    leads: &[NodeId],
    co_units: &[NodeId],
    fields: (&str, &str),
) -> Result<(), Refused> {
    let named = |list: &[NodeId], field: &str| -> Vec<(NodeId, String)> {
        let places = list.iter().enumerate();
        places
            .map(|(n, one)| (*one, format!("{field}.{n}")))
            .collect()
    };
    let mut all = named(leads, fields.0);
    all.extend(named(co_units, fields.1));
    for (place, (one, field)) in all.iter().enumerate() {
        unit(scene, *one, field)?;
        if all.iter().take(place).any(|(before, _)| before == one) {
            return Err(Code::UnitTwice.at(field));
        }
    }
    Ok(())
}

/// A case of a member's own words: his, or entered by the officer of a workroom that contacts him.
pub fn in_own_words(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let (author, workroom) = drafters(opening, scene)?;
    in_office(scene, author, "authorId")?;
    place(scene, opening.content.place_code.as_deref())?;
    Ok(Born {
        author,
        workroom,
        effect: begun(opening, scene, author, workroom),
    })
}

/// Whose words these are, and through which workroom they came: a member's own, or those of a member whom the officer's
/// workroom contacts on the day.
fn drafters(opening: &Opening, scene: &Scene<'_>) -> Outcome<(NodeId, Option<NodeId>)> {
    let actor = scene.actor;
    let scope = actor.scope.ok_or(Problem::Forbidden)?;
    let standing = actor.standing(&actor.district, Some(scope));
    actor.require(Action::ProposeCase, standing)?;
    if actor.role == Role::Member {
        return match opening.author.unwrap_or(scope) == scope {
            true => Ok((scope, None)),
            false => Err(Problem::Forbidden.into()),
        };
    }
    let author = opening
        .author
        .ok_or_else(|| Code::UnknownMember.at("authorId"))?;
    let contacted = scene
        .chain
        .below(ChainLink::ContactsMember, scope, scene.on);
    match contacted.contains(&author) {
        true => Ok((author, Some(scope))),
        false => Err(Code::MemberOfOtherWorkroom.at("authorId").into()),
    }
}

/// A draft, or what was submitted at once, with its parties.
fn begun(opening: &Opening, scene: &Scene<'_>, author: NodeId, workroom: Option<NodeId>) -> Effect {
    let mut facts = vec![party(scene, Party::Author, author)];
    facts.extend(workroom.map(|workroom| party(scene, Party::Workroom, workroom)));
    if !opening.draft {
        facts.push(NewFact::new(Fact::Submitted, scene.on));
    }
    let to = match opening.draft {
        true => CaseState::Draft,
        false => CaseState::Submitted,
    };
    Effect {
        to: Some(to),
        facts,
        ..Effect::default()
    }
}

/// Refuses a deed that says anew what already stands.
pub fn differs(scene: &Scene<'_>, content: &Content) -> Result<(), Refused> {
    match scene.found.stands.as_ref() == Some(content) {
        true => Err(Code::NothingChanges.at("title")),
        false => Ok(()),
    }
}
