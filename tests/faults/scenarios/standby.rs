//! Callers who allow a lag are answered by a standby that follows, stands still, ends and comes back. What each was told is
//! held against what the program had acknowledged before he asked. Deliberately absent: the primary's own end (failovers).

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Length, Scene, folder};
use crate::api::{Api, DISTRICT};
use crate::cluster::Cluster;

const POST: &str = "mutation($events: [EventInput!]!) { eventsPost(input: {events: $events}) { sequence errors { code } \
                    verdicts { status } } }";

/// What a caller allows.
#[derive(Clone, Copy, Debug)]
struct Asks {
    lag: u64,
    /// Whether he names the number of his own write.
    at_least: bool,
}

/// What came of it.
#[derive(Debug, Default)]
struct Counted {
    by_standby: usize,
    by_primary: usize,
    failed: usize,
    /// Answers that did not hold the caller's own write.
    stale: usize,
    /// Answers without what had been acknowledged longer ago than the caller allowed.
    too_old: usize,
    slowest: Duration,
}

/// What was acknowledged, and when.
type Known = Arc<Mutex<Vec<(Instant, i64)>>>;

fn number(value: &Value) -> i64 {
    let read = value.as_i64();
    read.unwrap_or_else(|| value.as_str().unwrap_or("0").parse().unwrap_or(0))
}

/// Posts one event; the journal's number.
#[expect(
    clippy::disallowed_methods,
    reason = "a clerk's phone makes its ids by its own clock"
)]
async fn write(api: &Api, host: &str, known: &Known) -> Result<i64, String> {
    let id = Uuid::now_v7();
    let event = json!({
        "id": id, "hostId": host, "kind": "LECTURE", "title": format!("示例 {}", id.simple()),
        "narrative": "示例活动记录", "occurredOn": { "from": format!("2022-{:02}-{:02}", id.as_u128() % 12 + 1, id.as_u128() / 12 % 28 + 1) },
    });
    let answer = api.ask(POST, &json!({ "events": [event] })).await?;
    let posted = &answer["data"]["eventsPost"];
    if posted["verdicts"][0]["status"] != "ACCEPTED" {
        return Err(answer.to_string());
    }
    let number = number(&posted["sequence"]);
    known.lock().unwrap().push((Instant::now(), number));
    Ok(number)
}

/// One reading of where the journal ends; which database answered, and its number.
async fn read(api: &Api, asks: Asks, own: i64) -> Result<(String, i64), String> {
    let query = format!(
        "{{ district(code: \"{DISTRICT}\") {{ journal(last: 1) {{ nodes {{ sequence }} }} }} }}"
    );
    let mut headers = vec![("workrooms-max-lag", asks.lag.to_string())];
    if asks.at_least {
        headers.push(("workrooms-at-least", format!("{DISTRICT}={own}")));
    }
    let (answer, by) = api.ask_with(&query, &json!({}), &headers).await?;
    Ok((
        by,
        number(&answer["data"]["district"]["journal"]["nodes"][0]["sequence"]),
    ))
}

/// Reads, and holds the answer against what was known before.
async fn count(api: &Api, asks: Asks, own: i64, known: &Known, counted: &Mutex<Counted>) {
    let begun = Instant::now();
    let due = {
        let known = known.lock().unwrap();
        let old = known
            .iter()
            .filter(|(at, _)| begun.duration_since(*at) > Duration::from_secs(asks.lag));
        old.map(|(_, number)| *number).max().unwrap_or(0)
    };
    let answered = read(api, asks, own).await;
    let mut counted = counted.lock().unwrap();
    counted.slowest = counted.slowest.max(begun.elapsed());
    match answered {
        Err(why) => {
            println!("failed: {why}");
            counted.failed += 1;
        }
        Ok((by, number)) => {
            match by.as_str() {
                "standby" => counted.by_standby += 1,
                "primary" => counted.by_primary += 1,
                _ => counted.failed += 1,
            }
            counted.stale += usize::from(number < own);
            counted.too_old += usize::from(number < due);
        }
    }
}

/// Four callers who write and then read, so often each.
async fn writing(scene: &Scene, asks: Asks, each: usize, known: &Known) -> Counted {
    let counted = Arc::new(Mutex::new(Counted::default()));
    let mut callers = JoinSet::new();
    for host in scene.hosts.iter().take(4) {
        let (api, host) = (scene.api(), host.clone());
        let (known, counted) = (Arc::clone(known), Arc::clone(&counted));
        callers.spawn(async move {
            for _ in 0..each {
                let own = write(&api, &host, &known).await.unwrap();
                count(&api, asks, own, &known, &counted).await;
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended.unwrap();
    }
    Arc::into_inner(counted).unwrap().into_inner().unwrap()
}

/// Eight callers who read while something is done, and for a while after it.
async fn reading(
    scene: &Scene,
    asks: Asks,
    known: &Known,
    done: impl Future<Output = ()>,
) -> Counted {
    let counted = Arc::new(Mutex::new(Counted::default()));
    let stop = CancellationToken::new();
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let (api, known, counted) = (scene.api(), Arc::clone(known), Arc::clone(&counted));
        let stop = stop.clone();
        callers.spawn(async move {
            while !stop.is_cancelled() {
                count(&api, asks, 0, &known, &counted).await;
            }
        });
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    done.await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    stop.cancel();
    while let Some(ended) = callers.join_next().await {
        ended.unwrap();
    }
    Arc::into_inner(counted).unwrap().into_inner().unwrap()
}

/// Waits until the standby answers.
async fn by_standby(api: &Api, asks: Asks) {
    let begun = Instant::now();
    while read(api, asks, 0).await.unwrap().0 != "standby" {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "not read from in a minute"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What must not be answered by the standby though the caller allows any lag; what was amiss.
async fn never(scene: &Scene, asks: Asks) -> Vec<String> {
    let api = scene.api();
    let mut amiss = Vec::new();
    let lag = [("workrooms-max-lag", asks.lag.to_string())];
    let full = format!(
        "{{ district(code: \"{DISTRICT}\") {{ events(first: 1) {{ nodes {{ narrative(full: true, purpose: \"核对记录\") }} }} }} }}"
    );
    match api.ask_with(&full, &json!({}), &lag).await {
        Ok((answer, by)) if by == "primary" && answer.to_string().contains("示例活动记录") => {
        }
        other => amiss.push(format!("read in full: {other:?}")),
    }
    let words = [
        "token",
        "issue",
        "--role",
        "office",
        "--district",
        DISTRICT,
        "--open-queries",
        "--json",
    ];
    let issued: Value =
        serde_json::from_str(&scene.program.place.run(&words).await.unwrap()).unwrap();
    let guest = scene.program.api(issued["token"].as_str().unwrap());
    // The standby stands still and has never heard of him; that he is there is seen on the primary.
    match read(&guest, asks, 0).await {
        Ok((by, _)) if by == "standby" => {}
        other => amiss.push(format!("a new token: {other:?}")),
    }
    let words = [
        "token",
        "revoke",
        "--district",
        DISTRICT,
        issued["id"].as_str().unwrap(),
    ];
    scene.program.place.run(&words).await.unwrap();
    match read(&guest, asks, 0).await {
        Err(why) if why.contains("UNAUTHENTICATED") => {}
        other => amiss.push(format!("a revoked token: {other:?}")),
    }
    // An error that only the standby would have to tell is not told.
    let newest = read(&api, Asks { lag: 0, ..asks }, 0).await.unwrap().1;
    let figure = format!(
        "{{ district(code: \"{DISTRICT}\") {{ figures(metrics: [EVENTS], period: {{year: 2022}}, asOf: {newest}) {{ value }} }} }}"
    );
    match api.ask_with(&figure, &json!({}), &lag).await {
        Ok((_, by)) if by == "primary" => {}
        other => amiss.push(format!(
            "a number that the standby has not come to: {other:?}"
        )),
    }
    amiss
}

/// A standby that follows, stands still, ends, and comes back.
pub async fn run(length: Length) -> bool {
    let each = length.of(5, 500);
    let folder = folder();
    let primary = Cluster::new(folder.path()).await;
    let standby = primary.standby(folder.path(), "reads").await;
    let url = primary.url(primary.port);
    let settings = vec![("WORKROOMS_STANDBY_URL", standby.url(standby.port))];
    let scene = Scene::told(folder, url, Some(primary), settings).await;
    let known = Known::default();
    let any = Asks {
        lag: 3600,
        at_least: false,
    };
    by_standby(&scene.api(), any).await;
    let checked = scene.program.place.run(&["config", "check"]).await;

    let follows = writing(
        &scene,
        Asks {
            at_least: true,
            ..any
        },
        each,
        &known,
    )
    .await;
    let mut near = reading(&scene, Asks { lag: 30, ..any }, &known, async {}).await;
    println!("it follows: {follows:?}, {near:?}");
    near.failed += follows.failed + usize::from(checked.is_err());

    standby.sql("SELECT pg_wal_replay_pause()").await;
    while standby.sql("SELECT pg_get_wal_replay_pause_state()").await != "paused" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let own = writing(
        &scene,
        Asks {
            at_least: true,
            ..any
        },
        each,
        &known,
    )
    .await;
    let tooth = writing(&scene, any, each, &known).await;
    let amiss = never(&scene, any).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let old = writing(&scene, Asks { lag: 1, ..any }, each, &known).await;
    println!(
        "it stands still: {own:?}; without At-Least {tooth:?}; at most a second old {old:?}; amiss: {amiss:?}"
    );

    standby.sql("SELECT pg_wal_replay_resume()").await;
    by_standby(&scene.api(), Asks { lag: 5, ..any }).await;
    let ends = reading(&scene, Asks { lag: 30, ..any }, &known, standby.crash()).await;
    let gone = reading(&scene, Asks { lag: 30, ..any }, &known, async {}).await;
    standby.start().await;
    by_standby(&scene.api(), Asks { lag: 5, ..any }).await;
    println!("it ends: {ends:?}; it is gone: {gone:?}; it is read from again");

    let all = [&follows, &near, &own, &tooth, &old, &ends, &gone];
    let fine = all.iter().all(|counted| counted.failed == 0 && counted.too_old == 0)
        && follows.stale + own.stale == 0
        && near.by_standby > near.by_primary
        && (own.by_standby, tooth.by_primary, old.by_standby) == (0, 0, 0)
        // The bench can see a stale answer: with nothing said of a number each of these is one.
        && tooth.stale == 4 * each
        && ends.by_standby > 0
        && gone.by_standby == 0;
    standby.crash().await;
    scene.close().await;
    fine && amiss.is_empty()
}
