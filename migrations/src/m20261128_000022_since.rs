//! What clients that keep lists ask by: journal numbers at which versions were opened and closed, cases were reminded of and
//! tied, and words were erased. Indexes alone.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SINCE).await
    }
}

const SINCE: &str = "
CREATE INDEX event_version_since ON event_version (district_id, since_number) WHERE until_number IS NULL;
CREATE INDEX event_version_until ON event_version (district_id, until_number) WHERE until_number IS NOT NULL;
CREATE INDEX case_version_since ON case_version (district_id, since_number) WHERE until_number IS NULL;
CREATE INDEX case_version_until ON case_version (district_id, until_number) WHERE until_number IS NOT NULL;
CREATE INDEX case_notice_number ON case_notice (district_id, number);
CREATE INDEX case_link_since ON case_link (district_id, since_number);
CREATE INDEX erasure_number ON erasure (district_id, number)";
