//! Databases that several programs bring to their tables at once, and that a newer program has been at. Deliberately absent:
//! which tables those are (architecture).

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use workrooms::kernel::db::{Limits, connect, migrate};

use crate::support::Store;

async fn versions(db: &DatabaseConnection) -> Vec<String> {
    let asked = "SELECT version FROM seaql_migrations ORDER BY version";
    let asked = Statement::from_string(db.get_database_backend(), asked);
    let rows = db.query_all_raw(asked).await.unwrap();
    let read = rows.iter().map(|row| row.try_get("", "version").unwrap());
    read.collect()
}

fn ours() -> Vec<String> {
    let all = Migrator::migrations();
    let mut names: Vec<_> = all.iter().map(|one| one.name().to_owned()).collect();
    names.sort();
    names
}

on_both!(of_many_that_begin_at_once_one_makes_the_tables);
async fn of_many_that_begin_at_once_one_makes_the_tables(store: Store) {
    let url = store.beside().await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let url = url.clone();
        all.spawn(async move {
            let db = connect(&url, &Limits::default()).await.unwrap();
            let done = migrate(&db).await;
            db.close().await.unwrap();
            done
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap().unwrap();
    }
    let db = connect(&url, &Limits::default()).await.unwrap();
    assert_eq!(versions(&db).await, ours());
    db.close().await.unwrap();
}

on_both!(what_a_newer_program_has_been_at_is_left_as_it_is);
async fn what_a_newer_program_has_been_at_is_left_as_it_is(store: Store) {
    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)";
    store.db.execute_unprepared(newer).await.unwrap();
    let before = versions(&store.db).await;
    migrate(&store.db).await.unwrap();
    assert_eq!(versions(&store.db).await, before);
    // One that is neither behind nor ahead but aside is nobody's.
    let last = ours().pop().unwrap();
    let taken = format!("DELETE FROM seaql_migrations WHERE version = '{last}'");
    store.db.execute_unprepared(&taken).await.unwrap();
    let refused = migrate(&store.db).await.unwrap_err().to_string();
    assert!(refused.contains("m29991231_000001_later"), "{refused}");
}
