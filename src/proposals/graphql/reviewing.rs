//! File, assign, review replies, look back: what the proposal office and leaders do. Deliberately absent: rules.

use async_graphql::ID;

use super::{KIND, ProposalPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::{MEMBER, REFERENCE, UNIT};
use crate::casework::kinds::{Conversion, NotFiledGround};
use crate::kernel::scalars::Date;

/// The most units of one proposal.
const UNITS: usize = 10;

crate::case_deeds! {
    /// The mutations of the proposal office.
    ProposalReviewingMutation of KIND -> ProposalPayload;

    /// Sends one back to be supplemented (退回补充).
    proposal_return(ProposalReturnInput) of Return {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Return, reading.said("reason", &input.reason));

    /// Files one (立案).
    proposal_file(ProposalFileInput) of File {
        /// The number that it is filed under, at most 50 characters (案号).
        file_number: String,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let number = reading.text("fileNumber", &input.file_number, REFERENCE, false);
        (Deed::File { number }, reading.note("note", input.note.as_deref()))
    };

    /// Does not file one, on a ground that its proposer is told (不予立案).
    proposal_not_file(ProposalNotFileInput) of NotFile {
        /// The ground (理由).
        ground: NotFiledGround,
        /// Why, at most 2000 characters (说明).
        reason: String,
    } => |reading, input| (Deed::NotFile { ground: input.ground }, reading.said("reason", &input.reason));

    /// Turns one into a sentiment report, a suggestion or a letter, with its proposer's consent (转为其他).
    proposal_convert(ProposalConvertInput) of Convert {
        /// Into what (去向).
        into: Conversion,
        /// The day on which the proposer agreed (提案人同意日期).
        consented_on: Date,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Convert {
            into: input.into,
            consented_on: reading.day("consentedOn", &input.consented_on),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Merges one into a filed master of the same matter; its proposers are still answered (并案).
    proposal_merge(ProposalMergeInput) of Merge {
        /// The master, filed and open (主案).
        master_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let master = reading.case("masterId", &input.master_id, KIND.1);
        (Deed::Merge { master }, reading.note("note", input.note.as_deref()))
    };

    /// Makes one a key proposal with a leader, as the Chairperson's Council chose (列为重点).
    proposal_key_make(ProposalKeyMakeInput) of MakeKey {
        /// The chairperson or vice-chairperson who leads or supervises it (领衔督办领导).
        leader_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let leader = reading.node("leaderId", &input.leader_id, MEMBER);
        (Deed::MakeKey { leader }, reading.note("note", input.note.as_deref()))
    };

    /// Assigns one: to a lead unit with supporting units, or to several units that each answer (交办).
    proposal_assign(ProposalAssignInput) of Assign {
        /// The units that answer, 1 to 10 (主办、分办单位).
        lead_unit_ids: Vec<ID>,
        /// Units that support a single lead, at most 10 (会办单位).
        co_unit_ids: Option<Vec<ID>>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Assign {
            leads: reading.nodes("leadUnitIds", Some(&input.lead_unit_ids), UNIT, UNITS),
            co_units: reading.nodes("coUnitIds", input.co_unit_ids.as_deref(), UNIT, UNITS),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Grants or refuses more time (审批延期).
    proposal_extension_decide(ProposalExtensionDecideInput) of DecideExtension {
        /// Whether it is granted (是否同意).
        granted: bool,
        /// The new last day that was asked for (申请的日期).
        until: Date,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::DecideExtension {
            granted: input.granted,
            until: reading.day("until", &input.until),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Urges the unit (督办).
    proposal_urge(ProposalUrgeInput) of Urge {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Urge, reading.said("reason", &input.reason));

    /// Sends the draft of a reply back to its unit (退回答复稿).
    proposal_reply_send_back(ProposalReplySendBackInput) of SendBackReply {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::SendBackReply, reading.said("reason", &input.reason));

    /// Approves the draft of a reply (督办审核).
    proposal_reply_approve(ProposalReplyApproveInput) of ApproveReply {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::ApproveReply, reading.note("note", input.note.as_deref()));

    /// Records that the first proposer's form did not come back in time; silence is never satisfaction (记录未评价).
    proposal_silence_record(ProposalSilenceRecordInput) of RecordSilence {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::RecordSilence, reading.note("note", input.note.as_deref()));

    /// Has one handled again whose first proposer is dissatisfied, once (重新办理).
    proposal_rework(ProposalReworkInput) of Rework {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Rework, reading.said("reason", &input.reason));

    /// Records what a leader's joint meeting decided where the first proposer stays dissatisfied (联席会议裁定).
    proposal_leader_decide(ProposalLeaderDecideInput) of LeaderDecide {
        /// What was decided, at most 2000 characters (裁定内容).
        reason: String,
    } => |reading, input| (Deed::LeaderDecide { again: false }, reading.said("reason", &input.reason));

    /// Follows a promise until it is kept (跟踪).
    proposal_track(ProposalTrackInput) of Track {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Track, reading.note("note", input.note.as_deref()));

    /// Finds, looking back, that a promise was kept (认定落实).
    proposal_realize(ProposalRealizeInput) of Realize {
        /// The day on which it was (落实日期).
        solved_on: Date,
        /// What was found, at most 2000 characters (核实情况).
        note: Option<String>,
    } => |reading, input| {
        let solved_on = reading.day("solvedOn", &input.solved_on);
        (Deed::Realize { solved_on }, reading.note("note", input.note.as_deref()))
    };

    /// Finds, looking back, that a promise was not kept (认定未落实).
    proposal_not_realize(ProposalNotRealizeInput) of NotRealize {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::NotRealize, reading.said("reason", &input.reason));

    /// Closes one (办结).
    proposal_close(ProposalCloseInput) of Close {
        /// The day on which the office found it solved; left out when it did not (核实解决日期).
        solved_on: Option<Date>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let solved_on = reading.day_if("solvedOn", input.solved_on.as_ref());
        (Deed::Close { solved_on }, reading.note("note", input.note.as_deref()))
    };

    /// Names a closed one an excellent proposal (评为优秀).
    proposal_award(ProposalAwardInput) of Award {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Award, reading.note("note", input.note.as_deref()));

    /// Files a closed one away (归档).
    proposal_archive(ProposalArchiveInput) of Archive {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Archive, reading.note("note", input.note.as_deref()));

    /// Withdraws one for good; it stays readable (作废).
    proposal_void(ProposalVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
