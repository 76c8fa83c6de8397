//! Bodies that come compressed, and answers that go so. A body is read only as far as its size is allowed once it is
//! decompressed, whatever it was on the way. Deliberately absent: the decompressing itself.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;

use super::answers::Answer;
use super::media::{Media, language};
use crate::kernel::error::{Message, TopLevelCode};

/// What a body may be compressed by.
const TAKEN: [&str; 3] = ["gzip", "br", "deflate"];

/// Marks a request whose body comes compressed.
#[derive(Clone, Copy, Debug)]
pub struct Packed;

/// Refuses what it would not be decompressed by, and marks what will be.
pub async fn known(mut request: Request, next: Next) -> Response {
    let Some(by) = by(request.headers()) else {
        return next.run(request).await;
    };
    if !TAKEN.contains(&by.as_str()) {
        let message = Message::new(
            "请求体的压缩方式须为 gzip、br 或 deflate 之一，且只压缩一次。",
            "A body is compressed by one of gzip, br and deflate, and once only.",
        );
        let (status, code) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, TopLevelCode::BadInput);
        let refused = Answer::refusal(status, code, &message, language(request.headers()));
        let offered = HeaderValue::from_static("gzip, br, deflate");
        let offered = [(header::ACCEPT_ENCODING, offered)];
        return (offered, refused.into_response(Media::Json)).into_response();
    }
    // As the layer that decompresses looks for it.
    if let Ok(value) = HeaderValue::from_str(&by) {
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_ENCODING, value);
    }
    request.extensions_mut().insert(Packed);
    next.run(request).await
}

/// By what a body is compressed, in small letters; none where it is not.
fn by(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter();
    let values: Vec<String> = values
        .map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase())
        .filter(|value| !value.is_empty() && value != "identity")
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Decompresses bodies.
pub fn unpacked() -> RequestDecompressionLayer {
    RequestDecompressionLayer::new()
}

/// Compresses answers for who accepts it, as fast as it goes.
pub fn packed() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}
