//! Links in the API: the link itself, its mutations, the lines, who is reached and what falls away.
//! Deliberately absent: the way up and down, which each node has as its own field.

mod coverage;
mod mutations;
mod reading;

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};

pub use coverage::{
    ChainCoverage, ContactCoverage, ContactLine, WhatIf, chain_coverage, contact_coverage,
    contact_lines, what_if,
};
pub use mutations::LinkageMutation;

use super::entity::{LinkKind, link};
use super::request::Pin;
use super::rules::ends;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::Date;
use crate::organization::NodeKind;
use crate::statistics::graphql::node::HierarchyNode;

/// A dated link (联系关系).
#[derive(SimpleObject, Clone, Debug)]
pub struct Link {
    /// The opaque id (标识).
    pub id: ID,
    /// What it says (类别).
    pub kind: LinkKind,
    /// The end that leads or contacts (上端).
    pub upper: HierarchyNode,
    /// The end that is led or contacted (下端).
    pub lower: HierarchyNode,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; null while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// The object of one end of a link.
fn node(pin: &Arc<Pin>, kind: NodeKind, hop: Option<LinkKind>, id: NodeId) -> HierarchyNode {
    use crate::linkage::Node;
    let node = match kind {
        NodeKind::SpecialCommittee => Node::SpecialCommittee(id),
        NodeKind::SectorGroup => Node::SectorGroup(id),
        NodeKind::Workroom => Node::Workroom(id),
        NodeKind::Sector => Node::Sector(id),
        _ if hop == Some(LinkKind::LeadsCommittee) => Node::ViceChair(id),
        _ => Node::Member(id),
    };
    HierarchyNode::of(pin, node)
}

/// A link in the API.
fn view(pin: &Arc<Pin>, link: &link::Model) -> Link {
    let (upper, lower) = ends(link.kind);
    Link {
        id: GlobalId::encode("Link", pin.district_id(), link.id.0),
        kind: link.kind,
        upper: node(pin, upper, Some(link.kind), link.upper_id),
        lower: node(pin, lower, None, link.lower_id),
        from: link.valid_from.into(),
        to: link.valid_to.map(Into::into),
    }
}
