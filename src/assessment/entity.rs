//! The tables of assessment. Versions of schemes are added and never changed; all else lives between two journal numbers.
//! Deliberately absent: ledgers and scores, which are worked out at each reading.

use crate::casework::kinds::word_list;
use crate::versioned;

word_list! {
    /// Why a member does no duty on some days (缺勤类别).
    #[graphql(name = "DutyAbsenceKind")]
    AbsenceKind {
        /// On leave; what he does all the same is counted (请假).
        Leave,
        /// Suspended; what he does is not counted (暂停履职).
        Suspension,
    }
}

word_list! {
    /// Where a contest stands (申诉状态).
    #[graphql(name = "DutyContestState")]
    ContestState {
        /// Not decided; it changes nothing (待裁定).
        Open,
        /// Accepted (成立).
        Accepted,
        /// Rejected (不成立).
        Rejected,
    }
}

versioned!(
    duty_absence::Entity,
    duty_deduction::Entity,
    duty_contest::Entity
);

/// A version of a scheme (考核方案).
pub mod assessment_scheme {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A version of a scheme (考核方案).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessment_scheme")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// Its version, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i32,
        /// The journal number of the version.
        pub since_number: i64,
        /// Its name.
        pub name: String,
        /// The year that it assesses.
        pub year: i32,
        /// All that it says, as JSON.
        pub content: String,
        /// Digest of that; the journal holds the same.
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Days on which a member does no duty (请假与暂停履职).
pub mod duty_absence {
    use sea_orm::entity::prelude::*;

    use super::AbsenceKind;
    use crate::kernel::id::{DistrictId, NodeId};
    use crate::kernel::seal::Sealed;

    /// Days on which a member does no duty (请假与暂停履职).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "duty_absence")]
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
        /// The member.
        pub member_id: NodeId,
        /// On leave or suspended.
        pub kind: AbsenceKind,
        /// The first day.
        pub valid_from: Date,
        /// The first day after; none while it lasts.
        pub valid_to: Option<Date>,
        /// Why, sealed.
        pub reason: Sealed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A deduction that the office recorded (扣分).
pub mod duty_deduction {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, EventId, NodeId};
    use crate::kernel::seal::Sealed;

    /// A deduction that the office recorded (扣分).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "duty_deduction")]
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
        /// The member.
        pub member_id: NodeId,
        /// Of which day.
        pub on_day: Date,
        /// Under which rule of a scheme, by its code.
        pub rule: String,
        /// The event that it is about.
        pub event_id: Option<EventId>,
        /// Why, sealed.
        pub reason: Sealed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a member says against his score, and what was decided (申诉).
pub mod duty_contest {
    use sea_orm::entity::prelude::*;

    use super::ContestState;
    use crate::kernel::id::{DistrictId, NodeId};
    use crate::kernel::seal::Sealed;

    /// What a member says against his score, and what was decided (申诉).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "duty_contest")]
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
        /// The member.
        pub member_id: NodeId,
        /// The scheme.
        pub scheme_id: NodeId,
        /// The type of what is contested in the API: an event, a kind of case, a deduction.
        pub source_type: String,
        /// What is contested.
        pub source_id: Uuid,
        /// Why, sealed.
        pub reason: Sealed,
        /// Where it stands.
        pub state: ContestState,
        /// Why it was decided so, sealed.
        pub decision: Option<Sealed>,
        /// Accepted: the item that counts it where no item would by itself.
        pub item: Option<String>,
        /// Accepted: how many points it has; none of a deduction, which falls away.
        pub points: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
