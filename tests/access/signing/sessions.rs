//! Sessions: how they end, by their times, by their person, by the security administrator, and with the role that they act
//! in; over HTTP and over a websocket. Deliberately absent: how they are opened.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::access::Right;
use workrooms::access::local::entity::session;
use workrooms::exports::ticket;

use super::{OFFICE, Scene, WORD, code};
use crate::access::accounts::{close, end, grant};
use crate::doors::socket::{Peer, serving};
use crate::support::Store;

on_both!(a_session_ends_unused_and_after_its_hours_however_much_it_is_used);
async fn a_session_ends_unused_and_after_its_hours_however_much_it_is_used(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "LEADER").await;
    let idle = scene.enters("zhang.san", WORD, None).await;
    let used = scene.enters("zhang.san", WORD, None).await;
    let uses = async || {
        scene.place.doors.gate.last_uses.settled().await;
        let rows = session::Entity::find().all(&store.raw).await.unwrap();
        rows.iter().map(|row| row.used_at).max().unwrap()
    };
    for minute in (29..720).step_by(29) {
        scene.at(minute);
        assert_eq!(scene.role_of(&used).await, "LEADER", "{minute}");
        uses().await;
        let due = if minute < 30 {
            "LEADER"
        } else {
            "UNAUTHENTICATED"
        };
        if minute != 29 {
            assert_eq!(scene.role_of(&idle).await, due, "{minute}");
        }
    }
    scene.at(719);
    assert_eq!(scene.role_of(&used).await, "LEADER");
    uses().await;
    scene.at(720);
    assert_eq!(scene.role_of(&used).await, "UNAUTHENTICATED");
}

on_both!(a_use_is_written_once_a_minute_at_most);
async fn a_use_is_written_once_a_minute_at_most(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "LEADER").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    let opened = scene.place.clock.now();
    for (second, due) in [(1, 0), (59, 0), (60, 60), (61, 60), (119, 60), (120, 120)] {
        scene
            .place
            .clock
            .set(opened + chrono::TimeDelta::seconds(second));
        assert_eq!(scene.role_of(&token).await, "LEADER");
        scene.place.doors.gate.last_uses.settled().await;
        let rows = session::Entity::find().all(&store.raw).await.unwrap();
        let used = rows.iter().map(|row| row.used_at).max().unwrap();
        assert_eq!((used - opened).num_seconds(), due, "{second}");
    }
}

on_both!(only_its_own_token_opens_a_session);
async fn only_its_own_token_opens_a_session(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "LEADER").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    let last = token.chars().last().unwrap();
    let other = if last == '0' { '1' } else { '0' };
    let mistyped = format!("{}{other}", &token[..token.len() - 1]);
    let unknown = workrooms::access::local::sessions::new_token().unwrap();
    for wrong in [
        mistyped.as_str(),
        unknown.as_str(),
        "ws_",
        "ws_x",
        &token[3..],
    ] {
        assert_eq!(scene.role_of(wrong).await, "UNAUTHENTICATED", "{wrong}");
    }
    assert_eq!(scene.role_of(&token).await, "LEADER");
    // The table holds no token, only what one is recognised by.
    for row in session::Entity::find().all(&store.raw).await.unwrap() {
        assert!(!format!("{row:?}").contains(&token[3..]));
    }
}

on_both!(what_a_session_acts_in_ends_it);
async fn what_a_session_acts_in_ends_it(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (_, role) = scene.settled("zhang.san", "LEADER").await;
    let token = scene.enters("zhang.san", WORD, None).await;
    assert_eq!(end(&scene.town, &role, None).await["errors"], json!([]));
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
    assert_eq!(scene.tries(OFFICE, "zhang.san", WORD).await, "NO_ROLE");

    let (account, _) = scene.settled("li.si", "LEADER").await;
    let token = scene.enters("li.si", WORD, None).await;
    assert_eq!(close(&scene.town, &account).await["errors"], json!([]));
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");

    // A role that ends tomorrow, in China, ends its sessions then.
    let (_, role) = scene.settled("wang.wu", "LEADER").await;
    assert_eq!(
        end(&scene.town, &role, Some("2023-01-01")).await["errors"],
        json!([])
    );
    scene.at(8 * 60 - 1);
    let token = scene.enters("wang.wu", WORD, None).await;
    assert_eq!(scene.role_of(&token).await, "LEADER");
    scene.at(8 * 60);
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
}

on_both!(who_has_several_roles_names_one_and_the_session_keeps_to_it);
async fn who_has_several_roles_names_one_and_the_session_keeps_to_it(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, leader) = scene.settled("zhang.san", "LEADER").await;
    let done = grant(&scene.town, &account, "OFFICE", json!({})).await;
    let roles = done["account"]["roles"].as_array().unwrap();
    let office = &roles.iter().find(|role| role["role"] == "OFFICE").unwrap()["id"];
    let done = scene.sign_in(OFFICE, ("zhang.san", WORD, None)).await;
    assert_eq!(code(&done), "GRANT_MISSING");
    assert_eq!(done["token"], Value::Null);
    let mut named: Vec<_> = done["grants"].as_array().unwrap().clone();
    named.sort_by_key(|grant| grant["role"].to_string());
    let due = [
        json!({ "id": leader, "role": "LEADER" }),
        json!({ "id": office, "role": "OFFICE" }),
    ];
    assert_eq!(named, due);
    let by_input = async |grant: &Value| {
        let query = format!(
            "mutation {{ signIn(input: {{name: \"zhang.san\", password: \"{WORD}\", grantId: {grant}}}) {{ token errors {{ code }} }} }}"
        );
        scene.place.ask(Some(OFFICE), &[], &query).await.json()["data"]["signIn"].take()
    };
    for (grant, role) in [(office, "OFFICE"), (&leader, "LEADER")] {
        let token = by_input(grant).await["token"].as_str().unwrap().to_owned();
        assert_eq!(scene.role_of(&token).await, role);
        // The header that an issuer's token goes with changes nothing.
        let authorization = format!("Bearer {token}");
        let headers = [
            ("authorization", authorization.as_str()),
            ("workrooms-grant", office.as_str().unwrap()),
        ];
        let answer = scene
            .place
            .ask(Some(OFFICE), &headers, "{ viewer { role } }")
            .await;
        assert_eq!(answer.json()["data"]["viewer"]["role"], role);
    }
    assert_eq!(code(&by_input(&account).await), "GRANT_MISSING");
    // The same header names the role to sign in to.
    let query = format!(
        "mutation {{ signIn(input: {{name: \"zhang.san\", password: \"{WORD}\"}}) {{ token }} }}"
    );
    let headers = [("workrooms-grant", office.as_str().unwrap())];
    let answer = scene.place.ask(Some(OFFICE), &headers, &query).await.json();
    let token = answer["data"]["signIn"]["token"].as_str().unwrap();
    assert_eq!(scene.role_of(token).await, "OFFICE");
}

on_both!(a_person_looks_through_his_sessions_and_ends_them);
async fn a_person_looks_through_his_sessions_and_ends_them(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    let (account, _) = scene.settled("zhang.san", "LEADER").await;
    scene.settled("li.si", "LEADER").await;
    let other = scene.enters("li.si", WORD, None).await;
    let mut tokens = Vec::new();
    for minute in 0..3 {
        scene.at(minute);
        tokens.push(scene.enters("zhang.san", WORD, None).await);
    }
    let list = async |token: &str| {
        let query = "{ ownSignIn { sessionId sessions { id openedAt } } }";
        let answer = scene.asks(OFFICE, token, query).await;
        answer.json()["data"]["ownSignIn"].take()
    };
    let seen = list(&tokens[0]).await;
    let sessions = seen["sessions"].as_array().unwrap();
    let times: Vec<_> = sessions
        .iter()
        .map(|session| &session["openedAt"])
        .collect();
    assert_eq!(
        times,
        [
            "2022-12-31T08:02:00Z",
            "2022-12-31T08:01:00Z",
            "2022-12-31T08:00:00Z"
        ]
    );
    assert_eq!(seen["sessionId"], sessions[2]["id"]);
    // One of his own, not another's, and once.
    let second = format!(
        "sessionEnd(input: {{id: {}}}) {{ errors {{ code }} }}",
        sessions[1]["id"]
    );
    assert_eq!(code(&scene.does(&other, &second).await), "NOT_FOUND");
    assert_eq!(scene.role_of(&tokens[1]).await, "LEADER");
    assert_eq!(code(&scene.does(&tokens[0], &second).await), "");
    assert_eq!(scene.role_of(&tokens[1]).await, "UNAUTHENTICATED");
    assert_eq!(code(&scene.does(&tokens[0], &second).await), "NOT_FOUND");
    // A change of the password leaves the one that made it.
    assert_eq!(
        scene.change(&tokens[2], WORD, "another-long-word").await,
        ""
    );
    assert_eq!(scene.role_of(&tokens[0]).await, "UNAUTHENTICATED");
    assert_eq!(scene.role_of(&tokens[2]).await, "LEADER");
    // Out, here and everywhere.
    let out = "signOut(input: {}) { errors { code } }";
    assert_eq!(code(&scene.does(&tokens[2], out).await), "");
    assert_eq!(scene.role_of(&tokens[2]).await, "UNAUTHENTICATED");
    let both = [
        scene.enters("zhang.san", "another-long-word", None).await,
        scene.enters("zhang.san", "another-long-word", None).await,
    ];
    let everywhere = "signOut(input: {everywhere: true}) { errors { code } }";
    assert_eq!(code(&scene.does(&both[0], everywhere).await), "");
    for token in &both {
        assert_eq!(scene.role_of(token).await, "UNAUTHENTICATED");
    }
    // By the security administrator.
    let token = scene.enters("zhang.san", "another-long-word", None).await;
    let ended = format!("accountSessionsEnd(input: {{id: {account}}}) {{ errors {{ code }} }}");
    assert_eq!(code(&scene.does(&scene.keeper, &ended).await), "");
    assert_eq!(scene.role_of(&token).await, "UNAUTHENTICATED");
    assert_eq!(scene.role_of(&other).await, "LEADER");
    // A token has no session to look after.
    for mutation in [out, "sessionEnd(input: {id: \"x\"}) { errors { code } }"] {
        assert_eq!(
            code(&scene.does(&scene.keeper, mutation).await),
            "NOT_A_SESSION"
        );
    }
}

on_both!(the_eleventh_session_ends_the_one_that_was_used_least_recently);
async fn the_eleventh_session_ends_the_one_that_was_used_least_recently(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "LEADER").await;
    let mut tokens = Vec::new();
    for minute in 0..11 {
        scene.at(minute);
        tokens.push(scene.enters("zhang.san", WORD, None).await);
    }
    assert_eq!(scene.role_of(&tokens[0]).await, "UNAUTHENTICATED");
    for token in &tokens[1..] {
        assert_eq!(scene.role_of(token).await, "LEADER");
    }
}

on_both!(a_websocket_lets_a_session_in_alike);
async fn a_websocket_lets_a_session_in_alike(store: Store) {
    let scene = Scene::new(&store, &[]).await;
    scene.settled("zhang.san", "LEADER").await;
    let server = serving(scene.place.doors.clone()).await;
    // Signing in over a socket of nobody.
    let mut peer = Peer::acknowledged(&server, json!({})).await;
    let query = format!(
        "mutation {{ signIn(input: {{name: \"zhang.san\", password: \"{WORD}\"}}) {{ token }} }}"
    );
    peer.subscribe("1", &query).await;
    let next = peer.hear().await;
    let token = next["payload"]["data"]["signIn"]["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let payload = json!({ "Authorization": format!("Bearer {token}") });
    let mut peer = Peer::acknowledged(&server, payload).await;
    peer.subscribe("1", "{ viewer { role } }").await;
    assert_eq!(
        peer.hear().await["payload"]["data"]["viewer"]["role"],
        "LEADER"
    );
    assert_eq!(peer.hear().await["type"], "complete");
    // The session ends elsewhere; the socket does what no session can no more.
    assert_eq!(
        code(
            &scene
                .does(&token, "signOut(input: {}) { errors { code } }")
                .await
        ),
        ""
    );
    peer.subscribe("2", "{ viewer { role } }").await;
    assert_eq!(peer.closed().await, 4403);
}

/// What a link to a file answers.
async fn fetched(scene: &Scene, path: &str) -> StatusCode {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = scene.place.routes.clone().oneshot(request).await.unwrap();
    response.status()
}

on_both!(a_link_to_a_file_ends_with_the_session_and_with_the_role);
async fn a_link_to_a_file_ends_with_the_session_and_with_the_role(store: Store) {
    let scene = Scene::new(&store, &["--unsigned-budget-per-minute", "0"]).await;
    let (_, role) = scene.settled("zhang.san", "LEADER").await;
    let link = async |token: &str| -> String {
        let order = "exportPrepare(input: {format: CSV, what: {events: {}}}) { download { url } errors { code } }";
        let done = scene.does(token, order).await;
        done["download"]["url"].as_str().unwrap().to_owned()
    };
    let (good, bad) = (StatusCode::OK, StatusCode::UNAUTHORIZED);
    let token = scene.enters("zhang.san", WORD, None).await;
    let path = link(&token).await;
    assert_eq!(fetched(&scene, &path).await, good);
    scene
        .does(&token, "signOut(input: {}) { errors { code } }")
        .await;
    assert_eq!(fetched(&scene, &path).await, bad);
    // Of a session that goes on, and of an issuer's token, the link ends with the role.
    let token = scene.enters("zhang.san", WORD, None).await;
    let path = link(&token).await;
    let ticket = path.strip_prefix("/exports/").unwrap();
    let (vault, clock) = (crate::support::vault(), &scene.place.clock);
    let ticket = ticket::read(&vault, clock, ticket).unwrap();
    assert!(ticket.right.session.is_some());
    let right = Right {
        session: None,
        ..ticket.right
    };
    let issued = ticket::issue(&vault, clock, right, ticket.order).unwrap();
    let of_role = format!("/exports/{}", issued.text);
    for path in [&path, &of_role] {
        assert_eq!(fetched(&scene, path).await, good);
    }
    assert_eq!(end(&scene.town, &role, None).await["errors"], json!([]));
    for path in [&path, &of_role] {
        assert_eq!(fetched(&scene, path).await, bad);
    }
}
