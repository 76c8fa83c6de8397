//! Sets a district's own points of a level of adoption from a day on; what stood before stays readable.
//! Deliberately absent: changing the score of what was adopted before.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::entity::adoption_point;
use super::kinds::Level;
use super::refusals::{CaseErrorCode as Code, Outcome};
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::journal::Change;
use crate::kernel::versions::{close, open};
use crate::linkage::Request;

/// The most points.
const MOST: i32 = 1000;

/// Points to set.
#[derive(Clone, Copy, Debug)]
pub struct PointsWanted {
    /// Of which level; none of what is reported up.
    pub level: Option<Level>,
    /// How many: 0 to 1000.
    pub points: i32,
    /// What is adopted on or after this day has them.
    pub from: NaiveDate,
}

/// Sets points. Refuses numbers outside 0 to 1000, and what already stands.
pub async fn set_points(request: &Request, wanted: PointsWanted) -> Outcome<adoption_point::Model> {
    let district = request.actor()?.district.clone();
    let mut writing = request.write(&district).await?;
    writing.require(Action::KeepLimits, None)?;
    if !(0..=MOST).contains(&wanted.points) {
        return Err(Code::CountOutside.at("points").into());
    }
    let of_level = match wanted.level {
        Some(level) => adoption_point::Column::Level.eq(level),
        None => adoption_point::Column::Level.is_null(),
    };
    let stands = adoption_point::Entity::find()
        .filter(adoption_point::Column::DistrictId.eq(district.clone()))
        .filter(of_level)
        .filter(adoption_point::Column::ValidFrom.eq(wanted.from))
        .filter(adoption_point::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    if stands
        .as_ref()
        .is_some_and(|row| row.points == wanted.points)
    {
        return Err(Code::NothingChanges.at("points").into());
    }
    let id = stands
        .as_ref()
        .map_or_else(|| NodeId(request.clock.new_uuid()), |row| row.id);
    let number = writing.record(Change {
        kind: "adoption_point.set",
        subject_kind: "adoption_point",
        subject_id: id.0,
        content: json!({
            "level": wanted.level,
            "points": wanted.points,
            "from": wanted.from,
        }),
        organization: false,
    });
    if stands.is_some() {
        close::<adoption_point::Entity>(&writing.tx, &district, id.0, number).await?;
    }
    let row = adoption_point::Model {
        district_id: district,
        id,
        since_number: number,
        until_number: None,
        level: wanted.level,
        points: wanted.points,
        valid_from: wanted.from,
    };
    open::<adoption_point::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}
