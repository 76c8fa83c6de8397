//! The letters A to D that stand for results, by year: they mean different things in different places and years, so a result
//! is kept by its meaning and a letter is only how a year prints it. Deliberately absent: letters of the hotline, which grade
//! units.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::casework::kinds::ResultClass;
use crate::casework::refusals::{CaseErrorCode as Code, Outcome};
use crate::kernel::authz::Action;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Change;
use crate::kernel::versions::{close, open, standing_at};
use crate::linkage::Request;

/// The table.
pub mod result_letter {
    use sea_orm::entity::prelude::*;

    use crate::casework::kinds::ResultClass;
    use crate::kernel::id::{DistrictId, NodeId};

    /// The letter of a result from a year on (结果代码).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "result_letter")]
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
        /// Replies of this year and later have it.
        pub year: i32,
        /// The result.
        pub result: ResultClass,
        /// The letter.
        pub letter: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(result_letter::Entity);

/// The letters of a district, by result and year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters(BTreeMap<(ResultClass, i32), String>);

impl Letters {
    /// The letter of a result in a year: the district's own, else A solved, B being solved, C planned, D the rest.
    pub fn of(&self, result: ResultClass, year: i32) -> &str {
        let own = self.0.range((result, i32::MIN)..=(result, year));
        match own.last() {
            Some((_, letter)) => letter,
            None => match result {
                ResultClass::Solved => "A",
                ResultClass::InProgress => "B",
                ResultClass::Planned => "C",
                ResultClass::NotFeasibleNow | ResultClass::ForReference => "D",
            },
        }
    }
}

/// The letters of a district as they stood at a number.
pub async fn letters(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
) -> Result<Letters, DbErr> {
    let rows = result_letter::Entity::find()
        .filter(result_letter::Column::DistrictId.eq(district.clone()))
        .filter(standing_at::<result_letter::Entity>(number))
        .order_by_asc(result_letter::Column::Year)
        .all(conn)
        .await?;
    let rows = rows.into_iter();
    Ok(Letters(
        rows.map(|row| ((row.result, row.year), row.letter))
            .collect(),
    ))
}

/// Sets the letter of a result from a year on.
pub async fn set_letter(
    request: &Request,
    (result, year, letter): (ResultClass, i32, String),
) -> Outcome<()> {
    let district = request.actor()?.district.clone();
    let mut writing = request.write(&district).await?;
    writing.require(Action::KeepLimits, None)?;
    if !(2000..2100).contains(&year) {
        return Err(Code::CountOutside.at("year").into());
    }
    let stands = result_letter::Entity::find()
        .filter(result_letter::Column::DistrictId.eq(district.clone()))
        .filter(result_letter::Column::Year.eq(year))
        .filter(result_letter::Column::Result.eq(result))
        .filter(result_letter::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    if stands.as_ref().is_some_and(|row| row.letter == letter) {
        return Err(Code::NothingChanges.at("letter").into());
    }
    let id = stands
        .as_ref()
        .map_or_else(|| NodeId(request.clock.new_uuid()), |row| row.id);
    let number = writing.record(Change {
        kind: "result_letter.set",
        subject_kind: "result_letter",
        subject_id: id.0,
        content: json!({ "result": result, "year": year, "letter": letter }),
        organization: false,
    });
    if stands.is_some() {
        close::<result_letter::Entity>(&writing.tx, &district, id.0, number).await?;
    }
    let row = result_letter::Model {
        district_id: district,
        id,
        since_number: number,
        until_number: None,
        year,
        result,
        letter,
    };
    open::<result_letter::Entity, _>(&writing.tx, row).await?;
    writing.commit().await?;
    Ok(())
}
