//! The table of the hotline's own figures. Deliberately absent: our figures; `statistics` computes them.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::Serialize;

use crate::statistics::metrics::MetricCode;

/// What the hotline and this program both tell of a unit (同考核指标).
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
    EnumIter,
    DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum HotlineMetric {
    /// Replies in time over replies due (按期办复率).
    #[graphql(name = "MS4")]
    #[sea_orm(string_value = "MS4")]
    #[serde(rename = "MS4")]
    RepliesInTime,
    /// Satisfied and basically satisfied with the result over those who rated it (结果满意率).
    #[graphql(name = "MS7_RESULT")]
    #[sea_orm(string_value = "MS7_RESULT")]
    #[serde(rename = "MS7_RESULT")]
    ResultSatisfaction,
}

impl HotlineMetric {
    /// Both.
    pub const ALL: [Self; 2] = [Self::RepliesInTime, Self::ResultSatisfaction];

    /// Our metric of the same name.
    pub fn code(self) -> MetricCode {
        match self {
            Self::RepliesInTime => MetricCode::Ms4,
            Self::ResultSatisfaction => MetricCode::Ms7Result,
        }
    }
}

/// What the hotline says of a unit's month, between two journal numbers (热线考核数据).
pub mod hotline_figure {
    use sea_orm::entity::prelude::*;

    use super::HotlineMetric;
    use crate::kernel::id::{DistrictId, NodeId};

    /// What the hotline says of a unit's month, between two journal numbers (热线考核数据).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "hotline_figure")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id; a correction keeps it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// The journal number of the import that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number of the import that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// The handling unit.
        pub unit_id: NodeId,
        /// The month, as its first day.
        pub month: Date,
        /// What is told.
        pub metric: HotlineMetric,
        /// The part.
        pub numerator: i64,
        /// Of this whole.
        pub denominator: i64,
        /// Where the hotline says it.
        pub source: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(hotline_figure::Entity);
