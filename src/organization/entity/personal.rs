//! The table of members' personal fields, each sealed by the member's data key.
//! Deliberately absent: anything in plain.

/// Personal fields of a member, sealed (委员个人信息).
pub mod member_personal {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};
    use crate::kernel::seal::Sealed;

    /// Personal fields of a member, sealed (委员个人信息).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "member_personal")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The member.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// The phone.
        pub phone: Option<Sealed>,
        /// The ethnicity.
        pub ethnicity: Option<Sealed>,
        /// The religion.
        pub religion: Option<Sealed>,
        /// Whether a member of the Communist Party.
        pub is_cpc_member: Option<Sealed>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
