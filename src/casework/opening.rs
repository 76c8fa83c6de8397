//! Makes a case: the step that begins it. The client makes the id, so sending it again over a bad network is safe for ever.
//! Deliberately absent: who may begin which kind with what; the kind's `open` says so.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::case::Case;
use super::content::{Content, Particulars};
use super::deed::Deed;
use super::entity::{case_campaign, case_version, casefile};
use super::kinds::{CaseAct, CaseState, Fact, LinkKind};
use super::looking::look_up_opening;
use super::practice::{Effect, NewFact, Practice, Scene};
use super::refusals::{CaseErrorCode as Code, Outcome};
use super::sealing::{field, guarded};
use super::taking::{Wanted, limits, may_ever, write};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::seal::{Sealed, data_key};
use crate::kernel::versions;
use crate::linkage::{Request, Writing};

/// The field of whose keyed hash the same content is known.
const SAID: &str = "case";

/// What somebody wants to begin.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The id that the client made.
    pub id: CaseId,
    /// What it says.
    pub content: Content,
    /// Whose it is; the caller's own when left out.
    pub author: Option<NodeId>,
    /// The campaigns whose labels it carries.
    pub campaigns: Vec<NodeId>,
    /// The cases that it came out of.
    pub derived: Vec<CaseId>,
    /// Whether it stays a draft.
    pub draft: bool,
    /// On which day; today when left out.
    pub on: Option<NaiveDate>,
}

/// What a kind makes of an opening.
#[derive(Clone, Debug)]
pub struct Born {
    /// Whose it is.
    pub author: NodeId,
    /// The workroom whose officer entered it.
    pub workroom: Option<NodeId>,
    /// Where it begins, its parties and what is true of it from the first day.
    pub effect: Effect,
}

/// Begins a case. The same id with the same content does nothing again; with another content it is refused.
pub async fn open(request: &Request, practice: &Practice, opening: Opening) -> Outcome<CaseId> {
    let district = may_ever(request, practice, CaseAct::Propose)?;
    let mut writing = request.write(&district).await?;
    let done = open_in(&mut writing, practice, opening).await?;
    writing.commit().await?;
    Ok(done)
}

/// The same within a transaction that stands.
pub async fn open_in(
    writing: &mut Writing,
    practice: &Practice,
    opening: Opening,
) -> Outcome<CaseId> {
    let district = writing.ledger.district().clone();
    let id = opening.id;
    let on = opening.on.unwrap_or(writing.today);
    let of = guarded(&district, practice.kind, id);
    let (key, key_row) = writing.vault.new_key(&district, id.0, of.guards, None)?;
    let content = opening.content.content.seal(&key, field::CONTENT)?;
    let case = blank(&district, practice, &opening, (on, content));
    let limits = limits(writing, practice).await?;
    let newest = writing.ledger.head().number;
    let found = look_up_opening(writing, &opening).await?;
    let scene = Scene {
        case: &case,
        on,
        actor: &writing.actor,
        chain: &writing.chain,
        limits: &limits,
        calendar: &writing.chain.organization.calendar,
        found: &found,
    };
    let born = (practice.open)(&opening, &scene)?;
    let deed = Deed::Propose {
        content: opening.content.clone(),
        author: born.author,
        workroom: born.workroom,
        campaigns: opening.campaigns.clone(),
        derived: opening.derived.clone(),
        submitted: !opening.draft,
    };
    let said = json!(deed).to_string();
    let known = casefile::Entity::find()
        .filter(casefile::Column::DistrictId.eq(district.clone()))
        .filter(casefile::Column::Id.eq(id))
        .one(&writing.tx)
        .await?;
    if let Some(known) = known {
        let hash = &known.content_hash;
        let same = writing.vault.is_blind_of(hash, &district, SAID, &said);
        return match known.kind == practice.kind && same {
            true => Ok(id),
            false => Err(Code::IdTaken.at("id").into()),
        };
    }
    if on > writing.today {
        return Err(Code::DateInFuture.at("on").into());
    }
    if !found.campaigns_known {
        return Err(Code::UnknownCampaign.at("campaignIds").into());
    }
    if let Some(place) = found.sources.iter().position(Option::is_none) {
        let field = format!("derivedFromIds.{place}");
        return Err(Code::UnknownCase.at(&field).into());
    }
    let mut effect = born.effect;
    tie(&opening, &mut effect, on);
    let number = newest.saturating_add(1);
    casefile::Entity::insert(casefile::ActiveModel {
        district_id: Set(district.clone()),
        id: Set(id),
        kind: Set(practice.kind),
        since_number: Set(number),
        content_hash: Set(writing.vault.blind(&district, SAID, &said)),
    })
    .exec_without_returning(&writing.tx)
    .await?;
    data_key::Entity::insert(key_row)
        .exec_without_returning(&writing.tx)
        .await?;
    let case = Case {
        version: case_version::Model {
            author_id: born.author,
            ..case.version
        },
        ..case
    };
    let wanted = Wanted {
        deed,
        on: Some(on),
        note: None,
        after_step: None,
    };
    write(writing, practice, &limits, case, wanted, on, effect).await?;
    for campaign in opening.campaigns.iter().collect::<BTreeSet<_>>() {
        let row = case_campaign::Model {
            district_id: district.clone(),
            case_id: id,
            campaign_id: *campaign,
            since_number: number,
            until_number: None,
        };
        versions::open::<case_campaign::Entity, _>(&writing.tx, row).await?;
    }
    Ok(id)
}

/// The ties that every kind has: out of what it came, and of what it is a part.
fn tie(opening: &Opening, effect: &mut Effect, on: NaiveDate) {
    for source in opening.derived.iter().collect::<BTreeSet<_>>() {
        let link = (LinkKind::DerivedFrom, "case", source.0);
        effect.links.push(link);
    }
    if !opening.derived.is_empty() {
        effect.facts.push(NewFact::new(Fact::Derived, on));
    }
    let (case, event) = match &opening.content.particulars {
        Particulars::Consultation { proposal, .. } => (*proposal, None),
        Particulars::Finding {
            campaign, round, ..
        } => (Some(*campaign), *round),
        Particulars::Voice { event, .. } => (None, *event),
        Particulars::None | Particulars::Proposal { .. } | Particulars::Oversight { .. } => {
            (None, None)
        }
    };
    let whole = case.map(|case| (LinkKind::PartOf, "case", case.0));
    let event = event.map(|event| (LinkKind::Related, "event", event));
    effect.links.extend(whole.into_iter().chain(event));
}

fn blank(
    district: &DistrictId,
    practice: &Practice,
    opening: &Opening,
    (on, content): (NaiveDate, Sealed),
) -> Case {
    Case::new(case_version::Model {
        district_id: district.clone(),
        id: opening.id,
        since_number: 0,
        until_number: None,
        kind: practice.kind,
        state: CaseState::Draft,
        steps: 0,
        title: opening.content.title.clone(),
        content,
        place_code: opening.content.place_code.clone(),
        author_id: opening.author.unwrap_or(NodeId(opening.id.0)),
        opened_on: on,
        leg: None,
        leg_owner: None,
        leg_due_on: None,
        paused: false,
        reference: None,
        digest: String::new(),
    })
}
