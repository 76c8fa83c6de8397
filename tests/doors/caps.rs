//! What one caller may have at once: operations under way, and websockets. Others are served meanwhile. Deliberately
//! absent: what he may spend (budgets).

use axum::http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use workrooms::http::budget::Payer;

use super::socket::{Peer, Server, handshake, server};
use super::{administrator, ask, doors, without_district};
use crate::support::Store;

#[tokio::test]
async fn a_caller_has_so_many_operations_under_way_and_others_theirs() {
    without_district(|store: Store| async move {
        let settings = [
            "--max-concurrent-operations-per-caller",
            "2",
            "--wait-seconds",
            "0",
        ];
        let doors = doors(&store, &settings);
        let routes = workrooms::http::router(doors.clone());
        let now = std::time::Duration::ZERO;
        let caller = Payer::Address(std::net::Ipv6Addr::UNSPECIFIED.into());
        let first = doors.own_places.take(caller, now).await.unwrap();
        let second = doors.own_places.take(caller, now).await.unwrap();
        assert!(doors.own_places.take(caller, now).await.is_none());
        let other = Payer::Token(Uuid::from_u128(1));
        assert!(doors.own_places.take(other, now).await.is_some());
        let full = ask(&routes, "{ __typename }").await;
        assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(full.code(), "RATE_LIMITED");
        assert_eq!(full.headers["retry-after"], "1");
        let told = "您同时进行的操作已达上限 2，请稍后再试。";
        assert_eq!(full.json()["errors"][0]["message"], told);
        drop(first);
        let served = ask(&routes, "{ __typename }").await;
        assert_eq!(served.status, StatusCode::OK);
        drop(second);
    })
    .await;
}

/// The status of a handshake that is refused.
async fn refused(server: &Server) -> Option<u16> {
    match tokio_tungstenite::connect_async(handshake(server)).await {
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Some(answer.status().as_u16()),
        _ => None,
    }
}

#[tokio::test]
async fn a_caller_has_so_many_websockets_and_others_theirs() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--max-sockets-per-caller", "2"]).await;
        let (greedy, other) = (administrator(&store).await, administrator(&store).await);
        let shown = |token: &str| json!({ "token": token });
        // Those that show a token count as that one's and no longer as their address's.
        let mut own = Vec::new();
        for _ in 0..2 {
            own.push(Peer::acknowledged(&server, shown(&greedy.token)).await);
        }
        let mut third = Peer::meet(&server).await;
        third
            .say(json!({ "type": "connection_init", "payload": shown(&greedy.token) }))
            .await;
        assert_eq!(third.closed().await, 1013);
        drop(third);
        let _others = Peer::acknowledged(&server, shown(&other.token)).await;
        // One whose socket is over has a place again; when it is, the server alone knows.
        own.pop();
        let again = async {
            loop {
                let mut peer = Peer::meet(&server).await;
                peer.say(json!({ "type": "connection_init", "payload": shown(&greedy.token) }))
                    .await;
                let heard = futures_util::StreamExt::next(&mut peer.0).await;
                if heard.unwrap().unwrap().is_text() {
                    break;
                }
            }
        };
        let soon = std::time::Duration::from_secs(60);
        tokio::time::timeout(soon, again).await.expect("a place");

        // Without a token a socket stays its address's.
        let unsigned = async {
            let mut held = Vec::new();
            while held.len() < 2 {
                // Those before may not be over yet.
                if let Ok((wire, _)) = tokio_tungstenite::connect_async(handshake(&server)).await {
                    held.push(wire);
                }
            }
            held
        };
        let held = tokio::time::timeout(soon, unsigned).await.expect("places");
        assert_eq!(refused(&server).await, Some(429));
        drop(held);
    })
    .await;
}
