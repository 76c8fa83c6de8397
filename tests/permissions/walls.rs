//! The second wall itself, on PostgreSQL: every table has one, whoever says nothing sees nothing, what the program does past
//! it is a short list, a request holds one connection, and an answer is one snapshot.
//! Deliberately absent: who sees which row; the walk for leaks tells that.

use std::future::Future;

use async_graphql::Variables;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use workrooms::kernel::actor::Role;
use workrooms::kernel::db::{self, Limits, load_head};
use workrooms::kernel::reader::Reader;
use workrooms::kernel::viewpoint::{Errand, Viewpoint};
use workrooms::schema;

use crate::statistics::stage::{CODE, Town};
use crate::support::{Start, Store, run_on_postgres};

/// Every table of the program.
pub async fn tables(store: &Store) -> Vec<String> {
    let sql = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1";
    names(&store.raw, sql).await
}

async fn names(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

async fn counted(db: &impl ConnectionTrait, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    row.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn on_postgres<S: Future<Output = ()>>(story: impl FnOnce(Store) -> S) {
    run_on_postgres(Start::Empty, story).await;
}

#[tokio::test]
async fn every_table_has_a_forced_wall() {
    on_postgres(|store: Store| async move {
        let without = "SELECT relname FROM pg_class c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace \
            AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))";
        assert_eq!(names(&store.raw, without).await, Vec::<String>::new());
        assert!(tables(&store).await.len() > 40, "the tables were found");
        let make = "CREATE TABLE novel (district_id text NOT NULL PRIMARY KEY)";
        store.db.execute_unprepared(make).await.unwrap();
        assert_eq!(names(&store.raw, without).await, ["novel"]);
    })
    .await;
}

#[tokio::test]
async fn who_says_nothing_sees_nothing() {
    on_postgres(|store: Store| async move {
        Town::new(&store, 2).await;
        let nobody = Reader::new(store.db.clone(), Viewpoint::of(None));
        let program = Reader::on_errand(&store.db, Errand::CheckJournal);
        for table in tables(&store).await {
            if table == "seaql_migrations" {
                continue;
            }
            assert_eq!(counted(&store.db, &table).await, 0, "{table}");
            assert_eq!(counted(&nobody, &table).await, 0, "{table}");
            let all = counted(&store.raw, &table).await;
            assert_eq!(counted(&program, &table).await, all, "{table}");
        }
        assert_eq!(counted(&store.raw, "workroom").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_reader_does_not_write_and_a_role_writes_only_its_own() {
    on_postgres(|store: Store| async move {
        let town = Town::new(&store, 2).await;
        let rename = "UPDATE workroom SET name = '改（示例）' WHERE district_id = '430503'";
        let office = town.stage.office(CODE);
        assert!(office.db.execute_unprepared(rename).await.is_err());
        for (role, code, renamed) in [
            (Role::Office, CODE, Some(2)),
            (Role::Leader, CODE, None),
            (Role::WorkroomOfficer, CODE, None),
            (Role::Office, "430502", Some(0)),
            (Role::SecurityAdmin, "0", Some(0)),
        ] {
            let writer = town.stage.request(role, code, None);
            let tx = writer.db.begin_installation_write().await.unwrap();
            let done = tx.execute_unprepared(rename).await.ok();
            assert_eq!(
                done.map(|done| done.rows_affected()),
                renamed,
                "{role:?} of {code}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_superuser_is_past_the_wall_and_is_told_so() {
    on_postgres(|store: Store| async move {
        assert!(!db::is_past_walls(&store.db).await.unwrap());
        assert!(db::is_past_walls(&store.raw).await.unwrap());
    })
    .await;
}

async fn small(store: &Store, connections: u32) -> DatabaseConnection {
    let limits = Limits {
        connections,
        ..Limits::default()
    };
    db::connect(&store.url, &limits).await.unwrap()
}

/// Reads, writes, reads what was written and writes again, in one request.
const BACK_AND_FORTH: &str = r#"mutation($a: CampaignLaunchInput!, $b: CampaignLaunchInput!) {
  one: campaignLaunch(input: $a) { campaign { name } errors { code } }
  two: campaignLaunch(input: $b) { campaign { name } errors { code } }
}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_never_holds_two_connections() {
    on_postgres(|store: Store| async move {
        let url = store.url.clone();
        let narrow = Store {
            db: small(&store, 1).await,
            ..store
        };
        let town = Town::new(&narrow, 2).await;
        let asked = (0..6).map(|n| {
            let town = &town;
            async move {
                let input = |k: usize| json!({ "name": format!("活动{n}{k}（示例）"), "period": { "from": "2022-01-01" } });
                let variables = json!({ "a": input(1), "b": input(2) });
                let request = async_graphql::Request::new(BACK_AND_FORTH)
                    .variables(Variables::from_json(variables));
                let view = town.stage.office(CODE);
                schema::execute(&town.schema, request, view).await
            }
        });
        let all = futures_util::future::join_all(asked);
        let all = tokio::time::timeout(std::time::Duration::from_secs(60), all);
        for answer in all.await.expect("nobody waits for himself") {
            assert!(answer.errors.is_empty(), "{url}: {:?}", answer.errors);
        }
        narrow.db.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_one_snapshot() {
    on_postgres(|store: Store| async move {
        let town = Town::new(&store, 1).await;
        let reads = town.stage.request(Role::Leader, CODE, None);
        let head = async || load_head(&reads.db, &town.district).await.unwrap().unwrap();
        let before = head().await;
        let draft = town.draft(
            ("Workroom", town.workrooms[0]),
            workrooms::events::kinds::EventKind::PublicTalk,
            "恳谈（示例）",
            "2022-05-05",
        );
        town.post(1, draft).await;
        assert_eq!(head().await, before);
        reads.db.close().await;
        assert_eq!(head().await.number, before.number + 1);
    })
    .await;
}

#[tokio::test]
async fn the_databases_own_limits_are_set() {
    on_postgres(|store: Store| async move {
        for (setting, is) in [
            ("statement_timeout", "10s"),
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "1min"),
        ] {
            assert_eq!(names(&store.db, &format!("SHOW {setting}")).await, [is]);
        }
    })
    .await;
}
