//! The tallies: sums by day, host set, campaign set, kind, part or whole, status, measure and fund kind, moved in the same
//! transaction as the event. Events of every status stand in them, so that a figure can tell what it left out.
//! `differences` recomputes all of them from the standing versions. Deliberately absent: which sums make a figure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{
    ActiveEnum, ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value,
};

use super::entity::{event_quantity, event_version};
use super::kinds::{EventKind, EventStatus, Measure, Qualifier};
use crate::kernel::db::begin_write;
use crate::kernel::id::{DistrictId, SetId};
use crate::kernel::viewpoint::{Errand, Viewpoint};

/// Rows of one insert.
const ROWS: usize = 500;

/// One version of an event with its quantities, as the tallies count it.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The version.
    pub version: &'a event_version::Model,
    /// Its quantities.
    pub quantities: &'a [event_quantity::Model],
}

/// What one tally is the sum of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyKey {
    /// The day on which the events began.
    pub day: NaiveDate,
    /// Their hosts.
    pub host_set: SetId,
    /// Their campaigns.
    pub campaign_set: SetId,
    /// What was done.
    pub kind: EventKind,
    /// Whether they are parts of other events.
    pub is_part: bool,
    /// Whether they count, and if not, why.
    pub status: EventStatus,
    /// What is measured.
    pub measure: Measure,
    /// The kind of funds; empty for other measures.
    pub fund_kind: String,
}

/// A sum, or a movement of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Hundredths of the unit.
    pub amount: i64,
    /// How many quantities.
    pub parts: i64,
    /// How many of them are lower bounds.
    pub at_least_parts: i64,
}

/// A tally that is not what the events add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub key: TallyKey,
    /// What stands; none when the row is missing.
    pub stored: Option<Sums>,
    /// What the events add up to; none when no event calls for the row.
    pub recomputed: Option<Sums>,
}

/// One line for the terminal: where, what stands, what it should be.
impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = &self.key;
        write!(f, "tally of {} hosts {}", key.day, key.host_set)?;
        write!(f, " campaigns {}", key.campaign_set)?;
        if key.is_part {
            f.write_str(" part")?;
        }
        write!(f, " {} {}", key.kind.to_value(), key.status.to_value())?;
        write!(f, " {}", key.measure.to_value())?;
        if !key.fund_kind.is_empty() {
            write!(f, " {}", key.fund_kind)?;
        }
        write!(f, ": stored {}", told(self.stored))?;
        write!(f, ", recomputed {}", told(self.recomputed))
    }
}

fn told(sums: Option<Sums>) -> String {
    match sums {
        None => "nothing".to_owned(),
        Some(sums) => format!(
            "{} hundredths in {} parts, {} at least",
            sums.amount, sums.parts, sums.at_least_parts
        ),
    }
}

/// Takes what was removed out of the tallies and adds what was added: only the net movements are written, sorted by key.
pub async fn move_tallies(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    removed: &[Counted<'_>],
    added: &[Counted<'_>],
) -> Result<(), DbErr> {
    let moves: Vec<_> = net(removed, added)
        .into_iter()
        .filter(|(_, sums)| *sums != Sums::default())
        .collect();
    for part in moves.chunks(ROWS) {
        add(conn, district, part).await?;
    }
    let mut days: Vec<NaiveDate> = moves
        .iter()
        .filter(|(_, sums)| sums.parts < 0)
        .map(|(key, _)| key.day)
        .collect();
    days.dedup();
    for part in days.chunks(ROWS) {
        drop_empty(conn, district, part).await?;
    }
    Ok(())
}

fn net(removed: &[Counted<'_>], added: &[Counted<'_>]) -> BTreeMap<TallyKey, Sums> {
    let mut moves = BTreeMap::<TallyKey, Sums>::new();
    for (counted, sign) in removed
        .iter()
        .map(|counted| (counted, -1_i64))
        .chain(added.iter().map(|counted| (counted, 1)))
    {
        for quantity in counted.quantities {
            let sums = moves.entry(key_of(counted.version, quantity)).or_default();
            sums.amount += sign * quantity.amount;
            sums.parts += sign;
            if quantity.qualifier == Qualifier::AtLeast {
                sums.at_least_parts += sign;
            }
        }
    }
    moves
}

fn key_of(version: &event_version::Model, quantity: &event_quantity::Model) -> TallyKey {
    TallyKey {
        day: version.began_on,
        host_set: version.host_set_id,
        campaign_set: version.campaign_set_id,
        kind: version.kind,
        is_part: version.parent_id.is_some(),
        status: version.status,
        measure: quantity.measure,
        fund_kind: quantity.fund_kind.clone(),
    }
}

async fn add(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    moves: &[(TallyKey, Sums)],
) -> Result<(), DbErr> {
    let mut sql = format!("INSERT INTO tally ({COLUMNS}) VALUES ");
    let mut values: Vec<Value> = Vec::with_capacity(moves.len() * 12);
    for (key, sums) in moves {
        if !values.is_empty() {
            sql.push_str(", ");
        }
        let row: [Value; 12] = [
            district.as_str().into(),
            key.day.into(),
            key.host_set.into(),
            key.campaign_set.into(),
            key.kind.to_value().into(),
            key.is_part.into(),
            key.status.to_value().into(),
            key.measure.to_value().into(),
            key.fund_kind.clone().into(),
            sums.amount.into(),
            sums.parts.into(),
            sums.at_least_parts.into(),
        ];
        let marks: Vec<String> = (values.len() + 1..=values.len() + row.len())
            .map(|place| format!("${place}"))
            .collect();
        sql.push('(');
        sql.push_str(&marks.join(", "));
        sql.push(')');
        values.extend(row);
    }
    sql.push_str(
        " ON CONFLICT (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind) \
         DO UPDATE SET amount = tally.amount + excluded.amount, parts = tally.parts + excluded.parts, \
         at_least_parts = tally.at_least_parts + excluded.at_least_parts",
    );
    conn.execute_raw(Statement::from_sql_and_values(
        conn.get_database_backend(),
        sql,
        values,
    ))
    .await?;
    Ok(())
}

/// Only days that lost something are looked at, so that the primary key serves.
async fn drop_empty(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    days: &[NaiveDate],
) -> Result<(), DbErr> {
    let marks: Vec<String> = (2..days.len() + 2)
        .map(|place| format!("${place}"))
        .collect();
    let values = std::iter::once(Value::from(district.as_str()))
        .chain(days.iter().map(|day| Value::from(*day)));
    conn.execute_raw(Statement::from_sql_and_values(
        conn.get_database_backend(),
        format!(
            "DELETE FROM tally WHERE district_id = $1 AND parts = 0 AND day IN ({})",
            marks.join(", ")
        ),
        values,
    ))
    .await?;
    Ok(())
}

const COLUMNS: &str = "district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind, amount, parts, at_least_parts";

/// The tallies as the standing versions of one district add up to, in the columns of the table.
const RECOMPUTE: &str = "\
    SELECT v.district_id, v.began_on AS day, v.host_set_id, v.campaign_set_id, v.kind, \
    CASE WHEN v.parent_id IS NULL THEN FALSE ELSE TRUE END AS is_part, v.status, q.measure, q.fund_kind, \
    CAST(SUM(q.amount) AS BIGINT) AS amount, COUNT(*) AS parts, \
    CAST(SUM(CASE WHEN q.qualifier = 'AT_LEAST' THEN 1 ELSE 0 END) AS BIGINT) AS at_least_parts \
    FROM event_version v JOIN event_quantity q \
    ON q.district_id = v.district_id AND q.event_id = v.id AND q.since_number = v.since_number \
    WHERE v.district_id = $1 AND v.until_number IS NULL AND q.district_id = $1 \
    GROUP BY v.district_id, v.began_on, v.host_set_id, v.campaign_set_id, v.kind, \
    CASE WHEN v.parent_id IS NULL THEN FALSE ELSE TRUE END, v.status, q.measure, q.fund_kind";

/// The tallies as the events of a district add up to.
pub async fn recompute(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<BTreeMap<TallyKey, Sums>, DbErr> {
    read(conn, district, RECOMPUTE.to_owned()).await
}

/// The tallies as they stand.
pub async fn stored(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<BTreeMap<TallyKey, Sums>, DbErr> {
    let sql = format!("SELECT {COLUMNS} FROM tally WHERE district_id = $1");
    read(conn, district, sql).await
}

async fn read(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    sql: String,
) -> Result<BTreeMap<TallyKey, Sums>, DbErr> {
    conn.query_all_raw(Statement::from_sql_and_values(
        conn.get_database_backend(),
        sql,
        [Value::from(district.as_str())],
    ))
    .await?
    .iter()
    .map(row)
    .collect()
}

fn row(row: &QueryResult) -> Result<(TallyKey, Sums), DbErr> {
    Ok((
        TallyKey {
            day: row.try_get("", "day")?,
            host_set: row.try_get("", "host_set_id")?,
            campaign_set: row.try_get("", "campaign_set_id")?,
            kind: row.try_get("", "kind")?,
            is_part: row.try_get("", "is_part")?,
            status: row.try_get("", "status")?,
            measure: row.try_get("", "measure")?,
            fund_kind: row.try_get("", "fund_kind")?,
        },
        Sums {
            amount: row.try_get("", "amount")?,
            parts: row.try_get("", "parts")?,
            at_least_parts: row.try_get("", "at_least_parts")?,
        },
    ))
}

/// Every tally of a district that is not what the events add up to, by key; none when all is well. Give it a
/// transaction, or a district that nobody writes to: it reads twice.
pub async fn differences(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<Vec<Difference>, DbErr> {
    let mut should_be = recompute(conn, district).await?;
    let mut found = Vec::new();
    for (key, stored) in stored(conn, district).await? {
        let recomputed = should_be.remove(&key);
        if recomputed != Some(stored) {
            found.push(Difference {
                key,
                stored: Some(stored),
                recomputed,
            });
        }
    }
    found.extend(should_be.into_iter().map(|(key, recomputed)| Difference {
        key,
        stored: None,
        recomputed: Some(recomputed),
    }));
    found.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(found)
}

/// Throws the tallies of a district away and makes them again from its events, while nobody else writes there.
pub async fn rebuild(db: &DatabaseConnection, district: &DistrictId) -> Result<(), DbErr> {
    let program = Viewpoint::program(Errand::CheckFigures);
    let Some((tx, _)) = begin_write(db, district, &program).await? else {
        return Ok(());
    };
    for sql in [
        "DELETE FROM tally WHERE district_id = $1".to_owned(),
        format!("INSERT INTO tally ({COLUMNS}) {RECOMPUTE}"),
    ] {
        tx.execute_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            sql,
            [Value::from(district.as_str())],
        ))
        .await?;
    }
    tx.commit().await
}
