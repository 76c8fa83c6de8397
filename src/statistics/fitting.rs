//! Which metrics a question may ask under a filter and a dimension, and of whom: what would narrow nothing is refused, and
//! what would tell who wrote something restricted. Deliberately absent: answering.

use std::sync::Arc;

use super::asking::Asking;
use super::figure::{Credit, Scope};
use super::metrics::{Counts, MetricCode};
use super::narrowing::Narrowing;
use super::question::{Apart, Question};
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Hosts, Node, Pin, Request};

/// More metrics than this at once are refused.
const MOST_METRICS: usize = 30;

/// What figures are asked for, of whichever node.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wanted {
    /// The metrics.
    pub metrics: Vec<MetricCode>,
    /// The days on which the records began.
    pub span: Span,
    /// Which records.
    pub narrowing: Narrowing,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// How joint records count.
    pub credit: Credit,
}

/// Refuses no metric, and too many.
pub fn count_fits(metrics: &[MetricCode]) -> Result<()> {
    if metrics.is_empty() || metrics.len() > MOST_METRICS {
        return Err(Problem::bad_input(
            "metrics",
            format!("请给出 1 至 {MOST_METRICS} 个指标。"),
            format!("Give 1 to {MOST_METRICS} metrics."),
        ));
    }
    Ok(())
}

impl Wanted {
    /// The asking for a node of the district at a pin. Whether the caller may see figures is asked before.
    pub fn of(&self, request: &Request, pin: &Pin, node: Node, apart: Apart) -> Result<Asking> {
        count_fits(&self.metrics)?;
        self.fits(apart)?;
        self.impersonal(request, pin, node, apart)?;
        let (hosts, member) = match node {
            Node::Member(id) => (Hosts::All, Some(id)),
            node => (pin.chain.hosts(node, self.attribution, pin.today), None),
        };
        Ok(Asking {
            question: Question {
                district: pin.district_id().clone(),
                number: pin.number,
                span: self.span,
                narrowing: self.narrowing.clone(),
                apart: Apart {
                    member: apart.member || member.is_some(),
                    ..apart
                },
            },
            scope: Scope {
                hosts: Arc::new(hosts),
                member,
                span: self.span,
                kind: None,
                campaign: None,
            },
            attribution: self.attribution,
            credit: self.credit,
        })
    }

    /// Refuses metrics under a filter or a dimension that would narrow nothing, unsaid: cases and duties under one that
    /// only events know, silence under any.
    fn fits(&self, apart: Apart) -> Result<()> {
        let narrowing = &self.narrowing;
        let unfit = |metric: &MetricCode| match metric.definition().counts {
            Counts::SilentMonths => {
                let narrowed = *narrowing != Narrowing::default();
                let told_apart = apart.kind || apart.campaign || apart.member;
                match (narrowed, told_apart) {
                    (true, _) => Some("filter".to_owned()),
                    (false, true) => Some("by".to_owned()),
                    (false, false) => None,
                }
            }
            counts if counts.of_events() => None,
            _ => {
                let filter = narrowing.of_events_only();
                let filter = filter.map(|name| format!("filter.{name}"));
                filter.or_else(|| apart.kind.then(|| "by".to_owned()))
            }
        };
        let mut metrics = self.metrics.iter();
        let Some((metric, field)) = metrics.find_map(|metric| Some((metric, unfit(metric)?)))
        else {
            return Ok(());
        };
        let name = metric.definition().name_zh;
        let name_en = metric.definition().name_en;
        Err(Problem::bad_input(
            &field,
            format!("{field} 只适用于活动，不适用于指标“{name}”；请分开查询。"),
            format!("{field} is for events and not for the metric {name_en}; ask for them apart."),
        ))
    }

    /// Refuses to tell, person by person, who wrote what only the office, leaders and its author may read.
    fn impersonal(&self, request: &Request, pin: &Pin, node: Node, apart: Apart) -> Result<()> {
        let district = pin.district_id();
        if request.may(Action::ReadRestrictedCases, district, None) {
            return Ok(());
        }
        let own = request.actor.as_ref().and_then(|actor| actor.scope);
        let of_another = |member: NodeId| own != Some(member);
        let asked = self.narrowing.participants.as_ref();
        let personal = apart.member
            || asked.is_some_and(|members| members.iter().any(|member| of_another(*member)))
            || matches!(node, Node::Member(member) if of_another(member));
        let restricted = |metric: &&MetricCode| {
            let counts = metric.definition().counts.cases();
            counts.is_some_and(|counts| counts.kinds.iter().any(|kind| kind.is_restricted()))
        };
        let Some(metric) = self.metrics.iter().find(restricted).filter(|_| personal) else {
            return Ok(());
        };
        let (name, name_en) = (metric.definition().name_zh, metric.definition().name_en);
        Err(Problem::bad_input(
            "metrics",
            format!("指标“{name}”不按委员展示。"),
            format!("The metric {name_en} is not told person by person."),
        ))
    }
}
