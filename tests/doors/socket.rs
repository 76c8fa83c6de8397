//! What a peer says by `graphql-transport-ws` and what it hears, over a real connection. Deliberately absent: how a
//! conversation ends (socket_ends).

use axum::http::{HeaderValue, Request};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::{CancellationToken, DropGuard};
use workrooms::access::revoke;
use workrooms::http::{Doors, serve_until};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::id::DistrictId;

use super::{administrator, doors, without_district};
use crate::support::Store;

/// A server on a port of its own, which ends with the story.
pub struct Server {
    pub doors: Doors,
    pub address: String,
    pub end: CancellationToken,
    pub served: JoinHandle<()>,
    _end: DropGuard,
}

pub async fn server(store: &Store, settings: &[&str]) -> Server {
    serving(doors(store, settings)).await
}

/// A server of these doors.
pub async fn serving(doors: Doors) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("ws://{}/graphql", listener.local_addr().unwrap());
    let end = CancellationToken::new();
    let until = end.clone().cancelled_owned();
    let served = tokio::spawn(serve_until(doors.clone(), listener, until));
    Server {
        doors,
        address,
        _end: end.clone().drop_guard(),
        end,
        served,
    }
}

/// A handshake by the protocol.
pub fn handshake(server: &Server) -> Request<()> {
    let mut request = server.address.as_str().into_client_request().unwrap();
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    request
}

/// One peer.
pub struct Peer(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Peer {
    /// Shakes hands.
    pub async fn meet(server: &Server) -> Self {
        Self(connect_async(handshake(server)).await.unwrap().0)
    }

    /// Shakes hands by a protocol that the server does not speak, and tells the code with which it is closed.
    pub async fn meet_loosely(server: &Server, protocol: Option<&str>) -> Option<u16> {
        let address = server.address.replace("ws://", "").replace("/graphql", "");
        let stream = TcpStream::connect(&address).await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let protocol = protocol.map_or(String::new(), |name| {
            format!("Sec-WebSocket-Protocol: {name}\r\n")
        });
        let request = format!(
            "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}\r\n"
        );
        writer.write_all(request.as_bytes()).await.unwrap();
        let mut reader = BufReader::new(reader);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).await.unwrap();
        }
        let mut frame = [0_u8; 4];
        reader.read_exact(&mut frame).await.unwrap();
        (frame[0] == 0x88).then(|| u16::from_be_bytes([frame[2], frame[3]]))
    }

    /// Shakes hands and is acknowledged.
    pub async fn acknowledged(server: &Server, payload: Value) -> Self {
        let mut peer = Self::meet(server).await;
        peer.say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(peer.hear().await, json!({ "type": "connection_ack" }));
        peer
    }

    pub async fn say(&mut self, message: Value) {
        self.say_raw(Message::text(message.to_string())).await;
    }

    pub async fn say_raw(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": query } }))
            .await;
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("not a message of the protocol: {other:?}"),
            }
        }
    }

    /// Whether the socket ends without any further message of the protocol.
    pub async fn ends_unanswered(&mut self) -> bool {
        while let Some(Ok(message)) = self.0.next().await {
            if message.is_text() {
                return false;
            }
        }
        true
    }

    /// The code with which the server closes.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Close(frame) => return frame.unwrap().code.into(),
                Message::Ping(_) => {}
                other => panic!("not a closing: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_query_and_a_mutation_are_answered_once_and_completed() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let mut peer = Peer::acknowledged(&server, Value::Null).await;
        for (query, data) in [
            ("{ __typename }", json!({ "__typename": "Query" })),
            (
                "mutation { __typename }",
                json!({ "__typename": "Mutation" }),
            ),
        ] {
            // The same id each time: it is free as soon as its end is heard.
            for _ in 0..20 {
                peer.subscribe("一", query).await;
                let next = peer.hear().await;
                assert_eq!(next["type"], "next");
                assert_eq!(next["id"], "一");
                assert_eq!(next["payload"]["data"], data);
                assert_eq!(next["payload"]["extensions"]["cost"]["requested"], 0);
                assert_eq!(peer.hear().await, json!({ "id": "一", "type": "complete" }));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_invalid_document_is_an_error_and_the_socket_stays() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let mut peer = Peer::acknowledged(&server, json!({})).await;
        for (query, code) in [
            ("{", "BAD_INPUT"),
            ("{ nothing }", "BAD_INPUT"),
            ("subscription { __typename }", "BAD_INPUT"),
        ] {
            peer.subscribe("1", query).await;
            let error = peer.hear().await;
            assert_eq!(error["type"], "error", "{query}");
            assert_eq!(error["id"], "1");
            assert_eq!(error["payload"][0]["extensions"]["code"], code);
        }
        // What fails in execution is a result.
        peer.subscribe("1", "{ districts { code } }").await;
        let next = peer.hear().await;
        assert_eq!(next["type"], "next");
        assert_eq!(
            next["payload"]["errors"][0]["extensions"]["code"],
            "UNAUTHENTICATED"
        );
        assert_eq!(peer.hear().await["type"], "complete");
    })
    .await;
}

#[tokio::test]
async fn a_ping_is_answered_before_and_after_the_first_message() {
    without_district(|store: Store| async move {
        let server = server(&store, &[]).await;
        let mut peer = Peer::meet(&server).await;
        peer.say(json!({ "type": "ping", "payload": { "n": 1 } }))
            .await;
        assert_eq!(peer.hear().await, json!({ "type": "pong" }));
        peer.say(json!({ "type": "pong" })).await;
        peer.say(json!({ "type": "connection_init" })).await;
        assert_eq!(peer.hear().await, json!({ "type": "connection_ack" }));
        peer.say(json!({ "type": "ping" })).await;
        assert_eq!(peer.hear().await, json!({ "type": "pong" }));
    })
    .await;
}

on_both!(the_first_message_says_who_asks);
async fn the_first_message_says_who_asks(store: Store) {
    let issued = administrator(&store).await;
    let bearer = format!("Bearer {}", issued.token);
    let server = server(&store, &[]).await;
    for payload in [
        json!({ "Authorization": bearer }),
        json!({ "authorization": bearer }),
        json!({ "token": issued.token }),
    ] {
        let mut peer = Peer::acknowledged(&server, payload).await;
        peer.subscribe("1", "{ viewer { role } }").await;
        let next = peer.hear().await;
        assert_eq!(next["payload"]["data"]["viewer"]["role"], "SYSTEM_ADMIN");
    }
    let mut peer = Peer::meet(&server).await;
    peer.say(json!({ "type": "connection_init", "payload": { "token": "wr_x" } }))
        .await;
    assert_eq!(peer.closed().await, 4403);
    // A token that is revoked while its socket is open is no longer good.
    let mut open = Peer::acknowledged(&server, json!({ "token": issued.token })).await;
    let installation = DistrictId::installation();
    let revoked = revoke(&store.db, &Clock::System, &installation, issued.id).await;
    assert!(revoked.unwrap());
    open.subscribe("1", "{ viewer { role } }").await;
    assert_eq!(open.closed().await, 4403);
}
