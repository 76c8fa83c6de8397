//! Consult the author and handle: what units do (商和办). Deliberately absent: rules; `casework::taking` asks them.

use super::{KIND, MicroSuggestionPayload};
use crate::casework::deed::Deed;
use crate::casework::kinds::{ContactMethod, PauseReason, ResultClass};
use crate::kernel::scalars::Date;

crate::case_deeds! {
    /// The mutations of 商和办.
    ConsultHandleMutation of KIND -> MicroSuggestionPayload;

    /// Returns a work order: it is not the unit's (退单).
    micro_suggestion_order_return(MicroSuggestionOrderReturnInput) of ReturnOrder {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::ReturnOrder, reading.said("reason", &input.reason));

    /// Signs for a work order (签收).
    micro_suggestion_sign(MicroSuggestionSignInput) of Sign {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Sign, reading.note("note", input.note.as_deref()));

    /// Records a contact with the author; a reply needs one (记录沟通).
    micro_suggestion_contact(MicroSuggestionContactInput) of Contact {
        /// How (方式).
        method: ContactMethod,
        /// What was said, at most 2000 characters (沟通情况).
        summary: String,
    } => |reading, input| {
        let deed = Deed::Contact {
            method: input.method,
        };
        (deed, reading.said("summary", &input.summary))
    };

    /// Stops the clock while another is waited for (暂停计时).
    micro_suggestion_pause(MicroSuggestionPauseInput) of Pause {
        /// Why (原因).
        reason: PauseReason,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Pause {
            reason: input.reason,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Lets the clock go on (恢复计时).
    micro_suggestion_resume(MicroSuggestionResumeInput) of Resume {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::Resume, reading.note("note", input.note.as_deref()));

    /// Asks for more time, once (申请延期).
    micro_suggestion_extension_request(MicroSuggestionExtensionRequestInput) of RequestExtension {
        /// The new last day (延期至).
        until: Date,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let deed = Deed::RequestExtension {
            until: reading.day("until", &input.until),
        };
        (deed, reading.said("reason", &input.reason))
    };

    /// Replies to the author; refused without a contact on record (办复).
    micro_suggestion_reply(MicroSuggestionReplyInput) of Reply {
        /// What came of it, by meaning (办理结果).
        result: ResultClass,
        /// The promised day, of IN_PROGRESS and PLANNED (承诺日期).
        promised_on: Option<Date>,
        /// The text, at most 2000 characters (正文).
        text: String,
    } => |reading, input| {
        let deed = Deed::Reply {
            result: input.result,
            promised_on: reading.day_if("promisedOn", input.promised_on.as_ref()),
        };
        (deed, reading.said("text", &input.text))
    };

    /// Reports on a promise (报告进展).
    micro_suggestion_progress_report(MicroSuggestionProgressReportInput) of ReportProgress {
        /// A new promised day (新的承诺日期).
        promised_on: Option<Date>,
        /// The text, at most 2000 characters (正文).
        text: String,
    } => |reading, input| {
        let deed = Deed::ReportProgress {
            promised_on: reading.day_if("promisedOn", input.promised_on.as_ref()),
        };
        (deed, reading.said("text", &input.text))
    };
}
