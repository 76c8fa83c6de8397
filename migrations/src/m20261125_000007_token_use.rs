//! The addresses from which a token is taken, and the hour of its last use.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// The migration.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TOKEN_USE).await
    }
}

const TOKEN_USE: &str = "
ALTER TABLE token ADD COLUMN addresses text;
ALTER TABLE token ADD COLUMN last_used_at {instant}";
