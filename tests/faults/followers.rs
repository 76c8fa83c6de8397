//! Readers who follow the district by server-sent events, each with the last number that he has, and ask anew after it
//! whenever their stream ends. Deliberately absent: a websocket; published clients speak it in `tests/clients`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::api::{Api, DISTRICT};

/// What one of them was told.
#[derive(Debug, Default)]
pub struct Told {
    pub last: u64,
    /// Numbers that were left out.
    pub missed: u64,
    /// Numbers that came a second time.
    pub doubled: u64,
    /// How often he asked anew.
    pub resumed: usize,
    /// From the instant of an entry to its arrival, where it came live.
    pub delays: Vec<Duration>,
}

/// Those who follow.
pub struct Followers {
    all: JoinSet<Told>,
    target: watch::Sender<u64>,
}

impl Followers {
    pub fn start(api: &Api, count: usize) -> Self {
        let (target, told) = watch::channel(0);
        let mut all = JoinSet::new();
        for _ in 0..count {
            all.spawn(follow(api.clone(), told.clone()));
        }
        Self { all, target }
    }

    /// Waits until all of them have come to a number; what each was told.
    pub async fn reach(mut self, number: u64) -> Vec<Told> {
        self.target.send_replace(number);
        let mut told = Vec::new();
        while let Some(one) = self.all.join_next().await {
            told.push(one.unwrap());
        }
        told
    }
}

async fn follow(api: Api, target: watch::Receiver<u64>) -> Told {
    let mut told = Told::default();
    let mut named = target.clone();
    loop {
        let reading = read(&api, &mut told, &target);
        tokio::select! {
            () = reading => {}
            // Who has everything need not wait for more.
            _ = named.changed() => {}
        }
        let due = *target.borrow();
        if due > 0 && told.last >= due {
            return told;
        }
        told.resumed += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Reads one stream to its end.
async fn read(api: &Api, told: &mut Told, target: &watch::Receiver<u64>) {
    let query = format!(
        "subscription($after: Long!) {{ districtChanges(districtCode: \"{DISTRICT}\", after: $after) {{ sequence at }} }}"
    );
    let body = json!({ "query": query, "variables": { "after": told.last } }).to_string();
    let sent = api
        .client
        .post(format!("{}/graphql", api.address))
        .bearer_auth(&api.token)
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .body(body)
        .send();
    let Ok(mut stream) = sent.await else { return };
    let mut unread = Vec::new();
    while let Ok(Some(part)) = stream.chunk().await {
        unread.extend_from_slice(&part);
        while let Some(end) = unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = unread.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let Some(data) = line.strip_prefix("data: ") else {
                continue;
            };
            let Ok(item) = serde_json::from_str::<Value>(data) else {
                continue;
            };
            let change = &item["data"]["districtChanges"];
            let number = change["sequence"]
                .as_u64()
                .or_else(|| change["sequence"].as_str()?.parse().ok());
            if let Some(number) = number {
                hear(told, number, &change["at"]);
            }
            let due = *target.borrow();
            if due > 0 && told.last >= due {
                return;
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a reader's own clock, on the same machine"
)]
fn hear(told: &mut Told, number: u64, at: &Value) {
    match number.checked_sub(told.last + 1) {
        Some(left_out) => told.missed += left_out,
        None => told.doubled += 1,
    }
    told.last = told.last.max(number);
    if let Some(at) = at.as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok()) {
        let delay = (Utc::now() - at).to_std().unwrap_or_default();
        told.delays.push(delay);
    }
}
