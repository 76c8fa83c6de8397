//! Bitemporal rows: every fact that figures depend on is a row valid from one journal number up to another. Nothing
//! is updated in place: a change closes the row at number N and opens the next. This is the one way to load and to
//! close such rows. Deliberately absent: valid time (dates), which each slice reads for itself.

use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::id::DistrictId;

/// A table whose rows live between two journal numbers.
pub trait Versioned: EntityTrait {
    /// The district.
    fn district() -> Self::Column;
    /// The number that opened the row.
    fn since() -> Self::Column;
    /// The number that closed it; null while it stands.
    fn until() -> Self::Column;
}

/// Implements [`Versioned`] for an entity with the usual column names.
#[macro_export]
macro_rules! versioned {
    ($($entity:path),+ $(,)?) => {
        $(impl $crate::kernel::versions::Versioned for $entity {
            fn district() -> Self::Column { <Self as sea_orm::EntityTrait>::Column::DistrictId }
            fn since() -> Self::Column { <Self as sea_orm::EntityTrait>::Column::SinceNumber }
            fn until() -> Self::Column { <Self as sea_orm::EntityTrait>::Column::UntilNumber }
        })+
    };
}

/// The rows that stood when the district's journal was at `number`.
pub fn standing_at<E: Versioned>(number: i64) -> Condition {
    standing_within::<E>((number, number))
}

/// The rows that stood at any number from `from` to `to`, both of them in it.
pub fn standing_within<E: Versioned>((from, to): (i64, i64)) -> Condition {
    Condition::all().add(E::since().lte(to)).add(
        Condition::any()
            .add(E::until().is_null())
            .add(E::until().gt(from)),
    )
}

/// Loads the whole table of a district as it stood at a number.
pub async fn load_at<E: Versioned>(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<Vec<E::Model>, DbErr> {
    E::find()
        .filter(E::district().eq(district.clone()))
        .filter(standing_at::<E>(number))
        .all(conn)
        .await
}

/// The newest journal number that any row of a district is stamped with, as opened or as closed; none without rows.
pub async fn newest_stamp<E: Versioned>(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Option<i64>, DbErr> {
    let stamps: Option<(Option<i64>, Option<i64>)> = E::find()
        .select_only()
        .column_as(E::since().max(), "since")
        .column_as(E::until().max(), "until")
        .filter(E::district().eq(district.clone()))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(stamps.and_then(|(since, until)| since.max(until)))
}

/// Opens a row, its `since_number` being in the model.
pub async fn open<E, A>(conn: &impl ConnectionTrait, model: E::Model) -> Result<(), DbErr>
where
    E: Versioned + EntityTrait<ActiveModel = A>,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    E::insert(model.into_active_model().reset_all())
        .exec_without_returning(conn)
        .await
        .map(|_| ())
}

/// Closes the standing row of a thing at a number; refuses (as a fault) when none stands.
pub async fn close<E: Versioned>(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
    number: i64,
) -> Result<(), DbErr> {
    let table = E::default();
    let done = conn
        .execute_raw(Statement::from_sql_and_values(
            conn.get_database_backend(),
            format!(
                "UPDATE {} SET until_number = $1 WHERE district_id = $2 AND id = $3 AND until_number IS NULL",
                table.table_name()
            ),
            [Value::from(number), district.as_str().into(), id.into()],
        ))
        .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}

/// Closes the standing rows of things, each at its own number, in one statement; refuses (as a fault) when one does not
/// stand.
pub async fn close_all<E: Versioned>(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    ids: &[(Uuid, i64)],
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let table = E::default();
    let table = table.table_name();
    let mut values: Vec<Value> = vec![district.as_str().into()];
    let mut places = Vec::new();
    for (id, number) in ids {
        values.extend([Value::from(*id), Value::from(*number)]);
        let place = values.len();
        places.push(format!("(${}, ${place})", place.saturating_sub(1)));
    }
    // Both databases name the columns of a list of values column1 and column2.
    let sql = format!(
        "UPDATE {table} SET until_number = ends.column2 FROM (VALUES {}) AS ends \
         WHERE {table}.district_id = $1 AND {table}.id = ends.column1 AND {table}.until_number IS NULL",
        places.join(", ")
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let done = conn.execute_raw(statement).await?;
    if u64::try_from(ids.len()).is_ok_and(|all| all == done.rows_affected()) {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}
