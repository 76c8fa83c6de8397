//! Answers that a client need not be sent again: a trusted query by GET carries the hash of its answer, and whoever shows
//! the hash that he has is told that nothing changed. This saves the link; the database is saved by answers that are kept
//! (kept). Deliberately absent: errors, which nobody keeps, and free documents.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

/// Kept by the caller's own client alone, which asks each time.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Names an answer, and leaves its body out when the caller has it. Weak, because the same answer goes compressed or not.
pub async fn named(asked: &HeaderMap, response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        // A body that lies in memory is always read.
        return Response::from_parts(head, Body::empty());
    };
    let digest = match head.extensions.remove::<Arc<str>>() {
        Some(digest) => digest,
        None => hex::encode(Sha256::digest(&bytes)).into(),
    };
    let tag = format!("W/\"{digest}\"");
    let known = shows(asked, &digest);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.headers.insert(header::ETAG, tag);
    }
    head.headers.insert(header::CACHE_CONTROL, KEPT);
    let by_encoding = HeaderValue::from_static("accept-encoding");
    head.headers.append(header::VARY, by_encoding);
    if !known {
        return Response::from_parts(head, Body::from(bytes));
    }
    head.status = StatusCode::NOT_MODIFIED;
    head.headers.remove(header::CONTENT_TYPE);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::empty())
}

/// Whether the caller shows that he has it: a list of tags, weak or strong, or any.
fn shows(asked: &HeaderMap, digest: &str) -> bool {
    let values = asked.get_all(header::IF_NONE_MATCH).iter();
    let tags = values.filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(',')).any(|tag| {
        let tag = tag.trim();
        let opaque = tag.strip_prefix("W/").unwrap_or(tag);
        tag == "*"
            || opaque
                .strip_prefix('"')
                .and_then(|tag| tag.strip_suffix('"'))
                == Some(digest)
    })
}
