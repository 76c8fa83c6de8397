//! What the hotline's system calls back: each deed, once for each id, verified, and refused with a sentence. The signatures
//! are made here by other means than the program's. Deliberately absent: the rules of the deeds.

use axum::Router;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use workrooms::http::router;

use super::house::{House, Opened};
use crate::doors::{Answer, doors_at, send};
use crate::micro_suggestions::desk::Who;
use crate::statistics::stage::Town;
use crate::support::log::logged;
use crate::support::{Start, Store};

/// The hotline's system.
struct System {
    routes: Router,
    opened: Opened,
}

impl System {
    async fn new(house: &House, settings: &[&str]) -> Self {
        let clock = house.desk.town.stage.clock.clone();
        let opened = house
            .open(
                "https://hotline.example.cn/hooks",
                json!({ "callBacks": true }),
            )
            .await;
        Self {
            routes: router(doors_at(&house.store, clock, settings)),
            opened,
        }
    }

    fn signed(&self, id: &str, at: i64, text: &str) -> String {
        let secret = self.opened.call_back_secret.as_deref().unwrap();
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.{at}.{text}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    async fn post(&self, id: &str, at: i64, signed: &str, text: &str) -> Answer {
        self.post_to(&self.opened.id, (id, at, signed), text).await
    }

    async fn post_to(&self, to: &str, (id, at, signed): (&str, i64, &str), text: &str) -> Answer {
        let at = at.to_string();
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id),
            ("webhook-timestamp", &at),
            ("webhook-signature", signed),
        ];
        let path = format!("/hooks/hotline/{to}");
        send(&self.routes, Method::POST, &path, &headers, text.to_owned()).await
    }

    /// Calls back well.
    async fn call(&self, house: &House, id: &str, said: &Value) -> Answer {
        let (at, text) = (house.now().timestamp(), said.to_string());
        self.post(id, at, &self.signed(id, at, &text), &text).await
    }
}

fn dispatch(house: &House, n: u128) -> Value {
    let order = house.desk.order(n);
    json!({ "type": "microSuggestion.dispatch", "data": {
        "caseId": house.desk.id(n), "workOrder": order["workOrder"], "leadUnitId": order["leadUnitId"],
    } })
}

fn said(house: &House, deed: &str, more: Value) -> Value {
    let mut data = json!({ "caseId": house.desk.id(1) });
    for (name, value) in more.as_object().unwrap() {
        data[name] = value.clone();
    }
    json!({ "type": format!("microSuggestion.{deed}"), "data": data })
}

on_both!(a_case_is_handled_by_call_backs_from_order_to_call_back);
async fn a_case_is_handled_by_call_backs_from_order_to_call_back(store: Store) {
    let house = House::new(&store).await;
    let system = System::new(&house, &[]).await;
    house.forwarded(1).await;
    let unit = house.desk.unit(0);
    let words = "已清理院落（示例）";
    for (id, said, state) in [
        ("m1", dispatch(&house, 1), "DISPATCHED"),
        (
            "m2",
            said(&house, "sign", json!({ "unitId": unit })),
            "HANDLING",
        ),
        (
            "m3",
            said(
                &house,
                "contact",
                json!({ "unitId": unit, "method": "SITE_VISIT", "summary": "现场（示例）" }),
            ),
            "HANDLING",
        ),
        (
            "m4",
            said(
                &house,
                "reply",
                json!({ "unitId": unit, "result": "SOLVED", "text": words }),
            ),
            "REPLIED",
        ),
        (
            "m5",
            said(&house, "callBack", json!({ "outcome": "SATISFIED" })),
            "REPLIED",
        ),
    ] {
        let answer = system.call(&house, id, &said).await;
        assert_eq!(answer.status, StatusCode::OK, "{id}: {}", answer.text);
        let head = house.desk.town.number().await;
        assert_eq!(
            answer.json(),
            json!({ "sequence": head, "repeated": false })
        );
        assert_eq!(house.desk.see(Who::Office, 1).await["state"], state);
        // The same again, by the same id: nothing more, and the same answer.
        let again = system.call(&house, id, &said).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.json(), json!({ "sequence": head, "repeated": true }));
        assert_eq!(house.desk.town.number().await, head);
    }
    let seen = house.desk.see(Who::Author, 1).await;
    assert_eq!(seen["reply"]["text"], words);
    assert_eq!(seen["callBacks"][0]["outcome"], "SATISFIED");
    let roles: Vec<_> = seen["steps"]
        .as_array()
        .unwrap()
        .iter()
        .skip(3)
        .map(|step| step["role"].clone())
        .collect();
    assert_eq!(roles, ["HOTLINE", "UNIT", "UNIT", "UNIT", "HOTLINE"]);
    // Words lie sealed.
    let rows = house
        .desk
        .town
        .rows("SELECT note, deed FROM case_step WHERE district_id = '430503'")
        .await;
    for row in rows {
        let note: Option<String> = row.try_get("", "note").unwrap();
        assert!(!note.unwrap_or_default().contains("示例"));
    }
    house.desk.assert_whole().await;
}

on_both!(what_is_not_genuine_is_refused_without_a_word_why);
async fn what_is_not_genuine_is_refused_without_a_word_why(store: Store) {
    let house = House::new(&store).await;
    let system = System::new(&house, &[]).await;
    let plain = house
        .open("https://hotline.example.cn/hooks", json!({}))
        .await;
    house.forwarded(1).await;
    let (now, text) = (house.now().timestamp(), dispatch(&house, 1).to_string());
    let good = system.signed("m1", now, &text);
    let head = house.desk.town.number().await;
    let (late, early) = (now - 301, now + 301);
    let signed = |at| system.signed("m1", at, &text);
    let dotted = system.signed("m.1", now, &text);
    let own = &system.opened.id;
    for (why, to, id, at, signature, body) in [
        ("old", own, "m1", late, signed(late), text.clone()),
        ("ahead", own, "m1", early, signed(early), text.clone()),
        ("another id", own, "m2", now, good.clone(), text.clone()),
        (
            "another time",
            own,
            "m1",
            now - 1,
            good.clone(),
            text.clone(),
        ),
        (
            "another body",
            own,
            "m1",
            now,
            good.clone(),
            format!("{text} "),
        ),
        ("no signature", own, "m1", now, String::new(), text.clone()),
        (
            "no id",
            own,
            "",
            now,
            system.signed("", now, &text),
            text.clone(),
        ),
        ("a dotted id", own, "m.1", now, dotted, text.clone()),
        (
            "another endpoint",
            &plain.id,
            "m1",
            now,
            good.clone(),
            text.clone(),
        ),
        (
            "no endpoint",
            &"none".to_owned(),
            "m1",
            now,
            good.clone(),
            text.clone(),
        ),
    ] {
        let answer = system.post_to(to, (id, at, &signature), &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{why}");
        assert_eq!(
            answer.json()["errors"][0]["message"],
            "回调未通过验证。",
            "{why}"
        );
        assert_eq!(house.desk.town.number().await, head, "{why}");
    }
    // The secret of deliveries signs no call-backs.
    house
        .did("webhookEndpointClose", json!({ "id": system.opened.id }))
        .await;
    let answer = system.post("m1", now, &good, &text).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "closed");
}

on_both!(what_the_rules_refuse_says_why_and_can_be_called_again);
async fn what_the_rules_refuse_says_why_and_can_be_called_again(store: Store) {
    let house = House::new(&store).await;
    let system = System::new(&house, &[]).await;
    Town::in_district(&store, "430502", 2).await;
    house.forwarded(1).await;
    let unit = house.desk.unit(0);
    let foreign = workrooms::kernel::id::GlobalId::decode(&house.desk.id(1)).unwrap();
    let elsewhere = workrooms::kernel::id::DistrictId::parse("430502").unwrap();
    let foreign =
        workrooms::kernel::id::GlobalId::encode("MicroSuggestion", &elsewhere, foreign.id).0;
    let head = house.desk.town.number().await;
    let mut not_there = dispatch(&house, 1);
    not_there["data"]["caseId"] = json!(house.desk.id(99));
    let mut other_district = dispatch(&house, 1);
    other_district["data"]["caseId"] = json!(foreign);
    let mut no_order = dispatch(&house, 1);
    no_order["data"]["workOrder"] = json!(" ");
    let mut not_yet = dispatch(&house, 1);
    not_yet["data"]["on"] = json!("2022-11-08");
    for (said, code, field) in [
        (not_there, "UNKNOWN_CASE", "data.caseId"),
        (other_district, "INVALID_ID", "data.caseId"),
        (no_order, "TEXT_EMPTY", "data.workOrder"),
        (not_yet, "DATE_IN_FUTURE", "data.on"),
        (
            said(&house, "sign", json!({ "unitId": unit })),
            "UNKNOWN_CASE",
            "data.caseId",
        ),
        (
            said(&house, "sign", json!({ "unitId": "none" })),
            "INVALID_ID",
            "data.unitId",
        ),
    ] {
        let answer = system.call(&house, "m1", &said).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text
        );
        let error = &answer.json()["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field))
        );
        assert!(!error["message"].as_str().unwrap().is_ascii(), "in Chinese");
        assert_eq!(house.desk.town.number().await, head);
    }
    for text in [
        json!([]),
        json!({ "type": "microSuggestion.close", "data": {} }),
        json!({ "data": {} }),
    ] {
        let answer = system.call(&house, "m1", &text).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    // What was refused left no trace of its id.
    let answer = system.call(&house, "m1", &dispatch(&house, 1)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let answer = system.call(&house, "m2", &dispatch(&house, 1)).await;
    assert_eq!(
        answer.json()["errors"][0]["code"],
        "STATE_FORBIDS",
        "another id is another call-back"
    );
}

on_both!(a_flood_costs_its_sender_and_a_long_body_is_refused);
async fn a_flood_costs_its_sender_and_a_long_body_is_refused(store: Store) {
    let house = House::new(&store).await;
    let settings = [
        "--unsigned-budget-per-minute=10000",
        "--max-body-bytes=65536",
    ];
    let system = System::new(&house, &settings).await;
    house.forwarded(1).await;
    let (now, text) = (house.now().timestamp(), dispatch(&house, 1).to_string());
    let long = format!("{text}{}", " ".repeat(64 * 1024));
    let answer = system
        .post("m1", now, &system.signed("m1", now, &long), &long)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    for due in [
        StatusCode::UNAUTHORIZED,
        StatusCode::UNAUTHORIZED,
        StatusCode::TOO_MANY_REQUESTS,
    ] {
        assert_eq!(system.post("m1", now, "v1,AAAA", &text).await.status, due);
    }
    let answer = system.call(&house, "m1", &dispatch(&house, 1)).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "the genuine one is let in all the same"
    );
}

on_both!(two_at_once_of_one_id_do_it_once);
async fn two_at_once_of_one_id_do_it_once(store: Store) {
    let house = House::new(&store).await;
    let system = System::new(&house, &[]).await;
    house.forwarded(1).await;
    let head = house.desk.town.number().await;
    let said = dispatch(&house, 1);
    let all = (0..6).map(|_| system.call(&house, "m1", &said));
    let answers = futures_util::future::join_all(all).await;
    let first = answers
        .iter()
        .filter(|answer| answer.json()["repeated"] == false);
    assert_eq!(first.count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.json()["sequence"] == head + 1)
    );
}

/// Whatever is logged of a call-back, its words are not in it.
#[tokio::test]
async fn no_body_reaches_the_log() {
    crate::support::run_on_sqlite(Start::Empty, |store: Store| async move {
        let house = House::new(&store).await;
        let system = System::new(&house, &[]).await;
        house.forwarded(1).await;
        let mut said = dispatch(&house, 1);
        said["data"]["note"] = json!("居民电话一三八（示例）");
        let (answer, lines) = logged(system.call(&house, "m1", &said)).await;
        let log = lines.join("\n");
        assert_eq!(answer.status, StatusCode::OK);
        assert!(log.contains("answered"), "{log}");
        assert!(
            !log.contains("示例") && !log.contains(&system.opened.id),
            "{log}"
        );
    })
    .await;
}
