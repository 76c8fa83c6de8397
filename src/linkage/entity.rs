//! The one table of dated links: the four hops of the chain and the two contact lines.
//! Deliberately absent: paths and closures, which the chain works out in memory.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// What a link says of its two ends, the upper one first (联系关系类别).
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
    Serialize,
    Deserialize,
    EnumIter,
    DeriveActiveEnum,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkKind {
    /// A vice-chairperson leads a special committee (副主席分管专委会).
    LeadsCommittee,
    /// A special committee contacts a sector group (专委会联系界别活动组).
    ContactsGroup,
    /// A sector group contacts a workroom (界别活动组联系委员工作室).
    ContactsWorkroom,
    /// A workroom contacts a member (委员工作室联系委员).
    ContactsMember,
    /// A sector group gathers a sector's members (界别活动组覆盖界别).
    GathersSector,
    /// One of the Chairperson's Council contacts a standing member (主席会议成员联系常务委员).
    ChairToStanding,
    /// A standing member contacts a member of a sector (常务委员联系界别委员).
    StandingToSectorMember,
    /// One of the leading Party members' group contacts a member who is in the Party (党组会议成员联系中共党员委员).
    PartyGroupToCpcMember,
    /// A member in the Party contacts one who is not (中共党员委员联系非中共党员委员).
    CpcToNonCpcMember,
}

impl LinkKind {
    /// Whether a link tells who is in the Party.
    pub fn tells_party(self) -> bool {
        matches!(self, Self::PartyGroupToCpcMember | Self::CpcToNonCpcMember)
    }
}

/// A link between two nodes over dates.
pub mod link {
    use sea_orm::entity::prelude::*;

    use super::LinkKind;
    use crate::kernel::id::{DistrictId, NodeId};

    /// A link between two nodes over dates.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "link")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// What it says.
        pub kind: LinkKind,
        /// The end that leads or contacts.
        pub upper_id: NodeId,
        /// The end that is led or contacted.
        pub lower_id: NodeId,
        /// The first day.
        pub valid_from: Date,
        /// The first day after; none while it lasts.
        pub valid_to: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(link::Entity);
