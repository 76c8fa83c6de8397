//! What a caller meets before any resolver: status codes, the guard, the limits, the page, the log, the websocket's
//! protocol. Deliberately absent: the domain; these stories ask about the schema and the caller only.

mod bodies;
mod broken_off;
mod budgets;
mod caps;
mod connections;
mod costs;
mod documents;
mod encodings;
mod etags;
mod exposure;
mod faults;
mod floods;
mod hangup;
mod headers;
mod http;
mod inputs;
mod operations;
mod shapes;
mod shared_budgets;
pub mod socket;
mod socket_ends;
mod standby;
mod tls;
mod trusted;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use clap::Parser;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::access::{TokenRequest, issue};
use workrooms::app::App;
use workrooms::config::Config;
use workrooms::http::run::Caller;
use workrooms::http::{Doors, router};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::DistrictId;

use crate::support::Store;

/// The media type under which the status tells the outcome.
pub const STRICT: &str = "application/graphql-response+json";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

/// The doors over a store, with settings as on the command line.
pub fn doors(store: &Store, settings: &[&str]) -> Doors {
    doors_at(store, Clock::System, settings)
}

/// The doors by another clock.
pub fn doors_at(store: &Store, clock: Clock, settings: &[&str]) -> Doors {
    let line = Line::parse_from([&["workrooms"], settings].concat());
    let mut config = line.config;
    // Stories ask whatever they like; what holds without a word is told by those about trusted documents.
    config.http.open_unless_said();
    config.http.max_unsigned_body_bytes = config.http.max_body_bytes;
    doors_of(store, clock, config)
}

/// The doors with these very settings.
pub fn doors_as_set(store: &Store, settings: &[&str]) -> Doors {
    let line = Line::parse_from([&["workrooms"], settings].concat());
    doors_of(store, Clock::System, line.config)
}

fn doors_of(store: &Store, clock: Clock, config: Config) -> Doors {
    let vault = crate::support::vault();
    let app = App::new(store.db.clone(), clock, vault, config);
    Doors::new(Arc::new(app)).unwrap()
}

/// A caller who was let in, and may ask what he likes.
pub fn caller(actor: Option<Actor>) -> Caller {
    Caller {
        actor,
        session: None,
        open_queries: true,
        grant: None,
        shown: None,
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        lang: Lang::Zh,
        may_mutate: true,
        may_subscribe: false,
    }
}

/// The doors' routes, asked without a network.
pub fn routes(store: &Store, settings: &[&str]) -> Router {
    router(doors(store, settings))
}

/// A token of the installation's administrator, which needs no district.
pub async fn administrator(store: &Store) -> workrooms::access::Issued {
    administrator_who(store, false).await
}

/// The same, with or without the right to send documents of his own.
pub async fn administrator_who(store: &Store, open_queries: bool) -> workrooms::access::Issued {
    let request = TokenRequest {
        name: String::new(),
        role: Role::SystemAdmin,
        district: DistrictId::installation(),
        scope: None,
        days: 1,
        addresses: Vec::new(),
        open_queries,
    };
    issue(&store.db, &Clock::System, request).await.unwrap()
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        let json = self.json();
        json["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// What the operation would cost.
    pub fn cost(&self) -> u64 {
        let json = self.json();
        json["extensions"]["cost"]["requested"].as_u64().unwrap()
    }
}

/// Sends one request.
pub async fn send(
    routes: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    let response = routes.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let headers = response.headers().clone();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Answer {
        status,
        headers,
        text,
    }
}

/// Posts the parts of a request as JSON and asks for a status that tells the outcome.
pub async fn post(routes: &Router, parts: Value) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", STRICT)];
    send(
        routes,
        Method::POST,
        "/graphql",
        &headers,
        parts.to_string(),
    )
    .await
}

/// Posts a document.
pub async fn ask(routes: &Router, query: &str) -> Answer {
    post(routes, json!({ "query": query })).await
}

/// A story that is the same over any database: it ends before one is asked.
pub async fn without_district<S: Future<Output = ()>>(story: impl FnOnce(Store) -> S) {
    crate::support::run_on_sqlite(crate::support::Start::Empty, story).await;
}
