//! Takes a batch back: every event that it brought and that stands is withdrawn, as anybody withdraws one, and rows that
//! wait do so no more. It goes five hundred rows a transaction, can be broken off and gone on with, and the batch is undone
//! only in the transaction that finds nothing left of it. Deliberately absent: removing anything.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::entity::{BatchState, RowState, import_batch, import_row};
use super::storing::{
    ImportErrorCode as Code, Outcome, SUBJECT, already_undone, find_batch, unknown_batch,
};
use crate::events::commands::withdraw::withdraw;
use crate::kernel::authz::Action;
use crate::kernel::error::Message;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Change;
use crate::linkage::{Request, Writing};

/// Rows that are taken back together.
const PAGE: u64 = 500;

/// Undoes a batch. The office undoes any, a workroom's officer those that were sent for his workroom. Gives how many
/// events were withdrawn now.
pub async fn undo(request: &Request, district: &DistrictId, id: Uuid) -> Outcome<u64> {
    let actor = request.actor()?;
    actor.require(Action::ChangeEvent, actor.standing(district, actor.scope))?;
    request.db.close().await;
    let reason = format!("撤销导入批次 {id}");
    let (mut after, mut withdrawn, mut kept) = (Uuid::nil(), 0_u64, 0_u64);
    loop {
        let mut writing = request.write(district).await?;
        writing.require(Action::ChangeEvent, writing.actor.scope)?;
        let batch = find_batch(&writing.tx, district, id).await?;
        let batch = batch.filter(|batch| is_own(writing.actor.scope, batch));
        let batch = batch.ok_or_else(unknown_batch)?;
        if batch.state == BatchState::Undone {
            return Err(already_undone());
        }
        let page = import_row::Entity::find()
            .filter(import_row::Column::DistrictId.eq(district.clone()))
            .filter(import_row::Column::BatchId.eq(id))
            .filter(import_row::Column::Id.gt(after))
            .order_by_asc(import_row::Column::Id)
            .limit(PAGE)
            .all(&writing.tx)
            .await?;
        let Some(last) = page.last() else {
            if kept > 0 {
                return Err(parts_stand(kept));
            }
            finish(&mut writing, batch).await?;
            writing.commit().await?;
            return Ok(withdrawn);
        };
        after = last.id;
        let posted = page.iter().filter(|row| row.state == RowState::Posted);
        let events = posted.map(|row| row.event_id).collect();
        let done = withdraw(&mut writing, events, &reason).await?;
        withdrawn = withdrawn.saturating_add(done.now);
        kept = kept.saturating_add(done.kept);
        match done.now {
            0 => writing.tx.rollback().await?,
            _ => drop(writing.commit().await?),
        }
    }
}

/// Whether a batch is one that a caller of this scope deals with.
pub fn is_own(scope: Option<NodeId>, batch: &import_batch::Model) -> bool {
    scope.is_none() || batch.scope_id == scope
}

fn parts_stand(kept: u64) -> crate::kernel::error::Failure<Code> {
    Code::PartsStand.says(Message::new(
        format!("有 {kept} 条活动已有分项，不能作废，请先处理；其余已作废。"),
        format!(
            "{kept} events have parts and cannot be withdrawn; see to them first. The others are withdrawn."
        ),
    ))
}

/// Says that nothing of the batch stands, and forgets what waited: nobody needs its words any more.
async fn finish(writing: &mut Writing, batch: import_batch::Model) -> Outcome<()> {
    let (district, id) = (writing.ledger.district().clone(), batch.id);
    writing.record(Change {
        kind: "import_batch.undone",
        subject_kind: SUBJECT,
        subject_id: id,
        content: json!({ "kind": batch.kind, "file": batch.file_digest }),
        organization: false,
    });
    let mut row = batch.into_active_model();
    row.state = Set(BatchState::Undone);
    row.undone_at = Set(Some(writing.at));
    row.update(&writing.tx).await?;
    let forgotten = import_row::ActiveModel {
        state: Set(RowState::Refused),
        words: Set(None),
        ..Default::default()
    };
    import_row::Entity::update_many()
        .set(forgotten)
        .filter(import_row::Column::DistrictId.eq(district))
        .filter(import_row::Column::BatchId.eq(id))
        .filter(import_row::Column::State.eq(RowState::Waiting))
        .exec(&writing.tx)
        .await?;
    Ok(())
}
