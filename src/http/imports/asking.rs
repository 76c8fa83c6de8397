//! Who asks of imports, what he sends and what it costs him, and the answers of every door. Deliberately absent: what is
//! done.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::http::Doors;
use crate::http::answers::Answer;
use crate::http::bodies::{Arriving, Held};
use crate::http::budget::{Payer, entrance};
use crate::http::callers::signed_in;
use crate::http::media::{Media, language};
use crate::http::request::Refused;
use crate::kernel::clock::Clock;
use crate::kernel::error::{Failure, Lang, Message, Problem, TopLevelCode};
use crate::kernel::id::DistrictId;
use crate::linkage;
use crate::spreadsheets::storing::ImportErrorCode;

/// What an import costs, beside its bytes.
const DEED: u64 = 1_000;

/// The media type of workbooks.
pub(super) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) struct Asking {
    pub(super) request: linkage::Request,
    pub(super) district: DistrictId,
    pub(super) lang: Lang,
    payer: Payer,
}

/// Who asks, in which district; what a request costs is taken from his budget.
pub(super) async fn asking(
    doors: &Doors,
    head: &Parts,
    district: &str,
) -> Result<Asking, Box<Response>> {
    let lang = language(&head.headers);
    let caller = signed_in(doors, head, lang, true)
        .await
        .map_err(|answer| Box::new(answer.into_response(Media::Json)))?;
    let payer = caller.payer();
    let Some(actor) = caller.actor else {
        return Err(Box::new(problem(Problem::Unauthenticated, lang)));
    };
    if let Err(spent) = doors.budgets.charge(payer, DEED, 0).await {
        return Err(Box::new(
            Answer::over_budget(spent, lang).into_response(Media::Json),
        ));
    }
    let Some(district) = DistrictId::parse(district) else {
        return Err(Box::new(problem(Problem::Forbidden, lang)));
    };
    Ok(Asking {
        request: doors.app.request(Some(actor), lang),
        district,
        payer,
        lang,
    })
}

/// Reads what he sends; the room that it takes is his until it is dropped.
pub(super) async fn read(
    doors: &Doors,
    asking: &Asking,
    body: Body,
) -> Result<Held, Box<Response>> {
    let arriving = Arriving {
        body,
        packed: false,
        payer: asking.payer,
        signed_in: true,
    };
    let held = doors.bodies.read(arriving).await;
    let held = held.map_err(|Refused(status, message)| {
        Box::new(refused(status, "BAD_INPUT", &message, asking.lang))
    })?;
    let cost = entrance(held.bytes.len());
    if let Err(spent) = doors.budgets.charge(asking.payer, cost, DEED).await {
        return Err(Box::new(
            Answer::over_budget(spent, asking.lang).into_response(Media::Json),
        ));
    }
    Ok(held)
}

pub(super) fn settle<T>(
    done: Result<T, Failure<ImportErrorCode>>,
    lang: Lang,
) -> Result<T, Box<Response>> {
    done.map_err(|failure| {
        Box::new(match failure {
            Failure::Problem(why) => problem(why, lang),
            Failure::Refused(refusals) => {
                let errors: Vec<Value> = refusals
                    .iter()
                    .map(|refusal| {
                        let message = refusal.message.in_lang(lang);
                        json!({ "code": refusal.code.as_str(), "field": refusal.field, "message": message })
                    })
                    .collect();
                respond(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "errors": errors }))
            }
        })
    })
}

pub(super) fn problem(why: Problem, lang: Lang) -> Response {
    let (status, code, message) = match why {
        Problem::Unauthenticated => (
            StatusCode::UNAUTHORIZED,
            TopLevelCode::Unauthenticated,
            Message::new("请先登录。", "Sign in first."),
        ),
        Problem::Forbidden => (
            StatusCode::FORBIDDEN,
            TopLevelCode::Forbidden,
            Message::new("您无权进行此操作。", "You may not do this."),
        ),
        Problem::BadInput { message, .. } => {
            (StatusCode::BAD_REQUEST, TopLevelCode::BadInput, message)
        }
        Problem::Fault(fault) => {
            let id = Clock::System.new_uuid();
            tracing::error!(error_id = %id, fault = fault.for_log(), "internal fault");
            let message = Message::new(
                format!("系统出错，请向管理员报告编号 {id}。"),
                format!("An error on our side; please quote {id}."),
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                TopLevelCode::Internal,
                message,
            )
        }
    };
    refused(status, code.as_str(), &message, lang)
}

pub(super) fn bad(lang: Lang, zh: &str, en: &str) -> Response {
    refused(
        StatusCode::BAD_REQUEST,
        "BAD_INPUT",
        &Message::new(zh, en),
        lang,
    )
}

fn refused(status: StatusCode, code: &str, message: &Message, lang: Lang) -> Response {
    let error = json!({ "code": code, "field": null, "message": message.in_lang(lang) });
    respond(status, &json!({ "errors": [error] }))
}

pub(super) fn answer(done: Result<Value, Box<Response>>) -> Response {
    match done {
        Ok(body) => respond(StatusCode::OK, &body),
        Err(refused) => *refused,
    }
}

fn respond(status: StatusCode, body: &Value) -> Response {
    sent(
        status,
        "application/json; charset=utf-8",
        body.to_string().into_bytes(),
    )
}

/// A workbook.
pub(super) fn workbook(bytes: Vec<u8>) -> Response {
    sent(StatusCode::OK, WORKBOOK, bytes)
}

fn sent(status: StatusCode, media: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
