//! The lines of contact in the API: who is reached on a day, by whom, who by nobody, and what falls away when someone
//! leaves. Deliberately absent: how that is worked out (linkage::coverage).

use std::sync::Arc;

use async_graphql::{Enum, Object, SimpleObject};
use chrono::NaiveDate;

use super::{Link, node, view};
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::{Date, Decimal};
use crate::linkage::commands::tells_party;
use crate::linkage::coverage::{
    ContactLineKind, HopCoverage, falling_away, hop_coverage, whole_chain,
};
use crate::linkage::entity::{LinkKind, link};
use crate::linkage::rules::ends;
use crate::linkage::{Pin, Request};
use crate::organization::NodeKind;
use crate::statistics::graphql::node::HierarchyNode;

/// A list is cut after so many.
const MOST: usize = 500;

/// A line of contact with the hops it is made of (联系线).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactLine {
    /// Which line (联系线).
    pub line: ContactLineKind,
    /// Its hops, from the top (环节).
    pub hops: Vec<LinkKind>,
    /// The links that hold on the day, at most 500 (联系关系).
    pub links: Vec<Link>,
    /// How many links hold on the day (总数).
    pub total_count: i32,
}

/// Who reaches someone, since when (联系人).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactBy {
    /// Who (联系人).
    pub node: HierarchyNode,
    /// Since when the link holds (起始日).
    pub since: Date,
}

/// Someone who is to be reached (联系对象).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactTarget {
    /// Who (对象).
    pub node: HierarchyNode,
    /// By whom, through offices that are held (联系人).
    pub reached_by: Vec<ContactBy>,
    /// By whom, through offices that have lapsed (已卸任的联系人).
    pub lapsed_by: Vec<ContactBy>,
}

/// Someone who contacts very many (联系过多者).
#[derive(SimpleObject, Clone, Debug)]
pub struct ContactLoad {
    /// Who (联系人).
    pub node: HierarchyNode,
    /// How many (联系对象数).
    pub targets: i32,
}

/// How a target is reached (联系状况).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactState {
    /// Through an office that is held (已联系).
    Reached,
    /// Only through an office that has lapsed (仅由已卸任者联系).
    LapsedOnly,
    /// By nobody (无人联系).
    Unreached,
}

/// Who is reached over one hop of a line on a day (环节覆盖).
#[derive(Clone, Debug)]
pub struct ContactCoverage {
    line: ContactLineKind,
    pin: Arc<Pin>,
    day: NaiveDate,
    coverage: HopCoverage,
}

/// Who is reached over one hop of a line on a day (环节覆盖).
#[Object]
impl ContactCoverage {
    /// Which line (联系线).
    async fn line(&self) -> ContactLineKind {
        self.line
    }

    /// Which of its hops (环节).
    async fn hop(&self) -> LinkKind {
        self.coverage.hop
    }

    /// The day (日期).
    async fn as_of(&self) -> Date {
        self.day.into()
    }

    /// Targets that are reached through an office that is held (已联系数).
    async fn numerator(&self) -> i32 {
        count(self.coverage.reached())
    }

    /// Everyone who is to be reached (应联系数).
    async fn denominator(&self) -> i32 {
        count(self.coverage.targets.len())
    }

    /// The share that is reached; null when nobody is to be reached (覆盖率).
    async fn rate(&self) -> Option<Decimal> {
        rate(self.coverage.reached(), self.coverage.targets.len())
    }

    /// The targets, of one state or of all, at most 500 (联系对象).
    async fn targets(
        &self,
        #[graphql(desc = "Only those in this state (联系状况).")] state: Option<ContactState>,
    ) -> Vec<ContactTarget> {
        let (upper, lower) = ends(self.coverage.hop);
        let by = |list: &[(NodeId, NaiveDate)]| {
            list.iter()
                .map(|(id, since)| ContactBy {
                    node: node(&self.pin, upper, Some(self.coverage.hop), *id),
                    since: (*since).into(),
                })
                .collect()
        };
        self.coverage
            .targets
            .iter()
            .filter(|target| {
                let is = match (target.by.is_empty(), target.lapsed.is_empty()) {
                    (false, _) => ContactState::Reached,
                    (true, false) => ContactState::LapsedOnly,
                    (true, true) => ContactState::Unreached,
                };
                state.is_none_or(|state| state == is)
            })
            .take(MOST)
            .map(|target| ContactTarget {
                node: node(&self.pin, lower, None, target.id),
                reached_by: by(&target.by),
                lapsed_by: by(&target.lapsed),
            })
            .collect()
    }

    /// Those who contact more than the threshold (联系过多者).
    async fn overloaded(&self) -> Vec<ContactLoad> {
        let (upper, _) = ends(self.coverage.hop);
        let load = |(id, targets): &(NodeId, usize)| ContactLoad {
            node: node(&self.pin, upper, Some(self.coverage.hop), *id),
            targets: count(*targets),
        };
        self.coverage
            .overloaded
            .iter()
            .take(MOST)
            .map(load)
            .collect()
    }
}

/// Who is reached along the whole chain on a day: members whom a vice-chairperson reaches through all four hops (L1 链完整率).
#[derive(SimpleObject, Clone, Debug)]
pub struct ChainCoverage {
    /// Members reached through all four hops (全链可达委员数).
    pub numerator: i32,
    /// Members in office (在任委员数).
    pub denominator: i32,
    /// The share; null without members (链完整率).
    pub rate: Option<Decimal>,
    /// Those not reached, at most 500 (未达委员).
    pub unreached: Vec<HierarchyNode>,
}

/// What falls away when a member leaves (某人离任的影响).
#[derive(SimpleObject, Clone, Debug)]
pub struct WhatIf {
    /// The links that fall away, at most 500 (失效的联系关系).
    pub links: Vec<Link>,
    /// Targets of any line that would be reached by nobody then and are reached now (将无人联系者).
    pub newly_unreached: Vec<HierarchyNode>,
    /// The whole chain without the member (其后的链覆盖).
    pub chain: ChainCoverage,
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn rate(numerator: usize, denominator: usize) -> Option<Decimal> {
    let (numerator, denominator) = (
        rust_decimal::Decimal::from(numerator),
        rust_decimal::Decimal::from(denominator),
    );
    numerator
        .checked_div(denominator)
        .map(|rate| rate.round_dp(6).into())
}

/// The lines that the caller may see: the Party's line tells who is in the Party.
fn visible_lines(request: &Request, pin: &Pin) -> Vec<ContactLineKind> {
    let mut lines = vec![ContactLineKind::Chain, ContactLineKind::Council];
    if request.may(Action::ReadPartyMembership, pin.district_id(), None) {
        lines.push(ContactLineKind::Party);
    }
    lines
}

/// The lines of contact with the links that hold on a day.
pub fn contact_lines(request: &Request, pin: &Arc<Pin>, day: NaiveDate) -> Vec<ContactLine> {
    visible_lines(request, pin)
        .into_iter()
        .map(|line| {
            let holds =
                |link: &&link::Model| line.hops().contains(&link.kind) && link.span().contains(day);
            let links: Vec<_> = pin.chain.links.values().filter(holds).collect();
            ContactLine {
                line,
                hops: line.hops().to_vec(),
                total_count: count(links.len()),
                links: links
                    .into_iter()
                    .take(MOST)
                    .map(|link| view(pin, link))
                    .collect(),
            }
        })
        .collect()
}

/// Who is reached, hop by hop, on a day.
pub fn contact_coverage(
    request: &Request,
    pin: &Arc<Pin>,
    day: NaiveDate,
    too_many: i32,
) -> Vec<ContactCoverage> {
    let too_many = usize::try_from(too_many).unwrap_or(0);
    visible_lines(request, pin)
        .into_iter()
        .flat_map(|line| line.hops().iter().map(move |hop| (line, *hop)))
        .map(|(line, hop)| ContactCoverage {
            line,
            pin: Arc::clone(pin),
            day,
            coverage: hop_coverage(&pin.chain, hop, day, too_many, None),
        })
        .collect()
}

/// Who is reached along the whole chain on a day.
pub fn chain_coverage(pin: &Arc<Pin>, day: NaiveDate, without: Option<NodeId>) -> ChainCoverage {
    let (reached, members) = whole_chain(&pin.chain, day, without);
    ChainCoverage {
        numerator: count(reached.len()),
        denominator: count(members.len()),
        rate: rate(reached.len(), members.len()),
        unreached: members
            .difference(&reached)
            .take(MOST)
            .map(|id| node(pin, NodeKind::Member, None, *id))
            .collect(),
    }
}

/// What falls away when a member leaves on a day.
pub fn what_if(request: &Request, pin: &Arc<Pin>, member: NodeId, day: NaiveDate) -> WhatIf {
    let sees_party = request.may(Action::ReadPartyMembership, pin.district_id(), None);
    let links = falling_away(&pin.chain, member, day);
    let mut newly_unreached = Vec::new();
    for hop in visible_lines(request, pin)
        .into_iter()
        .flat_map(ContactLineKind::hops)
    {
        let (_, lower) = ends(*hop);
        let before = hop_coverage(&pin.chain, *hop, day, usize::MAX, None);
        let after = hop_coverage(&pin.chain, *hop, day, usize::MAX, Some(member));
        let reached: std::collections::BTreeSet<_> = after
            .targets
            .iter()
            .filter(|target| !target.by.is_empty())
            .map(|target| target.id)
            .collect();
        let lost = before
            .targets
            .iter()
            .filter(|target| !target.by.is_empty() && target.id != member);
        newly_unreached.extend(
            lost.filter(|target| !reached.contains(&target.id))
                .map(|target| node(pin, lower, None, target.id)),
        );
    }
    newly_unreached.truncate(MOST);
    WhatIf {
        links: links
            .into_iter()
            .filter(|link| sees_party || !tells_party(link.kind))
            .take(MOST)
            .map(|link| view(pin, link))
            .collect(),
        newly_unreached,
        chain: chain_coverage(pin, day, Some(member)),
    }
}
