//! Clerks who post batches one after another, and send the same batch with the same ids until they are told that it is
//! there. Deliberately absent: giving up.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::Digest;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::api::{Api, DISTRICT};
use super::book::{Book, Sent};
use super::outbox::{Heard, Outbox};

const POST: &str = "mutation($events: [EventInput!]!) { eventsPost(input: {events: $events}) { sequence errors { code } \
                    verdicts { id status errors { code } } } }";
/// Kinds of which each counts one good deed or session and no two of a day resemble each other by their titles.
const KINDS: [&str; 4] = ["GOOD_DEED", "LECTURE", "READING", "VISIT"];

/// Who writes, where to, and in what portions.
#[derive(Clone)]
pub struct Clerks {
    pub api: Api,
    pub hosts: Vec<String>,
    pub book: Arc<Book>,
    /// Events of a call at most.
    pub portion: usize,
    pub stop: CancellationToken,
}

impl Clerks {
    /// So many of them, each at his own pace.
    pub fn start(&self, writers: usize) -> JoinSet<()> {
        let mut all = JoinSet::new();
        for writer in 0..writers {
            let clerk = self.clone();
            all.spawn(async move { clerk.write(writer).await });
        }
        all
    }

    /// So many of them, each with a queue on disk of so many events and no more. When `dies` is told, every phone dies with
    /// all that it has in mind, whatever it is doing, and its clerk opens the queue again.
    pub fn start_with(
        &self,
        folder: &Path,
        (writers, each): (usize, usize),
        dies: &Arc<Notify>,
    ) -> JoinSet<()> {
        let mut all = JoinSet::new();
        for writer in 0..writers {
            let (clerk, dies) = (self.clone(), Arc::clone(dies));
            let path = folder.join(format!("outbox-{writer}"));
            all.spawn(async move {
                let mut saved = HashMap::new();
                let mut outbox = Outbox::open(&path).unwrap();
                for n in 0..each {
                    let (id, sent) = clerk.event(writer, 0, n);
                    clerk.book.sends(&[(id, sent.clone())]);
                    outbox.save(clerk.input(&id, &sent)).unwrap();
                    saved.insert(id, sent);
                }
                drop(outbox);
                loop {
                    let mut outbox = Outbox::open(&path).unwrap();
                    let tell = |heard: Result<&[Heard], &str>| clerk.hears(writer, &saved, heard);
                    tokio::select! {
                        delivered = outbox.deliver(&clerk.api, clerk.portion, tell) => {
                            delivered.unwrap();
                            return;
                        }
                        () = dies.notified() => {}
                    }
                }
            });
        }
        all
    }

    fn hears(&self, writer: usize, saved: &HashMap<Uuid, Sent>, heard: Result<&[Heard], &str>) {
        let heard = match heard {
            Ok(heard) => heard,
            Err(why) => return self.book.sends_again(why),
        };
        let mut there = Vec::new();
        for (id, verdict) in heard {
            match verdict.as_str() {
                "ACCEPTED" | "DUPLICATE" => there.push((*id, saved[id].clone())),
                _ => self
                    .book
                    .is_amiss(format!("writer {writer}: {id} {verdict}")),
            }
        }
        self.book.was_told(&there);
    }

    async fn write(&self, writer: usize) {
        let mut call = 0;
        while !self.stop.is_cancelled() {
            let count = 1 + (writer * 7 + call * 3) % self.portion;
            let events: Vec<_> = (0..count).map(|n| self.event(writer, call, n)).collect();
            if !self.sent(writer, &events).await {
                return;
            }
            call += 1;
        }
    }

    /// Writes down, sends, and writes down what it was told; false when told to stop first.
    async fn sent(&self, writer: usize, events: &[(Uuid, Sent)]) -> bool {
        self.book.sends(events);
        let there = self.post(writer, events).await;
        if there {
            self.book.was_told(events);
        }
        there
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a clerk's phone makes its ids by its own clock"
    )]
    fn event(&self, writer: usize, call: usize, n: usize) -> (Uuid, Sent) {
        let id = Uuid::now_v7();
        let sent = Sent {
            title: format!("示例 {}", hex::encode(sha2::Sha256::digest(id.as_bytes()))),
            writer,
            call: call * self.portion + n,
            acknowledged: false,
        };
        (id, sent)
    }

    fn input(&self, id: &Uuid, sent: &Sent) -> Value {
        let host = &self.hosts[sent.writer % self.hosts.len()];
        // Spread over the year and the kinds, so that none is held because it resembles another.
        let n = id.as_u128();
        let day = format!("2022-{:02}-{:02}", n % 12 + 1, n / 12 % 28 + 1);
        let kind = KINDS[usize::try_from(n / 400 % 4).unwrap()];
        json!({ "id": id, "hostId": host, "kind": kind, "title": sent.title, "occurredOn": { "from": day } })
    }

    /// Sends until it is there; false when told to stop first.
    async fn post(&self, writer: usize, events: &[(Uuid, Sent)]) -> bool {
        let inputs: Vec<_> = events
            .iter()
            .map(|(id, sent)| self.input(id, sent))
            .collect();
        let variables = json!({ "events": inputs });
        while !self.stop.is_cancelled() {
            let asked = self.api.ask(POST, &variables).await;
            let verdicts = asked
                .as_ref()
                .map(|answer| &answer["data"]["eventsPost"]["verdicts"]);
            match verdicts.map(Value::as_array) {
                Ok(Some(verdicts)) if verdicts.len() == events.len() => {
                    let other = |verdict: &&Value| {
                        let status = verdict["status"].as_str().unwrap_or_default();
                        !["ACCEPTED", "DUPLICATE"].contains(&status)
                    };
                    if let Some(verdict) = verdicts.iter().find(other) {
                        self.book.is_amiss(format!("writer {writer}: {verdict}"));
                        return false;
                    }
                    return true;
                }
                Ok(_) => self.book.sends_again("an answer without verdicts"),
                Err(why) => self.book.sends_again(why),
            }
            // A phone tries again after a moment; whoever restarts the program takes longer.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }
}

/// Ids for places that are made.
pub fn township(n: usize) -> String {
    format!("{DISTRICT}{n:03}")
}
