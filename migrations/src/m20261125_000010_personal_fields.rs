//! Personal fields of members as sealed text, in versions of their own; Party membership moves there, and what stood in
//! plain goes away. The name of an account's person becomes sealed text.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, PERSONAL_FIELDS).await
    }
}

const PERSONAL_FIELDS: &str = "
CREATE TABLE member_personal (
    district_id text NOT NULL,
    id {uuid} NOT NULL,
    since_number bigint NOT NULL,
    until_number bigint,
    phone text,
    ethnicity text,
    religion text,
    is_cpc_member text,
    PRIMARY KEY (district_id, id, since_number),
    FOREIGN KEY (district_id, id) REFERENCES node (district_id, id)
);
CREATE UNIQUE INDEX member_personal_standing ON member_personal (district_id, id) WHERE until_number IS NULL;
ALTER TABLE member DROP COLUMN is_cpc_member;
ALTER TABLE account DROP COLUMN display_name;
ALTER TABLE account ADD COLUMN sealed_name text";
