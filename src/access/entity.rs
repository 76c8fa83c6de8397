//! The table of tokens. Deliberately absent: the secrets.

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
