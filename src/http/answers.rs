//! Answers: their shape, status codes and error texts. Whatever the executor says, a caller reads one of seven codes, in
//! his language, and never our own words about a fault. Deliberately absent: deciding what went wrong.

use async_graphql::{ErrorExtensionValues, Response, ServerError};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::media::Media;
use crate::kernel::error::{ENGLISH, Lang, Message, TopLevelCode};

/// An answer before it is written in a media type.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The GraphQL response.
    pub body: Value,
    /// Whether the request failed before execution, so that there is no `data`.
    pub refused: bool,
    /// The status where the outcome decides it.
    pub status: StatusCode,
}

impl Answer {
    /// A request refused before execution with errors that are already in shape.
    pub fn refused(status: StatusCode, errors: Vec<Value>) -> Self {
        Self {
            body: json!({ "errors": errors }),
            refused: true,
            status,
        }
    }

    /// A request refused before execution.
    pub fn refusal(status: StatusCode, code: TopLevelCode, message: &Message, lang: Lang) -> Self {
        Self::refused(
            status,
            vec![
                json!({ "message": message.in_lang(lang), "extensions": { "code": code.as_str() } }),
            ],
        )
    }

    /// The answer to an executed operation.
    pub fn executed(response: Response, cost: u64, limit: u64, lang: Lang) -> Self {
        let errors: Vec<Value> = response
            .errors
            .into_iter()
            .map(|error| shape(error, lang))
            .collect();
        let mut body = Map::new();
        body.insert(
            "data".to_owned(),
            response.data.into_json().unwrap_or(Value::Null),
        );
        if !errors.is_empty() {
            body.insert("errors".to_owned(), Value::Array(errors));
        }
        body.insert("extensions".to_owned(), cost_extension(cost, limit));
        Self {
            body: Value::Object(body),
            refused: false,
            status: StatusCode::OK,
        }
    }

    /// Adds what the operation would have cost.
    pub fn with_cost(mut self, cost: u64, limit: u64) -> Self {
        if let Some(body) = self.body.as_object_mut() {
            body.insert("extensions".to_owned(), cost_extension(cost, limit));
        }
        self
    }

    /// As an HTTP response. Under `application/json` what a document does wrong is 200, as older clients expect.
    pub fn into_response(self, media: Media) -> axum::response::Response {
        let of_document = self.refused && self.status == StatusCode::BAD_REQUEST;
        let status = match media {
            Media::Json if of_document => StatusCode::OK,
            _ => self.status,
        };
        respond(status, media, &self.body)
    }
}

/// Writes a body with its status and media type.
pub fn respond(status: StatusCode, media: Media, body: &Value) -> axum::response::Response {
    let mut response = axum::response::Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media.header()),
    );
    response
}

fn cost_extension(cost: u64, limit: u64) -> Value {
    json!({ "cost": { "requested": cost, "limit": limit } })
}

/// An executor's error as the caller reads it.
fn shape(error: ServerError, lang: Lang) -> Value {
    let extensions = error.extensions.unwrap_or_default();
    let text = |key: &str| match extensions.get(key) {
        Some(async_graphql::Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (code, message) = match text("code") {
        Some(code) => {
            let english = text(ENGLISH).filter(|_| lang == Lang::En);
            (code, english.unwrap_or(error.message))
        }
        // The executor's own complaints are about values that did not fit their type.
        None => {
            let message = Message::new("参数的值不符合其类型。", "A value does not fit its type.");
            (
                TopLevelCode::BadInput.as_str().to_owned(),
                message.in_lang(lang).to_owned(),
            )
        }
    };
    let mut shaped = json!({ "message": message, "extensions": told(&extensions, &code) });
    if let Some(object) = shaped.as_object_mut() {
        if !error.locations.is_empty() {
            let locations = error
                .locations
                .iter()
                .map(|pos| json!({ "line": pos.line, "column": pos.column }));
            object.insert("locations".to_owned(), locations.collect());
        }
        if !error.path.is_empty() {
            object.insert(
                "path".to_owned(),
                serde_json::to_value(&error.path).unwrap_or_default(),
            );
        }
    }
    shaped
}

/// The extensions that callers may see: the code, the field and the id to quote.
fn told(extensions: &ErrorExtensionValues, code: &str) -> Value {
    let mut told = Map::new();
    told.insert("code".to_owned(), code.into());
    for key in ["field", "id"] {
        if let Some(async_graphql::Value::String(text)) = extensions.get(key) {
            told.insert(key.to_owned(), text.clone().into());
        }
    }
    Value::Object(told)
}
