//! The table of tallies. Deliberately absent: moving them (`events::tallies`).

/// The sum of one measure over the events of one day, host set, campaign set, kind and status.
pub mod tally {
    use sea_orm::entity::prelude::*;

    use crate::events::kinds::{EventKind, EventStatus, Measure};
    use crate::kernel::id::{DistrictId, SetId};

    /// The sum of one measure over the events of one day, host set, campaign set, kind and status.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tally")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The day on which the events began.
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        /// Their hosts.
        #[sea_orm(primary_key, auto_increment = false)]
        pub host_set_id: SetId,
        /// Their campaigns.
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_set_id: SetId,
        /// What was done.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: EventKind,
        /// Whether they are parts of other events.
        #[sea_orm(primary_key, auto_increment = false)]
        pub is_part: bool,
        /// Whether they count, and if not, why.
        #[sea_orm(primary_key, auto_increment = false)]
        pub status: EventStatus,
        /// What is measured.
        #[sea_orm(primary_key, auto_increment = false)]
        pub measure: Measure,
        /// The kind of funds; empty for other measures.
        #[sea_orm(primary_key, auto_increment = false)]
        pub fund_kind: String,
        /// Hundredths of the unit.
        pub amount: i64,
        /// How many quantities make it up; never 0.
        pub parts: i64,
        /// How many of them are lower bounds.
        pub at_least_parts: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
