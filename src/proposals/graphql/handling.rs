//! Sign, contact, opine, reply: what handling units do. Deliberately absent: rules; `casework::taking` asks them.

use super::{KIND, ProposalPayload};
use crate::casework::deed::Deed;
use crate::casework::kinds::{ContactMethod, ResultClass};
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of handling units.
    ProposalHandlingMutation of KIND -> ProposalPayload;

    /// Returns one that is not the unit's matter (退办).
    proposal_order_return(ProposalOrderReturnInput) of ReturnOrder {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::ReturnOrder, reading.said("reason", &input.reason));

    /// Signs for one; handling begins when every unit that answers has signed (签收).
    proposal_sign(ProposalSignInput) of Sign {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Sign, reading.note("note", input.note.as_deref()));

    /// Records a contact with the proposer (面商).
    proposal_contact(ProposalContactInput) of Contact {
        /// How (方式).
        method: ContactMethod,
        /// What was said, at most 2000 characters (内容).
        summary: String,
    } => |reading, input| (Deed::Contact { method: input.method }, reading.said("summary", &input.summary));

    /// Gives a supporting unit's opinion to the lead (会办意见).
    proposal_opine(ProposalOpineInput) of Opine {
        /// The opinion, at most 2000 characters (意见).
        text: String,
    } => |reading, input| (Deed::Opine, reading.said("text", &input.text));

    /// Asks for more time, once (申请延期).
    proposal_extension_request(ProposalExtensionRequestInput) of RequestExtension {
        /// The new last day (延至日期).
        until: Date,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let until = reading.day("until", &input.until);
        (Deed::RequestExtension { until }, reading.said("reason", &input.reason))
    };

    /// Drafts the unit's reply; refused without every supporting unit's opinion (起草答复).
    proposal_reply_draft(ProposalReplyDraftInput) of DraftReply {
        /// What came of it (办理结果).
        result: ResultClass,
        /// The promised day; must be given where something is still to come (承诺日期).
        promised_on: Option<Date>,
        /// The draft, at most 2000 characters (答复稿).
        text: String,
    } => |reading, input| {
        let deed = Deed::DraftReply {
            result: input.result,
            promised_on: reading.day_if("promisedOn", input.promised_on.as_ref()),
        };
        (deed, reading.said("text", &input.text))
    };

    /// Countersigns the draft of a reply, as a supporting unit (会签).
    proposal_reply_countersign(ProposalReplyCountersignInput) of Countersign {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Countersign, reading.note("note", input.note.as_deref()));

    /// Replies to each proposer with the approved draft (办复).
    proposal_reply(ProposalReplyInput) of Reply {
        /// What came of it (办理结果).
        result: ResultClass,
        /// The promised day; must be given where something is still to come (承诺日期).
        promised_on: Option<Date>,
        /// The reply, at most 2000 characters (答复内容).
        text: String,
    } => |reading, input| {
        let deed = Deed::Reply {
            result: input.result,
            promised_on: reading.day_if("promisedOn", input.promised_on.as_ref()),
        };
        (deed, reading.said("text", &input.text))
    };

    /// Rates the proposal as its unit, in marks from 1 to 5 (单位评议).
    proposal_rate(ProposalRateInput) of RateProposal {
        /// How well it is aimed, 1 to 5 (选题).
        focus: i32,
        /// How well it is argued, 1 to 5 (分析).
        analysis: i32,
        /// How feasible it is, 1 to 5 (可行性).
        feasibility: i32,
        /// Whether it keeps to one matter (一事一案).
        one_matter: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::RateProposal {
            focus: input.focus,
            analysis: input.analysis,
            feasibility: input.feasibility,
            one_matter: input.one_matter,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Reports on a promise, and gives a new day where the old one will not be kept (报告进展).
    proposal_progress_report(ProposalProgressReportInput) of ReportProgress {
        /// What was done, at most 2000 characters (进展).
        text: String,
        /// A new promised day (新的承诺日期).
        promised_on: Option<Date>,
    } => |reading, input| {
        let promised_on = reading.day_if("promisedOn", input.promised_on.as_ref());
        (Deed::ReportProgress { promised_on }, reading.said("text", &input.text))
    };
}
