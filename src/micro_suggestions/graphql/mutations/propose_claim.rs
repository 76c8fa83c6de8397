//! Propose, claim, evaluate: what members and the officers of their workrooms do (提和领). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{KIND, MicroSuggestionPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::{CASE, MEMBER};
use crate::casework::kinds::{CaseAct, Satisfaction};
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};

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
    /// The residents' opinions or other cases that it came out of, at most 10 (来源).
    derived_from_ids: Option<Vec<ID>>,
    /// Whether it stays a draft (是否存为草稿).
    #[graphql(default)]
    draft: bool,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// The mutation that begins a micro-suggestion.
#[derive(Default, Debug)]
pub struct MicroSuggestionProposeMutation;

/// The mutation that begins a micro-suggestion.
#[Object]
impl MicroSuggestionProposeMutation {
    /// Proposes a micro-suggestion, or writes a draft; the same id with the same content does nothing again (提出微建议).
    async fn micro_suggestion_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is proposed (内容).")] input: MicroSuggestionProposeInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, KIND.0, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let opening = Opening {
            id,
            content: reading.content(&input.title, &input.content, input.place_code.as_ref()),
            author: reading.node_if("authorId", input.author_id.as_ref(), MEMBER),
            campaigns: reading.campaigns(input.campaign_ids.as_deref()),
            derived: reading.derived(input.derived_from_ids.as_deref()),
            draft: input.draft,
            on: reading.day_if("on", input.on.as_ref()),
        };
        let done = opened(request, reading, KIND.0, opening).await;
        MicroSuggestionPayload::of(request, id, done).await
    }
}

crate::case_deeds! {
    /// The mutations of 提和领.
    ProposeClaimMutation of KIND -> MicroSuggestionPayload;

    /// Says a draft or a returned one anew (修改微建议).
    micro_suggestion_revise(MicroSuggestionReviseInput) of Revise {
        /// The title, at most 200 characters (标题).
        title: String,
        /// What is suggested, at most 5000 characters (内容).
        content: String,
        /// Where (地点).
        place_code: Option<DivisionCode>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Revise {
            content: reading.content(&input.title, &input.content, input.place_code.as_ref()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Submits a draft, or one that was returned (提交微建议).
    micro_suggestion_submit(MicroSuggestionSubmitInput) of Submit {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Submit, reading.note("note", input.note.as_deref()));

    /// Claims one, or appoints a claimant (领办).
    micro_suggestion_claim(MicroSuggestionClaimInput) of Claim {
        /// Who claims; the caller himself when left out (领办人).
        member_id: Option<ID>,
        /// Whether as chairperson or vice-chairperson (是否以领导身份).
        #[graphql(default)]
        as_leader: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Claim {
            member: reading.member_or_self("memberId", input.member_id.as_ref()),
            leader: input.as_leader,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Drops a claim (放弃领办).
    micro_suggestion_claim_drop(MicroSuggestionClaimDropInput) of DropClaim {
        /// Whose; the caller's own when left out (领办人).
        member_id: Option<ID>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::DropClaim {
            member: reading.member_or_self("memberId", input.member_id.as_ref()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Says what came of a claim (完成领办).
    micro_suggestion_claim_finish(MicroSuggestionClaimFinishInput) of FinishClaim {
        /// Whose; the caller's own when left out (领办人).
        member_id: Option<ID>,
        /// What came of it, at most 2000 characters (结果).
        outcome: String,
    } => |reading, input| {
        let deed = Deed::FinishClaim {
            member: reading.member_or_self("memberId", input.member_id.as_ref()),
        };
        (deed, reading.said("outcome", &input.outcome))
    };

    /// Evaluates process and result, by the author (评价).
    micro_suggestion_evaluate(MicroSuggestionEvaluateInput) of Evaluate {
        /// How it was handled (过程评价).
        process: Satisfaction,
        /// What came of it (结果评价).
        result: Satisfaction,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Evaluate {
            process: input.process,
            result: input.result,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Relates a consultation or oversight event to one (三微联动).
    micro_suggestion_relate(MicroSuggestionRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Relate {
            event: reading.opaque("eventId", &input.event_id, &["Event"]),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Says out of which resident's opinion or other case it came (登记来源).
    micro_suggestion_derive(MicroSuggestionDeriveInput) of Derive {
        /// The case that it came out of (来源).
        derived_from_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let from = CaseId(reading.opaque("derivedFromId", &input.derived_from_id, CASE));
        (Deed::Derive { from }, reading.note("note", input.note.as_deref()))
    };
}
