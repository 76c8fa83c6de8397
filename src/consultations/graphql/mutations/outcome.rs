//! What comes of a consultation: submitting, instructions, the units' answers, following up, telling (成果、批示、反馈、跟踪).
//! Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::ID;

use super::{ConsultationPayload, KIND};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::UNIT;
use crate::casework::kinds::{Level, OutcomeForm, PointAdoption};

/// The most units that answer one consultation.
const UNITS: usize = 10;

crate::case_deeds! {
    /// The mutations of outcomes.
    ConsultationOutcomeMutation of KIND -> ConsultationPayload;

    /// Submits the outcome to Party and government (报送成果).
    consultation_outcome_submit(ConsultationOutcomeSubmitInput) of SubmitOutcome {
        /// In which form (成果形式).
        form: OutcomeForm,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::SubmitOutcome { form: input.form };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Records a leader's instruction on the outcome, as often as there is one (批示).
    consultation_instruct(ConsultationInstructInput) of Instruct {
        /// Of which level the leader is (层级).
        level: Level,
        /// What it says, at most 2000 characters (批示内容).
        text: Option<String>,
    } => |reading, input| {
        let deed = Deed::Instruct { level: input.level };
        (deed, reading.note("text", input.text.as_deref()))
    };

    /// Sends its points to the units that answer them (意见交办).
    consultation_assign(ConsultationAssignInput) of Assign {
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

    /// Answers a point as the unit: adopted, in part, or not and why (逐条反馈).
    consultation_feedback_give(ConsultationFeedbackGiveInput) of GiveFeedback {
        /// The place of the point in the minutes, from 1 (意见序号).
        point: i32,
        /// What the unit makes of it (采纳情况).
        adoption: PointAdoption,
        /// Why, at most 2000 characters; it must be said of what is not adopted (理由).
        reason: Option<String>,
    } => |reading, input| {
        let deed = Deed::GiveFeedback {
            point: Some(input.point),
            adoption: Some(input.adoption),
        };
        let refused = input.adoption == PointAdoption::NotAdopted;
        (deed, reading.reason("reason", input.reason.as_deref(), refused))
    };

    /// Says what became of a promised action; a later word replaces an earlier one (落实承诺).
    consultation_promise_keep(ConsultationPromiseKeepInput) of KeepPromise {
        /// Its place in the minutes, from 1 (承诺事项序号).
        promise: i32,
        /// Whether it was done (是否落实).
        done: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::KeepPromise {
            promise: input.promise,
            done: input.done,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Finds what was promised followed up (跟踪).
    consultation_track(ConsultationTrackInput) of Track {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Track, reading.note("note", input.note.as_deref()));

    /// Closes one and says what whoever took part is told (办结并告知).
    consultation_close(ConsultationCloseInput) of Close {
        /// What those who took part are told, at most 2000 characters (告知内容).
        told: String,
    } => |reading, input| {
        let deed = Deed::Close { solved_on: None };
        (deed, reading.said("told", &input.told))
    };
}
