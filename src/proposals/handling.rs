//! What follows from the deeds of handling: signing, contacts, opinions, replies, feedback, realisation; and why they are
//! refused. Pure. Deliberately absent: the state machine and the policy, which were asked before.

use chrono::NaiveDate;

use crate::casework::Case;
use crate::casework::case::read_word;
use crate::casework::checks::{decide_extension, promise};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseState, Fact, Leg, Party, ResultClass, Satisfaction};
use crate::casework::practice::{Effect, Ending, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Refused};
use crate::kernel::id::NodeId;

/// What follows from a deed of handling.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        Deed::Sign => sign(scene)?,
        Deed::Contact { method } => {
            let from = scene.case.day_of(Fact::Signed).unwrap_or(scene.on);
            let due = due(scene, Leg::FirstContact, from);
            Effect::fact(fact(Fact::Contacted).of(method).due(due))
        }
        Deed::Opine => {
            let unit = once(scene, Fact::Opined)?;
            let from = scene.case.day_of(Fact::Signed).unwrap_or(scene.on);
            let due = due(scene, Leg::Opinion, from);
            Effect::fact(fact(Fact::Opined).about(unit).due(due))
        }
        Deed::RequestExtension { until } => {
            extension(scene, *until)?;
            Effect::default()
        }
        Deed::DecideExtension { granted, until } => decide_extension(scene, *granted, *until)?,
        Deed::Urge => Effect::fact(fact(Fact::Urged)),
        Deed::DraftReply {
            result,
            promised_on,
        } => draft(scene, *result, *promised_on)?,
        Deed::SendBackReply => Effect {
            to: Some(match scene.case.newest(Fact::Reworked) {
                Some(_) => CaseState::Rehandling,
                None => CaseState::Handling,
            }),
            ..Effect::default()
        }
        .ending(Fact::Drafted)
        .ending(Fact::Countersigned)
        .ending(Fact::UnitReplied),
        Deed::Countersign => {
            let unit = once(scene, Fact::Countersigned)?;
            Effect::fact(fact(Fact::Countersigned).about(unit))
        }
        Deed::ApproveReply => Effect::fact(fact(Fact::Approved)).ending(Fact::Approved),
        Deed::Reply {
            result,
            promised_on,
        } => reply(scene, *result, *promised_on)?,
        Deed::Evaluate { process, result } => evaluate(scene, *process, *result)?,
        Deed::RecordSilence => silence(scene),
        Deed::RateProposal {
            focus,
            analysis,
            feasibility,
            one_matter,
        } => rate(scene, [*focus, *analysis, *feasibility], *one_matter)?,
        Deed::Rework => {
            if scene.case.newest(Fact::Reworked).is_some() {
                return Err(Code::ReworkedTwice.whole());
            }
            Effect::fact(fact(Fact::Reworked))
                .ending(Fact::Drafted)
                .ending(Fact::Countersigned)
                .ending(Fact::UnitReplied)
        }
        Deed::LeaderDecide { .. } => Effect::fact(fact(Fact::Decided)),
        Deed::Track | Deed::NotRealize => Effect::default(),
        Deed::ReportProgress { promised_on } => match promised_on {
            Some(day) if *day <= scene.on => return Err(Code::PromiseDatePast.at("promisedOn")),
            Some(day) => Effect::fact(NewFact::new(Fact::Promised, *day)).ending(Fact::Promised),
            None => Effect::default(),
        },
        Deed::Realize { solved_on } => Effect::fact(solved(scene, *solved_on)?),
        Deed::Close { solved_on } => close(scene, *solved_on)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

/// The last day in time of what begins on a day; none where no calendar says it.
fn due(scene: &Scene<'_>, leg: Leg, from: NaiveDate) -> Option<NaiveDate> {
    scene.limits.due(leg, false, from, scene.calendar)
}

/// The unit that acts, which has not done this before.
fn once(scene: &Scene<'_>, fact: Fact) -> Result<NodeId, Refused> {
    let unit = scene.actor.scope.ok_or_else(|| Code::UnknownUnit.whole())?;
    let mut done = scene.case.facts_of(fact);
    match done.any(|row| row.node_id == Some(unit)) {
        true => Err(Code::DoneAlready.whole()),
        false => Ok(unit),
    }
}

/// Whether every unit that answers has done its part, the one that acts now among them.
fn is_last(case: &Case, part: Fact, now: NodeId) -> bool {
    let done = |unit| unit == now || case.facts_of(part).any(|row| row.node_id == Some(unit));
    case.parties(Party::LeadUnit).all(done)
}

fn sign(scene: &Scene<'_>) -> Result<Effect, Refused> {
    let unit = once(scene, Fact::Signed)?;
    let to = match is_last(scene.case, Fact::Signed, unit) {
        true => CaseState::Handling,
        false => CaseState::Assigned,
    };
    Ok(Effect {
        to: Some(to),
        ..Effect::fact(NewFact::new(Fact::Signed, scene.on).about(unit))
    })
}

fn extension(scene: &Scene<'_>, until: NaiveDate) -> Result<(), Refused> {
    if scene.case.newest(Fact::Extended).is_some() {
        return Err(Code::ExtendedAlready.whole());
    }
    if scene.case.pending_extension().is_some() {
        return Err(Code::RequestPending.whole());
    }
    let present = scene.case.version.leg_due_on;
    if until <= scene.on || present.is_some_and(|due| until <= due) {
        return Err(Code::ExtensionTooShort.at("until"));
    }
    let signed = scene.case.day_of(Fact::Signed).unwrap_or(scene.on);
    let last = due(scene, Leg::Extension, signed);
    match last.is_some_and(|last| until > last) {
        true => Err(Code::ExtensionTooLong.at("until")),
        false => Ok(()),
    }
}

/// Drafts a unit's reply; the review begins when every unit that answers has drafted.
fn draft(
    scene: &Scene<'_>,
    result: ResultClass,
    promised_on: Option<NaiveDate>,
) -> Result<Effect, Refused> {
    let unit = once(scene, Fact::Drafted)?;
    promise(scene, result, promised_on)?;
    let to = match is_last(scene.case, Fact::Drafted, unit) {
        true => CaseState::ReplyReview,
        false => scene.case.version.state,
    };
    Ok(Effect {
        to: Some(to),
        ..Effect::fact(
            NewFact::new(Fact::Drafted, scene.on)
                .about(unit)
                .of(&result),
        )
    })
}

/// A unit's signed reply to each proposer. The proposal is replied to when every unit that answers has; what stands then is
/// the least finished of their results.
fn reply(
    scene: &Scene<'_>,
    result: ResultClass,
    promised_on: Option<NaiveDate>,
) -> Result<Effect, Refused> {
    let case = scene.case;
    let unit = once(scene, Fact::UnitReplied)?;
    let promised = promise(scene, result, promised_on)?;
    if approved(case, unit) != Some((result, promised_on)) {
        return Err(Code::ReplyDiffers.at("result"));
    }
    let own = NewFact::new(Fact::UnitReplied, scene.on)
        .about(unit)
        .of(&result);
    if !is_last(case, Fact::UnitReplied, unit) {
        let mut facts = vec![own];
        facts.extend(promised);
        return Ok(Effect {
            to: Some(CaseState::ReplyReview),
            facts,
            ..Effect::default()
        });
    }
    let others = case.facts_of(Fact::UnitReplied);
    let others = others.filter_map(|row| read_word::<ResultClass>(row.value.as_deref()?));
    let whole = others.chain([result]).max_by_key(|one| finished(*one));
    let due = case.day_of(Fact::ReplyDue);
    let mut facts = vec![own];
    facts.extend(promised);
    if case.newest(Fact::FirstReply).is_none() {
        facts.push(NewFact::new(Fact::FirstReply, scene.on).due(due));
    }
    let stands = whole.unwrap_or(result);
    facts.push(NewFact::new(Fact::Replied, scene.on).of(&stands).due(due));
    let effect = Effect {
        facts,
        ..Effect::default()
    };
    let effect = effect.ending(Fact::Replied);
    // A promise of an earlier round no longer holds; one of another unit in this round does.
    Ok(match case.newest(Fact::UnitReplied) {
        Some(_) => effect,
        None => effect.ending(Fact::Promised),
    })
}

/// Result and promise of the draft of a unit that was approved.
fn approved(case: &Case, unit: NodeId) -> Option<(ResultClass, Option<NaiveDate>)> {
    let mut drafts = case.steps.iter().rev();
    drafts.find_map(|step| match step.deed {
        Deed::DraftReply {
            result,
            promised_on,
        } if step.row.actor_scope == Some(unit) => Some((result, promised_on)),
        _ => None,
    })
}

/// How far a result is from being finished.
fn finished(result: ResultClass) -> u8 {
    match result {
        ResultClass::Solved => 0,
        ResultClass::ForReference => 1,
        ResultClass::NotFeasibleNow => 2,
        ResultClass::InProgress => 3,
        ResultClass::Planned => 4,
    }
}

/// A feedback form. The first proposer's is the grade of the proposal; those of co-signers, and of the proposers of a merged
/// one, stand beside it.
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
    let case = scene.case;
    let state = case.version.state;
    if state == CaseState::Merged && !scene.found.master_replied {
        return Err(Code::MasterNotReplied.whole());
    }
    let member = scene
        .actor
        .scope
        .ok_or_else(|| Code::UnknownMember.whole())?;
    let fact = |one| NewFact::new(one, scene.on);
    if state == CaseState::Merged || member != case.version.author_id {
        // A form that is sent again replaces the one before.
        let before = Ending {
            fact: Fact::CosignerRated,
            value: None,
            node: Some(member),
        };
        return Ok(Effect {
            to: Some(state),
            ends: vec![before],
            ..Effect::fact(fact(Fact::CosignerRated).about(member).of(&result))
        });
    }
    Ok(Effect {
        to: Some(CaseState::Evaluated),
        facts: vec![
            fact(Fact::ReturnedForm).about(member),
            fact(Fact::Evaluated).of(&result),
            fact(Fact::ProcessRated).of(&process),
            fact(Fact::ResultRated).of(&result),
        ],
        ..Effect::default()
    }
    .ending(Fact::ReturnedForm)
    .ending(Fact::Evaluated)
    .ending(Fact::ProcessRated)
    .ending(Fact::ResultRated))
}

/// No form came back in time; that is no satisfaction, and the form may still come.
fn silence(scene: &Scene<'_>) -> Effect {
    Effect {
        facts: [Fact::Evaluated, Fact::ProcessRated, Fact::ResultRated]
            .map(|one| NewFact::new(one, scene.on).of(&Satisfaction::NoResponse))
            .into(),
        ..Effect::default()
    }
    .ending(Fact::ReturnedForm)
    .ending(Fact::Evaluated)
    .ending(Fact::ProcessRated)
    .ending(Fact::ResultRated)
}

fn rate(scene: &Scene<'_>, marks: [i32; 3], one_matter: bool) -> Result<Effect, Refused> {
    let fields = ["focus", "analysis", "feasibility"];
    for (mark, field) in marks.iter().zip(fields) {
        if !(1..=5).contains(mark) {
            return Err(Code::MarkOutside.at(field));
        }
    }
    let unit = once(scene, Fact::UnitRated)?;
    let sum: rust_decimal::Decimal = marks
        .iter()
        .map(|mark| rust_decimal::Decimal::from(*mark))
        .sum();
    let mean = sum
        .checked_div(3.into())
        .unwrap_or_default()
        .round_dp(2)
        .normalize();
    let word = |value: &str| Some(value.to_owned());
    Ok(Effect {
        facts: vec![
            NewFact {
                value: Some(mean.to_string()),
                ..NewFact::new(Fact::UnitRated, scene.on).about(unit)
            },
            NewFact {
                value: word(if one_matter { "YES" } else { "NO" }),
                ..NewFact::new(Fact::OneMatter, scene.on).about(unit)
            },
        ],
        ..Effect::default()
    })
}

/// The day on which it was solved; not before it was filed, and not one to come.
fn solved(scene: &Scene<'_>, on: NaiveDate) -> Result<NewFact, Refused> {
    if on > scene.on {
        return Err(Code::DateInFuture.at("solvedOn"));
    }
    match scene.case.day_of(Fact::Filed).is_some_and(|from| on < from) {
        true => Err(Code::SolvedTooEarly.at("solvedOn")),
        false => Ok(NewFact::new(Fact::Solved, on)),
    }
}

fn close(scene: &Scene<'_>, solved_on: Option<NaiveDate>) -> Result<Effect, Refused> {
    let mut facts = vec![NewFact::new(Fact::Closed, scene.on)];
    if let Some(day) = solved_on {
        let solved = solved(scene, day)?;
        if scene.case.newest(Fact::Solved).is_none() {
            facts.push(solved);
        }
    }
    Ok(Effect {
        facts,
        ..Effect::default()
    })
}
