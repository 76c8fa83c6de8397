//! `POST /hooks/hotline/{endpoint}`: what the hotline's system calls back. A call-back that is not genuine is 401, whatever
//! is wrong with it, and costs the address that sends it as a bad token does. One that the rules refuse is 422 and says why.
//! Deliberately absent: GraphQL, and any trace of a body in the log.

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::Doors;
use super::bodies::Arriving;
use super::budget::{BAD_TOKEN, Payer, Spent, entrance};
use super::media::language;
use super::request::Refused;
use crate::casework::refusals::CaseErrorCode;
use crate::kernel::clock::Clock;
use crate::kernel::error::{Failure, Lang, Message, Problem};
use crate::webhooks::incoming::{Taken, Verified, actor_of, read, take, verify};
use crate::webhooks::signing::{ID, SIGNATURE, Shown, TIMESTAMP};

/// What a call-back costs its endpoint, beside its bytes.
const DEED: u64 = 1_000;

/// `POST /hooks/hotline/{endpoint}`.
pub async fn hotline(
    State(doors): State<Doors>,
    Path(endpoint): Path<String>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let lang = language(&head.headers);
    // Nobody is known before the body is read: its signature is over it.
    let arriving = Arriving {
        body,
        packed: false,
        payer: Payer::Address(doors.address_of(&head)),
        signed_in: false,
    };
    let held = match doors.bodies.read(arriving).await {
        Ok(held) => held,
        Err(Refused(status, message)) => return refused(status, "BAD_INPUT", &message, lang),
    };
    let body = held.bytes.as_slice();
    let shown = shown(&head.headers);
    let app = &doors.app;
    let genuine = verify(&app.db, &app.vault, &app.clock, &endpoint, shown, body).await;
    let verified = match genuine {
        Ok(Some(verified)) => verified,
        Ok(None) => {
            let payer = Payer::BadTokens(doors.address_of(&head));
            return match doors.budgets.charge(payer, BAD_TOKEN, 0).await {
                Ok(()) => not_genuine(lang),
                Err(spent) => over_budget(spent, lang),
            };
        }
        Err(fault) => return broken(fault.for_log(), lang),
    };
    let cost = DEED.saturating_add(entrance(body.len()));
    let payer = Payer::Token(verified.of.1);
    if let Err(spent) = doors.budgets.charge(payer, cost, 0).await {
        return over_budget(spent, lang);
    }
    act(&doors, &verified, body, lang).await
}

async fn act(doors: &Doors, verified: &Verified, body: &[u8], lang: Lang) -> Response {
    let Some(called) = read(&verified.of.0, body) else {
        let message = Message::new(
            "请求体不是本系统接受的回调：须为 JSON 对象，含 type 与 data。",
            "The body is no call-back that is taken here: a JSON object with type and data.",
        );
        return refused(StatusCode::BAD_REQUEST, "BAD_INPUT", &message, lang);
    };
    let done = match called {
        Ok(called) => {
            let actor = actor_of(verified, &called);
            let request = doors.app.request(Some(actor), lang);
            // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
            Box::pin(take(&request, verified, called)).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(Taken { sequence, repeated }) => respond(
            StatusCode::OK,
            &json!({ "sequence": sequence, "repeated": repeated }),
        ),
        Err(Failure::Refused(refusals)) => {
            let errors: Vec<Value> = refusals
                .iter()
                .map(|refusal| {
                    json!({
                        "code": code_of(refusal.code),
                        "field": refusal.field,
                        "message": refusal.message.in_lang(lang),
                    })
                })
                .collect();
            respond(
                StatusCode::UNPROCESSABLE_ENTITY,
                &json!({ "errors": errors }),
            )
        }
        Err(Failure::Problem(Problem::Fault(fault))) => broken(fault.for_log(), lang),
        Err(Failure::Problem(_)) => {
            let message = Message::new("您无权进行此操作。", "You may not do this.");
            refused(StatusCode::FORBIDDEN, "FORBIDDEN", &message, lang)
        }
    }
}

/// The code as the API names it.
fn code_of(code: CaseErrorCode) -> String {
    match async_graphql::resolver_utils::enum_value(code) {
        async_graphql::Value::Enum(name) => name.to_string(),
        _ => String::new(),
    }
}

fn shown(headers: &HeaderMap) -> Shown<'_> {
    let text = |name: &str| {
        let value = headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    Shown {
        id: text(ID),
        timestamp: text(TIMESTAMP),
        signatures: text(SIGNATURE),
    }
}

fn not_genuine(lang: Lang) -> Response {
    let message = Message::new("回调未通过验证。", "The call-back is not genuine.");
    refused(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", &message, lang)
}

fn over_budget(spent: Spent, lang: Lang) -> Response {
    let wait = spent.wait;
    let message = Message::new(
        format!("请求过多，请在 {wait} 秒后再试。"),
        format!("Too many requests; try again in {wait} seconds."),
    );
    let mut response = refused(
        StatusCode::TOO_MANY_REQUESTS,
        "RATE_LIMITED",
        &message,
        lang,
    );
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
    response
}

/// Our fault: logged once with an id, which is all that the caller is told. He tries again.
fn broken(text: &str, lang: Lang) -> Response {
    let id = Clock::System.new_uuid();
    tracing::error!(error_id = %id, fault = text, "internal fault");
    let message = Message::new(
        format!("系统出错，请向管理员报告编号 {id}。"),
        format!("An error on our side; please quote {id}."),
    );
    refused(StatusCode::SERVICE_UNAVAILABLE, "INTERNAL", &message, lang)
}

fn refused(status: StatusCode, code: &str, message: &Message, lang: Lang) -> Response {
    let error = json!({ "code": code, "field": null, "message": message.in_lang(lang) });
    respond(status, &json!({ "errors": [error] }))
}

fn respond(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(axum::body::Body::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, json);
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
