//! A post: what is read of it, the rows that it writes and the journal's chain over them, as the program makes them of the
//! same post. Deliberately absent: SQL; and what only the program asks of a post: whether it may be made, and whether it
//! resembles another.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, SubsecRound, Utc};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::answers::MEASURES;
use crate::{Result, decode};

#[derive(Debug, Default, Deserialize)]
pub struct Input {
    events: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: Uuid,
    host_id: String,
    kind: String,
    title: String,
    occurred_on: Day,
    quantities: Vec<Quantity>,
}

#[derive(Debug, Deserialize)]
struct Day {
    from: NaiveDate,
}

#[derive(Debug, Deserialize)]
struct Quantity {
    measure: String,
    value: String,
}

/// Where a journal stands.
pub struct Head {
    pub number: i64,
    pub hash: String,
}

/// Who posts.
pub const ACTOR: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
pub const ROLE: &str = "OFFICE";
/// The role as the journal's chain covers it.
const ROLE_NAME: &str = "office";

/// A post that was read and not yet looked up.
pub struct Post {
    pub district: String,
    pub at: DateTime<Utc>,
    items: Vec<(Item, Uuid)>,
}

/// One event with its first version.
pub struct Event {
    pub id: Uuid,
    pub number: i64,
    pub host: Uuid,
    pub set: Uuid,
    pub kind: String,
    pub title: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub hash: String,
    pub digest: String,
    /// `EVENTS` among them.
    pub quantities: Vec<(&'static str, i64)>,
}

/// An event's entry in the journal.
pub struct Entry {
    pub content: String,
    pub previous: String,
    pub hash: String,
}

/// A tally: day, host set, kind and measure.
pub type Key = (NaiveDate, Uuid, String, &'static str);

/// Everything that a post writes.
pub struct Written {
    pub no_campaigns: Uuid,
    pub events: Vec<Event>,
    /// One for each event.
    pub entries: Vec<Entry>,
    /// Sums with how many make them up, sorted.
    pub tallies: BTreeMap<Key, (i64, i64)>,
    pub head: Head,
    pub verdicts: Vec<(Uuid, &'static str)>,
}

fn hexed(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn set_of(what: &str, host: Option<Uuid>) -> Uuid {
    let mut sha = Sha256::new();
    sha.update(what);
    if let Some(host) = host {
        sha.update(":");
        sha.update(host.as_bytes());
    }
    Uuid::from_slice(&sha.finalize()[..16]).unwrap_or_default()
}

impl Post {
    pub fn read(input: Input) -> Result<Self> {
        let mut district = String::new();
        let mut items = Vec::new();
        for item in input.events {
            let (of, host) = decode(&item.host_id)?;
            district = of;
            items.push((item, host));
        }
        Ok(Self {
            district,
            at: Utc::now().trunc_subsecs(6),
            items,
        })
    }

    pub fn ids(&self) -> Vec<Uuid> {
        self.items.iter().map(|(item, _)| item.id).collect()
    }

    /// Hosts, each once, that the district must have.
    pub fn hosts(&self) -> Vec<Uuid> {
        let mut hosts: Vec<_> = self.items.iter().map(|(_, host)| *host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// The rows after a head, without the posts that stand already.
    pub fn write(self, known: &[Uuid], mut head: Head) -> Result<Written> {
        let no_campaigns = set_of("campaigns", None);
        let (mut events, mut entries, mut verdicts) = (Vec::new(), Vec::new(), Vec::new());
        let mut tallies = BTreeMap::<Key, (i64, i64)>::new();
        for (item, host) in self.items {
            if known.contains(&item.id) {
                verdicts.push((item.id, "DUPLICATE"));
                continue;
            }
            verdicts.push((item.id, "ACCEPTED"));
            let mut quantities = vec![("EVENTS", 100)];
            for one in &item.quantities {
                let measure = MEASURES.iter().find(|measure| **measure == one.measure).ok_or("no measure")?;
                quantities.push((measure, one.value.parse::<i64>()? * 100));
            }
            quantities.sort_by_key(|(measure, _)| MEASURES.iter().position(|one| one == measure));
            let (set, from) = (set_of("hosts", Some(host)), item.occurred_on.from);
            let to = from.checked_add_days(Days::new(1)).unwrap_or(from);
            let said: Vec<_> = quantities.iter().map(|(measure, amount)| json!([measure, "", amount, "EXACT"])).collect();
            let told = json!([[host], item.kind, item.title, from, to, null, [], null, [], said, null, null]).to_string();
            let mut keyed = Hmac::<Sha256>::new_from_slice(b"the floor's key of 32 bytes length")?;
            keyed.update(told.as_bytes());
            let hash = hex::encode(keyed.finalize().into_bytes());
            let none = Value::Null;
            let digest = hexed(
                &json!([
                    [item.id, "POSTED", set, no_campaigns, item.kind, item.title, from, to, none, none, none],
                    none,
                    none,
                    none,
                    none,
                    said,
                    [],
                ])
                .to_string(),
            );
            let content = json!({
                "status": "POSTED", "kind": item.kind, "day": from, "hosts": set, "campaigns": no_campaigns,
                "duplicateOf": null, "digest": digest, "content": hash,
            })
            .to_string();
            let number = head.number + 1;
            let next = hexed(
                &json!([
                    head.hash,
                    self.district,
                    number,
                    self.at.timestamp_micros(),
                    ACTOR,
                    ROLE_NAME,
                    "event.posted",
                    "event",
                    item.id,
                    content,
                ])
                .to_string(),
            );
            let previous = std::mem::replace(&mut head.hash, next.clone());
            head.number = number;
            entries.push(Entry { content, previous, hash: next });
            for (measure, amount) in &quantities {
                let sum = tallies.entry((from, set, item.kind.clone(), *measure)).or_default();
                *sum = (sum.0 + amount, sum.1 + 1);
            }
            let Item { id, kind, title, .. } = item;
            events.push(Event {
                id,
                number,
                host,
                set,
                kind,
                title,
                from,
                to,
                hash,
                digest,
                quantities,
            });
        }
        Ok(Written {
            no_campaigns,
            events,
            entries,
            tallies,
            head,
            verdicts,
        })
    }
}
