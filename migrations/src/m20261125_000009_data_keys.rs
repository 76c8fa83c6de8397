//! The wrapped data keys of subjects, and the blind values by which subjects are found, which go with their keys.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DATA_KEYS).await
    }
}

const DATA_KEYS: &str = "
CREATE TABLE data_key (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    subject_id {uuid} NOT NULL,
    guards text NOT NULL,
    owner_id {uuid},
    suite text NOT NULL,
    key_id text NOT NULL,
    wrapped text NOT NULL,
    PRIMARY KEY (district_id, subject_id, guards)
);
CREATE INDEX data_key_wrapping ON data_key (district_id, key_id, suite);
CREATE INDEX data_key_owner ON data_key (district_id, owner_id);
CREATE TABLE blind_index (
    district_id text NOT NULL,
    subject_id {uuid} NOT NULL,
    guards text NOT NULL,
    field text NOT NULL,
    blind text NOT NULL,
    PRIMARY KEY (district_id, subject_id, guards, field),
    FOREIGN KEY (district_id, subject_id, guards) REFERENCES data_key (district_id, subject_id, guards) ON DELETE CASCADE
);
CREATE INDEX blind_index_value ON blind_index (district_id, guards, field, blind)";
