//! Assessment of members: versions of schemes, days on which a member is on leave or suspended, deductions that the office
//! records, and contests with their decisions. A scheme's version is added and never changed; all else is dated by journal
//! numbers. Deliberately absent: scores, which are worked out from these and from what is recorded.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect::run;
use crate::walls::{Wall, raise};

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, ASSESSMENT).await?;
        for (table, wall) in WALLS {
            raise(manager, table, *wall).await?;
        }
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Postgres {
            conn.execute_unprepared(KEYS).await?;
        }
        Ok(())
    }
}

/// Of a member: read by the office, leaders and himself.
const OF_MEMBER: &str =
    "{here} AND ({role} IN ('OFFICE', 'LEADER') OR ({role} = 'MEMBER' AND member_id = {scope}))";
const OFFICE: &str = "{here} AND {role} = 'OFFICE'";

const WALLS: &[(&str, Wall)] = &[
    (
        "assessment_scheme",
        Wall {
            reads: "{here} AND {role} NOT IN ('HOTLINE', 'UNIT')",
            writes: OFFICE,
        },
    ),
    (
        "duty_absence",
        Wall {
            reads: OF_MEMBER,
            writes: OFFICE,
        },
    ),
    (
        "duty_deduction",
        Wall {
            reads: OF_MEMBER,
            writes: OFFICE,
        },
    ),
    (
        "duty_contest",
        Wall {
            reads: OF_MEMBER,
            writes: "{here} AND ({role} = 'OFFICE' OR ({role} = 'MEMBER' AND member_id = {scope}))",
        },
    ),
];

/// Beside the wall of all other keys: the words of a member's contests are for the office and himself, who makes the key
/// with the first of them.
const KEYS: &str = "CREATE POLICY duty ON data_key \
    USING (guards = 'DUTY' AND district_id = (SELECT current_setting('workrooms.district', true)) \
    AND (SELECT current_setting('workrooms.sight', true)) <> 'figures' \
    AND ((SELECT current_setting('workrooms.role', true)) = 'OFFICE' \
    OR ((SELECT current_setting('workrooms.role', true)) = 'MEMBER' \
    AND subject_id = (SELECT NULLIF(current_setting('workrooms.scope', true), '')::uuid)))) \
    WITH CHECK (guards = 'DUTY' AND district_id = (SELECT current_setting('workrooms.district', true)) \
    AND (SELECT current_setting('workrooms.sight', true)) = 'writing' \
    AND ((SELECT current_setting('workrooms.role', true)) = 'OFFICE' \
    OR ((SELECT current_setting('workrooms.role', true)) = 'MEMBER' \
    AND subject_id = (SELECT NULLIF(current_setting('workrooms.scope', true), '')::uuid))))";

const ASSESSMENT: &str = "
CREATE TABLE assessment_scheme (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    version integer NOT NULL,
    since_number bigint NOT NULL,
    name text NOT NULL,
    year integer NOT NULL,
    content text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (district_id, id, version)
);
CREATE INDEX assessment_scheme_since ON assessment_scheme (district_id, since_number);
CREATE TABLE duty_absence (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    member_id {uuid} NOT NULL,
    kind text NOT NULL,
    valid_from {day} NOT NULL,
    valid_to {day},
    reason text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id)
);
CREATE INDEX duty_absence_member ON duty_absence (district_id, member_id);
CREATE TABLE duty_deduction (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    member_id {uuid} NOT NULL,
    on_day {day} NOT NULL,
    rule text NOT NULL,
    event_id {uuid},
    reason text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id),
    FOREIGN KEY (district_id, event_id) REFERENCES event (district_id, id)
);
CREATE INDEX duty_deduction_member ON duty_deduction (district_id, member_id);
CREATE TABLE duty_contest (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    member_id {uuid} NOT NULL,
    scheme_id {uuid} NOT NULL,
    source_type text NOT NULL,
    source_id {uuid} NOT NULL,
    reason text NOT NULL,
    state text NOT NULL,
    decision text,
    item text,
    points text,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, member_id) REFERENCES node (district_id, id)
);
CREATE INDEX duty_contest_member ON duty_contest (district_id, member_id)";
