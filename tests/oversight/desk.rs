//! The desk of oversight: how a campaign is launched and goes round, and how findings come of it. Deliberately absent: what
//! a story expects.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::id::NodeId;

pub use crate::casework::desk::{Desk, Face, Who, case};
use crate::statistics::stage::event;
use crate::support::Store;

/// Campaigns in the API.
pub const CAMPAIGN: Face = Face {
    type_name: "OversightCampaign",
    field: "oversightCampaign",
    shown: "{ id uuid title state step overdue form parentCampaign planItem offPlan divisions months items groups { name } \
        author { name } organizer { name } opinionSubmittedOn instructions { level on text } units { name } \
        feedback { unit { name } adoption on text } coverage { planned visited cells { division month visits } } \
        rounds { event { title } on division month group { name } method consulted } \
        stuckAt { leg owner beganOn dueOn limit limitUnit used paused isPaused extended overdue } \
        legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
        steps { ordinal act fromState toState role on note } availableActions { action dueOn missing } \
        relatedCases { relation direction kind title state } relatedEvents { title } }",
};

/// Findings in the API.
pub const FINDING: Face = Face {
    type_name: "Finding",
    field: "finding",
    shown: "{ id uuid title state step overdue campaignId author { name } unit { name } hasEvidence promisedOn rectifiedOn \
        verifiedOn relapsedOn \
        stuckAt { leg owner beganOn dueOn limit limitUnit used paused isPaused extended overdue } \
        legs { leg owner beganOn endedOn dueOn limit used paused extended overdue } \
        steps { ordinal act fromState toState role on note } availableActions { action dueOn missing } \
        relatedCases { relation direction kind title state } relatedEvents { title } }",
};

/// The day on which stories begin.
pub const DAY: &str = "2022-11-07";

/// The campaign that findings are of, far from the numbers of a story's own cases.
pub const WHOLE: u128 = 900_000;

/// The division that rounds visit.
pub const DIVISION: &str = "430503001";

/// A desk of either kind. It holds a round of oversight, event 1, another, event 2, and a lecture, event 3.
pub async fn desk(store: &Store, face: Face) -> Desk {
    let desk = Desk::at(store, face).await;
    desk.today(DAY);
    let kinds = [
        EventKind::OversightRound,
        EventKind::OversightRound,
        EventKind::Lecture,
    ];
    for (n, kind) in (1..).zip(kinds) {
        let host = ("Workroom", desk.town.workrooms[0]);
        let mut draft = desk
            .town
            .draft(host, kind, &format!("活动{n}（示例）"), DAY);
        draft.place_code = Some(DIVISION.to_owned());
        desk.town.post(n, draft).await;
    }
    desk
}

impl Desk {
    pub fn event_id(&self, n: u128) -> String {
        self.town.global("Event", NodeId(event(n).parse().unwrap()))
    }

    pub fn committee(&self) -> String {
        self.town
            .global("SpecialCommittee", self.town.committees[0])
    }

    pub fn group(&self) -> String {
        self.town.global("Workroom", self.town.workrooms[0])
    }

    /// The opaque id of the n-th campaign.
    pub fn campaign(&self, n: u128) -> String {
        self.town
            .global("OversightCampaign", NodeId(case(n).parse().unwrap()))
    }

    pub fn campaign_draft(&self, n: u128) -> Value {
        json!({
            "id": case(n),
            "title": format!("专项监督{n}（示例）"),
            "content": "监督内容（示例）。",
            "form": "SPECIAL",
            "parentCampaign": "全省联动（示例）",
            "committeeId": self.group(),
            "on": DAY,
        })
    }

    /// Two divisions over two months, by the officer's workroom.
    pub fn plan(&self) -> Value {
        json!({
            "from": "2022-11",
            "months": 2,
            "divisions": [DIVISION, "430503002"],
            "items": ["是否抛荒（示例）"],
            "groupIds": [self.group()],
        })
    }

    /// A round in the division and the month by the workroom.
    pub fn round(&self, n: u128, month: &str) -> Value {
        json!({
            "eventId": self.event_id(n),
            "division": DIVISION,
            "month": month,
            "groupId": self.group(),
            "method": "ON_SITE",
            "consulted": true,
        })
    }

    /// Proposes the n-th campaign.
    pub async fn proposed(&self, n: u128) -> Value {
        let answer = self
            .answer(Who::Office, "Propose", self.campaign_draft(n))
            .await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"]["oversightCampaign"].clone()
    }

    /// Acts in another kind than the desk's own, as the office.
    async fn elsewhere(&self, face: Face, mutation: &str, input: Value) {
        let (name, ty) = (
            format!("{}{mutation}", face.field),
            format!("{}{mutation}Input", face.type_name),
        );
        let done = self
            .run(Who::Office, &name, &ty, input, "{ errors { code field } }")
            .await;
        assert_eq!(done["data"][&name]["errors"], json!([]), "{done}");
    }

    /// A launched campaign that findings are of, from a desk of findings.
    pub async fn whole(&self) {
        self.elsewhere(CAMPAIGN, "Propose", self.campaign_draft(WHOLE))
            .await;
        let id = json!(self.campaign(WHOLE));
        self.elsewhere(CAMPAIGN, "Approve", json!({ "id": id }))
            .await;
        let mut plan = self.plan();
        plan["id"] = id.clone();
        self.elsewhere(CAMPAIGN, "Launch", plan).await;
        let mut round = self.round(1, "2022-11");
        round["id"] = id;
        self.elsewhere(CAMPAIGN, "RoundRecord", round).await;
    }

    pub fn finding(&self, n: u128, of: u128) -> Value {
        json!({
            "id": case(n),
            "title": format!("发现问题{n}（示例）"),
            "content": "问题（示例）。",
            "campaignId": self.campaign(of),
            "eventId": self.event_id(1),
            "placeCode": DIVISION,
            "hasEvidence": true,
            "on": DAY,
        })
    }

    /// Records a finding of a campaign from a desk of campaigns.
    pub async fn finding_of(&self, n: u128, of: u128) {
        let mut finding = self.finding(n, of);
        finding["authorId"] = json!(self.group());
        self.elsewhere(FINDING, "Record", finding).await;
    }

    /// Does something with a finding from a desk of campaigns.
    pub async fn in_finding(&self, mutation: &str, n: u128, input: Value) {
        let mut input = input;
        input["id"] = json!(
            self.town
                .global("Finding", NodeId(case(n).parse().unwrap()))
        );
        self.elsewhere(FINDING, mutation, input).await;
    }

    /// The officer's workroom finds the n-th.
    pub async fn found(&self, n: u128) -> Value {
        let answer = self
            .answer(Who::Officer, "Record", self.finding(n, WHOLE))
            .await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"]["finding"].clone()
    }

    pub async fn notified(&self, n: u128) -> Value {
        self.found(n).await;
        self.did(Who::Office, "Notify", n, json!({ "unitId": self.unit(0) }))
            .await
    }

    pub async fn rectified(&self, n: u128) -> Value {
        self.notified(n).await;
        self.did(Who::Unit, "Accept", n, json!({})).await;
        self.did(Who::Unit, "RectifiedClaim", n, text()).await
    }
}

pub fn text() -> Value {
    json!({ "text": "情况（示例）" })
}

pub fn why() -> Value {
    json!({ "reason": "说明（示例）" })
}
