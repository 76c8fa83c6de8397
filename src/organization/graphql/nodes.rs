//! The nodes of the hierarchy: each is a district pinned at one journal number and an id in it, so that reading one
//! costs no statement. Deliberately absent: mutations.

use std::sync::Arc;

use async_graphql::ID;

use crate::kernel::id::{GlobalId, NodeId};
use crate::linkage::Pin;

macro_rules! node_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// The district as the request sees it.
            pub pin: Arc<Pin>,
            /// Which one.
            pub id: NodeId,
        }

        impl $name {
            /// The node of an id.
            pub fn new(pin: &Arc<Pin>, id: NodeId) -> Self {
                Self { pin: Arc::clone(pin), id }
            }

            /// Its opaque id.
            pub fn global_id(&self) -> ID {
                GlobalId::encode(stringify!($name), self.pin.district_id(), self.id.0)
            }
        }
    };
}

node_type! {
    /// The district with its committee.
    District
}
node_type! {
    /// A township, town or subdistrict.
    Township
}
node_type! {
    /// A sector.
    Sector
}
node_type! {
    /// A member while holding the office of vice-chairperson.
    ViceChair
}
node_type! {
    /// A special committee.
    SpecialCommittee
}
node_type! {
    /// A sector group.
    SectorGroup
}
node_type! {
    /// A workroom.
    Workroom
}
node_type! {
    /// A member.
    Member
}
