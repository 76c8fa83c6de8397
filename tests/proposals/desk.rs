//! The desk of proposals: how one is begun and brought along. Deliberately absent: what a story expects.

use serde_json::{Value, json};

pub use crate::casework::desk::{Desk, Face, Who, case};

/// Proposals in the API.
pub const FACE: Face = Face {
    type_name: "Proposal",
    field: "proposal",
    shown: "{ id uuid title state step overdue fileNumber sort category isKey isExcellent result filedOn replyDueOn realizedOn \
        stuckAt { leg owner beganOn dueOn limit limitUnit used paused isPaused extended overdue } \
        legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
        steps { ordinal act fromState toState role on note } availableActions { action dueOn missing } \
        body { name } cosigners { id } invited { id } supervisor { id } leadUnits { name } coUnits { name } \
        notFiledGround convertedInto contacts { on dueOn method } opinions { unit { name } on dueOn text } \
        replies { unit { name } result letter on promisedOn text } evaluation { process result on } \
        cosignerEvaluations { member { id } result } ratings { unit { name } focus analysis feasibility oneMatter } \
        relatedCases { relation direction kind title } relatedEvents { title } }",
};

/// The day on which stories begin.
pub const DAY: &str = "2022-11-07";

impl Desk {
    /// What the officer proposes for the author: one of his own.
    pub fn draft(&self, n: u128, on: &str) -> Value {
        json!({
            "id": case(n),
            "title": format!("关于小区环境的提案{n}（示例）"),
            "content": "建议整治（示例）。",
            "sort": "INDIVIDUAL",
            "category": "SOCIAL",
            "authorId": self.member(0),
            "on": on,
        })
    }

    /// Begins the n-th and submits it.
    pub async fn submitted(&self, n: u128) -> Value {
        self.today(DAY);
        let answer = self
            .answer(Who::Officer, "Propose", self.draft(n, DAY))
            .await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"]["proposal"].clone()
    }

    /// The n-th begun as a joint draft.
    pub async fn joint(&self, n: u128) -> Value {
        self.today(DAY);
        let mut draft = self.draft(n, DAY);
        draft["sort"] = json!("JOINT");
        draft["draft"] = json!(true);
        let answer = self.answer(Who::Officer, "Propose", draft).await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"]["proposal"].clone()
    }

    pub fn number(&self, n: u128) -> Value {
        json!({ "fileNumber": format!("第{n}号") })
    }

    /// A lead with a supporting unit.
    pub fn handlers(&self) -> Value {
        json!({ "leadUnitIds": [self.unit(0)], "coUnitIds": [self.unit(1)] })
    }

    pub async fn filed(&self, n: u128) -> Value {
        self.submitted(n).await;
        self.did(Who::Office, "File", n, self.number(n)).await
    }

    pub async fn with_units(&self, n: u128) -> Value {
        self.filed(n).await;
        self.did(Who::Office, "Assign", n, self.handlers()).await
    }

    pub async fn in_handling(&self, n: u128) -> Value {
        self.with_units(n).await;
        self.did(Who::Unit, "Sign", n, json!({})).await
    }

    /// Contacted, with the supporting unit's opinion, drafted.
    pub async fn drafted(&self, n: u128, reply: &Value) -> Value {
        let contact = json!({ "method": "MEETING", "summary": "面商（示例）" });
        self.did(Who::Unit, "Contact", n, contact).await;
        let opinion = json!({ "text": "会办意见（示例）" });
        let mut acts = self.see(Who::OtherUnit, n).await["opinions"]
            .as_array()
            .unwrap()
            .len();
        if acts == 0 {
            self.did(Who::OtherUnit, "Opine", n, opinion).await;
            acts += 1;
        }
        assert_eq!(acts, 1);
        self.did(Who::Unit, "ReplyDraft", n, reply.clone()).await
    }

    /// Countersigned, approved, replied.
    pub async fn answered(&self, n: u128, reply: &Value) -> Value {
        self.drafted(n, reply).await;
        self.did(Who::OtherUnit, "ReplyCountersign", n, json!({}))
            .await;
        self.did(Who::Office, "ReplyApprove", n, json!({})).await;
        self.did(Who::Unit, "Reply", n, reply.clone()).await
    }
}

pub fn solved() -> Value {
    json!({ "result": "SOLVED", "text": "已办（示例）" })
}

pub fn planned() -> Value {
    json!({ "result": "PLANNED", "promisedOn": "2022-12-20", "text": "列入计划（示例）" })
}

pub fn form(process: &str, result: &str) -> Value {
    json!({ "process": process, "result": result })
}
