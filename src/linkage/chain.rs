//! The chain as a value: the organisation with its dated links at one journal number, asked by pure functions: who was
//! below whom on which days. Deliberately absent: SQL, permission, today's date (the caller says which day he means).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::Enum;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::entity::{LinkKind, link};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::{Span, intersect, union};
use crate::kernel::versions::load_at;
use crate::organization::{Office, Organization};

/// By which chain a record is attributed to the nodes above its hosts (归属口径).
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
pub enum Attribution {
    /// By the chain on the day that the event began (按发生时归属).
    AtEvent,
    /// By the chain as it stands today (按现行归属).
    Current,
}

/// A node of the hierarchy. A vice-chairperson and the member who holds the office are two nodes of one id.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Node {
    /// The district with everything in it.
    District(NodeId),
    /// A township: the workrooms that serve it.
    Township(NodeId),
    /// A sector: its groups and its own workrooms.
    Sector(NodeId),
    /// A vice-chairperson: the committees led, and below.
    ViceChair(NodeId),
    /// A special committee: itself and the groups that it contacts, and below.
    SpecialCommittee(NodeId),
    /// A sector group: itself and the workrooms that it contacts, and below.
    SectorGroup(NodeId),
    /// A workroom: itself and the members that it contacts.
    Workroom(NodeId),
    /// A member: the events that the member took part in.
    Member(NodeId),
}

impl Node {
    /// The id in the tables.
    pub fn id(self) -> NodeId {
        match self {
            Self::District(id)
            | Self::Township(id)
            | Self::Sector(id)
            | Self::ViceChair(id)
            | Self::SpecialCommittee(id)
            | Self::SectorGroup(id)
            | Self::Workroom(id)
            | Self::Member(id) => id,
        }
    }
}

/// The hosts at or below a node, with the days on which each was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Every host of the district on every day.
    All,
    /// These hosts on these days.
    Some(BTreeMap<NodeId, Vec<Span>>),
}

impl Hosts {
    /// Whether a host is at or below the node on a day.
    pub fn contains(&self, host: NodeId, day: NaiveDate) -> bool {
        match self {
            Self::All => true,
            Self::Some(hosts) => hosts
                .get(&host)
                .is_some_and(|spans| spans.iter().any(|span| span.contains(day))),
        }
    }

    /// The days on which anything changes, inside a span.
    pub fn edges(&self, inside: &Span, edges: &mut BTreeSet<NaiveDate>) {
        let Self::Some(hosts) = self else { return };
        for span in hosts.values().flatten() {
            edges.extend(
                [Some(span.from), span.to]
                    .into_iter()
                    .flatten()
                    .filter(|day| inside.contains(*day)),
            );
        }
    }
}

/// The organisation and its dated links at one journal number.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The organisation.
    pub organization: Arc<Organization>,
    /// Every link, by id.
    pub links: BTreeMap<NodeId, link::Model>,
    downward: BTreeMap<(LinkKind, NodeId), Vec<NodeId>>,
    upward: BTreeMap<(LinkKind, NodeId), Vec<NodeId>>,
}

/// The days that lie at or after the beginning of time.
fn always() -> Vec<Span> {
    vec![Span::new(NaiveDate::MIN, None)]
}

impl link::Model {
    /// The days on which the link holds.
    pub fn span(&self) -> Span {
        Span::new(self.valid_from, self.valid_to)
    }
}

impl Chain {
    /// Joins an organisation and its links.
    pub fn new(organization: Arc<Organization>, links: Vec<link::Model>) -> Self {
        let links: BTreeMap<_, _> = links.into_iter().map(|link| (link.id, link)).collect();
        let (mut downward, mut upward) =
            (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for link in links.values() {
            downward
                .entry((link.kind, link.upper_id))
                .or_default()
                .push(link.id);
            upward
                .entry((link.kind, link.lower_id))
                .or_default()
                .push(link.id);
        }
        Self {
            organization,
            links,
            downward,
            upward,
        }
    }

    /// Loads the chain as it stood at a journal number; `None` when the district did not exist then.
    pub async fn load(
        conn: &impl ConnectionTrait,
        district: &DistrictId,
        number: i64,
    ) -> Result<Option<Self>, DbErr> {
        let Some(organization) = Organization::load(conn, district, number).await? else {
            return Ok(None);
        };
        let links = load_at::<link::Entity>(conn, district, number).await?;
        Ok(Some(Self::new(Arc::new(organization), links)))
    }

    /// The same without the links and the offices that tell who is in the Party.
    pub fn without_party_line(self) -> Self {
        let mut organization = Arc::unwrap_or_clone(self.organization);
        organization
            .offices
            .retain(|_, held| held.office != Office::PartyGroupMember);
        let links = self.links.into_values();
        let links = links.filter(|link| !link.kind.tells_party()).collect();
        Self::new(Arc::new(organization), links)
    }

    /// The links of a kind below a node.
    pub fn links_down(&self, kind: LinkKind, upper: NodeId) -> impl Iterator<Item = &link::Model> {
        self.downward
            .get(&(kind, upper))
            .into_iter()
            .flatten()
            .filter_map(|id| self.links.get(id))
    }

    /// The links of a kind above a node.
    pub fn links_up(&self, kind: LinkKind, lower: NodeId) -> impl Iterator<Item = &link::Model> {
        self.upward
            .get(&(kind, lower))
            .into_iter()
            .flatten()
            .filter_map(|id| self.links.get(id))
    }

    /// The nodes directly below over a kind of link on a day, each once, by id.
    pub fn below(&self, kind: LinkKind, upper: NodeId, day: NaiveDate) -> BTreeSet<NodeId> {
        self.links_down(kind, upper)
            .filter(|link| self.effective(link).iter().any(|span| span.contains(day)))
            .map(|link| link.lower_id)
            .collect()
    }

    /// The nodes directly above over a kind of link on a day, each once, by id.
    pub fn above(&self, kind: LinkKind, lower: NodeId, day: NaiveDate) -> BTreeSet<NodeId> {
        self.links_up(kind, lower)
            .filter(|link| self.effective(link).iter().any(|span| span.contains(day)))
            .map(|link| link.upper_id)
            .collect()
    }

    /// The days on which a link is in force: of a vice-chairperson's, only those on which the office is held.
    pub fn effective(&self, link: &link::Model) -> Vec<Span> {
        match link.kind {
            LinkKind::LeadsCommittee => intersect(
                &[link.span()],
                &self
                    .organization
                    .office_spans(link.upper_id, Office::ViceChairperson),
            ),
            _ => vec![link.span()],
        }
    }

    /// The hosts at or below a node. `AtEvent`: with the days on which each was; `Current`: those of `today`, for every
    /// day. A member's figures go by taking part, so a member has itself alone here.
    pub fn hosts(&self, node: Node, attribution: Attribution, today: NaiveDate) -> Hosts {
        let mut hosts = BTreeMap::new();
        match node {
            Node::District(_) => return Hosts::All,
            Node::Township(id) => {
                for workroom in self
                    .organization
                    .workrooms
                    .values()
                    .filter(|row| row.township_id == Some(id))
                {
                    self.collect(LinkKind::ContactsMember, workroom.id, always(), &mut hosts);
                }
            }
            Node::Sector(id) => {
                for link in self.links_up(LinkKind::GathersSector, id) {
                    self.collect(
                        LinkKind::ContactsWorkroom,
                        link.upper_id,
                        vec![link.span()],
                        &mut hosts,
                    );
                }
                for workroom in self
                    .organization
                    .workrooms
                    .values()
                    .filter(|row| row.sector_id == Some(id))
                {
                    self.collect(LinkKind::ContactsMember, workroom.id, always(), &mut hosts);
                }
            }
            Node::ViceChair(id) => self.collect(LinkKind::LeadsCommittee, id, always(), &mut hosts),
            Node::SpecialCommittee(id) => {
                self.collect(LinkKind::ContactsGroup, id, always(), &mut hosts)
            }
            Node::SectorGroup(id) => {
                self.collect(LinkKind::ContactsWorkroom, id, always(), &mut hosts)
            }
            Node::Workroom(id) => self.collect(LinkKind::ContactsMember, id, always(), &mut hosts),
            Node::Member(id) => {
                hosts.insert(id, always());
            }
        }
        for spans in hosts.values_mut() {
            *spans = union(std::mem::take(spans));
        }
        if attribution == Attribution::Current {
            hosts.retain(|_, spans| spans.iter().any(|span| span.contains(today)));
            for spans in hosts.values_mut() {
                *spans = always();
            }
        }
        Hosts::Some(hosts)
    }

    /// Adds a node and what the chain holds below it, `days` being those on which the node itself counts.
    fn collect(
        &self,
        hop: LinkKind,
        id: NodeId,
        days: Vec<Span>,
        hosts: &mut BTreeMap<NodeId, Vec<Span>>,
    ) {
        for link in self.links_down(hop, id) {
            let days_below = intersect(&days, &self.effective(link));
            if days_below.is_empty() {
                continue;
            }
            match next_hop(hop) {
                Some(next) => self.collect(next, link.lower_id, days_below, hosts),
                None => hosts.entry(link.lower_id).or_default().extend(days_below),
            }
        }
        hosts.entry(id).or_default().extend(days);
    }
}

/// The hop of the chain below another; none below the members.
pub fn next_hop(hop: LinkKind) -> Option<LinkKind> {
    match hop {
        LinkKind::LeadsCommittee => Some(LinkKind::ContactsGroup),
        LinkKind::ContactsGroup => Some(LinkKind::ContactsWorkroom),
        LinkKind::ContactsWorkroom => Some(LinkKind::ContactsMember),
        _ => None,
    }
}
