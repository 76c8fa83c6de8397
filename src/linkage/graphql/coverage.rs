//! The lines of contact in the API: who is reached on a day, by whom, who by nobody, and what falls away when someone
//! leaves. Deliberately absent: how that is worked out (linkage::coverage).

use std::sync::Arc;

use async_graphql::{Enum, ID, Object, SimpleObject};
use chrono::NaiveDate;

use super::{Link, node, view};
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Date, Decimal};
use crate::linkage::coverage::{
    ContactLineKind, HopCoverage, Target, falling_away, hop_coverage, links_of, newly_unreached,
    whole_chain,
};
use crate::linkage::entity::LinkKind;
use crate::linkage::rules::{PartyMembership, ends};
use crate::linkage::{Pin, Request};
use crate::organization::NodeKind;
use crate::organization::personal::party_membership;
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

    /// Targets that are reached through a lapsed office only (仅由已卸任者联系数).
    async fn lapsed_only_count(&self) -> i32 {
        self.count_of(ContactState::LapsedOnly)
    }

    /// Targets that are reached by nobody (无人联系数).
    async fn unreached_count(&self) -> i32 {
        self.count_of(ContactState::Unreached)
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
            .filter(|target| state.is_none_or(|state| state == state_of(target)))
            .take(MOST)
            .map(|target| ContactTarget {
                node: node(&self.pin, lower, None, target.id),
                reached_by: by(&target.by),
                lapsed_by: by(&target.lapsed),
            })
            .collect()
    }

    /// How many contact more than the threshold (联系过多人数).
    async fn overloaded_count(&self) -> i32 {
        count(self.coverage.overloaded.len())
    }

    /// Those who contact more than the threshold, at most 500 (联系过多者).
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

impl ContactCoverage {
    fn count_of(&self, state: ContactState) -> i32 {
        let targets = self.coverage.targets.iter();
        count(targets.filter(|target| state_of(target) == state).count())
    }
}

/// How a target is reached.
fn state_of(target: &Target) -> ContactState {
    match (target.by.is_empty(), target.lapsed.is_empty()) {
        (false, _) => ContactState::Reached,
        (true, false) => ContactState::LapsedOnly,
        (true, true) => ContactState::Unreached,
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
    /// The links that fall away, those that were to begin later too, at most 500 (失效的联系关系).
    pub links: Vec<Link>,
    /// How many links fall away (失效联系数).
    pub links_count: i32,
    /// Targets that some hop reaches now and would reach no more, each once, at most 500 (将无人联系者).
    pub newly_unreached: Vec<HierarchyNode>,
    /// How many targets that is (将无人联系数).
    pub newly_unreached_count: i32,
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
    let mut lines = vec![
        ContactLineKind::Chain,
        ContactLineKind::Gathering,
        ContactLineKind::Council,
    ];
    if request.may(Action::ReadPartyMembership, pin.district_id(), None) {
        lines.push(ContactLineKind::Party);
    }
    lines
}

/// Who is in the Party, of all members, opened in one batch; nobody for a caller who does not see the Party's line.
async fn party(request: &Request, pin: &Pin) -> Result<PartyMembership> {
    if !request.may(Action::ReadPartyMembership, pin.district_id(), None) {
        return Ok(PartyMembership::default());
    }
    let members = pin.chain.organization.members.keys().copied().collect();
    let here = (pin.district_id(), pin.number);
    let known = party_membership(&request.db, &request.vault, here, &members).await?;
    Ok(known.into())
}

/// The lines of contact with the links that hold on a day.
pub fn contact_lines(request: &Request, pin: &Arc<Pin>, day: NaiveDate) -> Vec<ContactLine> {
    visible_lines(request, pin)
        .into_iter()
        .map(|line| {
            let links = links_of(&pin.chain, line, day);
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

/// Whether the caller may see who is reached.
fn sees_coverage(request: &Request, pin: &Pin) -> bool {
    request.may(Action::ReadFigures, pin.district_id(), None)
}

/// Who is reached, hop by hop, on a day; nothing for a caller who may not see figures. Refuses a negative threshold.
pub async fn contact_coverage(
    request: &Request,
    pin: &Arc<Pin>,
    day: NaiveDate,
    too_many: i32,
) -> Result<Vec<ContactCoverage>> {
    if !sees_coverage(request, pin) {
        return Ok(Vec::new());
    }
    let too_many = usize::try_from(too_many).map_err(|_| {
        Problem::bad_input(
            "tooMany",
            "联系上限不能为负数。",
            "The threshold cannot be negative.",
        )
    })?;
    let party = party(request, pin).await?;
    Ok(visible_lines(request, pin)
        .into_iter()
        .flat_map(|line| line.hops().iter().map(move |hop| (line, *hop)))
        .map(|(line, hop)| ContactCoverage {
            line,
            pin: Arc::clone(pin),
            day,
            coverage: hop_coverage(&pin.chain, &party, hop, day, too_many, None),
        })
        .collect())
}

/// Who is reached along the whole chain on a day; none for a caller who may not see figures.
pub fn chain_coverage(request: &Request, pin: &Arc<Pin>, day: NaiveDate) -> Option<ChainCoverage> {
    sees_coverage(request, pin).then(|| chain_without(pin, day, None))
}

fn chain_without(pin: &Arc<Pin>, day: NaiveDate, without: Option<NodeId>) -> ChainCoverage {
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

/// What falls away when a member leaves on a day; none when there is no such member, and for a caller who may not see
/// figures.
pub async fn what_if(
    request: &Request,
    pin: &Arc<Pin>,
    member: &ID,
    day: NaiveDate,
) -> Result<Option<WhatIf>> {
    let member = GlobalId::decode(member)
        .filter(|id| matches!(id.type_name.as_str(), "Member" | "ViceChair"))
        .filter(|id| &id.district == pin.district_id())
        .map(|id| NodeId(id.id))
        .filter(|id| pin.chain.organization.members.contains_key(id));
    let Some(member) = member.filter(|_| sees_coverage(request, pin)) else {
        return Ok(None);
    };
    let sees_party = request.may(Action::ReadPartyMembership, pin.district_id(), None);
    let mut links = falling_away(&pin.chain, member, day);
    links.retain(|link| sees_party || !link.kind.tells_party());
    let hops: Vec<_> = visible_lines(request, pin)
        .into_iter()
        .flat_map(ContactLineKind::hops)
        .copied()
        .collect();
    let party = party(request, pin).await?;
    let lost = newly_unreached(&pin.chain, &party, &hops, member, day);
    Ok(Some(WhatIf {
        links_count: count(links.len()),
        links: links
            .into_iter()
            .take(MOST)
            .map(|link| view(pin, link))
            .collect(),
        newly_unreached_count: count(lost.len()),
        newly_unreached: lost
            .into_iter()
            .take(MOST)
            .map(|(id, hop)| node(pin, ends(hop).1, None, id))
            .collect(),
        chain: chain_without(pin, day, Some(member)),
    }))
}
