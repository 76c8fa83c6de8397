//! The tables of workrooms, the same on SQLite and PostgreSQL. Every key leads with `district_id`, so that the database
//! itself refuses to tie rows of two districts, and Citus can distribute by it.
//! Deliberately absent: triggers, stored procedures, native enums, and any import of the program's entities.

pub use sea_orm_migration::prelude::*;

mod m20261123_000001_spine;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261123_000001_spine::Migration)]
    }
}
