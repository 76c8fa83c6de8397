//! Documents that frontends ask by their id, the right of a token's holder to send others, and what callers have spent of
//! their budgets where several programs share one database. A budget points at no head of a journal: charging one would
//! wait for whoever writes there.

use sea_orm_migration::prelude::*;

use crate::dialect::run;
use crate::walls::hold;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOORS).await?;
        // Both are asked before anybody is known, and tell nothing of anybody: the texts of queries, and instants.
        hold(
            manager,
            "trusted_document",
            "true",
            "(SELECT current_setting('workrooms.sight', true)) = 'program'",
        )
        .await?;
        hold(manager, "caller_budget", "true", "true").await
    }
}

const DOORS: &str = "
ALTER TABLE token ADD COLUMN open_queries boolean NOT NULL DEFAULT false;
CREATE TABLE trusted_document (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    digest text NOT NULL,
    name text NOT NULL,
    body text NOT NULL,
    registered_at {instant} NOT NULL,
    retired_at {instant},
    PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX trusted_document_standing ON trusted_document (district_id, digest) WHERE until_number IS NULL;
CREATE TABLE caller_budget (
    district_id text NOT NULL,
    payer text NOT NULL,
    whole_at bigint NOT NULL,
    PRIMARY KEY (district_id, payer)
);
CREATE INDEX caller_budget_whole ON caller_budget (district_id, whole_at)";
