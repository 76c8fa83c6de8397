//! Under which id a row is posted, and the rows of a batch. An id is made of what the row says, so that the same row is
//! the same event whichever file it comes in; where a batch with it was undone, it is posted anew under the next id.
//! Deliberately absent: posting.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entity::{BatchState, RowState, import_batch, import_identity, import_row};
use crate::kernel::error::{Failure, Message, Refusal};
use crate::kernel::id::{DistrictId, EventId, NodeId};

/// The field under which keyed hashes of rows are made.
pub const ROW: &str = "spreadsheet-row";

/// What the words of a row that waits are sealed as.
pub const WORDS: &str = "import-row";

/// What the journal calls a batch.
pub const SUBJECT: &str = "import_batch";

/// Why an import was refused as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportErrorCode {
    /// The file cannot be read.
    Unreadable,
    /// No row of headings was found.
    NoHeadings,
    /// A column that must be there is missing.
    MissingColumn,
    /// Two columns have the same meaning.
    ColumnTwice,
    /// No such batch, or another's.
    UnknownBatch,
    /// The batch was undone already, or is being undone.
    AlreadyUndone,
    /// Events of the batch cannot be withdrawn, because others have become their parts.
    PartsStand,
    /// No such name waits.
    UnknownQuestion,
    /// No such member.
    UnknownMember,
    /// The template has no such column.
    UnknownColumn,
    /// A heading that cannot be taught.
    HeadingNotTaught,
}

impl ImportErrorCode {
    /// Its name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "UNREADABLE",
            Self::NoHeadings => "NO_HEADINGS",
            Self::MissingColumn => "MISSING_COLUMN",
            Self::ColumnTwice => "COLUMN_TWICE",
            Self::UnknownBatch => "UNKNOWN_BATCH",
            Self::AlreadyUndone => "ALREADY_UNDONE",
            Self::PartsStand => "PARTS_STAND",
            Self::UnknownQuestion => "UNKNOWN_QUESTION",
            Self::UnknownMember => "UNKNOWN_MEMBER",
            Self::UnknownColumn => "UNKNOWN_COLUMN",
            Self::HeadingNotTaught => "HEADING_NOT_TAUGHT",
        }
    }

    /// The refusal with its sentence.
    pub fn says(self, message: Message) -> Failure<Self> {
        Failure::from(Refusal {
            code: self,
            field: None,
            message,
        })
    }
}

/// How commands of imports end.
pub type Outcome<T> = Result<T, Failure<ImportErrorCode>>;

/// How a row stands to what was imported before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is not there; so many batches with it were undone.
    New(i32),
    /// It is this event.
    Stands(EventId),
    /// It waits for a decision.
    Waits,
}

/// The id of a row's event.
pub fn event_of(row_key: &str, generation: i32) -> EventId {
    let digest = Sha256::digest(format!("{row_key}\u{1f}{generation}"));
    let mut bytes = [0_u8; 16];
    for (byte, of) in bytes.iter_mut().zip(digest) {
        *byte = of;
    }
    EventId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// How rows stand, by their keyed hashes; two statements whatever their number.
pub async fn places(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    rows: &[Vec<String>],
) -> Result<Vec<Place>, DbErr> {
    let keys: BTreeSet<&String> = rows.iter().flatten().collect();
    let found = import_row::Entity::find()
        .filter(import_row::Column::DistrictId.eq(district.clone()))
        .filter(import_row::Column::RowKey.is_in(keys))
        .filter(import_row::Column::State.ne(RowState::Refused))
        .all(conn)
        .await?;
    let batches: BTreeSet<Uuid> = found.iter().map(|row| row.batch_id).collect();
    let undone: BTreeSet<Uuid> = import_batch::Entity::find()
        .filter(import_batch::Column::DistrictId.eq(district.clone()))
        .filter(import_batch::Column::Id.is_in(batches))
        .filter(import_batch::Column::State.eq(BatchState::Undone))
        .all(conn)
        .await?
        .into_iter()
        .map(|batch| batch.id)
        .collect();
    let mut by_key: BTreeMap<&str, Vec<&import_row::Model>> = BTreeMap::new();
    for row in &found {
        by_key.entry(&row.row_key).or_default().push(row);
    }
    let place = |keys: &Vec<String>| {
        let same = || {
            let of_keys = keys.iter().filter_map(|key| by_key.get(key.as_str()));
            of_keys.flatten().copied()
        };
        let standing = same().find(|row| !undone.contains(&row.batch_id));
        match standing {
            Some(row) if row.state == RowState::Waiting => Place::Waits,
            Some(row) => Place::Stands(row.event_id),
            None => Place::New(
                same()
                    .map(|row| row.generation.saturating_add(1))
                    .max()
                    .unwrap_or_default(),
            ),
        }
    };
    Ok(rows.iter().map(place).collect())
}

/// Whom names mean, as the office decided, by their keyed hashes.
pub async fn decided(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> Result<BTreeMap<String, NodeId>, DbErr> {
    Ok(import_identity::Entity::find()
        .filter(import_identity::Column::DistrictId.eq(district.clone()))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.name_key, row.member_id))
        .collect())
}

/// A batch of a district.
pub async fn find_batch(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
) -> Result<Option<import_batch::Model>, DbErr> {
    import_batch::Entity::find_by_id((district.clone(), id))
        .one(conn)
        .await
}

/// The refusal of a batch that is not there, or another's.
pub fn unknown_batch() -> Failure<ImportErrorCode> {
    ImportErrorCode::UnknownBatch.says(Message::new(
        "找不到该导入批次。",
        "There is no such batch of imports.",
    ))
}

/// The refusal of a batch that is undone.
pub fn already_undone() -> Failure<ImportErrorCode> {
    ImportErrorCode::AlreadyUndone.says(Message::new(
        "该批次已撤销。",
        "The batch was undone already.",
    ))
}
