//! Two programs over one PostgreSQL are sent the same ids at the same moment, with the same content and with another. One of
//! each pair is accepted, the other is told that it is there already, and one event is stored. Deliberately absent: two
//! posts to one program; the stories tell.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Base, Length, Scene};
use crate::api::Api;
use crate::book::Sent;
use crate::free_port;

/// Writers at once.
const WRITERS: usize = 16;

const POST: &str = "mutation($events: [EventInput!]!) { eventsPost(input: {events: $events}) { errors { code } \
                    verdicts { status errors { code } } } }";

/// What one of two programs says to one event; an error where it gives no verdict.
async fn post(api: &Api, event: Value) -> String {
    match api.ask(POST, &json!({ "events": [event] })).await {
        Ok(answer) => {
            let verdict = &answer["data"]["eventsPost"]["verdicts"][0]["status"];
            verdict
                .as_str()
                .map_or_else(|| answer.to_string(), str::to_owned)
        }
        Err(_) => "an error".to_owned(),
    }
}

/// Pairs of posts, one to each program.
#[expect(
    clippy::disallowed_methods,
    reason = "a clerk's phone makes its ids by its own clock"
)]
pub async fn run(length: Length, with_keys: bool) -> bool {
    let rounds = length.of(1, 200);
    let mut scene = Scene::new(Base::Postgres).await;
    if !with_keys {
        let cluster = scene.cluster.as_ref().unwrap();
        for table in ["event", "event_version"] {
            cluster.drop_key(table).await;
        }
    }
    let mut other = scene.program.place.serve(free_port()).await;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let programs = [scene.api(), other.api(&scene.token)];
        let (host, book) = (
            scene.hosts[writer % scene.hosts.len()].clone(),
            scene.book.clone(),
        );
        writers.spawn(async move {
            let mut came = Vec::new();
            for call in 0..rounds * 2 {
                let alike = call % 2 == 0;
                let id = Uuid::now_v7();
                let titles = [0, 1].map(|n| {
                    let end = if alike { 0 } else { n };
                    format!("示例 {} {end}", hex::encode(id.as_bytes()))
                });
                let day = format!("2022-{:02}-{:02}", id.as_u128() % 12 + 1, id.as_u128() / 12 % 28 + 1);
                let event = |title: &str| {
                    json!({ "id": id, "hostId": host, "kind": "LECTURE", "title": title, "occurredOn": { "from": day } })
                };
                let said = tokio::join!(
                    post(&programs[0], event(&titles[0])),
                    post(&programs[1], event(&titles[1])),
                );
                let accepted = if said.1 == "ACCEPTED" { 1 } else { 0 };
                let sent = Sent { title: titles[accepted].clone(), writer, call, acknowledged: false };
                book.sends(&[(id, sent.clone())]);
                if [&said.0, &said.1].into_iter().any(|said| said == "ACCEPTED") {
                    book.was_told(&[(id, sent)]);
                }
                let mut pair = [said.0, said.1];
                pair.sort();
                came.push((alike, pair));
            }
            came
        });
    }
    let mut pairs = BTreeMap::<_, usize>::new();
    while let Some(came) = writers.join_next().await {
        for pair in came.unwrap() {
            *pairs.entry(pair).or_default() += 1;
        }
    }
    println!("{pairs:?}");
    let pair = |second: &str| ["ACCEPTED".to_owned(), second.to_owned()];
    let due = BTreeMap::from([
        ((true, pair("DUPLICATE")), WRITERS * rounds),
        ((false, pair("CONFLICT")), WRITERS * rounds),
    ]);
    other.end().await;
    let verdict = scene.verdict().await;
    scene.close().await;
    verdict.is_clean() && pairs == due && verdict.present == 2 * WRITERS * rounds
}
