//! Statements: figures frozen under a title at a journal number, with what each is counted by and a digest of its records.
//! Rows are added and never changed: whatever replaces a statement names it.

use sea_orm_migration::prelude::*;

use crate::dialect::run;
use crate::walls::{Wall, raise};

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, STATEMENTS).await?;
        for table in ["statement", "statement_line"] {
            raise(manager, table, FROZEN).await?;
        }
        Ok(())
    }
}

/// Read by whoever reads figures, written by the office.
const FROZEN: Wall = Wall {
    reads: "{here} AND ({role} NOT IN ('HOTLINE', 'UNIT') OR {sight} = 'writing')",
    writes: "{here} AND {role} = 'OFFICE'",
};

const STATEMENTS: &str = "
CREATE TABLE statement (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    frozen_number bigint NOT NULL,
    frozen_at {instant} NOT NULL,
    title text NOT NULL,
    replaces_id {uuid},
    reason text,
    digest text NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, replaces_id) REFERENCES statement (district_id, id)
);
CREATE UNIQUE INDEX statement_replaced ON statement (district_id, replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX statement_since ON statement (district_id, since_number);
CREATE TABLE statement_line (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    statement_id {uuid} NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    metric text NOT NULL,
    metric_version integer NOT NULL,
    node_type text NOT NULL,
    node_id {uuid} NOT NULL,
    from_day {day} NOT NULL,
    to_day {day},
    kinds text,
    campaigns text,
    hosts text,
    divisions text,
    fund_kinds text,
    is_part boolean,
    verified_only boolean NOT NULL,
    attribution text NOT NULL,
    credit text NOT NULL,
    value text,
    numerator text,
    denominator text,
    unit text NOT NULL,
    qualifier text NOT NULL,
    records bigint NOT NULL,
    records_digest text NOT NULL,
    PRIMARY KEY (district_id, statement_id, position),
    FOREIGN KEY (district_id, statement_id) REFERENCES statement (district_id, id),
    FOREIGN KEY (district_id, node_id) REFERENCES node (district_id, id)
)";
