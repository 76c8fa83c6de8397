//! Others who write while clients read: posts, corrections, voids, duplicates, links, cases with their parties, published
//! figures, statements, nodes and erasures, drawn by dice. Deliberately absent: that each is taken; a refusal changes nothing.

use serde_json::{Value, json};

use workrooms::casework::noticing::give;
use workrooms::micro_suggestions::PRACTICE;

use crate::casework::random::{Dice, may_do};
use crate::micro_suggestions::desk::{Desk, Who};
use crate::micro_suggestions::table::WALK;
use crate::statistics::stage::event;

/// The district and the dice.
pub struct World {
    pub desk: Desk,
    pub dice: Dice,
    pub done: usize,
    turns: usize,
    events: u128,
    cases: u128,
    figures: Vec<Value>,
    statement: Option<Value>,
    links: Vec<Value>,
}

const KINDS: [&str; 4] = ["GOOD_DEED", "LECTURE", "READING", "VISIT"];

impl World {
    pub async fn new(desk: Desk, dice: Dice) -> Self {
        desk.today("2022-11-01");
        let mut world = Self {
            desk,
            dice,
            done: 0,
            turns: 0,
            events: 0,
            cases: 0,
            figures: Vec::new(),
            statement: None,
            links: Vec::new(),
        };
        for _ in 0..6 {
            world.post().await;
        }
        for _ in 0..4 {
            world.propose().await;
        }
        world
    }

    /// Somebody does something.
    pub async fn turn(&mut self) {
        self.turns += 1;
        let day = 1 + (self.turns / 12).min(27);
        self.desk.today(&format!("2022-11-{day:02}"));
        match self.dice.roll(20) {
            0..3 => self.post().await,
            3..6 => self.correct().await,
            6 => self.void().await,
            7 => self.repeat().await,
            8 => self.verify().await,
            9 => self.propose().await,
            10..15 => self.take().await,
            15 => {
                self.publish().await;
                self.freeze().await;
            }
            16 => self.erase().await,
            17 => self.node().await,
            18 => self.link().await,
            _ => self.remind().await,
        }
    }

    async fn office(&mut self, name: &str, input: Value, shown: &str) -> Value {
        let mut ty = format!("{name}Input");
        ty[..1].make_ascii_uppercase();
        let shown = format!("{{ {shown} errors {{ code }} }}");
        let answer = self.desk.run(Who::Office, name, &ty, input, &shown).await;
        assert!(answer.get("errors").is_none(), "{name}: {answer}");
        let payload = answer["data"][name].clone();
        if payload["errors"] == json!([]) {
            self.done += 1;
        }
        payload
    }

    fn content(&mut self) -> Value {
        let (dice, town) = (&mut self.dice, &self.desk.town);
        let host = town.global("Workroom", town.workrooms[dice.roll(2)]);
        let word = ["示例", "改"][dice.roll(2)];
        let mut input = json!({
            "hostId": host,
            "kind": KINDS[dice.roll(4)],
            "title": format!("{word}{}", dice.roll(1_000_000)),
            "occurredOn": { "from": format!("2022-{:02}-{:02}", 1 + dice.roll(9), 1 + dice.roll(28)) },
        });
        if dice.roll(2) == 0 {
            input["participantIds"] = json!([self.desk.member(self.dice.roll(3))]);
        }
        if self.dice.roll(2) == 0 {
            input["narrative"] = json!("经过（示例）");
        }
        input
    }

    fn any_event(&mut self) -> Value {
        json!(event(
            1 + self.dice.roll(usize::try_from(self.events).unwrap()) as u128
        ))
    }

    async fn post(&mut self) {
        self.events += 1;
        let mut input = self.content();
        input["id"] = json!(event(self.events));
        self.office("eventsPost", json!({ "events": [input] }), "sequence")
            .await;
    }

    async fn correct(&mut self) {
        let input = json!({ "eventId": self.any_event(), "reason": "更正（示例）", "content": self.content() });
        self.office("eventCorrect", input, "event { id }").await;
    }

    async fn void(&mut self) {
        let input = json!({ "eventId": self.any_event(), "reason": "作废（示例）" });
        self.office("eventVoid", input, "event { id }").await;
    }

    async fn repeat(&mut self) {
        let input = json!({ "eventId": self.any_event(), "originalId": self.any_event() });
        self.office("eventMarkDuplicate", input, "event { id }")
            .await;
    }

    async fn verify(&mut self) {
        let input = json!({ "eventId": self.any_event() });
        self.office("eventVerify", input, "event { id }").await;
    }

    async fn propose(&mut self) {
        self.cases += 1;
        let mut input = self.desk.proposal(self.cases, "2022-11-01");
        if self.cases > 2 && self.dice.roll(2) == 0 {
            input["derivedFromIds"] = json!([self.desk.id(1 + self.dice.roll(2) as u128)]);
        }
        let answer = self.desk.answer(Who::Officer, "Propose", input).await;
        assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
        self.done += 1;
    }

    /// A deed in a case by somebody who may do it.
    async fn take(&mut self) {
        let n = 1 + self.dice.roll(usize::try_from(self.cases).unwrap()) as u128;
        let who = [
            Who::Office,
            Who::Author,
            Who::Hotline,
            Who::Unit,
            Who::OtherMember,
        ];
        for _ in 0..6 {
            let who = who[self.dice.roll(who.len())];
            let may = may_do(&self.desk, who, n).await;
            if may.is_empty() {
                continue;
            }
            let act = may[self.dice.roll(may.len())];
            let (mutation, mut input) = (WALK.asked)(&self.desk, act, n);
            input["id"] = json!(self.desk.id(n));
            let answer = self.desk.answer(who, mutation, input).await;
            self.done += usize::from(answer["payload"]["errors"] == json!([]));
            return;
        }
    }

    async fn publish(&mut self) {
        if self.figures.len() > 3 || (!self.figures.is_empty() && self.dice.roll(3) == 0) {
            let id = self.figures.remove(0);
            self.office(
                "publishedFigureWithdraw",
                json!({ "id": id }),
                "publishedFigure { id }",
            )
            .await;
            return;
        }
        let n = self.turns;
        let input = json!({
            "document": "年度报告（示例）", "key": format!("example.{n}"), "phrase": "示例", "unit": "CASES", "value": "1",
            "basis": "示例", "period": { "from": "2022-01-01", "to": "2023-01-01" },
        });
        let recorded = self
            .office("publishedFigureRecord", input, "publishedFigure { id }")
            .await;
        if !recorded["publishedFigure"].is_null() {
            self.figures.push(recorded["publishedFigure"]["id"].clone());
        }
    }

    /// A statement, or another in the place of the last one.
    async fn freeze(&mut self) {
        let mut input = json!({
            "title": format!("报表{}（示例）", self.turns),
            "lines": [{ "name": "活动（示例）", "metric": "EVENTS", "period": { "year": 2022 } }],
        });
        let name = match self.statement.take() {
            Some(id) => {
                input["id"] = id;
                input["reason"] = json!("更正（示例）");
                "statementSupersede"
            }
            None => "statementFreeze",
        };
        let done = self.office(name, input, "statement { id }").await;
        self.statement = Some(done["statement"]["id"].clone());
    }

    /// The words of an event, of a case, or a member's fields.
    async fn erase(&mut self) {
        let (dice, town) = (&mut self.dice, &self.desk.town);
        let subject = match dice.roll(3) {
            0 => {
                let id = event(1 + dice.roll(usize::try_from(self.events).unwrap()) as u128);
                town.global("Event", workrooms::kernel::id::NodeId(id.parse().unwrap()))
            }
            1 => self
                .desk
                .id(1 + dice.roll(usize::try_from(self.cases).unwrap()) as u128),
            _ => self.desk.member(dice.roll(3)),
        };
        let input = json!({ "subjectId": subject, "ground": "CONSENT_WITHDRAWN" });
        self.office("personalDataErase", input, "sequence").await;
    }

    /// A workroom comes, or is renamed, or closes; a member is described otherwise.
    async fn node(&mut self) {
        let n = self.turns;
        match self.dice.roll(4) {
            0 => {
                let township = self
                    .desk
                    .town
                    .global("Township", self.desk.town.townships[0]);
                let input = json!({
                    "name": format!("新委员工作室{n}（示例）"), "kind": "TOWNSHIP", "townshipId": township, "from": "2022-01-01",
                });
                let made = self
                    .office("workroomEstablish", input, "workroom { id }")
                    .await;
                if self.dice.roll(2) == 0 {
                    let input = json!({ "id": made["workroom"]["id"], "on": "2022-10-01" });
                    self.office("workroomClose", input, "workroom { id }").await;
                }
            }
            1 => {
                let input = json!({ "id": self.desk.town.global("Workroom", self.desk.town.workrooms[1]), "name": format!("委员工作室{n}（示例）") });
                self.office("workroomRevise", input, "workroom { id }")
                    .await;
            }
            2 => {
                let id = self
                    .desk
                    .town
                    .global("Workroom", self.desk.town.workrooms[0]);
                let input = json!({ "workroomId": id, "level": "DISTRICT", "title": format!("示范{n}（示例）"), "year": 2022 });
                self.office("workroomHonourAward", input, "workroom { id }")
                    .await;
            }
            _ => {
                let input = json!({ "id": self.desk.member(self.dice.roll(4)), "expertise": format!("示例{n}"), "phone": "13800000000" });
                self.office("memberRevise", input, "member { id }").await;
            }
        }
    }

    /// A workroom contacts a member, or does so no longer.
    async fn link(&mut self) {
        if let Some(id) = self.links.pop() {
            self.office("linkWithdraw", json!({ "id": id }), "link { id }")
                .await;
            return;
        }
        let town = &self.desk.town;
        let input = json!({
            "kind": "CONTACTS_MEMBER", "upperId": town.global("Workroom", town.workrooms[0]),
            "lowerId": self.desk.member(5), "from": "2022-01-01",
        });
        let made = self.office("linkEstablish", input, "link { id }").await;
        if !made["link"].is_null() {
            self.links.push(made["link"]["id"].clone());
        }
    }

    /// The program looks what is nearly due.
    async fn remind(&mut self) {
        let view = self.desk.view(Who::Nobody);
        let given = give(&view, &self.desk.town.district, &PRACTICE).await;
        self.done += given.unwrap();
    }
}
