//! The tables of webhooks. Deliberately absent: the payloads; the journal holds what they are made of.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What a secret signs (密钥用途).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[graphql(name = "WebhookSecretUse")]
pub enum Signs {
    /// What is delivered to the endpoint (推送).
    Deliveries,
    /// What the endpoint's system calls back (回调).
    CallBacks,
}

/// Why an endpoint was closed (关闭原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[graphql(name = "WebhookClosedBecause")]
pub enum ClosedBecause {
    /// An administrator closed it (管理员关闭).
    Closed,
    /// It answered 410: it is gone for good (对方已停用).
    Gone,
}

/// How an attempt to deliver ended (推送结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[graphql(name = "WebhookDeliveryOutcome")]
pub enum AttemptOutcome {
    /// It was taken: the answer's status was 2xx (已送达).
    Delivered,
    /// The answer's status was another one, a redirect among them (对方拒收).
    Answered,
    /// The endpoint is gone for good: 410 (对方已停用).
    Gone,
    /// No answer within the time (超时).
    Timeout,
    /// No connection, or one that broke (无法连接).
    Unreachable,
    /// The address is inside, where no delivery may go, or plain HTTP to one that is not on the list (地址不允许).
    AddressRefused,
}

impl AttemptOutcome {
    /// As counts name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Answered => "answered",
            Self::Gone => "gone",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::AddressRefused => "address_refused",
        }
    }

    /// Whether nobody answered.
    pub fn is_unanswered(self) -> bool {
        matches!(
            self,
            Self::Timeout | Self::Unreachable | Self::AddressRefused
        )
    }
}

/// Where deliveries go.
pub mod endpoint {
    use sea_orm::entity::prelude::*;

    use super::ClosedBecause;
    use crate::kernel::actor::Role;
    use crate::kernel::id::DistrictId;

    /// Where deliveries go.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_endpoint")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The journal number at which it stands as it is.
        pub since_number: i64,
        /// How it is called.
        pub name: String,
        /// Its address, which may hold a secret.
        pub url: String,
        /// As what it sees the district.
        pub role: Role,
        /// Which types it is told, one a line; none for all that its role may see.
        pub types: String,
        /// Whether its system calls back.
        pub call_backs: bool,
        /// When it was opened.
        pub opened_at: DateTimeUtc,
        /// When it was closed.
        pub closed_at: Option<DateTimeUtc>,
        /// Why.
        pub closed_because: Option<ClosedBecause>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// By what is signed.
pub mod secret {
    use sea_orm::entity::prelude::*;

    use super::Signs;
    use crate::kernel::id::DistrictId;
    use crate::kernel::seal::Sealed;

    /// By what is signed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_secret")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose.
        pub endpoint_id: Uuid,
        /// What it signs.
        pub signs: Signs,
        /// `whsec_…`, sealed.
        pub secret: Sealed,
        /// From when.
        pub since: DateTimeUtc,
        /// Until when; none while it is the newest.
        pub until: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How far an endpoint was told the journal.
pub mod position {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// How far an endpoint was told the journal, and which program tells it now.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_position")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The endpoint.
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: Uuid,
        /// Every entry up to this one was delivered, waits, or is none of the endpoint's.
        pub number: i64,
        /// Attempts that the log was given, so that each has a number of its own.
        pub attempts: i64,
        /// Deliveries that were given up.
        pub exhausted: i64,
        /// Attempts in a row that nobody answered.
        pub unanswered: i64,
        /// Until when nothing is sent.
        pub rests_until: Option<DateTimeUtc>,
        /// The sender at work.
        pub leased_to: Option<Uuid>,
        /// Until when it is alone.
        pub leased_until: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is to be delivered.
pub mod waiting {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// An entry that is to be delivered.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_waiting")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The endpoint.
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: Uuid,
        /// The entry's number.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// What it is about; entries about the same thing go one after the other.
        pub subject_id: Uuid,
        /// Attempts so far.
        pub attempts: i32,
        /// The first of them.
        pub first_at: Option<DateTimeUtc>,
        /// When the next one is due.
        pub next_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The log.
pub mod attempt {
    use sea_orm::entity::prelude::*;

    use super::AttemptOutcome;
    use crate::kernel::id::DistrictId;

    /// An attempt to deliver.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_attempt")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The endpoint.
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: Uuid,
        /// 1, 2, 3 … of the endpoint.
        #[sea_orm(primary_key, auto_increment = false)]
        pub ordinal: i64,
        /// The entry's number.
        pub number: i64,
        /// When.
        pub at: DateTimeUtc,
        /// How it ended.
        pub outcome: AttemptOutcome,
        /// The answer's status, where there was one.
        pub status: Option<i32>,
        /// When the next one is due; none where there is none.
        pub next_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Call-backs that were taken.
pub mod received {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// A call-back that was taken; a second one of the same id is none.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_received")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The endpoint.
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: Uuid,
        /// The sender's id of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub message_id: String,
        /// When.
        pub at: DateTimeUtc,
        /// The entry of the journal that it made.
        pub number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
