//! Several programs over one database: what one writes, the readers of the other are told, by whatever way they hear of it.
//! Deliberately absent: how long that takes.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use workrooms::kernel::actor::Role;

use super::{change, follow, peer, post_talks, server_of, token};
use crate::doors::socket::serving;
use crate::statistics::stage::Town;
use crate::support::Store;

/// Ends the connections that listen, and says how many there were.
async fn unheard(store: &Store) -> usize {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    store.raw.query_all_raw(statement).await.unwrap().len()
}

on_both!(what_one_program_writes_is_told_by_another);
async fn what_one_program_writes_is_told_by_another(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let is_postgres = store.raw.get_database_backend() == DbBackend::Postgres;
    // Where programs tell each other, a look would come too late for this story's patience.
    let look = if is_postgres { "3600" } else { "1" };
    let settings = ["--look-seconds", look];
    let reading = server_of(&store, &mut town, &settings).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let before = town.number().await;
    let mut peer = peer(&reading, &leader.token).await;
    follow(&mut peer, "1", Some(before - 1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before);
    // The town now writes as the other program.
    let doors = super::doors_of(&store, &mut town, &settings);
    let _writing = serving(doors).await;
    if is_postgres {
        listening(&store, 2).await;
    }
    post_talks(&town.office(), &town, std::iter::once(1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before + 1);
    if is_postgres {
        assert_eq!(unheard(&store).await, 2);
        post_talks(&town.office(), &town, std::iter::once(2)).await;
        assert_eq!(change(&mut peer).await["sequence"], before + 2);
        listening(&store, 2).await;
        post_talks(&town.office(), &town, std::iter::once(3)).await;
        assert_eq!(change(&mut peer).await["sequence"], before + 3);
    }
}

/// Waits until so many listen.
async fn listening(store: &Store, count: usize) {
    let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    loop {
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        if store.raw.query_all_raw(statement).await.unwrap().len() == count {
            return;
        }
        tokio::task::yield_now().await;
    }
}

on_both!(what_nobody_tells_is_found_by_looking);
async fn what_nobody_tells_is_found_by_looking(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &["--look-seconds", "1"]).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let before = town.number().await;
    let mut peer = peer(&server, &leader.token).await;
    follow(&mut peer, "1", Some(before - 1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before);
    // As a command line does, whose bus nobody hears.
    town.stage.bus = workrooms::kernel::bus::Bus::default();
    post_talks(&town.office(), &town, std::iter::once(1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before + 1);
}
