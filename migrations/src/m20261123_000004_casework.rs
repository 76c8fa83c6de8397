//! Casework: the identity of a case, its steps, what stands of it between two journal numbers, and its links.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, CASEWORK).await
    }
}

const CASEWORK: &str = "
CREATE TABLE casefile (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    kind text NOT NULL,
    since_number bigint NOT NULL,
    content_hash text NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE case_step (
    district_id text NOT NULL,
    case_id {uuid} NOT NULL,
    ordinal integer NOT NULL,
    number bigint NOT NULL,
    act text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    actor_id {uuid} NOT NULL,
    actor_role text NOT NULL,
    actor_scope {uuid},
    taken_on {day} NOT NULL,
    at {instant} NOT NULL,
    note text,
    deed text NOT NULL,
    PRIMARY KEY (district_id, case_id, ordinal),
    UNIQUE (district_id, number),
    FOREIGN KEY (district_id, case_id) REFERENCES casefile (district_id, id)
);
CREATE TABLE case_version (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    kind text NOT NULL,
    state text NOT NULL,
    steps integer NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    place_code text,
    author_id {uuid} NOT NULL,
    opened_on {day} NOT NULL,
    leg text,
    leg_owner text,
    leg_due_on {day},
    paused boolean NOT NULL,
    reference text,
    digest text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES casefile (district_id, id)
);
CREATE UNIQUE INDEX case_version_standing ON case_version (district_id, id) WHERE until_number IS NULL;
CREATE INDEX case_version_order ON case_version (district_id, kind, opened_on, id) WHERE until_number IS NULL;
CREATE INDEX case_version_due ON case_version (district_id, leg_due_on) WHERE until_number IS NULL;
CREATE UNIQUE INDEX case_version_reference ON case_version (district_id, kind, reference)
    WHERE until_number IS NULL AND reference IS NOT NULL;
CREATE TABLE case_fact (
    district_id text NOT NULL,
    case_id {uuid} NOT NULL,
    fact text NOT NULL,
    ordinal integer NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    on_day {day} NOT NULL,
    due_on {day},
    value text,
    node_id {uuid},
    PRIMARY KEY (district_id, case_id, fact, ordinal),
    FOREIGN KEY (district_id, case_id) REFERENCES casefile (district_id, id)
);
CREATE INDEX case_fact_day ON case_fact (district_id, fact, on_day);
CREATE INDEX case_fact_node ON case_fact (district_id, node_id, fact) WHERE node_id IS NOT NULL;
CREATE TABLE case_link (
    district_id text NOT NULL,
    case_id {uuid} NOT NULL,
    relation text NOT NULL,
    other_kind text NOT NULL,
    other_id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    PRIMARY KEY (district_id, case_id, relation, other_id),
    FOREIGN KEY (district_id, case_id) REFERENCES casefile (district_id, id)
);
CREATE INDEX case_link_other ON case_link (district_id, other_id);
CREATE TABLE case_campaign (
    district_id text NOT NULL,
    case_id {uuid} NOT NULL,
    campaign_id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    PRIMARY KEY (district_id, case_id, campaign_id, since_number),
    FOREIGN KEY (district_id, case_id) REFERENCES casefile (district_id, id)
);
CREATE TABLE case_notice (
    district_id text NOT NULL,
    case_id {uuid} NOT NULL,
    leg_step integer NOT NULL,
    overdue_days integer NOT NULL,
    number bigint NOT NULL,
    on_day {day} NOT NULL,
    leg text NOT NULL,
    leg_owner text NOT NULL,
    told text NOT NULL,
    PRIMARY KEY (district_id, case_id, leg_step, overdue_days),
    FOREIGN KEY (district_id, case_id) REFERENCES casefile (district_id, id)
);
CREATE TABLE case_limit (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    kind text NOT NULL,
    leg text NOT NULL,
    is_complex boolean NOT NULL,
    amount integer NOT NULL,
    unit text NOT NULL,
    valid_from {day} NOT NULL,
    PRIMARY KEY (district_id, id, since_number)
);
CREATE TABLE result_letter (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    year integer NOT NULL,
    result text NOT NULL,
    letter text NOT NULL,
    PRIMARY KEY (district_id, id, since_number)
);
CREATE UNIQUE INDEX result_letter_standing ON result_letter (district_id, year, result) WHERE until_number IS NULL";
