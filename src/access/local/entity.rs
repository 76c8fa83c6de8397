//! The tables of local sign-in, all of them the installation's. Deliberately absent: passwords, codes and tokens as they
//! are; hashes and sealed text stand for them.

/// By what a person signs in.
pub mod credential {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;
    use crate::kernel::seal::Sealed;

    /// By what a person signs in.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "credential")]
    pub struct Model {
        /// The installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The name: the subject of the person's accounts.
        pub name: String,
        /// Argon2id of the password, with its cost and salt.
        pub password_hash: String,
        /// When the password was set.
        pub password_set_at: DateTimeUtc,
        /// Whether somebody else knew the password, so that it must be changed first.
        pub must_change: bool,
        /// Hashes of the passwords before, the newest first, one a line.
        pub earlier_hashes: String,
        /// The secret of one-time codes, sealed.
        pub code_secret: Option<Sealed>,
        /// One that was shown and is not confirmed yet.
        pub code_pending: Option<Sealed>,
        /// From when codes are asked for.
        pub code_since: Option<DateTimeUtc>,
        /// The step of the newest code that was taken; it and those before are not taken again.
        pub code_step: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A code for who has lost his one-time codes.
pub mod recovery_code {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// A code for who has lost his one-time codes.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_code")]
    pub struct Model {
        /// The installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub credential_id: Uuid,
        /// SHA-256 of the code, which is random.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code_hash: String,
        /// When it was taken.
        pub used_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A session.
pub mod session {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// A session, without its secret.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_session")]
    pub struct Model {
        /// The installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Whose.
        pub credential_id: Uuid,
        /// SHA-256 of the token.
        pub secret_hash: String,
        /// The district of the role that it acts in.
        pub role_district: DistrictId,
        /// The role that it acts in.
        pub role_id: Uuid,
        /// From where it was opened.
        pub address: String,
        /// When it was opened.
        pub opened_at: DateTimeUtc,
        /// When it was last used, to the minute.
        pub used_at: DateTimeUtc,
        /// When it ends however much it is used.
        pub ends_at: DateTimeUtc,
        /// When it was ended.
        pub ended_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is known of failed sign-ins by a name, from an address, or by a name from an address.
pub mod guard {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;

    /// Failures of one guard.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_guard")]
    pub struct Model {
        /// The installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// SHA-256 of the name, because people type passwords there; empty for an address alone.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name_key: String,
        /// The address; empty for a name alone.
        #[sea_orm(primary_key, auto_increment = false)]
        pub address: String,
        /// Failures since the last lock or success.
        pub failures: i32,
        /// Locks so far.
        pub level: i32,
        /// When the last attempt was made.
        pub failed_at: DateTimeUtc,
        /// Until when it is locked.
        pub locked_until: Option<DateTimeUtc>,
        /// When this name was last signed in from this address.
        pub succeeded_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
