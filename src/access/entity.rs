//! The tables of tokens, of accounts and of their dated roles. Deliberately absent: the secrets.

/// A token, without its secret.
pub mod token {
    use sea_orm::entity::prelude::*;

    use crate::kernel::actor::Role;
    use crate::kernel::id::{DistrictId, NodeId};

    /// A token, without its secret.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "token")]
    pub struct Model {
        /// The district; `0` for the installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id, which the journal names.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// What it is for.
        pub name: String,
        /// The role it gives.
        pub role: Role,
        /// The one node that it acts for.
        pub scope_id: Option<NodeId>,
        /// SHA-256 of the secret.
        pub secret_hash: String,
        /// When it was issued.
        pub issued_at: DateTimeUtc,
        /// From when it is no longer good.
        pub expires_at: DateTimeUtc,
        /// When it was revoked.
        pub revoked_at: Option<DateTimeUtc>,
        /// Ranges of addresses from which it is taken, parted by blanks; none for everywhere.
        pub addresses: Option<String>,
        /// The hour of its last use.
        pub last_used_at: Option<DateTimeUtc>,
        /// Whether its holder may send documents that are not registered.
        pub open_queries: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A person who signs in at an issuer or here, in one district; opened under one number of its journal and closed under another.
pub mod account {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;
    use crate::kernel::seal::Sealed;

    /// The field under which the name is sealed.
    pub const DISPLAY_NAME: &str = "displayName";

    /// A person who signs in at an issuer or here, in one district.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        /// The district; `0` for the installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The journal number that opened it.
        pub since_number: i64,
        /// The journal number that closed it; none while it is open.
        pub until_number: Option<i64>,
        /// Who vouches for the person; `local` for who signs in here.
        pub issuer: String,
        /// The issuer's name for the person.
        pub subject: String,
        /// How the person is shown, sealed; none where it was never sealed.
        pub sealed_name: Option<Sealed>,
        /// When it was opened.
        pub opened_at: DateTimeUtc,
        /// When it was closed.
        pub closed_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A role of an account over days, between two journal numbers.
pub mod account_role {
    use sea_orm::entity::prelude::*;

    use crate::kernel::actor::Role;
    use crate::kernel::id::{DistrictId, NodeId};
    use crate::kernel::period::Span;

    /// The name of its type in the API, which its opaque id holds.
    pub const TYPE_NAME: &str = "AccountRole";

    /// A role of an account over days, between two journal numbers.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_role")]
    pub struct Model {
        /// The district of the account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id, which the journal names where something is done by it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// Whose it is.
        pub account_id: Uuid,
        /// The role.
        pub role: Role,
        /// The one node that it acts for.
        pub scope_id: Option<NodeId>,
        /// The first day.
        pub valid_from: Date,
        /// The first day after; none while it lasts.
        pub valid_to: Option<Date>,
    }

    impl Model {
        /// Its days.
        pub fn span(&self) -> Span {
            Span::new(self.valid_from, self.valid_to)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(account_role::Entity);
