//! Review, forward, close: what the CPPCC office and leaders do (审和转). Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{MicroSuggestionPayload, TYPE, UNIT, done, started};
use crate::casework::deed::Deed;
use crate::casework::kinds::{CaseAct, Conversion, DeclineGround};
use crate::casework::taking::NOTE;
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;

/// Sends one back to its author to mend (退回修改).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionReturnInput {
    /// Which one (微建议).
    id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Does not accept one, on a ground (不受理).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionDeclineInput {
    /// Which one (微建议).
    id: ID,
    /// The ground (理由).
    ground: DeclineGround,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Merges one into a master of the same matter (并案).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionMergeInput {
    /// Which one (微建议).
    id: ID,
    /// The master, accepted and open (主件).
    master_id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Turns one into a proposal or a sentiment report, with the author's consent (转为其他).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionConvertInput {
    /// Which one (微建议).
    id: ID,
    /// Into what: PROPOSAL or SENTIMENT_REPORT (去向).
    into: Conversion,
    /// The day on which the author agreed (提出人同意日期).
    consented_on: Date,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Accepts one at review (受理).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionAcceptInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Forwards one to the hotline centre (转交热线中心).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionForwardInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Rules to whom a twice returned order goes (退单裁定).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionReturnRuleInput {
    /// Which one (微建议).
    id: ID,
    /// The unit that must take it (裁定单位).
    lead_unit_id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Records that the author did not evaluate in time; silence is never satisfaction (记录未评价).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionSilenceRecordInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Decides, as a leader, where the author stays dissatisfied (领导裁定).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionLeaderDecideInput {
    /// Which one (微建议).
    id: ID,
    /// Whether it is to be handled again (是否重办).
    again: bool,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Follows a promise until it is kept (跟踪承诺).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionTrackInput {
    /// Which one (微建议).
    id: ID,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Closes one (办结).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionCloseInput {
    /// Which one (微建议).
    id: ID,
    /// The day on which the office found it solved; left out when it is not (核实解决日期).
    solved_on: Option<Date>,
    /// A remark, at most 2000 characters (说明).
    note: Option<String>,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Takes a closed one further by another instrument (升级).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionEscalateInput {
    /// Which one (微建议).
    id: ID,
    /// By which instrument (去向).
    into: Conversion,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// Withdraws one for good; it stays readable (作废).
#[derive(InputObject, Debug)]
pub struct MicroSuggestionVoidInput {
    /// Which one (微建议).
    id: ID,
    /// Why, at most 2000 characters (理由).
    reason: String,
    /// The day on which it was done; today when left out (日期).
    on: Option<Date>,
    /// The newest step that the caller saw; the action is refused when somebody acted since (所见最新步骤).
    after_step: Option<i32>,
}

/// The mutations of 审和转.
#[derive(Default, Debug)]
pub struct ReviewForwardMutation;

/// The mutations of 审和转.
#[Object]
impl ReviewForwardMutation {
    /// Sends one back to its author to mend (退回修改).
    async fn micro_suggestion_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionReturnInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Return)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Return;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Does not accept one, on a ground (不受理).
    async fn micro_suggestion_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionDeclineInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Decline)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Decline {
            ground: input.ground,
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Merges one into a master of the same matter (并案).
    async fn micro_suggestion_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionMergeInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Merge)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Merge {
            master: reading.case("masterId", &input.master_id, TYPE),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Turns one into a proposal or a sentiment report, with the author's consent (转为其他).
    async fn micro_suggestion_convert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionConvertInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Convert)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Convert {
            into: input.into,
            consented_on: reading.day("consentedOn", &input.consented_on),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Accepts one at review (受理).
    async fn micro_suggestion_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionAcceptInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Accept)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Accept;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Forwards one to the hotline centre (转交热线中心).
    async fn micro_suggestion_forward(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionForwardInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Forward)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Forward;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Rules to whom a twice returned order goes (退单裁定).
    async fn micro_suggestion_return_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionReturnRuleInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::RuleReturn)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::RuleReturn {
            lead: reading.node("leadUnitId", &input.lead_unit_id, UNIT),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Records that the author did not evaluate in time; silence is never satisfaction (记录未评价).
    async fn micro_suggestion_silence_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionSilenceRecordInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::RecordSilence)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::RecordSilence;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Decides, as a leader, where the author stays dissatisfied (领导裁定).
    async fn micro_suggestion_leader_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionLeaderDecideInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::LeaderDecide)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::LeaderDecide { again: input.again };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Follows a promise until it is kept (跟踪承诺).
    async fn micro_suggestion_track(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionTrackInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Track)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Track;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Closes one (办结).
    async fn micro_suggestion_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionCloseInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Close)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = reading.note("note", input.note.as_deref());
        let deed = Deed::Close {
            solved_on: input.solved_on.map(|day| reading.day("solvedOn", &day)),
        };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Takes a closed one further by another instrument (升级).
    async fn micro_suggestion_escalate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionEscalateInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Escalate)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Escalate { into: input.into };
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }

    /// Withdraws one for good; it stays readable (作废).
    async fn micro_suggestion_void(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what of it (微建议与内容).")]
        input: MicroSuggestionVoidInput,
    ) -> Result<MicroSuggestionPayload> {
        let (request, mut reading) = started(ctx, CaseAct::Void)?;
        let id = reading.case("id", &input.id, TYPE);
        let note = Some(reading.text("reason", &input.reason, NOTE, true));
        let deed = Deed::Void;
        let when = (input.on.as_ref(), input.after_step);
        done(request, reading, id, deed, note, when).await
    }
}
