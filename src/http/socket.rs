//! Operations over a websocket, by the `graphql-transport-ws` protocol to its letter. Deliberately absent: the older
//! `graphql-ws` protocol.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::media::language;
use super::run::{Asked, Caller};
use super::{Doors, graphql};

/// The protocol's name in the handshake.
const PROTOCOL: &str = "graphql-transport-ws";

/// How long a socket may stay silent before it must say who it is.
const INIT_WITHIN: Duration = Duration::from_secs(3);

/// How often a silent peer is pinged.
const PING_EVERY: Duration = Duration::from_secs(25);

/// Why a socket is closed.
struct Close(u16, &'static str);

/// `GET /graphql`: an upgrade to a websocket, or an ordinary request.
pub async fn get_or_upgrade(State(doors): State<Doors>, request: Request) -> Response {
    let (mut head, _) = request.into_parts();
    if !head.headers.contains_key(header::UPGRADE) {
        return graphql::get(State(doors), head.headers, head.uri).await;
    }
    match WebSocketUpgrade::from_request_parts(&mut head, &doors).await {
        Ok(upgrade) => {
            let limit = doors.app.config.http.max_body_bytes;
            upgrade
                .protocols([PROTOCOL])
                .max_message_size(limit)
                .on_upgrade(move |socket| speak(doors, socket, head.headers))
        }
        Err(refused) => refused.into_response(),
    }
}

async fn speak(doors: Doors, socket: WebSocket, headers: HeaderMap) {
    let agreed = socket
        .protocol()
        .is_some_and(|protocol| protocol == PROTOCOL);
    let (mut out, mut frames) = socket.split();
    let (say, mut said) = mpsc::channel::<Frame>(64);
    let writer = AbortOnDropHandle::new(tokio::spawn(async move {
        while let Some(frame) = said.recv().await {
            let last = matches!(frame, Frame::Close(_));
            if out.send(frame).await.is_err() || last {
                break;
            }
        }
        let _ = out.close().await;
    }));
    let close = if agreed {
        let mut talk = Talk {
            doors,
            say: say.clone(),
            lang: language(&headers),
            caller: None,
            running: HashMap::new(),
        };
        talk.listen(&mut frames).await
    } else {
        Some(Close(4406, "Subprotocol not acceptable"))
    };
    if let Some(Close(code, reason)) = close {
        let frame = Frame::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }));
        let _ = say.send(frame).await;
    }
    drop(say);
    let _ = tokio::time::timeout(Duration::from_secs(2), writer).await;
}

/// One socket's conversation.
struct Talk {
    doors: Doors,
    say: mpsc::Sender<Frame>,
    lang: crate::kernel::error::Lang,
    caller: Option<Caller>,
    running: HashMap<String, AbortOnDropHandle<()>>,
}

impl Talk {
    /// Listens until the peer goes (none) or must be closed.
    async fn listen(
        &mut self,
        frames: &mut (impl StreamExt<Item = Result<Frame, axum::Error>> + Unpin),
    ) -> Option<Close> {
        let opened = tokio::time::Instant::now();
        let mut ping = tokio::time::interval_at(opened + PING_EVERY, PING_EVERY);
        loop {
            let frame = tokio::select! {
                frame = frames.next() => frame,
                () = tokio::time::sleep_until(opened + INIT_WITHIN), if self.caller.is_none() => {
                    return Some(Close(4408, "Connection initialisation timeout"));
                }
                () = self.doors.draining.cancelled() => return Some(Close(1001, "Going away")),
                _ = ping.tick() => {
                    self.say(json!({ "type": "ping" })).await;
                    continue;
                }
            };
            self.running.retain(|_, running| !running.is_finished());
            let closed = match frame {
                Some(Ok(Frame::Text(text))) => self.hear(&text).await,
                Some(Ok(Frame::Binary(_))) => Err(Close(4400, "Invalid message received")),
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(()),
                Some(Ok(Frame::Close(_)) | Err(_)) | None => return None,
            };
            if let Err(close) = closed {
                return Some(close);
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Close> {
        let invalid = || Close(4400, "Invalid message received");
        let Ok(Value::Object(message)) = serde_json::from_str::<Value>(text) else {
            return Err(invalid());
        };
        let payload = match message.get("payload") {
            None | Some(Value::Null) => None,
            Some(Value::Object(payload)) => Some(payload.clone()),
            Some(_) => return Err(invalid()),
        };
        let id = message
            .get("id")
            .and_then(Value::as_str)
            .filter(|id| !id.is_empty())
            .map(str::to_owned);
        match message.get("type").and_then(Value::as_str) {
            Some("connection_init") => self.init(payload.unwrap_or_default()).await,
            Some("ping") => {
                self.say(json!({ "type": "pong" })).await;
                Ok(())
            }
            Some("pong") => Ok(()),
            Some("subscribe") => self.start(id.ok_or_else(invalid)?, payload.ok_or_else(invalid)?),
            Some("complete") => {
                self.running.remove(&id.ok_or_else(invalid)?);
                Ok(())
            }
            _ => Err(invalid()),
        }
    }

    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), Close> {
        if self.caller.is_some() {
            return Err(Close(4429, "Too many initialisation requests"));
        }
        let given = ["Authorization", "authorization", "token"]
            .into_iter()
            .find_map(|key| payload.get(key)?.as_str());
        let actor = match given {
            None => None,
            Some(text) => {
                let token = text.strip_prefix("Bearer ").unwrap_or(text).trim();
                match graphql::verify(&self.doors, token, self.lang).await {
                    Ok(actor) => Some(actor),
                    Err(_) => return Err(Close(4403, "Forbidden")),
                }
            }
        };
        self.caller = Some(Caller {
            actor,
            lang: self.lang,
            may_mutate: true,
        });
        self.say(json!({ "type": "connection_ack" })).await;
        Ok(())
    }

    fn start(&mut self, id: String, mut payload: Map<String, Value>) -> Result<(), Close> {
        let Some(caller) = self.caller.clone() else {
            return Err(Close(4401, "Unauthorized"));
        };
        if self.running.contains_key(&id) {
            return Err(Close(4409, "Subscriber already exists"));
        }
        if self.running.len() >= self.doors.app.config.http.max_socket_operations {
            return Err(Close(4429, "Too many operations"));
        }
        let invalid = || Close(4400, "Invalid message received");
        let Some(Value::String(query)) = payload.remove("query") else {
            return Err(invalid());
        };
        let operation_name = match payload.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(invalid()),
        };
        let variables = match payload.remove("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Err(invalid()),
        };
        let (doors, say, name) = (self.doors.clone(), self.say.clone(), id.clone());
        let running = tokio::spawn(async move {
            let asked = Asked {
                query,
                operation_name,
                variables,
            };
            let Ok(answer) = doors.run(asked, &caller).await else {
                return;
            };
            if answer.refused {
                let errors = answer.body.get("errors").cloned().unwrap_or_default();
                send(
                    &say,
                    json!({ "id": name, "type": "error", "payload": errors }),
                )
                .await;
            } else {
                send(
                    &say,
                    json!({ "id": name, "type": "next", "payload": answer.body }),
                )
                .await;
                send(&say, json!({ "id": name, "type": "complete" })).await;
            }
        });
        self.running.insert(id, AbortOnDropHandle::new(running));
        Ok(())
    }

    async fn say(&self, message: Value) {
        send(&self.say, message).await;
    }
}

async fn send(say: &mpsc::Sender<Frame>, message: Value) {
    // A peer that is gone hears nothing; its socket ends on its own.
    let _ = say.send(Frame::Text(message.to_string().into())).await;
}
