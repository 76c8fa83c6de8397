//! Rounds, looking again, findings and whether they are put right: what groups of the CPPCC do. Deliberately absent: rules;
//! `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::campaign::{KIND as CAMPAIGN, OversightCampaignPayload};
use super::finding::{FindingPayload, KIND as FINDING};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::{BODY, CASE};
use crate::casework::kinds::{CaseAct, RoundMethod};
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::id::CaseId;
use crate::kernel::scalars::{Date, DivisionCode, Month, UuidText};

/// The types of those who may have found something.
const FINDERS: &[&str] = &[
    "District",
    "SpecialCommittee",
    "SectorGroup",
    "Sector",
    "Workroom",
    "Member",
    "ViceChair",
];
const EVENT: &[&str] = &["Event"];

/// A finding to record (登记发现问题).
#[derive(InputObject, Debug)]
pub struct FindingRecordInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The title, at most 200 characters (标题).
    title: String,
    /// What was found, at most 5000 characters (内容).
    content: String,
    /// The campaign, launched and not closed (所属专项监督).
    campaign_id: ID,
    /// The round in which it was found; none when it was found otherwise (监督轮次).
    event_id: Option<ID>,
    /// Where (地点).
    place_code: DivisionCode,
    /// Whether evidence is on record (是否有据).
    has_evidence: bool,
    /// The body that found it, named by the office; of others it is their own (发现单位).
    author_id: Option<ID>,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// The mutation that records a finding.
#[derive(Default, Debug)]
pub struct FindingRecordMutation;

/// The mutation that records a finding.
#[Object]
impl FindingRecordMutation {
    /// Records a finding of a campaign; the same id with the same content does nothing again (登记发现问题).
    async fn finding_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was found (内容).")] input: FindingRecordInput,
    ) -> Result<FindingPayload> {
        let (request, mut reading) = started(ctx, FINDING.0, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let said = reading.content(&input.title, &input.content, Some(&input.place_code));
        let of = (&input.campaign_id, input.event_id.as_ref());
        let opening = Opening {
            id,
            content: found(&mut reading, said, of, input.has_evidence),
            author: reading.node_if("authorId", input.author_id.as_ref(), FINDERS),
            campaigns: Vec::new(),
            derived: Vec::new(),
            draft: false,
            on: reading.day_if("on", input.on.as_ref()),
        };
        let done = opened(request, reading, FINDING.0, opening).await;
        FindingPayload::of(request, id, done).await
    }
}

fn found(
    reading: &mut Reading,
    said: Content,
    (campaign, event): (&ID, Option<&ID>),
    has_evidence: bool,
) -> Content {
    Content {
        particulars: Particulars::Finding {
            campaign: reading.case("campaignId", campaign, CAMPAIGN.1),
            round: event.map(|event| reading.opaque("eventId", event, EVENT)),
            has_evidence,
        },
        ..said
    }
}

crate::case_deeds! {
    /// The mutations of groups in campaigns.
    CampaignGroupMutation of CAMPAIGN -> OversightCampaignPayload;

    /// Records a round: an event of oversight, for a division and a month of the plan; a round covers the division and
    /// the month in which its event was (登记监督活动).
    oversight_campaign_round_record(OversightCampaignRoundRecordInput) of RecordRound {
        /// The event of oversight that it is (活动).
        event_id: ID,
        /// The township or subdistrict that was visited (乡镇街道).
        division: DivisionCode,
        /// The month that it is for (月份).
        month: Month,
        /// The group that looked, one of the plan's (监督小组).
        group_id: ID,
        /// How it looked (监督方式).
        method: RoundMethod,
        /// Whether the unit under oversight was consulted with (是否与被监督单位协商).
        consulted: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::RecordRound {
            event: reading.opaque("eventId", &input.event_id, EVENT),
            division: input.division.0.clone(),
            month: input.month.first_day(),
            group: reading.node("groupId", &input.group_id, BODY),
            method: input.method,
            consulted: input.consulted,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Looks again whether it was put right (回头看).
    oversight_campaign_look_again(OversightCampaignLookAgainInput) of LookAgain {
        /// What was seen, at most 2000 characters (回头看情况).
        text: String,
    } => |reading, input| (Deed::LookAgain, reading.said("text", &input.text));

    /// Relates a consultation, an oversight event or a piece of research to one (关联活动).
    oversight_campaign_relate(OversightCampaignRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let event = reading.opaque("eventId", &input.event_id, EVENT);
        (Deed::Relate { event }, reading.note("note", input.note.as_deref()))
    };

    /// Says out of which resident's opinion or other case it came (登记来源).
    oversight_campaign_derive(OversightCampaignDeriveInput) of Derive {
        /// The case that it came out of (来源).
        derived_from_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let from = CaseId(reading.opaque("derivedFromId", &input.derived_from_id, CASE));
        (Deed::Derive { from }, reading.note("note", input.note.as_deref()))
    };
}

crate::case_deeds! {
    /// The mutations of groups in findings.
    FindingGroupMutation of FINDING -> FindingPayload;

    /// Says one anew before the unit is told; campaign and round stay as they were (修改).
    finding_revise(FindingReviseInput) of Revise {
        /// The title, at most 200 characters (标题).
        title: String,
        /// What was found, at most 5000 characters (内容).
        content: String,
        /// The campaign, as it was (所属专项监督).
        campaign_id: ID,
        /// The round, as it was (监督轮次).
        event_id: Option<ID>,
        /// Where (地点).
        place_code: DivisionCode,
        /// Whether evidence is on record (是否有据).
        has_evidence: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let said = reading.content(&input.title, &input.content, Some(&input.place_code));
        let of = (&input.campaign_id, input.event_id.as_ref());
        let content = found(reading, said, of, input.has_evidence);
        (Deed::Revise { content }, reading.note("note", input.note.as_deref()))
    };

    /// Settles a dispute by consultation with the unit: it stands, or it is withdrawn (协商异议).
    finding_dispute_settle(FindingDisputeSettleInput) of SettleDispute {
        /// Whether the finding stands (问题是否成立).
        stands: bool,
        /// What was agreed and why, at most 2000 characters (协商情况).
        text: String,
    } => |reading, input| {
        let deed = Deed::SettleDispute { stands: input.stands };
        (deed, reading.said("text", &input.text))
    };

    /// Finds it put right; never the unit itself (销号).
    finding_verify(FindingVerifyInput) of Verify {
        /// What was seen, at most 2000 characters (核实情况).
        text: String,
    } => |reading, input| (Deed::Verify, reading.said("text", &input.text));

    /// Finds it not put right (认定未整改).
    finding_rectified_refuse(FindingRectifiedRefuseInput) of RefuseRectified {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::RefuseRectified, reading.said("reason", &input.reason));

    /// Finds that it came back (认定复发).
    finding_relapse(FindingRelapseInput) of Relapse {
        /// What was seen, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Relapse, reading.said("reason", &input.reason));

    /// Relates a consultation, an oversight event or a piece of research to one (关联活动).
    finding_relate(FindingRelateInput) of Relate {
        /// The event (活动).
        event_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let event = reading.opaque("eventId", &input.event_id, EVENT);
        (Deed::Relate { event }, reading.note("note", input.note.as_deref()))
    };
}
