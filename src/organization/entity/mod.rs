//! The tables of the organisation. Every row but an identity lives between two journal numbers.
//! Deliberately absent: events, links, cases.

pub mod bodies;
pub mod calendar;
pub mod people;
pub mod personal;
pub mod places;
pub mod workdays;

pub use bodies::{handling_unit, honour, sector, sector_group, special_committee, workroom};
pub use calendar::{session, term};
pub use people::{member, membership, office_held};
pub use personal::member_personal;
pub use places::{district, division, township};
pub use workdays::calendar_year;

crate::versioned!(
    district::Entity,
    township::Entity,
    division::Entity,
    special_committee::Entity,
    handling_unit::Entity,
    sector::Entity,
    sector_group::Entity,
    workroom::Entity,
    honour::Entity,
    member::Entity,
    member_personal::Entity,
    membership::Entity,
    office_held::Entity,
    term::Entity,
    session::Entity,
    calendar_year::Entity,
);

/// The identity of anything that the organisation holds; its facts are rows of the other tables.
pub mod node {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};
    use crate::organization::kinds::NodeKind;

    /// One identity.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "node")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// What it is.
        pub kind: NodeKind,
        /// The journal number that made it.
        pub since_number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
