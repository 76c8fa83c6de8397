//! Published figures as they are printed, and the hotline's own monthly figures of handling units.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, PUBLISHED).await
    }
}

const PUBLISHED: &str = "
CREATE TABLE published_figure (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    key text NOT NULL,
    document text NOT NULL,
    phrase text NOT NULL,
    value text,
    percent text,
    numerator text,
    denominator text,
    fits text,
    unit text NOT NULL,
    qualifier text NOT NULL,
    basis text NOT NULL,
    from_day {day} NOT NULL,
    to_day {day},
    metric text,
    kinds text,
    fund_kinds text,
    is_part boolean,
    campaign_id {uuid},
    note text,
    is_display_only boolean NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, campaign_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX published_figure_standing ON published_figure (district_id, id) WHERE until_number IS NULL;
CREATE UNIQUE INDEX published_figure_key ON published_figure (district_id, document, key) WHERE until_number IS NULL;
CREATE TABLE hotline_figure (
    district_id text NOT NULL REFERENCES journal_head (district_id),
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    unit_id {uuid} NOT NULL,
    month {day} NOT NULL,
    metric text NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, unit_id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX hotline_figure_standing ON hotline_figure (district_id, unit_id, month, metric)
    WHERE until_number IS NULL";
