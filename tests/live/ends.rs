//! How a subscription is refused and how it ends: a wrong number, too many, a token that is no longer good, a reader who
//! does not read, a server that goes down. Deliberately absent: the protocol's own closings.

use serde_json::json;
use tokio_tungstenite::client_async;
use workrooms::access::revoke;
use workrooms::kernel::actor::Role;

use super::{change, follow, numbers, peer, post_talks, server_of, subscribe, token};
use crate::doors::socket::{Peer, handshake};
use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

/// The error that refuses a subscription.
async fn refused(peer: &mut Peer) -> serde_json::Value {
    let refused = peer.hear().await;
    assert_eq!(refused["type"], "error", "{refused}");
    refused["payload"][0].clone()
}

on_both!(a_number_that_the_journal_does_not_have_is_refused);
async fn a_number_that_the_journal_does_not_have_is_refused(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let newest = town.number().await;
    let mut peer = peer(&server, &leader.token).await;
    for (after, said) in [
        (newest + 1, format!("after 大于本区日志的最新序号 {newest}")),
        (-1, "after 不能小于 0".to_owned()),
    ] {
        follow(&mut peer, "1", Some(after)).await;
        let error = refused(&mut peer).await;
        assert_eq!(error["extensions"]["code"], "BAD_INPUT");
        assert_eq!(error["extensions"]["field"], "after");
        assert!(
            error["message"].as_str().unwrap().starts_with(&said),
            "{error}"
        );
    }
    let none: [&str; 0] = [];
    for kinds in [json!(none), json!(vec!["event.posted"; 51])] {
        let query = "subscription($kinds: [String!]) { districtChanges(districtCode: \"430503\", kinds: $kinds) { sequence } }";
        subscribe(&mut peer, "1", query, json!({ "kinds": kinds })).await;
        assert_eq!(refused(&mut peer).await["extensions"]["field"], "kinds");
    }
}

on_both!(who_does_not_see_the_district_cannot_follow_it);
async fn who_does_not_see_the_district_cannot_follow_it(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let other = Town::in_district(&store, "430502", 1).await;
    let server = server_of(&store, &mut town, &[]).await;
    let stranger = token(&store, &other, Role::Office, None).await;
    let mut stranger = peer(&server, &stranger.token).await;
    follow(&mut stranger, "1", Some(0)).await;
    let error = refused(&mut stranger).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
    let nowhere = super::CHANGES.replace(CODE, "430599");
    subscribe(&mut stranger, "1", &nowhere, json!({ "after": 0 })).await;
    assert_eq!(
        refused(&mut stranger).await,
        error,
        "as if it were not there"
    );
    let mut nobody = Peer::acknowledged(&server, json!({})).await;
    follow(&mut nobody, "1", Some(0)).await;
    assert_eq!(
        refused(&mut nobody).await["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}

on_both!(too_many_subscriptions_are_refused_until_one_ends);
async fn too_many_subscriptions_are_refused_until_one_ends(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let settings = [
        "--max-subscriptions-per-caller",
        "2",
        "--max-subscriptions",
        "3",
    ];
    let server = server_of(&store, &mut town, &settings).await;
    let before = town.number().await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let office = token(&store, &town, Role::Office, None).await;
    let mut first = peer(&server, &leader.token).await;
    let mut second = peer(&server, &office.token).await;
    for id in ["1", "2"] {
        follow(&mut first, id, Some(before - 1)).await;
        assert_eq!(numbers(&mut first, 1).await, [before]);
    }
    follow(&mut first, "3", Some(before)).await;
    assert_eq!(
        refused(&mut first).await["extensions"]["code"],
        "RATE_LIMITED"
    );
    follow(&mut second, "1", Some(before - 1)).await;
    assert_eq!(numbers(&mut second, 1).await, [before]);
    follow(&mut second, "2", Some(before - 1)).await;
    assert_eq!(
        refused(&mut second).await["extensions"]["code"],
        "RATE_LIMITED"
    );
    first.say(json!({ "id": "1", "type": "complete" })).await;
    // The place comes back when the subscription is gone, which the next one may be a moment ahead of.
    loop {
        follow(&mut second, "2", Some(before - 1)).await;
        let heard = second.hear().await;
        if heard["type"] == "next" {
            break;
        }
        assert_eq!(heard["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    }
}

on_both!(a_token_that_was_revoked_is_told_nothing_more);
async fn a_token_that_was_revoked_is_told_nothing_more(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let before = town.number().await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let mut peer = peer(&server, &leader.token).await;
    follow(&mut peer, "1", Some(before - 1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before);
    assert!(
        revoke(&store.db, &town.stage.clock, &town.district, leader.id)
            .await
            .unwrap()
    );
    post_talks(&town.office(), &town, std::iter::once(1)).await;
    assert_eq!(peer.closed().await, 4403);
}

on_both!(a_token_that_runs_out_ends_a_subscription_to_which_nothing_happens);
async fn a_token_that_runs_out_ends_a_subscription_to_which_nothing_happens(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &["--live-check-seconds", "1"]).await;
    let before = town.number().await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let mut peer = peer(&server, &leader.token).await;
    follow(&mut peer, "1", Some(before - 1)).await;
    assert_eq!(change(&mut peer).await["sequence"], before);
    town.stage.clock.set(leader.expires_at);
    assert_eq!(peer.closed().await, 4403);
}

on_both!(a_server_that_goes_down_lets_readers_come_again);
async fn a_server_that_goes_down_lets_readers_come_again(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let before = town.number().await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let mut reader = peer(&server, &leader.token).await;
    follow(&mut reader, "1", Some(before - 1)).await;
    assert_eq!(change(&mut reader).await["sequence"], before);
    server.end.cancel();
    // Without `complete`, by which a client would take it for over.
    assert_eq!(reader.closed().await, 1001);
    drop(reader);
    server.served.await.unwrap();
    post_talks(&town.office(), &town, std::iter::once(1)).await;
    let next = server_of(&store, &mut town, &[]).await;
    let mut reader = peer(&next, &leader.token).await;
    follow(&mut reader, "1", Some(before)).await;
    assert_eq!(change(&mut reader).await["sequence"], before + 1);
}

on_both!(who_does_not_read_is_cut_and_may_come_again);
async fn who_does_not_read_is_cut_and_may_come_again(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &["--answer-seconds", "1"]).await;
    let before = town.number().await;
    let leader = token(&store, &town, Role::Leader, None).await;
    // More than the ring keeps, and more than a connection holds of a reader who does not read.
    for batch in 0..3_u128 {
        post_talks(&town.office(), &town, batch * 500..(batch + 1) * 500).await;
    }
    let newest = before + 1500;
    let fields: Vec<String> = (0..90).map(|n| format!("a{n}: nodeId")).collect();
    let long = super::CHANGES.replace(
        "sequence kind",
        &format!("sequence {} kind", fields.join(" ")),
    );
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address = server.address.replace("ws://", "").replace("/graphql", "");
    let stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let stream = tokio_tungstenite::MaybeTlsStream::Plain(stream);
    let mut lazy = Peer(client_async(handshake(&server), stream).await.unwrap().0);
    let shown = json!({ "Authorization": format!("Bearer {}", leader.token) });
    lazy.say(json!({ "type": "connection_init", "payload": shown }))
        .await;
    assert_eq!(lazy.hear().await["type"], "connection_ack");
    subscribe(&mut lazy, "1", &long, json!({ "after": before })).await;
    // He is gone from the server while he has not read; then he finds what was sent, and the end.
    while !server.doors.sockets.is_empty() {
        tokio::task::yield_now().await;
    }
    let mut last = before;
    while let Some(Ok(message)) = futures_util::StreamExt::next(&mut lazy.0).await {
        let Ok(text) = message.into_text() else { break };
        let Ok(next) = serde_json::from_str::<serde_json::Value>(&text) else {
            break;
        };
        let sequence = next["payload"]["data"]["districtChanges"]["sequence"].as_i64();
        assert_eq!(sequence, Some(last + 1));
        last += 1;
    }
    assert!(last < newest, "he was cut before the end");
    let mut again = peer(&server, &leader.token).await;
    follow(&mut again, "1", Some(last)).await;
    let rest: Vec<i64> = (last + 1..=newest).collect();
    assert_eq!(numbers(&mut again, newest - last).await, rest);
}
