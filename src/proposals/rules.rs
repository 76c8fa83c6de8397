//! What becomes of a proposal that is begun, what follows from each deed up to its assignment, and why it is refused. Pure:
//! whatever must be known was looked up. Deliberately absent: the deeds of handling, which are in `handling`.

use super::handling;
use super::machine::OPEN;
use crate::casework::Case;
use crate::casework::checks::{
    body, derive, differs, in_office, in_own_words, merge, party, place, related, unit, units,
};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseAct, CaseState, Conversion, Fact, LinkKind, Party, ProposalSort};
use crate::casework::opening::{Born, Opening};
use crate::casework::practice::{Effect, Ending, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::events::kinds::{Category, EventKind};
use crate::kernel::id::NodeId;
use crate::organization::Office;

/// The most co-signers of one proposal.
const COSIGNERS: usize = 50;

/// What becomes of an opening.
pub fn open(opening: &Opening, scene: &Scene<'_>) -> Outcome<Born> {
    let mut born = in_own_words(opening, scene)?;
    let facts = sorted(scene, &opening.content)?;
    if sort_of(&opening.content) == Some(ProposalSort::Joint) && !opening.draft {
        return Err(Code::CosignerMissing.whole().into());
    }
    born.effect.facts.extend(facts);
    Ok(born)
}

fn sort_of(content: &Content) -> Option<ProposalSort> {
    match &content.particulars {
        Particulars::Proposal { sort, .. } => Some(*sort),
        _ => None,
    }
}

/// Who proposes, as facts: its sort, and of a collective one the body.
fn sorted(scene: &Scene<'_>, content: &Content) -> Result<Vec<NewFact>, Refused> {
    let Particulars::Proposal { sort, body: of, .. } = &content.particulars else {
        return Err(Code::SortForbids.whole());
    };
    let mut facts = vec![NewFact::new(Fact::Sorted, scene.on).of(sort)];
    match (sort, of) {
        (ProposalSort::Collective, Some(of)) => {
            body(scene, *of, "bodyId")?;
            facts.push(party(scene, Party::Proposer, *of));
        }
        (ProposalSort::Collective, None)
        | (ProposalSort::Individual | ProposalSort::Joint, Some(_)) => {
            return Err(Code::BodyMismatch.at("bodyId"));
        }
        (ProposalSort::Individual | ProposalSort::Joint, None) => {}
    }
    Ok(facts)
}

/// Whether an act is for a proposal of its sort: only joint ones are co-signed.
pub fn fits(act: CaseAct, case: &Case) -> bool {
    let joint = matches!(
        case.particulars(),
        Particulars::Proposal {
            sort: ProposalSort::Joint,
            ..
        }
    );
    joint
        || !matches!(
            act,
            CaseAct::InviteCosigners | CaseAct::Cosign | CaseAct::RefuseCosign
        )
}

/// What follows from a deed.
pub fn decide(deed: &Deed, scene: &Scene<'_>) -> Result<Effect, Refused> {
    let on = scene.on;
    let fact = |fact| NewFact::new(fact, on);
    Ok(match deed {
        Deed::Revise { content } => revise(scene, content)?,
        Deed::InviteCosigners { members } => invite(scene, members)?,
        Deed::Cosign => {
            let member = invited(scene)?;
            Effect {
                facts: vec![
                    party(scene, Party::Cosigner, member),
                    fact(Fact::Cosigned).about(member),
                ],
                ..Effect::default()
            }
            .ending_party(Party::Invited, Some(member))
        }
        Deed::RefuseCosign => {
            let member = invited(scene)?;
            Effect::default().ending_party(Party::Invited, Some(member))
        }
        Deed::Submit => Effect::fact(fact(Fact::Submitted)).ending_party(Party::Invited, None),
        Deed::Withdraw => Effect::fact(fact(Fact::Withdrawn)).ending(Fact::Submitted),
        Deed::Return => Effect::fact(fact(Fact::SentBack)),
        Deed::File { number } => {
            if scene.found.reference_taken {
                return Err(Code::ReferenceTaken.at("fileNumber"));
            }
            Effect {
                facts: vec![fact(Fact::Filed), fact(Fact::InHand)],
                reference: Some(number.clone()),
                ..Effect::default()
            }
        }
        Deed::NotFile { ground } => Effect::fact(fact(Fact::NotFiled).of(ground)),
        Deed::Convert { into, consented_on } => {
            if *consented_on > on {
                return Err(Code::DateInFuture.at("consentedOn"));
            }
            if matches!(into, Conversion::Proposal) {
                return Err(Code::WrongConversion.at("into"));
            }
            Effect::fact(fact(Fact::Converted).of(into))
        }
        Deed::Merge { master } => {
            let mut merged = merge(scene, *master, OPEN)?.ending(Fact::InHand);
            if scene.case.newest(Fact::Filed).is_none() {
                merged.facts.push(fact(Fact::Filed));
            }
            merged
        }
        Deed::MakeKey { leader } => key(scene, *leader)?,
        Deed::Assign { leads, co_units } => assign(scene, leads, co_units)?,
        Deed::ReturnOrder => give_back(scene)?,
        Deed::Award => match scene.case.newest(Fact::Excellent) {
            Some(_) => return Err(Code::DoneAlready.whole()),
            None => Effect::fact(fact(Fact::Excellent)),
        },
        Deed::Relate { event } => relate(scene, *event)?,
        Deed::Derive { from } => derive(scene, *from)?,
        Deed::Archive | Deed::Void => Effect::default(),
        _ => return handling::decide(deed, scene),
    })
}

/// Says it anew. Whoever co-signed the older words is asked again.
fn revise(scene: &Scene<'_>, content: &Content) -> Result<Effect, Refused> {
    differs(scene, content)?;
    place(scene, content.place_code.as_deref())?;
    let mut facts = sorted(scene, content)?;
    let again = scene.case.parties(Party::Cosigner);
    facts.extend(again.map(|member| party(scene, Party::Invited, member)));
    Ok(Effect {
        content: Some(content.clone()),
        facts,
        ..Effect::default()
    }
    .ending(Fact::Sorted)
    .ending(Fact::Cosigned)
    .ending_party(Party::Proposer, None)
    .ending_party(Party::Cosigner, None))
}

fn invite(scene: &Scene<'_>, members: &[NodeId]) -> Result<Effect, Refused> {
    let case = scene.case;
    if members.is_empty() {
        return Err(Code::CountOutside.at("memberIds"));
    }
    let known = [Party::Author, Party::Invited, Party::Cosigner];
    let before = case.parties(Party::Invited).count();
    let signed = case.parties(Party::Cosigner).count();
    if before.saturating_add(signed).saturating_add(members.len()) > COSIGNERS {
        return Err(Code::TooMany.at("memberIds"));
    }
    for (place, member) in members.iter().enumerate() {
        let field = format!("memberIds.{place}");
        in_office(scene, *member, &field)?;
        let twice = members.iter().take(place).any(|one| one == member);
        if twice || case.is_of(*member, &known) {
            return Err(Code::InvitedAlready.at(&field));
        }
    }
    let members = members.iter();
    Ok(Effect {
        facts: members
            .map(|member| party(scene, Party::Invited, *member))
            .collect(),
        ..Effect::default()
    })
}

/// The invited member who acts.
fn invited(scene: &Scene<'_>) -> Result<NodeId, Refused> {
    let member = scene.actor.scope;
    let member = member.filter(|member| scene.case.is_of(*member, &[Party::Invited]));
    member.ok_or_else(|| Code::NotInvited.whole())
}

fn key(scene: &Scene<'_>, leader: NodeId) -> Result<Effect, Refused> {
    let organization = &scene.chain.organization;
    let leads = [Office::Chairperson, Office::ViceChairperson]
        .into_iter()
        .any(|office| organization.holds(leader, office, scene.on));
    if !leads {
        return Err(Code::UnknownMember.at("leaderId"));
    }
    if scene.case.newest(Fact::Key).is_some() {
        return Err(Code::DoneAlready.whole());
    }
    Ok(Effect {
        facts: vec![
            NewFact::new(Fact::Key, scene.on).about(leader),
            party(scene, Party::Supervisor, leader),
        ],
        ..Effect::default()
    })
}

fn assign(scene: &Scene<'_>, leads: &[NodeId], co_units: &[NodeId]) -> Result<Effect, Refused> {
    if leads.is_empty() {
        return Err(Code::CountOutside.at("leadUnitIds"));
    }
    // Several units that each answer need no supporting ones.
    if leads.len() > 1 && !co_units.is_empty() {
        return Err(Code::CountOutside.at("coUnitIds"));
    }
    for (place, one) in leads.iter().enumerate() {
        unit(scene, *one, &format!("leadUnitIds.{place}"))?;
    }
    units(scene, leads, co_units, ("leadUnitIds", "coUnitIds"))?;
    let assigned = |unit: &NodeId| {
        let fact = NewFact::new(Fact::Assigned, scene.on).about(*unit);
        [fact, party(scene, Party::LeadUnit, *unit)]
    };
    let mut facts: Vec<_> = leads.iter().flat_map(assigned).collect();
    let co_units = co_units.iter();
    facts.extend(co_units.map(|unit| party(scene, Party::CoUnit, *unit)));
    Ok(Effect {
        facts,
        ..Effect::default()
    })
}

/// A unit gives back what is not its own. Units that answer besides it go on; without them it is assigned anew.
fn give_back(scene: &Scene<'_>) -> Result<Effect, Refused> {
    let unit = scene.actor.scope.ok_or_else(|| Code::UnknownUnit.whole())?;
    let returned = NewFact::new(Fact::OrderReturned, scene.on).about(unit);
    let others: Vec<NodeId> = scene.case.parties(Party::LeadUnit).collect();
    let others = others.into_iter().filter(|other| *other != unit);
    let signed = |other: NodeId| {
        let mut rows = scene.case.facts_of(Fact::Signed);
        rows.any(|row| row.node_id == Some(other))
    };
    let waits: Vec<bool> = others.map(|other| !signed(other)).collect();
    let of_unit = |fact| Ending {
        fact,
        value: None,
        node: Some(unit),
    };
    Ok(match waits.is_empty() {
        true => Effect::fact(returned)
            .ending_party(Party::LeadUnit, None)
            .ending_party(Party::CoUnit, None)
            .ending(Fact::Signed)
            .ending(Fact::Assigned),
        false => Effect {
            to: Some(match waits.contains(&true) {
                true => CaseState::Assigned,
                false => CaseState::Handling,
            }),
            ends: vec![of_unit(Fact::Signed), of_unit(Fact::Assigned)],
            ..Effect::fact(returned)
        }
        .ending_party(Party::LeadUnit, Some(unit)),
    })
}

fn relate(scene: &Scene<'_>, event: uuid::Uuid) -> Result<Effect, Refused> {
    match scene.found.event.map(EventKind::category) {
        None => return Err(Code::UnknownEvent.at("eventId")),
        Some(Category::Consultation | Category::Oversight | Category::Work) => {}
        Some(_) => return Err(Code::EventOfOtherKind.at("eventId")),
    }
    let mut links = scene.case.links.iter();
    if links.any(|link| link.relation == LinkKind::Related && link.other_id == event) {
        return Err(Code::RelatedAlready.at("eventId"));
    }
    Ok(Effect {
        links: vec![(LinkKind::Related, "event", event)],
        ..Effect::fact(related(scene)?)
    })
}
