//! The mutation that corrects the days on which something exists.
//! Deliberately absent: closing, which each kind of thing has for itself.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::reading::{Reading, Typed};
use super::{Told, keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::linkage::{Node, Pin};
use crate::organization::commands::Done;
use crate::organization::commands::lifetimes::{CorrectLifetime, correct_lifetime};
use crate::organization::kinds::NodeKind;
use crate::statistics::graphql::node::HierarchyNode;

/// Days as they should have been recorded; what is left out stays (更正存续期).
#[derive(InputObject, Clone, Debug)]
pub struct LifetimeCorrectInput {
    /// The township, special committee, sector, sector group or workroom (对象).
    pub id: ID,
    /// The first day it exists (设立日期).
    pub from: Option<Date>,
    /// The first day it no longer exists; null says that it goes on (撤销日期).
    pub to: MaybeUndefined<Date>,
}

impl Typed for LifetimeCorrectInput {
    type Plain = CorrectLifetime;

    fn read(self, reading: &mut Reading) -> CorrectLifetime {
        let types = [
            "Township",
            "SpecialCommittee",
            "Sector",
            "SectorGroup",
            "Workroom",
        ];
        CorrectLifetime {
            id: reading.id_of_any("id", &self.id, &types),
            from: reading.optional_day("from", self.from.as_ref()),
            to: reading.changed_day("to", &self.to),
        }
    }
}

impl Told for HierarchyNode {
    fn told(pin: &Arc<Pin>, done: &Done) -> Option<Self> {
        let node = match pin.chain.organization.kind_of(done.id)? {
            NodeKind::Township => Node::Township(done.id),
            NodeKind::SpecialCommittee => Node::SpecialCommittee(done.id),
            NodeKind::Sector => Node::Sector(done.id),
            NodeKind::SectorGroup => Node::SectorGroup(done.id),
            NodeKind::Workroom => Node::Workroom(done.id),
            _ => return None,
        };
        Some(Self::of(pin, node))
    }
}

payloads! {
    /// What correcting the days did (更正存续期的结果).
    LifetimeCorrectPayload {
        /// The thing whose days were corrected; null when refused (对象).
        node: HierarchyNode,
    }
}

/// Mutations of lifetimes.
#[derive(Default, Debug)]
pub struct LifetimesMutation;

/// Mutations of lifetimes.
#[Object]
impl LifetimesMutation {
    /// Corrects the days on which something exists, a closing in error included; for the office (更正存续期).
    async fn lifetime_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and its days (对象与存续期).")] input: LifetimeCorrectInput,
    ) -> Result<LifetimeCorrectPayload> {
        keep!(ctx, input, correct_lifetime)
    }
}
