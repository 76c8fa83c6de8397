//! Headers of every answer. Deliberately absent: the developer's page's own policy (page).

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing is sniffed, kept, framed or told to where a link leads, and nothing may be loaded.
const SAFE: [(HeaderName, HeaderValue); 5] = [
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
];

/// A browser that was here by TLS comes back by TLS only, for a year. Other names of the same domain are not ours to bind.
const BY_TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

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
    let varies = HeaderValue::from_static("accept, accept-language, authorization");
    headers.insert(header::VARY, varies);
    response
}
