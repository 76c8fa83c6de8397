//! Proposes a micro-suggestion: the step that makes the case. The client makes the id, so sending it again over a bad
//! network is safe for ever. Deliberately absent: what follows; every other step is `casework::taking`.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::machine::PRACTICE;
use super::rules::{in_office, place};
use crate::casework::Case;
use crate::casework::deed::{Content, Deed};
use crate::casework::entity::{case_campaign, case_version, casefile};
use crate::casework::kinds::{CaseAct, CaseState, Fact, Party};
use crate::casework::looking::look_up;
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome};
use crate::casework::taking::{Wanted, limits, may_ever, write};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::Problem;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::journal::digest;
use crate::kernel::versions;
use crate::linkage::entity::LinkKind;
use crate::linkage::{Request, Writing};

/// What is proposed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The id that the client made.
    pub id: CaseId,
    /// What it says.
    pub content: Content,
    /// The member whose words these are; the caller himself when left out.
    pub author: Option<NodeId>,
    /// The campaigns whose labels it carries.
    pub campaigns: Vec<NodeId>,
    /// Whether it stays a draft.
    pub draft: bool,
    /// On which day; today when left out.
    pub on: Option<NaiveDate>,
}

/// Proposes. The same id with the same content does nothing again; with another content it is refused.
pub async fn propose(request: &Request, proposed: Proposed) -> Outcome<CaseId> {
    let district = may_ever(request, &PRACTICE, CaseAct::Propose)?;
    let mut writing = request.write(&district).await?;
    let id = proposed.id;
    let on = proposed.on.unwrap_or(writing.today);
    let (author, workroom) = drafters(&writing, &proposed, on)?;
    let deed = Deed::Propose {
        content: proposed.content.clone(),
        author,
        workroom,
        campaigns: proposed.campaigns.clone(),
        submitted: !proposed.draft,
    };
    let content_hash = digest(&json!(deed));
    let known = casefile::Entity::find()
        .filter(casefile::Column::DistrictId.eq(district.clone()))
        .filter(casefile::Column::Id.eq(id))
        .one(&writing.tx)
        .await?;
    if let Some(known) = known {
        return match known.kind == PRACTICE.kind && known.content_hash == content_hash {
            true => Ok(id),
            false => Err(Code::IdTaken.at("id").into()),
        };
    }
    if on > writing.today {
        return Err(Code::DateInFuture.at("on").into());
    }
    let case = blank(&district, &proposed, author, on);
    let limits = limits(&writing, &PRACTICE).await?;
    let newest = writing.ledger.head().number;
    let found = look_up(&writing.tx, &district, newest, PRACTICE.kind, id, &deed).await?;
    let scene = Scene {
        case: &case,
        on,
        actor: &writing.actor,
        chain: &writing.chain,
        limits: &limits,
        calendar: &writing.chain.organization.calendar,
        found: &found,
    };
    in_office(&scene, author, "authorId")?;
    place(&scene, proposed.content.place_code.as_deref())?;
    if !found.campaigns_known {
        return Err(Code::UnknownCampaign.at("campaignIds").into());
    }
    let effect = effect(author, workroom, &proposed, on);
    let number = newest.saturating_add(1);
    casefile::Entity::insert(casefile::ActiveModel {
        district_id: Set(district.clone()),
        id: Set(id),
        kind: Set(PRACTICE.kind),
        since_number: Set(number),
        content_hash: Set(content_hash),
    })
    .exec_without_returning(&writing.tx)
    .await?;
    let wanted = Wanted {
        deed,
        on: Some(on),
        note: None,
        after_step: None,
    };
    write(&mut writing, &PRACTICE, &limits, case, wanted, on, effect).await?;
    for campaign in proposed.campaigns.iter().collect::<BTreeSet<_>>() {
        let row = case_campaign::Model {
            district_id: district.clone(),
            case_id: id,
            campaign_id: *campaign,
            since_number: number,
            until_number: None,
        };
        versions::open::<case_campaign::Entity, _>(&writing.tx, row).await?;
    }
    writing.commit().await?;
    Ok(id)
}

/// Whose words these are, and through which workroom they came: a member's own, or those of a member whom the officer's
/// workroom contacts on the day.
fn drafters(
    writing: &Writing,
    proposed: &Proposed,
    on: NaiveDate,
) -> Outcome<(NodeId, Option<NodeId>)> {
    let scope = writing.actor.scope.ok_or(Problem::Forbidden)?;
    writing.require(Action::ProposeCase, Some(scope))?;
    if writing.actor.role == Role::Member {
        return match proposed.author.unwrap_or(scope) == scope {
            true => Ok((scope, None)),
            false => Err(Problem::Forbidden.into()),
        };
    }
    let author = proposed
        .author
        .ok_or_else(|| Code::UnknownMember.at("authorId"))?;
    let contacted = writing.chain.below(LinkKind::ContactsMember, scope, on);
    match contacted.contains(&author) {
        true => Ok((author, Some(scope))),
        false => Err(Code::MemberOfOtherWorkroom.at("authorId").into()),
    }
}

fn blank(district: &DistrictId, proposed: &Proposed, author: NodeId, on: NaiveDate) -> Case {
    Case {
        version: case_version::Model {
            district_id: district.clone(),
            id: proposed.id,
            since_number: 0,
            until_number: None,
            kind: PRACTICE.kind,
            state: CaseState::Draft,
            steps: 0,
            title: proposed.content.title.clone(),
            content: proposed.content.content.clone(),
            place_code: proposed.content.place_code.clone(),
            author_id: author,
            opened_on: on,
            leg: None,
            leg_owner: None,
            leg_due_on: None,
            paused: false,
            work_order: None,
            digest: String::new(),
        },
        steps: Vec::new(),
        facts: Vec::new(),
        links: Vec::new(),
    }
}

fn effect(author: NodeId, workroom: Option<NodeId>, proposed: &Proposed, on: NaiveDate) -> Effect {
    let party = |party: Party, node| NewFact::new(Fact::Party, on).of(&party).about(node);
    let mut facts = vec![party(Party::Author, author)];
    facts.extend(workroom.map(|workroom| party(Party::Workroom, workroom)));
    if !proposed.draft {
        facts.push(NewFact::new(Fact::Submitted, on));
    }
    let to = match proposed.draft {
        true => CaseState::Draft,
        false => CaseState::Submitted,
    };
    Effect {
        to: Some(to),
        facts,
        ..Effect::default()
    }
}
