//! From cells to a figure: which cells count for a node, with which weight, and what they add up to. Pure.
//! Deliberately absent: SQL, GraphQL, completeness.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::Enum;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cells::{Cell, Cells, HostShare};
use super::metrics::{Counts, MetricCode};
use crate::events::kinds::{EventKind, EventStatus, FundKind, Measure, Qualifier};
use crate::kernel::id::NodeId;
use crate::kernel::period::{Span, intersect};
use crate::linkage::Hosts;

/// How a record with several hosts counts for the nodes above them (计入方式).
#[derive(
    Enum,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Credit {
    /// In full for each host; once for every node above (各计一次).
    Full,
    /// For the lead host only (只计主办).
    LeadOnly,
    /// By shares that add up to exactly one (按份额).
    Fractional,
}

/// One million: the whole of a share.
pub const WHOLE: i64 = 1_000_000;

/// What part of a question is a node's, a breakdown row's or both.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The hosts that must be below, all of these at once.
    pub hosts: Arc<Hosts>,
    /// The member who must have taken part, whoever the hosts were.
    pub member: Option<NodeId>,
    /// The days.
    pub span: Span,
    /// Only this kind.
    pub kind: Option<EventKind>,
    /// Only with this campaign.
    pub campaign: Option<NodeId>,
}

impl Scope {
    /// Narrows the hosts to those that are below another node as well.
    pub fn and_hosts(&self, other: &Hosts) -> Self {
        let hosts = match (&*self.hosts, other) {
            (Hosts::All, other) => other.clone(),
            (one, Hosts::All) => one.clone(),
            (Hosts::Some(one), Hosts::Some(other)) => Hosts::Some(
                one.iter()
                    .filter_map(|(host, spans)| {
                        let both = intersect(spans, other.get(host)?);
                        (!both.is_empty()).then_some((*host, both))
                    })
                    .collect(),
            ),
        };
        Self {
            hosts: Arc::new(hosts),
            ..self.clone()
        }
    }

    /// In millionths, how much of a record of these hosts counts on a day.
    pub fn weight(&self, hosts: &[HostShare], day: NaiveDate, credit: Credit) -> i64 {
        if matches!(*self.hosts, Hosts::All) {
            return WHOLE;
        }
        let below = |host: &HostShare| self.hosts.contains(host.0, day);
        match credit {
            Credit::Full if hosts.iter().any(below) => WHOLE,
            Credit::LeadOnly if hosts.first().is_some_and(below) => WHOLE,
            Credit::Full | Credit::LeadOnly => 0,
            Credit::Fractional => hosts
                .iter()
                .filter(|host| below(host))
                .map(|host| host.1)
                .sum(),
        }
    }

    fn takes(&self, cell: &Cell, cells: &Cells) -> bool {
        self.member.is_none_or(|member| cell.member == Some(member))
            && self.kind.is_none_or(|kind| cell.kind == Some(kind))
            && self.span.contains(cell.day)
            && self.campaign.is_none_or(|campaign| {
                cell.campaign_set
                    .and_then(|set| cells.sets.campaigns.get(&set))
                    .is_some_and(|set| set.contains(&campaign))
            })
    }
}

/// A sum of amounts; money of different kinds stays apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Hundred-millionths of the unit: hundredths times millionths.
    total: i128,
    at_least: bool,
}

impl Sum {
    /// Adds an amount in hundredths at a weight in millionths.
    pub fn add(&mut self, amount: i64, weight: i64, at_least: bool) {
        self.total = self
            .total
            .saturating_add(i128::from(amount).saturating_mul(i128::from(weight)));
        self.at_least |= at_least;
    }

    /// The exact value, in the unit.
    pub fn value(&self) -> Decimal {
        Decimal::try_from_i128_with_scale(self.total, 8)
            .unwrap_or(Decimal::MAX)
            .normalize()
    }

    /// Whether it is a lower bound.
    pub fn qualifier(&self) -> Qualifier {
        if self.at_least {
            Qualifier::AtLeast
        } else {
            Qualifier::Exact
        }
    }
}

/// What the cells add up to for one scope and metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Result {
    /// The value; none for a rate over nothing and for funds of several kinds.
    pub value: Option<Decimal>,
    /// Whether the value is a lower bound.
    pub at_least: bool,
    /// A rate's numerator.
    pub numerator: Option<Decimal>,
    /// A rate's denominator.
    pub denominator: Option<Decimal>,
    /// Funds by kind.
    pub funds: BTreeMap<FundKind, Sum>,
    /// How many records were left out, by status.
    pub excluded: BTreeMap<EventStatus, i64>,
}

impl Result {
    /// A whole number and nothing else.
    pub fn whole(value: usize) -> Self {
        Self {
            value: Some(value.into()),
            ..Self::default()
        }
    }
}

/// Adds up the cells of one scope for several metrics, in their order.
pub fn add_up(
    cells: &Cells,
    scope: &Scope,
    credit: Credit,
    verified_only: bool,
    metrics: &[MetricCode],
) -> Vec<Result> {
    let mut excluded = BTreeMap::<EventStatus, i64>::new();
    let mut counted: Vec<(&Cell, i64)> = Vec::new();
    for (set, of_set) in &cells.by_host_set {
        let hosts = cells
            .sets
            .hosts
            .get(set)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for cell in of_set.iter().filter(|cell| scope.takes(cell, cells)) {
            let weight = scope.weight(hosts, cell.day, credit);
            if weight == 0 {
                continue;
            }
            if !counts(cell.status, verified_only) {
                if cell.measure == Measure::Events {
                    let left_out = excluded.entry(cell.status).or_default();
                    *left_out = left_out.saturating_add(cell.parts);
                }
                continue;
            }
            counted.push((cell, weight));
        }
    }
    metrics
        .iter()
        .map(|metric| Result {
            excluded: excluded.clone(),
            ..one(metric.definition().counts, &counted)
        })
        .collect()
}

/// Whether a status counts under the filter.
pub fn counts(status: EventStatus, verified_only: bool) -> bool {
    status == EventStatus::Verified || (status == EventStatus::Posted && !verified_only)
}

fn one(counts: Counts, counted: &[(&Cell, i64)]) -> Result {
    let of = |keep: &dyn Fn(&Cell) -> bool| {
        let mut sum = Sum::default();
        for (cell, weight) in counted.iter().filter(|(cell, _)| keep(cell)) {
            sum.add(cell.amount, *weight, cell.at_least_parts > 0);
        }
        sum
    };
    match counts {
        Counts::Measure(Measure::Funds) => funds(counted),
        Counts::Measure(measure) => plain(&of(&|cell| cell.measure == measure)),
        Counts::WholeEvents | Counts::PerHundredMembers => plain(&of(&|cell| {
            cell.measure == Measure::Events && !cell.is_part
        })),
        // Cases are counted from their facts, the reached from first records, silence from what was heard.
        Counts::Cases(_) | Counts::Reach(_) | Counts::Balance(_) | Counts::SilentMonths => {
            Result::default()
        }
        Counts::VerifiedOverCounted => {
            let numerator =
                of(&|cell| cell.measure == Measure::Events && cell.status == EventStatus::Verified)
                    .value();
            let denominator = of(&|cell| cell.measure == Measure::Events).value();
            Result {
                value: numerator
                    .checked_div(denominator)
                    .map(|rate| rate.round_dp(6).normalize()),
                numerator: Some(numerator),
                denominator: Some(denominator),
                ..Result::default()
            }
        }
    }
}

fn plain(sum: &Sum) -> Result {
    Result {
        value: Some(sum.value()),
        at_least: sum.qualifier() == Qualifier::AtLeast,
        ..Result::default()
    }
}

/// Funds of one kind have a value, of several kinds none, of none zero.
fn funds(counted: &[(&Cell, i64)]) -> Result {
    let mut funds = BTreeMap::<FundKind, Sum>::new();
    for (cell, weight) in counted
        .iter()
        .filter(|(cell, _)| cell.measure == Measure::Funds)
    {
        if let Some(kind) = cell.fund_kind {
            funds
                .entry(kind)
                .or_default()
                .add(cell.amount, *weight, cell.at_least_parts > 0);
        }
    }
    let value = match funds.len() {
        0 => Some(Decimal::ZERO),
        1 => funds.values().next().map(Sum::value),
        _ => None,
    };
    let at_least = funds
        .values()
        .any(|sum| sum.qualifier() == Qualifier::AtLeast);
    Result {
        value,
        at_least,
        funds,
        ..Result::default()
    }
}

/// Adds funds of kinds that the caller named together.
pub fn add_named_funds(result: &mut Result, named: Option<&BTreeSet<FundKind>>) {
    if named.is_some() && result.value.is_none() && !result.funds.is_empty() {
        result.value = Some(result.funds.values().map(Sum::value).sum());
    }
}
