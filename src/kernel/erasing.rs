//! Erasing what a data key guards, and opening sealed text that may have been erased. A text that does not open is a fault
//! unless its subject was erased: then it reads as absent, and its ciphertext stays where digests cover it.
//! Deliberately absent: who may erase what, and the journal's entry; the caller writes both in the same transaction.

use std::collections::BTreeSet;

use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::error::Fault;
use super::id::DistrictId;
use super::seal::{DataKey, Guards, Sealed, Vault, data_key, load_key};

/// That what a data key guarded was erased, the last time.
pub mod erasure {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;
    use crate::kernel::seal::Guards;

    /// That what a data key guarded was erased, the last time.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasure")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Whose data it was.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: Uuid,
        /// What of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub guards: Guards,
        /// The journal number of the erasure.
        pub number: i64,
        /// The day of it.
        pub erased_on: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a data key guards: a subject, and what of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guarded {
    /// The district.
    pub district: DistrictId,
    /// What of it.
    pub guards: Guards,
    /// The subject.
    pub subject: Uuid,
}

impl Guarded {
    /// Opens a sealed text of it. None when it was erased.
    pub async fn open(
        &self,
        conn: &impl ConnectionTrait,
        vault: &Vault,
        field: &str,
        sealed: &Sealed,
    ) -> Result<Option<String>, Fault> {
        let key = load_key(conn, vault, &self.district, self.guards, self.subject).await?;
        match opened(key.as_ref(), field, sealed) {
            Ok(text) => Ok(Some(text)),
            Err(fault) => match self.erased(conn).await? {
                Some(_) => Ok(None),
                None => Err(fault),
            },
        }
    }

    /// Its erasure; none when it was never erased.
    pub async fn erased(
        &self,
        conn: &impl ConnectionTrait,
    ) -> Result<Option<erasure::Model>, DbErr> {
        let subjects = [self.subject].into();
        let mut found = erasures(conn, &self.district, self.guards, subjects).await?;
        Ok(found.pop())
    }

    /// Deletes the data key, and remembers when. Gives whether there was one.
    pub async fn erase(
        &self,
        conn: &impl ConnectionTrait,
        number: i64,
        on: chrono::NaiveDate,
    ) -> Result<bool, DbErr> {
        let gone = data_key::Entity::delete_many()
            .filter(data_key::Column::DistrictId.eq(self.district.clone()))
            .filter(data_key::Column::SubjectId.eq(self.subject))
            .filter(data_key::Column::Guards.eq(self.guards))
            .exec(conn)
            .await?;
        if gone.rows_affected == 0 {
            return Ok(false);
        }
        let row = erasure::ActiveModel {
            district_id: Set(self.district.clone()),
            subject_id: Set(self.subject),
            guards: Set(self.guards),
            number: Set(number),
            erased_on: Set(on),
        };
        let place = [
            erasure::Column::DistrictId,
            erasure::Column::SubjectId,
            erasure::Column::Guards,
        ];
        let newer = [erasure::Column::Number, erasure::Column::ErasedOn];
        erasure::Entity::insert(row)
            .on_conflict(OnConflict::columns(place).update_columns(newer).to_owned())
            .exec_without_returning(conn)
            .await?;
        Ok(true)
    }
}

/// Opens a sealed text by the key that stands, if one does.
pub fn opened(key: Option<&DataKey>, field: &str, sealed: &Sealed) -> Result<String, Fault> {
    key.ok_or_else(|| Fault::new(format!("a sealed {field} has no data key")))?
        .open(field, sealed)
}

/// The subjects of which something was erased after a journal number.
pub fn erased_after(district: &DistrictId, of: &[Guards], since: i64) -> SelectStatement {
    erasure::Entity::find()
        .select_only()
        .column(erasure::Column::SubjectId)
        .filter(erasure::Column::DistrictId.eq(district.clone()))
        .filter(erasure::Column::Guards.is_in(of.iter().copied()))
        .filter(erasure::Column::Number.gt(since))
        .into_query()
}

/// The erasures of subjects, in one statement.
pub async fn erasures(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    guards: Guards,
    subjects: BTreeSet<Uuid>,
) -> Result<Vec<erasure::Model>, DbErr> {
    erasure::Entity::find()
        .filter(erasure::Column::DistrictId.eq(district.clone()))
        .filter(erasure::Column::Guards.eq(guards))
        .filter(erasure::Column::SubjectId.is_in(subjects))
        .all(conn)
        .await
}
