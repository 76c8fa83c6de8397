//! Review, forward, close: what the CPPCC office and leaders do (审和转). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::ID;

use super::{KIND, MicroSuggestionPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::UNIT;
use crate::casework::kinds::{Conversion, DeclineGround};
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of 审和转.
    ReviewForwardMutation of KIND -> MicroSuggestionPayload;

    /// Sends one back to its author to mend (退回修改).
    micro_suggestion_return(MicroSuggestionReturnInput) of Return {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Return, reading.said("reason", &input.reason));

    /// Does not accept one, on a ground (不受理).
    micro_suggestion_decline(MicroSuggestionDeclineInput) of Decline {
        /// The ground (理由).
        ground: DeclineGround,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let deed = Deed::Decline {
            ground: input.ground,
        };
        (deed, reading.said("reason", &input.reason))
    };

    /// Merges one into a master of the same matter (并案).
    micro_suggestion_merge(MicroSuggestionMergeInput) of Merge {
        /// The master, accepted and open (主件).
        master_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Merge {
            master: reading.case("masterId", &input.master_id, KIND.1),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Turns one into a proposal or a sentiment report, with the author's consent (转为其他).
    micro_suggestion_convert(MicroSuggestionConvertInput) of Convert {
        /// Into what: PROPOSAL or SENTIMENT_REPORT (去向).
        into: Conversion,
        /// The day on which the author agreed (提出人同意日期).
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

    /// Accepts one at review (受理).
    micro_suggestion_accept(MicroSuggestionAcceptInput) of Accept {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Accept, reading.note("note", input.note.as_deref()));

    /// Forwards one to the hotline centre (转交热线中心).
    micro_suggestion_forward(MicroSuggestionForwardInput) of Forward {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Forward, reading.note("note", input.note.as_deref()));

    /// Rules to whom a twice returned order goes (退单裁定).
    micro_suggestion_return_rule(MicroSuggestionReturnRuleInput) of RuleReturn {
        /// The unit that must take it (裁定单位).
        lead_unit_id: ID,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let deed = Deed::RuleReturn {
            lead: reading.node("leadUnitId", &input.lead_unit_id, UNIT),
        };
        (deed, reading.said("reason", &input.reason))
    };

    /// Records that the author did not evaluate in time; silence is never satisfaction (记录未评价).
    micro_suggestion_silence_record(MicroSuggestionSilenceRecordInput) of RecordSilence {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::RecordSilence, reading.note("note", input.note.as_deref()));

    /// Decides, as a leader, where the author stays dissatisfied (领导裁定).
    micro_suggestion_leader_decide(MicroSuggestionLeaderDecideInput) of LeaderDecide {
        /// Whether it is to be handled again (是否重办).
        again: bool,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::LeaderDecide { again: input.again }, reading.said("reason", &input.reason));

    /// Follows a promise until it is kept (跟踪承诺).
    micro_suggestion_track(MicroSuggestionTrackInput) of Track {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Track, reading.note("note", input.note.as_deref()));

    /// Closes one (办结).
    micro_suggestion_close(MicroSuggestionCloseInput) of Close {
        /// The day on which the office found it solved; left out when it is not (核实解决日期).
        solved_on: Option<Date>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Close {
            solved_on: reading.day_if("solvedOn", input.solved_on.as_ref()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Takes a closed one further by another instrument (升级).
    micro_suggestion_escalate(MicroSuggestionEscalateInput) of Escalate {
        /// By which instrument (去向).
        into: Conversion,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Escalate { into: input.into }, reading.said("reason", &input.reason));

    /// Withdraws one for good; it stays readable (作废).
    micro_suggestion_void(MicroSuggestionVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
