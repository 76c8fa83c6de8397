//! A unit's micro-suggestions beside the hotline's orders of the same unit: MS12. Deliberately absent: a ranking.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use rust_decimal::Decimal as Number;

use super::loading::{HotlineOf, LedBy};
use crate::events::graphql::loading::load;
use crate::hotline::entity::HotlineMetric;
use crate::hotline::entity::hotline_figure::Model;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::period::Span;
use crate::kernel::scalars::{Decimal, Month};
use crate::linkage::{Hosts, Pin, Request};
use crate::organization::entity::handling_unit;
use crate::statistics::asked::Asked;
use crate::statistics::asking::ground;
use crate::statistics::cases::{CaseRow, count};
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::graphql::catalog::Metric;
use crate::statistics::graphql::figure::Period;
use crate::statistics::graphql::inputs::PeriodInput;
use crate::statistics::narrowing::Narrowing;

/// A part over a whole (分子与分母).
#[derive(SimpleObject, Clone, Debug)]
pub struct UnitRate {
    /// The part (分子).
    pub numerator: Decimal,
    /// The whole (分母).
    pub denominator: Decimal,
    /// The share; null over nothing (比率).
    pub value: Option<Decimal>,
}

/// One metric of a unit's micro-suggestions beside what the hotline says of the same unit (同考核差).
#[derive(SimpleObject, Clone, Debug)]
pub struct HotlineComparison {
    /// What is compared (指标).
    pub metric: Metric,
    /// The days of our side (期间).
    pub period: Period,
    /// Micro-suggestions that the unit leads (微建议).
    pub ours: UnitRate,
    /// The hotline's figures of the whole months of the period, added (热线).
    pub hotline: UnitRate,
    /// The months of the period that the hotline's figures are of, by month (热线数据月份).
    pub months: Vec<Month>,
    /// Our value less the hotline's; null when either side is over nothing (差).
    pub difference: Option<Decimal>,
}

impl UnitRate {
    fn of(numerator: Number, denominator: Number) -> (Self, Option<Number>) {
        let value = numerator.checked_div(denominator);
        let value = value.map(|share| share.round_dp(6).normalize());
        let rate = Self {
            numerator: numerator.into(),
            denominator: denominator.into(),
            value: value.map(Into::into),
        };
        (rate, value)
    }
}

/// The comparison of a unit, metric by metric; empty for a caller who may not see it.
pub async fn comparison(
    ctx: &Context<'_>,
    unit: &handling_unit::Model,
    period: &PeriodInput,
) -> Result<Vec<HotlineComparison>> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let district = &unit.district_id;
    if !request.may(Action::ReadUnitFigures, district, Some(unit.id)) {
        return Ok(Vec::new());
    }
    let Some(pin) = request.pin(district).await? else {
        return Ok(Vec::new());
    };
    let span = period.span(&pin)?;
    let (cases, led, told) = futures_util::try_join!(
        asked.cases(request, &pin),
        load(ctx, LedBy(district.clone(), pin.number, unit.id)),
        load(ctx, HotlineOf(district.clone(), pin.number, span, unit.id)),
    )?;
    let (led, told) = (led.unwrap_or_default(), told.unwrap_or_default());
    let own: Vec<CaseRow> = cases
        .iter()
        .filter(|case| led.contains(&case.id))
        .cloned()
        .collect();
    let scope = Scope {
        hosts: Arc::new(Hosts::All),
        member: None,
        span,
        kind: None,
        campaign: None,
    };
    let one = |metric| compared(&pin, metric, &own, &scope, &told);
    Ok(HotlineMetric::ALL.into_iter().filter_map(one).collect())
}

fn compared(
    pin: &Pin,
    metric: HotlineMetric,
    own: &[CaseRow],
    scope: &Scope,
    told: &[Model],
) -> Option<HotlineComparison> {
    let definition = metric.code().definition();
    let counts = definition.counts.cases()?;
    let rows: Vec<&Model> = told.iter().filter(|row| row.metric == metric).collect();
    // Like with like: only the months that the hotline told of; all of them while it told of none.
    let spans: BTreeSet<Span> = match rows.is_empty() {
        true => [scope.span].into(),
        false => {
            let months = rows.iter().map(|row| Span::month_of(row.month));
            months
                .filter_map(|month| month.intersect(&scope.span))
                .collect()
        }
    };
    let mut ours = (Number::ZERO, Number::ZERO);
    for span in spans {
        let scope = Scope {
            span,
            ..scope.clone()
        };
        let (credit, all) = (Credit::Full, Narrowing::default());
        let counted = count(own, &counts, &scope, credit, &all, ground(pin));
        ours.0 = ours.0.saturating_add(counted.numerator?);
        ours.1 = ours.1.saturating_add(counted.denominator?);
    }
    let sum = |part: fn(&Model) -> i64| {
        let sum = rows
            .iter()
            .fold(0_i64, |sum, row| sum.saturating_add(part(row)));
        Number::from(sum)
    };
    let ours = UnitRate::of(ours.0, ours.1);
    let hotline = UnitRate::of(sum(|row| row.numerator), sum(|row| row.denominator));
    let mut months: Vec<Month> = rows.iter().map(|row| Month::of(row.month)).collect();
    months.sort();
    let values = ours.1.zip(hotline.1);
    Some(HotlineComparison {
        metric: definition.into(),
        period: scope.span.into(),
        ours: ours.0,
        hotline: hotline.0,
        months,
        difference: values
            .and_then(|(ours, hotline)| ours.checked_sub(hotline))
            .map(Into::into),
    })
}
