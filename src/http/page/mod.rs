//! The page for a developer with a browser: GraphiQL where its package could be had when the program was built, else a
//! small form of our own with the schema beside it. Everything comes from this very server, and the page may load
//! nothing from anywhere else. Deliberately absent: sending what is typed anywhere but to `/graphql`.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Doors;

/// What the page may do. GraphiQL puts styles into its elements and carries its fonts and pictures inside its styles.
const POLICY: &str = if cfg!(graphiql_bundled) {
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
} else {
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'"
};

const PAGE: &str = if cfg!(graphiql_bundled) {
    include_str!("graphiql.html")
} else {
    include_str!("form.html")
};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// A file of the package, empty where it could not be had.
macro_rules! bundled {
    ($name:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/graphiql/", $name))
    };
}

/// The files of the page by name.
const FILES: [(&str, &str, &str); 8] = [
    ("form.js", SCRIPT, include_str!("form.js")),
    ("form.css", STYLE, include_str!("form.css")),
    ("start.js", SCRIPT, include_str!("start.js")),
    ("start.css", STYLE, include_str!("start.css")),
    ("react.js", SCRIPT, bundled!("react.js")),
    ("react-dom.js", SCRIPT, bundled!("react-dom.js")),
    ("graphiql.js", SCRIPT, bundled!("graphiql.js")),
    ("graphiql.css", STYLE, bundled!("graphiql.css")),
];

/// The page; absent where the schema is closed.
pub fn page(doors: &Doors) -> Response {
    if doors.app.config.http.is_schema_closed() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let policy = [(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    )];
    (policy, Html(PAGE)).into_response()
}

/// `GET /graphiql/{file}`: what the page is made of.
pub async fn file(State(doors): State<Doors>, Path(name): Path<String>) -> Response {
    let known = FILES
        .iter()
        .find(|(known, _, text)| *known == name && !text.is_empty())
        .filter(|_| !doors.app.config.http.is_schema_closed());
    match known {
        Some((_, media, text)) => ([(header::CONTENT_TYPE, *media)], *text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /schema.graphql`; absent where the schema is closed.
pub async fn sdl(State(doors): State<Doors>) -> Response {
    if doors.app.config.http.is_schema_closed() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let media = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (media, doors.sdl.to_string()).into_response()
}
