//! The rounds of a campaign in the API, and how much of its plan they cover. Deliberately absent: events that are no round;
//! `relatedEvents` lists them.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use futures_util::future::try_join_all;

use crate::casework::graphql::{Shown, node_of_any};
use crate::casework::kinds::RoundMethod;
use crate::events::graphql::Event;
use crate::events::graphql::loading::{VersionAt, load};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::EventId;
use crate::kernel::scalars::{Date, DivisionCode, Month};
use crate::linkage::Request;
use crate::oversight::campaign::plan::{Plan, rounds};
use crate::statistics::graphql::node::HierarchyNode;

/// The most rounds that one campaign lists.
const ROUNDS: usize = 200;
/// The most divisions and months that one campaign lists.
const CELLS: usize = 1200;

/// A round of oversight (监督轮次).
#[derive(SimpleObject, Clone, Debug)]
pub struct OversightRound {
    /// The event that it is; null to whoever may not see events (活动).
    pub event: Option<Event>,
    /// The day on which it was recorded as held (日期).
    pub on: Date,
    /// The township or subdistrict that was visited (乡镇街道).
    pub division: DivisionCode,
    /// The month that it is for (月份).
    pub month: Month,
    /// The group that looked (监督小组).
    pub group: Option<HierarchyNode>,
    /// How it looked (监督方式).
    pub method: RoundMethod,
    /// Whether the unit under oversight was consulted with (是否与被监督单位协商).
    pub consulted: bool,
}

/// A township or subdistrict in a month of the plan (计划监督单元).
#[derive(SimpleObject, Clone, Debug)]
pub struct OversightCell {
    /// The township or subdistrict (乡镇街道).
    pub division: DivisionCode,
    /// The month (月份).
    pub month: Month,
    /// How many rounds it had; zero where it was not visited (监督次数).
    pub visits: i32,
}

/// How much of its plan a campaign covers (监督覆盖情况).
#[derive(SimpleObject, Clone, Debug)]
pub struct OversightCoverage {
    /// How many divisions and months are planned (计划监督单元数).
    pub planned: i32,
    /// How many of them were visited (已监督单元数).
    pub visited: i32,
    /// Each of them, those without a visit too, at most 1200 (各监督单元).
    pub cells: Vec<OversightCell>,
}

/// The rounds of a campaign, with their events through the request's loader.
pub async fn held(ctx: &Context<'_>, shown: &Shown) -> Result<Vec<OversightRound>> {
    let (request, pin) = (ctx.data_unchecked::<Request>(), &shown.pin);
    let may = request.may(Action::ReadEvents, pin.district_id(), None);
    let each = rounds(&shown.case).take(ROUNDS).map(async |round| {
        let key = VersionAt(pin.district_id().clone(), pin.number, EventId(round.event));
        let version = match may {
            true => load(ctx, key).await?,
            false => None,
        };
        Ok(OversightRound {
            event: version.map(|version| Event {
                pin: Arc::clone(pin),
                version,
            }),
            on: round.on.into(),
            division: DivisionCode(round.division.to_owned()),
            month: Month::of(round.month),
            group: node_of_any(pin, round.group),
            method: round.method,
            consulted: round.consulted,
        })
    });
    try_join_all(each).await
}

/// How much of its plan a campaign covers; none before it is launched.
pub fn coverage(shown: &Shown) -> Option<OversightCoverage> {
    let plan = Plan::of(&shown.case)?;
    let visits = |division: &str, month| {
        let here = rounds(&shown.case).filter(|round| round.is_for(division, month));
        here.count()
    };
    let cells: Vec<_> = plan
        .cells()
        .take(CELLS)
        .map(|(division, month)| OversightCell {
            division: DivisionCode(division.to_owned()),
            month: Month::of(month),
            visits: number(visits(division, month)),
        })
        .collect();
    Some(OversightCoverage {
        planned: number(cells.len()),
        visited: number(cells.iter().filter(|cell| cell.visits > 0).count()),
        cells,
    })
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
