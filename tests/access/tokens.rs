//! Tokens: taken until they expire or are revoked, from their addresses only, and noted to the hour when they are used.
//! Deliberately absent: their form, which is tested beside it.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};
use serde_json::json;
use workrooms::access::entity::token;
use workrooms::access::tokens::told;
use workrooms::access::{Issued, TokenRequest, issue, list, revoke};
use workrooms::kernel::actor::Role;
use workrooms::kernel::db::begin_installation_write;
use workrooms::kernel::id::DistrictId;
use workrooms::kernel::viewpoint::{Errand, Viewpoint};

use super::{Answered, Place};
use crate::doors::socket::{Peer, server};
use crate::support::Store;

/// A rule that is broken fails its story soon instead of holding it: a write that waits here waits ten seconds.
const SOON: Duration = Duration::from_secs(60);

const MORNING: &str = "2026-03-02T00:59:00Z";

async fn issued(store: &Store, place: &Place, ranges: &[&str]) -> Issued {
    let request = TokenRequest {
        name: "a program (示例)".to_owned(),
        role: Role::SystemAdmin,
        district: DistrictId::installation(),
        scope: None,
        days: 1,
        addresses: ranges.iter().map(|text| text.parse().unwrap()).collect(),
        open_queries: false,
    };
    issue(&store.db, &place.clock, request).await.unwrap()
}

async fn row(store: &Store, token: &Issued) -> token::Model {
    let rows = list(&store.db, &DistrictId::installation()).await.unwrap();
    rows.into_iter().find(|row| row.id == token.id).unwrap()
}

async fn last_use(store: &Store, place: &Place, token: &Issued) -> Option<String> {
    place.doors.gate.last_uses.settled().await;
    let at = row(store, token).await.last_used_at;
    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

fn is_let_in(answer: &Answered) {
    assert_eq!(answer.json()["data"]["viewer"]["role"], "SYSTEM_ADMIN");
}

on_both!(whoever_is_not_let_in_is_told_the_same);
async fn whoever_is_not_let_in_is_told_the_same(store: Store) {
    let place = Place::new(&store, MORNING, &[]);
    let [expired, revoked, mistyped, forgotten] = [
        issued(&store, &place, &[]).await,
        issued(&store, &place, &[]).await,
        issued(&store, &place, &[]).await,
        issued(&store, &place, &[]).await,
    ];
    let bound = issued(&store, &place, &["10.0.0.0/8", "2001:db8::/32"]).await;
    // Each of them is good before.
    for token in [&expired, &revoked, &mistyped, &forgotten] {
        is_let_in(&place.viewer(&token.token, Some("203.0.113.7")).await);
        is_let_in(&place.viewer(&token.token, None).await);
    }
    for near in ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1"] {
        is_let_in(&place.viewer(&bound.token, Some(near)).await);
    }
    let district = DistrictId::installation();
    assert!(
        revoke(&store.db, &place.clock, &district, revoked.id)
            .await
            .unwrap()
    );
    place.doors.gate.last_uses.settled().await;
    let forget = format!(
        "DELETE FROM token WHERE district_id = '0' AND secret_hash = '{}'",
        row(&store, &forgotten).await.secret_hash
    );
    store.raw.execute_unprepared(&forget).await.unwrap();
    let mut typed = mistyped.token.clone();
    let last = if typed.ends_with('0') { '1' } else { '0' };
    typed.pop();
    typed.push(last);
    let far = Some("203.0.113.7");
    let mut told = vec![
        place.viewer(&revoked.token, far).await,
        place.viewer(&typed, far).await,
        place.viewer(&forgotten.token, far).await,
        place.viewer(&bound.token, far).await,
        place.viewer(&bound.token, None).await,
        place.viewer("nonsense", far).await,
        place.viewer("", far).await,
    ];
    is_let_in(&place.viewer(&expired.token, far).await);
    place.at("2026-03-03T00:59:00Z");
    told.push(place.viewer(&expired.token, far).await);
    assert_eq!(told[0].code(), "UNAUTHENTICATED");
    for answer in &told {
        assert_eq!(answer, &told[0]);
    }
}

on_both!(the_last_use_is_written_once_an_hour);
async fn the_last_use_is_written_once_an_hour(store: Store) {
    let place = Place::new(&store, MORNING, &[]);
    let token = issued(&store, &place, &["10.0.0.0/8"]).await;
    let near = Some("10.0.0.1");
    assert_eq!(last_use(&store, &place, &token).await, None);
    // One who is not let in does not use it.
    place.viewer(&token.token, Some("203.0.113.7")).await;
    assert_eq!(last_use(&store, &place, &token).await, None);
    let all = (0..50).map(|_| place.viewer(&token.token, near));
    for answer in futures_util::future::join_all(all).await {
        is_let_in(&answer);
    }
    let first = Some("2026-03-02T00:00:00Z".to_owned());
    assert_eq!(last_use(&store, &place, &token).await, first);
    // A mark within the hour stays: nothing is written a second time.
    let mark = token::ActiveModel {
        last_used_at: Set(Some("2026-03-02T00:30:00Z".parse().unwrap())),
        ..row(&store, &token).await.into()
    };
    mark.update(&store.raw).await.unwrap();
    is_let_in(&place.viewer(&token.token, near).await);
    let marked = Some("2026-03-02T00:30:00Z".to_owned());
    assert_eq!(last_use(&store, &place, &token).await, marked);
    // The next hour is another.
    place.at("2026-03-02T01:00:00Z");
    is_let_in(&place.viewer(&token.token, near).await);
    let second = Some("2026-03-02T01:00:00Z".to_owned());
    assert_eq!(last_use(&store, &place, &token).await, second);
}

on_both!(nobody_waits_for_the_last_use_to_be_written);
async fn nobody_waits_for_the_last_use_to_be_written(store: Store) {
    let place = Place::new(&store, MORNING, &[]);
    let token = issued(&store, &place, &[]).await;
    // Somebody writes, and holds the token's row.
    let program = Viewpoint::program(Errand::KeepTokens);
    let tx = begin_installation_write(&store.db, &program).await.unwrap();
    tx.execute_unprepared("UPDATE token SET name = name WHERE district_id = '0'")
        .await
        .unwrap();
    let asking = async {
        for _ in 0..30 {
            is_let_in(&place.viewer(&token.token, None).await);
        }
    };
    tokio::time::timeout(SOON, asking).await.unwrap();
    assert_eq!(row(&store, &token).await.last_used_at, None);
    tx.commit().await.unwrap();
    let hour = Some("2026-03-02T00:00:00Z".to_owned());
    assert_eq!(last_use(&store, &place, &token).await, hour);
}

on_both!(a_token_is_taken_from_its_addresses_over_a_real_connection);
async fn a_token_is_taken_from_its_addresses_over_a_real_connection(store: Store) {
    let place = Place::new(&store, "2026-03-02T00:59:00Z", &[]);
    place
        .clock
        .set(workrooms::kernel::clock::Clock::System.now());
    let near = issued(&store, &place, &["127.0.0.0/8"]).await;
    let far = issued(&store, &place, &["10.0.0.0/8"]).await;
    let server = server(&store, &[]).await;
    Peer::acknowledged(&server, json!({ "token": near.token })).await;
    let mut peer = Peer::meet(&server).await;
    let init = json!({ "type": "connection_init", "payload": { "token": far.token } });
    peer.say(init).await;
    assert_eq!(peer.closed().await, 4403);
}

on_both!(the_list_of_tokens_tells_how_each_stands);
async fn the_list_of_tokens_tells_how_each_stands(store: Store) {
    let place = Place::new(&store, MORNING, &[]);
    let token = issued(&store, &place, &["10.0.0.0/8", "203.0.113.7"]).await;
    assert!(token.token.starts_with("wr_0_"), "scanners know the prefix");
    is_let_in(&place.viewer(&token.token, Some("203.0.113.7")).await);
    place.doors.gate.last_uses.settled().await;
    let due = |state: &str| {
        json!({
            "id": token.id, "openQueries": false,
        "name": "a program (示例)", "role": "system_admin", "scope": null, "state": state,
            "expiresAt": "2026-03-03T00:59:00Z", "addresses": "10.0.0.0/8 203.0.113.7/32",
            "lastUsedAt": "2026-03-02T00:00:00Z",
        })
    };
    let listed = async || told(&row(&store, &token).await, &place.clock);
    assert_eq!(listed().await, due("good"));
    place.at("2026-03-03T00:59:00Z");
    assert_eq!(listed().await, due("expired"));
    let district = DistrictId::installation();
    let revoked = revoke(&store.db, &place.clock, &district, token.id).await;
    assert!(revoked.unwrap());
    assert_eq!(listed().await, due("revoked"));
}
