//! Freezing and replacing statements in the API. Deliberately absent: rules.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::statement::Statement;
use crate::events::graphql::inputs::caller_district;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result, settle};
use crate::kernel::id::DistrictId;
use crate::linkage::{Attribution, Pin, Request};
use crate::statements::commands::{Frozen, freeze, supersede};
use crate::statements::reading::{LineDraft, StatementDraft};
use crate::statements::refusals::{Outcome, StatementErrorCode};
use crate::statistics::figure::Credit;
use crate::statistics::graphql::inputs::{EventFilter, PeriodInput};
use crate::statistics::metrics::MetricCode;

crate::user_error! {
    /// Why a statement was not frozen or replaced (定稿被拒原因).
    StatementError of StatementErrorCode
}

/// A figure to freeze (待定稿数据).
#[derive(InputObject, Debug)]
pub struct StatementLineInput {
    /// What the statement calls it, at most 200 characters, each name once (名称).
    name: String,
    /// The metric; not whom records reach, nor silence (指标).
    metric: MetricCode,
    /// Of which node; the district if left out, no single member (节点).
    node_id: Option<ID>,
    /// On which days the records began (期间).
    period: PeriodInput,
    /// Which records; not by participants or a subject (筛选).
    filter: Option<EventFilter>,
    /// By which chain records are attributed (归属口径).
    #[graphql(default_with = "Attribution::AtEvent")]
    attribution: Attribution,
    /// How joint records count (计入方式).
    #[graphql(default_with = "Credit::Full")]
    credit: Credit,
}

/// Figures to freeze under a title (定稿).
#[derive(InputObject, Debug)]
pub struct StatementFreezeInput {
    /// The title, at most 200 characters; no other standing statement has it (标题).
    title: String,
    /// The figures, 1 to 60 (数据项).
    lines: Vec<StatementLineInput>,
}

/// A statement that replaces another (另出新版本).
#[derive(InputObject, Debug)]
pub struct StatementSupersedeInput {
    /// The statement to replace (被替代的报表).
    id: ID,
    /// Why, at most 1000 characters (更正原因).
    reason: String,
    /// What is frozen in its place.
    #[graphql(flatten)]
    statement: StatementFreezeInput,
}

/// What became of freezing (定稿结果).
#[derive(SimpleObject, Debug)]
pub struct StatementFreezePayload {
    /// The statement; null when it was refused (定稿报表).
    statement: Option<Statement>,
    /// Why it was refused, all reasons at once (被拒原因).
    errors: Vec<StatementError>,
}

/// What became of replacing (新版本结果).
#[derive(SimpleObject, Debug)]
pub struct StatementSupersedePayload {
    /// The new statement; null when it was refused (定稿报表).
    statement: Option<Statement>,
    /// Why it was refused, all reasons at once (被拒原因).
    errors: Vec<StatementError>,
}

/// The mutations of statements.
#[derive(Default, Debug)]
pub struct StatementMutation;

/// The mutations of statements.
#[Object]
impl StatementMutation {
    /// Freezes figures as they stand under a title, with the digest of their records (定稿).
    async fn statement_freeze(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The title and the figures (标题与数据项).")] input: StatementFreezeInput,
    ) -> Result<StatementFreezePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let pin = office(request, &district).await?;
        let draft = draft(&pin, input)?;
        request.unpin(&district).await;
        let done = freeze(request, &district, &draft).await;
        let (statement, errors) = told(request, done).await?;
        Ok(StatementFreezePayload { statement, errors })
    }

    /// Freezes figures anew in the place of a statement, with the reason; what was frozen stays readable (另出新版本).
    async fn statement_supersede(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The statement, the reason and the figures (报表、原因与数据项).")]
        input: StatementSupersedeInput,
    ) -> Result<StatementSupersedePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let pin = office(request, &district).await?;
        let draft = draft(&pin, input.statement)?;
        request.unpin(&district).await;
        let replaced = (input.id.as_str(), input.reason.as_str());
        let done = supersede(request, &district, replaced, &draft).await;
        let (statement, errors) = told(request, done).await?;
        Ok(StatementSupersedePayload { statement, errors })
    }
}

/// The district as the office sees it; nobody else gets as far as to be told what is wrong with what he asks.
async fn office(request: &Request, district: &DistrictId) -> Result<Arc<Pin>> {
    let actor = request.actor()?;
    actor.require(Action::KeepOrganization, actor.standing(district, None))?;
    request.pin(district).await?.ok_or(Problem::Forbidden)
}

fn draft(pin: &Pin, input: StatementFreezeInput) -> Result<StatementDraft> {
    let line = |line: StatementLineInput| {
        Ok(LineDraft {
            name: line.name,
            metric: line.metric,
            node: line.node_id.map(|id| id.0),
            span: line.period.span(pin)?,
            narrowing: match &line.filter {
                Some(filter) => filter.narrowing(pin)?,
                None => Default::default(),
            },
            attribution: line.attribution,
            credit: line.credit,
        })
    };
    Ok(StatementDraft {
        title: input.title,
        lines: input.lines.into_iter().map(line).collect::<Result<_>>()?,
    })
}

async fn told(
    request: &Request,
    done: Outcome<Frozen>,
) -> Result<(Option<Statement>, Vec<StatementError>)> {
    Ok(match settle(done)? {
        Ok(frozen) => {
            let district = frozen.0.district_id.clone();
            request.unpin(&district).await;
            let pin = request.pin(&district).await?;
            let pin: Arc<Pin> = pin.ok_or(Problem::Forbidden)?;
            (Some(Statement::new(&pin, frozen)), Vec::new())
        }
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| StatementError::of(refusal, request.lang));
            (None, errors.collect())
        }
    })
}
