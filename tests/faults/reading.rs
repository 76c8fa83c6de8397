//! Everything is read back through the public API and held against the book. Deliberately absent: a look at the database;
//! the program's own `verify` commands do that, and their word is taken beside this.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::api::{Api, DISTRICT};
use super::book::Book;
use super::program::Program;

/// What came of a bench.
#[derive(Debug, Default)]
pub struct Verdict {
    pub sent: usize,
    pub acknowledged: usize,
    pub present: usize,
    /// Acknowledged and absent.
    pub lost: usize,
    /// Present and never sent.
    pub phantom: usize,
    /// Present more than once: in the list, or in the journal.
    pub doubled: usize,
    /// Present with other content than was sent.
    pub changed: usize,
    /// Later calls of a writer that stand before earlier ones.
    pub unordered: usize,
    /// What else is wrong: the journal, the figures, answers that none should have got.
    pub amiss: Vec<String>,
}

impl Verdict {
    pub fn is_clean(&self) -> bool {
        let counts = [
            self.lost,
            self.phantom,
            self.doubled,
            self.changed,
            self.unordered,
        ];
        counts == [0; 5] && self.amiss.is_empty()
    }

    pub fn line(&self) -> String {
        let Self {
            sent,
            acknowledged,
            present,
            lost,
            phantom,
            doubled,
            changed,
            unordered,
            amiss,
        } = self;
        let amiss = match amiss.as_slice() {
            [] => String::new(),
            some => format!("; amiss: {}", some.join("; ")),
        };
        format!(
            "{sent} sent, {acknowledged} acknowledged, {present} present: {lost} lost, {phantom} phantom, {doubled} doubled, \
             {changed} changed, {unordered} out of order{amiss}"
        )
    }
}

struct Event {
    title: String,
    sequence: u64,
}

/// Reads pages of a list of the district to its end.
async fn pages(api: &Api, list: &str, fields: &str) -> Result<Vec<Value>, String> {
    let query = format!(
        "query($after: String) {{ district(code: \"{DISTRICT}\") {{ it: {list}(first: 100, after: $after) {{ \
         pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }} }}"
    );
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = api.ask(&query, &json!({ "after": after })).await?;
        let page = &answer["data"]["district"]["it"];
        all.extend(page["nodes"].as_array().ok_or("no nodes")?.iter().cloned());
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            return Ok(all);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

fn number(text: &Value) -> u64 {
    let read = text.as_u64();
    read.unwrap_or_else(|| text.as_str().unwrap_or("0").parse().unwrap_or(0))
}

/// Holds what is there against the book; `promised` is what had been acknowledged when the fault came.
pub async fn compare(
    api: &Api,
    program: &Program,
    book: &Book,
    promised: &HashSet<Uuid>,
) -> Verdict {
    let all = book.all();
    let mut verdict = Verdict {
        sent: all.len(),
        acknowledged: promised.len(),
        amiss: book.amiss(),
        ..Verdict::default()
    };
    let read = async {
        let events = pages(api, "events", "uuid title sequence").await?;
        let journal = pages(api, "journal", "sequence kind subject").await?;
        let figure = format!(
            "{{ district(code: \"{DISTRICT}\") {{ figures(metrics: [EVENTS], period: {{year: 2022}}) {{ value }} }} }}"
        );
        let figure = api.ask(&figure, &json!({})).await?;
        let figure = figure["data"]["district"]["figures"][0]["value"].clone();
        Ok::<_, String>((events, journal, number(&figure)))
    };
    let (events, journal, figure) = match read.await {
        Ok(read) => read,
        Err(error) => {
            verdict.amiss.push(format!("not read back: {error}"));
            return verdict;
        }
    };

    let mut there = HashMap::new();
    for event in &events {
        let id: Uuid = event["uuid"].as_str().unwrap().parse().unwrap();
        let seen = Event {
            title: event["title"].as_str().unwrap().to_owned(),
            sequence: number(&event["sequence"]),
        };
        match all.get(&id) {
            None => verdict.phantom += 1,
            Some(sent) => verdict.changed += usize::from(sent.title != seen.title),
        }
        verdict.doubled += usize::from(there.insert(id, seen).is_some());
    }
    verdict.present = there.len();
    verdict.lost = promised
        .iter()
        .filter(|id| !there.contains_key(*id))
        .count();

    // By writer, in the order of their calls.
    let mut by_writer: HashMap<usize, Vec<(usize, u64)>> = HashMap::new();
    for (id, sent) in &all {
        if let Some(seen) = there.get(id) {
            by_writer
                .entry(sent.writer)
                .or_default()
                .push((sent.call, seen.sequence));
        }
    }
    for calls in by_writer.values_mut() {
        calls.sort_unstable();
        let back = calls.windows(2).filter(|pair| pair[1].1 <= pair[0].1);
        verdict.unordered += back.count();
    }

    let mut posted = HashMap::new();
    for (n, entry) in (1..).zip(&journal) {
        if number(&entry["sequence"]) != n {
            verdict.amiss.push(format!(
                "the journal has {} where {n} is due",
                entry["sequence"]
            ));
            break;
        }
        if entry["kind"] == "event.posted" {
            let id: Uuid = entry["subject"].as_str().unwrap().parse().unwrap();
            verdict.doubled += usize::from(posted.insert(id, n).is_some());
        }
    }
    if posted.len() != there.len() || posted.keys().any(|id| !there.contains_key(id)) {
        let text = format!("{} events and {} of the journal", there.len(), posted.len());
        verdict.amiss.push(text);
    }
    if figure != u64::try_from(there.len()).unwrap() {
        verdict.amiss.push(format!("the figure says {figure}"));
    }
    for words in [["figures", "verify"], ["journal", "verify"]] {
        if let Err(said) = program.place.run(&words).await {
            verdict.amiss.push(said);
        }
    }
    verdict
}
