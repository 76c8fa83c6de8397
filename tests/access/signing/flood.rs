//! A flood of sign-ins: so many hashes at once and no more, the honest one among them gets his place, and thousands that a
//! lock turns away are told in one line. Deliberately absent: times; `benches` measures them.

use futures_util::future::join_all;
use serde_json::json;
use workrooms::access::local::tending;
use workrooms::kernel::db::{self, Limits};

use super::{ELSEWHERE, OFFICE, Scene, WORD};
use crate::support::Store;

const GUESS: &str = "a-wrong-password";

on_both!(a_flood_makes_two_hashes_at_once_and_the_honest_gets_his_place);
async fn a_flood_makes_two_hashes_at_once_and_the_honest_gets_his_place(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let guesses: Vec<_> = (0..24)
        .map(|n| (format!("198.51.100.{n}"), format!("name-{n}")))
        .collect();
    let flood = join_all(
        guesses
            .iter()
            .map(|(from, name)| scene.tries(from, name, GUESS)),
    );
    let (flooded, honest) = tokio::join!(flood, scene.tries(OFFICE, "zhang.san", WORD));
    assert_eq!(honest, "");
    assert_eq!(flooded, vec!["WRONG_CREDENTIALS"; 24]);
    let most = scene.place.doors.gate.desk.hasher.most_at_once();
    assert!((1..=2).contains(&most), "{most}");
}

on_both!(what_does_not_fit_in_the_line_is_told_to_come_again_and_counts_for_nothing);
async fn what_does_not_fit_in_the_line_is_told_to_come_again_and_counts_for_nothing(store: Store) {
    let settings = ["--passwords-at-once", "1", "--passwords-waiting", "0"];
    let scene = Scene::new(&store, &settings).await;
    scene.settled("zhang.san", "OFFICE").await;
    let hasher = &scene.place.doors.gate.desk.hasher;
    // Somebody's hash takes long; whoever comes meanwhile, and however often, is told to come again.
    let (begun, begins) = tokio::sync::oneshot::channel::<()>();
    let (end, ends) = std::sync::mpsc::channel::<()>();
    let long = hasher.work(move |_| {
        begun.send(()).unwrap();
        ends.recv().unwrap();
    });
    let honest = async {
        begins.await.unwrap();
        let mut told = Vec::new();
        for _ in 0..7 {
            told.push(scene.tries(OFFICE, "zhang.san", WORD).await);
        }
        end.send(()).unwrap();
        told
    };
    let (long, told) = tokio::join!(long, honest);
    assert!(matches!(long, Ok(Some(()))));
    assert_eq!(told, vec!["BUSY"; 7]);
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}

on_both!(what_a_lock_turns_away_is_told_in_one_line_a_minute);
async fn what_a_lock_turns_away_is_told_in_one_line_a_minute(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "OFFICE").await;
    for n in 0..105 {
        let due = if n < 5 { "WRONG_CREDENTIALS" } else { "LOCKED" };
        assert_eq!(scene.tries(ELSEWHERE, "nobody", GUESS).await, due);
    }
    let doors = &scene.place.doors;
    for _ in 0..2 {
        tending::once(&doors.gate.desk, &store.db, &scene.place.clock)
            .await
            .unwrap();
    }
    let query = "{ accesses(filter: {address: \"203.0.113.9\"}, first: 100) { nodes { kind outcome count accountId } } }";
    let told =
        scene.asks(OFFICE, &scene.keeper, query).await.json()["data"]["accesses"]["nodes"].take();
    let refused = |count: i64| json!({ "kind": "SIGN_IN", "outcome": "REFUSED", "count": count, "accountId": null });
    let lock = json!({ "kind": "LOCK", "outcome": "DONE", "count": 1, "accountId": null });
    let mut due = vec![refused(1); 5];
    due.extend([lock, refused(100)]);
    assert_eq!(told, json!(due));
}

on_both!(who_floods_the_door_spends_his_own_budget);
async fn who_floods_the_door_spends_his_own_budget(store: Store) {
    let scene = Scene::new(&store, &["--unsigned-budget-per-minute", "200"]).await;
    scene.settled("zhang.san", "OFFICE").await;
    let query = format!(
        "mutation {{ signIn(input: {{name: \"nobody\", password: \"{GUESS}\"}}) {{ errors {{ code }} }} }}"
    );
    let mut told = Vec::new();
    for _ in 0..10 {
        let answer = scene.place.ask(Some(ELSEWHERE), &[], &query).await;
        told.push(answer.code());
    }
    assert_eq!(told[0], "");
    assert_eq!(told[9], "RATE_LIMITED", "{told:?}");
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "");
}

on_both!(signing_in_never_holds_two_connections);
async fn signing_in_never_holds_two_connections(store: Store) {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let narrow = Store {
        db: db::connect(&store.url, &limits).await.unwrap(),
        ..store
    };
    let scene = Scene::new(&narrow, &[]).await;
    let (account, _) = scene.settled("zhang.san", "OFFICE").await;
    let all = join_all((0..4).map(|n| {
        let password = if n % 2 == 0 { WORD } else { GUESS };
        scene.tries(OFFICE, "zhang.san", password)
    }));
    let all = tokio::time::timeout(std::time::Duration::from_secs(60), all);
    let told = all.await.expect("nobody waits for himself");
    assert_eq!(told, ["", "WRONG_CREDENTIALS"].repeat(2));
    let unlock = format!("accountUnlock(input: {{id: {account}}}) {{ errors {{ code }} }}");
    let done = scene.does(&scene.keeper, &unlock).await;
    assert_eq!(done["errors"], json!([]));
    let desk = &scene.place.doors.gate.desk;
    tending::once(desk, &narrow.db, &scene.place.clock)
        .await
        .unwrap();
    let token = scene.enters("zhang.san", WORD, None).await;
    let (first, second) = ("ownSignIn { sessions { address } }", "viewer { role }");
    let answer = scene
        .asks(OFFICE, &token, &format!("{{ {first} {second} }}"))
        .await;
    assert_eq!(answer.code(), "", "{}", answer.text);
    scene.place.doors.gate.last_uses.settled().await;
    narrow.db.close().await.unwrap();
}
