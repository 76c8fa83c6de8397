//! Handling units, and calendar years that a district loads.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UNITS).await
    }
}

const UNITS: &str = "
CREATE TABLE handling_unit (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    name text NOT NULL,
    established_on {day} NOT NULL,
    closed_on {day},
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX handling_unit_standing ON handling_unit (district_id, id) WHERE until_number IS NULL;
CREATE TABLE calendar_year (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    year integer NOT NULL,
    days_off text NOT NULL,
    working_days text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX calendar_year_standing ON calendar_year (district_id, year) WHERE until_number IS NULL";
