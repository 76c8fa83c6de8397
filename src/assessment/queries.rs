//! Reads schemes, and what is recorded of members beside their records, as it stood at a journal number. Deliberately
//! absent: permission; the caller asks first.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{ContestState, assessment_scheme, duty_absence, duty_contest, duty_deduction};
use super::rules::scheme::Scheme;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::versions::standing_at;

/// The newest versions that are read, more than a district makes in a lifetime.
const MOST_VERSIONS: u64 = 1000;

/// A version of a scheme with what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The row.
    pub row: assessment_scheme::Model,
    /// What it says.
    pub scheme: Scheme,
}

impl Version {
    /// Reads what a row says.
    pub fn of(row: assessment_scheme::Model) -> Result<Self, DbErr> {
        let scheme = serde_json::from_str(&row.content);
        let scheme = scheme.map_err(|_| DbErr::Type("an assessment scheme".to_owned()))?;
        Ok(Self { row, scheme })
    }
}

/// The versions of a district's schemes up to a number, the newest first; one statement.
pub async fn versions(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<Vec<Version>, DbErr> {
    use assessment_scheme::Column;
    let rows = assessment_scheme::Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::SinceNumber.lte(number))
        .order_by_desc(Column::SinceNumber)
        .limit(MOST_VERSIONS)
        .all(conn)
        .await?;
    rows.into_iter().map(Version::of).collect()
}

/// Of versions, newest first, the one that is meant: the newest of all, of a scheme, or one by its number.
pub fn meant(versions: &[Version], id: Option<NodeId>, version: Option<i32>) -> Option<&Version> {
    versions.iter().find(|one| {
        id.is_none_or(|id| one.row.id == id)
            && version.is_none_or(|version| one.row.version == version)
    })
}

/// What is recorded of one member, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Leave and suspensions.
    pub absences: Vec<duty_absence::Model>,
    /// Deductions.
    pub deductions: Vec<duty_deduction::Model>,
    /// Contests.
    pub contests: Vec<duty_contest::Model>,
}

macro_rules! of_members {
    ($conn:expr, $district:expr, $number:expr, $members:expr, $entity:ident) => {
        $entity::Entity::find()
            .filter($entity::Column::DistrictId.eq($district.clone()))
            .filter($entity::Column::MemberId.is_in($members.iter().copied()))
            .filter(standing_at::<$entity::Entity>($number))
            .order_by_asc($entity::Column::SinceNumber)
            .all($conn)
            .await?
    };
}

/// What is recorded of members, three statements.
pub async fn notes(
    conn: &impl ConnectionTrait,
    (district, number): (&DistrictId, i64),
    members: &BTreeSet<NodeId>,
) -> Result<BTreeMap<NodeId, Notes>, DbErr> {
    let mut notes = BTreeMap::<NodeId, Notes>::new();
    for row in of_members!(conn, district, number, members, duty_absence) {
        notes.entry(row.member_id).or_default().absences.push(row);
    }
    for row in of_members!(conn, district, number, members, duty_deduction) {
        notes.entry(row.member_id).or_default().deductions.push(row);
    }
    for row in of_members!(conn, district, number, members, duty_contest) {
        notes.entry(row.member_id).or_default().contests.push(row);
    }
    Ok(notes)
}

/// The contests that wait for a decision, the oldest first, so many at most.
pub async fn open_contests(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    most: u64,
) -> Result<Vec<duty_contest::Model>, DbErr> {
    duty_contest::Entity::find()
        .filter(duty_contest::Column::DistrictId.eq(district.clone()))
        .filter(duty_contest::Column::State.eq(ContestState::Open))
        .filter(standing_at::<duty_contest::Entity>(number))
        .order_by_asc(duty_contest::Column::SinceNumber)
        .limit(most)
        .all(conn)
        .await
}
