//! Propose, approve, launch, submit the opinion, tell units, close: what the CPPCC office does, and leaders' instructions.
//! Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::campaign::{KIND as CAMPAIGN, OversightCampaignPayload};
use super::finding::{FindingPayload, KIND as FINDING};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::{BODY, TITLE, UNIT};
use crate::casework::kinds::{CaseAct, Level, OversightForm};
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::scalars::{Date, DivisionCode, Month, UuidText};

/// The most units that answer one opinion.
const UNITS: usize = 10;
/// The most groups of one campaign.
const GROUPS: usize = 20;
/// The most things that one campaign looks at.
const ITEMS: usize = 30;

/// An oversight campaign to propose (提出专项监督).
#[derive(InputObject, Debug)]
pub struct OversightCampaignProposeInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The title, at most 200 characters (监督议题).
    title: String,
    /// What it is about, at most 5000 characters (内容).
    content: String,
    /// Its form (监督形式).
    form: OversightForm,
    /// The campaign of the province or city that it is a part of, at most 200 characters (上级联动活动).
    parent_campaign: Option<String>,
    /// The body that proposes and organises it (提出单位).
    committee_id: ID,
    /// The campaigns whose labels it carries, at most 10 (主题活动).
    campaign_ids: Option<Vec<ID>>,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// The mutation that begins a campaign.
#[derive(Default, Debug)]
pub struct OversightCampaignProposeMutation;

/// The mutation that begins a campaign.
#[Object]
impl OversightCampaignProposeMutation {
    /// Proposes an oversight campaign; the same id with the same content does nothing again (提出专项监督).
    async fn oversight_campaign_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is proposed (内容).")] input: OversightCampaignProposeInput,
    ) -> Result<OversightCampaignPayload> {
        let (request, mut reading) = started(ctx, CAMPAIGN.0, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let said = reading.content(&input.title, &input.content, None);
        let parent = input.parent_campaign.as_deref();
        let opening = Opening {
            id,
            content: content(&mut reading, said, input.form, parent),
            author: Some(reading.node("committeeId", &input.committee_id, BODY)),
            campaigns: reading.campaigns(input.campaign_ids.as_deref()),
            derived: Vec::new(),
            draft: false,
            on: reading.day_if("on", input.on.as_ref()),
        };
        let done = opened(request, reading, CAMPAIGN.0, opening).await;
        OversightCampaignPayload::of(request, id, done).await
    }
}

fn content(
    reading: &mut Reading,
    said: Content,
    form: OversightForm,
    parent: Option<&str>,
) -> Content {
    let parent = parent.filter(|text| !text.trim().is_empty());
    Content {
        particulars: Particulars::Oversight {
            form,
            parent: parent.map(|text| reading.text("parentCampaign", text, TITLE, false)),
        },
        ..said
    }
}

crate::case_deeds! {
    /// The mutations of the office in campaigns.
    CampaignOfficeMutation of CAMPAIGN -> OversightCampaignPayload;

    /// Says a proposed one anew (修改).
    oversight_campaign_revise(OversightCampaignReviseInput) of Revise {
        /// The title, at most 200 characters (监督议题).
        title: String,
        /// What it is about, at most 5000 characters (内容).
        content: String,
        /// Its form (监督形式).
        form: OversightForm,
        /// The campaign of the province or city that it is a part of, at most 200 characters (上级联动活动).
        parent_campaign: Option<String>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let said = reading.content(&input.title, &input.content, None);
        let content = content(reading, said, input.form, input.parent_campaign.as_deref());
        (Deed::Revise { content }, reading.note("note", input.note.as_deref()))
    };

    /// Approves one, in the annual plan or off it (批准).
    oversight_campaign_approve(OversightCampaignApproveInput) of Approve {
        /// The item of the annual plan, at most 200 characters; off the plan when left out (年度计划项目).
        item: Option<String>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let item = input.item.as_deref().filter(|text| !text.trim().is_empty());
        let item = item.map(|text| reading.text("item", text, TITLE, false));
        (Deed::Approve { item }, reading.note("note", input.note.as_deref()))
    };

    /// Launches one with its plan: every division in every month is to be visited (启动).
    oversight_campaign_launch(OversightCampaignLaunchInput) of Launch {
        /// The first month (起始月份).
        from: Month,
        /// How many months, 1 to 24 (月数).
        months: i32,
        /// The townships and subdistricts to visit, 1 to 50 (监督范围).
        divisions: Vec<DivisionCode>,
        /// What is looked at, at most 30, each at most 200 characters (监督事项).
        items: Option<Vec<String>>,
        /// The groups that take part, 1 to 20 (监督小组).
        group_ids: Vec<ID>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let items = input.items.as_deref().unwrap_or_default();
        reading.at_most("items", items.len(), ITEMS);
        let items = items.iter().take(ITEMS).enumerate();
        let items = items.map(|(n, item)| reading.text(&format!("items.{n}"), item, TITLE, false));
        let items = items.collect();
        let deed = Deed::Launch {
            from: input.from.first_day(),
            months: input.months,
            divisions: input.divisions.iter().map(|code| code.0.clone()).collect(),
            items,
            groups: reading.nodes("groupIds", Some(&input.group_ids), BODY, GROUPS),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Drafts the opinion; refused without a round (起草监督意见).
    oversight_campaign_opinion_draft(OversightCampaignOpinionDraftInput) of DraftOpinion {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::DraftOpinion, reading.note("note", input.note.as_deref()));

    /// Submits the opinion to Party and government (报送监督意见).
    oversight_campaign_opinion_submit(OversightCampaignOpinionSubmitInput) of SubmitOpinion {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::SubmitOpinion, reading.note("note", input.note.as_deref()));

    /// Records a leader's instruction on the opinion, as often as there is one (批示).
    oversight_campaign_instruct(OversightCampaignInstructInput) of Instruct {
        /// Of which level the leader is (层级).
        level: Level,
        /// What it says, at most 2000 characters (批示内容).
        text: Option<String>,
    } => |reading, input| {
        let deed = Deed::Instruct { level: input.level };
        (deed, reading.note("text", input.text.as_deref()))
    };

    /// Records to which units Party and government gave the opinion (意见交办).
    oversight_campaign_assign(OversightCampaignAssignInput) of Assign {
        /// The units, 1 to 10 (承办单位).
        unit_ids: Vec<ID>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Assign {
            leads: reading.nodes("unitIds", Some(&input.unit_ids), UNIT, UNITS),
            co_units: Vec::new(),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Records that the units put right what was found (进入整改).
    oversight_campaign_rectifying_begin(OversightCampaignRectifyingBeginInput) of BeginRectifying {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::BeginRectifying, reading.note("note", input.note.as_deref()));

    /// Closes one with the report to the Standing Committee; refused while a finding of it is neither verified nor withdrawn
    /// (办结).
    oversight_campaign_close(OversightCampaignCloseInput) of Close {
        /// What was reported to the Standing Committee, at most 2000 characters (向常委会报告情况).
        reported: String,
    } => |reading, input| {
        let deed = Deed::Close { solved_on: None };
        (deed, reading.said("reported", &input.reported))
    };

    /// Withdraws one that was made by mistake (作废).
    oversight_campaign_void(OversightCampaignVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}

crate::case_deeds! {
    /// The mutations of the office in findings.
    FindingOfficeMutation of FINDING -> FindingPayload;

    /// Tells the unit what was found (通报).
    finding_notify(FindingNotifyInput) of Notify {
        /// The unit (责任单位).
        unit_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let unit = reading.node("unitId", &input.unit_id, UNIT);
        (Deed::Notify { unit }, reading.note("note", input.note.as_deref()))
    };

    /// Opens one that came back again; a unit is told anew (重新通报).
    finding_reopen(FindingReopenInput) of Reopen {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Reopen, reading.note("note", input.note.as_deref()));

    /// Withdraws one before it is accepted (作废).
    finding_void(FindingVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
