//! The points of adoptions, a district's own.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, POINTS).await
    }
}

const POINTS: &str = "
CREATE TABLE adoption_point (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    level text,
    points integer NOT NULL,
    valid_from {day} NOT NULL,
    PRIMARY KEY (district_id, id, since_number)
)";
