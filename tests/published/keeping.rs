//! Recording, correcting and withdrawing: what stood stays, and what cannot stand is refused with its code and field.
//! Deliberately absent: comparisons.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::GlobalId;

use super::{act, ask, done, listed, talks};
use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

async fn assert_whole(town: &Town) {
    town.assert_sound().await;
    let place = workrooms::published::audit::verify_district(&town.db, &town.district);
    assert_eq!(place.await.unwrap(), None);
}

on_both!(a_correction_is_a_new_version_and_what_stood_stays);
async fn a_correction_is_a_new_version_and_what_stood_stays(store: Store) {
    let town = Town::new(&store, 2).await;
    let first = done(&town, "Record", talks("talks")).await;
    assert_eq!(first["value"], "2");
    assert_eq!(
        first["period"],
        json!({ "from": "2022-01-01", "to": "2023-01-01" })
    );
    assert_eq!(first["metric"], json!({ "code": "SESSIONS" }));
    assert_eq!(first["kinds"], json!(["PUBLIC_TALK"]));
    let recorded = town.number().await;
    assert_eq!(first["sinceSequence"], recorded);
    // The very same is no correction.
    let mut again = talks("talks");
    again["id"] = first["id"].clone();
    let refused = act(&town, "Correct", again.clone()).await;
    assert_eq!(refused["errors"][0]["code"], "NOTHING_CHANGES");
    assert_eq!(town.number().await, recorded);
    again["value"] = json!("3");
    again["qualifier"] = json!("AT_LEAST");
    let second = done(&town, "Correct", again).await;
    assert_eq!(
        (&second["id"], &second["value"], &second["qualifier"]),
        (&first["id"], &json!("3"), &json!("AT_LEAST"))
    );
    assert_eq!(second["sinceSequence"], recorded + 1);
    let before = listed(&town, &format!("asOf: {recorded}")).await;
    assert_eq!(before["nodes"][0]["value"], "2", "as it stood");
    assert_eq!(listed(&town, "first: 5").await["nodes"][0]["value"], "3");
    let id = GlobalId::decode(first["id"].as_str().unwrap()).unwrap().id;
    let journal = ask(
        &town,
        town.office(),
        "{ district(code: \"430503\") { journal(last: 2) { nodes { kind } } } }",
        json!({}),
    );
    let kinds =
        json!([{ "kind": "published_figure.recorded" }, { "kind": "published_figure.corrected" }]);
    assert_eq!(journal.await["data"]["district"]["journal"]["nodes"], kinds);
    assert_whole(&town).await;
    // By its id, for who may see figures.
    let query = "query($id: ID!) { node(id: $id) { ... on PublishedFigure { key } } }";
    for (role, sees) in [(Role::Member, true), (Role::Hotline, false)] {
        let view = town.stage.request(role, CODE, Some(town.members[0]));
        let answer = ask(&town, view, query, json!({ "id": first["id"] })).await;
        assert_eq!(
            !answer["data"]["node"].is_null(),
            sees,
            "{role:?}: {answer}"
        );
    }
    let withdrawn = done(&town, "Withdraw", json!({ "id": first["id"] })).await;
    assert_eq!(withdrawn["value"], "3");
    assert_eq!(listed(&town, "first: 5").await["totalCount"], 0);
    assert_eq!(
        listed(&town, &format!("asOf: {recorded}")).await["totalCount"],
        1
    );
    let refused = act(&town, "Withdraw", json!({ "id": first["id"] })).await;
    assert_eq!(refused["errors"][0]["code"], "UNKNOWN_FIGURE");
    assert_whole(&town).await;
    // Its key is free again, and a changed row is noticed.
    done(&town, "Record", talks("talks")).await;
    assert_whole(&town).await;
    let forge = "UPDATE published_figure SET value = '9' WHERE district_id = '430503' AND until_number IS NOT NULL AND value = '2'";
    sea_orm::ConnectionTrait::execute_unprepared(&town.db, forge)
        .await
        .unwrap();
    let place = workrooms::published::audit::verify_district(&town.db, &town.district);
    let place = place.await.unwrap().expect("a forged row");
    assert!(place.contains(&id.to_string()), "{place}");
}

/// The codes and fields of a refused record, and nothing is stored.
async fn refused(town: &Town, change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let mut input = talks("other");
    change(&mut input);
    let number = town.number().await;
    let payload = act(town, "Record", input).await;
    assert_eq!(payload["publishedFigure"], Value::Null);
    assert_eq!(town.number().await, number, "a refusal changes nothing");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    payload["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            assert!(!text(&error["message"]).is_empty());
            (text(&error["code"]), text(&error["field"]))
        })
        .collect()
}

fn percentage(input: &mut Value, percent: &str) {
    let fields = input.as_object_mut().unwrap();
    for field in ["value", "metric", "kinds"] {
        fields.remove(field);
    }
    input["percent"] = json!(percent);
    input["unit"] = json!("PERCENT");
}

on_both!(what_cannot_stand_is_refused_by_name);
async fn what_cannot_stand_is_refused_by_name(store: Store) {
    let town = Town::new(&store, 2).await;
    done(&town, "Record", talks("talks")).await;
    let elsewhere = Town::in_district(&store, "430502", 2).await;
    let foreign = elsewhere.global("Campaign", elsewhere.campaigns[0]);
    type Change = Box<dyn FnOnce(&mut Value)>;
    fn set(field: &'static str, value: Value) -> Change {
        Box::new(move |input| input[field] = value)
    }
    fn rate(percent: &'static str, more: Value) -> Change {
        Box::new(move |input| {
            percentage(input, percent);
            for (field, value) in more.as_object().unwrap() {
                input[field] = value.clone();
            }
        })
    }
    let pair = |part: &str, whole: &str| json!({ "numerator": part, "denominator": whole });
    let cases: Vec<(Change, &[(&str, &str)])> = vec![
        (set("key", json!("Talks 1")), &[("INVALID_KEY", "key")]),
        (set("key", json!("talks")), &[("KEY_TAKEN", "key")]),
        (set("document", json!("  ")), &[("TEXT_EMPTY", "document")]),
        (
            set("phrase", json!("长".repeat(201))),
            &[("TEXT_TOO_LONG", "phrase")],
        ),
        (
            set("basis", json!("2022\u{7}")),
            &[("CONTROL_CHARACTER", "basis")],
        ),
        (
            set("period", json!({ "from": "2022-02-30" })),
            &[("INVALID_DATE", "period.from")],
        ),
        (
            set(
                "period",
                json!({ "from": "2022-02-01", "to": "2022-02-01" }),
            ),
            &[("DATE_ORDER", "period.to")],
        ),
        (set("value", json!("-2")), &[("NUMBER_INVALID", "value")]),
        (set("value", json!("1e3")), &[("NUMBER_INVALID", "value")]),
        (
            set("value", json!("10000000000")),
            &[("NUMBER_OUTSIDE", "value")],
        ),
        (
            set("value", json!("2.0000001")),
            &[("NUMBER_OUTSIDE", "value")],
        ),
        (set("value", Value::Null), &[("VALUE_OR_PERCENT", "value")]),
        (
            set("percent", json!("98.7")),
            &[
                ("VALUE_OR_PERCENT", "value"),
                ("UNIT_OF_OTHER_SORT", "unit"),
            ],
        ),
        (
            set("unit", json!("PERCENT")),
            &[
                ("UNIT_OF_OTHER_SORT", "unit"),
                ("METRIC_OF_OTHER_UNIT", "metric"),
            ],
        ),
        (
            set("numerator", json!("1")),
            &[("PERCENT_MISSING", "denominator")],
        ),
        (
            set("fits", json!([pair("1", "2")])),
            &[("PERCENT_MISSING", "fits")],
        ),
        (
            set("metric", json!("PERSONS")),
            &[("METRIC_OF_OTHER_UNIT", "metric")],
        ),
        (
            set("metric", json!("VERIFIED_SHARE")),
            &[("METRIC_OF_OTHER_UNIT", "metric")],
        ),
        (
            Box::new(|input| {
                input["unit"] = json!("ITEMS");
                input["metric"] = json!("MS1_SUBMITTED");
                input["level"] = json!("PART");
            }),
            &[
                ("NARROWING_OF_EVENTS_ONLY", "kinds"),
                ("NARROWING_OF_EVENTS_ONLY", "level"),
            ],
        ),
        (
            set("campaignId", json!("none")),
            &[("UNKNOWN_CAMPAIGN", "campaignId")],
        ),
        (
            set("campaignId", json!(foreign)),
            &[("UNKNOWN_CAMPAIGN", "campaignId")],
        ),
        (rate("100.1", json!({})), &[("PERCENT_OUTSIDE", "percent")]),
        (
            rate("98.70001", json!({})),
            &[("PERCENT_OUTSIDE", "percent")],
        ),
        (
            rate("98.7", json!({ "numerator": "75" })),
            &[("PAIR_INCOMPLETE", "denominator")],
        ),
        (
            rate("98.7", pair("0", "0")),
            &[("PAIR_OUTSIDE", "denominator")],
        ),
        (
            rate("98.7", pair("76", "75")),
            &[("PAIR_OUTSIDE", "denominator")],
        ),
        (
            rate("98.7", pair("74", "76")),
            &[("PERCENT_DOES_NOT_FIT", "numerator")],
        ),
        (
            rate(
                "98.7",
                json!({ "fits": [pair("75", "76"), pair("73", "75")] }),
            ),
            &[("PERCENT_DOES_NOT_FIT", "fits.1.numerator")],
        ),
        (
            rate("98.7", json!({ "fits": vec![pair("75", "76"); 11] })),
            &[("TOO_MANY", "fits")],
        ),
        (
            Box::new(|input| {
                input["key"] = json!("");
                input["note"] = json!("长".repeat(1001));
            }),
            &[("INVALID_KEY", "key"), ("TEXT_TOO_LONG", "note")],
        ),
    ];
    for (place, (change, due)) in cases.into_iter().enumerate() {
        let due: Vec<_> = due
            .iter()
            .map(|(code, field)| (code.to_string(), field.to_string()))
            .collect();
        assert_eq!(refused(&town, change).await, due, "case {place}");
    }
    let mut unknown = talks("other");
    unknown["id"] = json!(town.global("PublishedFigure", town.campaigns[0]));
    let payload = act(&town, "Correct", unknown).await;
    assert_eq!(
        (
            &payload["errors"][0]["code"],
            &payload["errors"][0]["field"]
        ),
        (&json!("UNKNOWN_FIGURE"), &json!("id"))
    );
    // The same document may print two figures, and two documents the same key.
    done(&town, "Record", talks("other")).await;
    let mut other = talks("talks");
    other["document"] = json!("《工作总结》（示例）");
    done(&town, "Record", other).await;
    assert_whole(&town).await;
}

on_both!(a_refusal_is_told_in_the_callers_language);
async fn a_refusal_is_told_in_the_callers_language(store: Store) {
    let town = Town::new(&store, 2).await;
    let query = "mutation($input: PublishedFigureWithdrawInput!) { publishedFigureWithdraw(input: $input) { errors { message } } }";
    for (lang, due) in [
        (Lang::Zh, "找不到该公布数据，或其已撤回。"),
        (
            Lang::En,
            "There is no such published figure, or it was withdrawn.",
        ),
    ] {
        let mut office = town.office();
        office.lang = lang;
        let answer = ask(&town, office, query, json!({ "input": { "id": "none" } })).await;
        let payload = &answer["data"]["publishedFigureWithdraw"];
        assert_eq!(payload["errors"][0]["message"], due);
    }
}

on_both!(pages_keep_the_order_in_which_figures_were_recorded);
async fn pages_keep_the_order_in_which_figures_were_recorded(store: Store) {
    let town = Town::new(&store, 2).await;
    for n in 0..5 {
        let at = format!("2022-12-31T09:00:0{n}Z");
        town.stage.clock.set(at.parse().unwrap());
        let mut input = talks(&format!("talks.{n}"));
        if n == 3 {
            input["document"] = json!("《工作总结》（示例）");
        }
        done(&town, "Record", input).await;
    }
    let keys = |page: &Value| -> Vec<String> {
        let nodes = page["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| node["key"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = listed(&town, "first: 2").await;
    assert_eq!(keys(&first), ["talks.0", "talks.1"]);
    assert_eq!(first["totalCount"], 5);
    assert_eq!(
        first["pageInfo"],
        json!({ "hasNextPage": true, "hasPreviousPage": false })
    );
    let cursor = first["edges"][1]["cursor"].as_str().unwrap();
    let next = listed(&town, &format!("first: 9, after: \"{cursor}\"")).await;
    assert_eq!(keys(&next), ["talks.2", "talks.3", "talks.4"]);
    let cursor = next["edges"][1]["cursor"].as_str().unwrap();
    let last = listed(&town, &format!("last: 2, before: \"{cursor}\"")).await;
    assert_eq!(keys(&last), ["talks.1", "talks.2"]);
    let of = listed(&town, "document: \"《工作总结》（示例）\"").await;
    assert_eq!(
        (keys(&of), &of["totalCount"]),
        (vec!["talks.3".to_owned()], &json!(1))
    );
}
