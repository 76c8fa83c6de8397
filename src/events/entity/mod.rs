//! The tables of what workrooms post. `event` is the identity, guarded for ever; `event_version` and the rows that hang
//! on one version are what was said of it between two journal numbers. Hosts and campaigns are interned sets, so that a
//! joint event stands in one row of the tallies. Deliberately absent: figures, which statistics makes of the tallies.

pub mod sets;
pub mod sums;

pub use sets::{campaign_set, campaign_set_campaign, host_set, host_set_host};
pub use sums::tally;

/// The identity of a posted event and the content that it was first posted with (活动).
pub mod event {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, EventId};

    /// The identity of a posted event and the content that it was first posted with (活动).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The id that the client made.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EventId,
        /// The journal number of the post.
        pub since_number: i64,
        /// Keyed hash of the content as first posted: the same id with another content is a conflict.
        pub content_hash: String,
        /// When it was posted.
        pub posted_at: DateTimeUtc,
        /// The token that posted it.
        pub posted_by: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of an event between two journal numbers.
pub mod event_version {
    use sea_orm::entity::prelude::*;

    use crate::events::kinds::{EventKind, EventStatus};
    use crate::kernel::id::{DistrictId, EventId, SetId};
    use crate::kernel::seal::Sealed;

    /// What is said of an event between two journal numbers.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_version")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The event.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EventId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// Whether it counts, and if not, why.
        pub status: EventStatus,
        /// Its hosts, the lead first.
        pub host_set_id: SetId,
        /// Its campaigns.
        pub campaign_set_id: SetId,
        /// What was done.
        pub kind: EventKind,
        /// Its title.
        pub title: String,
        /// The day it began; the day it belongs to.
        pub began_on: Date,
        /// The first day after it ended.
        pub ended_on: Date,
        /// Where, as a division code.
        pub place_code: Option<String>,
        /// The event that it is a part of.
        pub parent_id: Option<EventId>,
        /// The event that it was posted again of.
        pub duplicate_of_id: Option<EventId>,
        /// The account of it, sealed.
        pub narrative: Option<Sealed>,
        /// What it is about: a case or another thing.
        pub subject_id: Option<Uuid>,
        /// When the clerk wrote it down, by his own clock.
        pub client_recorded_at: Option<DateTimeUtc>,
        /// Why this version was made: of a correction, a void, a verdict; sealed.
        pub reason: Option<Sealed>,
        /// SHA-256 of this version with its quantities and participants; the journal holds the same.
        pub digest: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One quantity of one version. `EVENTS` is always there with the amount of one event.
pub mod event_quantity {
    use sea_orm::entity::prelude::*;

    use crate::events::kinds::{Measure, Qualifier};
    use crate::kernel::id::{DistrictId, EventId};

    /// One quantity of one version. `EVENTS` is always there with the amount of one event.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_quantity")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The event.
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: EventId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// What is measured.
        #[sea_orm(primary_key, auto_increment = false)]
        pub measure: Measure,
        /// The kind of funds; empty for other measures.
        #[sea_orm(primary_key, auto_increment = false)]
        pub fund_kind: String,
        /// Hundredths of the unit (fen for money).
        pub amount: i64,
        /// Exact, or a lower bound.
        pub qualifier: Qualifier,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One member who took part, of one version.
pub mod event_participant {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, EventId, NodeId};

    /// One member who took part, of one version.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_participant")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The event.
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: EventId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The member.
        #[sea_orm(primary_key, auto_increment = false)]
        pub member_id: NodeId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A campaign whose label events carry (主题活动).
pub mod campaign {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A campaign whose label events carry (主题活动).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaign")]
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
        /// Its name.
        pub name: String,
        /// The first day.
        pub starts_on: Date,
        /// The first day after; none while it runs.
        pub ends_on: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A workroom's word that it has nothing to report for a month (零报告).
pub mod nil_return {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A workroom's word that it has nothing to report for a month (零报告).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "nil_return")]
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
        /// The workroom.
        pub workroom_id: NodeId,
        /// The month's first day.
        pub month: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(event_version::Entity, campaign::Entity, nil_return::Entity);
