//! Headings that the office taught: what a column is called in the files of a district, remembered for every later file.
//! Deliberately absent: guesses by likeness; a heading is known or it is not.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;

use super::entity::import_heading;
use super::rules::columns::{Column, Kind, folded};
use super::storing::{ImportErrorCode as Code, Outcome};
use crate::kernel::authz::Action;
use crate::kernel::error::{Message, Problem, Result};
use crate::kernel::id::DistrictId;
use crate::kernel::journal::Change;
use crate::linkage::Request;

/// What the journal calls a heading that was taught.
pub const SUBJECT: &str = "import_heading";

/// Headings of a district at most, of each kind of records.
const HEADINGS: usize = 500;

/// Characters of a heading at most.
const LONGEST: usize = 60;

/// The headings that were taught, as they are compared, by what they mean.
pub async fn taught(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    kind: &Kind,
) -> std::result::Result<BTreeMap<String, Column>, DbErr> {
    let rows = import_heading::Entity::find()
        .filter(import_heading::Column::DistrictId.eq(district.clone()))
        .filter(import_heading::Column::Kind.eq(kind.code))
        .all(conn)
        .await?;
    let known = |row: import_heading::Model| Some((row.heading, kind.column(&row.means)?));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// The same for who asks: headings by the template's own.
pub async fn list(
    request: &Request,
    district: &DistrictId,
    kind: &Kind,
) -> Result<Vec<(String, &'static str)>> {
    let actor = request.actor()?;
    actor.require(Action::PostEvents, actor.standing(district, actor.scope))?;
    // A district that is not there and one that is another's look the same.
    request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let taught = taught(&request.db, district, kind).await?;
    let named = taught.into_iter();
    let named = named.filter_map(|(heading, column)| Some((heading, kind.heading(column)?)));
    Ok(named.collect())
}

/// Teaches that a heading means a column of the template, which the template's own heading names. Refuses a heading that
/// means a column already without being taught, and a column that is none.
pub async fn teach(
    request: &Request,
    district: &DistrictId,
    kind: &Kind,
    (heading, means): (&str, &str),
) -> Outcome<()> {
    let mut writing = request.write(district).await?;
    writing.require(Action::JudgeEvent, None)?;
    let heading = folded(heading);
    let column = kind.named(&folded(means));
    let Some(column) = column else {
        return Err(Code::UnknownColumn.says(Message::new(
            "模板中没有这一列。",
            "The template has no such column.",
        )));
    };
    let (is_short, length) = (!heading.is_empty(), heading.chars().count());
    if !is_short || length > LONGEST || kind.named(&heading).is_some() {
        return Err(Code::HeadingNotTaught.says(Message::new(
            format!("表头须为 1 至 {LONGEST} 字，且不是模板已知的表头。"),
            format!("A heading has 1 to {LONGEST} characters and is none that is known already."),
        )));
    }
    let stands = taught(&writing.tx, district, kind).await?;
    if stands.get(&heading) == Some(&column) {
        writing.tx.rollback().await?;
        return Ok(());
    }
    if stands.len() >= HEADINGS && !stands.contains_key(&heading) {
        return Err(Code::HeadingNotTaught.says(Message::new(
            format!("本区已记住 {HEADINGS} 个表头，不能再增加。"),
            format!("The district knows {HEADINGS} headings already."),
        )));
    }
    let number = writing.record(Change {
        kind: "import_heading.taught",
        subject_kind: SUBJECT,
        subject_id: request.clock.new_uuid(),
        content: json!({ "kind": kind.code, "heading": heading, "means": column.code() }),
        organization: false,
    });
    let row = import_heading::Model {
        district_id: district.clone(),
        kind: kind.code.to_owned(),
        heading,
        means: column.code(),
        since_number: number,
        decided_by: writing.actor.id,
        decided_at: writing.at,
    };
    let other = OnConflict::columns([
        import_heading::Column::DistrictId,
        import_heading::Column::Kind,
        import_heading::Column::Heading,
    ])
    .update_columns([
        import_heading::Column::Means,
        import_heading::Column::SinceNumber,
        import_heading::Column::DecidedBy,
        import_heading::Column::DecidedAt,
    ])
    .to_owned();
    import_heading::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(other)
        .exec_without_returning(&writing.tx)
        .await?;
    writing.commit().await?;
    Ok(())
}
