//! The desk of consultations: how a topic is named, which events are its sessions, and how one is brought forward.
//! Deliberately absent: what a story expects.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::id::NodeId;

pub use crate::casework::desk::{Desk, Face, Who, case};
use crate::statistics::stage::event;
use crate::support::Store;

/// Consultations in the API.
pub const FACE: Face = Face {
    type_name: "Consultation",
    field: "consultation",
    shown: "{ id uuid title content state step overdue type topicSource planItem offPlan plannedOn proposalId \
    namedBy { id } author { id name } organizer { id name } declineGround outcomeForm participantClasses \
    stuckAt { leg owner beganOn dueOn limit limitUnit used paused overdue } \
    legs { leg owner beganOn endedOn dueOn limit limitUnit used paused overdue } \
    steps { ordinal act fromState toState role on note } availableActions { action dueOn missing } \
    sessions { event { id title } onSite on classes principalLeader } relatedEvents { title } \
    relatedCases { relation direction kind } units { name } \
    minutes { on points { text adoption reason unit { name } answeredOn } \
    promises { text unit { name } dueOn done toldOn } } instructions { level on text } \
    conformity { townshipTopic cppccOrganized onSite broadParticipation all } }",
};

/// The day on which most of a story happens: a Monday.
pub const DAY: &str = "2022-11-07";

/// Four of the six classes.
pub const FOUR: [&str; 4] = ["MEMBERS", "DEPARTMENTS", "EXPERTS", "RESIDENTS"];

impl Desk {
    /// A desk with five community-level sessions (1 to 5, the first three with a place), a micro-consultation (6), a
    /// thematic consultation (7) and a visit (8).
    pub async fn of_consultations(store: &Store) -> Self {
        let desk = Self::at(store, FACE).await;
        desk.today(DAY);
        let kinds = [EventKind::CommunityConsultation; 5].into_iter().chain([
            EventKind::MicroConsultation,
            EventKind::ThematicConsultation,
            EventKind::Visit,
        ]);
        for (n, kind) in (1..).zip(kinds) {
            let host = ("Workroom", desk.town.workrooms[0]);
            let title = format!("活动{n}（示例）");
            let mut draft = desk.town.draft(host, kind, &title, DAY);
            draft.place_code = (n <= 3).then(|| "430503001".to_owned());
            desk.town.post(n, draft).await;
        }
        desk
    }

    pub fn event(&self, n: u128) -> String {
        let id = NodeId(event(n).parse().unwrap());
        self.town.global("Event", id)
    }

    pub fn workroom(&self, n: usize) -> String {
        self.town.global("Workroom", self.town.workrooms[n])
    }

    pub fn topic(&self, n: u128, sort: &str, on: &str) -> Value {
        json!({
            "id": case(n),
            "title": format!("议题{n}（示例）"),
            "content": "协商内容（示例）。",
            "type": sort,
            "topicSource": "TOWNSHIP",
            "namedById": self.town.global("Township", self.town.townships[0]),
            "placeCode": "430503001",
            "on": on,
        })
    }

    /// Somebody names the n-th topic.
    pub async fn named(&self, who: Who, topic: Value) -> Value {
        let answer = self.answer(who, "Propose", topic).await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        answer["payload"][FACE.field].clone()
    }

    pub fn session(&self, n: u128, on_site: bool, classes: &[&str]) -> Value {
        json!({ "eventId": self.event(n), "onSite": on_site, "classes": classes })
    }

    /// A session of a community-level consultation that is the n-th's alone.
    pub async fn own_session(&self, n: u128, on_site: bool, classes: &[&str]) -> Value {
        let host = ("Workroom", self.town.workrooms[0]);
        // No two titles look alike, or the second would wait as a likely duplicate.
        let sign = |k: u128| char::from_u32(u32::try_from(0x4e00 + n * 6 + k).unwrap()).unwrap();
        let title: String = (0..6).map(sign).collect();
        let kind = EventKind::CommunityConsultation;
        let mut draft = self.town.draft(host, kind, &title, DAY);
        draft.place_code = Some("430503001".to_owned());
        self.town.post(1000 + n, draft).await;
        self.session(1000 + n, on_site, classes)
    }

    pub fn minutes(&self, points: usize, due_on: Option<&str>) -> Value {
        let points: Vec<_> = (1..=points).map(|n| format!("意见{n}（示例）")).collect();
        let promises: Vec<_> = due_on
            .into_iter()
            .map(|day| json!({ "text": "承诺（示例）", "unitId": self.unit(0), "dueOn": day }))
            .collect();
        json!({ "points": points, "promises": promises })
    }

    /// The officer's topic of a type up to a session, all on one day; the workroom organises it.
    pub async fn held(&self, n: u128, sort: &str, session: Value) {
        self.today(DAY);
        self.named(Who::Officer, self.topic(n, sort, DAY)).await;
        let select = json!({ "organizerId": self.workroom(0) });
        self.did(Who::Office, "Select", n, select).await;
        if !["MICRO", "COMMUNITY_LEVEL"].contains(&sort) {
            let item = json!({ "item": "年度计划一（示例）" });
            self.did(Who::Office, "Plan", n, item).await;
        }
        let planned = json!({ "plannedOn": DAY });
        self.did(Who::Officer, "Prepare", n, planned).await;
        self.did(Who::Officer, "Hold", n, session).await;
    }

    /// A community-level one with minutes: so many points, and one promise of the first unit.
    pub async fn minuted(&self, n: u128, points: usize) {
        let session = self.own_session(n, true, &FOUR).await;
        self.held(n, "COMMUNITY_LEVEL", session).await;
        let minutes = self.minutes(points, Some("2022-12-20"));
        self.did(Who::Officer, "Minute", n, minutes).await;
    }

    /// The same, with its points sent to the first unit.
    pub async fn assigned(&self, n: u128, points: usize) {
        self.minuted(n, points).await;
        let report = json!({ "form": "REPORT" });
        self.did(Who::Office, "OutcomeSubmit", n, report).await;
        let units = json!({ "unitIds": [self.unit(0)] });
        self.did(Who::Office, "Assign", n, units).await;
    }

    /// How many facts of a sort stand, with their values, by the order in which they were made.
    pub async fn facts(&self, n: u128, fact: &str) -> Vec<(String, Option<String>)> {
        let sql = format!(
            "SELECT on_day, value, case_id FROM case_fact WHERE fact = '{fact}' AND until_number IS NULL ORDER BY ordinal"
        );
        let wanted: uuid::Uuid = case(n).parse().unwrap();
        let rows = self.town.rows(&sql).await;
        rows.iter()
            .filter(|row| row.try_get::<uuid::Uuid>("", "case_id").unwrap() == wanted)
            .map(|row| {
                let day: chrono::NaiveDate = row.try_get("", "on_day").unwrap();
                (day.to_string(), row.try_get("", "value").unwrap())
            })
            .collect()
    }
}
