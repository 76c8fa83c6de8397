//! Answers: their shape, status codes and error texts. Whatever the executor says, a caller reads one of our codes, in
//! his language, and never our own words about a fault. Deliberately absent: deciding what went wrong.

use std::sync::Arc;

use async_graphql::{ErrorExtensionValues, Response, ServerError};
use axum::http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::budget::Spent;
use super::documents::Wrong;
use super::kept::Written;
use super::media::Media;
use super::standby::{ANSWERED_BY, AnsweredBy};
use crate::kernel::error::{ENGLISH, Lang, Message, Problem, TopLevelCode, internal};

/// The codes that an error of the executor may carry.
const CODES: [TopLevelCode; 7] = [
    TopLevelCode::Unauthenticated,
    TopLevelCode::Forbidden,
    TopLevelCode::BadInput,
    TopLevelCode::TooCostly,
    TopLevelCode::RateLimited,
    TopLevelCode::Timeout,
    TopLevelCode::Internal,
];

/// A GraphQL response. Its data keep the order of the document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Body {
    /// What went wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Value>,
    /// What was asked; absent when the request failed before execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<async_graphql::Value>,
    /// What the operation costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Value>,
}

/// An answer before it is written in a media type.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The GraphQL response.
    pub body: Body,
    /// Whether the request failed before execution, so that there is no `data`.
    pub refused: bool,
    /// The status where the outcome decides it.
    pub status: StatusCode,
    /// Seconds until the caller may come again, where that is known.
    pub retry_after: Option<u64>,
    /// Which database answered, where one did.
    pub answered_by: Option<AnsweredBy>,
    /// The body as it is sent, where it was written before; the response itself is left out then.
    pub written: Option<Written>,
}

impl Answer {
    /// An answer that was written before.
    pub fn written(written: Written) -> Self {
        Self {
            body: Body::default(),
            refused: false,
            status: StatusCode::OK,
            retry_after: None,
            answered_by: None,
            written: Some(written),
        }
    }

    /// A request refused before execution with errors that are already in shape.
    pub fn refused(status: StatusCode, errors: Vec<Value>) -> Self {
        Self {
            body: Body {
                errors,
                ..Body::default()
            },
            refused: true,
            status,
            retry_after: None,
            answered_by: None,
            written: None,
        }
    }

    /// A request refused before execution.
    pub fn refusal(status: StatusCode, code: TopLevelCode, message: &Message, lang: Lang) -> Self {
        let error = json!({
            "message": message.in_lang(lang), "extensions": { "code": code.as_str() },
        });
        Self::refused(status, vec![error])
    }

    /// A document that is not run for what is wrong with it.
    pub fn of_document(wrongs: &[Wrong], lang: Lang) -> Self {
        let errors = wrongs.iter().map(|wrong| {
            let code = wrong.code.as_str();
            let extensions = match &wrong.field {
                Some(field) => json!({ "code": code, "field": field }),
                None => json!({ "code": code }),
            };
            let message = wrong.told();
            let message = message.in_lang(lang);
            let mut error = json!({ "message": message, "extensions": extensions });
            if let (Some((line, column)), Some(object)) = (wrong.place, error.as_object_mut()) {
                let place = json!([{ "line": line, "column": column }]);
                object.insert("locations".to_owned(), place);
            }
            error
        });
        Self::refused(StatusCode::BAD_REQUEST, errors.collect())
    }

    /// The answer of the executor. Errors that belong to no field mean that it did not begin.
    pub fn executed(response: Response, lang: Lang) -> Self {
        let began = response.errors.is_empty()
            || response.errors.iter().any(|error| !error.path.is_empty());
        let errors: Vec<Value> = response
            .errors
            .into_iter()
            .map(|error| shape(error, lang))
            .collect();
        if !began {
            return Self::refused(StatusCode::BAD_REQUEST, errors);
        }
        Self {
            body: Body {
                errors,
                data: Some(response.data),
                extensions: None,
            },
            refused: false,
            status: StatusCode::OK,
            retry_after: None,
            answered_by: None,
            written: None,
        }
    }

    /// Too much at once: the caller is told to come again.
    pub fn busy(lang: Lang) -> Self {
        let message = Message::new(
            "系统繁忙，请稍后再试。",
            "The server is busy; try again shortly.",
        );
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::refusal(status, TopLevelCode::RateLimited, &message, lang)
    }

    /// As many of the caller's own operations are under way as he may have.
    pub fn too_many(most: usize, lang: Lang) -> Self {
        let message = Message::new(
            format!("您同时进行的操作已达上限 {most}，请稍后再试。"),
            format!(
                "{most} of your operations are under way, the most that may be; try again shortly."
            ),
        );
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::refusal(status, TopLevelCode::RateLimited, &message, lang)
    }

    /// The caller has spent his budget.
    pub fn over_budget(spent: Spent, lang: Lang) -> Self {
        let wait = spent.wait;
        let message = Message::new(
            format!("请求过多，已用完本分钟的额度；请在 {wait} 秒后再试。"),
            format!("This minute's budget is spent; try again in {wait} seconds."),
        );
        let code = TopLevelCode::RateLimited.as_str();
        let error = json!({
            "message": message.in_lang(lang), "extensions": { "code": code, "retryAfter": wait },
        });
        Self {
            retry_after: Some(wait),
            ..Self::refused(StatusCode::TOO_MANY_REQUESTS, vec![error])
        }
    }

    /// An answer in place of one that never came: our fault.
    pub fn fault(text: &str, status: StatusCode, lang: Lang) -> Self {
        Self::refused(status, vec![nowhere(internal(text), lang)])
    }

    /// What keeps a door that is none of GraphQL's from doing anything.
    pub fn problem(why: Problem, lang: Lang) -> Self {
        let status = match &why {
            Problem::Unauthenticated => StatusCode::UNAUTHORIZED,
            Problem::Forbidden => StatusCode::FORBIDDEN,
            Problem::BadInput { .. } => StatusCode::BAD_REQUEST,
            Problem::Fault(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::refused(status, vec![nowhere(why.into(), lang)])
    }

    /// Adds what the operation costs and what it may cost.
    pub fn with_cost(mut self, cost: u64, limit: u64) -> Self {
        let cost = json!({ "cost": { "requested": cost, "limit": limit } });
        self.body.extensions = Some(cost);
        self
    }

    /// Adds which database answered.
    pub fn by(self, database: AnsweredBy) -> Self {
        Self {
            answered_by: Some(database),
            ..self
        }
    }

    /// Which database answered, as a header.
    pub fn tell_by(&self, response: &mut axum::response::Response) {
        if let Some(database) = self.answered_by {
            let by = HeaderValue::from_static(database.as_str());
            response.headers_mut().insert(ANSWERED_BY, by);
        }
    }

    /// As an HTTP response. Under `application/json` what a document does wrong is 200, as older clients expect.
    pub fn into_response(self, media: Media) -> axum::response::Response {
        let of_document = self.refused && self.status == StatusCode::BAD_REQUEST;
        let status = match media {
            Media::Json if of_document => StatusCode::OK,
            _ => self.status,
        };
        self.sent(status, media)
    }

    /// As the HTTP response of a door that is none of GraphQL's: JSON, under its own status.
    pub fn into_json(self) -> axum::response::Response {
        self.sent(self.status, Media::Json)
    }

    fn sent(&self, status: StatusCode, media: Media) -> axum::response::Response {
        let mut response = match &self.written {
            Some(written) => {
                let mut response = sent(status, media, written.bytes.clone().into());
                response
                    .extensions_mut()
                    .insert(Arc::clone(&written.digest));
                response
            }
            None => respond(status, media, &self.body),
        };
        self.tell_by(&mut response);
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Writes a body with its status and media type.
pub fn respond(status: StatusCode, media: Media, body: &Body) -> axum::response::Response {
    sent(status, media, written(body).into())
}

fn sent(status: StatusCode, media: Media, body: axum::body::Body) -> axum::response::Response {
    let mut response = axum::response::Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media.header()),
    );
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// A body as JSON.
pub fn written<B: Serialize>(body: &B) -> String {
    // Strings as keys and finite numbers: there is nothing here that JSON cannot say.
    serde_json::to_string(body).unwrap_or_default()
}

/// An error that belongs to no place of a document.
fn nowhere(error: async_graphql::Error, lang: Lang) -> Value {
    let error = ServerError {
        locations: Vec::new(),
        ..error.into_server_error(async_graphql::Pos::default())
    };
    shape(error, lang)
}

/// An executor's error as the caller reads it.
fn shape(error: ServerError, lang: Lang) -> Value {
    let extensions = error.extensions.clone().unwrap_or_default();
    let text = |key: &str| match extensions.get(key) {
        Some(async_graphql::Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let code = text("code").filter(|code| CODES.iter().any(|known| known.as_str() == code));
    let mut shaped = match code {
        Some(code) => {
            let english = text(ENGLISH).filter(|_| lang == Lang::En);
            let message = english.unwrap_or(error.message);
            json!({ "message": message, "extensions": told(&extensions, &code) })
        }
        None => unfit(&error.message, lang),
    };
    if let Some(object) = shaped.as_object_mut() {
        if !error.locations.is_empty() {
            let locations = error
                .locations
                .iter()
                .map(|pos| json!({ "line": pos.line, "column": pos.column }));
            object.insert("locations".to_owned(), locations.collect());
        }
        if !error.path.is_empty() {
            let path = serde_json::to_value(&error.path).unwrap_or_default();
            object.insert("path".to_owned(), path);
        }
    }
    shaped
}

/// The executor's own complaints are about values that did not fit their type; they repeat the value, so only the
/// argument's name is taken from them.
fn unfit(text: &str, lang: Lang) -> Value {
    let argument = text
        .strip_prefix("Invalid value for argument \"")
        .and_then(|rest| rest.split('"').next())
        .filter(|name| {
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || ".[]_".contains(c))
        });
    let message = match argument {
        Some(name) => Message::new(
            format!("参数 {name} 的值不符合其类型。"),
            format!("The value of {name} does not fit its type."),
        ),
        None => Message::new("参数的值不符合其类型。", "A value does not fit its type."),
    };
    let mut extensions = json!({ "code": TopLevelCode::BadInput.as_str() });
    if let (Some(name), Some(object)) = (argument, extensions.as_object_mut()) {
        object.insert("field".to_owned(), name.into());
    }
    json!({ "message": message.in_lang(lang), "extensions": extensions })
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

#[cfg(test)]
mod tests {
    use async_graphql::{PathSegment, Pos};

    use super::*;

    fn answer(text: &str, path: Vec<PathSegment>) -> Answer {
        let mut error = ServerError::new(text, Some(Pos { line: 1, column: 2 }));
        error.path = path;
        Answer::executed(Response::from_errors(vec![error]), Lang::En)
    }

    #[test]
    fn what_never_began_has_no_data_and_names_the_argument() {
        let text =
            "Invalid value for argument \"input.events.0.id\", expected type \"ID\" not whispered";
        let refused = answer(text, Vec::new());
        assert!(refused.refused);
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let expected = json!({ "errors": [{
            "message": "The value of input.events.0.id does not fit its type.",
            "extensions": { "code": "BAD_INPUT", "field": "input.events.0.id" },
            "locations": [{ "line": 1, "column": 2 }],
        }] });
        assert_eq!(json!(refused.body), expected);
    }

    #[test]
    fn a_fields_error_leaves_the_data() {
        let path = vec![PathSegment::Field("district".to_owned())];
        let ran = answer("Failed to parse \"X\": whispered", path);
        assert!(!ran.refused);
        let expected = json!({ "data": null, "errors": [{
            "message": "A value does not fit its type.",
            "extensions": { "code": "BAD_INPUT" },
            "locations": [{ "line": 1, "column": 2 }],
            "path": ["district"],
        }] });
        assert_eq!(json!(ran.body), expected);
    }

    #[test]
    fn a_code_that_is_none_of_ours_is_not_passed_on() {
        let mut error = ServerError::new("whispered", None);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", "DATABASE");
        extensions.set("stack", "whispered");
        error.extensions = Some(extensions);
        let shaped = Answer::executed(Response::from_errors(vec![error]), Lang::Zh);
        assert_eq!(
            shaped.body.errors[0]["extensions"],
            json!({ "code": "BAD_INPUT" })
        );
        assert!(!written(&shaped.body).contains("whispered"));
    }
}
