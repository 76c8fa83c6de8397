//! Where journals stand, asked together: what is told was read after it was asked, whoever asked with it. It is by this that
//! whatever is kept in memory is known to be still the newest. Deliberately absent: keeping a head.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, Value};

use super::db::head_of;
use super::id::DistrictId;
use super::journal::Head;
use super::reader::Reader;
use super::together::Together;
use super::viewpoint::Errand;

/// The heads of one program's database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Heads {
    db: DatabaseConnection,
    together: Arc<Together<DistrictId, Head>>,
}

impl Heads {
    /// The heads over a pool.
    pub fn new(db: DatabaseConnection) -> Self {
        Self {
            db,
            together: Arc::default(),
        }
    }

    /// Where a district's journal stands; none when there is no such district.
    pub async fn of(&self, district: &DistrictId) -> Result<Option<Head>, DbErr> {
        let looked = self.together.ask(district.clone(), |asked| async move {
            let reader = Reader::on_errand(&self.db, Errand::Follow);
            let heads = load_heads(&reader, &asked).await;
            reader.close().await;
            heads
        });
        looked.await
    }
}

/// The heads of some journals. The last district is asked again and again up to a power of two, so that few different
/// statements are prepared.
async fn load_heads(
    conn: &impl ConnectionTrait,
    districts: &[DistrictId],
) -> Result<BTreeMap<DistrictId, Head>, DbErr> {
    let asked = districts.len().next_power_of_two();
    let marks: Vec<String> = (1..=asked).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT district_id, number, organization_number, hash FROM journal_head WHERE district_id IN ({})",
        marks.join(", ")
    );
    let codes = districts.iter().chain(districts.last().into_iter().cycle());
    let values = codes.take(asked).map(|code| Value::from(code.as_str()));
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "district_id")?, head_of(row)?)))
        .collect()
}
