//! Recording, correcting and withdrawing published figures in the API. Deliberately absent: rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::figure::PublishedFigure;
use crate::events::graphql::inputs::caller_district;
use crate::events::kinds::{EventKind, FundKind, Qualifier, Unit};
use crate::kernel::error::{Problem, Result, settle};
use crate::kernel::scalars::Decimal;
use crate::linkage::Request;
use crate::published::entity::published_figure::Model;
use crate::published::reading::FigureDraft;
use crate::published::recording::{correct, record, withdraw};
use crate::published::refusals::{Outcome, PublishedFigureErrorCode};
use crate::statistics::graphql::inputs::{DateRangeInput, EventLevel};
use crate::statistics::metrics::MetricCode;

crate::user_error! {
    /// Why a published figure was not recorded, corrected or withdrawn (公布数据被拒原因).
    PublishedFigureError of PublishedFigureErrorCode
}

/// A part over a whole that a percentage would fit (可能的分子分母).
#[derive(InputObject, Debug)]
pub struct PublishedPairInput {
    /// The part (分子).
    numerator: Decimal,
    /// The whole (分母).
    denominator: Decimal,
}

/// A figure as a document prints it (登记公布数据).
#[derive(InputObject, Debug)]
pub struct PublishedFigureRecordInput {
    /// Its key for machines, small letters, digits, dots and underscores, one of each in a document (键).
    key: String,
    /// Which document prints it, at most 200 characters (文件).
    document: String,
    /// The phrase, as it is printed, at most 200 characters (原文).
    phrase: String,
    /// The number; left out of a percentage (数值).
    value: Option<Decimal>,
    /// The percentage with the decimals that are printed, `97.4`; left out of a number (百分比).
    percent: Option<Decimal>,
    /// The part that the percentage is, where the document says it (分子).
    numerator: Option<Decimal>,
    /// The whole that the percentage is of, where the document says it (分母).
    denominator: Option<Decimal>,
    /// Pairs that the percentage would fit, where the document does not say over what it is, at most 10 (可能的分子分母).
    fits: Option<Vec<PublishedPairInput>>,
    /// The unit; PERCENT of a percentage (单位).
    unit: Unit,
    /// Exact, or a lower bound where the document says 余 (精确程度).
    #[graphql(default_with = "Qualifier::Exact")]
    qualifier: Qualifier,
    /// What it is counted over, in words, at most 200 characters (口径).
    basis: String,
    /// The days that it is of, half-open; without an end while it is open (期间).
    period: DateRangeInput,
    /// The metric that says the same; left out while none does (对应指标).
    metric: Option<MetricCode>,
    /// Of events of these kinds only (活动种类).
    kinds: Option<Vec<EventKind>>,
    /// Of funds of these kinds only; named together they are added (资金类别).
    fund_kinds: Option<Vec<FundKind>>,
    /// Of whole events only, or of parts only (层级).
    level: Option<EventLevel>,
    /// Of this campaign only (主题活动).
    campaign_id: Option<ID>,
    /// What else must be known to read it, at most 1000 characters (说明).
    note: Option<String>,
    /// Shown, never scored or ranked (仅展示).
    #[graphql(default)]
    is_display_only: bool,
}

/// What a published figure says from now on, all of it anew (更正公布数据).
#[derive(InputObject, Debug)]
pub struct PublishedFigureCorrectInput {
    /// Which figure (公布数据).
    id: ID,
    /// What it says.
    #[graphql(flatten)]
    figure: PublishedFigureRecordInput,
}

/// A published figure to withdraw (撤回公布数据).
#[derive(InputObject, Debug)]
pub struct PublishedFigureWithdrawInput {
    /// Which figure (公布数据).
    id: ID,
}

/// What became of recording (登记结果).
#[derive(SimpleObject, Debug)]
pub struct PublishedFigureRecordPayload {
    /// The figure; null when it was refused (公布数据).
    published_figure: Option<PublishedFigure>,
    /// Why it was refused, all reasons at once (被拒原因).
    errors: Vec<PublishedFigureError>,
}

/// What became of a correction (更正结果).
#[derive(SimpleObject, Debug)]
pub struct PublishedFigureCorrectPayload {
    /// The figure as it stands now; null when the correction was refused (公布数据).
    published_figure: Option<PublishedFigure>,
    /// Why it was refused, all reasons at once (被拒原因).
    errors: Vec<PublishedFigureError>,
}

/// What became of a withdrawal (撤回结果).
#[derive(SimpleObject, Debug)]
pub struct PublishedFigureWithdrawPayload {
    /// The figure as it stood; null when the withdrawal was refused (公布数据).
    published_figure: Option<PublishedFigure>,
    /// Why it was refused (被拒原因).
    errors: Vec<PublishedFigureError>,
}

/// The mutations of published figures.
#[derive(Default, Debug)]
pub struct PublishedFigureMutation;

/// The mutations of published figures.
#[Object]
impl PublishedFigureMutation {
    /// Records a figure as a document prints it, apart from what is computed (登记公布数据).
    async fn published_figure_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The figure (公布数据).")] input: PublishedFigureRecordInput,
    ) -> Result<PublishedFigureRecordPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let done = record(request, &district, &input.into()).await;
        let (published_figure, errors) = told(request, done).await?;
        Ok(PublishedFigureRecordPayload {
            published_figure,
            errors,
        })
    }

    /// Corrects what is said of a published figure; what stood stays readable at its numbers (更正公布数据).
    async fn published_figure_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The figure anew (公布数据).")] input: PublishedFigureCorrectInput,
    ) -> Result<PublishedFigureCorrectPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let done = correct(request, &district, &input.id, &input.figure.into()).await;
        let (published_figure, errors) = told(request, done).await?;
        Ok(PublishedFigureCorrectPayload {
            published_figure,
            errors,
        })
    }

    /// Withdraws a published figure; what stood stays readable at its numbers (撤回公布数据).
    async fn published_figure_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which figure (公布数据).")] input: PublishedFigureWithdrawInput,
    ) -> Result<PublishedFigureWithdrawPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let done = withdraw(request, &district, &input.id).await;
        let (published_figure, errors) = told(request, done).await?;
        Ok(PublishedFigureWithdrawPayload {
            published_figure,
            errors,
        })
    }
}

impl From<PublishedFigureRecordInput> for FigureDraft {
    fn from(input: PublishedFigureRecordInput) -> Self {
        let text = |number: Decimal| number.as_str().to_owned();
        let fits = input.fits.unwrap_or_default().into_iter();
        Self {
            key: input.key,
            document: input.document,
            phrase: input.phrase,
            value: input.value.map(text),
            percent: input.percent.map(text),
            numerator: input.numerator.map(text),
            denominator: input.denominator.map(text),
            fits: fits
                .map(|pair| (text(pair.numerator), text(pair.denominator)))
                .collect(),
            unit: input.unit,
            qualifier: input.qualifier,
            basis: input.basis,
            from: input.period.from.as_str().to_owned(),
            to: input.period.to.map(|to| to.as_str().to_owned()),
            metric: input.metric,
            kinds: input.kinds.map(|kinds| kinds.into_iter().collect()),
            fund_kinds: input.fund_kinds.map(|kinds| kinds.into_iter().collect()),
            is_part: input.level.map(|level| level == EventLevel::Part),
            campaign: input.campaign_id.map(|id| id.0),
            note: input.note,
            display_only: input.is_display_only,
        }
    }
}

async fn told(
    request: &Request,
    done: Outcome<Model>,
) -> Result<(Option<PublishedFigure>, Vec<PublishedFigureError>)> {
    Ok(match settle(done)? {
        Ok(row) => {
            request.unpin(&row.district_id).await;
            let pin = request.pin(&row.district_id).await?;
            let pin = pin.ok_or(Problem::Forbidden)?;
            let row = std::sync::Arc::new(row);
            (Some(PublishedFigure { pin, row }), Vec::new())
        }
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| PublishedFigureError::of(refusal, request.lang));
            (None, errors.collect())
        }
    })
}
