//! A statement beside what its lines come to at a later number. Deliberately absent: counting, and the pages of what makes
//! a difference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use sea_orm::EntityTrait;
use tokio::sync::OnceCell;

use super::explanations::StatementExplanationConnection;
use super::line::{StatementLine, is_small, sees_small};
use super::statement::Statement;
use crate::casework::graphql::Shown;
use crate::casework::graphql::list::by_ids;
use crate::casework::graphql::related::type_name;
use crate::casework::kinds::CaseKind;
use crate::events::kinds::Qualifier;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::journal::entry;
use crate::kernel::page::PageArgs;
use crate::kernel::scalars::{Decimal, Long};
use crate::linkage::{Pin, Request};
use crate::practices::practice;
use crate::statements::audit::is_told;
use crate::statements::comparing::{Compared, cases_among, compare};
use crate::statements::counting::Summary;
use crate::statements::rows::MOST_ROWS;
use crate::statements::rules::{StatementExplains, explains};
use crate::statistics::asked::Asked;

/// A statement beside what its lines come to at a later number (定稿比对).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementDifference {
    /// The statement (定稿报表).
    pub statement: Statement,
    /// The journal number that it is compared at (比对序号).
    pub as_of: Long,
    /// Whether the statement is what the journal holds the digest of, and every line still comes to what was frozen at its
    /// own number; false is an alarm (是否完好).
    pub is_intact: bool,
    /// Its lines, in their order, at most 60 (数据项比对).
    pub lines: Vec<StatementLineDifference>,
}

/// What a line comes to at a number, counted anew (重算值).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementCurrent {
    /// The value; null for a rate over nothing and when withheld (数值).
    pub value: Option<Decimal>,
    /// A rate's numerator (分子).
    pub numerator: Option<Decimal>,
    /// A rate's denominator (分母).
    pub denominator: Option<Decimal>,
    /// Exact, or a lower bound (精确程度).
    pub qualifier: Qualifier,
    /// How many records are counted; null when withheld (记录条数).
    pub record_count: Option<Long>,
    /// Whether the numbers are withheld (是否抑制).
    pub suppressed: bool,
}

impl StatementCurrent {
    /// The numbers as the caller is told them.
    pub fn new(summary: &Summary, suppressed: bool) -> Self {
        let told = |number: Option<rust_decimal::Decimal>| {
            number.filter(|_| !suppressed).map(Decimal::from)
        };
        let records = i64::try_from(summary.records).unwrap_or(i64::MAX);
        Self {
            value: told(summary.value),
            numerator: told(summary.numerator),
            denominator: told(summary.denominator),
            qualifier: summary.qualifier,
            record_count: (!suppressed).then_some(Long(records)),
            suppressed,
        }
    }
}

/// What all lines of a comparison share.
#[derive(Debug)]
pub struct Beside {
    /// The district at the later number.
    pub now: Arc<Pin>,
    /// The lines, compared.
    pub lines: Vec<Option<Compared>>,
    /// Whether the caller is told small numbers.
    pub sees_small: bool,
    cases: OnceCell<BTreeMap<CaseId, (CaseKind, Shown)>>,
}

impl Beside {
    /// The cases that make a difference anywhere and that the caller may see, looked up once for all lines.
    pub async fn cases(&self, request: &Request) -> Result<&BTreeMap<CaseId, (CaseKind, Shown)>> {
        let found = self.cases.get_or_try_init(|| async {
            let mut wanted = BTreeMap::<CaseKind, BTreeSet<CaseId>>::new();
            for line in self.lines.iter().flatten() {
                let counts = line.basis.metric.definition().counts;
                for kind in counts.cases().map(|count| count.kinds).unwrap_or_default() {
                    let ids = wanted.entry(*kind).or_default();
                    ids.extend(cases_among(&line.explanations));
                }
            }
            let mut shown = BTreeMap::new();
            for (kind, ids) in wanted.iter().filter(|(_, ids)| !ids.is_empty()) {
                let Some(practice) = practice(*kind) else {
                    continue;
                };
                let face = (practice, type_name(*kind));
                let cases = by_ids(request, &self.now, face, ids).await?;
                shown.extend(cases.into_iter().map(|(id, case)| (id, (*kind, case))));
            }
            Ok::<_, Problem>(shown)
        });
        found.await
    }
}

/// A line beside what it comes to at the later number.
#[derive(Clone, Debug)]
pub struct StatementLineDifference {
    frozen: StatementLine,
    beside: Arc<Beside>,
    place: usize,
}

impl StatementLineDifference {
    fn compared(&self) -> Option<&Compared> {
        self.beside.lines.get(self.place)?.as_ref()
    }

    fn is_withheld(&self, compared: &Compared) -> bool {
        let value = compared.current.value;
        !self.beside.sees_small && is_small(&compared.basis, value)
    }
}

/// A line of a statement beside what it comes to at the later number, and which records make the difference (数据项比对).
#[Object]
impl StatementLineDifference {
    /// The figure as it was frozen (定稿值).
    async fn frozen(&self) -> &StatementLine {
        &self.frozen
    }

    /// Whether, counted anew at its own number, it comes to the very records and value that were frozen; null when its metric
    /// is no longer in the catalogue (是否完好).
    async fn is_intact(&self) -> Option<bool> {
        self.compared().map(|compared| compared.is_intact)
    }

    /// What it comes to at the later number; null when its metric is no longer in the catalogue (现值).
    async fn current(&self) -> Option<StatementCurrent> {
        let compared = self.compared()?;
        let suppressed = self.is_withheld(compared);
        Some(StatementCurrent::new(&compared.current, suppressed))
    }

    /// The current value less the frozen one; null where one of them is null or withheld (差额).
    async fn difference(&self) -> Option<Decimal> {
        let compared = self.compared()?;
        if self.frozen.suppressed || self.is_withheld(compared) {
            return None;
        }
        let frozen: rust_decimal::Decimal = self.frozen.row.value.as_deref()?.parse().ok()?;
        let difference = compared.current.value?.checked_sub(frozen)?;
        Some(difference.into())
    }

    /// What the records below add up to; null when the metric is no longer in the catalogue (可解释的部分).
    async fn explains(&self) -> Option<StatementExplains> {
        let compared = self.compared()?;
        Some(explains(compared.basis.metric.definition().counts))
    }

    /// The records that add something else than when the statement was frozen, by day, each once and with the reason
    /// (差异明细).
    async fn explanations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<StatementExplanationConnection> {
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        let told = self
            .compared()
            .filter(|compared| !self.frozen.suppressed && !self.is_withheld(compared));
        StatementExplanationConnection::load(ctx, &self.beside, told, &args).await
    }
}

/// Compares a statement at a number, the newest when none is named; none when there is none or the caller may not see it.
pub async fn compare_with(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    id: NodeId,
    as_of: Option<Long>,
) -> Result<Option<StatementDifference>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let Some(statement) = super::statement::load(request, pin, id).await? else {
        return Ok(None);
    };
    let frozen = statement.row.frozen_number;
    let number = as_of.map_or(pin.number, |number| number.0);
    if number < frozen {
        return Err(Problem::bad_input(
            "asOf",
            format!("asOf 不得小于定稿的数据序号 {frozen}。"),
            format!("asOf must not be before the number of the statement, {frozen}."),
        ));
    }
    let then = asked.as_of(request, pin, Some(frozen)).await?;
    let now = asked.as_of(request, pin, Some(number)).await?;
    let figures = request.db.for_figures();
    let compared = compare(&figures, &statement.lines, (&then, &now), MOST_ROWS).await?;
    let compared = compared.ok_or_else(|| {
        Problem::bad_input(
            "id",
            "涉及的活动记录过多，无法逐条比对。",
            "Too many events to be compared one by one.",
        )
    })?;
    let key = (pin.district_id().clone(), statement.row.since_number);
    let entry = entry::Entity::find_by_id(key).one(&figures).await?;
    let told = entry.is_some_and(|entry| is_told(&statement.row, &statement.lines, &entry));
    let mut lines = compared.iter().flatten();
    let is_intact = told && lines.all(|line| line.is_intact);
    if !is_intact {
        let (district, statement) = (pin.district_id(), statement.row.id);
        tracing::error!(%district, %statement, "a statement does not come to what was frozen");
    }
    let beside = Arc::new(Beside {
        now,
        lines: compared,
        sees_small: sees_small(request, pin.district_id()),
        cases: OnceCell::new(),
    });
    let line = |(place, row)| StatementLineDifference {
        frozen: StatementLine::new(request, &statement.pin, row),
        beside: Arc::clone(&beside),
        place,
    };
    let lines = statement.lines.iter().enumerate().map(line).collect();
    Ok(Some(StatementDifference {
        as_of: Long(number),
        is_intact,
        lines,
        statement,
    }))
}
