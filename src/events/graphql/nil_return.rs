//! Nil returns in the API. Deliberately absent: who is silent, which a figure's completeness tells.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::inputs::caller_district;
use crate::events::commands::nil_return::{NilReturnErrorCode, NilReturnOf, declare, withdraw};
use crate::events::entity::nil_return;
use crate::kernel::error::{Failure, Problem, Result, settle};
use crate::kernel::scalars::{Long, Month};
use crate::linkage::Request;
use crate::organization::graphql::nodes::Workroom;

crate::user_error! {
    /// Why a nil return was not declared or withdrawn (零报告被拒原因).
    NilReturnError of NilReturnErrorCode
}

/// A workroom's word that it has nothing to report for a month (零报告).
#[derive(SimpleObject, Debug)]
pub struct NilReturn {
    /// The workroom (委员工作室).
    workroom: Workroom,
    /// The month (月份).
    month: Month,
    /// The journal number that opened it (序号).
    sequence: Long,
}

/// Which month of which workroom has nothing to report (零报告).
#[derive(InputObject, Debug)]
pub struct NilReturnDeclareInput {
    /// The workroom (委员工作室).
    workroom_id: ID,
    /// The month, from its last day on (月份).
    month: Month,
}

/// Which nil return is taken back (撤回零报告).
#[derive(InputObject, Debug)]
pub struct NilReturnWithdrawInput {
    /// The workroom (委员工作室).
    workroom_id: ID,
    /// The month (月份).
    month: Month,
}

/// What became of a declaration (零报告结果).
#[derive(SimpleObject, Debug)]
pub struct NilReturnDeclarePayload {
    /// The nil return; null when it was refused (零报告).
    nil_return: Option<NilReturn>,
    /// Why it was refused (被拒原因).
    errors: Vec<NilReturnError>,
}

/// What became of a withdrawal (撤回结果).
#[derive(SimpleObject, Debug)]
pub struct NilReturnWithdrawPayload {
    /// The nil return that no longer stands; null when the withdrawal was refused (零报告).
    nil_return: Option<NilReturn>,
    /// Why it was refused (被拒原因).
    errors: Vec<NilReturnError>,
}

/// The mutations of nil returns.
#[derive(Default, Debug)]
pub struct NilReturnMutation;

/// The mutations of nil returns.
#[Object]
impl NilReturnMutation {
    /// Declares that a workroom has nothing to report for a month, which is not the same as silence (零报告).
    async fn nil_return_declare(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workroom and the month (工作室与月份).")]
        input: NilReturnDeclareInput,
    ) -> Result<NilReturnDeclarePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let done = declare(request, &district, of(&input.workroom_id, input.month)).await;
        let (nil_return, errors) = told(request, done).await?;
        Ok(NilReturnDeclarePayload { nil_return, errors })
    }

    /// Takes a nil return back (撤回零报告).
    async fn nil_return_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workroom and the month (工作室与月份).")]
        input: NilReturnWithdrawInput,
    ) -> Result<NilReturnWithdrawPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let done = withdraw(request, &district, of(&input.workroom_id, input.month)).await;
        let (nil_return, errors) = told(request, done).await?;
        Ok(NilReturnWithdrawPayload { nil_return, errors })
    }
}

fn of(workroom: &ID, month: Month) -> NilReturnOf {
    NilReturnOf {
        workroom: workroom.to_string(),
        month,
    }
}

async fn told(
    request: &Request,
    done: std::result::Result<nil_return::Model, Failure<NilReturnErrorCode>>,
) -> Result<(Option<NilReturn>, Vec<NilReturnError>)> {
    let row = match settle(done)? {
        Ok(row) => row,
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| NilReturnError::of(refusal, request.lang));
            return Ok((None, errors.collect()));
        }
    };
    request.unpin(&row.district_id).await;
    let pin = request
        .pin(&row.district_id)
        .await?
        .ok_or(Problem::Forbidden)?;
    let nil_return = NilReturn {
        workroom: Workroom::new(&pin, row.workroom_id),
        month: Month::of(row.month),
        sequence: Long(row.since_number),
    };
    Ok((Some(nil_return), Vec::new()))
}
