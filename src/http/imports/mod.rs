//! Imports of spreadsheets, for who is signed in: `POST /imports/{district}?kind=posts&dryRun=true&year=2022` with the file
//! as the body, which a dry run answers with the marked workbook where `Accept` names its media type; `GET
//! /imports/{district}` for the newest batches; `POST /imports/{district}/undo/{batch}`; the names that wait at
//! `…/questions`; headings that were taught at `…/headings/{kind}`; and the template at `…/template/{kind}`. What is refused
//! is told as GraphQL tells it. Deliberately absent: multipart, and any trace of a file in the log.

mod asking;
mod told;

use axum::extract::{Path, Query, Request, State};
use axum::http::header;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use self::asking::{WORKBOOK, answer, asking, bad, problem, read, settle, workbook};
use super::Doors;
use crate::kernel::error::{Lang, Problem};
use crate::kernel::id::{GlobalId, NodeId};
use crate::spreadsheets::deciding::{Decision, decide};
use crate::spreadsheets::headings;
use crate::spreadsheets::importing::{Run, Upload, import};
use crate::spreadsheets::marking::marked;
use crate::spreadsheets::queries::{batches, questions};
use crate::spreadsheets::rules::columns::kind_of;
use crate::spreadsheets::template::template;
use crate::spreadsheets::undoing::undo;

pub use self::told::told;

/// What a file is imported as.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    kind: Option<String>,
    #[serde(default)]
    dry_run: bool,
    year: Option<i32>,
}

/// Whom a name means.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Decided {
    name: String,
    workroom: String,
    member_id: String,
}

/// What a heading means.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Taught {
    heading: String,
    means: String,
}

/// `POST /imports/{district}`.
pub async fn post(
    State(doors): State<Doors>,
    Path(district): Path<String>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let Ok(Query(said)) = Query::<Said>::try_from_uri(&head.uri) else {
            return Err(Box::new(bad(
                asking.lang,
                "地址参数无法读取。",
                "The parameters cannot be read.",
            )));
        };
        let Some(kind) = kind_of(said.kind.as_deref().unwrap_or("posts")) else {
            return Err(Box::new(no_kind(asking.lang)));
        };
        let accepts = head.headers.get(header::ACCEPT);
        let wants_book = accepts
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains(WORKBOOK));
        let held = read(&doors, &asking, body).await?;
        let upload = Upload {
            file: held.bytes.as_slice().into(),
            kind,
            year: said.year,
            run: if said.dry_run { Run::Dry } else { Run::Commit },
        };
        let (request, district) = (&asking.request, &asking.district);
        // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
        if said.dry_run && wants_book {
            let done = Box::pin(marked(request, district, &upload, &|_| {})).await;
            request.db.close().await;
            let (_, bytes) = settle(done, asking.lang)?;
            return Err(Box::new(workbook(bytes)));
        }
        let done = Box::pin(import(request, district, &upload, &|_| {})).await;
        request.db.close().await;
        let report = settle(done, asking.lang)?;
        Ok(told(&report, district, asking.lang))
    };
    answer(done.await)
}

/// `GET /imports/{district}`.
pub async fn list(
    State(doors): State<Doors>,
    Path(district): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let found = batches(&asking.request, &asking.district).await;
        asking.request.db.close().await;
        let found = settle(found, asking.lang)?;
        let found: Vec<Value> = found
            .iter()
            .map(|batch| {
                json!({
                    "id": batch.id,
                    "kind": batch.kind,
                    "file": batch.file_digest,
                    "state": batch.state,
                    "importedAt": batch.imported_at,
                    "undoneAt": batch.undone_at,
                    "rows": batch.row_count,
                    "accepted": batch.accepted,
                    "held": batch.held,
                    "waiting": batch.waiting,
                    "refused": batch.refused,
                })
            })
            .collect();
        Ok(json!({ "batches": found }))
    };
    answer(done.await)
}

/// `POST /imports/{district}/undo/{batch}`.
pub async fn take_back(
    State(doors): State<Doors>,
    Path((district, batch)): Path<(String, Uuid)>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let done = Box::pin(undo(&asking.request, &asking.district, batch)).await;
        let withdrawn = settle(done, asking.lang)?;
        Ok(json!({ "batch": batch, "withdrawn": withdrawn }))
    };
    answer(done.await)
}

/// `GET /imports/{district}/questions`.
pub async fn waiting(
    State(doors): State<Doors>,
    Path(district): Path<String>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let found = questions(&asking.request, &asking.district).await;
        asking.request.db.close().await;
        let found = settle(found, asking.lang)?;
        let found: Vec<Value> = found
            .iter()
            .map(|question| {
                let candidates = question.candidates.iter().map(|candidate| {
                    let id = GlobalId::encode("Member", &asking.district, candidate.id.0).0;
                    json!({ "memberId": id, "name": candidate.name, "sector": candidate.sector })
                });
                json!({
                    "name": question.name,
                    "workroom": question.workroom,
                    "rows": question.rows,
                    "candidates": candidates.collect::<Vec<_>>(),
                })
            })
            .collect();
        Ok(json!({ "questions": found }))
    };
    answer(done.await)
}

/// `POST /imports/{district}/questions`.
pub async fn settle_name(
    State(doors): State<Doors>,
    Path(district): Path<String>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let body = read(&doors, &asking, body).await?;
        let decided = serde_json::from_slice::<Decided>(&body.bytes).ok();
        let member = decided.as_ref().and_then(|decided| {
            GlobalId::decode(&decided.member_id)
                .filter(|id| id.district == asking.district && id.type_name == "Member")
        });
        let (Some(decided), Some(member)) = (decided, member) else {
            let (zh, en) = (
                "须给出 name、workroom 与 memberId。",
                "Give name, workroom and memberId.",
            );
            return Err(Box::new(bad(asking.lang, zh, en)));
        };
        let decision = Decision {
            name: decided.name,
            workroom: decided.workroom,
            member: NodeId(member.id),
        };
        let done = Box::pin(decide(&asking.request, &asking.district, decision)).await;
        let released = settle(done, asking.lang)?;
        Ok(json!({ "posted": released.posted, "refused": released.refused }))
    };
    answer(done.await)
}

/// `GET /imports/{district}/headings/{kind}`.
pub async fn known(
    State(doors): State<Doors>,
    Path((district, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let Some(kind) = kind_of(&kind) else {
            return Err(Box::new(no_kind(asking.lang)));
        };
        let found = headings::list(&asking.request, &asking.district, kind).await;
        asking.request.db.close().await;
        let found = settle(found, asking.lang)?;
        let found: Vec<Value> = found
            .into_iter()
            .map(|(heading, means)| json!({ "heading": heading, "means": means }))
            .collect();
        Ok(json!({ "headings": found }))
    };
    answer(done.await)
}

/// `POST /imports/{district}/headings/{kind}`.
pub async fn teach(
    State(doors): State<Doors>,
    Path((district, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let done = async {
        let asking = asking(&doors, &head, &district).await?;
        let Some(kind) = kind_of(&kind) else {
            return Err(Box::new(no_kind(asking.lang)));
        };
        let body = read(&doors, &asking, body).await?;
        let Ok(taught) = serde_json::from_slice::<Taught>(&body.bytes) else {
            let (zh, en) = ("须给出 heading 与 means。", "Give heading and means.");
            return Err(Box::new(bad(asking.lang, zh, en)));
        };
        let said = (taught.heading.as_str(), taught.means.as_str());
        let done = headings::teach(&asking.request, &asking.district, kind, said).await;
        settle(done, asking.lang)?;
        Ok(json!({ "heading": taught.heading, "means": taught.means }))
    };
    answer(done.await)
}

fn no_kind(lang: Lang) -> Response {
    bad(lang, "没有这种记录。", "There is no such kind of record.")
}

/// `GET /imports/{district}/template/{kind}`.
pub async fn form(
    State(doors): State<Doors>,
    Path((district, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (head, _) = request.into_parts();
    let asking = match asking(&doors, &head, &district).await {
        Ok(asking) => asking,
        Err(refused) => return *refused,
    };
    let lang = asking.lang;
    let Some(kind) = kind_of(&kind) else {
        return no_kind(lang);
    };
    let pin = asking.request.pin(&asking.district).await;
    asking.request.db.close().await;
    let pin = match pin {
        Ok(Some(pin)) => pin,
        Ok(None) => return problem(Problem::Forbidden, lang),
        Err(why) => return problem(why, lang),
    };
    let workrooms = pin.chain.organization.workrooms.values();
    let mut names: Vec<String> = workrooms.map(|row| row.name.clone()).collect();
    names.sort();
    match template(kind, &names) {
        Err(fault) => problem(fault.into(), lang),
        Ok(bytes) => workbook(bytes),
    }
}
