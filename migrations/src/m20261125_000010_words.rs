//! What was erased of whom, and for how long words of each kind are kept.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, WORDS).await
    }
}

const WORDS: &str = "
CREATE TABLE erasure (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    subject_id {uuid} NOT NULL,
    guards text NOT NULL,
    number bigint NOT NULL,
    erased_on {day} NOT NULL,
    PRIMARY KEY (district_id, subject_id, guards)
);
CREATE TABLE retention (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    kind text NOT NULL,
    months integer,
    valid_from {day} NOT NULL,
    PRIMARY KEY (district_id, id, since_number)
)";
