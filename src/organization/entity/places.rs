//! Tables of places: the district, its townships and subdistricts, their communities and villages.
//! Deliberately absent: boundaries and maps.

/// A district and its committee of the CPPCC, which may host events itself (区政协委员会).
pub mod district {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};

    /// A district and its committee of the CPPCC, which may host events itself (区政协委员会).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "district")]
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
        /// Its name, 大祥区.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// The city above it.
        pub city: String,
        /// The province above it.
        pub province: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A township, town or subdistrict (乡镇街道).
pub mod township {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};
    use crate::organization::kinds::{Agricultural, TownshipKind};

    /// A township, town or subdistrict (乡镇街道).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "township")]
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
        /// Nine digits; codes were re-used in 2016, so the id is not the code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// Its name in pinyin.
        pub pinyin: String,
        /// Which of the three it is.
        pub kind: TownshipKind,
        /// Whether it is agricultural (涉农).
        pub agricultural: Agricultural,
        /// Where that is known from.
        pub agricultural_note: Option<String>,
        /// Other names in use, one a line.
        pub aliases: String,
        /// The first day it exists.
        pub established_on: Date,
        /// The first day it no longer exists.
        pub closed_on: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A community or village (社区、村).
pub mod division {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};
    use crate::organization::kinds::DivisionKind;

    /// A community or village (社区、村).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "division")]
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
        /// Twelve digits.
        pub code: String,
        /// Its name.
        pub name: String,
        /// The township that it belongs to.
        pub township_id: NodeId,
        /// Community or village.
        pub kind: DivisionKind,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
