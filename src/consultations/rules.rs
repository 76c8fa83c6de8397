//! What follows from each deed in a consultation, and why it is refused. Pure: whatever must be known was looked up.
//! Deliberately absent: the state machine and the policy, which were asked before.

use super::account::{Conformity, answer, kept, sessions};
use crate::casework::Case;
use crate::casework::checks::{
    body, derive, differs, in_office, party, place, related, unit, units,
};
use crate::casework::content::{Content, Particulars, PromisedAction};
use crate::casework::deed::Deed;
use crate::casework::kinds::{
    CaseAct, CaseKind, CaseState, ConsultationType, Fact, LinkKind, ParticipantClass, Party,
    PointAdoption,
};
use crate::casework::opening::{Born, Opening};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::casework::sealing::Words;
use crate::events::kinds::EventKind;
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Refusal};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::organization::NodeKind;

/// States in which there is no proposal to consult on.
const NO_PROPOSAL: &[CaseState] = &[
    CaseState::Draft,
    CaseState::Cosigning,
    CaseState::Withdrawn,
    CaseState::NotFiled,
    CaseState::Void,
];

/// A topic that somebody names.
pub fn open(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let author = author(opening, scene)?;
    topic(scene, &opening.content)?;
    if let Particulars::Consultation {
        proposal: Some(_), ..
    } = opening.content.particulars
    {
        let stands = scene.found.whole.is_some_and(|(kind, state)| {
            kind == CaseKind::Proposal && !NO_PROPOSAL.contains(&state)
        });
        if !stands {
            return Err(Code::WholeNotOpen.at("proposalId").into());
        }
    }
    let organization = &scene.chain.organization;
    let host = organization
        .workrooms
        .contains_key(&author)
        .then(|| party(scene, Party::Host, author));
    let mut facts = vec![party(scene, Party::Author, author)];
    facts.extend(host);
    facts.extend(said(scene, &opening.content.particulars));
    Ok(Born {
        author,
        workroom: None,
        effect: Effect {
            to: Some(CaseState::TopicProposed),
            facts,
            ..Effect::default()
        },
    })
}

/// Whose topic it is: the member's own, the officer's workroom's, or that of the body which the office names.
fn author(opening: &Opening, scene: &Scene<'_>) -> Outcome<NodeId> {
    let actor = scene.actor;
    if actor.role == Role::Office {
        let author = opening
            .author
            .unwrap_or(scene.chain.organization.district.id);
        body(scene, author, "authorId")?;
        return Ok(author);
    }
    let scope = actor.scope.ok_or(Problem::Forbidden)?;
    actor.require(
        Action::RecordCase,
        actor.standing(&actor.district, Some(scope)),
    )?;
    if opening.author.is_some_and(|author| author != scope) {
        return Err(Problem::Forbidden.into());
    }
    match actor.role {
        Role::Member => in_office(scene, scope, "authorId")?,
        _ => body(scene, scope, "authorId")?,
    }
    Ok(scope)
}

/// Where the topic lies, who named it, and whether it names a proposal just when it must.
fn topic(scene: &Scene<'_>, content: &Content) -> Result<(), Refused> {
    place(scene, content.place_code.as_deref())?;
    let Particulars::Consultation {
        kind,
        named_by,
        proposal,
        ..
    } = &content.particulars
    else {
        return Err(Code::SortForbids.whole());
    };
    if proposal.is_some() != (*kind == ConsultationType::ProposalHandling) {
        return Err(Code::ProposalMismatch.at("proposalId"));
    }
    match named_by {
        Some(node) => namer(scene, *node),
        None => Ok(()),
    }
}

fn namer(scene: &Scene<'_>, node: NodeId) -> Result<(), Refused> {
    let organization = &scene.chain.organization;
    let day = Span::new(scene.on, scene.on.succ_opt());
    let kind = organization.kind_of(node);
    let may = matches!(
        kind,
        Some(NodeKind::Township | NodeKind::Workroom | NodeKind::Member)
    );
    match (may && organization.exists_in(node, &day), kind) {
        (true, _) => Ok(()),
        (false, Some(NodeKind::Member)) => Err(Code::UnknownMember.at("namedById")),
        (false, _) => Err(Code::UnknownBody.at("namedById")),
    }
}

/// Where the topic came from, and of which type it is.
fn said(scene: &Scene<'_>, particulars: &Particulars) -> Vec<NewFact> {
    match particulars {
        Particulars::Consultation { kind, source, .. } => vec![
            NewFact::new(Fact::Topic, scene.on).of(source),
            NewFact::new(Fact::Sorted, scene.on).of(kind),
        ],
        _ => Vec::new(),
    }
}

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        // Checked where it is proposed; it makes the case.
        Deed::Propose { .. } => Effect::default(),
        Deed::Revise { content } => revise(scene, content)?,
        Deed::Select { organizer } => {
            body(scene, *organizer, "organizerId")?;
            Effect {
                facts: vec![
                    party(scene, Party::Organizer, *organizer),
                    fact(Fact::Selected).about(*organizer),
                ],
                ..Effect::default()
            }
        }
        Deed::Decline { ground } => Effect::fact(fact(Fact::Declined).of(ground)),
        Deed::Plan { item } => {
            let planned = match item {
                Some(_) => "IN_PLAN",
                None => "OFF_PLAN",
            };
            Effect::fact(with(fact(Fact::Planned), planned)).ending(Fact::Planned)
        }
        Deed::Prepare { planned_on } => {
            if *planned_on < scene.on {
                return Err(Code::PlannedDayPast.at("plannedOn"));
            }
            Effect::default()
        }
        Deed::Hold {
            event,
            on_site,
            classes,
            principal_leader,
        } => hold(scene, *event, *on_site, classes, *principal_leader)?,
        Deed::Minute { points, promises } => minute(scene, points, promises)?,
        Deed::SubmitOutcome { form } => Effect::fact(fact(Fact::OutcomeSubmitted).of(form)),
        Deed::Instruct { level } => Effect::fact(fact(Fact::Instructed).of(level)),
        Deed::Assign { leads, co_units } => assign(scene, leads, co_units)?,
        Deed::GiveFeedback { point, adoption } => feedback(scene, *point, *adoption)?,
        Deed::KeepPromise { promise, done } => keep_promise(scene, *promise, *done)?,
        Deed::Close { .. } => Effect {
            facts: vec![fact(Fact::Closed), fact(Fact::Told)],
            ..Effect::default()
        },
        Deed::Track | Deed::Postpone | Deed::Cancel | Deed::Void => Effect::default(),
        Deed::Relate { event } => {
            if scene.found.event.is_none() {
                return Err(Code::UnknownEvent.at("eventId"));
            }
            if is_tied(scene, *event) {
                return Err(Code::RelatedAlready.at("eventId"));
            }
            Effect {
                links: vec![(LinkKind::Related, "event", *event)],
                ..Effect::fact(related(scene)?)
            }
        }
        Deed::Derive { from } => derive(scene, *from)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

fn with(fact: NewFact, value: &str) -> NewFact {
    NewFact {
        value: Some(value.to_owned()),
        ..fact
    }
}

/// Whether an act is for a consultation of its type: a micro-consultation submits no outcome and may close with its minutes;
/// a consultation at community level may go from there to the tracking of what was promised.
pub fn fits(act: CaseAct, case: &Case) -> bool {
    let (of, minuted) = (type_of(case), case.version.state == CaseState::Minuted);
    match act {
        CaseAct::SubmitOutcome => of != Some(ConsultationType::Micro),
        CaseAct::Track if minuted => is_light(of),
        CaseAct::Close if minuted => of == Some(ConsultationType::Micro),
        _ => true,
    }
}

fn kind(scene: &Scene<'_>) -> Option<ConsultationType> {
    type_of(scene.case)
}

fn type_of(case: &Case) -> Option<ConsultationType> {
    match case.particulars() {
        Particulars::Consultation { kind, .. } => Some(*kind),
        _ => None,
    }
}

/// Whether it is of a type that needs no annual plan, and no round through Party and government.
fn is_light(kind: Option<ConsultationType>) -> bool {
    matches!(
        kind,
        Some(ConsultationType::Micro | ConsultationType::CommunityLevel)
    )
}

fn is_tied(scene: &Scene<'_>, event: uuid::Uuid) -> bool {
    let mut links = scene.case.links.iter();
    links.any(|link| link.relation == LinkKind::Related && link.other_id == event)
}

fn revise(scene: &Scene<'_>, content: &Content) -> Result<Effect, Refused> {
    let before = scene.case.particulars();
    differs(scene, content)?;
    topic(scene, content)?;
    let proposal = |particulars: &Particulars| match particulars {
        Particulars::Consultation { proposal, .. } => *proposal,
        _ => None,
    };
    // It was made a part of its proposal, or of none, when it began.
    if proposal(before) != proposal(&content.particulars) {
        return Err(Code::ProposalMismatch.at("proposalId"));
    }
    Ok(Effect {
        facts: said(scene, &content.particulars),
        content: Some(content.clone()),
        ..Effect::default()
    }
    .ending(Fact::Topic)
    .ending(Fact::Sorted))
}

/// The kind of event that a session of a type is.
fn session_of(kind: ConsultationType) -> EventKind {
    match kind {
        ConsultationType::StandingCommitteeThematic => EventKind::StandingCommitteeConsultation,
        ConsultationType::Thematic => EventKind::ThematicConsultation,
        ConsultationType::Counterpart => EventKind::CounterpartConsultation,
        ConsultationType::SectorSpecific => EventKind::SectorConsultation,
        ConsultationType::ProposalHandling => EventKind::ProposalHandlingConsultation,
        ConsultationType::CommunityLevel => EventKind::CommunityConsultation,
        ConsultationType::Micro => EventKind::MicroConsultation,
    }
}

fn hold(
    scene: &Scene<'_>,
    event: uuid::Uuid,
    on_site: bool,
    classes: &[ParticipantClass],
    principal_leader: bool,
) -> Result<Effect, Refused> {
    let (Some(is), Some(on)) = (scene.found.event, scene.found.event_on) else {
        return Err(Code::UnknownEvent.at("eventId"));
    };
    let wanted = kind(scene).map(session_of);
    if let Some(wanted) = wanted.filter(|wanted| *wanted != is) {
        return Err(of_other_kind(wanted));
    }
    if sessions(scene.case).any(|session| session.event == event) {
        return Err(Code::RelatedAlready.at("eventId"));
    }
    if on > scene.on {
        return Err(Code::EventLater.at("eventId"));
    }
    if on < scene.case.version.opened_on {
        return Err(Code::EventEarlier.at("eventId"));
    }
    if scene.found.session_of_another {
        return Err(Code::SessionOfAnother.at("eventId"));
    }
    if on_site && scene.found.event_place.is_none() {
        return Err(Code::PlaceMissing.at("eventId"));
    }
    if classes.is_empty() {
        return Err(Code::CountOutside.at("classes"));
    }
    // What is true of a session is true of the day on which it was.
    let fact = |fact| NewFact::new(fact, on);
    let place = match on_site {
        true => "ON_SITE",
        false => "INDOORS",
    };
    let mut facts = vec![with(fact(Fact::SessionHeld), place)];
    facts.extend(classes.iter().map(|class| fact(Fact::TookPart).of(class)));
    facts.extend(principal_leader.then(|| fact(Fact::PrincipalLeader)));
    let link = (!is_tied(scene, event)).then_some((LinkKind::Related, "event", event));
    Ok(Effect {
        facts,
        links: link.into_iter().collect(),
        ..Effect::default()
    })
}

fn of_other_kind(wanted: EventKind) -> Refused {
    Refusal::of(
        Code::EventOfOtherKind,
        "eventId",
        format!("此类协商的场次须是“{}”活动。", wanted.name_zh()),
        format!("A session of this type is an event of kind {wanted:?}."),
    )
}

fn minute(
    scene: &Scene<'_>,
    points: &[Words],
    promises: &[PromisedAction],
) -> Result<Effect, Refused> {
    if points.is_empty() {
        return Err(Code::CountOutside.at("points"));
    }
    for (place, promise) in promises.iter().enumerate() {
        unit(scene, promise.unit, &format!("promises.{place}.unitId"))?;
        if promise.due_on <= scene.on {
            return Err(Code::PromiseDatePast.at(&format!("promises.{place}.dueOn")));
        }
    }
    let mut facts = vec![NewFact::new(Fact::Minuted, scene.on)];
    if Conformity::of(scene.case).all() {
        facts.push(NewFact::new(Fact::Conforms, scene.on));
    }
    Ok(Effect {
        facts,
        ..Effect::default()
    })
}

fn assign(scene: &Scene<'_>, leads: &[NodeId], co_units: &[NodeId]) -> Result<Effect, Refused> {
    if leads.is_empty() {
        return Err(Code::CountOutside.at("unitIds"));
    }
    if !co_units.is_empty() {
        return Err(Code::SortForbids.at("coUnitIds"));
    }
    units(scene, leads, &[], ("unitIds", "coUnitIds"))?;
    let fact = |fact| NewFact::new(fact, scene.on);
    let parties = leads
        .iter()
        .map(|lead| party(scene, Party::LeadUnit, *lead));
    let assigned = leads.iter().map(|lead| fact(Fact::Assigned).about(*lead));
    let points = scene.case.minutes().map_or(0, |(points, _)| points.len());
    let sent = (0..points).map(|_| fact(Fact::PointSent));
    Ok(Effect {
        facts: parties.chain(assigned).chain(sent).collect(),
        ..Effect::default()
    })
}

/// Whether a list of the minutes has an item at a place, counted from 1.
fn has<T>(list: Option<&[T]>, place: i32) -> bool {
    let place = usize::try_from(place).unwrap_or(0);
    list.is_some_and(|list| (1..=list.len()).contains(&place))
}

fn feedback(
    scene: &Scene<'_>,
    point: Option<i32>,
    adoption: Option<PointAdoption>,
) -> Result<Effect, Refused> {
    let points = scene.case.minutes().map(|(points, _)| points);
    let (Some(point), Some(adoption)) = (point, adoption) else {
        return Err(Code::UnknownPoint.at("point"));
    };
    if !has(points, point) {
        return Err(Code::UnknownPoint.at("point"));
    }
    if answer(scene.case, point).is_some() {
        return Err(Code::DoneAlready.at("point"));
    }
    let open = |place: &i32| *place != point && answer(scene.case, *place).is_none();
    let waits = (1..)
        .take_while(|place| has(points, *place))
        .any(|place| open(&place));
    let fed_back = NewFact::new(Fact::FedBack, scene.on).of(&adoption);
    Ok(Effect {
        to: waits.then_some(CaseState::Assigned),
        ..Effect::fact(NewFact {
            node: scene.actor.scope,
            ..fed_back
        })
    })
}

/// The last word on each promise stands, so all of them are said again.
fn keep_promise(scene: &Scene<'_>, promise: i32, done: bool) -> Result<Effect, Refused> {
    let promises = scene.case.minutes().map(|(_, promises)| promises);
    if !has(promises, promise) {
        return Err(Code::UnknownPoint.at("promise"));
    }
    let mut words = kept(scene.case);
    words.insert(promise, (scene.on, done));
    let facts = words.into_values().map(|(on, done)| {
        let word = match done {
            true => "DONE",
            false => "NOT_DONE",
        };
        with(NewFact::new(Fact::PromiseKept, on), word)
    });
    Ok(Effect {
        facts: facts.collect(),
        ..Effect::default()
    }
    .ending(Fact::PromiseKept))
}
