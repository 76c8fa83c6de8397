//! A published figure in the API, and its comparison with what is computed. Deliberately absent: writing.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use rust_decimal::Decimal as Number;

use crate::events::kinds::{EventKind, FundKind, Qualifier, Unit};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::{Decimal, Long};
use crate::linkage::{Attribution, Node, Pin, Request};
use crate::organization::graphql::places::{Campaign, campaign};
use crate::published::comparing::{Computed, Printed, compare};
use crate::published::entity::published_figure::Model;
use crate::published::queries;
use crate::published::recording::TYPE;
use crate::published::words::{list_of, metric_of, pairs_of};
use crate::statistics::asked::Asked;
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::graphql::catalog::Metric;
use crate::statistics::graphql::figure::{Asking, Figure, Period};
use crate::statistics::graphql::inputs::EventLevel;
use crate::statistics::metrics::MetricCode;
use crate::statistics::narrowing::Narrowing;
use crate::statistics::question::{Apart, Question};

/// A figure as a document prints it.
#[derive(Clone, Debug)]
pub struct PublishedFigure {
    /// The district as it is seen.
    pub pin: Arc<Pin>,
    /// What stands.
    pub row: Arc<Model>,
}

/// A part over a whole that a percentage would fit (可能的分子分母).
#[derive(SimpleObject, Clone, Debug)]
pub struct PublishedPair {
    /// The part (分子).
    pub numerator: Decimal,
    /// The whole (分母).
    pub denominator: Decimal,
}

/// A published figure beside the computed one (公布与计算比对).
#[derive(SimpleObject, Clone, Debug)]
pub struct PublishedComparison {
    /// The computed figure with its records; null while no metric says the same (计算值).
    pub computed: Option<Figure>,
    /// Whether the computed value bears the printed one out: a lower bound is reached, anything else is equal, a
    /// percentage at the decimals that are printed; null when the two cannot be compared (是否一致).
    pub agrees: Option<bool>,
    /// The computed less the printed value; of percentages in points, at the decimals that are printed (差额).
    pub difference: Option<Decimal>,
}

/// A figure as a document prints it, kept apart from what is computed (公布数据).
#[Object]
impl PublishedFigure {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        GlobalId::encode(TYPE, &self.row.district_id, self.row.id.0)
    }

    /// Its key for machines, one of each in a document: `micro.suggestions` (键).
    async fn key(&self) -> &str {
        &self.row.key
    }

    /// Which document prints it (文件).
    async fn document(&self) -> &str {
        &self.row.document
    }

    /// The phrase, as it is printed (原文).
    async fn phrase(&self) -> &str {
        &self.row.phrase
    }

    /// The number; null of a percentage (数值).
    async fn value(&self) -> Option<Decimal> {
        self.row.value.as_deref().and_then(decimal)
    }

    /// The percentage with the decimals that are printed, `97.4`; null of a number (百分比).
    async fn percent(&self) -> Option<Decimal> {
        // As it was written: a scalar made of a number would lose the decimals.
        self.row.percent.clone().map(Decimal::printed)
    }

    /// The part that the percentage is, where the document says it (分子).
    async fn numerator(&self) -> Option<Decimal> {
        self.row.numerator.as_deref().and_then(decimal)
    }

    /// The whole that the percentage is of, where the document says it (分母).
    async fn denominator(&self) -> Option<Decimal> {
        self.row.denominator.as_deref().and_then(decimal)
    }

    /// Pairs that the percentage would fit, where the document does not say over what it is, at most 10 (可能的分子分母).
    async fn fits(&self) -> Vec<PublishedPair> {
        let pairs = self.row.fits.as_deref().map(pairs_of).unwrap_or_default();
        let pair = |(part, whole): (Number, Number)| PublishedPair {
            numerator: part.into(),
            denominator: whole.into(),
        };
        pairs.into_iter().map(pair).collect()
    }

    /// The unit (单位).
    async fn unit(&self) -> Unit {
        self.row.unit
    }

    /// Exact, or a lower bound where the document says 余 (精确程度).
    async fn qualifier(&self) -> Qualifier {
        self.row.qualifier
    }

    /// What it is counted over, in words; figures of different bases are never added (口径).
    async fn basis(&self) -> &str {
        &self.row.basis
    }

    /// The days that it is of (期间).
    async fn period(&self) -> Period {
        self.span().into()
    }

    /// The metric that says the same; null while none does (对应指标).
    async fn metric(&self) -> Option<Metric> {
        self.metric_code().map(|metric| metric.definition().into())
    }

    /// Of events of these kinds only, at most 31; null for any (活动种类).
    async fn kinds(&self) -> Option<Vec<EventKind>> {
        let kinds = self.row.kinds.as_deref().map(list_of::<EventKind>)?;
        Some(kinds.into_iter().collect())
    }

    /// Of funds of these kinds only, at most 4; null for any (资金类别).
    async fn fund_kinds(&self) -> Option<Vec<FundKind>> {
        let kinds = self.row.fund_kinds.as_deref().map(list_of::<FundKind>)?;
        Some(kinds.into_iter().collect())
    }

    /// Of whole events only, or of parts only; null for both (层级).
    async fn level(&self) -> Option<EventLevel> {
        self.row.is_part.map(EventLevel::of)
    }

    /// Of this campaign only (主题活动).
    async fn campaign(&self, ctx: &Context<'_>) -> Result<Option<Campaign>> {
        let Some(id) = self.row.campaign_id else {
            return Ok(None);
        };
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let lines = asked.campaigns(request, &self.pin).await?;
        let line = lines.iter().find(|line| line.id == id);
        Ok(line.map(|line| campaign(&self.pin, line)))
    }

    /// What else must be known to read it (说明).
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }

    /// Shown, never scored or ranked (仅展示).
    async fn is_display_only(&self) -> bool {
        self.row.is_display_only
    }

    /// The journal number of this version; a correction has a later one (版本序号).
    async fn since_sequence(&self) -> Long {
        Long(self.row.since_number)
    }

    /// The computed figure beside it, at the same journal number (比对).
    async fn comparison(&self, ctx: &Context<'_>) -> Result<PublishedComparison> {
        let computed = self.computed(ctx).await?;
        let compared = computed
            .as_ref()
            .and_then(|figure| compare(self.printed()?, self.row.qualifier, read(figure)?));
        Ok(PublishedComparison {
            computed,
            agrees: compared.map(|compared| compared.agrees),
            difference: compared.map(|compared| compared.difference.into()),
        })
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse::<Number>().ok().map(Into::into)
}

/// What a computed figure is compared as.
fn read(figure: &Figure) -> Option<Computed> {
    if figure.unit == Unit::Percent {
        let (part, whole) = (figure.numerator.as_ref()?, figure.denominator.as_ref()?);
        return Some(Computed::Rate(part.number()?, whole.number()?));
    }
    Some(Computed::Number(figure.value.as_ref()?.number()?))
}

impl PublishedFigure {
    fn span(&self) -> Span {
        Span::new(self.row.from_day, self.row.to_day)
    }

    fn metric_code(&self) -> Option<MetricCode> {
        self.row.metric.as_deref().and_then(metric_of)
    }

    fn printed(&self) -> Option<Printed> {
        let number = |text: &String| text.parse::<Number>().ok();
        match (&self.row.value, &self.row.percent) {
            (Some(value), _) => number(value).map(Printed::Number),
            (None, Some(percent)) => number(percent).map(Printed::Percent),
            (None, None) => None,
        }
    }

    /// The district's figure of the metric, under the narrowing.
    pub async fn computed(&self, ctx: &Context<'_>) -> Result<Option<Figure>> {
        let Some(metric) = self.metric_code() else {
            return Ok(None);
        };
        let (pin, span) = (&self.pin, self.span());
        let node = Node::District(pin.chain.organization.district.id);
        let attribution = Attribution::AtEvent;
        let asking = Asking {
            question: Question {
                district: pin.district_id().clone(),
                number: pin.number,
                span,
                narrowing: self.narrowing(),
                apart: Apart::default(),
            },
            scope: Scope {
                hosts: Arc::new(pin.chain.hosts(node, attribution, pin.today)),
                member: None,
                span,
                kind: None,
                campaign: None,
            },
            attribution,
            credit: Credit::Full,
        };
        Ok(asking.answer_together(ctx, pin, &[metric]).await?.pop())
    }

    fn narrowing(&self) -> Narrowing {
        Narrowing {
            kinds: self.row.kinds.as_deref().map(list_of),
            campaigns: self.row.campaign_id.map(|id| [id].into()),
            fund_kinds: self.row.fund_kinds.as_deref().map(list_of),
            is_part: self.row.is_part,
            ..Narrowing::default()
        }
    }
}

/// One published figure; none when there is none or the caller may not see it.
pub async fn load(
    request: &Request,
    pin: &Arc<Pin>,
    id: NodeId,
) -> Result<Option<PublishedFigure>> {
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(None);
    }
    let row = queries::find(&request.db, district, pin.number, id).await?;
    Ok(row.map(|row| PublishedFigure {
        pin: Arc::clone(pin),
        row: Arc::new(row),
    }))
}
