//! Making schemes, recording leave and deductions, contesting and deciding in the API. Deliberately absent: rules.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::contest::{DutyAbsence, DutyContest, DutyDeduction, absences, contests, deductions};
use super::inputs::{AssessmentSchemeContentInput, number};
use super::scheme::AssessmentScheme;
use crate::assessment::commands::contests::{ContestDraft, DecisionDraft, decide, file};
use crate::assessment::commands::notes::{
    AbsenceDraft, DeductionDraft, record_absence, record_deduction, withdraw,
};
use crate::assessment::commands::schemes::set_scheme;
use crate::assessment::entity::AbsenceKind;
use crate::assessment::refusals::{AssessmentErrorCode, Outcome};
use crate::events::graphql::inputs::caller_district;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result, settle};
use crate::kernel::id::DistrictId;
use crate::kernel::scalars::{Date, Decimal};
use crate::linkage::{Pin, Request};

crate::user_error! {
    /// Why something of assessment was refused (考核操作被拒原因).
    AssessmentError of AssessmentErrorCode
}

/// A scheme, or a new version of one (考核方案).
#[derive(InputObject, Debug)]
pub struct AssessmentSchemeSetInput {
    /// The scheme that it is a new version of; a new scheme if left out (考核方案).
    id: Option<ID>,
    /// What it says.
    #[graphql(flatten)]
    content: AssessmentSchemeContentInput,
}

/// Leave or a suspension (请假与暂停履职).
#[derive(InputObject, Debug)]
pub struct DutyAbsenceRecordInput {
    /// Whose (委员).
    member_id: ID,
    /// On leave or suspended (类别).
    kind: AbsenceKind,
    /// The first day (起始日).
    from: Date,
    /// The first day after; open if left out (结束日的次日).
    to: Option<Date>,
    /// Why, at most 1000 characters; told to the office and the member alone (原因).
    reason: String,
}

/// A deduction (扣分).
#[derive(InputObject, Debug)]
pub struct DutyDeductionRecordInput {
    /// Whose (委员).
    member_id: ID,
    /// Of which day (日期).
    on: Date,
    /// The code of a rule that a scheme of the year has (扣分规则代码).
    rule: String,
    /// The event that it is about (所涉活动).
    event_id: Option<ID>,
    /// Why, at most 1000 characters; told to the office and the member alone (原因).
    reason: String,
}

/// What was recorded wrongly (撤销).
#[derive(InputObject, Debug)]
pub struct DutyNoteWithdrawInput {
    /// Leave, a suspension or a deduction (请假、暂停履职或扣分).
    id: ID,
}

/// A contest of the caller's own score (申诉).
#[derive(InputObject, Debug)]
pub struct DutyContestFileInput {
    /// Under which scheme (考核方案).
    scheme_id: ID,
    /// The event or case that is not counted as it should be, the caller's own or one that lacks him; or a deduction
    /// (申诉对象).
    source_id: ID,
    /// Why, at most 1000 characters; told to the office and the caller alone (申诉理由).
    reason: String,
}

/// A decision on a contest (申诉裁定).
#[derive(InputObject, Debug)]
pub struct DutyContestDecideInput {
    /// The contest (申诉).
    id: ID,
    /// Whether it is accepted (是否成立).
    accept: bool,
    /// The code of the item that counts it, where none of the scheme's fits; not on a rejection (计分项).
    item: Option<String>,
    /// The points that it has, 0 to 1000; not on a rejection, nor of a deduction, which falls away (分值).
    points: Option<Decimal>,
    /// Why, at most 1000 characters (裁定理由).
    reason: String,
}

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $(#[$of:meta])* $field:ident: $ty:ty })+) => {
        $(
            $(#[$doc])*
            #[derive(SimpleObject, Debug)]
            pub struct $name {
                $(#[$of])*
                $field: $ty,
                /// Why it was refused, all reasons at once (被拒原因).
                errors: Vec<AssessmentError>,
            }
        )+
    };
}

payloads! {
    /// What became of a scheme (方案结果).
    AssessmentSchemeSetPayload {
        /// The version; null when it was refused (考核方案).
        scheme: Option<AssessmentScheme>
    }
    /// What became of recording leave or a suspension (登记结果).
    DutyAbsenceRecordPayload {
        /// What was recorded; null when it was refused (请假与暂停履职).
        absence: Option<DutyAbsence>
    }
    /// What became of recording a deduction (登记结果).
    DutyDeductionRecordPayload {
        /// What was recorded; null when it was refused (扣分).
        deduction: Option<DutyDeduction>
    }
    /// What became of taking back (撤销结果).
    DutyNoteWithdrawPayload {
        /// What was taken back, by its id; null when it was refused (已撤销).
        withdrawn_id: Option<ID>
    }
    /// What became of a contest (申诉结果).
    DutyContestFilePayload {
        /// The contest; null when it was refused (申诉).
        contest: Option<DutyContest>
    }
    /// What became of a decision (裁定结果).
    DutyContestDecidePayload {
        /// The contest as decided; null when it was refused (申诉).
        contest: Option<DutyContest>
    }
}

/// The mutations of assessment.
#[derive(Default, Debug)]
pub struct AssessmentMutation;

/// The mutations of assessment.
#[Object]
impl AssessmentMutation {
    /// Makes a scheme of assessment, or a new version of one; earlier versions stay as they are (设定考核方案).
    async fn assessment_scheme_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The scheme (考核方案).")] input: AssessmentSchemeSetInput,
    ) -> Result<AssessmentSchemeSetPayload> {
        let (request, district) = caller(ctx, Action::AssessDuty)?;
        let given = (
            input.id.as_ref().map(|id| id.as_str()),
            input.content.into(),
        );
        let done = set_scheme(request, &district, given).await;
        let (done, errors, _) = told(request, &district, done).await?;
        let scheme = done.map(|version| AssessmentScheme(Arc::new(version)));
        Ok(AssessmentSchemeSetPayload { scheme, errors })
    }

    /// Records that a member is on leave or suspended (登记请假与暂停履职).
    async fn duty_absence_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose and when (委员与日期).")] input: DutyAbsenceRecordInput,
    ) -> Result<DutyAbsenceRecordPayload> {
        let (request, district) = caller(ctx, Action::AssessDuty)?;
        let draft = AbsenceDraft {
            member: input.member_id.0,
            kind: input.kind,
            from: input.from.day(),
            to: input.to.map(|to| to.day()),
            reason: input.reason,
        };
        let done = record_absence(request, &district, &draft).await;
        let (done, errors, pin) = told(request, &district, done).await?;
        let rows: Vec<_> = done.into_iter().collect();
        let absence = absences(request, &pin, &rows).await?.pop();
        Ok(DutyAbsenceRecordPayload { absence, errors })
    }

    /// Records a deduction with its reason (登记扣分).
    async fn duty_deduction_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, under which rule (委员与规则).")] input: DutyDeductionRecordInput,
    ) -> Result<DutyDeductionRecordPayload> {
        let (request, district) = caller(ctx, Action::AssessDuty)?;
        let draft = DeductionDraft {
            member: input.member_id.0,
            on: input.on.day(),
            rule: input.rule,
            event: input.event_id.map(|id| id.0),
            reason: input.reason,
        };
        let done = record_deduction(request, &district, &draft).await;
        let (done, errors, pin) = told(request, &district, done).await?;
        let rows: Vec<_> = done.into_iter().collect();
        let deduction = deductions(request, &pin, &rows).await?.pop();
        Ok(DutyDeductionRecordPayload { deduction, errors })
    }

    /// Takes back leave, a suspension or a deduction that was recorded wrongly (撤销登记).
    async fn duty_note_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back (撤销对象).")] input: DutyNoteWithdrawInput,
    ) -> Result<DutyNoteWithdrawPayload> {
        let (request, district) = caller(ctx, Action::AssessDuty)?;
        let done = withdraw(request, &district, &input.id).await;
        let (done, errors, _) = told(request, &district, done).await?;
        let withdrawn_id = done.map(|()| input.id);
        Ok(DutyNoteWithdrawPayload {
            withdrawn_id,
            errors,
        })
    }

    /// Contests an entry of the caller's own score, or that one is missing; for members (申诉).
    async fn duty_contest_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is contested, and why (申诉对象与理由).")]
        input: DutyContestFileInput,
    ) -> Result<DutyContestFilePayload> {
        let (request, district) = caller(ctx, Action::ContestDuty)?;
        let draft = ContestDraft {
            scheme: input.scheme_id.0,
            source: input.source_id.0,
            reason: input.reason,
        };
        let done = file(request, &district, &draft).await;
        let (done, errors, pin) = told(request, &district, done).await?;
        let contest = contests(request, &pin, done.iter()).await?.pop();
        Ok(DutyContestFilePayload { contest, errors })
    }

    /// Decides a contest with a reason; an accepted one changes exactly one item (裁定申诉).
    async fn duty_contest_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision (裁定).")] input: DutyContestDecideInput,
    ) -> Result<DutyContestDecidePayload> {
        let (request, district) = caller(ctx, Action::AssessDuty)?;
        let draft = DecisionDraft {
            id: input.id.0,
            accept: input.accept,
            item: input.item,
            points: input.points.as_ref().map(number),
            reason: input.reason,
        };
        let done = decide(request, &district, &draft).await;
        let (done, errors, pin) = told(request, &district, done).await?;
        let contest = contests(request, &pin, done.iter()).await?.pop();
        Ok(DutyContestDecidePayload { contest, errors })
    }
}

/// Who may do it; nobody else gets as far as to be told what is wrong with what he asks.
fn caller<'a>(ctx: &'a Context<'_>, action: Action) -> Result<(&'a Request, DistrictId)> {
    let request = ctx.data_unchecked::<Request>();
    let (actor, district) = (request.actor()?, caller_district(request)?);
    actor.require(action, actor.standing(&district, None))?;
    Ok((request, district))
}

/// What was done or why not, and the district as it stands after it.
async fn told<T>(
    request: &Request,
    district: &DistrictId,
    done: Outcome<T>,
) -> Result<(Option<T>, Vec<AssessmentError>, Arc<Pin>)> {
    let settled = settle(done)?;
    request.unpin(district).await;
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    Ok(match settled {
        Ok(done) => (Some(done), Vec::new(), pin),
        Err(refusals) => {
            let errors = refusals.iter();
            let errors = errors.map(|refusal| AssessmentError::of(refusal, request.lang));
            (None, errors.collect(), pin)
        }
    })
}
