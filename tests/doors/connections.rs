//! Connections before and beside what is asked: those that say nothing, too many of them, bodies that never end, and offers
//! of other protocols. Deliberately absent: the websocket's conversation (socket).

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message};

use super::socket::{Peer, Server, handshake, server};
use super::{administrator, routes, send, without_district};
use crate::support::Store;

/// A rule that is broken fails its story soon instead of holding it.
const SOON: Duration = Duration::from_secs(60);

const LIVEZ: &[u8] = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

async fn connect(server: &Server) -> TcpStream {
    let address = server.address.replace("ws://", "").replace("/graphql", "");
    TcpStream::connect(address).await.unwrap()
}

/// Asks whether the server lives, and reads the answer.
async fn asks(wire: &mut TcpStream) -> String {
    wire.write_all(LIVEZ).await.unwrap();
    answered(wire).await
}

async fn answered(wire: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\nok") {
        let mut bytes = [0_u8; 4096];
        let read = tokio::time::timeout(SOON, wire.read(&mut bytes)).await;
        let read = read.expect("an answer").unwrap();
        assert_ne!(read, 0, "the connection was closed after {text:?}");
        text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    text
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--head-seconds", "0"]).await;
        for start in [
            "",
            "P",
            "GET /livez HTTP/1.1\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            let mut wire = connect(&server).await;
            // It may be closed before all of it is written.
            let _ = wire.write_all(start.as_bytes()).await;
            let mut rest = Vec::new();
            let end = tokio::time::timeout(SOON, wire.read_to_end(&mut rest)).await;
            assert!(end.is_ok(), "{start:?} holds its connection");
        }
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_has_asked_is_not_closed_for_its_first_silence() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let mut wire = connect(&server).await;
        for _ in 0..3 {
            assert!(asks(&mut wire).await.starts_with("HTTP/1.1 200 OK\r\n"));
        }
    })
    .await;
}

#[tokio::test]
async fn one_connection_too_many_waits_until_another_ends() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--max-connections", "1"]).await;
        let mut first = connect(&server).await;
        asks(&mut first).await;
        let mut second = connect(&server).await;
        second.write_all(LIVEZ).await.unwrap();
        for _ in 0..50 {
            asks(&mut first).await;
        }
        let mut byte = [0_u8; 1];
        let nothing = second.try_read(&mut byte).unwrap_err();
        assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
        drop(first);
        assert!(
            answered(&mut second)
                .await
                .starts_with("HTTP/1.1 200 OK\r\n")
        );
    })
    .await;
}

#[tokio::test]
async fn one_socket_too_many_is_told_to_come_again() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--max-sockets", "1"]).await;
        let _first = Peer::acknowledged(&server, Value::Null).await;
        let refused = tokio_tungstenite::connect_async(handshake(&server)).await;
        let Err(tungstenite::Error::Http(answer)) = refused else {
            panic!("a second socket was let in");
        };
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()["retry-after"], "1");
        let body: Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    })
    .await;
}

#[tokio::test]
async fn a_message_above_the_limit_ends_its_socket() {
    without_district(|store: Store| async move {
        let server = server(&store, &["--max-socket-message-bytes", "1000"]).await;
        let mut peer = Peer::acknowledged(&server, Value::Null).await;
        let query = format!("{{ __typename }} #{}", "x".repeat(1000));
        let message = json!({ "id": "1", "type": "subscribe", "payload": { "query": query } });
        peer.say_raw(Message::text(message.to_string())).await;
        assert!(peer.ends_unanswered().await);
    })
    .await;
}

on_both!(a_peer_whose_token_cannot_be_looked_up_is_not_called_forbidden);
async fn a_peer_whose_token_cannot_be_looked_up_is_not_called_forbidden(store: Store) {
    let token = administrator(&store).await.token;
    let server = server(&store, &[]).await;
    store.db.clone().close().await.unwrap();
    let mut peer = Peer::meet(&server).await;
    peer.say(json!({ "type": "connection_init", "payload": { "token": token } }))
        .await;
    assert_eq!(peer.closed().await, 4500);
}

#[tokio::test]
async fn a_body_that_never_ends_is_408() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--body-seconds", "0"]);
        let headers = [("content-type", "application/json")];
        let endless = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let body = Body::from_stream(endless);
        let answer = send(&routes, Method::POST, "/graphql", &headers, body);
        let answer = tokio::time::timeout(SOON, answer).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(answer.code(), "BAD_INPUT");
    })
    .await;
}

#[tokio::test]
async fn an_offer_of_another_protocol_is_left_aside() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let headers = [
            ("connection", "Upgrade, HTTP2-Settings"),
            ("upgrade", "h2c"),
            ("http2-settings", "AAMAAABkAAQAoAAAAAIAAAAA"),
        ];
        let path = "/graphql?query=%7B__typename%7D";
        let answer = send(&routes, Method::GET, path, &headers, "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["data"], json!({ "__typename": "Query" }));
    })
    .await;
}
