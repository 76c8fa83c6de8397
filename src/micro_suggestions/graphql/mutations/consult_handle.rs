//! Consult the author and handle: what units do (商和办). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{MicroSuggestionPayload, TYPE, done, started};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseAct, ContactMethod, PauseReason, ResultClass};
use crate::casework::taking::NOTE;
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;

/// Returns a work order: it is not the unit's (退单).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionOrderReturnInput {
    /// Which one (微建议).
    id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Signs for a work order (签收).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionSignInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Records a contact with the author; a reply needs one (记录沟通).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionContactInput {
    /// Which one (微建议).
    id: ID,
    /// How (方式).
    method: ContactMethod,
    /// What was said, at most 2000 characters (沟通情况).
    summary: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Stops the clock while another is waited for (暂停计时).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionPauseInput {
    /// Which one (微建议).
    id: ID,
    /// Why (原因).
    reason: PauseReason,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Lets the clock go on (恢复计时).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionResumeInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Asks for more time, once (申请延期).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionExtensionRequestInput {
    /// Which one (微建议).
    id: ID,
    /// The new last day (延期至).
    until: Date,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Replies to the author; refused without a contact on record (办复).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionReplyInput {
    /// Which one (微建议).
    id: ID,
    /// What came of it, by meaning (办理结果).
    result: ResultClass,
    /// The promised day, of IN_PROGRESS and PLANNED (承诺日期).
    promised_on: Option<Date>,
    /// The text, at most 2000 characters (正文).
    text: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Reports on a promise (报告进展).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionProgressReportInput {
    /// Which one (微建议).
    id: ID,
    /// A new promised day (新的承诺日期).
    promised_on: Option<Date>,
    /// The text, at most 2000 characters (正文).
    text: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// The mutations of 商和办.
#[derive(Default, Debug)]
pub struct ConsultHandleMutation;

/// The mutations of 商和办.
#[Object]
impl ConsultHandleMutation {
    /// Returns a work order: it is not the unit's (退单).
    async fn micro_suggestion_order_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionOrderReturnInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::ReturnOrder)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::ReturnOrder;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Signs for a work order (签收).
    async fn micro_suggestion_sign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionSignInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Sign)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Sign;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Records a contact with the author; a reply needs one (记录沟通).
    async fn micro_suggestion_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionContactInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Contact)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("summary", &input.summary, NOTE, true));
        let deed = Deed::Contact {
            method: input.method,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Stops the clock while another is waited for (暂停计时).
    async fn micro_suggestion_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionPauseInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Pause)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Pause {
            reason: input.reason,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Lets the clock go on (恢复计时).
    async fn micro_suggestion_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionResumeInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Resume)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Resume;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Asks for more time, once (申请延期).
    async fn micro_suggestion_extension_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionExtensionRequestInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::RequestExtension)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::RequestExtension {
            until: reading.day("until", &input.until),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Replies to the author; refused without a contact on record (办复).
    async fn micro_suggestion_reply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionReplyInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Reply)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("text", &input.text, NOTE, true));
        let deed = Deed::Reply {
            result: input.result,
            promised_on: input.promised_on.map(|day| reading.day("promisedOn", &day)),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Reports on a promise (报告进展).
    async fn micro_suggestion_progress_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionProgressReportInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::ReportProgress)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("text", &input.text, NOTE, true));
        let deed = Deed::ReportProgress {
            promised_on: input.promised_on.map(|day| reading.day("promisedOn", &day)),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }
}
