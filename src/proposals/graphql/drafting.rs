//! Write, co-sign, submit, rate: what proposers do. Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{KIND, ProposalPayload};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::{BODY, CASE, MEMBER};
use crate::casework::kinds::{CaseAct, ProposalCategory, ProposalSort, Satisfaction};
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};

/// The most members invited at once.
const INVITED: usize = 50;

/// A proposal to begin (提出提案).
#[derive(InputObject, Debug)]
pub struct ProposalProposeInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The title, at most 200 characters (案由).
    title: String,
    /// What is proposed, at most 5000 characters (内容).
    content: String,
    /// Who proposes: one member, several, or a body; a joint one begins as a draft and collects co-signers (提案类别).
    sort: ProposalSort,
    /// What it is about (内容分类).
    category: ProposalCategory,
    /// The body that proposes, of a collective one only (提案主体).
    body_id: Option<ID>,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// The first proposer; an officer must name a member whom the workroom contacts (第一提案人).
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

/// The mutation that begins a proposal.
#[derive(Default, Debug)]
pub struct ProposalProposeMutation;

/// The mutation that begins a proposal.
#[Object]
impl ProposalProposeMutation {
    /// Begins a proposal, as a draft or submitted at once; the same id with the same content does nothing again (提出提案).
    async fn proposal_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is proposed (内容).")] input: ProposalProposeInput,
    ) -> Result<ProposalPayload> {
        let (request, mut reading) = started(ctx, KIND.0, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let said = reading.content(&input.title, &input.content, input.place_code.as_ref());
        let opening = Opening {
            id,
            content: content(
                &mut reading,
                said,
                input.sort,
                input.category,
                input.body_id.as_ref(),
            ),
            author: reading.node_if("authorId", input.author_id.as_ref(), MEMBER),
            campaigns: reading.campaigns(input.campaign_ids.as_deref()),
            derived: reading.derived(input.derived_from_ids.as_deref()),
            draft: input.draft,
            on: reading.day_if("on", input.on.as_ref()),
        };
        let done = opened(request, reading, KIND.0, opening).await;
        ProposalPayload::of(request, id, done).await
    }
}

fn content(
    reading: &mut Reading,
    said: Content,
    sort: ProposalSort,
    category: ProposalCategory,
    body: Option<&ID>,
) -> Content {
    Content {
        particulars: Particulars::Proposal {
            sort,
            category,
            body: reading.node_if("bodyId", body, BODY),
        },
        ..said
    }
}

crate::case_deeds! {
    /// The mutations of proposers.
    ProposalDraftingMutation of KIND -> ProposalPayload;

    /// Says a draft or a returned one anew; whoever co-signed the older words is asked again (修改提案).
    proposal_revise(ProposalReviseInput) of Revise {
        /// The title, at most 200 characters (案由).
        title: String,
        /// What is proposed, at most 5000 characters (内容).
        content: String,
        /// Who proposes (提案类别).
        sort: ProposalSort,
        /// What it is about (内容分类).
        category: ProposalCategory,
        /// The body that proposes, of a collective one only (提案主体).
        body_id: Option<ID>,
        /// Where (地点).
        place_code: Option<DivisionCode>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let said = reading.content(&input.title, &input.content, input.place_code.as_ref());
        let content = content(reading, said, input.sort, input.category, input.body_id.as_ref());
        (Deed::Revise { content }, reading.note("note", input.note.as_deref()))
    };

    /// Invites members to co-sign a joint one (邀请联名).
    proposal_cosigners_invite(ProposalCosignersInviteInput) of InviteCosigners {
        /// Who, 1 to 50 (委员).
        member_ids: Vec<ID>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let members = reading.nodes("memberIds", Some(&input.member_ids), MEMBER, INVITED);
        (Deed::InviteCosigners { members }, reading.note("note", input.note.as_deref()))
    };

    /// Co-signs, by an invited member himself (联名).
    proposal_cosign(ProposalCosignInput) of Cosign {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Cosign, reading.note("note", input.note.as_deref()));

    /// Refuses to co-sign, by an invited member himself (谢绝联名).
    proposal_cosign_refuse(ProposalCosignRefuseInput) of RefuseCosign {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::RefuseCosign, reading.note("note", input.note.as_deref()));

    /// Submits a draft, or one that was returned; a joint one needs a co-signature (提交提案).
    proposal_submit(ProposalSubmitInput) of Submit {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Submit, reading.note("note", input.note.as_deref()));

    /// Takes one back before it is filed (撤回提案).
    proposal_withdraw(ProposalWithdrawInput) of Withdraw {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Withdraw, reading.said("reason", &input.reason));

    /// Returns a feedback form on process and result: the first proposer's is the grade, a co-signer's stands beside it; the
    /// proposers of a merged one rate the master's reply in their own file (评价).
    proposal_evaluate(ProposalEvaluateInput) of Evaluate {
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

    /// Relates a consultation, an oversight event or a piece of research to one (关联活动).
    proposal_relate(ProposalRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let event = reading.opaque("eventId", &input.event_id, &["Event"]);
        (Deed::Relate { event }, reading.note("note", input.note.as_deref()))
    };

    /// Says out of which resident's opinion or other case it came (登记来源).
    proposal_derive(ProposalDeriveInput) of Derive {
        /// The case that it came out of (来源).
        derived_from_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let from = CaseId(reading.opaque("derivedFromId", &input.derived_from_id, CASE));
        (Deed::Derive { from }, reading.note("note", input.note.as_deref()))
    };
}
