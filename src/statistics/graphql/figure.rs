//! A figure with its full receipt in the API. Deliberately absent: how it is added up.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};

use super::catalog::Metric;
use super::records::RecordConnection;
use crate::events::kinds::{EventStatus, FundKind, Qualifier, Unit};
use crate::kernel::error::Result;
use crate::kernel::page::PageArgs;
use crate::kernel::period::Span;
use crate::kernel::scalars::{Date, Decimal, Long, Month};
use crate::linkage::{Attribution, Pin};
use crate::organization::graphql::nodes::Workroom;
use crate::statistics::asking::Answered;
pub use crate::statistics::asking::Asking;
use crate::statistics::completeness;
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::metrics::MetricCode;
use crate::statistics::question::Question;
use crate::statistics::records::Receipt;

/// Days from `from` up to, not including, `to` (期间，不含结束日).
#[derive(SimpleObject, Clone, Debug)]
pub struct Period {
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; null while it is open (结束日的次日).
    pub to: Option<Date>,
}

impl From<Span> for Period {
    fn from(span: Span) -> Self {
        Self {
            from: span.from.into(),
            to: span.to.map(Into::into),
        }
    }
}

/// Why records are left out of a figure (不计入原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExclusionReason {
    /// Withdrawn (作废).
    Void,
    /// The same event as another (重复).
    Duplicate,
    /// Refused at verification (核实未通过).
    Rejected,
    /// Held as a likely duplicate (待甄别).
    Held,
    /// Not verified, where only verified ones were asked for (未核实).
    Unverified,
}

/// Records that a figure leaves out (不计入的记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct Exclusion {
    /// Why (原因).
    pub reason: ExclusionReason,
    /// How many records (条数).
    pub count: i32,
}

/// A workroom of which nothing was heard in months that are over (沉默的工作室).
#[derive(SimpleObject, Clone, Debug)]
pub struct Silence {
    /// The workroom (委员工作室).
    pub workroom: Workroom,
    /// Its silent months (沉默月份).
    pub months: Vec<Month>,
}

/// How many of the workrooms that should post were heard of; expected is the sum of the four other counts (报送完整性).
#[derive(SimpleObject, Clone, Debug)]
pub struct Completeness {
    /// Workrooms that should post in the period (应报).
    pub expected: i32,
    /// Of them, heard of by events, without a silent month (已报).
    pub reported: i32,
    /// Of them, whose months are all nil returns (零报告).
    pub declared_zero: i32,
    /// Of them, with a silent month (沉默).
    pub silent: i32,
    /// Of them, with nothing due yet (未到期).
    pub not_yet_due: i32,
    /// Reported and declared zero together: 13 of 14 (已回应).
    pub answered: i32,
    /// The silent ones with their months, at most 100 (沉默明细).
    pub silences: Vec<Silence>,
}

/// Funds of one kind; kinds are never added unasked (分类资金).
#[derive(SimpleObject, Clone, Debug)]
pub struct FundsOfKind {
    /// The kind (资金类别).
    pub fund_kind: FundKind,
    /// Yuan (元).
    pub value: Decimal,
    /// Exact, or a lower bound (精确程度).
    pub qualifier: Qualifier,
}

/// A figure with its receipt: what was counted, how, as of when, and the very records (统计数据).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Figure {
    /// What is measured (指标).
    pub metric: Metric,
    /// The value in the unit, a share for rates; null for a rate over nothing, for unlike funds and when withheld (数值).
    pub value: Option<Decimal>,
    /// Whether the value and the records are withheld: fewer than five residents in hardship, from callers who may not read
    /// what was posted of them (是否抑制).
    pub suppressed: bool,
    /// Exact, or a lower bound as soon as one record is (精确程度).
    pub qualifier: Qualifier,
    /// The unit (单位).
    pub unit: Unit,
    /// A rate's numerator (分子).
    pub numerator: Option<Decimal>,
    /// A rate's denominator (分母).
    pub denominator: Option<Decimal>,
    /// Of funds, each kind on its own; empty for other metrics (分类资金).
    pub by_fund_kind: Vec<FundsOfKind>,
    /// The days on which the records began (期间).
    pub period: Period,
    /// By which chain records were attributed (归属口径).
    pub attribution: Attribution,
    /// How joint records were counted (计入方式).
    pub credit: Credit,
    /// How many of the workrooms below were heard of (报送完整性).
    pub completeness: Completeness,
    /// What was left out and why (不计入).
    pub excluded: Vec<Exclusion>,
    /// The journal number that it is true for (日志序号).
    pub as_of: Long,
    #[graphql(skip)]
    receipt: Arc<Receipt>,
    #[graphql(skip)]
    pin: Arc<Pin>,
}

#[ComplexObject]
impl Figure {
    /// Exactly the records that were counted; their amounts add up to the value, or a rate's to its numerator (计入的记录).
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<RecordConnection> {
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        if self.suppressed {
            return Ok(RecordConnection::withheld(&self.receipt));
        }
        RecordConnection::load(ctx, &self.pin, &self.receipt, &args).await
    }

    /// The same figure for the period just before; null for open periods (上一期间).
    async fn previous(&self, ctx: &Context<'_>) -> Result<Option<Figure>> {
        let Some(span) = self.receipt.scope.span.previous() else {
            return Ok(None);
        };
        let asking = Asking {
            question: Question {
                span,
                ..self.receipt.question.clone()
            },
            scope: Scope {
                span,
                ..self.receipt.scope.clone()
            },
            attribution: self.attribution,
            credit: self.credit,
        };
        Ok(asking
            .answer(ctx, &self.pin, &[self.receipt.metric])
            .await?
            .pop())
    }
}

impl Asking {
    /// The figures of several metrics, in their order.
    pub async fn answer(
        &self,
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        metrics: &[MetricCode],
    ) -> Result<Vec<Figure>> {
        let memory = (ctx.data_unchecked(), ctx.data_unchecked());
        let counted = self.answered(memory, pin, metrics).await?;
        Ok(self.figures(pin, counted))
    }

    /// The same, from sums of the period told apart by kind and campaign: askings of one period that differ only in
    /// their filters share one statement.
    pub async fn answer_together(
        &self,
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        metrics: &[MetricCode],
    ) -> Result<Vec<Figure>> {
        let memory = (ctx.data_unchecked(), ctx.data_unchecked());
        let counted = self.answered_together(memory, pin, metrics).await?;
        Ok(self.figures(pin, counted))
    }

    /// What was counted, as the API tells it.
    pub fn figures(&self, pin: &Arc<Pin>, counted: Vec<Answered>) -> Vec<Figure> {
        let counted = counted.into_iter();
        counted.map(|counted| self.figure(pin, counted)).collect()
    }

    fn figure(&self, pin: &Arc<Pin>, counted: Answered) -> Figure {
        let definition = counted.metric.definition();
        let (value, at_least) = (counted.told(), counted.tells_at_least());
        let (numerator, denominator) = counted.told_parts();
        let result = counted.result;
        Figure {
            metric: definition.into(),
            value: value.map(Into::into),
            suppressed: counted.suppressed,
            qualifier: if at_least {
                Qualifier::AtLeast
            } else {
                Qualifier::Exact
            },
            unit: definition.unit,
            numerator: numerator.map(Into::into),
            denominator: denominator.map(Into::into),
            by_fund_kind: result
                .funds
                .iter()
                .map(|(kind, sum)| FundsOfKind {
                    fund_kind: *kind,
                    value: sum.value().into(),
                    qualifier: sum.qualifier(),
                })
                .collect(),
            period: self.scope.span.into(),
            attribution: self.attribution,
            credit: self.credit,
            completeness: completeness_view(&counted.completeness, pin),
            excluded: result
                .excluded
                .iter()
                .filter_map(|(status, count)| {
                    Some(Exclusion {
                        reason: reason(*status)?,
                        count: clamp(*count),
                    })
                })
                .collect(),
            as_of: Long(pin.number),
            receipt: Arc::new(Receipt {
                question: self.question.clone(),
                scope: self.scope.clone(),
                credit: self.credit,
                metric: counted.metric,
            }),
            pin: Arc::clone(pin),
        }
    }
}

fn reason(status: EventStatus) -> Option<ExclusionReason> {
    match status {
        EventStatus::Posted => Some(ExclusionReason::Unverified),
        EventStatus::Verified => None,
        EventStatus::Held => Some(ExclusionReason::Held),
        EventStatus::Rejected => Some(ExclusionReason::Rejected),
        EventStatus::Duplicate => Some(ExclusionReason::Duplicate),
        EventStatus::Void => Some(ExclusionReason::Void),
    }
}

/// A count as the API tells it.
pub fn clamp(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn completeness_view(told: &completeness::Completeness, pin: &Arc<Pin>) -> Completeness {
    Completeness {
        expected: told.expected,
        reported: told.reported,
        declared_zero: told.declared_zero,
        silent: told.silent,
        not_yet_due: told.not_yet_due,
        answered: told.reported.saturating_add(told.declared_zero),
        silences: told
            .silences
            .iter()
            .take(100)
            .map(|(id, months)| Silence {
                workroom: Workroom::new(pin, *id),
                months: months.iter().map(|month| Month::of(*month)).collect(),
            })
            .collect(),
    }
}
