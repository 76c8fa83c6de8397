//! Answering an opinion, accepting, disputing and putting right a finding: what handling units do. Deliberately absent:
//! finding something put right, which is for groups of the CPPCC.

use super::campaign::{KIND as CAMPAIGN, OversightCampaignPayload};
use super::finding::{FindingPayload, KIND as FINDING};
use crate::casework::deed::Deed;
use crate::casework::kinds::PointAdoption;
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of units in campaigns.
    CampaignUnitMutation of CAMPAIGN -> OversightCampaignPayload;

    /// Answers the opinion, once as each unit (反馈监督意见).
    oversight_campaign_feedback_give(OversightCampaignFeedbackGiveInput) of GiveFeedback {
        /// What the unit makes of it (采纳情况).
        adoption: PointAdoption,
        /// What was done and why, at most 2000 characters (反馈内容).
        text: String,
    } => |reading, input| {
        let deed = Deed::GiveFeedback {
            point: None,
            adoption: Some(input.adoption),
        };
        (deed, reading.said("text", &input.text))
    };
}

crate::case_deeds! {
    /// The mutations of units in findings.
    FindingUnitMutation of FINDING -> FindingPayload;

    /// Accepts the finding (认领问题).
    finding_accept(FindingAcceptInput) of AcceptFinding {
        /// The day by which it will be put right, later than the day itself (承诺整改日期).
        promised_on: Option<Date>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let promised_on = reading.day_if("promisedOn", input.promised_on.as_ref());
        (Deed::AcceptFinding { promised_on }, reading.note("note", input.note.as_deref()))
    };

    /// Disputes the finding; it is settled by consultation with the unit (提出异议).
    finding_dispute(FindingDisputeInput) of Dispute {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Dispute, reading.said("reason", &input.reason));

    /// Begins to put right (开始整改).
    finding_rectifying_begin(FindingRectifyingBeginInput) of BeginRectifying {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::BeginRectifying, reading.note("note", input.note.as_deref()));

    /// Says that it is put right (报告已整改).
    finding_rectified_claim(FindingRectifiedClaimInput) of ClaimRectified {
        /// What was done, at most 2000 characters (整改情况).
        text: String,
    } => |reading, input| (Deed::ClaimRectified, reading.said("text", &input.text));
}
