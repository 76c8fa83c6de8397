//! Imports a file: its rows are read five hundred at a time, ruled on by the same rules as any post, and in a dry run let
//! go again. What is clear is posted, what names somebody who is not known for certain waits, what is wrong is told by its
//! row and column. Deliberately absent: reading files, and deciding whom a name means.

mod keeping;
mod ruling;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::entity::import_batch;
use super::headings::taught;
use super::reading::{Cell, Row, rows_of};
use super::report::{Counts, Report, State, TOLD, TOLD_IN_BOOK, Told};
use super::rules::columns::{Column, Found, Kind, headings, letters};
use super::rules::names::Names;
use super::rules::rows::{Record, Trouble, read};
use super::rules::troubles::Wrong;
use super::storing::{ImportErrorCode as Code, Outcome, ROW, decided};
use super::template::{EXPLAINED, RESULTS};
use crate::events::commands::post::{BATCH, only_host};
use crate::events::rules::likeness::Likenesses;
use crate::kernel::authz::Action;
use crate::kernel::error::{Fault, Message, Problem};
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::linkage::Request;

pub use ruling::of_events;

/// Rows of a sheet among which the headings must be.
const HEADINGS_WITHIN: u32 = 20;

/// A file that is to be imported.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its bytes.
    pub file: Arc<[u8]>,
    /// What its rows are.
    pub kind: &'static Kind,
    /// The year of days that have none.
    pub year: Option<i32>,
    /// What is done with it.
    pub run: Run,
}

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Nothing is stored.
    Dry,
    /// Nothing is stored, and each row's verdict is kept to be written beside it.
    Marked,
    /// What is clear is stored.
    Commit,
}

struct Ready {
    sheet: String,
    number: u32,
    found: Arc<Found>,
    record: Record,
    key: String,
    keys: Vec<String>,
}

struct Import<'a> {
    request: &'a Request,
    district: &'a DistrictId,
    kind: &'static Kind,
    year: Option<i32>,
    run: Run,
    digest: String,
    names: Names,
    taught: BTreeMap<String, Column>,
    only: Option<NodeId>,
    sheet: Option<(String, Option<Arc<Found>>)>,
    seen: HashMap<EventId, u32>,
    earlier: Likenesses,
    ready: Vec<Ready>,
    batch: Option<import_batch::Model>,
    /// What the batch held before this reading of its file.
    before: Counts,
    report: Report,
}

/// Imports a file. `progress` is told after every five hundred rows how many were read.
pub async fn import(
    request: &Request,
    district: &DistrictId,
    upload: &Upload,
    progress: &(dyn Fn(i64) + Send + Sync),
) -> Outcome<Report> {
    let actor = request.actor()?;
    let of = actor.scope;
    actor.require(Action::PostEvents, actor.standing(district, of))?;
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let decisions = decided(&request.db, district).await?;
    let mut import = Import {
        request,
        district,
        kind: upload.kind,
        year: upload.year,
        run: upload.run,
        digest: hex::encode(Sha256::digest(&upload.file)),
        names: Names::new(Arc::clone(&pin.chain), decisions),
        taught: taught(&request.db, district, upload.kind).await?,
        only: only_host(actor),
        sheet: None,
        seen: HashMap::new(),
        earlier: Likenesses::default(),
        ready: Vec::new(),
        batch: None,
        before: Counts::default(),
        report: Report::default(),
    };
    import.resume().await?;
    let mut found_any = false;
    let mut rows = rows_of(Arc::clone(&upload.file));
    while let Some(row) = rows.recv().await {
        let row = row.map_err(|why| Code::Unreadable.says(why.message()))?;
        found_any |= import.take(row)?;
        if import.ready.len() >= BATCH {
            import.flush().await?;
            progress(import.report.counts.rows);
        }
    }
    if !found_any {
        return Err(Code::NoHeadings.says(Message::new(
            "找不到表头行；请使用模板，或使表头与模板一致。",
            "No row of headings was found; use the template, or its headings.",
        )));
    }
    import.leave_sheet();
    import.flush().await?;
    import.close().await?;
    progress(import.report.counts.rows);
    Ok(import.report)
}

impl Import<'_> {
    fn is_dry(&self) -> bool {
        self.run != Run::Commit
    }

    /// Takes a row; whether its sheet has headings.
    fn take(&mut self, row: Row) -> Outcome<bool> {
        if self
            .sheet
            .as_ref()
            .is_none_or(|(name, _)| *name != row.sheet)
        {
            self.leave_sheet();
            self.sheet = Some((row.sheet.clone(), None));
        }
        let Some((_, found)) = &mut self.sheet else {
            return Ok(false);
        };
        let Some(found) = found.clone() else {
            if row.number > HEADINGS_WITHIN {
                return Ok(false);
            }
            let texts: Vec<String> = row.cells.iter().map(Cell::text).collect();
            let Some(headings) = headings(self.kind, &self.taught, &texts) else {
                return Ok(false);
            };
            whole(&headings)?;
            let unknown = headings.unknown.iter().cloned();
            self.report.unknown_headings.extend(unknown);
            let width = row.cells.len();
            self.report.marks.headings(&row.sheet, row.number, width);
            *found = Some(Arc::new(headings));
            return Ok(true);
        };
        if row.is_empty() {
            return Ok(true);
        }
        self.report.counts.rows += 1;
        if self.run == Run::Marked {
            self.report.marks.width(&row.sheet, row.cells.len());
        }
        match read(self.kind, &found, &row, self.year) {
            Err(troubles) => {
                let unclear = troubles.iter().all(|trouble| trouble.wrong.is_unclear());
                let state = if unclear {
                    State::Unclear
                } else {
                    State::Refused
                };
                self.put((&row.sheet, row.number), state);
                for trouble in troubles {
                    self.tell((&row.sheet, row.number), &found, trouble);
                }
            }
            Ok(record) => {
                let said = record
                    .canonical()
                    .map_err(|_| Fault::new("a row that cannot be written"))?;
                let vault = &self.request.vault;
                self.ready.push(Ready {
                    sheet: row.sheet,
                    number: row.number,
                    found,
                    key: vault.blind(self.district, ROW, &said),
                    keys: vault.blinds(self.district, ROW, &said),
                    record,
                });
            }
        }
        Ok(true)
    }

    /// Says of a sheet that had no headings that nothing of it was read.
    fn leave_sheet(&mut self) {
        if let Some((name, None)) = self.sheet.take()
            && ![EXPLAINED, RESULTS].contains(&name.as_str())
        {
            self.report.skipped_sheets.push(name);
        }
    }

    fn put(&mut self, (sheet, row): (&str, u32), state: State) {
        self.report.counts.add(state);
        if self.run == Run::Marked {
            self.report.marks.row(sheet, row, state);
        }
    }

    fn put_of(&mut self, row: &Ready, state: State) {
        self.put((&row.sheet, row.number), state);
    }

    fn tell(&mut self, (sheet, row): (&str, u32), found: &Found, trouble: Trouble) {
        let most = match self.run {
            Run::Marked => TOLD_IN_BOOK,
            Run::Dry | Run::Commit => TOLD,
        };
        if self.report.troubles.len() >= most {
            self.report.left_out += 1;
            return;
        }
        let column = trouble.column.and_then(|column| {
            let place = found.columns.iter().find(|(_, at, _)| *at == column);
            place.map(|(place, _, heading)| (letters(*place), heading.clone()))
        });
        self.report.troubles.push(Told {
            sheet: sheet.to_owned(),
            row,
            column,
            wrong: trouble.wrong,
        });
    }

    fn tell_of(&mut self, row: &Ready, column: Option<Column>, wrong: Wrong) {
        let found = Arc::clone(&row.found);
        self.tell((&row.sheet, row.number), &found, Trouble { column, wrong });
    }
}

/// Refuses headings with which no row can be whole.
fn whole(found: &Found) -> Outcome<()> {
    if let Some(missing) = found.missing.first() {
        let unknown = found.unknown.join("、");
        return Err(Code::MissingColumn.says(Message::new(
            format!("缺少“{missing}”列；未识别的表头：{unknown}。"),
            format!("The column “{missing}” is missing; headings that are not known: {unknown}."),
        )));
    }
    if let Some(twice) = found.twice.first() {
        return Err(Code::ColumnTwice.says(Message::new(
            format!("“{twice}”列与另一列含义相同。"),
            format!("The column “{twice}” means the same as another."),
        )));
    }
    Ok(())
}
