//! Who goes away in the middle leaves nothing behind: whoever is given his connection next finds it free.
//! Deliberately absent: connections of callers (hangup); here it is what they asked that is dropped.

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, SqliteTransactionMode, Statement};
use workrooms::kernel::db::{Limits, begin_unbroken, connect};
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::reader::Reader;
use workrooms::kernel::viewpoint::Viewpoint;

use crate::support::Store;

/// How far each attempt goes before it is dropped, in turns.
const FURTHEST: usize = 120;

/// A look without a transaction of its own, which inside of one that nobody ends would be its first query.
async fn beside(db: &DatabaseConnection) {
    let sql = "SELECT COUNT(*) AS documents FROM trusted_document";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await.unwrap();
}

on_both!(a_reader_who_is_dropped_anywhere_leaves_a_free_connection);
async fn a_reader_who_is_dropped_anywhere_leaves_a_free_connection(store: Store) {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let db = connect(&store.url, &limits).await.unwrap();
    let view = Viewpoint::of(None);
    let sql = "SELECT COUNT(*) AS heads FROM journal_head";
    for turns in 0..FURTHEST {
        let reader = Reader::new(db.clone(), view.clone());
        let backend = db.get_database_backend();
        let mut asking = Box::pin(async move {
            let statement = Statement::from_string(backend, sql);
            let asked = reader.query_one_raw(statement).await;
            reader.close().await;
            asked
        });
        for _ in 0..turns {
            if asking.as_mut().now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(asking);
        beside(&db).await;
        let next = Reader::new(db.clone(), view.clone());
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let asked = next.query_one_raw(statement).await;
        assert!(asked.is_ok(), "after {turns} turns: {asked:?}");
        next.close().await;
    }
}

on_both!(a_writer_who_is_dropped_anywhere_leaves_a_free_connection);
async fn a_writer_who_is_dropped_anywhere_leaves_a_free_connection(store: Store) {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let db = connect(&store.url, &limits).await.unwrap();
    for turns in 0..FURTHEST {
        let mut writing = Box::pin(async {
            let tx = begin_unbroken(&db, SqliteTransactionMode::Immediate).await?;
            tx.rollback().await
        });
        for _ in 0..turns {
            if writing.as_mut().now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(writing);
        beside(&db).await;
        let district = DistrictId::installation();
        let next = Reader::new(db.clone(), Viewpoint::of(None));
        let begun = next.begin_write(&district).await;
        assert!(begun.is_ok(), "after {turns} turns: {begun:?}");
    }
}
