//! Webhooks: endpoints with their secrets, how far each was told the journal, what waits to be delivered, the log of
//! attempts, and the ids of call-backs that were taken. What waits points at no row of the journal: the program finds it
//! there again by its number.

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
        run(manager, WEBHOOKS).await?;
        for (table, wall) in WALLS {
            raise(manager, table, *wall).await?;
        }
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Postgres {
            // Beside the wall of all other keys: the system administrator makes those that guard secrets of endpoints.
            conn.execute_unprepared(KEYS).await?;
        }
        Ok(())
    }
}

/// Endpoints are kept by the system administrator and read by the district's auditor; deliveries are the program's own.
const KEPT: Wall = Wall {
    reads: "{role} = 'SYSTEM_ADMIN' OR ({here} AND {role} = 'AUDITOR')",
    writes: "{role} = 'SYSTEM_ADMIN'",
};

const WALLS: &[(&str, Wall)] = &[
    ("webhook_endpoint", KEPT),
    ("webhook_position", KEPT),
    ("webhook_waiting", KEPT),
    ("webhook_attempt", KEPT),
    (
        "webhook_secret",
        Wall {
            reads: "{role} = 'SYSTEM_ADMIN'",
            writes: "{role} = 'SYSTEM_ADMIN'",
        },
    ),
    (
        // The id of a call-back is noted in the change that it asks for.
        "webhook_received",
        Wall {
            reads: "{here} AND {role} IN ('HOTLINE', 'UNIT') AND {sight} = 'writing'",
            writes: "{here} AND {role} IN ('HOTLINE', 'UNIT')",
        },
    ),
];

const KEYS: &str = "CREATE POLICY webhooks ON data_key \
    USING (guards = 'WEBHOOK' AND (SELECT current_setting('workrooms.role', true)) = 'SYSTEM_ADMIN' \
    AND (SELECT current_setting('workrooms.sight', true)) = 'writing') \
    WITH CHECK (guards = 'WEBHOOK' AND (SELECT current_setting('workrooms.role', true)) = 'SYSTEM_ADMIN' \
    AND (SELECT current_setting('workrooms.sight', true)) = 'writing')";

const WEBHOOKS: &str = "
CREATE TABLE webhook_endpoint (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    role text NOT NULL,
    types text NOT NULL,
    call_backs boolean NOT NULL,
    opened_at {instant} NOT NULL,
    closed_at {instant},
    closed_because text,
    PRIMARY KEY (district_id, id)
);
CREATE TABLE webhook_secret (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    endpoint_id {uuid} NOT NULL,
    signs text NOT NULL,
    secret text NOT NULL,
    since {instant} NOT NULL,
    until {instant},
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, endpoint_id) REFERENCES webhook_endpoint (district_id, id)
);
CREATE INDEX webhook_secret_endpoint ON webhook_secret (district_id, endpoint_id);
CREATE TABLE webhook_position (
    district_id text NOT NULL,
    endpoint_id {uuid} NOT NULL,
    number bigint NOT NULL,
    attempts bigint NOT NULL,
    exhausted bigint NOT NULL,
    unanswered bigint NOT NULL,
    rests_until {instant},
    leased_to {uuid},
    leased_until {instant},
    PRIMARY KEY (district_id, endpoint_id),
    FOREIGN KEY (district_id, endpoint_id) REFERENCES webhook_endpoint (district_id, id)
);
CREATE TABLE webhook_waiting (
    district_id text NOT NULL,
    endpoint_id {uuid} NOT NULL,
    number bigint NOT NULL,
    subject_id {uuid} NOT NULL,
    attempts integer NOT NULL,
    first_at {instant},
    next_at {instant} NOT NULL,
    PRIMARY KEY (district_id, endpoint_id, number),
    FOREIGN KEY (district_id, endpoint_id) REFERENCES webhook_endpoint (district_id, id)
);
CREATE INDEX webhook_waiting_subject ON webhook_waiting (district_id, endpoint_id, subject_id, number);
CREATE INDEX webhook_waiting_next ON webhook_waiting (district_id, endpoint_id, next_at);
CREATE TABLE webhook_attempt (
    district_id text NOT NULL,
    endpoint_id {uuid} NOT NULL,
    ordinal bigint NOT NULL,
    number bigint NOT NULL,
    at {instant} NOT NULL,
    outcome text NOT NULL,
    status integer,
    next_at {instant},
    PRIMARY KEY (district_id, endpoint_id, ordinal),
    FOREIGN KEY (district_id, endpoint_id) REFERENCES webhook_endpoint (district_id, id)
);
CREATE INDEX webhook_attempt_at ON webhook_attempt (district_id, at);
CREATE TABLE webhook_received (
    district_id text NOT NULL,
    endpoint_id {uuid} NOT NULL,
    message_id text NOT NULL,
    at {instant} NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (district_id, endpoint_id, message_id),
    FOREIGN KEY (district_id, endpoint_id) REFERENCES webhook_endpoint (district_id, id)
);
CREATE INDEX webhook_received_at ON webhook_received (district_id, at)";
