//! What becomes of a finding that is recorded, what follows from each deed in it, and why it is refused. Pure: whatever must
//! be known was looked up. Deliberately absent: the state machine and the policy, which were asked before.

use crate::casework::checks::differs;
use crate::casework::checks::{body, in_office, party, place, unit};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseKind, CaseState, Fact, Party};
use crate::casework::opening::{Born, Opening};
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::Problem;
use crate::kernel::id::{CaseId, NodeId};
use crate::linkage::{Attribution, Node};
use crate::organization::NodeKind;
use crate::oversight::campaign::machine::RUNNING;
use crate::oversight::checks::{relate, round, with};

/// A finding that a group records.
pub fn open(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let author = author(opening, scene)?;
    let content = &opening.content;
    place(scene, content.place_code.as_deref())?;
    let sorted = sorted(scene, content)?;
    let running = scene.found.whole.is_some_and(|(kind, state)| {
        kind == CaseKind::OversightCampaign && RUNNING.contains(&state)
    });
    if !running {
        return Err(Code::WholeNotOpen.at("campaignId").into());
    }
    let campaign = &scene.found.campaign;
    if campaign.launched_on.is_some_and(|from| scene.on < from) {
        return Err(Code::DateBeforePrevious.at("on").into());
    }
    if said(&content.particulars).is_some_and(|(_, event)| event.is_some()) {
        round(scene)?;
        if !campaign.has_round {
            return Err(Code::RoundUnknown.at("eventId").into());
        }
    }
    let group = group(scene, author).ok_or_else(|| Code::NotOfGroup.at("authorId"))?;
    Ok(Born {
        author,
        workroom: None,
        effect: Effect {
            to: Some(CaseState::Open),
            facts: vec![
                party(scene, Party::Author, author),
                party(scene, Party::Group, group),
                sorted,
            ],
            ..Effect::default()
        },
    })
}

/// Whose finding it is: the member's own, the officer's workroom's, or that of the body which the office names.
fn author(opening: &Opening, scene: &Scene<'_>) -> Outcome<NodeId> {
    let actor = scene.actor;
    if actor.role == Role::Office {
        let author = opening
            .author
            .ok_or_else(|| Code::UnknownBody.at("authorId"))?;
        body(scene, author, "authorId")?;
        return Ok(author);
    }
    let scope = actor.scope.ok_or(Problem::Forbidden)?;
    let standing = actor.standing(&actor.district, Some(scope));
    actor.require(Action::RecordCase, standing)?;
    if opening.author.is_some_and(|author| author != scope) {
        return Err(Problem::Forbidden.into());
    }
    match actor.role {
        Role::Member => in_office(scene, scope, "authorId")?,
        _ => body(scene, scope, "authorId")?,
    }
    Ok(scope)
}

/// The group of the campaign that a finding is of: the body itself, or the one that the member belongs to on the day. Only
/// a group verifies, not the member who found something.
fn group(scene: &Scene<'_>, author: NodeId) -> Option<NodeId> {
    let groups = &scene.found.campaign.groups;
    let chain = scene.chain;
    let belongs = |group: &&NodeId| {
        let node = match chain.organization.kind_of(**group)? {
            NodeKind::District => Node::District(**group),
            NodeKind::SpecialCommittee => Node::SpecialCommittee(**group),
            NodeKind::SectorGroup => Node::SectorGroup(**group),
            NodeKind::Sector => Node::Sector(**group),
            NodeKind::Workroom => Node::Workroom(**group),
            _ => return None,
        };
        let hosts = chain.hosts(node, Attribution::AtEvent, scene.on);
        hosts.contains(author, scene.on).then_some(())
    };
    match groups.contains(&author) {
        true => Some(author),
        false if chain.organization.members.contains_key(&author) => groups
            .iter()
            .find(|group| belongs(group).is_some())
            .copied(),
        false => None,
    }
}

/// The campaign and the round of a finding.
fn said(particulars: &Particulars) -> Option<(CaseId, Option<uuid::Uuid>)> {
    match particulars {
        Particulars::Finding {
            campaign, round, ..
        } => Some((*campaign, *round)),
        _ => None,
    }
}

fn sorted(scene: &Scene<'_>, content: &Content) -> Result<NewFact, Refused> {
    let Particulars::Finding { has_evidence, .. } = &content.particulars else {
        return Err(Code::SortForbids.whole());
    };
    let evidence = match has_evidence {
        true => "EVIDENCE",
        false => "NO_EVIDENCE",
    };
    // It is true from the day on which it was found, also when it is said anew.
    let found_on = scene.case.version.opened_on;
    Ok(with(NewFact::new(Fact::Sorted, found_on), evidence))
}

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let fact = |fact| NewFact::new(fact, scene.on);
    Ok(match deed {
        Deed::Revise { content } => revise(scene, content)?,
        Deed::Notify { unit: told } => {
            unit(scene, *told, "unitId")?;
            Effect {
                facts: vec![
                    party(scene, Party::LeadUnit, *told),
                    fact(Fact::Notified).about(*told),
                ],
                ..Effect::default()
            }
        }
        Deed::AcceptFinding { promised_on } => {
            if promised_on.is_some_and(|day| day <= scene.on) {
                return Err(Code::PromiseDatePast.at("promisedOn"));
            }
            let promised = promised_on.map(|day| NewFact::new(Fact::Promised, day));
            Effect {
                facts: [fact(Fact::Accepted)].into_iter().chain(promised).collect(),
                ..Effect::default()
            }
        }
        Deed::Dispute => Effect::fact(fact(Fact::Disputed)),
        Deed::SettleDispute { stands: true } => Effect::fact(fact(Fact::Accepted)),
        Deed::SettleDispute { stands: false } => Effect {
            to: Some(CaseState::Void),
            ..Effect::default()
        },
        Deed::BeginRectifying | Deed::RefuseRectified | Deed::Void => Effect::default(),
        Deed::ClaimRectified => Effect::fact(fact(Fact::Rectified)),
        Deed::Verify => Effect {
            facts: vec![fact(Fact::Verified), fact(Fact::Solved)],
            ..Effect::default()
        },
        Deed::Relapse => Effect::fact(fact(Fact::Relapsed)),
        Deed::Reopen => Effect::default()
            .ending_party(Party::LeadUnit, None)
            .ending(Fact::Promised),
        Deed::Relate { event } => relate(scene, *event)?,
        // Deeds of other kinds are in no row of this machine.
        _ => return Err(Code::StateForbids.whole()),
    })
}

/// Says it anew. Of which campaign and round it is stays as it was when it began.
fn revise(scene: &Scene<'_>, content: &Content) -> Result<Effect, Refused> {
    differs(scene, content)?;
    if said(scene.case.particulars()) != said(&content.particulars) {
        return Err(Code::WholeFixed.at("campaignId"));
    }
    place(scene, content.place_code.as_deref())?;
    Ok(Effect {
        content: Some(content.clone()),
        ..Effect::fact(sorted(scene, content)?)
    }
    .ending(Fact::Sorted))
}
