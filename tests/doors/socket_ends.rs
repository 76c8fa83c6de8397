//! How a conversation ends: the protocol's closing codes, too much at once, and a server that goes down. Deliberately
//! absent: what is said in a conversation that goes well (socket).

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use super::socket::{Peer, server};
use super::without_district;
use crate::support::Store;

#[tokio::test]
async fn a_peer_that_does_not_keep_to_the_protocol_is_closed() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        for (what, message) in [
            ("no JSON", Message::text("hello")),
            ("no object", Message::text("[]")),
            ("no type", Message::text("{}")),
            (
                "an unknown type",
                Message::text(r#"{"type":"start","id":"1"}"#),
            ),
            (
                "a payload that is none",
                Message::text(r#"{"type":"ping","payload":1}"#),
            ),
            ("bytes", Message::binary(b"{}".to_vec())),
            (
                "no id",
                Message::text(r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#),
            ),
        ] {
            let mut peer = Peer::acknowledged(&server, Value::Null).await;
            peer.say_raw(message).await;
            assert_eq!(peer.closed().await, 4400, "{what}");
        }
        let mut peer = Peer::acknowledged(&server, Value::Null).await;
        peer.say(json!({ "type": "subscribe", "id": "1", "payload": { "query": 1 } }))
            .await;
        assert_eq!(peer.closed().await, 4400);
    })
    .await;
}

#[tokio::test]
async fn the_order_of_the_first_messages_is_kept() {
    without_district(|store: Store| async move {
        let usual = server(&store, &[]).await;
        let mut early = Peer::meet(&usual).await;
        early.subscribe("1", "{ __typename }").await;
        assert_eq!(early.closed().await, 4401);
        let mut twice = Peer::acknowledged(&usual, Value::Null).await;
        twice.say(json!({ "type": "connection_init" })).await;
        assert_eq!(twice.closed().await, 4429);
        let mut hasty = Peer::meet(&usual).await;
        hasty.say(json!({ "type": "connection_init" })).await;
        hasty.say(json!({ "type": "connection_init" })).await;
        assert_eq!(hasty.hear().await, json!({ "type": "connection_ack" }));
        assert_eq!(hasty.closed().await, 4429);
        for protocol in [None, Some("graphql-ws")] {
            let closed = Peer::meet_loosely(&usual, protocol).await;
            assert_eq!(closed, Some(4406), "{protocol:?}");
        }
        let impatient = server(&store, &["--socket-init-seconds", "0"]).await;
        let mut silent = Peer::meet(&impatient).await;
        assert_eq!(silent.closed().await, 4408);
    })
    .await;
}

#[tokio::test]
async fn an_id_is_one_operation_until_it_ends() {
    without_district(|store: Store| async move {
        let settings = ["--max-concurrent-operations", "1", "--wait-seconds", "20"];
        let server = server(&store, &settings).await;
        let place = server.doors.places.clone().acquire_owned().await.unwrap();
        let mut peer = Peer::acknowledged(&server, Value::Null).await;
        peer.subscribe("1", "{ a: __typename }").await;
        // Ended by the peer: its id is free, and it never tells anything.
        peer.say(json!({ "type": "complete", "id": "1" })).await;
        peer.subscribe("1", "{ b: __typename }").await;
        peer.say(json!({ "type": "ping" })).await;
        assert_eq!(
            peer.hear().await,
            json!({ "type": "pong" }),
            "all was heard"
        );
        drop(place);
        assert_eq!(
            peer.hear().await["payload"]["data"],
            json!({ "b": "Query" })
        );
        assert_eq!(peer.hear().await, json!({ "type": "complete", "id": "1" }));
        let _place = server.doors.places.clone().acquire_owned().await.unwrap();
        peer.subscribe("1", "{ __typename }").await;
        peer.subscribe("1", "{ __typename }").await;
        assert_eq!(peer.closed().await, 4409);
    })
    .await;
}

#[tokio::test]
async fn too_many_operations_of_one_socket_wait_for_nobody() {
    without_district(|store: Store| async move {
        let settings = [
            "--max-concurrent-operations",
            "1",
            "--wait-seconds",
            "20",
            "--max-socket-operations",
            "2",
        ];
        let server = server(&store, &settings).await;
        let place = server.doors.places.clone().acquire_owned().await.unwrap();
        let mut peer = Peer::acknowledged(&server, Value::Null).await;
        for id in ["1", "2", "3"] {
            peer.subscribe(id, "{ __typename }").await;
        }
        let refused = peer.hear().await;
        assert_eq!(refused["id"], "3");
        assert_eq!(refused["type"], "error");
        assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
        drop(place);
        let mut heard = Vec::new();
        for _ in 0..4 {
            let message = peer.hear().await;
            heard.push(format!("{} {}", message["id"], message["type"]));
        }
        heard.sort();
        let expected = [
            "\"1\" \"complete\"",
            "\"1\" \"next\"",
            "\"2\" \"complete\"",
            "\"2\" \"next\"",
        ];
        assert_eq!(heard, expected);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_goes_down_answers_what_is_under_way() {
    without_district(|store: Store| async move {
        let settings = ["--max-concurrent-operations", "1", "--wait-seconds", "20"];
        let server = server(&store, &settings).await;
        let mut idle = Peer::acknowledged(&server, Value::Null).await;
        let mut busy = Peer::acknowledged(&server, Value::Null).await;
        let place = server.doors.places.clone().acquire_owned().await.unwrap();
        busy.subscribe("1", "{ __typename }").await;
        busy.say(json!({ "type": "ping" })).await;
        assert_eq!(
            busy.hear().await,
            json!({ "type": "pong" }),
            "the operation is under way"
        );
        server.end.cancel();
        assert_eq!(idle.closed().await, 1001);
        drop(place);
        assert_eq!(busy.hear().await["type"], "next");
        assert_eq!(busy.hear().await["type"], "complete");
        assert_eq!(busy.closed().await, 1001);
        drop((idle, busy));
        server.served.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn header_names_are_written_as_old_clients_read_them() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let address = server.address.replace("ws://", "").replace("/graphql", "");
        let mut wire = tokio::net::TcpStream::connect(&address).await.unwrap();
        let request = "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
            Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";
        wire.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(wire.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        for line in [
            "\r\nUpgrade: websocket\r\n",
            "\r\nSec-Websocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            "\r\nSec-Websocket-Protocol: graphql-transport-ws\r\n",
        ] {
            assert!(head.contains(line), "{line} in {head}");
        }
    })
    .await;
}
