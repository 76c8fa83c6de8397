//! What authors and the officers of their workrooms do: propose, revise, submit, withdraw. Deliberately absent: rules;
//! `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{KIND, SentimentReportPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::{CASE, MEMBER};
use crate::casework::kinds::CaseAct;
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};

/// A sentiment report to propose (报送社情民意信息).
#[derive(InputObject, Debug)]
pub struct SentimentReportProposeInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The title, at most 200 characters (标题).
    title: String,
    /// What is reported, at most 5000 characters (内容).
    content: String,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// The member whose words these are; an officer must name one whom the workroom contacts (作者).
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

/// The mutation that begins a sentiment report.
#[derive(Default, Debug)]
pub struct SentimentReportProposeMutation;

/// The mutation that begins a sentiment report.
#[Object]
impl SentimentReportProposeMutation {
    /// Hands in a sentiment report, or writes a draft; the same id with the same content does nothing again (报送社情民意信息).
    async fn sentiment_report_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is reported (内容).")] input: SentimentReportProposeInput,
    ) -> Result<SentimentReportPayload> {
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
        SentimentReportPayload::of(request, id, done).await
    }
}

crate::case_deeds! {
    /// The mutations of authors.
    SentimentReportDraftingMutation of KIND -> SentimentReportPayload;

    /// Says a draft or a returned one anew (修改社情民意信息).
    sentiment_report_revise(SentimentReportReviseInput) of Revise {
        /// The title, at most 200 characters (标题).
        title: String,
        /// What is reported, at most 5000 characters (内容).
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

    /// Submits a draft, or one that was returned (提交社情民意信息).
    sentiment_report_submit(SentimentReportSubmitInput) of Submit {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Submit, reading.note("note", input.note.as_deref()));

    /// Takes one back before it is edited (撤回社情民意信息).
    sentiment_report_withdraw(SentimentReportWithdrawInput) of Withdraw {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Withdraw, reading.note("note", input.note.as_deref()));

    /// Says out of which resident's opinion or other case it came (登记来源).
    sentiment_report_derive(SentimentReportDeriveInput) of Derive {
        /// The case that it came out of (来源).
        derived_from_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let from = CaseId(reading.opaque("derivedFromId", &input.derived_from_id, CASE));
        (Deed::Derive { from }, reading.note("note", input.note.as_deref()))
    };
}
