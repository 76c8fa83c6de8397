//! Every bad input gets its own code and names its field; the rest of the batch is stored.
//! Deliberately absent: quantities read one by one, which the rules test beside them.

use serde_json::{Value, json};
use workrooms::kernel::id::{DistrictId, GlobalId};

use super::town::{Town, codes, event, statuses, verdicts};
use crate::support::Store;

type Spoil<'a> = Box<dyn Fn(&mut Value) + 'a>;

/// Puts a value at a field of the item.
fn set<'a>(path: &'a str, value: Value) -> Spoil<'a> {
    Box::new(move |item| {
        if let Some((outer, inner)) = path.split_once('/') {
            item[outer][inner] = value.clone();
        } else {
            item[path] = value.clone();
        }
    })
}

fn quantity(value: Value) -> Spoil<'static> {
    Box::new(move |item| item["quantities"] = json!([value]))
}

on_both!(each_bad_item_is_told_by_its_code_and_the_rest_is_stored);
async fn each_bad_item_is_told_by_its_code_and_the_rest_is_stored(store: Store) {
    let town = Town::new(&store).await;
    let elsewhere = DistrictId::parse("430502").expect("a code");
    let foreign_host = GlobalId::encode("Workroom", &elsewhere, town.foreign.0).0;
    let township = town.id("Township", town.township);
    let not_known = town.id("Workroom", town.member);
    let closed = town.workroom(town.closed);
    let long = "长".repeat(201);
    let huge = "x".repeat(10 * 1024 * 1024);
    let many = |id: String, count: usize| Value::from(vec![id; count]);
    let cases: Vec<(&str, &str, Spoil<'_>)> = vec![
        ("INVALID_ID", "id", set("id", json!("not-a-uuid"))),
        (
            "INVALID_ID",
            "id",
            set("id", json!("00000000-0000-0000-0000-000000000000")),
        ),
        ("UNKNOWN_HOST", "hostId", set("hostId", json!("nobody"))),
        ("UNKNOWN_HOST", "hostId", set("hostId", json!(not_known))),
        (
            "UNKNOWN_HOST",
            "coHostIds.1",
            set("coHostIds", json!([town.workroom(town.north), "?"])),
        ),
        (
            "HOST_OF_OTHER_DISTRICT",
            "hostId",
            set("hostId", json!(foreign_host)),
        ),
        ("HOST_NOT_ALLOWED", "hostId", set("hostId", json!(township))),
        ("HOST_ABSENT", "hostId", set("hostId", json!(closed))),
        (
            "HOST_ABSENT",
            "hostId",
            set("hostId", json!(town.id("Member", town.former))),
        ),
        (
            "TOO_MANY_HOSTS",
            "coHostIds",
            set("coHostIds", many(town.workroom(town.north), 20)),
        ),
        ("TITLE_EMPTY", "title", set("title", json!(" \n "))),
        ("TITLE_TOO_LONG", "title", set("title", json!(long))),
        ("TITLE_TOO_LONG", "title", set("title", json!(huge))),
        (
            "CONTROL_CHARACTER",
            "title",
            set("title", json!("宣\u{0}讲")),
        ),
        (
            "CONTROL_CHARACTER",
            "narrative",
            set("narrative", json!("经过\u{7}")),
        ),
        (
            "CONTROL_CHARACTER",
            "placeCode",
            set("placeCode", json!("430503\u{0}01")),
        ),
        (
            "NARRATIVE_TOO_LONG",
            "narrative",
            set("narrative", json!("字".repeat(5001))),
        ),
        (
            "INVALID_DATE",
            "occurredOn.from",
            set("occurredOn/from", json!("2022-02-30")),
        ),
        (
            "INVALID_DATE",
            "occurredOn.from",
            set("occurredOn/from", json!("昨天")),
        ),
        (
            "INVALID_DATE",
            "occurredOn.to",
            set("occurredOn/to", json!("2022-5-11")),
        ),
        (
            "DATE_ORDER",
            "occurredOn.to",
            set("occurredOn/to", json!("2022-05-10")),
        ),
        (
            "DATE_IN_FUTURE",
            "occurredOn.from",
            set("occurredOn/from", json!("2022-12-21")),
        ),
        (
            "DATE_IN_FUTURE",
            "occurredOn.to",
            set("occurredOn/to", json!("2022-12-22")),
        ),
        (
            "DATE_TOO_EARLY",
            "occurredOn.from",
            set("occurredOn/from", json!("2017-12-31")),
        ),
        (
            "PLACE_UNKNOWN",
            "placeCode",
            set("placeCode", json!("430503999")),
        ),
        (
            "PLACE_UNKNOWN",
            "placeCode",
            set("placeCode", json!("大祥")),
        ),
        (
            "PLACE_OF_OTHER_DISTRICT",
            "placeCode",
            set("placeCode", json!("430502001")),
        ),
        (
            "CAMPAIGN_UNKNOWN",
            "campaignIds.0",
            set("campaignIds", json!([town.id("Campaign", town.south)])),
        ),
        (
            "TOO_MANY_CAMPAIGNS",
            "campaignIds",
            set("campaignIds", many(town.id("Campaign", town.south), 11)),
        ),
        (
            "PARENT_UNKNOWN",
            "parentId",
            set("parentId", json!(event(99))),
        ),
        ("PARENT_UNKNOWN", "parentId", set("parentId", json!("?"))),
        (
            "PARTICIPANT_UNKNOWN",
            "participantIds.1",
            set(
                "participantIds",
                json!([
                    town.id("Member", town.member),
                    town.id("Member", town.south)
                ]),
            ),
        ),
        (
            "PARTICIPANT_NOT_IN_OFFICE",
            "participantIds.0",
            set("occurredOn/from", json!("2022-07-01")),
        ),
        (
            "TOO_MANY_PARTICIPANTS",
            "participantIds",
            set("participantIds", many(town.id("Member", town.member), 501)),
        ),
        ("SUBJECT_INVALID", "subjectId", set("subjectId", json!("?"))),
        (
            "QUANTITY_INVALID",
            "quantities.0.value",
            quantity(json!({ "measure": "PERSONS", "value": "许多" })),
        ),
        (
            "QUANTITY_NEGATIVE",
            "quantities.0.value",
            quantity(json!({ "measure": "PERSONS", "value": "-3" })),
        ),
        (
            "QUANTITY_NEGATIVE",
            "quantities.0.value",
            quantity(json!({ "measure": "PERSONS", "value": -3 })),
        ),
        (
            "QUANTITY_NOT_WHOLE",
            "quantities.0.value",
            quantity(json!({ "measure": "GOOD_DEEDS", "value": 1.5 })),
        ),
        (
            "QUANTITY_TOO_LARGE",
            "quantities.0.value",
            quantity(json!({ "measure": "PERSONS", "value": "10000000000" })),
        ),
        (
            "WRONG_UNIT",
            "quantities.0.unit",
            quantity(json!({ "measure": "PERSONS", "value": "1", "unit": "PERSON_TIMES" })),
        ),
        (
            "FUND_KIND_REQUIRED",
            "quantities.0.fundKind",
            quantity(json!({ "measure": "FUNDS", "value": "1" })),
        ),
        (
            "FUND_KIND_NOT_ALLOWED",
            "quantities.0.fundKind",
            quantity(json!({ "measure": "PERSONS", "value": "1", "fundKind": "AID_PAID" })),
        ),
        (
            "MEASURE_NOT_ALLOWED",
            "quantities.0.measure",
            quantity(json!({ "measure": "EVENTS", "value": "1" })),
        ),
    ];
    let mut batch = Vec::new();
    for (n, (code, _, spoil)) in (100..).zip(&cases) {
        let mut item = town.talk(n, &format!("宣讲第 {n} 场"));
        if *code == "PARTICIPANT_NOT_IN_OFFICE" {
            item["participantIds"] = json!([town.id("Member", town.former)]);
        }
        if *code == "HOST_ABSENT" {
            item["occurredOn"]["from"] = json!("2022-07-01");
        }
        spoil(&mut item);
        batch.push(item);
    }
    batch.insert(3, town.talk(1, "好的一条"));
    batch.push(town.talk(2, "又一条好的"));
    let before = town.number().await;
    let answer = town.post(batch).await;
    let mut told: Vec<_> = verdicts(&answer)
        .iter()
        .filter(|verdict| verdict["status"] == "REJECTED")
        .collect();
    assert_eq!(told.len(), cases.len());
    for ((code, field, _), verdict) in cases.iter().zip(told.drain(..)) {
        let expected = [((*code).to_owned(), (*field).to_owned())];
        assert_eq!(codes(&verdict["errors"]), expected, "{code} at {field}");
        assert_eq!(verdict["event"], Value::Null);
    }
    let accepted = statuses(&answer)
        .iter()
        .filter(|status| *status == "ACCEPTED")
        .count();
    assert_eq!(accepted, 2);
    assert_eq!(town.number().await, before + 2);
    assert!(
        answer.to_string().len() < 100_000,
        "what was sent is not echoed"
    );
    town.assert_whole().await;
}

on_both!(all_errors_of_an_item_are_told_at_once);
async fn all_errors_of_an_item_are_told_at_once(store: Store) {
    let town = Town::new(&store).await;
    let mut item = town.talk(1, "");
    item["id"] = json!("x");
    item["occurredOn"] = json!({ "from": "2030-01-01", "to": "2029-01-01" });
    item["placeCode"] = json!("430503999");
    item["quantities"] = json!([
        { "measure": "PERSONS", "value": "-1", "unit": "YUAN" },
        { "measure": "PERSONS", "value": "2" },
    ]);
    let answer = town.post(vec![item]).await;
    let errors = codes(&verdicts(&answer).first().expect("a verdict")["errors"]);
    let told: Vec<_> = errors.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(
        told,
        [
            "INVALID_ID",
            "DATE_ORDER",
            "TITLE_EMPTY",
            "WRONG_UNIT",
            "QUANTITY_NEGATIVE",
            "MEASURE_TWICE",
            "DATE_IN_FUTURE",
            "PLACE_UNKNOWN",
        ]
    );
}
