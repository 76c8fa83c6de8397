//! The table of published figures. Deliberately absent: anything computed.

/// A figure as a document prints it, between two journal numbers (公布数据).
pub mod published_figure {
    use sea_orm::entity::prelude::*;

    use crate::events::kinds::{Qualifier, Unit};
    use crate::kernel::id::{DistrictId, NodeId};

    /// A figure as a document prints it, between two journal numbers (公布数据).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "published_figure")]
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
        /// Its key for machines, `micro.suggestions`; one of each in a document.
        pub key: String,
        /// The document.
        pub document: String,
        /// The phrase, as it is printed.
        pub phrase: String,
        /// The number; none of a percentage.
        pub value: Option<String>,
        /// The percentage with the decimals that are printed; none of a number.
        pub percent: Option<String>,
        /// Over how much the percentage is, where the document says it: the part.
        pub numerator: Option<String>,
        /// And the whole.
        pub denominator: Option<String>,
        /// Pairs that the percentage would fit where the document says none, `75/76`, one a line.
        pub fits: Option<String>,
        /// The unit.
        pub unit: Unit,
        /// Exact, or a lower bound (余).
        pub qualifier: Qualifier,
        /// What it is counted over, in words.
        pub basis: String,
        /// The first day.
        pub from_day: Date,
        /// The first day after; none while it is open.
        pub to_day: Option<Date>,
        /// The code of the metric that says the same; none while none does.
        pub metric: Option<String>,
        /// Of events of these kinds, one a line.
        pub kinds: Option<String>,
        /// Of funds of these kinds, one a line.
        pub fund_kinds: Option<String>,
        /// Of parts of other events only, or of none of them.
        pub is_part: Option<bool>,
        /// Of this campaign.
        pub campaign_id: Option<NodeId>,
        /// What else must be known to read it.
        pub note: Option<String>,
        /// Shown, never scored or ranked.
        pub is_display_only: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(published_figure::Entity);
