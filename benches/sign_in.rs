//! How long an honest sign-in takes alone, and beside a flood of wrong ones from ever new addresses, at the default cost of
//! a hash: `cargo bench --bench sign_in`. Prints both medians, their ratio, and how many wrong ones were looked at
//! meanwhile. Deliberately absent: a limit; the machine decides.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench says what it measured, and stops where it cannot"
)]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use clap::Parser;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use workrooms::access::Desk;
use workrooms::access::local::operator;
use workrooms::app::{App, open_vault};
use workrooms::config::Config;
use workrooms::http::connections::Peer;
use workrooms::http::{Doors, router};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::db;

/// Wrong sign-ins under way at once.
const FLOOD: usize = 200;
/// Honest sign-ins that are measured.
const HONEST: usize = 21;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

async fn sign_in(routes: &Router, from: IpAddr, name: &str, password: &str) -> String {
    let query = format!(
        "mutation {{ signIn(input: {{name: \"{name}\", password: \"{password}\"}}) {{ token errors {{ code }} }} }}"
    );
    let request = Request::post("/graphql").header("content-type", "application/json");
    let mut request = request
        .body(Body::from(json!({ "query": query }).to_string()))
        .unwrap();
    request.extensions_mut().insert(Peer((from, 1).into()));
    let answer = routes.clone().oneshot(request).await.unwrap();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let read: Value = serde_json::from_slice(&bytes).unwrap();
    let code = &read["data"]["signIn"]["errors"][0]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

/// The median of the honest sign-ins; who is told to come again does so after a moment.
async fn honest(routes: &Router, password: &str) -> Duration {
    let office = IpAddr::from(Ipv4Addr::new(10, 2, 0, 7));
    let mut times = Vec::new();
    while times.len() < HONEST {
        let begun = Instant::now();
        while sign_in(routes, office, "admin", password).await == "BUSY" {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[HONEST / 2]
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/bench.db", folder.path().display());
    let line = Line::parse_from([
        "workrooms",
        "--database-url",
        &url,
        "--unsigned-budget-per-minute",
        "0",
        "--open-queries",
        "everyone",
    ]);
    let config = line.config;
    let limits = db::Limits::default();
    let pool = db::connect(&url, &limits).await.unwrap();
    db::migrate(&pool).await.unwrap();
    let vault = open_vault(&pool, &config.database, &config.keys)
        .await
        .unwrap();
    let desk = Desk::new(config.sign_in.settings()).unwrap();
    let view = operator::request(&pool, &Clock::System, &vault);
    let person = ("admin".to_owned(), "admin".to_owned());
    let password = operator::open_administrator(&view, &desk, person)
        .await
        .unwrap();
    let app = App::new(pool, Clock::System, vault, config);
    let doors = Doors::new(Arc::new(app)).unwrap();
    let routes = router(doors.clone());

    let alone = honest(&routes, &password).await;
    let (stop, next) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let looked_at = Arc::new(AtomicU32::new(0));
    let flood: Vec<_> = (0..FLOOD)
        .map(|_| {
            let (routes, stop) = (routes.clone(), Arc::clone(&stop));
            let (next, looked_at) = (Arc::clone(&next), Arc::clone(&looked_at));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let from = IpAddr::from(Ipv4Addr::from_bits(0x0b00_0000 + n));
                    let told =
                        sign_in(&routes, from, &format!("name-{n}"), "a-wrong-password").await;
                    looked_at.fetch_add(u32::from(told == "WRONG_CREDENTIALS"), Ordering::Relaxed);
                }
            })
        })
        .collect();
    let beside = honest(&routes, &password).await;
    stop.store(true, Ordering::Relaxed);
    for task in flood {
        task.await.unwrap();
    }
    println!(
        "honest sign-in: {} ms alone, {} ms beside {FLOOD} wrong ones at once, ratio {:.1}; \
         {} wrong ones looked at of {}; at most {} hashes at once",
        alone.as_millis(),
        beside.as_millis(),
        beside.as_secs_f64() / alone.as_secs_f64(),
        looked_at.load(Ordering::Relaxed),
        next.load(Ordering::Relaxed),
        doors.gate.desk.hasher.most_at_once(),
    );
}
