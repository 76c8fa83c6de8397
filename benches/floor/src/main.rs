//! The floor of the benchmark: the answers of the program's documents by the best SQL that we know, without GraphQL, callers,
//! permission and limits. One route for each document, which reads the same `variables` and answers the same `data`.
//! Deliberately absent: everything that makes the program worth having. It is never shipped, and reads and writes a database
//! that the program has migrated and filled.

mod answers;
mod postgres;
mod posting;
mod sqlite;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::post};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong, for who runs the benchmark.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What a document is asked with; each takes what it needs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Variables {
    id: String,
    code: String,
    year: i32,
    input: posting::Input,
}

#[derive(Debug, Deserialize)]
struct Asked {
    variables: Variables,
}

enum Database {
    Postgres(postgres::Postgres),
    Sqlite(sqlite::Sqlite),
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(serve()).expect("the floor serves");
}

async fn serve() -> Result<()> {
    let url = std::env::var("DATABASE_URL")?;
    let listen = std::env::var("FLOOR_LISTEN")?;
    let connections = std::env::var("FLOOR_CONNECTIONS")?.parse()?;
    let database = match url.strip_prefix("sqlite://") {
        Some(path) => Database::Sqlite(sqlite::Sqlite::open(path, connections)?),
        None => Database::Postgres(postgres::Postgres::open(&url, connections)?),
    };
    let app = Router::new().route("/{operation}", post(answer)).with_state(Arc::new(database));
    let listener = tokio::net::TcpListener::bind(listen).await?;
    Ok(axum::serve(listener, app).await?)
}

async fn answer(State(database): State<Arc<Database>>, Path(operation): Path<String>, Json(asked): Json<Asked>) -> Response {
    let answered = match &*database {
        Database::Postgres(database) => database.answer(&operation, asked.variables).await,
        // Who posts waits for the others who post, and for the disk; who reads waits for nobody.
        Database::Sqlite(database) if operation == "post" => tokio::task::block_in_place(|| database.answer(&operation, asked.variables)),
        Database::Sqlite(database) => database.answer(&operation, asked.variables),
    };
    match answered {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}")).into_response(),
    }
}

/// The district and the id that an opaque id names.
pub fn decode(id: &str) -> Result<(String, Uuid)> {
    let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(id)?)?;
    let mut parts = text.split(':').skip(1);
    let (district, id) = (parts.next().ok_or("no district")?, parts.next().ok_or("no id")?);
    Ok((district.to_owned(), Uuid::try_parse(id)?))
}

/// The opaque id of a thing.
pub fn encode(of: &str, district: &str, id: Uuid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{of}:{district}:{}", id.simple()))
}

/// The day in China.
pub fn today() -> NaiveDate {
    (Utc::now() + TimeDelta::hours(8)).date_naive()
}

/// The first day of a year and the first day after it.
pub fn days_of(year: i32) -> Result<(NaiveDate, NaiveDate)> {
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).ok_or("no year");
    Ok((first(year)?, first(year + 1)?))
}
