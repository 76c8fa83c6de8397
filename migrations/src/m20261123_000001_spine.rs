//! The first tables: journal, tokens, organisation, dated links, events, tallies.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for part in SPINE {
            run(manager, part).await?;
        }
        Ok(())
    }
}

const SPINE: [&str; 4] = [JOURNAL, ORGANIZATION, EVENTS, TALLIES];

const JOURNAL: &str = "
CREATE TABLE journal_head (
    district_id text NOT NULL PRIMARY KEY,
    number bigint NOT NULL,
    organization_number bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE journal (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    number bigint NOT NULL,
    at {instant} NOT NULL,
    actor_id {uuid} NOT NULL,
    actor_role text NOT NULL,
    kind text NOT NULL,
    subject_kind text NOT NULL,
    subject_id {uuid} NOT NULL,
    content text NOT NULL,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (district_id, number)
);
CREATE INDEX journal_by_subject ON journal (district_id, subject_id, number);
CREATE TABLE token (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    scope_id {uuid},
    secret_hash text NOT NULL,
    issued_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant},
    PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX token_secret ON token (district_id, secret_hash);
";

const ORGANIZATION: &str = "
CREATE TABLE node (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    kind text NOT NULL,
    since_number bigint NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE district (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    name_en text NOT NULL,
    city text NOT NULL,
    province text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX district_standing ON district (district_id, id) WHERE until_number IS NULL;
CREATE TABLE township (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    pinyin text NOT NULL,
    kind text NOT NULL,
    agricultural text NOT NULL,
    agricultural_note text,
    aliases text NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX township_standing ON township (district_id, id) WHERE until_number IS NULL;
CREATE TABLE division (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    code text NOT NULL,
    name text NOT NULL,
    township_id {uuid} NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, township_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX division_standing ON division (district_id, id) WHERE until_number IS NULL;
CREATE TABLE special_committee (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX special_committee_standing ON special_committee (district_id, id) WHERE until_number IS NULL;
CREATE TABLE sector (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX sector_standing ON sector (district_id, id) WHERE until_number IS NULL;
CREATE TABLE sector_group (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX sector_group_standing ON sector_group (district_id, id) WHERE until_number IS NULL;
CREATE TABLE workroom (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    kind text NOT NULL,
    township_id {uuid},
    sector_id {uuid},
    member_id {uuid},
    online_url text,
    posts_monthly boolean NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, township_id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, sector_id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX workroom_standing ON workroom (district_id, id) WHERE until_number IS NULL;
CREATE TABLE honour (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    workroom_id {uuid} NOT NULL,
    level text NOT NULL,
    title text NOT NULL,
    year integer NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, workroom_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX honour_standing ON honour (district_id, id) WHERE until_number IS NULL;
CREATE TABLE member (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    is_cpc_member boolean NOT NULL,
    expertise text,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX member_standing ON member (district_id, id) WHERE until_number IS NULL;
CREATE TABLE membership (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    member_id {uuid} NOT NULL,
    term integer NOT NULL,
    sector_id {uuid} NOT NULL,
    valid_from {day} NOT NULL,
    valid_to {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, sector_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX membership_standing ON membership (district_id, id) WHERE until_number IS NULL;
CREATE TABLE office_held (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    member_id {uuid} NOT NULL,
    office text NOT NULL,
    valid_from {day} NOT NULL,
    valid_to {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX office_held_standing ON office_held (district_id, id) WHERE until_number IS NULL;
CREATE TABLE term (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    ordinal integer NOT NULL,
    starts_on {day} NOT NULL,
    ends_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX term_standing ON term (district_id, id) WHERE until_number IS NULL;
CREATE TABLE session (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    term integer NOT NULL,
    ordinal integer NOT NULL,
    opened_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX session_standing ON session (district_id, id) WHERE until_number IS NULL;
CREATE TABLE link (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    kind text NOT NULL,
    upper_id {uuid} NOT NULL,
    lower_id {uuid} NOT NULL,
    valid_from {day} NOT NULL,
    valid_to {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, upper_id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, lower_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX link_standing ON link (district_id, id) WHERE until_number IS NULL
";

const EVENTS: &str = "
CREATE TABLE campaign (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    name text NOT NULL,
    starts_on {day} NOT NULL,
    ends_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX campaign_standing ON campaign (district_id, id) WHERE until_number IS NULL;
CREATE TABLE nil_return (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    workroom_id {uuid} NOT NULL,
    month {day} NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, workroom_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX nil_return_standing ON nil_return (district_id, workroom_id, month) WHERE until_number IS NULL;
CREATE TABLE host_set (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE host_set_host (
    district_id text NOT NULL,
    host_set_id {uuid} NOT NULL,
    position integer NOT NULL,
    host_id {uuid} NOT NULL,
    share bigint NOT NULL,
    PRIMARY KEY (district_id, host_set_id, position),
    FOREIGN KEY (district_id, host_set_id) REFERENCES host_set (district_id, id),
    FOREIGN KEY (district_id, host_id) REFERENCES node (district_id, id)
);
CREATE TABLE campaign_set (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE campaign_set_campaign (
    district_id text NOT NULL,
    campaign_set_id {uuid} NOT NULL,
    campaign_id {uuid} NOT NULL,
    PRIMARY KEY (district_id, campaign_set_id, campaign_id),
    FOREIGN KEY (district_id, campaign_set_id) REFERENCES campaign_set (district_id, id),
    FOREIGN KEY (district_id, campaign_id) REFERENCES node (district_id, id)
);
CREATE TABLE event (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    content_hash text NOT NULL,
    posted_at {instant} NOT NULL,
    posted_by {uuid} NOT NULL,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE event_version (
    district_id text NOT NULL, id {uuid} NOT NULL, since_number bigint NOT NULL, until_number bigint,
    status text NOT NULL,
    host_set_id {uuid} NOT NULL,
    campaign_set_id {uuid} NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    began_on {day} NOT NULL,
    ended_on {day} NOT NULL,
    place_code text,
    parent_id {uuid},
    duplicate_of_id {uuid},
    narrative text,
    subject_id {uuid},
    client_recorded_at {instant},
    reason text,
    digest text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES event (district_id, id),
    FOREIGN KEY (district_id, host_set_id) REFERENCES host_set (district_id, id),
    FOREIGN KEY (district_id, campaign_set_id) REFERENCES campaign_set (district_id, id),
    FOREIGN KEY (district_id, parent_id) REFERENCES event (district_id, id),
    FOREIGN KEY (district_id, duplicate_of_id) REFERENCES event (district_id, id)
);
CREATE UNIQUE INDEX event_version_standing ON event_version (district_id, id) WHERE until_number IS NULL;
CREATE INDEX event_version_by_day ON event_version (district_id, began_on, id) WHERE until_number IS NULL;
CREATE INDEX event_version_history ON event_version (district_id, began_on, id);
CREATE INDEX event_version_by_parent ON event_version (district_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE event_quantity (
    district_id text NOT NULL,
    event_id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    measure text NOT NULL,
    fund_kind text NOT NULL,
    amount bigint NOT NULL,
    qualifier text NOT NULL,
    PRIMARY KEY (district_id, event_id, since_number, measure, fund_kind),
    FOREIGN KEY (district_id, event_id, since_number) REFERENCES event_version (district_id, id, since_number)
);
CREATE TABLE event_participant (
    district_id text NOT NULL,
    event_id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    member_id {uuid} NOT NULL,
    PRIMARY KEY (district_id, event_id, since_number, member_id),
    FOREIGN KEY (district_id, event_id, since_number) REFERENCES event_version (district_id, id, since_number),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id)
);
CREATE INDEX event_participant_by_member ON event_participant (district_id, member_id, event_id)
";

const TALLIES: &str = "
CREATE TABLE tally (
    district_id text NOT NULL,
    day {day} NOT NULL,
    host_set_id {uuid} NOT NULL,
    campaign_set_id {uuid} NOT NULL,
    kind text NOT NULL,
    is_part boolean NOT NULL,
    status text NOT NULL,
    measure text NOT NULL,
    fund_kind text NOT NULL,
    amount bigint NOT NULL,
    parts bigint NOT NULL,
    at_least_parts bigint NOT NULL,
    PRIMARY KEY (district_id, day, host_set_id, campaign_set_id, kind, is_part, status, measure, fund_kind),
    FOREIGN KEY (district_id, host_set_id) REFERENCES host_set (district_id, id),
    FOREIGN KEY (district_id, campaign_set_id) REFERENCES campaign_set (district_id, id)
)
";
