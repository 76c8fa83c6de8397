//! The tables of interned sets: hosts that hold an event together, campaigns whose labels it carries.
//! Rows are only ever added. Deliberately absent: how a set's id is made (`events::sets`).

/// An interned set of hosts.
pub mod host_set {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, SetId};

    /// An interned set of hosts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "host_set")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id, made of its members.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SetId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An interned set of campaigns.
pub mod campaign_set {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, SetId};

    /// An interned set of campaigns.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaign_set")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id, made of its members.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SetId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One host of an interned set of hosts.
pub mod host_set_host {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId, SetId};

    /// One host of an interned set of hosts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "host_set_host")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The set.
        #[sea_orm(primary_key, auto_increment = false)]
        pub host_set_id: SetId,
        /// 0 is the lead host.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        /// The host: any node.
        pub host_id: NodeId,
        /// Its share in millionths; a set's shares add up to one million.
        pub share: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One campaign of an interned set of campaigns; the empty set has none.
pub mod campaign_set_campaign {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId, SetId};

    /// One campaign of an interned set of campaigns; the empty set has none.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaign_set_campaign")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The set.
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_set_id: SetId,
        /// The campaign.
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_id: NodeId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
