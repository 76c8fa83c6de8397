//! What becomes of a campaign that is proposed, what follows from each deed in it, and why it is refused. Pure: whatever must
//! be known was looked up. Deliberately absent: the state machine and the policy, which were asked before.

use super::plan::{Plan, cell, rounds};
use crate::casework::checks::differs;
use crate::casework::checks::{body, derive, party, units};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseKind, CaseState, Fact, LinkKind, Party, PointAdoption};
use crate::casework::opening::{Born, Opening};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::kernel::id::NodeId;
use crate::oversight::checks::{is_tied, relate, round, with};
use chrono::{Datelike, NaiveDate};

/// The most months of one plan.
const MONTHS: i32 = 24;
/// The most divisions of one plan.
const DIVISIONS: usize = 50;

/// A campaign that a body proposes through the office.
pub fn open(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let author = opening
        .author
        .ok_or_else(|| Code::UnknownBody.at("committeeId"))?;
    body(scene, author, "committeeId")?;
    Ok(Born {
        author,
        workroom: None,
        effect: Effect {
            to: Some(CaseState::Proposed),
            facts: vec![
                party(scene, Party::Organizer, author),
                sorted(scene, &opening.content)?,
            ],
            ..Effect::default()
        },
    })
}

fn sorted(scene: &Scene<'_>, content: &Content) -> Result<NewFact, Refused> {
    match &content.particulars {
        Particulars::Oversight { form, .. } => Ok(NewFact::new(Fact::Sorted, scene.on).of(form)),
        _ => Err(Code::SortForbids.whole()),
    }
}

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        Deed::Revise { content } => {
            differs(scene, content)?;
            Effect {
                content: Some(content.clone()),
                ..Effect::fact(sorted(scene, content)?)
            }
            .ending(Fact::Sorted)
        }
        Deed::Approve { item } => {
            let planned = match item {
                Some(_) => "IN_PLAN",
                None => "OFF_PLAN",
            };
            Effect {
                facts: vec![fact(Fact::Approved), with(fact(Fact::Planned), planned)],
                ..Effect::default()
            }
        }
        Deed::Launch { .. } => match Plan::in_deed(deed) {
            Some(plan) => launch(scene, plan)?,
            None => Effect::default(),
        },
        Deed::RecordRound { .. } => record(deed, scene)?,
        Deed::DraftOpinion | Deed::BeginRectifying | Deed::Void => Effect::default(),
        Deed::SubmitOpinion => Effect::fact(fact(Fact::OpinionSubmitted)),
        Deed::Instruct { level } => Effect::fact(fact(Fact::Instructed).of(level)),
        Deed::Assign { leads, .. } => assign(scene, leads)?,
        Deed::GiveFeedback {
            adoption: Some(adoption),
            ..
        } => feedback(scene, *adoption)?,
        Deed::LookAgain => Effect::fact(fact(Fact::LookedAgain)),
        Deed::Close { .. } => match has_open_findings(scene) {
            true => return Err(Code::FindingsOpen.whole()),
            false => Effect::fact(fact(Fact::Closed)),
        },
        Deed::Relate { event } => relate(scene, *event)?,
        Deed::Derive { from } => derive(scene, *from)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

/// Refuses a plan that is too small or too large, or that names something twice or of another district.
fn launch(scene: &Scene<'_>, plan: Plan<'_>) -> Result<Effect, Refused> {
    if !(1..=MONTHS).contains(&plan.months) {
        return Err(Code::CountOutside.at("months"));
    }
    if !(1..=DIVISIONS).contains(&plan.divisions.len()) {
        return Err(Code::CountOutside.at("divisions"));
    }
    let near = |day: NaiveDate| (day - plan.from).num_days().unsigned_abs() <= 366;
    if !near(scene.on) {
        return Err(Code::MonthOutside.at("from"));
    }
    if plan.groups.is_empty() {
        return Err(Code::CountOutside.at("groupIds"));
    }
    let townships = &scene.chain.organization.townships;
    for (place, division) in plan.divisions.iter().enumerate() {
        let field = format!("divisions.{place}");
        if !townships.values().any(|row| row.code == *division) {
            return Err(Code::UnknownPlace.at(&field));
        }
        if plan.divisions.iter().take(place).any(|one| one == division) {
            return Err(Code::NamedTwice.at(&field));
        }
    }
    for (place, group) in plan.groups.iter().enumerate() {
        let field = format!("groupIds.{place}");
        body(scene, *group, &field)?;
        if plan.groups.iter().take(place).any(|one| one == group) {
            return Err(Code::NamedTwice.at(&field));
        }
    }
    let planned = |(division, month)| {
        let planned = NewFact::new(Fact::CellPlanned, month);
        with(planned, cell(division, month))
    };
    let groups = plan.groups.iter();
    let mut facts = vec![NewFact::new(Fact::Launched, scene.on)];
    facts.extend(groups.map(|group| party(scene, Party::Group, *group)));
    facts.extend(plan.cells().map(planned));
    Ok(Effect {
        facts,
        ..Effect::default()
    })
}

/// A round: an event of oversight, for a division and a month of the plan, by one of its groups.
fn record(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let (
        Deed::RecordRound {
            event,
            division,
            month,
            group,
            consulted,
            ..
        },
        Some(plan),
    ) = (deed, Plan::of(scene.case))
    else {
        return Err(Code::StateForbids.whole());
    };
    round(scene)?;
    if !plan.divisions.contains(division) {
        return Err(Code::DivisionNotPlanned.at("division"));
    }
    if !plan.months().any(|one| one == *month) {
        return Err(Code::MonthNotPlanned.at("month"));
    }
    if !plan.groups.contains(group) {
        return Err(Code::UnknownBody.at("groupId"));
    }
    let case = scene.case;
    if rounds(case).any(|round| round.event == *event) {
        return Err(Code::RelatedAlready.at("eventId"));
    }
    was_there(scene, division, *month)?;
    let consulted = match consulted {
        true => "CONSULTED",
        false => "NOT_CONSULTED",
    };
    // A round that is recorded late was held on the day of its event.
    let held_on = scene.found.event_on.unwrap_or(scene.on).min(scene.on);
    let fact = |fact| NewFact::new(fact, held_on);
    let facts = vec![
        with(fact(Fact::RoundHeld), consulted),
        with(fact(Fact::CellVisited), cell(division, *month)),
    ];
    let link = (!is_tied(case, *event)).then_some((LinkKind::Related, "event", *event));
    Ok(Effect {
        facts,
        links: link.into_iter().collect(),
        ..Effect::default()
    })
}

/// Refuses an event that was elsewhere, in another month, before the launch, or that is still to come: a round covers the
/// division and the month in which it was.
fn was_there(scene: &Scene<'_>, division: &str, month: NaiveDate) -> Result<(), Refused> {
    let (Some(on), place) = (scene.found.event_on, &scene.found.event_place) else {
        return Err(Code::UnknownEvent.at("eventId"));
    };
    if on > scene.on {
        return Err(Code::EventLater.at("eventId"));
    }
    if on.with_day(1) != Some(month) {
        return Err(Code::EventOfOtherMonth.at("eventId"));
    }
    let launched = scene.case.day_of(Fact::Launched);
    if launched.is_some_and(|launched| on < launched) {
        return Err(Code::EventEarlier.at("eventId"));
    }
    match place
        .as_deref()
        .is_some_and(|place| place.starts_with(division))
    {
        true => Ok(()),
        false => Err(Code::EventElsewhere.at("eventId")),
    }
}

fn assign(scene: &Scene<'_>, leads: &[NodeId]) -> Result<Effect, Refused> {
    if leads.is_empty() {
        return Err(Code::CountOutside.at("unitIds"));
    }
    units(scene, leads, &[], ("unitIds", "unitIds"))?;
    let assigned = |unit: &NodeId| {
        let fact = NewFact::new(Fact::Assigned, scene.on).about(*unit);
        [party(scene, Party::LeadUnit, *unit), fact]
    };
    Ok(Effect {
        facts: leads.iter().flat_map(assigned).collect(),
        ..Effect::default()
    })
}

/// A unit's answer to the opinion, once.
fn feedback(scene: &Scene<'_>, adoption: PointAdoption) -> Result<Effect, Refused> {
    let unit = scene.actor.scope.ok_or_else(|| Code::UnknownUnit.whole())?;
    let mut answers = scene.case.facts_of(Fact::FedBack);
    match answers.any(|row| row.node_id == Some(unit)) {
        true => Err(Code::DoneAlready.whole()),
        false => Ok(Effect::fact(
            NewFact::new(Fact::FedBack, scene.on)
                .of(&adoption)
                .about(unit),
        )),
    }
}

/// Whether a finding of it is neither verified nor withdrawn.
fn has_open_findings(scene: &Scene<'_>) -> bool {
    let settled = [CaseState::Verified, CaseState::Void];
    let mut parts = scene.found.parts.iter();
    parts.any(|(kind, state)| *kind == CaseKind::Finding && !settled.contains(state))
}
