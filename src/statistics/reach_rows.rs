//! Loads what shares of a reached population are counted from: of every stretch of days in which neither chain nor month
//! changes, the first event by whom or what it reached; one statement whatever is asked. Deliberately absent: counting.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::cells::Sets;
use super::question::{Question, Stretches};
use crate::events::kinds::EventKind;
use crate::kernel::id::{EventId, NodeId, SetId};
use crate::linkage::Chain;

/// The first event of a stretch at a place, by a member where members are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstEvent {
    /// The event.
    pub id: EventId,
    /// The version of it that was counted.
    pub since_number: i64,
    /// The day it began.
    pub on: NaiveDate,
    /// Its kind.
    pub kind: EventKind,
    /// Its hosts.
    pub host_set: SetId,
    /// Its campaigns.
    pub campaign_set: SetId,
    /// Where it was, as a division code.
    pub place_code: Option<String>,
    /// The member who took part, where members are told apart.
    pub member: Option<NodeId>,
    /// How many events of the stretch it is the first of.
    pub together: i64,
}

/// The first events that a question means; figures of one node are picked from them in memory.
pub async fn load(
    conn: &impl ConnectionTrait,
    question: &Question,
    chain: &Chain,
    sets: &Sets,
    today: NaiveDate,
) -> Result<Vec<FirstEvent>, DbErr> {
    let stretches: Stretches = question.stretches(chain, sets, today);
    let mut sql = super::sql::Sql::new(
        "SELECT f.* FROM (SELECT t.id, t.since_number, t.day, t.kind, t.host_set_id, t.campaign_set_id, t.place_code",
    );
    let by_member = question.apart.member;
    let member = if by_member { ", t.member_id" } else { "" };
    let alike = format!(
        "PARTITION BY t.kind, t.host_set_id, t.campaign_set_id, t.place_code, t.stretch{member}"
    );
    sql.push(member);
    sql.push(&format!(
        ", COUNT(*) OVER ({alike}) AS together, ROW_NUMBER() OVER ({alike}"
    ));
    sql.push(" ORDER BY t.day, t.id) AS turn FROM (");
    question.source(&mut sql, &stretches, false);
    sql.push(") t WHERE t.measure = 'EVENTS' AND t.status IN ")
        .push(match question.narrowing.verified_only {
            true => "('VERIFIED')",
            false => "('POSTED', 'VERIFIED')",
        });
    question.narrowing.conditions(&mut sql, &question.district);
    sql.push(") f WHERE f.turn = 1");
    let rows = sql.all(conn).await?;
    rows.into_iter()
        .map(|row| {
            Ok(FirstEvent {
                id: row.try_get("", "id")?,
                since_number: row.try_get("", "since_number")?,
                on: row.try_get("", "day")?,
                kind: row.try_get("", "kind")?,
                host_set: row.try_get("", "host_set_id")?,
                campaign_set: row.try_get("", "campaign_set_id")?,
                place_code: row.try_get("", "place_code")?,
                member: match by_member {
                    true => Some(row.try_get("", "member_id")?),
                    false => None,
                },
                together: row.try_get("", "together")?,
            })
        })
        .collect()
}
