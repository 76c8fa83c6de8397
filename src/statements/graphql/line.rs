//! A frozen figure in the API: how it was counted and what it came to. Deliberately absent: what it comes to now.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::events::kinds::{EventKind, FundKind, Qualifier, Unit};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::DistrictId;
use crate::kernel::period::Span;
use crate::kernel::scalars::{Decimal, DivisionCode, Long};
use crate::linkage::{Attribution, Hosts, Pin, Request};
use crate::organization::graphql::places::{Campaign, campaign};
use crate::statements::basis::{Basis, enums_of, ids_of, read_word, texts_of};
use crate::statements::entity::statement_line::Model;
use crate::statistics::asked::Asked;
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::graphql::catalog::Metric;
use crate::statistics::graphql::figure::Period;
use crate::statistics::graphql::inputs::EventLevel;
use crate::statistics::graphql::node::HierarchyNode;
use crate::statistics::metrics::MetricCode;
use crate::statistics::small_cells::is_small_figure;

/// A frozen figure of a statement.
#[derive(Clone, Debug)]
pub struct StatementLine {
    /// The district as it is seen.
    pub pin: Arc<Pin>,
    /// What was frozen.
    pub row: Arc<Model>,
    /// Whether it is withheld from the caller.
    pub suppressed: bool,
}

impl StatementLine {
    /// A line as the caller is told it.
    pub fn new(request: &Request, pin: &Arc<Pin>, row: &Model) -> Self {
        let value = row.value.as_deref().and_then(|value| value.parse().ok());
        let small = Basis::of(row).is_some_and(|basis| is_small(&basis, value));
        Self {
            pin: Arc::clone(pin),
            suppressed: small && !sees_small(request, pin.district_id()),
            row: Arc::new(row.clone()),
        }
    }

    fn told(&self, text: Option<&String>) -> Option<Decimal> {
        let text = text.filter(|_| !self.suppressed)?;
        let number = text.parse::<rust_decimal::Decimal>().ok()?;
        Some(number.into())
    }
}

/// Whether a value is a small number of residents in hardship.
pub fn is_small(basis: &Basis, value: Option<rust_decimal::Decimal>) -> bool {
    let scope = Scope {
        hosts: Arc::new(Hosts::All),
        member: None,
        span: basis.span,
        kind: None,
        campaign: None,
    };
    let counts = basis.metric.definition().counts;
    is_small_figure(counts, &basis.narrowing, &scope, value)
}

/// Whether the caller is told small numbers of residents in hardship: who may read what everybody posted. What a workroom
/// may know of its own is no matter of a statement.
pub fn sees_small(request: &Request, district: &DistrictId) -> bool {
    request.may(Action::ReadNarrative, district, None)
}

/// A figure as it was frozen (定稿数据).
#[Object]
impl StatementLine {
    /// What the statement calls it (名称).
    pub async fn name(&self) -> &str {
        &self.row.name
    }

    /// The metric; null when the catalogue no longer has it (指标).
    pub async fn metric(&self) -> Option<Metric> {
        let code = read_word::<MetricCode>(&self.row.metric)?;
        Some(code.definition().into())
    }

    /// The version of the metric's wording that it was counted by (指标口径版本).
    async fn metric_version(&self) -> i32 {
        self.row.metric_version
    }

    /// Of which node; null when the caller may not see it (节点).
    async fn node(&self) -> Option<HierarchyNode> {
        let (name, id) = (&self.row.node_type, self.row.node_id);
        let node = crate::organization::graphql::places::node_of(name, id, &self.pin)?;
        Some(HierarchyNode::of(&self.pin, node))
    }

    /// The days that it is of (期间).
    async fn period(&self) -> Period {
        Span::new(self.row.from_day, self.row.to_day).into()
    }

    /// By which chain records were attributed (归属口径).
    async fn attribution(&self) -> Attribution {
        read_word(&self.row.attribution).unwrap_or(Attribution::AtEvent)
    }

    /// How joint records were counted (计入方式).
    async fn credit(&self) -> Credit {
        read_word(&self.row.credit).unwrap_or(Credit::Full)
    }

    /// Of events of these kinds only, at most 31; null for any (活动种类).
    async fn kinds(&self) -> Option<Vec<EventKind>> {
        let kinds = self.row.kinds.as_deref().map(enums_of::<EventKind>)?;
        Some(kinds.into_iter().collect())
    }

    /// Of funds of these kinds only, at most 4; null for any (资金类别).
    async fn fund_kinds(&self) -> Option<Vec<FundKind>> {
        let kinds = self.row.fund_kinds.as_deref().map(enums_of::<FundKind>)?;
        Some(kinds.into_iter().collect())
    }

    /// With any of these campaigns, at most 100; null for any (主题活动).
    async fn campaigns(&self, ctx: &Context<'_>) -> Result<Option<Vec<Campaign>>> {
        let Some(ids) = self.row.campaigns.as_deref().map(ids_of) else {
            return Ok(None);
        };
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let lines = asked.campaigns(request, &self.pin).await?;
        let named = lines.iter().filter(|line| ids.contains(&line.id));
        Ok(Some(named.map(|line| campaign(&self.pin, line)).collect()))
    }

    /// With any of these hosts, at most 100; null for any (主办、协办单位).
    async fn hosts(&self) -> Option<Vec<HierarchyNode>> {
        let ids = self.row.hosts.as_deref().map(ids_of)?;
        let node = |id| HierarchyNode::find(&self.pin, id);
        Some(ids.into_iter().filter_map(node).collect())
    }

    /// At places in any of these divisions, at most 100; null for any (区划代码).
    async fn division_codes(&self) -> Option<Vec<DivisionCode>> {
        let codes = self.row.divisions.as_deref().map(texts_of)?;
        Some(codes.into_iter().map(DivisionCode).collect())
    }

    /// Of whole events only, or of parts only; null for both (层级).
    async fn level(&self) -> Option<EventLevel> {
        self.row.is_part.map(EventLevel::of)
    }

    /// Of verified events only (仅已核实).
    async fn verified_only(&self) -> bool {
        self.row.verified_only
    }

    /// The value, a share for rates; null for a rate over nothing and when withheld (数值).
    async fn value(&self) -> Option<Decimal> {
        self.told(self.row.value.as_ref())
    }

    /// A rate's numerator (分子).
    async fn numerator(&self) -> Option<Decimal> {
        self.told(self.row.numerator.as_ref())
    }

    /// A rate's denominator (分母).
    async fn denominator(&self) -> Option<Decimal> {
        self.told(self.row.denominator.as_ref())
    }

    /// Whether the numbers are withheld: fewer than five residents in hardship, from callers who may not read what was
    /// posted of them (是否抑制).
    async fn suppressed(&self) -> bool {
        self.suppressed
    }

    /// The unit (单位).
    async fn unit(&self) -> Unit {
        self.row.unit
    }

    /// Exact, or a lower bound (精确程度).
    async fn qualifier(&self) -> Qualifier {
        self.row.qualifier
    }

    /// How many records were counted, those that add to a denominator alone among them; null when withheld (记录条数).
    async fn record_count(&self) -> Option<Long> {
        (!self.suppressed).then_some(Long(self.row.records))
    }

    /// SHA-256, in hex, over the records by id, each with what it added; null when withheld (记录摘要).
    async fn records_digest(&self) -> Option<&str> {
        (!self.suppressed).then_some(self.row.records_digest.as_str())
    }
}
