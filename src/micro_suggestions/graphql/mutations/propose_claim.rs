//! Propose, claim, evaluate: what members and the officers of their workrooms do (提和领). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{MEMBER, MicroSuggestionPayload, TYPE, done, payload, started};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::kinds::{CaseAct, Satisfaction};
use crate::casework::taking::NOTE;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};
use crate::linkage::Request;
use crate::micro_suggestions::proposing::{Proposed, propose};

/// The most campaigns of one micro-suggestion.
const CAMPAIGNS: usize = 10;

/// A micro-suggestion to propose (提出微建议).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionProposeInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The title, at most 200 characters (标题).
    title: String,
    /// What is suggested, at most 5000 characters (内容).
    content: String,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// The member whose words these are; an officer must name one whom the workroom contacts (提出人).
    author_id: Option<ID>,
    /// The campaigns whose labels it carries, at most 10 (主题活动).
    campaign_ids: Option<Vec<ID>>,
    /// Whether it stays a draft (是否存为草稿).
    #[graphql(default)]
    draft: bool,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// Says a draft or a returned one anew (修改微建议).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionReviseInput {
    /// Which one (微建议).
    id: ID,
    /// The title, at most 200 characters (标题).
    title: String,
    /// What is suggested, at most 5000 characters (内容).
    content: String,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Submits a draft, or one that was returned (提交微建议).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionSubmitInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Claims one, or appoints a claimant (领办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionClaimInput {
    /// Which one (微建议).
    id: ID,
    /// Who claims; the caller himself when left out (领办人).
    member_id: Option<ID>,
    /// Whether as chairperson or vice-chairperson (是否以领导身份).
    #[graphql(default)]
    as_leader: bool,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Drops a claim (放弃领办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionClaimDropInput {
    /// Which one (微建议).
    id: ID,
    /// Whose; the caller's own when left out (领办人).
    member_id: Option<ID>,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Says what came of a claim (完成领办).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionClaimFinishInput {
    /// Which one (微建议).
    id: ID,
    /// Whose; the caller's own when left out (领办人).
    member_id: Option<ID>,
    /// What came of it, at most 2000 characters (结果).
    outcome: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Evaluates process and result, by the author (评价).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionEvaluateInput {
    /// Which one (微建议).
    id: ID,
    /// How it was handled (过程评价).
    process: Satisfaction,
    /// What came of it (结果评价).
    result: Satisfaction,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Relates a consultation or oversight event to one (三微联动).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionRelateInput {
    /// Which one (微建议).
    id: ID,
    /// The event (活动).
    event_id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// The mutations of 提和领.
#[derive(Default, Debug)]
pub struct ProposeClaimMutation;

/// The mutations of 提和领.
#[Object]
impl ProposeClaimMutation {
    /// Proposes a micro-suggestion, or writes a draft; the same id with the same content does nothing again (提出微建议).
    async fn micro_suggestion_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is proposed (内容).")] input: MicroSuggestionProposeInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let proposed = Proposed {
            id,
            content: reading.content(
                &input.title,
                &input.content,
                input.place_code.map(|code| code.0),
            ),
            author: input
                .author_id
                .map(|id| reading.node("authorId", &id, MEMBER)),
            campaigns: input
                .campaign_ids
                .unwrap_or_default()
                .iter()
                .take(CAMPAIGNS.saturating_add(1))
                .enumerate()
                .map(|(n, id)| reading.node(&format!("campaignIds.{n}"), id, &["Campaign"]))
                .collect(),
            draft: input.draft,
            on: input.on.map(|day| reading.day("on", &day)),
        };
        reading.at_most("campaignIds", proposed.campaigns.len(), CAMPAIGNS);
        let done = match reading.finish() {
            Ok(()) => propose(request, proposed).await,
            Err(refused) => Err(refused),
        };
        payload(request, id, done).await
    }

    /// Says a draft or a returned one anew (修改微建议).
    async fn micro_suggestion_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionReviseInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Revise)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Revise {
            content: reading.content(
                &input.title,
                &input.content,
                input.place_code.map(|code| code.0),
            ),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Submits a draft, or one that was returned (提交微建议).
    async fn micro_suggestion_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionSubmitInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Submit)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Submit;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Claims one, or appoints a claimant (领办).
    async fn micro_suggestion_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionClaimInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Claim)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Claim {
            member: claimant(&mut reading, request, input.member_id.as_ref()),
            leader: input.as_leader,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Drops a claim (放弃领办).
    async fn micro_suggestion_claim_drop(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionClaimDropInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::DropClaim)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::DropClaim {
            member: claimant(&mut reading, request, input.member_id.as_ref()),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Says what came of a claim (完成领办).
    async fn micro_suggestion_claim_finish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionClaimFinishInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::FinishClaim)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("outcome", &input.outcome, NOTE, true));
        let deed = Deed::FinishClaim {
            member: claimant(&mut reading, request, input.member_id.as_ref()),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Evaluates process and result, by the author (评价).
    async fn micro_suggestion_evaluate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionEvaluateInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Evaluate)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Evaluate {
            process: input.process,
            result: input.result,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Relates a consultation or oversight event to one (三微联动).
    async fn micro_suggestion_relate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionRelateInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Relate)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Relate {
            event: reading.opaque("eventId", &input.event_id, &["Event"]),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }
}

/// Whom a claim is of: whoever is named, else the caller himself.
fn claimant(reading: &mut Reading, request: &Request, named: Option<&ID>) -> NodeId {
    match (named, request.actor.as_ref().and_then(|actor| actor.scope)) {
        (Some(id), _) => reading.node("memberId", id, MEMBER),
        (None, Some(own)) => own,
        (None, None) => reading.missing("memberId"),
    }
}
