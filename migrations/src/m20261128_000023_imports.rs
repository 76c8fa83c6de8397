//! Imports of spreadsheets: batches, the rows that each brought or that wait, and whom the office decided that a name
//! means, and which headings it taught. What a row said lies sealed, and only while it waits; of a name there is a keyed hash.

use sea_orm_migration::prelude::*;

use crate::dialect::run;
use crate::walls::{Wall, raise};

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, IMPORTS).await?;
        for (table, wall) in WALLS {
            raise(manager, table, *wall).await?;
        }
        Ok(())
    }
}

/// Who posts imports. A workroom's officer looks through all rows of the district for those that stand already; they hold
/// counts, ids and keyed hashes, and words under keys that are walled themselves.
const BATCHES: Wall = Wall {
    reads: "{here} AND {role} IN ('OFFICE', 'AUDITOR', 'WORKROOM_OFFICER')",
    writes: "{here} AND {role} IN ('OFFICE', 'WORKROOM_OFFICER')",
};

const WALLS: &[(&str, Wall)] = &[
    ("import_batch", BATCHES),
    ("import_row", BATCHES),
    (
        "import_identity",
        Wall {
            reads: "{here} AND {role} IN ('OFFICE', 'AUDITOR', 'WORKROOM_OFFICER')",
            writes: "{here} AND {role} = 'OFFICE'",
        },
    ),
    (
        "import_heading",
        Wall {
            reads: "{here} AND {role} IN ('OFFICE', 'AUDITOR', 'WORKROOM_OFFICER')",
            writes: "{here} AND {role} = 'OFFICE'",
        },
    ),
];

const IMPORTS: &str = "
CREATE TABLE import_batch (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    kind text NOT NULL,
    file_digest text NOT NULL,
    state text NOT NULL,
    scope_id {uuid},
    imported_by {uuid} NOT NULL,
    imported_at {instant} NOT NULL,
    row_count bigint NOT NULL,
    accepted bigint NOT NULL,
    held bigint NOT NULL,
    waiting bigint NOT NULL,
    refused bigint NOT NULL,
    undone_at {instant},
    PRIMARY KEY (district_id, id)
);
CREATE TABLE import_row (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    batch_id {uuid} NOT NULL,
    scope_id {uuid},
    row_number bigint NOT NULL,
    row_key text NOT NULL,
    generation integer NOT NULL,
    state text NOT NULL,
    event_id {uuid} NOT NULL,
    words text,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, batch_id) REFERENCES import_batch (district_id, id)
);
CREATE INDEX import_row_batch ON import_row (district_id, batch_id, id);
CREATE INDEX import_row_key ON import_row (district_id, row_key);
CREATE INDEX import_row_waiting ON import_row (district_id, id) WHERE state = 'WAITING';
CREATE TABLE import_identity (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    name_key text NOT NULL,
    member_id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    decided_by {uuid} NOT NULL,
    decided_at {instant} NOT NULL,
    PRIMARY KEY (district_id, name_key)
);
CREATE TABLE import_heading (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    kind text NOT NULL,
    heading text NOT NULL,
    means text NOT NULL,
    since_number bigint NOT NULL,
    decided_by {uuid} NOT NULL,
    decided_at {instant} NOT NULL,
    PRIMARY KEY (district_id, kind, heading)
)";
