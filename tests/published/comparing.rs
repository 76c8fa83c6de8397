//! The comparison: agreeing, differing, not comparable, and how many statements it takes.
//! Deliberately absent: the 2022 data.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};

use super::{done, listed, talks};
use crate::organization::stage::Stage;
use crate::statistics::stage::{Town, much};
use crate::support::Store;

/// Two talks of a workroom, one of them of a campaign, and one lecture with two kinds of funds.
async fn scene(store: &Store) -> Town {
    let town = Town::new(store, 2).await;
    let host = ("Workroom", town.workrooms[0]);
    for (n, on) in ["2022-03-01", "2022-04-01"].into_iter().enumerate() {
        let mut draft = town.draft(
            host,
            EventKind::PublicTalk,
            &format!("恳谈会{n}（示例）"),
            on,
        );
        draft.quantities = vec![much(Measure::Voices, 5, Qualifier::Exact, None)];
        if n == 0 {
            draft.campaigns = vec![town.global("Campaign", town.campaigns[0])];
        }
        town.post(n as u128, draft).await;
    }
    let mut lecture = town.draft(host, EventKind::Lecture, "讲堂（示例）", "2022-05-01");
    lecture.quantities = vec![
        much(Measure::PersonTimes, 30, Qualifier::AtLeast, None),
        much(
            Measure::Funds,
            100,
            Qualifier::Exact,
            Some(FundKind::DonationCash),
        ),
        much(
            Measure::Funds,
            50,
            Qualifier::Exact,
            Some(FundKind::DonationInKind),
        ),
        much(Measure::Funds, 7, Qualifier::Exact, Some(FundKind::AidPaid)),
    ];
    town.post(2, lecture).await;
    town
}

fn with(key: &str, changes: Value) -> Value {
    let mut input = talks(key);
    for (field, value) in changes.as_object().unwrap() {
        input[field] = value.clone();
    }
    input
}

fn told(figure: &Value) -> (Value, Value, Value) {
    let comparison = &figure["comparison"];
    (
        comparison["computed"]["value"].clone(),
        comparison["agrees"].clone(),
        comparison["difference"].clone(),
    )
}

on_both!(a_comparison_agrees_differs_or_cannot_be_made);
async fn a_comparison_agrees_differs_or_cannot_be_made(store: Store) {
    let town = scene(&store).await;
    let campaign = town.global("Campaign", town.campaigns[0]);
    let cases = [
        ("a", json!({}), json!("2"), json!(true), json!("0")),
        (
            "b",
            json!({ "value": "3" }),
            json!("2"),
            json!(false),
            json!("-1"),
        ),
        (
            "c",
            json!({ "value": "1" }),
            json!("2"),
            json!(false),
            json!("1"),
        ),
        (
            "d",
            json!({ "value": "1", "qualifier": "AT_LEAST" }),
            json!("2"),
            json!(true),
            json!("1"),
        ),
        (
            "e",
            json!({ "value": "3", "qualifier": "AT_LEAST" }),
            json!("2"),
            json!(false),
            json!("-1"),
        ),
        (
            "f",
            json!({ "value": "1", "campaignId": campaign }),
            json!("1"),
            json!(true),
            json!("0"),
        ),
        (
            "g",
            json!({ "kinds": null, "value": "3" }),
            json!("3"),
            json!(true),
            json!("0"),
        ),
        (
            "h",
            json!({ "period": { "from": "2022-03-01", "to": "2022-04-01" }, "value": "1" }),
            json!("1"),
            json!(true),
            json!("0"),
        ),
        (
            "i",
            json!({ "period": { "from": "2022-04-01" }, "kinds": null }),
            json!("2"),
            json!(true),
            json!("0"),
        ),
        (
            "j",
            json!({ "level": "PART", "value": "0" }),
            json!("0"),
            json!(true),
            json!("0"),
        ),
        (
            "k",
            json!({ "metric": "FUNDS", "unit": "YUAN", "kinds": null, "value": "150",
                "fundKinds": ["DONATION_CASH", "DONATION_IN_KIND"] }),
            json!("150"),
            json!(true),
            json!("0"),
        ),
        // Funds of unlike kinds have no sum, a figure without a metric nothing to stand beside.
        (
            "l",
            json!({ "metric": "FUNDS", "unit": "YUAN", "kinds": null, "value": "157" }),
            Value::Null,
            Value::Null,
            Value::Null,
        ),
        (
            "m",
            json!({ "metric": null }),
            Value::Null,
            Value::Null,
            Value::Null,
        ),
        (
            "n",
            json!({ "metric": "VERIFIED_SHARE", "unit": "PERCENT", "value": null, "percent": "0.0" }),
            json!("0"),
            json!(true),
            json!("0"),
        ),
        (
            "o",
            json!({ "metric": "VERIFIED_SHARE", "unit": "PERCENT", "value": null, "percent": "0",
                "kinds": ["PATROL"] }),
            Value::Null,
            Value::Null,
            Value::Null,
        ),
        (
            "p",
            json!({ "metric": "MS1_SUBMITTED", "unit": "CASES", "kinds": null, "value": "1" }),
            json!("0"),
            json!(false),
            json!("-1"),
        ),
    ];
    for (key, changes, computed, agrees, difference) in cases {
        let figure = done(&town, "Record", with(key, changes)).await;
        assert_eq!(
            told(&figure),
            (computed, agrees, difference),
            "{key}: {figure}"
        );
        let computed = &figure["comparison"]["computed"];
        if key != "m" {
            assert_eq!(computed["asOf"], town.number().await, "{key}");
        }
        // The receipt is the narrow question's, whatever sums were shared.
        if matches!(key, "a" | "f" | "g" | "k") {
            let edges = computed["records"]["edges"].as_array().unwrap();
            let sum: i64 = edges
                .iter()
                .map(|edge| edge["amount"].as_str().unwrap().parse::<i64>().unwrap())
                .sum();
            assert_eq!(json!(sum.to_string()), computed["value"], "{key}");
        }
    }
    // One more talk: the same printed number differs now, and did not then.
    let number = town.number().await;
    let host = ("Workroom", town.workrooms[1]);
    let draft = town.draft(
        host,
        EventKind::PublicTalk,
        "恳谈会之后（示例）",
        "2022-06-01",
    );
    town.post(9, draft).await;
    let of = |page: Value| {
        told(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .find(|node| node["key"] == "a")
                .unwrap(),
        )
    };
    assert_eq!(
        of(listed(&town, "first: 50").await),
        (json!("3"), json!(false), json!("1"))
    );
    let then = listed(&town, &format!("first: 50, asOf: {number}")).await;
    assert_eq!(of(then), (json!("2"), json!(true), json!("0")));
}

on_both!(a_page_of_comparisons_takes_the_same_statements_however_many_there_are);
async fn a_page_of_comparisons_takes_the_same_statements_however_many_there_are(store: Store) {
    let heard = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |info| ear.lock().unwrap().push(info.statement.sql.clone()));
    let store = Store {
        db,
        ..store.clone()
    };
    let mut town = scene(&store).await;
    let kinds = ["PUBLIC_TALK", "LECTURE", "PATROL", "VOLUNTEER", "READING"];
    let mut counts = Vec::new();
    for (n, kind) in kinds.into_iter().enumerate() {
        let input = with(&format!("talks.{n}"), json!({ "kinds": [kind] }));
        done(&town, "Record", input).await;
        town.stage = Stage::new(&store);
        heard.lock().unwrap().clear();
        let query = "{ district(code: \"430503\") { publishedFigures(first: 100) { nodes { comparison { agrees } } } } }";
        let leader = town
            .stage
            .request(workrooms::kernel::actor::Role::Leader, "430503", None);
        let answer = super::ask(&town, leader, query, json!({})).await;
        let nodes = &answer["data"]["district"]["publishedFigures"]["nodes"];
        assert_eq!(nodes.as_array().unwrap().len(), n + 1);
        counts.push(heard.lock().unwrap().len());
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}
