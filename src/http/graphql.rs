//! `POST /graphql` and `GET /graphql`. Deliberately absent: reading the parts (request) and running them (run).

use axum::extract::{Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::Doors;
use super::answers::{Answer, respond};
use super::bodies::Arriving;
use super::callers::signed_in;
use super::encodings::Packed;
use super::etags;
use super::live::events;
use super::media::{Media, is_json, language, wants_page};
use super::request::{Refused, read_body, read_parameters};
use super::run::{Asked, Begun, Caller, MutationByGet};
use super::standby::Allowed;
use crate::kernel::error::{Lang, Message, TopLevelCode};

/// `POST /graphql`.
pub async fn post(State(doors): State<Doors>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let lang = language(&head.headers);
    let Some(media) = Media::accepted(&head.headers) else {
        return not_acceptable(lang);
    };
    if !is_json(&head.headers) {
        let message = Message::new(
            "请求体须为 application/json。",
            "The body must be application/json.",
        );
        let refused = Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
        return refuse(&refused, lang, media);
    }
    let packed = head.extensions.get::<Packed>().is_some();
    let caller = match signed_in(&doors, &head, lang, true).await {
        Ok(caller) => caller,
        Err(answer) => {
            doors.bodies.throw_away(body, packed).await;
            return answer.into_response(media);
        }
    };
    let arriving = Arriving {
        body,
        packed,
        payer: caller.payer(),
        signed_in: caller.actor.is_some(),
    };
    let held = match doors.bodies.read(arriving).await {
        Ok(held) => held,
        Err(refused) => return refuse(&refused, lang, media),
    };
    let allowed = Allowed::read(&head.headers);
    let asked = match allowed.and_then(|allowed| {
        Ok(Asked {
            allowed,
            ..read_body(&held.bytes)?
        })
    }) {
        Ok(asked) => asked,
        Err(refused) => return refuse(&refused, lang, media),
    };
    run(&doors, asked, caller, media).await.0
}

/// `GET /graphql`: queries; GraphiQL for a browser.
pub async fn get(doors: Doors, head: Parts) -> Response {
    let lang = language(&head.headers);
    if wants_page(&head.headers) {
        return super::page::page(&doors);
    }
    let Some(media) = Media::accepted(&head.headers) else {
        return not_acceptable(lang);
    };
    let asked = match Query::<Vec<(String, String)>>::try_from_uri(&head.uri) {
        Ok(Query(parameters)) => read_parameters(parameters),
        Err(_) => Err(Refused(
            StatusCode::BAD_REQUEST,
            Message::new("地址参数无法读取。", "The parameters cannot be read."),
        )),
    };
    let allowed = Allowed::read(&head.headers);
    let asked = match allowed.and_then(|allowed| Ok(Asked { allowed, ..asked? })) {
        Ok(asked) => asked,
        Err(refused) => return refuse(&refused, lang, media),
    };
    let caller = match signed_in(&doors, &head, lang, false).await {
        Ok(caller) => caller,
        Err(answer) => return answer.into_response(media),
    };
    let trusted = asked.document_id.is_some();
    let (response, whole) = run(&doors, asked, caller, media).await;
    match trusted && whole {
        true => etags::named(&head.headers, response).await,
        false => response,
    }
}

/// Answers what a caller asks, in the media type that he wants, and tells whether it is a whole answer without errors.
async fn run(doors: &Doors, asked: Asked, caller: Caller, media: Media) -> (Response, bool) {
    let lang = caller.lang;
    let caller = Caller {
        may_subscribe: media == Media::Events,
        ..caller
    };
    // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
    match Box::pin(doors.run(asked, &caller)).await {
        Ok(Begun::Answered(answer)) if media == Media::Events => (events::once(answer), false),
        Ok(Begun::Answered(answer)) => {
            let whole = answer.body.errors.is_empty() && answer.status == StatusCode::OK;
            (answer.into_response(media), whole)
        }
        Ok(Begun::Followed(subscription)) => (events::stream(*subscription), false),
        Err(MutationByGet) => (by_get(lang, media), false),
    }
}

/// Any other method.
pub async fn other_method(headers: HeaderMap) -> Response {
    let message = Message::new("只接受 GET 与 POST。", "Only GET and POST are taken.");
    method_not_allowed(message, language(&headers), Media::Json, "GET, POST")
}

/// A request that is none: its status is told under either media type.
fn refuse(refused: &Refused, lang: Lang, media: Media) -> Response {
    let Refused(status, message) = refused;
    let code = match *status {
        StatusCode::TOO_MANY_REQUESTS => TopLevelCode::RateLimited,
        _ => TopLevelCode::BadInput,
    };
    let answer = Answer::refusal(*status, code, message, lang);
    respond(*status, media, &answer.body)
}

fn not_acceptable(lang: Lang) -> Response {
    let message = Message::new("只能以 JSON 作答。", "Only JSON can be answered.");
    refuse(
        &Refused(StatusCode::NOT_ACCEPTABLE, message),
        lang,
        Media::Json,
    )
}

/// Too much at once: the caller is told to come again.
pub fn busy(lang: Lang) -> Response {
    Answer::busy(lang).into_response(Media::Json)
}

fn by_get(lang: Lang, media: Media) -> Response {
    let message = Message::new(
        "GET 只能查询，操作请用 POST。",
        "GET is for queries; use POST for mutations.",
    );
    method_not_allowed(message, lang, media, "POST")
}

fn method_not_allowed(
    message: Message,
    lang: Lang,
    media: Media,
    allowed: &'static str,
) -> Response {
    let refused = Refused(StatusCode::METHOD_NOT_ALLOWED, message);
    let mut response = refuse(&refused, lang, media);
    let allowed = HeaderValue::from_static(allowed);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}
