//! One line of the log and one count for each request: method, route, status, duration, what kind of operation it was,
//! how it ended and the caller's role. Deliberately absent: documents, variables, tokens, names and addresses.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// Runs a request inside its span and writes its line at the end.
pub async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    // An unknown method is any word that the caller likes.
    let method = match request.method().as_str() {
        known @ ("GET" | "POST" | "HEAD" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") => known,
        _ => "other",
    }
    .to_owned();
    let span = tracing::info_span!(
        "request",
        method,
        path = route,
        kind = tracing::field::Empty,
        outcome = tracing::field::Empty,
        role = tracing::field::Empty
    );
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    metrics::counter!("workrooms_requests_total", "path" => route.clone(), "status" => status.to_string())
        .increment(1);
    span.in_scope(|| match route.as_str() {
        // Probes come every few seconds.
        "/livez" | "/readyz" => tracing::debug!(status, milliseconds, "answered"),
        _ => tracing::info!(status, milliseconds, "answered"),
    });
    response
}
