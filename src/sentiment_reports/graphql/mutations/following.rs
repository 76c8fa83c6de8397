//! What becomes of an issued one: reported up, adopted, instructed on, given to a unit, answered, closed. Deliberately
//! absent: rules; `casework::taking` asks them.

use async_graphql::ID;

use super::{KIND, SentimentReportPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::UNIT;
use crate::casework::kinds::{AdoptionKind, Level, PointAdoption};
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of what becomes of an issued one.
    SentimentReportFollowingMutation of KIND -> SentimentReportPayload;

    /// Reports one up to the city, once (报市政协).
    sentiment_report_report_up(SentimentReportReportUpInput) of ReportUp {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::ReportUp, reading.note("note", input.note.as_deref()));

    /// Records that a higher level adopted one, in whatever state it is (登记采用).
    sentiment_report_adopt(SentimentReportAdoptInput) of Adopt {
        /// Which level: CITY, PROVINCE or NATIONAL (层级).
        level: Level,
        /// How (采用方式).
        kind: AdoptionKind,
        /// The day on which it was adopted; that of the step when left out (采用日期).
        adopted_on: Option<Date>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Adopt {
            level: input.level,
            kind: input.kind,
            adopted_on: reading.day_if("adoptedOn", input.adopted_on.as_ref()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Records a leader's instruction (批示).
    sentiment_report_instruct(SentimentReportInstructInput) of Instruct {
        /// Of which level the leader is (层级).
        level: Level,
        /// The words of the instruction, at most 2000 characters; the office, leaders and the author read them (批示内容).
        text: Option<String>,
    } => |reading, input| {
        let deed = Deed::Instruct { level: input.level };
        (deed, reading.note("text", input.text.as_deref()))
    };

    /// Gives one to a unit to answer (转办单位).
    sentiment_report_transfer(SentimentReportTransferInput) of Transfer {
        /// The unit (承办单位).
        unit_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Transfer {
            unit: reading.node("unitId", &input.unit_id, UNIT),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Answers one, as the unit that it was given to (反馈).
    sentiment_report_feedback_give(SentimentReportFeedbackGiveInput) of GiveFeedback {
        /// What the unit makes of it (采纳情况).
        adoption: Option<PointAdoption>,
        /// The answer, at most 2000 characters (反馈内容).
        text: String,
    } => |reading, input| {
        let deed = Deed::GiveFeedback {
            point: None,
            adoption: input.adoption,
        };
        (deed, reading.said("text", &input.text))
    };

    /// Closes one and tells the author what came of it (办结并告知作者).
    sentiment_report_close(SentimentReportCloseInput) of Close {
        /// What the author is told, at most 2000 characters (告知内容).
        told: String,
    } => |reading, input| {
        let deed = Deed::Close { solved_on: None };
        (deed, reading.said("told", &input.told))
    };
}
