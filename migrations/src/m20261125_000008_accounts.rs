//! Accounts with their dated roles, and the journal of the installation, in which those of its administrators are told.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, ACCOUNTS).await
    }
}

const ACCOUNTS: &str = "
INSERT INTO journal_head (district_id, number, organization_number, hash)
    VALUES ('0', 0, 0, '0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE account (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    issuer text NOT NULL,
    subject text NOT NULL,
    display_name text NOT NULL,
    opened_at {instant} NOT NULL,
    closed_at {instant},
    PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX account_number ON account (district_id, since_number);
CREATE UNIQUE INDEX account_identity ON account (district_id, issuer, subject) WHERE until_number IS NULL;
CREATE TABLE account_role (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    account_id {uuid} NOT NULL,
    role text NOT NULL,
    scope_id {uuid},
    valid_from {day} NOT NULL,
    valid_to {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, account_id) REFERENCES account (district_id, id),
    FOREIGN KEY (district_id, scope_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX account_role_standing ON account_role (district_id, id) WHERE until_number IS NULL;
CREATE INDEX account_role_of ON account_role (district_id, account_id) WHERE until_number IS NULL";
