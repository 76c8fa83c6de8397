//! The tables of casework. A case is an identity with steps, which are only ever added; `case_version` and `case_fact` are
//! what stood of it between two journal numbers, so that lists and figures need not fold steps.
//! Deliberately absent: kinds of cases; they differ in their machines, not in their tables.

/// The identity of a case and the content that it was first proposed with (案卷).
pub mod casefile {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::CaseKind;
    use crate::kernel::id::{CaseId, DistrictId};

    /// The identity of a case and the content that it was first proposed with (案卷).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "casefile")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The id that the client made.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        /// What kind of case.
        pub kind: CaseKind,
        /// The journal number of its first step.
        pub since_number: i64,
        /// Keyed hash of what was first proposed: the same id with another content is a conflict.
        pub content_hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One step of a case; steps are only ever added (办理步骤).
pub mod case_step {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::{CaseAct, CaseState};
    use crate::kernel::actor::Role;
    use crate::kernel::id::{CaseId, DistrictId, NodeId};
    use crate::kernel::seal::Sealed;

    /// One step of a case; steps are only ever added (办理步骤).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_step")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// 1, 2, 3 … without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i32,
        /// The journal number that it was taken at.
        pub number: i64,
        /// What was done.
        pub act: CaseAct,
        /// Where the case stood; none before its first step.
        pub from_state: Option<CaseState>,
        /// Where it stands after.
        pub to_state: CaseState,
        /// The token that did it.
        pub actor_id: Uuid,
        /// The role it acted in.
        pub actor_role: Role,
        /// The node that it acted for.
        pub actor_scope: Option<NodeId>,
        /// The day on which it was done, as the actor says; never before the step before.
        pub taken_on: Date,
        /// When it was recorded.
        pub at: DateTimeUtc,
        /// What was said of it, sealed; may hold residents' words.
        pub note: Option<Sealed>,
        /// JSON: what was done, in full; words of persons in it are sealed.
        pub deed: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What stands of a case between two journal numbers (案件现状).
pub mod case_version {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::{CaseKind, CaseState, Leg, LegOwner};
    use crate::kernel::id::{CaseId, DistrictId, NodeId};
    use crate::kernel::seal::Sealed;

    /// What stands of a case between two journal numbers (案件现状).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_version")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// What kind of case.
        pub kind: CaseKind,
        /// Where it stands.
        pub state: CaseState,
        /// The ordinal of its newest step.
        pub steps: i32,
        /// Its title.
        pub title: String,
        /// What is suggested or told, in the author's words, sealed.
        pub content: Sealed,
        /// Where, as a division code.
        pub place_code: Option<String>,
        /// Whose it is: the member whose words these are, or the body that it belongs to.
        pub author_id: NodeId,
        /// The day of its first step.
        pub opened_on: Date,
        /// The leg that it is in; none when it waits for nobody.
        pub leg: Option<Leg>,
        /// Whom the leg waits for.
        pub leg_owner: Option<LegOwner>,
        /// The last day of the leg in time; none without a limit and while the clock stands still.
        pub leg_due_on: Option<Date>,
        /// Whether the clock stands still.
        pub paused: bool,
        /// The number that the offices know it by: of the work order, of filing, of issue.
        pub reference: Option<String>,
        /// SHA-256 of this row and of the facts that stand with it; the journal holds the same.
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is true of a case from a day on (办理事实).
pub mod case_fact {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::Fact;
    use crate::kernel::id::{CaseId, DistrictId, NodeId};

    /// What is true of a case from a day on (办理事实).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_fact")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// What is true.
        #[sea_orm(primary_key, auto_increment = false)]
        pub fact: Fact,
        /// 1, 2, 3 … of this fact in this case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i32,
        /// The journal number that opened it.
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// The day on which it came true.
        pub on_day: Date,
        /// The day by which it was due, where it had a limit.
        pub due_on: Option<Date>,
        /// Which one, of facts that come in several sorts.
        pub value: Option<String>,
        /// Whom it is about.
        pub node_id: Option<NodeId>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A tie between a case and another thing (关联).
pub mod case_link {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::LinkKind;
    use crate::kernel::id::{CaseId, DistrictId};

    /// A tie between a case and another thing (关联).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_link")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// How they are tied.
        #[sea_orm(primary_key, auto_increment = false)]
        pub relation: LinkKind,
        /// The other thing.
        #[sea_orm(primary_key, auto_increment = false)]
        pub other_id: Uuid,
        /// What the other thing is: `case` or `event`.
        pub other_kind: String,
        /// The journal number that tied them.
        pub since_number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A campaign whose label a case carries (主题活动标签).
pub mod case_campaign {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{CaseId, DistrictId, NodeId};

    /// A campaign whose label a case carries (主题活动标签).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_campaign")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// The campaign.
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_id: NodeId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A reminder of a leg that is nearly or past due; only ever added (催办提醒).
pub mod case_notice {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::{Leg, LegOwner};
    use crate::kernel::id::{CaseId, DistrictId};

    /// A reminder of a leg that is nearly or past due; only ever added (催办提醒).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_notice")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: CaseId,
        /// The step that began the leg.
        #[sea_orm(primary_key, auto_increment = false)]
        pub leg_step: i32,
        /// Working days past due; 0 when it is nearly due.
        #[sea_orm(primary_key, auto_increment = false)]
        pub overdue_days: i32,
        /// The journal number that it was given at.
        pub number: i64,
        /// The day of it.
        pub on_day: Date,
        /// The leg.
        pub leg: Leg,
        /// Whom the leg waits for.
        pub leg_owner: LegOwner,
        /// Who is told: the owner, and day by day those above.
        pub told: LegOwner,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A district's own time limit of a leg (办理时限).
pub mod case_limit {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::{CaseKind, Leg, LimitUnit};
    use crate::kernel::id::{DistrictId, NodeId};

    /// A district's own time limit of a leg (办理时限).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_limit")]
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
        /// Of which kind of case.
        pub kind: CaseKind,
        /// Of which leg.
        pub leg: Leg,
        /// Whether of complex matters.
        pub is_complex: bool,
        /// How many.
        pub amount: i32,
        /// Of what.
        pub unit: LimitUnit,
        /// Legs that begin on or after this day have it.
        pub valid_from: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A district's own points of a level of adoption (采用计分).
pub mod adoption_point {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::Level;
    use crate::kernel::id::{DistrictId, NodeId};

    /// A district's own points of a level of adoption (采用计分).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "adoption_point")]
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
        /// Of which level; none of what was reported up.
        pub level: Option<Level>,
        /// How many.
        pub points: i32,
        /// What is adopted on or after this day has them.
        pub valid_from: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(
    case_version::Entity,
    case_fact::Entity,
    case_campaign::Entity,
    case_limit::Entity,
    adoption_point::Entity
);
