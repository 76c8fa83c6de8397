//! Keeps what an import stored: the batch, the rows that were posted, and those that wait with their words sealed. A batch
//! whose reading broke off stays open; the same file again goes on with it.
//! Deliberately absent: rules.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::ruling::Posting;
use super::{Import, Run};
use crate::events::commands::post::finish;
use crate::events::commands::store::insert;
use crate::events::rules::batch::Ruling;
use crate::kernel::error::Fault;
use crate::kernel::journal::Change;
use crate::kernel::seal::{Guards, data_key};
use crate::linkage::Writing;
use crate::spreadsheets::entity::{BatchState, RowState, import_batch, import_row};
use crate::spreadsheets::report::Counts;
use crate::spreadsheets::storing::{
    Outcome, Place, SUBJECT, WORDS, already_undone, find_batch, places,
};

impl Import<'_> {
    /// Goes on with the batch of the same file whose reading broke off.
    pub(super) async fn resume(&mut self) -> Outcome<()> {
        if self.run != Run::Commit {
            return Ok(());
        }
        let scope = self.request.actor()?.scope;
        let open = import_batch::Entity::find()
            .filter(import_batch::Column::DistrictId.eq(self.district.clone()))
            .filter(import_batch::Column::State.eq(BatchState::Open))
            .filter(import_batch::Column::FileDigest.eq(self.digest.clone()))
            .filter(import_batch::Column::Kind.eq(self.kind.code))
            .order_by_desc(import_batch::Column::Id)
            .all(&self.request.db)
            .await?;
        self.batch = open.into_iter().find(|batch| batch.scope_id == scope);
        if let Some(batch) = &self.batch {
            self.report.batch = Some(batch.id);
            self.before = Counts {
                accepted: batch.accepted,
                held: batch.held,
                ..Counts::default()
            };
        }
        Ok(())
    }

    /// Keeps the rows that were posted and those that wait, in the transaction that posted them, and commits it.
    pub(super) async fn keep(
        &mut self,
        mut writing: Writing,
        (posting, rulings): (&[Posting<'_>], &[Ruling]),
        waiting: Vec<Posting<'_>>,
    ) -> Outcome<()> {
        let posted: Vec<&Posting<'_>> = posting
            .iter()
            .zip(rulings)
            .filter(|(_, ruling)| matches!(ruling, Ruling::Accepted(..) | Ruling::Held(..)))
            .map(|(one, _)| one)
            .collect();
        let waiting = self.still_new(&writing, waiting).await?;
        if posted.is_empty() && waiting.is_empty() {
            finish(writing).await?;
            return Ok(());
        }
        let batch = self
            .batch_in(&mut writing, (posted.len(), waiting.len()))
            .await?;
        let row = |one: &Posting<'_>, state| import_row::Model {
            district_id: self.district.clone(),
            id: self.request.clock.new_uuid(),
            batch_id: batch,
            scope_id: writing.actor.scope,
            row_number: one.row.number.into(),
            row_key: one.row.key.clone(),
            generation: one.generation,
            state,
            event_id: one.event,
            words: None,
        };
        let mut rows: Vec<_> = posted
            .iter()
            .map(|one| row(one, RowState::Posted))
            .collect();
        let mut keys = Vec::new();
        for one in &waiting {
            let mut row = row(one, RowState::Waiting);
            let said = one.row.record.canonical();
            let said = said.map_err(|_| Fault::new("a row that cannot be written"))?;
            let owner = writing.actor.scope;
            let new = writing
                .vault
                .new_key(self.district, row.id, Guards::Narrative, owner);
            let (key, key_row) = new?;
            row.words = Some(key.seal(WORDS, &said)?);
            keys.push(key_row);
            rows.push(row);
        }
        insert::<data_key::Entity, _>(&writing.tx, keys).await?;
        let rows = rows
            .into_iter()
            .map(|row| row.into_active_model().reset_all());
        insert::<import_row::Entity, _>(&writing.tx, rows.collect()).await?;
        writing.commit().await?;
        Ok(())
    }

    /// The rows that no other import stored since they were looked up.
    async fn still_new<'r>(
        &self,
        writing: &Writing,
        waiting: Vec<Posting<'r>>,
    ) -> Outcome<Vec<Posting<'r>>> {
        if waiting.is_empty() {
            return Ok(waiting);
        }
        let keys: Vec<_> = waiting.iter().map(|one| one.row.keys.clone()).collect();
        let places = places(&writing.tx, self.district, &keys).await?;
        let rows = waiting.into_iter().zip(places);
        let new = rows.filter(|(one, place)| *place == Place::New(one.generation));
        Ok(new.map(|(one, _)| one).collect())
    }

    /// The batch, opened with the first rows that are kept, and its counts brought up.
    async fn batch_in(
        &mut self,
        writing: &mut Writing,
        (posted, waiting): (usize, usize),
    ) -> Outcome<Uuid> {
        let mut batch = match self.batch.take() {
            Some(batch) => batch,
            None => {
                let batch = import_batch::Model {
                    district_id: self.district.clone(),
                    id: self.request.clock.new_uuid(),
                    kind: self.kind.code.to_owned(),
                    file_digest: self.digest.clone(),
                    state: BatchState::Open,
                    scope_id: writing.actor.scope,
                    imported_by: writing.actor.id,
                    imported_at: writing.at,
                    row_count: 0,
                    accepted: 0,
                    held: 0,
                    waiting: 0,
                    refused: 0,
                    undone_at: None,
                };
                let row = batch.clone().into_active_model().reset_all();
                import_batch::Entity::insert(row)
                    .exec_without_returning(&writing.tx)
                    .await?;
                batch
            }
        };
        self.counted(&mut batch);
        // Whoever undoes it while its file is read ends the reading.
        let stands = find_batch(&writing.tx, self.district, batch.id).await?;
        if stands.is_none_or(|stands| stands.state == BatchState::Undone) {
            return Err(already_undone());
        }
        writing.record(Change {
            kind: "import_batch.grew",
            subject_kind: SUBJECT,
            subject_id: batch.id,
            content: json!({ "kind": batch.kind, "file": batch.file_digest, "posted": posted, "waiting": waiting }),
            organization: false,
        });
        let id = batch.id;
        update(&writing.tx, &batch).await?;
        self.report.batch = Some(id);
        self.batch = Some(batch);
        Ok(id)
    }

    /// Says that the file was read to its end.
    pub(super) async fn close(&mut self) -> Outcome<()> {
        self.request.db.close().await;
        let Some(mut batch) = self.batch.take() else {
            return Ok(());
        };
        let mut writing = self.request.write(self.district).await?;
        let stands = find_batch(&writing.tx, self.district, batch.id).await?;
        if stands.is_none_or(|stands| stands.state == BatchState::Undone) {
            return Err(already_undone());
        }
        batch.state = BatchState::Committed;
        self.counted(&mut batch);
        writing.record(Change {
            kind: "import_batch.committed",
            subject_kind: SUBJECT,
            subject_id: batch.id,
            content: json!({ "kind": batch.kind, "file": batch.file_digest, "rows": batch.row_count }),
            organization: false,
        });
        update(&writing.tx, &batch).await?;
        writing.commit().await?;
        Ok(())
    }

    fn counted(&self, batch: &mut import_batch::Model) {
        let (counts, before) = (self.report.counts, self.before);
        batch.row_count = counts.rows;
        batch.accepted = before.accepted.saturating_add(counts.accepted);
        batch.held = before.held.saturating_add(counts.held);
        batch.waiting = counts.waiting;
        batch.refused = counts.refused.saturating_add(counts.unclear);
    }
}

async fn update(
    conn: &impl sea_orm::ConnectionTrait,
    batch: &import_batch::Model,
) -> Result<(), sea_orm::DbErr> {
    let mut row = batch.clone().into_active_model();
    row.state = Set(batch.state);
    row.row_count = Set(batch.row_count);
    row.accepted = Set(batch.accepted);
    row.held = Set(batch.held);
    row.waiting = Set(batch.waiting);
    row.refused = Set(batch.refused);
    row.undone_at = Set(batch.undone_at);
    row.update(conn).await?;
    Ok(())
}
