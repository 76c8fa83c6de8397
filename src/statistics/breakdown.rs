//! Breakdowns: a node's figures told apart by one dimension or by two crossed, zero rows included.
//! Deliberately absent: sorting by value, because persons are not ranked.

use std::sync::Arc;

use async_graphql::Enum;
use chrono::{Datelike, Months, NaiveDate};

use super::figure::Scope;
use super::narrowing::Narrowing;
use super::question::Apart;
use crate::events::kinds::EventKind;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Chain, Hosts, Node};
use crate::organization::Office;

/// Rows of one breakdown at most.
pub const MOST_ROWS: usize = 3000;

/// Below this many members, figures by member are suppressed.
pub const FEWEST_MEMBERS: usize = 5;

/// By what a breakdown tells apart (维度).
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
pub enum Dimension {
    /// By workroom (委员工作室).
    Workroom,
    /// By sector group (界别活动组).
    SectorGroup,
    /// By special committee (专委会).
    SpecialCommittee,
    /// By vice-chairperson (副主席).
    ViceChair,
    /// By township of the workrooms (乡镇街道).
    Township,
    /// By sector (界别).
    Sector,
    /// By member who took part; suppressed below five members (委员).
    Member,
    /// By kind (活动种类).
    Kind,
    /// By campaign; an event with two campaigns stands in both rows (主题活动).
    Campaign,
    /// By calendar month (月).
    Month,
    /// By calendar quarter (季度).
    Quarter,
    /// By calendar year (年).
    Year,
}

/// What a row stands for in one dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A node.
    Node(Node),
    /// A kind.
    Kind(EventKind),
    /// A campaign, with its name.
    Campaign(NodeId, String),
    /// A stretch of the calendar, with its label.
    Time(Span, String),
}

/// A campaign as breakdowns need it.
#[derive(Clone, Debug)]
pub struct CampaignLine {
    /// Its id.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Its days.
    pub span: Span,
}

/// What the answers must tell apart for these dimensions.
pub fn apart(dimensions: &[Dimension]) -> Apart {
    let mut apart = Apart::default();
    for dimension in dimensions {
        match dimension {
            Dimension::Kind => apart.kind = true,
            Dimension::Campaign => apart.campaign = true,
            Dimension::Member => apart.member = true,
            Dimension::Month | Dimension::Quarter | Dimension::Year => apart.month = true,
            _ => {}
        }
    }
    apart
}

/// What a breakdown is drawn over.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The chain at the journal number.
    pub chain: &'a Chain,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// The day on which it is answered.
    pub today: NaiveDate,
    /// The filter; it decides which kinds have rows.
    pub narrowing: &'a Narrowing,
    /// The campaigns of the district.
    pub campaigns: &'a [CampaignLine],
}

/// The rows of one dimension below a scope, in a stable order.
pub fn keys(ground: &Ground<'_>, dimension: Dimension, scope: &Scope) -> Vec<Key> {
    let organization = &ground.chain.organization;
    let lives = |id: &NodeId| organization.exists_in(*id, &scope.span);
    let nodes = |ids: Vec<NodeId>, node: fn(NodeId) -> Node| -> Vec<Key> {
        ids.into_iter()
            .map(node)
            .filter(|node| touches(ground, *node, scope))
            .map(Key::Node)
            .collect()
    };
    match dimension {
        Dimension::Workroom => nodes(
            organization
                .workrooms
                .keys()
                .copied()
                .filter(lives)
                .collect(),
            Node::Workroom,
        ),
        Dimension::SectorGroup => nodes(
            organization
                .sector_groups
                .keys()
                .copied()
                .filter(lives)
                .collect(),
            Node::SectorGroup,
        ),
        Dimension::SpecialCommittee => nodes(
            organization
                .special_committees
                .keys()
                .copied()
                .filter(lives)
                .collect(),
            Node::SpecialCommittee,
        ),
        Dimension::ViceChair => nodes(
            organization
                .holders(Office::ViceChairperson, &scope.span)
                .iter()
                .map(|member| member.id)
                .collect(),
            Node::ViceChair,
        ),
        Dimension::Township => {
            let mut townships: Vec<_> = organization
                .townships
                .values()
                .filter(|row| lives(&row.id))
                .collect();
            townships.sort_by(|a, b| a.code.cmp(&b.code));
            nodes(townships.iter().map(|row| row.id).collect(), Node::Township)
        }
        Dimension::Sector => nodes(
            organization.sectors.keys().copied().filter(lives).collect(),
            Node::Sector,
        ),
        Dimension::Member => members(ground, scope),
        Dimension::Kind => EventKind::ALL
            .into_iter()
            .filter(|kind| {
                ground
                    .narrowing
                    .kinds
                    .as_ref()
                    .is_none_or(|kinds| kinds.contains(kind))
            })
            .map(Key::Kind)
            .collect(),
        Dimension::Campaign => ground
            .campaigns
            .iter()
            .filter(|campaign| campaign.span.intersect(&scope.span).is_some())
            .map(|campaign| Key::Campaign(campaign.id, campaign.name.clone()))
            .collect(),
        Dimension::Month => times(ground, scope, 1, |day| format!("{}", day.format("%Y-%m"))),
        Dimension::Quarter => times(ground, scope, 3, |day| {
            format!("{}-Q{}", day.year(), day.month0() / 3 + 1)
        }),
        Dimension::Year => times(ground, scope, 12, |day| day.year().to_string()),
    }
}

/// The members of the district in the period; of a workroom or what is above it, those that it contacted then.
fn members(ground: &Ground<'_>, scope: &Scope) -> Vec<Key> {
    let organization = &ground.chain.organization;
    organization
        .members
        .keys()
        .copied()
        .filter(|id| organization.exists_in(*id, &scope.span))
        .filter(|id| match &*scope.hosts {
            Hosts::All => true,
            Hosts::Some(hosts) => hosts.get(id).is_some_and(|spans| {
                spans
                    .iter()
                    .any(|span| span.intersect(&scope.span).is_some())
            }),
        })
        .map(|id| Key::Node(Node::Member(id)))
        .collect()
}

/// Whether a node shares a host with the scope on some day of it.
fn touches(ground: &Ground<'_>, node: Node, scope: &Scope) -> bool {
    match &*scope.hosts {
        Hosts::All => true,
        Hosts::Some(_) => {
            let both = scope.and_hosts(&ground.chain.hosts(node, ground.attribution, ground.today));
            match &*both.hosts {
                Hosts::All => true,
                Hosts::Some(hosts) => hosts
                    .values()
                    .flatten()
                    .any(|span| span.intersect(&scope.span).is_some()),
            }
        }
    }
}

/// Calendar stretches of so many months that touch the scope, cut to it.
fn times(
    ground: &Ground<'_>,
    scope: &Scope,
    months: u32,
    label: fn(NaiveDate) -> String,
) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for month in scope.span.months(ground.today) {
        let Some(from) = month.with_month0(month.month0() / months * months) else {
            continue;
        };
        let Some(stretch) =
            Span::new(from, from.checked_add_months(Months::new(months))).intersect(&scope.span)
        else {
            continue;
        };
        let key = Key::Time(stretch, label(from));
        if keys.last() != Some(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The scope of a row: the ground's scope, narrowed by the row's key.
pub fn narrow(ground: &Ground<'_>, scope: &Scope, key: &Key) -> Scope {
    match key {
        Key::Node(Node::Member(member)) => Scope {
            member: Some(*member),
            ..scope.clone()
        },
        Key::Node(node) => {
            scope.and_hosts(&ground.chain.hosts(*node, ground.attribution, ground.today))
        }
        Key::Kind(kind) => Scope {
            kind: Some(*kind),
            ..scope.clone()
        },
        Key::Campaign(campaign, _) => Scope {
            campaign: Some(*campaign),
            ..scope.clone()
        },
        Key::Time(span, _) => Scope {
            span: *span,
            hosts: Arc::clone(&scope.hosts),
            ..scope.clone()
        },
    }
}
