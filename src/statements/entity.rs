//! The tables of statements and their lines, whose rows are added and never changed. Deliberately absent: anything that is
//! counted anew.

/// Figures frozen under a title (定稿报表).
pub mod statement {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// Figures frozen under a title (定稿报表).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "statement")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// The journal number of the freezing.
        pub since_number: i64,
        /// The journal number that the figures are true for.
        pub frozen_number: i64,
        /// When it was frozen.
        pub frozen_at: DateTimeUtc,
        /// Its title.
        pub title: String,
        /// The statement that it replaces.
        pub replaces_id: Option<NodeId>,
        /// Why it replaces that one.
        pub reason: Option<String>,
        /// Digest of the title and every line; the journal holds the same.
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One frozen figure of a statement (定稿数据).
pub mod statement_line {
    use sea_orm::entity::prelude::*;

    use crate::events::kinds::{Qualifier, Unit};
    use crate::kernel::id::{DistrictId, NodeId};

    /// One frozen figure of a statement (定稿数据).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "statement_line")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The statement.
        #[sea_orm(primary_key, auto_increment = false)]
        pub statement_id: NodeId,
        /// Its place, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        /// What the statement calls it.
        pub name: String,
        /// The code of the metric.
        pub metric: String,
        /// The version of the metric's wording.
        pub metric_version: i32,
        /// The type of the node in the API: a vice-chairperson and a member are two nodes of one id.
        pub node_type: String,
        /// The node.
        pub node_id: NodeId,
        /// The first day.
        pub from_day: Date,
        /// The first day after; none while it is open.
        pub to_day: Option<Date>,
        /// Of events of these kinds, one a line.
        pub kinds: Option<String>,
        /// With any of these campaigns, one a line.
        pub campaigns: Option<String>,
        /// With any of these hosts, one a line.
        pub hosts: Option<String>,
        /// In any of these divisions, one a line.
        pub divisions: Option<String>,
        /// Of funds of these kinds, one a line.
        pub fund_kinds: Option<String>,
        /// Of parts of other events only, or of none of them.
        pub is_part: Option<bool>,
        /// Of verified events only.
        pub verified_only: bool,
        /// By which chain records are attributed.
        pub attribution: String,
        /// How joint records count.
        pub credit: String,
        /// The value; none of a rate over nothing.
        pub value: Option<String>,
        /// A rate's numerator.
        pub numerator: Option<String>,
        /// A rate's denominator.
        pub denominator: Option<String>,
        /// The unit.
        pub unit: Unit,
        /// Exact, or a lower bound.
        pub qualifier: Qualifier,
        /// How many records were counted.
        pub records: i64,
        /// Digest of the records by id, each with what it added.
        pub records_digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
