//! The tables of workrooms, the same on SQLite and PostgreSQL. Every key leads with `district_id`, so that the database
//! itself refuses to tie rows of two districts, and Citus can distribute by it.
//! Deliberately absent: triggers, stored procedures, native enums, and any import of the program's entities.

pub use sea_orm_migration::prelude::*;

mod dialect;
mod m20261123_000001_spine;
mod m20261123_000003_units;
mod m20261123_000004_casework;
mod m20261124_000005_published;
mod m20261124_000006_points;
mod m20261125_000007_token_use;
mod m20261125_000008_accounts;
mod m20261125_000009_data_keys;
mod m20261125_000010_personal_fields;
mod m20261125_000010_words;
mod m20261125_000011_local_sign_in;
mod m20261125_000012_walls;
mod m20261125_000013_doors;
mod m20261127_000021_webhooks;
mod m20261128_000022_since;
mod m20261128_000023_imports;
mod m20261128_000024_statements;
mod m20261128_000025_assessment;
mod walls;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_spine::Migration),
            Box::new(m20261123_000003_units::Migration),
            Box::new(m20261123_000004_casework::Migration),
            Box::new(m20261124_000005_published::Migration),
            Box::new(m20261124_000006_points::Migration),
            Box::new(m20261125_000007_token_use::Migration),
            Box::new(m20261125_000008_accounts::Migration),
            Box::new(m20261125_000009_data_keys::Migration),
            Box::new(m20261125_000010_personal_fields::Migration),
            Box::new(m20261125_000010_words::Migration),
            Box::new(m20261125_000011_local_sign_in::Migration),
            Box::new(m20261125_000012_walls::Migration),
            Box::new(m20261125_000013_doors::Migration),
            Box::new(m20261127_000021_webhooks::Migration),
            Box::new(m20261128_000022_since::Migration),
            Box::new(m20261128_000023_imports::Migration),
            Box::new(m20261128_000024_statements::Migration),
            Box::new(m20261128_000025_assessment::Migration),
        ]
    }
}
