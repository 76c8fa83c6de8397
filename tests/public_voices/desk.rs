//! The desk of public voices: how they are recorded. Deliberately absent: what a story expects.

use serde_json::{Value, json};

pub use crate::casework::desk::{Desk, Face, Who, case};
use crate::support::Store;

/// Public voices in the API.
pub const FACE: Face = Face {
    type_name: "PublicVoice",
    field: "publicVoice",
    shown: "{ id uuid title content words state step overdue \
    stuckAt { leg owner beganOn dueOn limit limitUnit used paused isPaused extended overdue } \
    legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
    steps { ordinal act fromState toState role on note } \
    availableActions { action dueOn missing } workroom { id } member { id } told { on method text } \
    relatedEvents { title } relatedCases { relation direction kind } }",
};

pub async fn desk(store: &Store) -> Desk {
    Desk::at(store, FACE).await
}

/// What the officer records as the n-th.
pub fn voice(n: u128, on: &str) -> Value {
    json!({
        "id": case(n),
        "topic": format!("路灯照明{n}（示例）"),
        "words": format!("居民的原话{n}（示例）"),
        "placeCode": "430503001",
        "on": on,
    })
}

/// Records voices; the payload.
pub async fn record(desk: &Desk, who: Who, voices: Vec<Value>) -> Value {
    let shown = format!(
        "{{ verdicts {{ id status publicVoice {} errors {{ code field message }} }} errors {{ code field }} }}",
        FACE.shown
    );
    let (name, ty) = ("publicVoicesRecord", "PublicVoicesRecordInput");
    let input = json!({ "voices": voices });
    let answer = desk.run(who, name, ty, input, &shown).await;
    match answer["data"][name].is_null() {
        true => answer,
        false => answer["data"][name].clone(),
    }
}

/// The officer records the n-th.
pub async fn collect(desk: &Desk, n: u128, on: &str) -> Value {
    let payload = record(desk, Who::Officer, vec![voice(n, on)]).await;
    let verdict = &payload["verdicts"][0];
    assert_eq!(verdict["status"], "ACCEPTED", "{payload}");
    verdict["publicVoice"].clone()
}

pub fn told() -> Value {
    json!({ "method": "PHONE", "text": "路灯已修好（示例）" })
}
