//! What editors do: take up, edit, send back, merge, turn away, issue. Deliberately absent: rules; `casework::taking` asks
//! them.

use async_graphql::ID;

use super::{KIND, SentimentReportPayload};
use crate::casework::deed::Deed;
use crate::casework::graphql::reading::REFERENCE;
use crate::casework::kinds::Conversion;
use crate::kernel::scalars::{Date, DivisionCode};

crate::case_deeds! {
    /// The mutations of editors.
    SentimentReportEditingMutation of KIND -> SentimentReportPayload;

    /// Takes one up for editing (开始编辑).
    sentiment_report_take_up(SentimentReportTakeUpInput) of TakeUp {
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| (Deed::TakeUp, reading.note("note", input.note.as_deref()));

    /// Edits the text; the author's own words stay in the steps (编辑文稿).
    sentiment_report_edit(SentimentReportEditInput) of Edit {
        /// The title, at most 200 characters (标题).
        title: String,
        /// What is reported, at most 5000 characters (内容).
        content: String,
        /// Where (地点).
        place_code: Option<DivisionCode>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Edit {
            content: reading.content(&input.title, &input.content, input.place_code.as_ref()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Sends one back to its author to mend (退回修改).
    sentiment_report_return(SentimentReportReturnInput) of Return {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Return, reading.said("reason", &input.reason));

    /// Merges one into a master of the same matter (合并编辑).
    sentiment_report_merge(SentimentReportMergeInput) of Merge {
        /// The master, being edited or issued (主件).
        master_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Merge {
            master: reading.case("masterId", &input.master_id, KIND.1),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Does not issue one; the author is told why (不采用).
    sentiment_report_not_adopt(SentimentReportNotAdoptInput) of NotAdopt {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::NotAdopt, reading.said("reason", &input.reason));

    /// Turns one into another instrument, with the author's consent (转为其他).
    sentiment_report_convert(SentimentReportConvertInput) of Convert {
        /// Into what: PROPOSAL, MICRO_SUGGESTION, LETTER or SUGGESTION (去向).
        into: Conversion,
        /// The day on which the author agreed (作者同意日期).
        consented_on: Date,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let deed = Deed::Convert {
            into: input.into,
            consented_on: reading.day("consentedOn", &input.consented_on),
        };
        (deed, reading.said("reason", &input.reason))
    };

    /// Issues one: the district adopts it (编发).
    sentiment_report_issue(SentimentReportIssueInput) of Issue {
        /// The number of the issue, at most 50 characters; no other report has it (期号).
        number: String,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Issue {
            number: reading.text("number", &input.number, REFERENCE, false),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Withdraws one for good; it stays readable (作废).
    sentiment_report_void(SentimentReportVoidInput) of Void {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Void, reading.said("reason", &input.reason));
}
