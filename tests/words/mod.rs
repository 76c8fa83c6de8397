//! Words of persons: kept sealed, shown masked, read in full on record, exported, erased, and kept for a time.
//! Deliberately absent: what a kind of case does.

mod canary;
mod erasing;
mod keeping;
mod leading;
mod masking;

use serde_json::{Value, json};

use crate::casework::desk::{Desk, Who};
use crate::micro_suggestions::desk::FACE;
use crate::support::Store;

pub const DAY: &str = "2022-11-07";

/// Words with numbers of persons in them.
pub const WORDS: &str = "请回电13812345678，身份证430503199001011234。";

/// The same as they are shown.
pub const MASKED: &str = "请回电138****5678，身份证4305**********1234。";

/// A desk of micro-suggestions with the first one handed in and accepted, saying `WORDS`.
pub async fn spoken(store: &Store) -> Desk {
    let desk = Desk::at(store, FACE).await;
    desk.today(DAY);
    let answer = desk
        .answer(Who::Officer, "Propose", said(&desk, WORDS))
        .await;
    assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    desk.did(Who::Office, "Accept", 1, json!({ "note": WORDS }))
        .await;
    desk
}

/// What the officer proposes as the first.
pub fn said(desk: &Desk, words: &str) -> Value {
    let mut proposal = desk.proposal(1, DAY);
    proposal["content"] = json!(words);
    proposal
}

/// One field of the first case, as somebody asks for it.
pub async fn field(desk: &Desk, who: Who, field: &str) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on MicroSuggestion {{ it: {field} }} }} }}"
    );
    let answer = desk.ask(who, &query, json!({ "id": desk.id(1) })).await;
    match answer["data"]["node"].is_null() || answer.get("errors").is_some() {
        true => answer,
        false => answer["data"]["node"]["it"].clone(),
    }
}

/// What the newest entries of the journal are of, as the auditor sees them: kind and kind of subject.
pub async fn journal(desk: &Desk, newest: usize) -> Vec<(String, String)> {
    let query = format!(
        "{{ district(code: \"430503\") {{ journal(last: {newest}) {{ nodes {{ kind subjectKind }} }} }} }}"
    );
    let answer = desk.ask(Who::Auditor, &query, json!({})).await;
    let nodes = answer["data"]["district"]["journal"]["nodes"].as_array();
    let text = |node: &Value, name: &str| node[name].as_str().unwrap().to_owned();
    let nodes = nodes.unwrap_or_else(|| panic!("{answer}")).iter();
    nodes
        .map(|node| (text(node, "kind"), text(node, "subjectKind")))
        .collect()
}
