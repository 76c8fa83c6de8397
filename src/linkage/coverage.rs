//! Who is reached along a contact line on a day, by whom and since when; who by nobody; who carries too many; who only
//! through a lapsed office; and what falls away when a holder leaves. Pure.
//! Deliberately absent: contacts that took place; a link is a duty, not a deed.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Enum;
use chrono::NaiveDate;

use super::chain::Chain;
use super::entity::{LinkKind, link};
use super::rules::{PartyMembership, held, needed_offices};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::organization::Office;

/// A line along which someone is to be reached (联系线).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactLineKind {
    /// Vice-chairperson → special committee → sector group → workroom → member (分管联系链).
    Chain,
    /// Chairperson's Council → standing members → members of sectors (主席会议成员联系常务委员、常务委员联系界别委员).
    Council,
    /// Leading Party members' group → members in the Party → members who are not (党组成员联系中共党员委员、党员委员联系非党员委员).
    Party,
    /// Sector group → the sectors that it gathers (界别活动组覆盖界别).
    Gathering,
}

impl ContactLineKind {
    /// The line's hops, from the top.
    pub fn hops(self) -> &'static [LinkKind] {
        match self {
            Self::Chain => &[
                LinkKind::LeadsCommittee,
                LinkKind::ContactsGroup,
                LinkKind::ContactsWorkroom,
                LinkKind::ContactsMember,
            ],
            Self::Council => &[LinkKind::ChairToStanding, LinkKind::StandingToSectorMember],
            Self::Party => &[LinkKind::PartyGroupToCpcMember, LinkKind::CpcToNonCpcMember],
            Self::Gathering => &[LinkKind::GathersSector],
        }
    }
}

/// Someone who is to be reached, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who.
    pub id: NodeId,
    /// By whom and since when, over links whose upper end still holds the office.
    pub by: Vec<(NodeId, NaiveDate)>,
    /// By whom over links whose upper end no longer holds the office.
    pub lapsed: Vec<(NodeId, NaiveDate)>,
}

/// One hop of a line on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HopCoverage {
    /// The hop.
    pub hop: LinkKind,
    /// Everyone who is to be reached.
    pub targets: Vec<Target>,
    /// Those who contact more than the threshold, with how many.
    pub overloaded: Vec<(NodeId, usize)>,
}

impl HopCoverage {
    /// Targets reached through an office that is held.
    pub fn reached(&self) -> usize {
        self.targets
            .iter()
            .filter(|target| !target.by.is_empty())
            .count()
    }
}

/// The coverage of a hop on a day; `without` leaves out the links of one member, `party` is asked by the Party's line.
pub fn hop_coverage(
    chain: &Chain,
    party: &PartyMembership,
    hop: LinkKind,
    day: NaiveDate,
    too_many: usize,
    without: Option<NodeId>,
) -> HopCoverage {
    let mut carried = BTreeMap::<NodeId, BTreeSet<NodeId>>::new();
    let targets = targets(chain, party, hop, day)
        .into_iter()
        .filter(|id| Some(*id) != without)
        .map(|id| {
            let (mut by, mut lapsed) = (Vec::new(), Vec::new());
            for link in chain.links_up(hop, id) {
                if !link.span().contains(day) || Some(link.upper_id) == without {
                    continue;
                }
                if in_office(chain, party, link, day) {
                    by.push((link.upper_id, link.valid_from));
                    carried.entry(link.upper_id).or_default().insert(id);
                } else {
                    lapsed.push((link.upper_id, link.valid_from));
                }
            }
            Target { id, by, lapsed }
        })
        .collect();
    let overloaded = carried
        .into_iter()
        .map(|(id, carries)| (id, carries.len()))
        .filter(|(_, carries)| *carries > too_many)
        .collect();
    HopCoverage {
        hop,
        targets,
        overloaded,
    }
}

/// Whether the upper end still is what the link needs on a day: there, in office, and in the Party where the line asks it.
fn in_office(chain: &Chain, party: &PartyMembership, link: &link::Model, day: NaiveDate) -> bool {
    let (offices, _) = needed_offices(link.kind);
    let organization = &chain.organization;
    let lives = organization
        .lifetime(link.upper_id)
        .iter()
        .any(|span| span.contains(day));
    let holds = offices.is_empty()
        || held(organization, link.upper_id, offices)
            .iter()
            .any(|span| span.contains(day));
    let fits = match link.kind {
        LinkKind::PartyGroupToCpcMember | LinkKind::CpcToNonCpcMember => {
            party.of(link.upper_id) == Some(true)
        }
        _ => true,
    };
    lives && holds && fits
}

/// Everyone whom a hop is to reach on a day.
fn targets(chain: &Chain, party: &PartyMembership, hop: LinkKind, day: NaiveDate) -> Vec<NodeId> {
    let organization = &chain.organization;
    let one_day = Span::new(day, day.succ_opt());
    let lives = |id: &NodeId| organization.exists_in(*id, &one_day);
    let members = || {
        organization
            .members
            .values()
            .filter(|member| lives(&member.id))
    };
    let in_council = |id: NodeId| needed_council(chain, id, day);
    let standing = |id: NodeId| organization.holds(id, Office::StandingMember, day);
    match hop {
        LinkKind::LeadsCommittee => organization
            .special_committees
            .keys()
            .copied()
            .filter(lives)
            .collect(),
        LinkKind::ContactsGroup => organization
            .sector_groups
            .keys()
            .copied()
            .filter(lives)
            .collect(),
        LinkKind::ContactsWorkroom => organization
            .workrooms
            .keys()
            .copied()
            .filter(lives)
            .collect(),
        LinkKind::GathersSector => organization.sectors.keys().copied().filter(lives).collect(),
        LinkKind::ContactsMember => members().map(|member| member.id).collect(),
        LinkKind::ChairToStanding => members()
            .map(|member| member.id)
            .filter(|id| standing(*id) && !in_council(*id))
            .collect(),
        LinkKind::StandingToSectorMember => members()
            .map(|member| member.id)
            .filter(|id| !standing(*id) && !in_council(*id))
            .collect(),
        LinkKind::PartyGroupToCpcMember => members()
            .map(|member| member.id)
            .filter(|id| party.of(*id) == Some(true))
            .filter(|id| !organization.holds(*id, Office::PartyGroupMember, day))
            .collect(),
        LinkKind::CpcToNonCpcMember => members()
            .map(|member| member.id)
            .filter(|id| party.of(*id) == Some(false))
            .collect(),
    }
}

fn needed_council(chain: &Chain, member: NodeId, day: NaiveDate) -> bool {
    let (council, _) = needed_offices(LinkKind::ChairToStanding);
    held(&chain.organization, member, council)
        .iter()
        .any(|span| span.contains(day))
}

/// Members in office on a day, and those of them reachable from a vice-chairperson through all four hops (L1).
pub fn whole_chain(
    chain: &Chain,
    day: NaiveDate,
    without: Option<NodeId>,
) -> (BTreeSet<NodeId>, BTreeSet<NodeId>) {
    let one_day = Span::new(day, day.succ_opt());
    let mut level: BTreeSet<NodeId> = chain
        .organization
        .holders(Office::ViceChairperson, &one_day)
        .iter()
        .map(|member| member.id)
        .filter(|id| Some(*id) != without)
        .collect();
    for hop in ContactLineKind::Chain.hops() {
        level = level
            .iter()
            .flat_map(|id| chain.below(*hop, *id, day))
            .collect();
    }
    let nobody = PartyMembership::default();
    let members: BTreeSet<NodeId> = targets(chain, &nobody, LinkKind::ContactsMember, day)
        .into_iter()
        .filter(|id| Some(*id) != without)
        .collect();
    (level.intersection(&members).copied().collect(), members)
}

/// The links that fall away, of every kind, when a member leaves on a day: those that hold then, and those that were to
/// begin later.
pub fn falling_away(chain: &Chain, member: NodeId, day: NaiveDate) -> Vec<&link::Model> {
    let gone = Span::new(day, None);
    let links = chain.links.values();
    let of_member = links.filter(|link| link.upper_id == member || link.lower_id == member);
    in_order(of_member.filter(|link| link.span().intersect(&gone).is_some()))
}

/// The links of a line that hold on a day.
pub fn links_of(chain: &Chain, line: ContactLineKind, day: NaiveDate) -> Vec<&link::Model> {
    let links = chain.links.values();
    in_order(links.filter(|link| line.hops().contains(&link.kind) && link.span().contains(day)))
}

/// Links from the top of a line down, the oldest first.
fn in_order<'a>(links: impl Iterator<Item = &'a link::Model>) -> Vec<&'a link::Model> {
    let mut links: Vec<_> = links.collect();
    links.sort_by_key(|link| (link.kind, link.valid_from, link.id));
    links
}

/// The targets that some of the hops reach on a day and would reach no more without a member, each once with the first
/// hop that loses it.
pub fn newly_unreached(
    chain: &Chain,
    party: &PartyMembership,
    hops: &[LinkKind],
    member: NodeId,
    day: NaiveDate,
) -> BTreeMap<NodeId, LinkKind> {
    let reached = |hop, without| -> BTreeSet<NodeId> {
        hop_coverage(chain, party, hop, day, usize::MAX, without)
            .targets
            .into_iter()
            .filter(|target| !target.by.is_empty())
            .map(|target| target.id)
            .collect()
    };
    let mut lost = BTreeMap::new();
    for hop in hops {
        let after = reached(*hop, Some(member));
        for id in reached(*hop, None) {
            if id != member && !after.contains(&id) {
                lost.entry(id).or_insert(*hop);
            }
        }
    }
    lost
}
