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
use crate::http::media::language;
use crate::http::request::Refused;
use crate::kernel::error::{Failure, Lang, Message, Problem, Refusal, TopLevelCode};
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
        .map_err(|answer| Box::new(answer.into_json()))?;
    let payer = caller.payer();
    let Some(actor) = caller.actor else {
        return Err(Box::new(problem(Problem::Unauthenticated, lang)));
    };
    if let Err(spent) = doors.budgets.charge(payer, DEED, 0).await {
        return Err(Box::new(Answer::over_budget(spent, lang).into_json()));
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
    let held =
        held.map_err(|Refused(status, message)| Box::new(refused(status, &message, asking.lang)))?;
    let cost = entrance(held.bytes.len());
    if let Err(spent) = doors.budgets.charge(asking.payer, cost, DEED).await {
        return Err(Box::new(
            Answer::over_budget(spent, asking.lang).into_json(),
        ));
    }
    Ok(held)
}

/// What was done, or the answer that says why it was not.
pub(super) fn settle<T>(
    done: Result<T, impl Into<Failure<ImportErrorCode>>>,
    lang: Lang,
) -> Result<T, Box<Response>> {
    done.map_err(|failure| {
        Box::new(match failure.into() {
            Failure::Problem(why) => problem(why, lang),
            Failure::Refused(refusals) => {
                let error = |refusal: &Refusal<ImportErrorCode>| {
                    let message = refusal.message.in_lang(lang);
                    json!({ "message": message, "extensions": { "code": refusal.code.as_str() } })
                };
                let errors = refusals.iter().map(error).collect();
                Answer::refused(StatusCode::UNPROCESSABLE_ENTITY, errors).into_json()
            }
        })
    })
}

pub(super) fn problem(why: Problem, lang: Lang) -> Response {
    Answer::problem(why, lang).into_json()
}

pub(super) fn bad(lang: Lang, zh: &str, en: &str) -> Response {
    refused(StatusCode::BAD_REQUEST, &Message::new(zh, en), lang)
}

fn refused(status: StatusCode, message: &Message, lang: Lang) -> Response {
    Answer::refusal(status, TopLevelCode::BadInput, message, lang).into_json()
}

pub(super) fn answer(done: Result<Value, Box<Response>>) -> Response {
    match done {
        Ok(body) => sent(
            "application/json; charset=utf-8",
            body.to_string().into_bytes(),
        ),
        Err(refused) => *refused,
    }
}

/// A workbook.
pub(super) fn workbook(bytes: Vec<u8>) -> Response {
    sent(WORKBOOK, bytes)
}

fn sent(media: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
