//! The page for a developer with a browser: a small form of our own that sends queries to this very server, with the
//! schema beside it. It loads nothing from anywhere else. Deliberately absent: GraphiQL's package where npm was missing
//! when the program was built.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Doors;

const PAGE: &str = include_str!("page.html");

/// The page; absent where the schema is closed.
pub fn graphiql(doors: &Doors) -> Response {
    if doors.app.config.http.closed_schema {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = Html(PAGE).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
        ),
    );
    response
}

/// `GET /schema.graphql`; absent where the schema is closed.
pub async fn sdl(axum::extract::State(doors): axum::extract::State<Doors>) -> Response {
    if doors.app.config.http.closed_schema {
        return StatusCode::NOT_FOUND.into_response();
    }
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        crate::schema::sdl(),
    )
        .into_response()
}

/// `GET /page.js` and `GET /page.css`.
pub async fn script() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        include_str!("page.js"),
    )
}

/// The page's looks.
pub async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("page.css"),
    )
}

/// Headers of every answer: nothing is sniffed, kept or framed.
pub const SAFE_HEADERS: [(HeaderName, HeaderValue); 4] = [
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
];
