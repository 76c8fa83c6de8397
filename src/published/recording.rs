//! Records, corrects and withdraws published figures. A correction is a new version; what stood stays readable at the
//! numbers at which it stood. Deliberately absent: changing a figure because the computed one differs; people do that.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::entity::published_figure::{Column, Entity, Model};
use super::reading::{FigureDraft, read, said};
use super::refusals::{Outcome, PublishedFigureErrorCode as Code};
use crate::events::entity::campaign;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::Failure;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::versions::{close, open};
use crate::linkage::{Request, Writing};

/// The name of the type in opaque ids.
pub const TYPE: &str = "PublishedFigure";

/// What the journal calls it.
pub const SUBJECT: &str = "published_figure";

/// Records a figure as a document prints it. Refuses a key that another figure of the document has.
pub async fn record(
    request: &Request,
    district: &DistrictId,
    draft: &FigureDraft,
) -> Outcome<Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let id = NodeId(request.clock.new_uuid());
    let row = read(draft, district, id).map_err(Failure::Refused)?;
    possible(&writing, &row).await?;
    let number = tell(&mut writing, "published_figure.recorded", &row);
    opened(writing, row, number).await
}

/// Corrects what is said of a figure, all of it anew. Refuses to say what stands already.
pub async fn correct(
    request: &Request,
    district: &DistrictId,
    figure: &str,
    draft: &FigureDraft,
) -> Outcome<Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let stood = standing(&writing, figure).await?;
    let row = read(draft, district, stood.id).map_err(Failure::Refused)?;
    if said(&row) == said(&stood) {
        return Err(Code::NothingChanges.at("id").into());
    }
    possible(&writing, &row).await?;
    let number = tell(&mut writing, "published_figure.corrected", &row);
    close::<Entity>(&writing.tx, district, stood.id.0, number).await?;
    opened(writing, row, number).await
}

/// Withdraws a figure; what stood, as it stood.
pub async fn withdraw(request: &Request, district: &DistrictId, figure: &str) -> Outcome<Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::KeepOrganization, None)?;
    let stood = standing(&writing, figure).await?;
    let number = tell(&mut writing, "published_figure.withdrawn", &stood);
    close::<Entity>(&writing.tx, district, stood.id.0, number).await?;
    writing.commit().await?;
    Ok(stood)
}

async fn standing(writing: &Writing, figure: &str) -> Outcome<Model> {
    let district = writing.ledger.district();
    let unknown = || Code::UnknownFigure.at("id");
    let id = local(figure, district, &[TYPE]).ok_or_else(unknown)?;
    let row = Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::Id.eq(NodeId(id)))
        .filter(Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    Ok(row.ok_or_else(unknown)?)
}

/// What only the tables know: the campaign is there, and the key is free in the document.
async fn possible(writing: &Writing, row: &Model) -> Outcome<()> {
    let mut refusals = Vec::new();
    if let Some(wanted) = row.campaign_id {
        let found = campaign::Entity::find()
            .filter(campaign::Column::DistrictId.eq(row.district_id.clone()))
            .filter(campaign::Column::Id.eq(wanted))
            .filter(campaign::Column::UntilNumber.is_null())
            .one(&writing.tx)
            .await?;
        if found.is_none() {
            refusals.push(Code::UnknownCampaign.at("campaignId"));
        }
    }
    let same = Entity::find()
        .filter(Column::DistrictId.eq(row.district_id.clone()))
        .filter(Column::Document.eq(row.document.as_str()))
        .filter(Column::Key.eq(row.key.as_str()))
        .filter(Column::UntilNumber.is_null())
        .filter(Column::Id.ne(row.id))
        .one(&writing.tx)
        .await?;
    if same.is_some() {
        refusals.push(Code::KeyTaken.at("key"));
    }
    match refusals.is_empty() {
        true => Ok(()),
        false => Err(Failure::Refused(refusals)),
    }
}

fn tell(writing: &mut Writing, kind: &'static str, row: &Model) -> i64 {
    writing.record(Change {
        kind,
        subject_kind: SUBJECT,
        subject_id: row.id.0,
        content: json!({ "key": row.key, "digest": digest(&said(row)) }),
        organization: false,
    })
}

async fn opened(writing: Writing, row: Model, number: i64) -> Outcome<Model> {
    let row = Model {
        since_number: number,
        ..row
    };
    open::<Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}
