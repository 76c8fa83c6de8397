//! Who is let in: tokens, accounts with their roles, persons whom an issuer vouches for or who sign in here, and what is told to those who are not. Deliberately absent: what the policy lets each role do;
//! the permission matrix tells.

pub mod accounts;
mod forging;
mod issuer;
mod rotating;
mod signing;
mod signing_in;
mod tokens;

use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::http::connections::Peer;
use workrooms::http::{Doors, router};
use workrooms::kernel::clock::Clock;

use crate::doors::{STRICT, doors_at};
use crate::support::Store;

/// The doors at a fixed time.
pub struct Place {
    pub clock: Clock,
    pub doors: Doors,
    routes: Router,
}

/// An answer to its last byte, so that two can be compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The code of the first error; empty when there is none.
    pub fn code(&self) -> String {
        let code = &self.json()["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_default().to_owned()
    }
}

impl Place {
    pub fn new(store: &Store, at: &str, settings: &[&str]) -> Self {
        let clock = Clock::fixed(at.parse().unwrap());
        let doors = doors_at(store, clock.clone(), settings);
        Self {
            clock,
            routes: router(doors.clone()),
            doors,
        }
    }

    pub fn at(&self, instant: &str) {
        self.clock.set(instant.parse().unwrap());
    }

    /// Posts a document from an address, with further headers.
    pub async fn ask(&self, from: Option<&str>, headers: &[(&str, &str)], query: &str) -> Answered {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header("content-type", "application/json")
            .header("accept", STRICT);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = json!({ "query": query }).to_string();
        let mut request = request.body(Body::from(body)).unwrap();
        if let Some(from) = from {
            let from: IpAddr = from.parse().unwrap();
            request.extensions_mut().insert(Peer((from, 1).into()));
        }
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let headers = headers.collect();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answered {
            status,
            headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Asks who one is, with a token.
    pub async fn viewer(&self, token: &str, from: Option<&str>) -> Answered {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str())];
        self.ask(from, &headers, "{ viewer { role } }").await
    }
}
