//! The identity desk: a person of the office says whom a name means in files of a workroom. It is remembered for every
//! later file, and rows that waited for it alone are posted. Deliberately absent: any proposal of whom it may be.

use std::collections::BTreeSet;
use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;

use super::entity::{BatchState, RowState, import_batch, import_identity, import_row};
use super::importing::of_events;
use super::queries::{questions, records};
use super::rules::names::{Names, blinds, folded};
use super::storing::{ImportErrorCode as Code, Outcome, decided};
use crate::events::commands::post::{BATCH, PostedItem, judge, store};
use crate::events::rules::batch::Ruling;
use crate::events::rules::likeness::Likenesses;
use crate::kernel::authz::Action;
use crate::kernel::error::{Message, Problem};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Change;
use crate::linkage::{Request, Writing};

/// What the journal calls a decision.
pub const SUBJECT: &str = "import_identity";

/// Whom a name means.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The name as it is written.
    pub name: String,
    /// The workroom in whose rows it stands.
    pub workroom: String,
    /// The member.
    pub member: NodeId,
}

/// What became of rows that waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Posted, and counted or held.
    pub posted: u64,
    /// Refused by the rules of events.
    pub refused: u64,
}

/// Decides whom a name means, and posts the rows that waited for it alone.
pub async fn decide(
    request: &Request,
    district: &DistrictId,
    decision: Decision,
) -> Outcome<Released> {
    let (name, workroom) = (folded(&decision.name), folded(&decision.workroom));
    let waits = questions(request, district).await?;
    let waits = waits
        .iter()
        .any(|question| question.name == name && question.workroom == workroom);
    if !waits {
        return Err(Code::UnknownQuestion.says(Message::new(
            "没有等待认定的这一姓名。",
            "No such name waits for a decision.",
        )));
    }
    request.unpin(district).await;
    let mut writing = request.write(district).await?;
    writing.require(Action::JudgeEvent, None)?;
    let organization = &writing.chain.organization;
    if !organization.members.contains_key(&decision.member) {
        return Err(
            Code::UnknownMember.says(Message::new("找不到该委员。", "There is no such member."))
        );
    }
    let (name_key, same) = blinds(&writing.vault, district, &name, &workroom);
    let stands = import_identity::Entity::find()
        .filter(import_identity::Column::DistrictId.eq(district.clone()))
        .filter(import_identity::Column::NameKey.is_in(same))
        .one(&writing.tx)
        .await?;
    if stands.is_none() {
        // The journal says which member, and of the name nothing.
        let number = writing.record(Change {
            kind: "import_identity.decided",
            subject_kind: SUBJECT,
            subject_id: decision.member.0,
            content: json!({ "member": decision.member }),
            organization: false,
        });
        let row = import_identity::Model {
            district_id: district.clone(),
            name_key,
            member_id: decision.member,
            since_number: number,
            decided_by: writing.actor.id,
            decided_at: writing.at,
        };
        import_identity::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&writing.tx)
            .await?;
        writing.commit().await?;
    } else {
        writing.tx.rollback().await?;
    }
    release(request, district).await
}

/// Posts rows that wait and whose names are all decided.
async fn release(request: &Request, district: &DistrictId) -> Outcome<Released> {
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let decisions = decided(&request.db, district).await?;
    let names = Names::new(Arc::clone(&pin.chain), decisions);
    let sealed = (&request.vault, district);
    let (mut released, mut after) = (Released::default(), uuid::Uuid::nil());
    loop {
        let page = import_row::Entity::find()
            .filter(import_row::Column::DistrictId.eq(district.clone()))
            .filter(import_row::Column::State.eq(RowState::Waiting))
            .filter(import_row::Column::Id.gt(after))
            .order_by_asc(import_row::Column::Id)
            .limit(u64::try_from(BATCH).unwrap_or_default())
            .all(&request.db)
            .await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        let opened = records(request, &request.db, district, page).await?;
        request.db.close().await;
        let (mut rows, mut items) = (Vec::new(), Vec::new());
        for (row, record) in opened {
            let host = names.workroom(&record.host);
            let draft = host.map(|host| record.draft(host, &names, sealed));
            if let Some(Ok(drafted)) = draft {
                items.push(PostedItem {
                    id: row.event_id.0.to_string(),
                    draft: drafted.event,
                });
                rows.push(row);
            }
        }
        if items.is_empty() {
            continue;
        }
        let judged = judge(request, district, &items, &Likenesses::default())
            .await
            .map_err(of_events)?;
        let mut writing = judged.writing;
        let batches = undone(&writing, &rows).await?;
        if !batches.is_empty() {
            // A batch was undone since its rows were read; they are looked at again without it.
            writing.tx.rollback().await?;
            after = uuid::Uuid::nil();
            continue;
        }
        store(&mut writing, district, &judged.rulings).await?;
        let (mut posted, mut refused) = (Vec::new(), Vec::new());
        for (row, ruling) in rows.iter().zip(&judged.rulings) {
            match ruling {
                Ruling::Accepted(..) | Ruling::Held(..) | Ruling::Duplicate(_) => {
                    posted.push(row.id);
                }
                Ruling::Conflict(..) | Ruling::Rejected(_) => refused.push(row.id),
            }
        }
        released.posted = released.posted.saturating_add(count(&posted));
        released.refused = released.refused.saturating_add(count(&refused));
        writing.record(Change {
            kind: "import_identity.released",
            subject_kind: SUBJECT,
            subject_id: request.clock.new_uuid(),
            content: json!({ "posted": posted.len(), "refused": refused.len() }),
            organization: false,
        });
        for (ids, state) in [(posted, RowState::Posted), (refused, RowState::Refused)] {
            settle(&writing, ids, state).await?;
        }
        writing.commit().await?;
    }
    request.db.close().await;
    Ok(released)
}

fn count(ids: &[uuid::Uuid]) -> u64 {
    u64::try_from(ids.len()).unwrap_or(u64::MAX)
}

/// The batches of rows that are undone.
async fn undone(
    writing: &Writing,
    rows: &[import_row::Model],
) -> Result<Vec<import_batch::Model>, sea_orm::DbErr> {
    let batches: BTreeSet<_> = rows.iter().map(|row| row.batch_id).collect();
    import_batch::Entity::find()
        .filter(import_batch::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(import_batch::Column::Id.is_in(batches))
        .filter(import_batch::Column::State.eq(BatchState::Undone))
        .all(&writing.tx)
        .await
}

/// Says what became of rows, and forgets their words.
async fn settle(
    writing: &Writing,
    ids: Vec<uuid::Uuid>,
    state: RowState,
) -> Result<(), sea_orm::DbErr> {
    let settled = import_row::ActiveModel {
        state: Set(state),
        words: Set(None),
        ..Default::default()
    };
    import_row::Entity::update_many()
        .set(settled)
        .filter(import_row::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(import_row::Column::Id.is_in(ids))
        .exec(&writing.tx)
        .await?;
    Ok(())
}
