//! The tables of imports. Deliberately absent: what rows said, which is the events'; only a row that waits keeps its words,
//! sealed.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::Serialize;

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BatchState {
    /// Its file is being read, or reading broke off.
    Open,
    /// Its file was read to the end.
    Committed,
    /// What it brought was withdrawn.
    Undone,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum RowState {
    /// It became an event, which may be held for its likeness to another.
    Posted,
    /// It waits for the office to decide whom a name means.
    Waiting,
    /// It waited, and the rules of events refused it then.
    Refused,
}

/// What one file brought.
pub mod import_batch {
    use sea_orm::entity::prelude::*;

    use super::BatchState;
    use crate::kernel::id::{DistrictId, NodeId};

    /// What one file brought.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_batch")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The kind of records.
        pub kind: String,
        /// SHA-256 of the file, in hex.
        pub file_digest: String,
        /// Where it stands.
        pub state: BatchState,
        /// The workroom of who sent it; none of the office.
        pub scope_id: Option<NodeId>,
        /// Who sent it.
        pub imported_by: Uuid,
        /// When.
        pub imported_at: DateTimeUtc,
        /// Rows of the file.
        pub row_count: i64,
        /// Rows that were posted and count.
        pub accepted: i64,
        /// Rows that were posted and are held.
        pub held: i64,
        /// Rows that waited for a decision when they came.
        pub waiting: i64,
        /// Rows that were refused or unclear.
        pub refused: i64,
        /// When it was undone.
        pub undone_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A row that was stored.
pub mod import_row {
    use sea_orm::entity::prelude::*;

    use super::RowState;
    use crate::kernel::id::{DistrictId, EventId, NodeId};
    use crate::kernel::seal::Sealed;

    /// A row that became an event, or that waits.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_row")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Its batch.
        pub batch_id: Uuid,
        /// The workroom of who sent it; none of the office.
        pub scope_id: Option<NodeId>,
        /// Its number in the file.
        pub row_number: i64,
        /// The keyed hash of what it says.
        pub row_key: String,
        /// How many batches with the same row were undone before.
        pub generation: i32,
        /// Where it stands.
        pub state: RowState,
        /// The event that it became, or is to become.
        pub event_id: EventId,
        /// What it says, sealed, while it waits.
        pub words: Option<Sealed>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whom a name means.
pub mod import_identity {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// Whom a name in files of a workroom means, as the office decided.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_identity")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The keyed hash of the name and the workroom.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name_key: String,
        /// The member.
        pub member_id: NodeId,
        /// The journal number of the decision.
        pub since_number: i64,
        /// Who decided.
        pub decided_by: Uuid,
        /// When.
        pub decided_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a heading means.
pub mod import_heading {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// What a heading means in files of a district, as the office taught.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_heading")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The kind of records.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// The heading, as headings are compared.
        #[sea_orm(primary_key, auto_increment = false)]
        pub heading: String,
        /// The column that it means.
        pub means: String,
        /// The journal number of the lesson.
        pub since_number: i64,
        /// Who taught it.
        pub decided_by: Uuid,
        /// When.
        pub decided_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
