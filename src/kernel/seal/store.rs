//! The tables of data keys and of blind values: loading the keys of many subjects in one statement, finding a subject by
//! a blind value, rotation and the check at the start. Deliberately absent: erasing; it is deleting the row of a data
//! key, with which the database deletes its blind values.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use super::{DataKey, Guards, Suite, Vault};
use crate::kernel::db::{begin_installation_write, list_districts};
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::reader::Reader;
use crate::kernel::viewpoint::{Errand, Viewpoint};

/// The wrapped keys.
pub mod data_key {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::{DistrictId, NodeId};
    use crate::kernel::seal::{Guards, Sealed, Suite};

    /// The data key of one subject, wrapped. Without this row nobody can read what the key sealed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "data_key")]
    pub struct Model {
        /// The district; `0` for the installation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Whose data it seals: a member, an account, an event, a case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: Uuid,
        /// What of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub guards: Guards,
        /// The node that answers for it: the member himself, the lead host of the event; none for cases.
        pub owner_id: Option<NodeId>,
        /// The suite that wrapped it.
        pub suite: Suite,
        /// The master key that wrapped it.
        pub key_id: String,
        /// The key, wrapped.
        pub wrapped: Sealed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The blind values by which a subject can be found; they go with its data key.
pub mod blind_index {
    use sea_orm::entity::prelude::*;

    use crate::kernel::id::DistrictId;
    use crate::kernel::seal::Guards;

    /// The blind value of one field of a subject as it stands today.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "blind_index")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// The subject.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: Uuid,
        /// What of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub guards: Guards,
        /// The field.
        #[sea_orm(primary_key, auto_increment = false)]
        pub field: String,
        /// Its blind value.
        pub blind: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The rows of the data keys of subjects, still wrapped, in one statement.
pub async fn load_rows(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    guards: Guards,
    subjects: BTreeSet<Uuid>,
) -> Result<Vec<data_key::Model>, DbErr> {
    data_key::Entity::find()
        .filter(data_key::Column::DistrictId.eq(district.clone()))
        .filter(data_key::Column::Guards.eq(guards))
        .filter(data_key::Column::SubjectId.is_in(subjects))
        .all(conn)
        .await
}

/// The data keys of subjects, in one statement; one that is missing has none, or was erased.
pub async fn load_keys(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    guards: Guards,
    subjects: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, DataKey>, Fault> {
    let rows = load_rows(conn, district, guards, subjects).await?;
    rows.iter()
        .map(|row| Ok((row.subject_id, vault.unwrap(row)?)))
        .collect()
}

/// The data key of one subject; none when it has none, or was erased.
pub async fn load_key(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    guards: Guards,
    subject: Uuid,
) -> Result<Option<DataKey>, Fault> {
    let mut keys = load_keys(conn, vault, district, guards, [subject].into()).await?;
    Ok(keys.remove(&subject))
}

/// The data key of one subject, made where it has none; inside a write transaction.
pub async fn key_for(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    guards: Guards,
    (subject, owner): (Uuid, Option<NodeId>),
) -> Result<DataKey, Fault> {
    if let Some(key) = load_key(conn, vault, district, guards, subject).await? {
        return Ok(key);
    }
    let (key, row) = vault.new_key(district, subject, guards, owner)?;
    data_key::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(key)
}

/// Sets the blind value by which a subject is found from now on, in place of the one before; none takes it away.
pub async fn remember_blind(
    conn: &impl ConnectionTrait,
    (district, subject, guards): (&DistrictId, Uuid, Guards),
    field: &str,
    blind: Option<String>,
) -> Result<(), Fault> {
    let Some(blind) = blind else {
        blind_index::Entity::delete_many()
            .filter(blind_index::Column::DistrictId.eq(district.clone()))
            .filter(blind_index::Column::SubjectId.eq(subject))
            .filter(blind_index::Column::Guards.eq(guards))
            .filter(blind_index::Column::Field.eq(field))
            .exec(conn)
            .await?;
        return Ok(());
    };
    let row = blind_index::ActiveModel {
        district_id: Set(district.clone()),
        subject_id: Set(subject),
        guards: Set(guards),
        field: Set(field.to_owned()),
        blind: Set(blind),
    };
    let place = [
        blind_index::Column::DistrictId,
        blind_index::Column::SubjectId,
        blind_index::Column::Guards,
        blind_index::Column::Field,
    ];
    blind_index::Entity::insert(row)
        .on_conflict(
            OnConflict::columns(place)
                .update_column(blind_index::Column::Blind)
                .to_owned(),
        )
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The subjects whose field has this text today.
pub async fn find_by_blind(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    (district, guards): (&DistrictId, Guards),
    field: &str,
    plain: &str,
) -> Result<BTreeSet<Uuid>, Fault> {
    let rows = blind_index::Entity::find()
        .filter(blind_index::Column::DistrictId.eq(district.clone()))
        .filter(blind_index::Column::Guards.eq(guards))
        .filter(blind_index::Column::Field.eq(field))
        .filter(blind_index::Column::Blind.is_in(vault.blinds(district, field, plain)))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.subject_id).collect())
}

/// How a rotation went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Data keys that were wrapped anew.
    pub wrapped: u64,
    /// Data keys that went away meanwhile.
    pub gone: u64,
}

/// Keys are looked after for every district.
fn program() -> Viewpoint {
    Viewpoint::program(Errand::KeepKeys)
}

fn reader(db: &DatabaseConnection) -> Reader {
    Reader::new(db.clone(), program())
}

/// Data keys of one transaction of a rotation.
const BATCH: u64 = 500;

/// Wraps every data key anew that is not under the current key and the configured suite, batch by batch while others
/// read and write; a rotation that is cut off goes on where it ended. Tells of each batch.
pub async fn rotate(
    db: &DatabaseConnection,
    vault: &Vault,
    mut told: impl FnMut(&DistrictId, u64),
) -> Result<Rotated, Fault> {
    let mut all = Rotated::default();
    let mut districts = list_districts(&reader(db)).await?;
    districts.push(DistrictId::installation());
    for district in districts {
        loop {
            let batch = rotate_some(db, vault, &district).await?;
            if batch == Rotated::default() {
                break;
            }
            all.wrapped = all.wrapped.saturating_add(batch.wrapped);
            all.gone = all.gone.saturating_add(batch.gone);
            told(&district, batch.wrapped);
        }
    }
    Ok(all)
}

async fn rotate_some(
    db: &DatabaseConnection,
    vault: &Vault,
    district: &DistrictId,
) -> Result<Rotated, Fault> {
    let current = vault.current_key().unwrap_or_default();
    let stale = Condition::any()
        .add(data_key::Column::KeyId.ne(current))
        .add(data_key::Column::Suite.ne(vault.suite()));
    let reader = reader(db);
    let rows = data_key::Entity::find()
        .filter(data_key::Column::DistrictId.eq(district.clone()))
        .filter(stale)
        .order_by_asc(data_key::Column::SubjectId)
        .order_by_asc(data_key::Column::Guards)
        .limit(BATCH)
        .all(&reader)
        .await?;
    reader.close().await;
    // Wrapped before the transaction begins, so that writers wait for the statements only.
    let wrapped = rows
        .iter()
        .map(|row| Ok((row, vault.wrap_anew(row)?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let mut done = Rotated::default();
    if wrapped.is_empty() {
        return Ok(done);
    }
    let tx = begin_installation_write(db, &program()).await?;
    for (row, (key_id, anew)) in wrapped {
        // Only where the row still is what was unwrapped: one that was erased meanwhile must not come back.
        let set = data_key::Entity::update_many()
            .set(data_key::ActiveModel {
                suite: Set(vault.suite()),
                key_id: Set(key_id),
                wrapped: Set(anew),
                ..Default::default()
            })
            .filter(data_key::Column::DistrictId.eq(district.clone()))
            .filter(data_key::Column::SubjectId.eq(row.subject_id))
            .filter(data_key::Column::Guards.eq(row.guards))
            .filter(data_key::Column::Wrapped.eq(row.wrapped.clone()))
            .exec(&tx)
            .await?;
        match set.rows_affected {
            0 => done.gone = done.gone.saturating_add(1),
            _ => done.wrapped = done.wrapped.saturating_add(1),
        }
    }
    tx.commit().await?;
    Ok(done)
}

/// The names of the master keys that wrap data keys of any district.
pub async fn wrapping_keys(conn: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let rows = conn
        .query_all_raw(Statement::from_string(
            conn.get_database_backend(),
            "SELECT district_id, key_id FROM data_key GROUP BY district_id, key_id",
        ))
        .await?;
    let names = rows.iter().map(|row| row.try_get("", "key_id"));
    let names: BTreeSet<String> = names.collect::<Result<_, _>>()?;
    Ok(names.into_iter().collect())
}

/// How many data keys stand under each master key and suite, having seen that one of each opens and that the index key is
/// the one by which the database was begun. Otherwise says what is missing, for the operator. A database without an
/// index key takes the one that is given.
pub async fn check(
    db: &DatabaseConnection,
    vault: &Vault,
) -> Result<BTreeMap<(String, Suite), u64>, String> {
    let told = |fault: Fault| fault.for_log().to_owned();
    let reader = reader(db);
    let mut districts = list_districts(&reader)
        .await
        .map_err(|error| told(error.into()))?;
    districts.push(DistrictId::installation());
    let mut counts = BTreeMap::<(String, Suite), u64>::new();
    for district in &districts {
        for (key_id, suite, count) in counted(&reader, district).await.map_err(told)? {
            let sample = sample(&reader, district, &key_id, suite)
                .await
                .map_err(told)?;
            if let Some(row) = sample
                && vault.unwrap(&row).is_err()
            {
                return Err(format!(
                    "{count} data keys of district {district} are wrapped by the master key {key_id}, which is not among \
                     the keys that are given or is another one of that name: give it (WORKROOMS_KEYS), or personal data \
                     cannot be read"
                ));
            }
            let so_far = counts.entry((key_id, suite)).or_default();
            *so_far = so_far.saturating_add(u64::try_from(count).unwrap_or_default());
        }
    }
    reader.close().await;
    establish_index(db, vault).await?;
    Ok(counts)
}

async fn counted(db: &Reader, district: &DistrictId) -> Result<Vec<(String, Suite, i64)>, Fault> {
    Ok(data_key::Entity::find()
        .select_only()
        .column(data_key::Column::KeyId)
        .column(data_key::Column::Suite)
        .column_as(data_key::Column::SubjectId.count(), "keys")
        .filter(data_key::Column::DistrictId.eq(district.clone()))
        .group_by(data_key::Column::KeyId)
        .group_by(data_key::Column::Suite)
        .into_tuple()
        .all(db)
        .await?)
}

async fn sample(
    db: &Reader,
    district: &DistrictId,
    key_id: &str,
    suite: Suite,
) -> Result<Option<data_key::Model>, Fault> {
    Ok(data_key::Entity::find()
        .filter(data_key::Column::DistrictId.eq(district.clone()))
        .filter(data_key::Column::KeyId.eq(key_id))
        .filter(data_key::Column::Suite.eq(suite))
        .limit(1)
        .one(db)
        .await?)
}

async fn establish_index(db: &DatabaseConnection, vault: &Vault) -> Result<(), String> {
    let told = |fault: Fault| fault.for_log().to_owned();
    let tx = begin_installation_write(db, &program()).await;
    let tx = tx.map_err(|error| told(error.into()))?;
    data_key::Entity::insert(vault.index_row().map_err(told)?)
        .on_conflict_do_nothing()
        .exec_without_returning(&tx)
        .await
        .map_err(|error| told(error.into()))?;
    tx.commit().await.map_err(|error| told(error.into()))?;
    let row = index_row(db).await.map_err(told)?;
    match row.map(|row| vault.is_index_of(&row)) {
        Some(Ok(true)) => Ok(()),
        _ => Err(
            "the index key is not the one by which this database was begun: give that one (WORKROOMS_KEYS), or nobody is \
             found any more"
                .to_owned(),
        ),
    }
}

async fn index_row(db: &DatabaseConnection) -> Result<Option<data_key::Model>, Fault> {
    Ok(data_key::Entity::find()
        .filter(data_key::Column::DistrictId.eq(DistrictId::installation()))
        .filter(data_key::Column::SubjectId.eq(Uuid::nil()))
        .filter(data_key::Column::Guards.eq(Guards::Index))
        .one(&reader(db))
        .await?)
}

/// Whether the database has ever been given keys.
pub async fn is_keyed(db: &DatabaseConnection) -> Result<bool, Fault> {
    Ok(index_row(db).await?.is_some())
}
