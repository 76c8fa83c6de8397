//! Importing the hotline's figures in the API: a verdict for every row, in their order. Deliberately absent: rules.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use crate::events::graphql::inputs::caller_district;
use crate::events::rules::reading::local;
use crate::hotline::entity::HotlineMetric;
use crate::hotline::importing::import;
use crate::hotline::refusals::{HotlineFigureErrorCode, Refused};
use crate::hotline::rules::{RowDraft, Ruling};
use crate::kernel::error::{Lang, Result, settle};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::scalars::{Long, Month};
use crate::linkage::Request;

crate::user_error! {
    /// Why a row was rejected, or an import not read (热线考核数据被拒原因).
    HotlineFigureError of HotlineFigureErrorCode
}

/// What the hotline says of a unit's month (热线考核数据).
#[derive(InputObject, Debug)]
pub struct HotlineFigureInput {
    /// The handling unit (承办单位).
    unit_id: ID,
    /// The month (月份).
    month: Month,
    /// What is told (指标).
    metric: HotlineMetric,
    /// The part (分子).
    numerator: i32,
    /// The whole; zero where there was nothing (分母).
    denominator: i32,
    /// Where the hotline says it, at most 200 characters (来源).
    source: String,
}

/// The hotline's figures to import (导入热线考核数据).
#[derive(InputObject, Debug)]
pub struct HotlineFiguresImportInput {
    /// 1 to 500 rows; one row's trouble never stops the others (各行).
    rows: Vec<HotlineFigureInput>,
}

/// What became of a row (单行结论).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HotlineVerdictStatus {
    /// Nothing stood; it stands now (已接收).
    Accepted,
    /// Another number stood; it is closed, and this one stands now (已更正).
    Corrected,
    /// The same stands already; nothing changed (重复).
    Duplicate,
    /// Not stored; the errors say why (被拒).
    Rejected,
}

/// What became of one row (单行结论).
#[derive(SimpleObject, Debug)]
pub struct HotlineFigureVerdict {
    /// The place of the row, 0 for the first (行次).
    row: i32,
    /// The verdict (结论).
    status: HotlineVerdictStatus,
    /// Why the row was rejected, all reasons at once (被拒原因).
    errors: Vec<HotlineFigureError>,
}

/// What became of an import (导入结果).
#[derive(SimpleObject, Debug)]
pub struct HotlineFiguresImportPayload {
    /// One for each row, in their order (逐行结论).
    verdicts: Vec<HotlineFigureVerdict>,
    /// The newest journal number of the district; null when the import was refused as a whole (日志序号).
    sequence: Option<Long>,
    /// Why the import was refused as a whole (整批被拒原因).
    errors: Vec<HotlineFigureError>,
}

/// The mutation of the hotline's figures.
#[derive(Default, Debug)]
pub struct HotlineMutation;

/// The mutation of the hotline's figures.
#[Object]
impl HotlineMutation {
    /// Imports the hotline's own monthly figures of handling units; the same rows again change nothing (导入热线考核数据).
    async fn hotline_figures_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rows (各行).")] input: HotlineFiguresImportInput,
    ) -> Result<HotlineFiguresImportPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let rows: Vec<_> = input.rows.iter().map(|row| draft(row, &district)).collect();
        Ok(match settle(import(request, &district, &rows).await)? {
            Ok(imported) => {
                request.unpin(&district).await;
                let rulings = imported.rulings.iter().enumerate();
                HotlineFiguresImportPayload {
                    verdicts: rulings
                        .map(|(place, ruling)| verdict(place, ruling, request.lang))
                        .collect(),
                    sequence: Some(Long(imported.number)),
                    errors: Vec::new(),
                }
            }
            Err(refusals) => HotlineFiguresImportPayload {
                verdicts: Vec::new(),
                sequence: None,
                errors: told(&refusals, request.lang),
            },
        })
    }
}

fn draft(row: &HotlineFigureInput, district: &DistrictId) -> RowDraft {
    RowDraft {
        unit: local(&row.unit_id, district, &["HandlingUnit"]).map(NodeId),
        month: row.month.first_day(),
        metric: row.metric,
        numerator: row.numerator.into(),
        denominator: row.denominator.into(),
        source: row.source.clone(),
    }
}

fn verdict(place: usize, ruling: &Ruling, lang: Lang) -> HotlineFigureVerdict {
    HotlineFigureVerdict {
        row: i32::try_from(place).unwrap_or(i32::MAX),
        status: match ruling {
            Ruling::Accepted(..) => HotlineVerdictStatus::Accepted,
            Ruling::Corrected(..) => HotlineVerdictStatus::Corrected,
            Ruling::Duplicate(..) => HotlineVerdictStatus::Duplicate,
            Ruling::Rejected(_) => HotlineVerdictStatus::Rejected,
        },
        errors: match ruling {
            Ruling::Rejected(refusals) => told(refusals, lang),
            _ => Vec::new(),
        },
    }
}

fn told(refusals: &[Refused], lang: Lang) -> Vec<HotlineFigureError> {
    refusals
        .iter()
        .map(|refusal| HotlineFigureError::of(refusal, lang))
        .collect()
}
