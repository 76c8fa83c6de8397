//! Silence and nothing to report: a breakdown tells them apart, and no value changes with either.
//! Deliberately absent: who may declare (events).

use serde_json::{Value, json};

use super::stage::Town;
use crate::support::Store;

const NOVEMBER: &str = "query($id: ID!) { node(id: $id) { ... on HierarchyNode {
    figures(metrics: [GOOD_DEEDS], period: { month: \"2022-11\" }) { ...All }
    breakdown(by: [WORKROOM], metrics: [GOOD_DEEDS], period: { month: \"2022-11\" }) { keys { label } figures { ...All } } } } }
    fragment All on Figure { value qualifier records { totalCount } completeness {
        expected reported declaredZero silent notYetDue answered silences { workroom { name } months } } }";

/// Value, records, and completeness as expected, reported, declared zero, silent, not yet due, answered.
fn told(figure: &Value) -> (String, i64, [i64; 6]) {
    let of = |field: &str| figure["completeness"][field].as_i64().unwrap();
    (
        figure["value"].as_str().unwrap().to_owned(),
        figure["records"]["totalCount"].as_i64().unwrap(),
        [
            "expected",
            "reported",
            "declaredZero",
            "silent",
            "notYetDue",
            "answered",
        ]
        .map(of),
    )
}

fn row(answer: &Value, label: &str) -> Value {
    let rows = answer["node"]["breakdown"].as_array().unwrap();
    assert_eq!(rows.len(), 14, "every workroom has a row");
    let found = rows
        .iter()
        .find(|row| row["keys"][0]["label"] == label)
        .unwrap();
    found["figures"][0].clone()
}

on_both!(nothing_to_report_is_not_silence);
async fn nothing_to_report_is_not_silence(store: Store) {
    let town = Town::new(&store, 14).await;
    let events = (0..12).map(|n| town.deed(n, n, "2022-11-08", 2)).collect();
    town.post_all(events).await;
    let district = json!({ "id": town.global("District", town.committee) });
    let (silent, zero) = ("委员工作室12（示例）", "委员工作室13（示例）");
    let silence = |name: &str| json!({ "workroom": { "name": name }, "months": ["2022-11"] });

    let before = town.ask(NOVEMBER, district.clone()).await;
    let figure = &before["node"]["figures"][0];
    assert_eq!(told(figure), ("24".to_owned(), 12, [14, 12, 0, 2, 0, 12]));
    let mut silences = figure["completeness"]["silences"]
        .as_array()
        .unwrap()
        .clone();
    silences.sort_by_key(ToString::to_string);
    assert_eq!(silences, [silence(silent), silence(zero)]);

    let input = json!({ "workroomId": town.workroom_id(13), "month": "2022-11" });
    town.done("nilReturnDeclare", "nilReturn { month }", input.clone())
        .await;

    let after = town.ask(NOVEMBER, district.clone()).await;
    let figure = &after["node"]["figures"][0];
    assert_eq!(told(figure), ("24".to_owned(), 12, [14, 12, 1, 1, 0, 13]));
    assert_eq!(figure["completeness"]["silences"], json!([silence(silent)]));
    assert_eq!(
        told(&row(&after, "委员工作室0（示例）")),
        ("2".to_owned(), 1, [1, 1, 0, 0, 0, 1])
    );
    assert_eq!(
        told(&row(&after, zero)),
        ("0".to_owned(), 0, [1, 0, 1, 0, 0, 1])
    );
    assert_eq!(
        told(&row(&after, silent)),
        ("0".to_owned(), 0, [1, 0, 0, 1, 0, 0])
    );

    town.done("nilReturnWithdraw", "nilReturn { month }", input)
        .await;
    assert_eq!(
        town.ask(NOVEMBER, district).await,
        before,
        "as before it was declared"
    );
    town.assert_sound().await;
}

on_both!(a_month_that_is_not_over_is_not_silent);
async fn a_month_that_is_not_over_is_not_silent(store: Store) {
    let town = Town::new(&store, 3).await;
    town.post_all(vec![town.deed(1, 0, "2022-12-08", 2)]).await;
    let december = NOVEMBER.replace("2022-11", "2022-12");
    let district = json!({ "id": town.global("District", town.committee) });
    // 31 December is the last day of the month: the month is over with the next.
    for (at, expected) in [
        ("2022-12-31T15:59:59Z", [3, 1, 0, 0, 2, 1]),
        ("2022-12-31T16:00:00Z", [3, 1, 0, 2, 0, 1]),
    ] {
        town.stage.clock.set(at.parse().unwrap());
        let answer = town.ask(&december, district.clone()).await;
        assert_eq!(told(&answer["node"]["figures"][0]).2, expected, "{at}");
    }
    // One silent month of a year makes the workroom silent over it, and the month is named.
    let year = NOVEMBER.replace("month: \"2022-11\"", "year: 2022");
    town.post_all(
        (1..=12)
            .filter(|month| *month != 5 && *month != 12)
            .map(|month| town.deed(month + 1, 0, &format!("2022-{month:02}-03"), 1))
            .collect(),
    )
    .await;
    let answer = town.ask(&year, json!({ "id": town.workroom_id(0) })).await;
    let figure = &answer["node"]["figures"][0];
    assert_eq!(told(figure), ("12".to_owned(), 11, [1, 0, 0, 1, 0, 0]));
    assert_eq!(
        figure["completeness"]["silences"][0]["months"],
        json!(["2022-05"])
    );
}
