//! The desk of sentiment reports: how one is handed in and brought on its way. Deliberately absent: what a story expects.

use serde_json::{Value, json};

pub use crate::casework::desk::{Desk, Face, Who, case};
use crate::support::Store;

/// Sentiment reports in the API.
pub const FACE: Face = Face {
    type_name: "SentimentReport",
    field: "sentimentReport",
    shown: "{ id uuid title content state step overdue issueNumber score reportedUpOn declineReason convertedInto told \
    stuckAt { leg owner beganOn dueOn limit used paused isPaused extended overdue } \
    legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
    steps { ordinal act fromState toState role on note } \
    availableActions { action dueOn missing } author { id } workroom { id } \
    adoptions { level kind on } instructions { level on text } unit { name } feedback { on adoption text } }",
};

pub async fn desk(store: &Store) -> Desk {
    Desk::at(store, FACE).await
}

/// What the officer hands in as the n-th for the author.
pub fn report(desk: &Desk, n: u128, on: &str) -> Value {
    json!({
        "id": case(n),
        "title": format!("关于电动车充电安全的社情民意信息{n}（示例）"),
        "content": "反映充电设施不足（示例）。",
        "authorId": desk.member(0),
        "on": on,
    })
}

/// The officer hands in the n-th for the author.
pub async fn hand_in(desk: &Desk, n: u128, on: &str) -> Value {
    let answer = desk
        .answer(Who::Officer, "Propose", report(desk, n, on))
        .await;
    assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    answer["payload"]["sentimentReport"].clone()
}

/// Up to editing, all on one day.
pub async fn edited(desk: &Desk, n: u128, day: &str) {
    desk.today(day);
    hand_in(desk, n, day).await;
    desk.did(Who::Office, "TakeUp", n, json!({})).await;
}

pub fn issue(n: u128) -> Value {
    json!({ "number": format!("2022年第{n}期") })
}

/// Up to the issue, all on one day.
pub async fn issued(desk: &Desk, n: u128, day: &str) {
    edited(desk, n, day).await;
    desk.did(Who::Office, "Issue", n, issue(n)).await;
}

pub fn instruction() -> Value {
    json!({ "level": "DISTRICT", "text": "请城管局研究（示例）" })
}

/// Up to a unit that must answer, all on one day.
pub async fn transferred(desk: &Desk, n: u128, day: &str) {
    issued(desk, n, day).await;
    desk.did(Who::Leader, "Instruct", n, instruction()).await;
    let to = json!({ "unitId": desk.unit(0) });
    desk.did(Who::Office, "Transfer", n, to).await;
}
