//! Tables of the political calendar: terms and their plenary sessions.
//! Deliberately absent: other meetings, which are events.

/// A term of the committee (届).
pub mod term {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A term of the committee (届).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "term")]
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
        /// Its ordinal, 6 for 六届.
        pub ordinal: i32,
        /// The first day.
        pub starts_on: Date,
        /// The first day after; none while it lasts.
        pub ends_on: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A plenary session of a term (六届一次会议).
pub mod session {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A plenary session of a term (六届一次会议).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
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
        /// The term.
        pub term: i32,
        /// Its ordinal in the term.
        pub ordinal: i32,
        /// The day it opened.
        pub opened_on: Date,
        /// The last day; none while it sits.
        pub closed_on: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
