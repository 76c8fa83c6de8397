//! Local sign-in: credentials, sessions, and what locks out whoever guesses; and accesses as the auditor reads them, whose
//! digests stand in the journal of the installation. An access points at no head of a journal: writing it would wait for
//! whoever writes in its district, and he may wait for the installation's head, which it holds.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, LOCAL_SIGN_IN).await
    }
}

const LOCAL_SIGN_IN: &str = "
CREATE TABLE credential (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    password_set_at {instant} NOT NULL,
    must_change boolean NOT NULL,
    earlier_hashes text NOT NULL,
    code_secret text,
    code_pending text,
    code_since {instant},
    code_step bigint NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX credential_name ON credential (district_id, name);
CREATE TABLE recovery_code (
    district_id text NOT NULL,
    credential_id {uuid} NOT NULL,
    code_hash text NOT NULL,
    used_at {instant},
    PRIMARY KEY (district_id, credential_id, code_hash),
    FOREIGN KEY (district_id, credential_id) REFERENCES credential (district_id, id)
);
CREATE TABLE sign_in_session (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    secret_hash text NOT NULL,
    role_district text NOT NULL,
    role_id {uuid} NOT NULL,
    address text NOT NULL,
    opened_at {instant} NOT NULL,
    used_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    ended_at {instant},
    PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX sign_in_session_secret ON sign_in_session (district_id, secret_hash);
CREATE INDEX sign_in_session_of ON sign_in_session (district_id, credential_id);
CREATE INDEX sign_in_session_ends ON sign_in_session (district_id, ends_at);
CREATE TABLE sign_in_guard (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    name_key text NOT NULL,
    address text NOT NULL,
    failures integer NOT NULL,
    level integer NOT NULL,
    failed_at {instant} NOT NULL,
    locked_until {instant},
    succeeded_at {instant},
    PRIMARY KEY (district_id, name_key, address)
);
CREATE INDEX sign_in_guard_old ON sign_in_guard (district_id, failed_at);
CREATE TABLE access (
    district_id text NOT NULL,
    number bigint NOT NULL,
    at {instant} NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    account_id {uuid},
    session_id {uuid},
    token_id {uuid},
    role text,
    address text,
    count bigint NOT NULL,
    by_id {uuid},
    by_role text,
    PRIMARY KEY (district_id, number)
);
CREATE INDEX access_by_time ON access (district_id, at, number);
CREATE INDEX journal_accesses ON journal (district_id, at, number)
    WHERE kind IN ('account.opened', 'account.closed', 'account_role.granted', 'account_role.ended', 'personal.read', 'personal.searched')";
