//! Makes schemes and new versions of them. Deliberately absent: changing a version, and taking one back: a newer one stands
//! beside it, and both are scored as they say.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{SCHEME, said_of_scheme};
use crate::assessment::entity::assessment_scheme;
use crate::assessment::queries::{Version, versions};
use crate::assessment::refusals::{AssessmentErrorCode as Code, Outcome};
use crate::assessment::rules::reading::read;
use crate::assessment::rules::scheme::Scheme;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::linkage::Request;

/// Makes a scheme, or a new version of one that is named.
pub async fn set_scheme(
    request: &Request,
    district: &DistrictId,
    (named, given): (Option<&str>, Scheme),
) -> Outcome<Version> {
    let mut writing = request.write(district).await?;
    writing.require(Action::AssessDuty, None)?;
    let scheme = read(given).map_err(Failure::Refused)?;
    let all = versions(&writing.tx, district, i64::MAX).await?;
    let stands = match named {
        None => None,
        Some(id) => {
            let id = local(id, district, &[SCHEME]).map(NodeId);
            let found = all.iter().find(|one| Some(one.row.id) == id);
            Some(found.ok_or_else(|| Code::UnknownScheme.at("id"))?)
        }
    };
    let id = stands.map_or_else(|| NodeId(request.clock.new_uuid()), |one| one.row.id);
    if stands.is_some_and(|one| one.row.year != scheme.year) {
        return Err(Code::YearFixed.of("year", ("年度", "The year")).into());
    }
    if stands.is_some_and(|one| one.scheme == scheme) {
        return Err(Code::NothingChanges.of("name", ("", "")).into());
    }
    let is_named = |one: &Version| {
        one.row.id != id && one.row.year == scheme.year && one.row.name == scheme.name
    };
    if all.iter().any(is_named) {
        return Err(Code::NameTaken.of("name", ("名称", "The name")).into());
    }
    let said = serde_json::to_value(&scheme).map_err(|_| Fault::new("a scheme cannot be kept"))?;
    let mut row = assessment_scheme::Model {
        district_id: district.clone(),
        id,
        version: stands.map_or(1, |one| one.row.version.saturating_add(1)),
        since_number: 0,
        name: scheme.name.clone(),
        year: scheme.year,
        content: said.to_string(),
        digest: digest(&said),
    };
    row.since_number = writing.record(Change {
        kind: "assessment_scheme.set",
        subject_kind: "assessment_scheme",
        subject_id: id.0,
        content: json!({ "year": row.year, "version": row.version, "digest": digest(&said_of_scheme(&row)) }),
        organization: false,
    });
    assessment_scheme::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&writing.tx)
        .await?;
    writing.commit().await?;
    Ok(Version { row, scheme })
}
