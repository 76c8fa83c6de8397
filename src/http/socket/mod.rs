//! Operations over a websocket, by the `graphql-transport-ws` protocol to its letter. Deliberately absent: the older
//! `graphql-ws` protocol.

mod messages;
mod talk;

use std::net::IpAddr;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use axum::extract::{FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, Stream, StreamExt};
use tokio::time::{Duration, timeout};

use super::budget::Payer;
use super::counts::Counted;
use super::media::language;
use super::{Doors, graphql};
use crate::kernel::error::Lang;
use messages::Close;
use talk::Talk;

/// The protocol's name in the handshake.
const PROTOCOL: &str = "graphql-transport-ws";

/// How long a peer may take to answer a closing.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// `GET /graphql`: an upgrade to a websocket, or an ordinary request.
pub async fn get_or_upgrade(State(doors): State<Doors>, request: Request) -> Response {
    let (mut head, _) = request.into_parts();
    if !wants_socket(&head.headers) {
        return graphql::get(doors, head).await;
    }
    let lang = language(&head.headers);
    let address = doors.address_of(&head);
    let config = &doors.app.config.http;
    if doors.draining.is_cancelled() || doors.sockets.len() >= config.max_sockets {
        return graphql::busy(lang);
    }
    let most = config.max_sockets_per_caller;
    let Some(counted) = doors.own_sockets.take(Payer::Address(address), most) else {
        return graphql::busy(lang);
    };
    let from = doors.from(&head);
    match WebSocketUpgrade::from_request_parts(&mut head, &doors).await {
        Ok(upgrade) => {
            let limit = config.max_socket_message_bytes;
            let sockets = doors.sockets.clone();
            upgrade
                .protocols([PROTOCOL])
                .max_message_size(limit)
                .max_frame_size(limit)
                .on_upgrade(move |socket| {
                    sockets.track_future(async move {
                        let open = metrics::gauge!("workrooms_sockets");
                        open.increment(1.0);
                        speak(doors, socket, counted, (address, from), lang).await;
                        open.decrement(1.0);
                    })
                })
        }
        Err(refused) => refused.into_response(),
    }
}

/// Whether an upgrade to a websocket is asked for. Other upgrades (`h2c`) are offers that a server may leave aside.
fn wants_socket(headers: &HeaderMap) -> bool {
    let mut protocols = headers.get_all(header::UPGRADE).iter();
    protocols.any(|value| {
        let names = value.to_str().unwrap_or_default();
        names
            .split(',')
            .any(|name| name.trim().eq_ignore_ascii_case("websocket"))
    })
}

async fn speak(
    doors: Doors,
    socket: WebSocket,
    counted: Counted<Payer>,
    at: (IpAddr, Option<IpAddr>),
    lang: Lang,
) {
    let agreed = socket
        .protocol()
        .is_some_and(|protocol| protocol == PROTOCOL);
    let (mut out, mut frames) = socket.split();
    let close = if agreed {
        Talk::new(doors, counted, at, lang, &mut out)
            .run(&mut frames)
            .await
    } else {
        Some(Close::protocol())
    };
    let closing = async {
        if let Some(Close(code, reason)) = close {
            let reason = reason.into();
            let frame = Frame::Close(Some(CloseFrame { code, reason }));
            let _ = out.send(frame).await;
        }
        read_out(&mut frames).await;
    };
    let _ = timeout(CLOSE_WITHIN, closing).await;
}

/// Reads until the peer has closed too: a socket that is dropped with words unread loses the reason on the way.
async fn read_out(frames: &mut (impl Stream<Item = Result<Frame, axum::Error>> + Unpin)) {
    while let Some(Ok(_)) = frames.next().await {}
}
