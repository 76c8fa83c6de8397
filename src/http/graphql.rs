//! `POST /graphql` and `GET /graphql`. Deliberately absent: form posts and batches.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::Doors;
use super::answers::Answer;
use super::media::{Media, is_json, language, wants_page};
use super::run::{Asked, Caller, MutationByGet};
use crate::access::{NotSignedIn, authenticate};
use crate::kernel::actor::Actor;
use crate::kernel::error::{Lang, Message, TopLevelCode, internal};

/// `POST /graphql`.
pub async fn post(State(doors): State<Doors>, headers: HeaderMap, body: Bytes) -> Response {
    let lang = language(&headers);
    let Some(media) = Media::accepted(&headers) else {
        return not_acceptable(lang);
    };
    if !is_json(&headers) {
        let message = Message::new(
            "请求体须为 application/json。",
            "The body must be application/json.",
        );
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message, lang, media);
    }
    let asked = match read_body(&body) {
        Ok(asked) => asked,
        Err(message) => return refuse_request(&message, lang, media),
    };
    let actor = match signed_in(&doors, &headers, lang).await {
        Ok(actor) => actor,
        Err(answer) => return answer.into_response(media),
    };
    let caller = Caller {
        actor,
        lang,
        may_mutate: true,
    };
    match doors.run(asked, &caller).await {
        Ok(answer) => answer.into_response(media),
        Err(MutationByGet) => by_get(lang, media),
    }
}

/// `GET /graphql`: queries; GraphiQL for a browser.
pub async fn get(State(doors): State<Doors>, headers: HeaderMap, uri: Uri) -> Response {
    let lang = language(&headers);
    let Ok(parameters) = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri) else {
        return refuse_request(
            &Message::new("地址参数无法读取。", "The parameters cannot be read."),
            lang,
            Media::Json,
        );
    };
    if wants_page(&headers) && !parameters.0.iter().any(|(name, _)| name == "query") {
        return super::page::graphiql(&doors).into_response();
    }
    let Some(media) = Media::accepted(&headers) else {
        return not_acceptable(lang);
    };
    let asked = match read_parameters(parameters.0) {
        Ok(asked) => asked,
        Err(message) => return refuse_request(&message, lang, media),
    };
    let actor = match signed_in(&doors, &headers, lang).await {
        Ok(actor) => actor,
        Err(answer) => return answer.into_response(media),
    };
    match doors
        .run(
            asked,
            &Caller {
                actor,
                lang,
                may_mutate: false,
            },
        )
        .await
    {
        Ok(answer) => answer.into_response(media),
        Err(MutationByGet) => by_get(lang, media),
    }
}

/// The actor of the `Authorization` header; none when there is none.
pub async fn signed_in(
    doors: &Doors,
    headers: &HeaderMap,
    lang: Lang,
) -> Result<Option<Actor>, Answer> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = token
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    verify(doors, token.unwrap_or_default(), lang)
        .await
        .map(Some)
}

/// The actor of a token.
pub async fn verify(doors: &Doors, token: &str, lang: Lang) -> Result<Actor, Answer> {
    match authenticate(&doors.app.db, &doors.app.clock, token).await {
        Ok(actor) => Ok(actor),
        Err(NotSignedIn::BadToken) => {
            let message = Message::new(
                "令牌无效或已过期，请重新登录。",
                "The token is not valid; sign in again.",
            );
            Err(Answer::refusal(
                StatusCode::UNAUTHORIZED,
                TopLevelCode::Unauthenticated,
                &message,
                lang,
            ))
        }
        Err(NotSignedIn::Fault(fault)) => {
            let error = internal(fault.for_log());
            let message = Message::new(error.message.clone(), error.message);
            Err(Answer::refusal(
                StatusCode::SERVICE_UNAVAILABLE,
                TopLevelCode::Internal,
                &message,
                lang,
            ))
        }
    }
}

fn read_body(body: &[u8]) -> Result<Asked, Message> {
    let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(body) else {
        return Err(Message::new(
            "请求体不是 JSON 对象。",
            "The body is no JSON object.",
        ));
    };
    let query = match body.remove("query") {
        Some(Value::String(query)) => query,
        _ => {
            return Err(Message::new(
                "缺少字符串 query。",
                "The string query is missing.",
            ));
        }
    };
    let operation_name = match body.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => {
            return Err(Message::new(
                "operationName 须为字符串。",
                "operationName must be a string.",
            ));
        }
    };
    let variables = object(body.remove("variables"), "variables")?;
    object(body.remove("extensions"), "extensions")?;
    Ok(Asked {
        query,
        operation_name,
        variables,
    })
}

fn object(value: Option<Value>, name: &str) -> Result<Map<String, Value>, Message> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Message::new(
            format!("{name} 须为对象。"),
            format!("{name} must be an object."),
        )),
    }
}

fn read_parameters(parameters: Vec<(String, String)>) -> Result<Asked, Message> {
    let mut asked = Asked::default();
    let mut has_query = false;
    for (name, value) in parameters {
        let json = || serde_json::from_str::<Value>(&value).ok();
        match name.as_str() {
            "query" => {
                has_query = true;
                asked.query = value;
            }
            "operationName" if !value.is_empty() => asked.operation_name = Some(value),
            "variables" if !value.is_empty() => {
                let json = json().ok_or_else(|| {
                    Message::new("variables 不是 JSON。", "variables is no JSON.")
                })?;
                asked.variables = object(Some(json), "variables")?;
            }
            "extensions" if !value.is_empty() => {
                let json = json().ok_or_else(|| {
                    Message::new("extensions 不是 JSON。", "extensions is no JSON.")
                })?;
                object(Some(json), "extensions")?;
            }
            _ => {}
        }
    }
    if has_query {
        Ok(asked)
    } else {
        Err(Message::new(
            "缺少参数 query。",
            "The parameter query is missing.",
        ))
    }
}

fn refuse_request(message: &Message, lang: Lang, media: Media) -> Response {
    refuse(StatusCode::BAD_REQUEST, message, lang, media)
}

/// A request that is none: its status is told under either media type.
pub fn refuse(status: StatusCode, message: &Message, lang: Lang, media: Media) -> Response {
    let answer = Answer::refusal(status, TopLevelCode::BadInput, message, lang);
    super::answers::respond(status, media, &answer.body)
}

fn not_acceptable(lang: Lang) -> Response {
    let message = Message::new("只能以 JSON 作答。", "Only JSON can be answered.");
    refuse(StatusCode::NOT_ACCEPTABLE, &message, lang, Media::Json)
}

fn by_get(lang: Lang, media: Media) -> Response {
    let message = Message::new(
        "GET 只能查询，操作请用 POST。",
        "GET is for queries; use POST for mutations.",
    );
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, &message, lang, media);
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}
