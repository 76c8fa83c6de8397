//! Server-sent events: what stands on the wire, of a subscription, of a query and of what is refused.
//! Deliberately absent: what is told, which is the same as over a websocket.

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request, StatusCode};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::access::revoke;
use workrooms::http::router;
use workrooms::kernel::actor::Role;

use super::{CHANGES, doors_of, post_talks, token};
use crate::statistics::stage::Town;
use crate::support::Store;

/// A stream of events as it comes.
struct Events {
    status: StatusCode,
    headers: HeaderMap,
    body: BodyDataStream,
    text: String,
}

impl Events {
    async fn ask(routes: &Router, token: &str, parts: Value) -> Self {
        let request = Request::post("/graphql")
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .header("accept-encoding", "gzip, br")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(parts.to_string()))
            .unwrap();
        let response = routes.clone().oneshot(request).await.unwrap();
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The next event: its name and its data; none where the stream ends.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.to_owned();
                self.text = rest.to_owned();
                if event.starts_with(':') {
                    continue;
                }
                let part = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().trim().to_owned()
                };
                return Some((part("event:"), part("data:")));
            }
            let bytes = self.body.next().await?.unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    async fn result(&mut self) -> Value {
        let (name, data) = self.next().await.unwrap();
        assert_eq!(name, "next", "{data}");
        serde_json::from_str(&data).unwrap()
    }

    async fn ends(&mut self) {
        assert_eq!(
            self.next().await,
            Some(("complete".to_owned(), String::new()))
        );
        assert_eq!(self.next().await, None);
    }
}

on_both!(a_subscription_is_a_stream_of_events);
async fn a_subscription_is_a_stream_of_events(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let doors = doors_of(&store, &mut town, &[]);
    let routes = router(doors.clone());
    let leader = token(&store, &town, Role::Leader, None).await;
    let before = town.number().await;
    let parts = json!({ "query": CHANGES, "variables": { "after": before - 1 } });
    let mut events = Events::ask(&routes, &leader.token, parts.clone()).await;
    assert_eq!(events.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-cache"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(events.headers[name], value);
    }
    assert_eq!(events.headers.get("content-encoding"), None);
    let first = events.result().await;
    assert_eq!(first["data"]["districtChanges"]["sequence"], before);
    assert_eq!(first["extensions"]["cost"]["requested"], 1);
    post_talks(&town.office(), &town, 1..=2).await;
    for number in [before + 1, before + 2] {
        let next = events.result().await;
        assert_eq!(next["data"]["districtChanges"]["sequence"], number);
        assert_eq!(next["data"]["districtChanges"]["kind"], "event.posted");
    }
    // Whoever may no longer be told is told so, and that there is no more.
    assert!(
        revoke(&store.db, &town.stage.clock, &town.district, leader.id)
            .await
            .unwrap()
    );
    post_talks(&town.office(), &town, std::iter::once(3)).await;
    let ended = events.result().await;
    assert_eq!(ended["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(ended.get("data"), None);
    events.ends().await;
    // A server that goes down says nothing of an end.
    let office = token(&store, &town, Role::Office, None).await;
    let mut events = Events::ask(&routes, &office.token, parts).await;
    for _ in before..=before + 3 {
        events.result().await;
    }
    doors.draining.cancel();
    assert_eq!(events.next().await, None);
}

on_both!(a_query_is_one_event_and_what_is_refused_too);
async fn a_query_is_one_event_and_what_is_refused_too(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let routes = router(doors_of(&store, &mut town, &[]));
    let leader = token(&store, &town, Role::Leader, None).await;
    let query = json!({ "query": "{ viewer { role } }" });
    let mut events = Events::ask(&routes, &leader.token, query.clone()).await;
    assert_eq!(events.status, StatusCode::OK);
    assert_eq!(
        events.result().await["data"],
        json!({ "viewer": { "role": "LEADER" } })
    );
    events.ends().await;
    for refused in [
        json!({ "query": "{ nothing }" }),
        json!({ "query": CHANGES, "variables": { "after": 1_000_000 } }),
    ] {
        let mut events = Events::ask(&routes, &leader.token, refused).await;
        assert_eq!(events.status, StatusCode::OK);
        let result = events.result().await;
        assert_eq!(result["errors"][0]["extensions"]["code"], "BAD_INPUT");
        assert_eq!(result.get("data"), None);
        events.ends().await;
    }
    let stranger = Events::ask(&routes, "wr_none", query).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

on_both!(a_subscription_that_is_asked_otherwise_is_refused);
async fn a_subscription_that_is_asked_otherwise_is_refused(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let routes = router(doors_of(&store, &mut town, &[]));
    let answer = crate::doors::ask(&routes, CHANGES).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.code(), "BAD_INPUT");
    assert!(answer.text.contains("text/event-stream"), "{}", answer.text);
}
