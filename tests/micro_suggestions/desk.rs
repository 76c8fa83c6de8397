//! The desk of micro-suggestions: how one is begun and dispatched. Deliberately absent: what a story expects.

use serde_json::{Value, json};

pub use crate::casework::desk::{Desk, Face, Who, case};
use crate::support::Store;

/// Micro-suggestions in the API.
pub const FACE: Face = Face {
    type_name: "MicroSuggestion",
    field: "microSuggestion",
    shown: "{ id uuid title state step overdue workOrder \
    stuckAt { leg owner beganOn dueOn limit used paused isPaused extended overdue } \
    legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
    clocks { submittedOn firstResponseOn replyDueOn firstReplyOn solvedOn } \
    steps { ordinal act fromState toState role on note } \
    availableActions { action dueOn missing } claims { member { id } isLeader finishedOn } \
    leadUnit { name } coUnits { name } declineGround convertedInto \
    reply { result on dueOn promisedOn text } evaluation { process result on } callBacks { on outcome } }",
};

impl Desk {
    pub async fn new(store: &Store) -> Self {
        Self::at(store, FACE).await
    }

    pub fn proposal(&self, n: u128, on: &str) -> Value {
        json!({
            "id": case(n),
            "title": format!("关于小区环境的微建议{n}（示例）"),
            "content": "建议清理院落（示例）。",
            "placeCode": "430503001",
            "authorId": self.member(0),
            "on": on,
        })
    }

    /// The officer proposes the n-th for the author.
    pub async fn propose(&self, n: u128, on: &str) -> Value {
        let answer = self
            .answer(Who::Officer, "Propose", self.proposal(n, on))
            .await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"][self.face.field].clone()
    }

    pub fn order(&self, n: u128) -> Value {
        json!({ "workOrder": format!("DX2022-{n}"), "leadUnitId": self.unit(0) })
    }
}
