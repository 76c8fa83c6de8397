//! The reference client for bad links: a queue on disk that frontends may copy. An event is saved once its line is flushed
//! to the disk, and not before; it is sent in portions, with the id that it was saved with, until a verdict about it came;
//! whoever is killed in the middle opens the file again and goes on. Sending twice is safe, because an id is an event's
//! idempotency key for ever. Deliberately absent: what to do about a verdict that wants a person; it is kept in the file.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Result, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use super::api::Api;

const POST: &str = "mutation($events: [EventInput!]!) { eventsPost(input: {events: $events}) { sequence errors { code } \
                    verdicts { id status errors { code } } } }";

/// How long a client waits at first, and at most, before it tries again.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

/// A verdict: which event, and what became of it.
pub type Heard = (Uuid, String);

/// Events that wait, in the order in which they were saved.
pub struct Outbox {
    file: File,
    next: u64,
    waiting: BTreeMap<u64, Value>,
    /// Whether the file tells of something that wants a person.
    wants: bool,
}

impl Outbox {
    /// Opens a queue and finds in it what was saved and has no verdict yet.
    pub fn open(path: &Path) -> Result<Self> {
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // A last line without its end was not flushed when the phone died, and nobody was told that it is saved.
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
        let mut outbox = Self {
            file,
            next: 0,
            waiting: BTreeMap::new(),
            wants: false,
        };
        for line in text[..whole]
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            let line: Value = serde_json::from_slice(line)?;
            match line.get("verdict") {
                None => outbox.waits(line),
                Some(verdict) => {
                    outbox.wants |= !is_there(verdict.as_str().unwrap_or_default());
                    outbox.waiting.retain(|_, event| event["id"] != line["id"]);
                }
            }
        }
        Ok(outbox)
    }

    fn waits(&mut self, event: Value) {
        self.waiting.insert(self.next, event);
        self.next += 1;
    }

    /// Saves an event, which carries its id. Only when this returns may the person be told that it is saved.
    pub fn save(&mut self, event: Value) -> Result<()> {
        self.write(&[event.to_string()])?;
        self.waits(event);
        Ok(())
    }

    fn write(&mut self, lines: &[String]) -> Result<()> {
        let mut text = lines.join("\n");
        text.push('\n');
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()
    }

    /// Writes down what became of events, and forgets them; the file is cut when nothing waits.
    fn settle(&mut self, heard: &[Heard]) -> Result<()> {
        let lines: Vec<_> = heard
            .iter()
            .map(|(id, verdict)| json!({ "id": id, "verdict": verdict }).to_string())
            .collect();
        self.write(&lines)?;
        let settled = |event: &Value| heard.iter().any(|(id, _)| event["id"] == json!(id));
        self.waiting.retain(|_, event| !settled(event));
        self.wants |= heard.iter().any(|(_, verdict)| !is_there(verdict));
        if self.waiting.is_empty() && !self.wants {
            self.file.set_len(0)?;
            self.file.sync_all()?;
        }
        Ok(())
    }

    /// Sends until nothing waits: the oldest first, so many at once. `tell` hears each verdict after it is written down, and
    /// why something is sent again.
    pub async fn deliver(
        &mut self,
        api: &Api,
        portion: usize,
        tell: impl Fn(std::result::Result<&[Heard], &str>),
    ) -> Result<()> {
        let mut tries = 0_u32;
        while !self.waiting.is_empty() {
            let events: Vec<_> = self.waiting.values().take(portion).cloned().collect();
            match post(api, events).await {
                Ok(heard) => {
                    self.settle(&heard)?;
                    tell(Ok(&heard));
                    tries = 0;
                }
                Err(why) => {
                    tell(Err(&why));
                    tokio::time::sleep(pause(tries)).await;
                    tries = tries.saturating_add(1);
                }
            }
        }
        Ok(())
    }
}

/// Whether the program has it, and nobody need look.
fn is_there(verdict: &str) -> bool {
    ["ACCEPTED", "DUPLICATE"].contains(&verdict)
}

/// Posts a portion; the verdicts about all of it, or why there are none. Half an answer is none.
async fn post(api: &Api, events: Vec<Value>) -> std::result::Result<Vec<Heard>, String> {
    let count = events.len();
    let answer = api.ask(POST, &json!({ "events": events })).await?;
    let verdicts = answer["data"]["eventsPost"]["verdicts"].as_array();
    let verdicts = verdicts.filter(|verdicts| verdicts.len() == count);
    let heard = |verdict: &Value| {
        let id = Uuid::try_parse(verdict["id"].as_str()?).ok()?;
        Some((id, verdict["status"].as_str()?.to_owned()))
    };
    verdicts
        .and_then(|verdicts| verdicts.iter().map(heard).collect())
        .ok_or_else(|| "an answer without verdicts".to_owned())
}

/// Twice as long after each try, and never the same for all: clerks who lost the link together do not come back together.
#[expect(
    clippy::disallowed_methods,
    reason = "a client's chance, of its own clock"
)]
fn pause(tries: u32) -> Duration {
    let longest = WAITS
        .0
        .saturating_mul(2_u32.saturating_pow(tries))
        .min(WAITS.1);
    let chance = u32::from(Uuid::now_v7().as_bytes()[15]);
    longest / 2 + longest / 2 * chance / 255
}

/// What a killed phone leaves: saved events, some with a verdict, and half a line.
pub fn tried() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outbox");
    let event = |n: u128| json!({ "id": Uuid::from_u128(n), "title": "示例" });
    let ids = |outbox: &Outbox| -> Vec<Value> {
        outbox
            .waiting
            .values()
            .map(|event| event["id"].clone())
            .collect()
    };
    let mut outbox = Outbox::open(&path).unwrap();
    for n in 1..=3 {
        outbox.save(event(n)).unwrap();
    }
    outbox
        .settle(&[(Uuid::from_u128(2), "ACCEPTED".to_owned())])
        .unwrap();
    outbox.file.write_all("{\"id\": \"示".as_bytes()).unwrap();
    drop(outbox);
    let mut outbox = Outbox::open(&path).unwrap();
    assert_eq!(
        ids(&outbox),
        [json!(Uuid::from_u128(1)), json!(Uuid::from_u128(3))]
    );
    outbox.save(event(4)).unwrap();
    let again = Outbox::open(&path).unwrap();
    assert_eq!(ids(&again), ids(&outbox), "half a line spoils no other");
    assert_eq!(ids(&again).len(), 3);
}
