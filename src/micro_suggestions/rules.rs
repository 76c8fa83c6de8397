//! What follows from each deed in a micro-suggestion, and why it is refused. Pure: whatever must be known was looked up.
//! Deliberately absent: the state machine and the policy, which were asked before.

use chrono::NaiveDate;

use super::machine::OPEN;
use crate::casework::checks::{
    decide_extension, derive, differs, in_office, merge, party, place, promise, related, unit,
    units,
};
use crate::casework::deed::Deed;
use crate::casework::kinds::{
    CaseAct, CaseState, Conversion, Fact, Leg, LinkKind, Party, ResultClass, Satisfaction,
};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Refused};
use crate::events::kinds::{Category, EventKind};
use crate::kernel::actor::Role;
use crate::kernel::id::NodeId;
use crate::organization::Office;

/// Rounds of handling again at most; then a leader decides.
const ROUNDS: usize = 2;

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let on = scene.on;
    let case = scene.case;
    let fact = |fact| NewFact::new(fact, on);
    Ok(match deed {
        // Checked where it is proposed; it makes the case.
        Deed::Propose { .. } => Effect::default(),
        Deed::Revise { content } => {
            differs(scene, content)?;
            place(scene, content.place_code.as_deref())?;
            Effect {
                content: Some(content.clone()),
                ..Effect::default()
            }
        }
        Deed::Submit => Effect::fact(fact(Fact::Submitted)),
        Deed::Return | Deed::Void => Effect::default(),
        Deed::Decline { ground } => Effect::fact(fact(Fact::Declined).of(ground)),
        Deed::Merge { master } => merge(scene, *master, OPEN)?,
        Deed::Convert { into, consented_on } => {
            if *consented_on > on {
                return Err(Code::DateInFuture.at("consentedOn"));
            }
            if !matches!(into, Conversion::Proposal | Conversion::SentimentReport) {
                return Err(Code::WrongConversion.at("into"));
            }
            Effect::fact(fact(Fact::Converted).of(into))
        }
        Deed::Accept => Effect::fact(fact(Fact::Accepted)),
        Deed::Forward => Effect::fact(fact(Fact::Forwarded)),
        Deed::Claim { member, leader } => claim(scene, *member, *leader)?,
        Deed::DropClaim { member } | Deed::FinishClaim { member } => {
            own_claim(scene, *member)?;
            let dropped = Effect::default().ending_party(Party::Claimant, Some(*member));
            match deed.act() {
                CaseAct::DropClaim => dropped,
                _ => Effect::fact(fact(Fact::ClaimFinished).about(*member)),
            }
        }
        Deed::Dispatch {
            work_order,
            lead,
            co_units,
            complex,
        } => dispatch(scene, work_order, *lead, co_units, *complex)?,
        Deed::ReturnOrder => {
            if case.times(CaseAct::RuleReturn) > 0 {
                return Err(Code::RuledOrder.whole());
            }
            Effect {
                reference: Some(String::new()),
                ..Effect::fact(fact(Fact::OrderReturned))
            }
            .ending_party(Party::LeadUnit, None)
            .ending_party(Party::CoUnit, None)
            .ending(Fact::ReplyDue)
        }
        Deed::RuleReturn { lead } => {
            unit(scene, *lead, "leadUnitId")?;
            Effect::fact(fact(Fact::Ruled).about(*lead)).ending(Fact::Ruled)
        }
        Deed::Sign => Effect::fact(fact(Fact::Signed)),
        Deed::Contact { method } => match scene.actor.scope == Some(case.version.author_id) {
            true => return Err(Code::OwnContact.whole()),
            false => Effect::fact(fact(Fact::Contacted).of(method)),
        },
        Deed::Pause { .. } => Effect {
            paused: Some(true),
            ..Effect::default()
        },
        Deed::Resume => Effect {
            paused: Some(false),
            ..Effect::default()
        },
        Deed::RequestExtension { until } => {
            extension(scene, *until)?;
            Effect::default()
        }
        Deed::DecideExtension { granted, until } => decide_extension(scene, *granted, *until)?,
        Deed::Urge => Effect::fact(fact(Fact::Urged)),
        Deed::Reply {
            result,
            promised_on,
        } => reply(scene, *result, *promised_on)?,
        Deed::Rework => {
            if case.facts_of(Fact::Reworked).count() >= ROUNDS {
                return Err(Code::ReworkedTwice.whole());
            }
            Effect::fact(fact(Fact::Reworked))
        }
        Deed::Evaluate { process, result } => evaluate(scene, *process, *result)?,
        Deed::RecordSilence => Effect {
            facts: [Fact::Evaluated, Fact::ProcessRated, Fact::ResultRated]
                .map(|one| fact(one).of(&Satisfaction::NoResponse))
                .into(),
            ..Effect::default()
        }
        .ending(Fact::Evaluated)
        .ending(Fact::ProcessRated)
        .ending(Fact::ResultRated),
        Deed::CallBack { outcome } => {
            if *outcome == Some(Satisfaction::NoResponse) {
                return Err(Code::SilenceIsNoRating.at("outcome"));
            }
            let called = fact(Fact::CalledBack);
            Effect::fact(match outcome {
                Some(outcome) => called.of(outcome),
                None => called,
            })
        }
        Deed::LeaderDecide { again } => {
            if case.rated() != Some(Satisfaction::Dissatisfied) {
                return Err(Code::NothingToDecide.whole());
            }
            let decided = Effect::fact(fact(Fact::Decided));
            match again {
                true => Effect {
                    to: Some(CaseState::Handling),
                    facts: vec![fact(Fact::Decided), fact(Fact::Reworked)],
                    ..decided
                },
                false => decided,
            }
        }
        Deed::Track => Effect::default(),
        Deed::ReportProgress { promised_on } => match promised_on {
            Some(day) if *day <= on => return Err(Code::PromiseDatePast.at("promisedOn")),
            Some(day) => Effect::fact(NewFact::new(Fact::Promised, *day)).ending(Fact::Promised),
            None => Effect::default(),
        },
        Deed::Close { solved_on } => {
            let mut facts = vec![fact(Fact::Closed)];
            if let Some(day) = solved_on {
                if *day > on {
                    return Err(Code::DateInFuture.at("solvedOn"));
                }
                if case.day_of(Fact::Submitted).is_some_and(|from| *day < from) {
                    return Err(Code::SolvedTooEarly.at("solvedOn"));
                }
                facts.push(NewFact::new(Fact::Solved, *day));
            }
            Effect {
                facts,
                ..Effect::default()
            }
        }
        Deed::Derive { from } => derive(scene, *from)?,
        Deed::Escalate { into } => Effect::fact(fact(Fact::Escalated).of(into)),
        Deed::Relate { event } => {
            match scene.found.event.map(EventKind::category) {
                None => return Err(Code::UnknownEvent.at("eventId")),
                Some(Category::Consultation | Category::Oversight) => {}
                Some(_) => return Err(Code::EventOfOtherKind.at("eventId")),
            }
            let tied = |link: &crate::casework::entity::case_link::Model| {
                link.relation == LinkKind::Related && link.other_id == *event
            };
            if case.links.iter().any(tied) {
                return Err(Code::RelatedAlready.at("eventId"));
            }
            Effect {
                links: vec![(LinkKind::Related, "event", *event)],
                ..Effect::fact(related(scene)?)
            }
        }
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

fn claim(scene: &Scene<'_>, member: NodeId, leader: bool) -> Result<Effect, Refused> {
    in_office(scene, member, "memberId")?;
    if scene.case.is_of(member, &[Party::Claimant]) {
        return Err(Code::AlreadyClaimed.at("memberId"));
    }
    if scene.actor.role == Role::Member && scene.actor.scope != Some(member) {
        return Err(Code::AnothersClaim.at("memberId"));
    }
    let leads = scene
        .chain
        .organization
        .holds(member, Office::Chairperson, scene.on)
        || scene
            .chain
            .organization
            .holds(member, Office::ViceChairperson, scene.on);
    if leader && !leads {
        return Err(Code::UnknownMember.at("memberId"));
    }
    let sort = match leads {
        true => "LEADER",
        false => "MEMBER",
    };
    let claimed = NewFact {
        value: Some(sort.to_owned()),
        ..NewFact::new(Fact::Claimed, scene.on).about(member)
    };
    Ok(Effect {
        facts: vec![party(scene, Party::Claimant, member), claimed],
        ..Effect::default()
    })
}

fn own_claim(scene: &Scene<'_>, member: NodeId) -> Result<(), Refused> {
    if !scene.case.is_of(member, &[Party::Claimant]) {
        return Err(Code::NotClaimed.at("memberId"));
    }
    match scene.actor.role == Role::Member && scene.actor.scope != Some(member) {
        true => Err(Code::AnothersClaim.at("memberId")),
        false => Ok(()),
    }
}

fn dispatch(
    scene: &Scene<'_>,
    work_order: &str,
    lead: NodeId,
    co_units: &[NodeId],
    complex: bool,
) -> Result<Effect, Refused> {
    units(scene, &[lead], co_units, ("leadUnitId", "coUnitIds"))?;
    if scene.found.reference_taken {
        return Err(Code::ReferenceTaken.at("workOrder"));
    }
    let ruled = scene.case.newest(Fact::Ruled).and_then(|row| row.node_id);
    if ruled.is_some_and(|ruled| ruled != lead) {
        return Err(Code::NotRuledUnit.at("leadUnitId"));
    }
    // In a year without a calendar no reply can be called late.
    let due = |leg, from| scene.limits.due(leg, complex, from, scene.calendar);
    let due = due(Leg::Sign, scene.on).and_then(|signed| due(Leg::Reply, signed));
    let mut facts = vec![
        NewFact::new(Fact::Dispatched, scene.on).about(lead),
        party(scene, Party::LeadUnit, lead),
    ];
    facts.extend(due.map(|day| NewFact::new(Fact::ReplyDue, day)));
    facts.extend(
        co_units
            .iter()
            .map(|unit| party(scene, Party::CoUnit, *unit)),
    );
    Ok(Effect {
        facts,
        reference: Some(work_order.to_owned()),
        ..Effect::default()
    })
}

fn extension(scene: &Scene<'_>, until: NaiveDate) -> Result<(), Refused> {
    if scene.case.newest(Fact::Extended).is_some() {
        return Err(Code::ExtendedAlready.whole());
    }
    if scene.case.pending_extension().is_some() {
        return Err(Code::RequestPending.whole());
    }
    if scene
        .case
        .version
        .leg_due_on
        .is_some_and(|due| until <= due)
        || until <= scene.on
    {
        return Err(Code::ExtensionTooShort.at("until"));
    }
    let signed = scene.case.day_of(Fact::Signed).unwrap_or(scene.on);
    let last = match scene.limits.of(Leg::Extension, false, scene.on) {
        Some(most) => most
            .after(signed, scene.calendar)
            .map_err(|_| Code::CalendarMissing.whole())?,
        None => signed,
    };
    match until > last {
        true => Err(Code::ExtensionTooLong.at("until")),
        false => Ok(()),
    }
}

fn reply(
    scene: &Scene<'_>,
    result: ResultClass,
    promised_on: Option<NaiveDate>,
) -> Result<Effect, Refused> {
    let case = scene.case;
    let mut facts: Vec<_> = promise(scene, result, promised_on)?.into_iter().collect();
    let due = case.day_of(Fact::ReplyDue);
    if case.newest(Fact::FirstReply).is_none() {
        facts.push(NewFact::new(Fact::FirstReply, scene.on).due(due));
    }
    facts.push(NewFact::new(Fact::Replied, scene.on).of(&result).due(due));
    Ok(Effect {
        facts,
        ..Effect::default()
    }
    .ending(Fact::Replied)
    .ending(Fact::Promised))
}

fn evaluate(
    scene: &Scene<'_>,
    process: Satisfaction,
    result: Satisfaction,
) -> Result<Effect, Refused> {
    for (rating, field) in [(process, "process"), (result, "result")] {
        if rating == Satisfaction::NoResponse {
            return Err(Code::SilenceIsNoRating.at(field));
        }
    }
    let fact = |one| NewFact::new(one, scene.on);
    let mut facts = vec![
        fact(Fact::Evaluated).of(&result),
        fact(Fact::ProcessRated).of(&process),
        fact(Fact::ResultRated).of(&result),
    ];
    let rounds = scene.case.facts_of(Fact::Reworked).count();
    let again = result == Satisfaction::Dissatisfied && rounds < ROUNDS;
    if again {
        facts.push(fact(Fact::Reworked));
    }
    Ok(Effect {
        to: again.then_some(CaseState::Handling),
        facts,
        ..Effect::default()
    }
    .ending(Fact::Evaluated)
    .ending(Fact::ProcessRated)
    .ending(Fact::ResultRated))
}
