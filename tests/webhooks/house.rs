//! A district with cases, endpoints and senders. Deliberately absent: what a story expects.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::kernel::id::GlobalId;
use workrooms::kernel::journal::{entry, tail};
use workrooms::webhooks::entity::{attempt, position, waiting};
use workrooms::webhooks::rules::telling::message_id;
use workrooms::webhooks::sending::{Names, of_this_machine};
use workrooms::webhooks::{Sender, Settings};

use super::receiver::Receiver;
use crate::micro_suggestions::desk::{Desk, Who};
use crate::support::{Store, vault};

pub const DAY: &str = "2022-11-07";

/// An endpoint, with its secrets as they were shown.
#[derive(Clone, Debug)]
pub struct Opened {
    pub id: String,
    pub uuid: Uuid,
    pub secret: String,
    pub call_back_secret: Option<String>,
}

/// The house.
pub struct House {
    pub desk: Desk,
    pub store: Store,
}

pub const SHOWN: &str = "{ endpoint { id name host role types callBacks state position lag waiting failingSince exhausted \
    restsUntil closedBecause } secret callBackSecret errors { code field message } }";

impl House {
    pub async fn new(store: &Store) -> Self {
        let desk = Desk::new(store).await;
        desk.today(DAY);
        Self {
            desk,
            store: store.clone(),
        }
    }

    /// Settings that let deliveries to this machine.
    pub fn settings() -> Settings {
        Settings {
            allowed: vec!["127.0.0.0/8".parse().unwrap()],
            ca_file: None,
            at_once: 4,
            patience: Duration::from_secs(60),
        }
    }

    pub fn sender(&self) -> Sender {
        self.sender_by(&Self::settings(), &of_this_machine())
    }

    pub fn sender_by(&self, settings: &Settings, names: &Names) -> Sender {
        let (db, clock) = (self.store.db.clone(), self.desk.town.stage.clock.clone());
        Sender::by_names(db, clock, vault(), settings, names).unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.desk.town.stage.clock.now()
    }

    pub fn later(&self, by: TimeDelta) {
        let clock = &self.desk.town.stage.clock;
        clock.set(clock.now() + by);
    }

    /// A mutation by somebody; its payload.
    pub async fn mutate(&self, who: Who, name: &str, input: Value) -> Value {
        let mut letters = name.chars();
        let first = letters.next().unwrap().to_ascii_uppercase();
        let ty = format!("{first}{}Input", letters.as_str());
        let answer = self.desk.run(who, name, &ty, input, SHOWN).await;
        assert!(answer.get("errors").is_none(), "{name}: {answer}");
        answer["data"][name].clone()
    }

    pub async fn did(&self, name: &str, input: Value) -> Value {
        let payload = self.mutate(Who::SystemAdmin, name, input).await;
        assert_eq!(payload["errors"], json!([]), "{name}");
        payload
    }

    /// Opens an endpoint of the hotline for micro-suggestions, or as `more` says.
    pub async fn open(&self, url: &str, more: Value) -> Opened {
        let mut input = json!({
            "district": self.desk.town.district.as_str(), "name": "热线系统（示例）", "url": url, "role": "HOTLINE",
            "types": ["microSuggestion"],
        });
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        let payload = self.did("webhookEndpointOpen", input).await;
        let id = payload["endpoint"]["id"].as_str().unwrap().to_owned();
        Opened {
            uuid: GlobalId::decode(&id).unwrap().id,
            id,
            secret: payload["secret"].as_str().unwrap().to_owned(),
            call_back_secret: payload["callBackSecret"].as_str().map(str::to_owned),
        }
    }

    /// The n-th case, forwarded to the hotline; three further entries, of which the hotline sees the last.
    pub async fn forwarded(&self, n: u128) {
        self.desk.propose(n, DAY).await;
        self.desk.did(Who::Office, "Accept", n, json!({})).await;
        self.desk.did(Who::Office, "Forward", n, json!({})).await;
    }

    pub async fn dispatched(&self, n: u128) {
        let order = self.desk.order(n);
        self.desk.did(Who::Hotline, "Dispatch", n, order).await;
    }

    pub async fn urged(&self, n: u128) {
        let reason = json!({ "reason": "请抓紧（示例）" });
        self.desk.did(Who::Hotline, "Urge", n, reason).await;
    }

    async fn journal(&self) -> Vec<entry::Model> {
        let district = &self.desk.town.district;
        tail(&self.store.raw, district, 0, 10_000).await.unwrap()
    }

    /// The numbers of the journal's entries of some kinds, in order.
    pub async fn entries(&self, kinds: &[&str]) -> Vec<i64> {
        let all = self.journal().await;
        let of_kinds = all
            .iter()
            .filter(|entry| kinds.contains(&entry.kind.as_str()));
        of_kinds.map(|entry| entry.number).collect()
    }

    /// The numbers of the journal's entries about the n-th case from when it was with the hotline.
    pub async fn seen_of(&self, n: u128) -> Vec<i64> {
        let case: Uuid = crate::casework::desk::case(n).parse().unwrap();
        let all = self.journal().await;
        all.iter()
            .filter(|entry| entry.subject_id == case)
            .skip_while(|entry| entry.kind != "case.forward")
            .map(|entry| entry.number)
            .collect()
    }

    pub fn message(&self, of: &Opened, number: i64) -> String {
        message_id(&self.desk.town.district, of.uuid, number)
    }

    /// The endpoint as the auditor sees it.
    pub async fn seen(&self, of: &Opened) -> Value {
        let query = "{ district(code: \"430503\") { webhookEndpoints { id name host state position lag waiting failingSince \
            exhausted restsUntil closedBecause } } }";
        let answer = self.desk.ask(Who::Auditor, query, json!({})).await;
        let all = answer["data"]["district"]["webhookEndpoints"]
            .as_array()
            .unwrap();
        all.iter()
            .find(|one| one["id"] == of.id.as_str())
            .unwrap()
            .clone()
    }

    /// The log as the auditor sees it: sequence, outcome and status.
    pub async fn log(&self, of: &Opened) -> Vec<(i64, String, Option<i64>)> {
        let query = "query($id: ID!) { webhookDeliveries(endpointId: $id, first: 100) { \
            nodes { messageId sequence at outcome status nextAt } totalCount } }";
        let answer = self
            .desk
            .ask(Who::Auditor, query, json!({ "id": of.id }))
            .await;
        let page = &answer["data"]["webhookDeliveries"];
        let nodes = page["nodes"]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(page["totalCount"], nodes.len());
        nodes
            .iter()
            .map(|one| {
                let number = one["sequence"]
                    .as_i64()
                    .unwrap_or_else(|| one["sequence"].as_str().unwrap().parse().unwrap());
                assert_eq!(one["messageId"], self.message(of, number).as_str());
                let outcome = one["outcome"].as_str().unwrap().to_owned();
                (number, outcome, one["status"].as_i64())
            })
            .collect()
    }

    pub async fn waiting(&self) -> Vec<waiting::Model> {
        let mut rows = waiting::Entity::find().all(&self.store.raw).await.unwrap();
        rows.sort_by_key(|row| row.number);
        rows
    }

    pub async fn position(&self, of: &Opened) -> position::Model {
        let key = (self.desk.town.district.clone(), of.uuid);
        let found = position::Entity::find_by_id(key).one(&self.store.raw).await;
        found.unwrap().unwrap()
    }

    pub async fn attempts(&self) -> Vec<attempt::Model> {
        let mut rows = attempt::Entity::find().all(&self.store.raw).await.unwrap();
        rows.sort_by_key(|row| row.ordinal);
        rows
    }
}

/// A receiver that answers well.
pub async fn receiver() -> Receiver {
    Receiver::new().await
}
