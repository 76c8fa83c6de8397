//! `GET /exports/{ticket}`: the file that was ordered, for who shows the ticket, made now and for whom the ticket was given,
//! if his right still stands. A browser follows the link as it is; who shows a token beside it must be the same caller. The
//! file is made whole before a byte of it leaves, so that no slow reader holds a connection to the database, and few are made
//! at once. Deliberately absent: any trace of a ticket in the log, and why one is not good.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::Doors;
use super::answers::Answer;
use super::budget::{BAD_TOKEN, Payer};
use super::callers::signed_in;
use super::media::language;
use super::run::Caller;
use crate::access::NotSignedIn;
use crate::exports::making::{Made, make};
use crate::exports::order::Order;
use crate::exports::refusals::ExportErrorCode;
use crate::exports::ticket;
use crate::kernel::actor::Actor;
use crate::kernel::error::{Failure, Lang, Message, Problem, Refusal, TopLevelCode};

/// What a file costs who fetches it.
const DEED: u64 = 5_000;

/// Files that are made at once; each is held whole.
pub const AT_ONCE: usize = 4;

/// What a name of a file is written with in a header, by RFC 8187.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// `GET /exports/{ticket}`.
pub async fn fetch(
    State(doors): State<Doors>,
    Path(ticket): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let lang = language(&head.headers);
    match fetched(&doors, &head, &ticket, lang).await {
        Ok(made) => file(made),
        Err(answer) => answer.into_json(),
    }
}

async fn fetched(doors: &Doors, head: &Parts, text: &str, lang: Lang) -> Result<Made, Answer> {
    let app = &doors.app;
    let Some(ticket) = ticket::read(&app.vault, &app.clock, text) else {
        return Err(not_good(doors, head, lang).await);
    };
    let again = doors
        .gate
        .admit_again(&app.db, &app.clock, &ticket.right, doors.from(head));
    let actor = match again.await {
        Ok(actor) => actor,
        Err(NotSignedIn::Fault(fault)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Err(Answer::fault(fault.for_log(), status, lang));
        }
        Err(_) => return Err(not_good(doors, head, lang).await),
    };
    if head.headers.contains_key(header::AUTHORIZATION) {
        let shown = signed_in(doors, head, lang, false).await?;
        if shown.actor.is_none_or(|shown| shown.id != actor.id) {
            return Err(not_good(doors, head, lang).await);
        }
    }
    let caller = caller(doors, head, actor, lang);
    if let Err(spent) = doors.budgets.charge(caller.payer(), DEED, 0).await {
        return Err(Answer::over_budget(spent, lang));
    }
    made(doors, &caller, &ticket.order).await
}

async fn made(doors: &Doors, caller: &Caller, order: &Order) -> Result<Made, Answer> {
    let lang = caller.lang;
    let _places = doors.places(caller).await.map_err(|answer| *answer)?;
    let Ok(_turn) = doors.exports.try_acquire() else {
        return Err(Answer::busy(lang));
    };
    let request = doors.app.request(caller.actor.clone(), lang);
    // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
    let making = Box::pin(make(&request, order));
    let done = doors.guarded(making, doors.time(), false, lang).await;
    request.db.close().await;
    done.map_err(|answer| *answer)?
        .map_err(|failure| refused(failure, lang))
}

/// A caller as the places of operations know him.
fn caller(doors: &Doors, head: &Parts, actor: Actor, lang: Lang) -> Caller {
    Caller {
        actor: Some(actor),
        session: None,
        open_queries: false,
        grant: None,
        shown: None,
        address: doors.address_of(head),
        lang,
        may_mutate: false,
        may_subscribe: false,
    }
}

/// The answer to a ticket that is not good, whatever is wrong with it; it costs the address that sends it.
async fn not_good(doors: &Doors, head: &Parts, lang: Lang) -> Answer {
    let payer = Payer::BadTokens(doors.address_of(head));
    if let Err(spent) = doors.budgets.charge(payer, BAD_TOKEN, 0).await {
        return Answer::over_budget(spent, lang);
    }
    let message = Message::new(
        "下载链接无效、已过期或权限已收回，请重新导出。",
        "The link is not valid, too old, or the right was withdrawn; export again.",
    );
    let (status, code) = (StatusCode::UNAUTHORIZED, TopLevelCode::Unauthenticated);
    Answer::refusal(status, code, &message, lang)
}

fn refused(failure: Failure<ExportErrorCode>, lang: Lang) -> Answer {
    match failure {
        Failure::Problem(problem) => Answer::problem(problem, lang),
        Failure::Refused(refusals) => {
            let error = |refusal: &Refusal<ExportErrorCode>| {
                let message = refusal.message.in_lang(lang);
                json!({ "message": message, "extensions": { "code": refusal.code.as_str() } })
            };
            let errors = refusals.iter().map(error).collect();
            Answer::refused(StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
    }
}

/// The file, under its Chinese name where the program knows such names, else under a plain one.
fn file(made: Made) -> Response {
    let disposition = format!(
        "attachment; filename=\"{}\"; filename*=UTF-8''{}",
        made.plain_name,
        utf8_percent_encode(&made.name, PLAIN)
    );
    let Ok(disposition) = HeaderValue::from_str(&disposition) else {
        let fault = Problem::Fault(crate::kernel::error::Fault::new("a file without a name"));
        return Answer::problem(fault, Lang::Zh).into_json();
    };
    let mut response = Response::new(Body::from(made.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(made.media));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    response
}
