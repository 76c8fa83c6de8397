//! Headers of every answer, and which scripts of other origins may read one. Nobody is known by a cookie here, so no
//! origin is ever allowed credentials. Deliberately absent: the developer's page's own policy (page).

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::standby::{ANSWERED_BY, AT_LEAST, MAX_LAG};

/// Nothing is sniffed, kept, framed, embedded or told to where a link leads, and nothing may be loaded.
const SAFE: [(HeaderName, HeaderValue); 8] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// A browser that was here by TLS comes back by TLS only, for a year. Other names of the same domain are not ours to bind.
const BY_TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// How long a browser may remember what a preflight allowed.
const REMEMBERED: Duration = Duration::from_secs(600);

/// Puts them on an answer; a route that needs a looser policy has set its own.
pub async fn safe(by_tls: bool, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAFE {
        headers.entry(name).or_insert(value);
    }
    if by_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, BY_TLS_ONLY);
    }
    let varies = HeaderValue::from_static(
        "accept, accept-language, authorization, workrooms-grant, workrooms-max-lag, workrooms-at-least",
    );
    headers.append(header::VARY, varies);
    response
}

/// Ends a connection with its next answer while the server leaves: whoever sends the next request over it would find it
/// closed. By HTTP/2 the protocol itself says so.
pub async fn farewell(leaving: bool, request: Request, next: Next) -> Response {
    let one_by_one = request.version() <= Version::HTTP_11;
    let mut response = next.run(request).await;
    if leaving && one_by_one && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// Lets scripts of these origins ask and read; none where there are none, so that preflights fail.
pub fn other_origins(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(super::callers::GRANT),
            HeaderName::from_static(MAX_LAG),
            HeaderName::from_static(AT_LEAST),
        ])
        .expose_headers([
            header::RETRY_AFTER,
            header::CONTENT_DISPOSITION,
            HeaderName::from_static(ANSWERED_BY),
        ])
        .max_age(REMEMBERED);
    Some(layer)
}
