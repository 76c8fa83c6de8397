//! Values that the compiler leaves to the doors: the contract's own scalars and input objects of which exactly one field is
//! given, written out, by variable, by default and inside lists. Deliberately absent: what the domain says of a value.

use axum::Router;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Answer, doors, post, routes, without_district};
use crate::support::Store;

/// A figure of a period; it ends where somebody must be signed in, which is after every check of the doors.
fn figure(declared: &str, period: &str) -> String {
    format!(
        "query {declared} {{ district(code: \"430503\") {{ figures(metrics: [EVENTS], period: {period}) {{ value }} }} }}"
    )
}

async fn with(routes: &Router, query: &str, variables: Value) -> Answer {
    post(routes, json!({ "query": query, "variables": variables })).await
}

fn assert_unfit(answer: &Answer, field: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    assert_eq!(answer.code(), "BAD_INPUT", "{}", answer.text);
    let json = answer.json();
    assert!(json.get("data").is_none(), "{}", answer.text);
    assert_eq!(
        json["errors"][0]["extensions"]["field"], field,
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("whispered"), "{}", answer.text);
}

#[tokio::test]
async fn exactly_one_way_of_saying_a_period() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for (declared, period, variables) in [
            ("", "{ year: 2022 }", json!({})),
            ("", "{ month: \"2022-07\" }", json!({})),
            ("($y: Int!)", "{ year: $y }", json!({ "y": 2022 })),
            ("($y: Int! = 2022)", "{ year: $y }", json!({})),
            ("($p: PeriodInput!)", "$p", json!({ "p": { "year": 2022 } })),
            ("($p: PeriodInput! = { year: 2022 })", "$p", json!({})),
        ] {
            let answer = with(&routes, &figure(declared, period), variables).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{declared} {period} {}",
                answer.text
            );
            assert_eq!(answer.code(), "UNAUTHENTICATED");
        }
        for (declared, period, variables, field) in [
            ("", "{}", json!({}), "period"),
            ("", "{ year: null }", json!({}), "period"),
            ("", "{ year: 2022, term: 6 }", json!({}), "period"),
            ("", "{ year: 2022, term: null }", json!({}), "period"),
            ("($y: Int)", "{ year: $y }", json!({ "y": 2022 }), "period"),
            ("($y: Int)", "{ year: $y }", json!({}), "period"),
            (
                "($y: Int!)",
                "{ year: 2022, term: $y }",
                json!({ "y": 6 }),
                "period",
            ),
            ("($p: PeriodInput!)", "$p", json!({ "p": {} }), "p"),
            (
                "($p: PeriodInput!)",
                "$p",
                json!({ "p": { "year": null } }),
                "p",
            ),
            (
                "($p: PeriodInput!)",
                "$p",
                json!({ "p": { "year": 2022, "term": 6 } }),
                "p",
            ),
            (
                "($p: PeriodInput!)",
                "$p",
                json!({ "p": { "year": 2022, "term": null } }),
                "p",
            ),
            ("($p: PeriodInput! = {})", "$p", json!({}), "p"),
        ] {
            let answer = with(&routes, &figure(declared, period), variables).await;
            assert_unfit(&answer, field);
        }
        let split =
            "query ($y: Int) { ...F } fragment F on Query { district(code: \"430503\") { figures(
            metrics: [EVENTS], period: { year: $y }) { value } } }";
        assert_unfit(&with(&routes, split, json!({ "y": 2022 })).await, "period");
    })
    .await;
}

#[tokio::test]
async fn a_scalar_of_the_contract_is_checked_before_anything_runs() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let code = "query ($v: DivisionCode!) { district(code: $v) { name } }";
        let day =
            "query ($v: Date) { district(code: \"430503\") { viceChairs(asOf: $v) { name } } }";
        let number = "query ($v: Long) { district(code: \"430503\") { figures(metrics: [EVENTS],
            period: { year: 2022 }, asOf: $v) { value } } }";
        let month = "query ($v: Month!) { district(code: \"430503\") { figures(metrics: [EVENTS],
            period: { month: $v }) { value } } }";
        let filter =
            "query ($v: EventFilter) { district(code: \"430503\") { events(first: 1, filter: $v) {
            totalCount } } }";
        for (query, value, path) in [
            (code, json!(12), "v"),
            (code, json!(["whispered"]), "v"),
            (code, json!({ "whispered": 1 }), "v"),
            (day, json!(20220701), "v"),
            (day, json!(["2022-07-01"]), "v"),
            (number, json!("whispered"), "v"),
            (number, json!(1.5), "v"),
            (number, json!(18_446_744_073_709_551_615_u64), "v"),
            (month, json!("whispered"), "v"),
            (month, json!("2022-13"), "v"),
            (
                filter,
                json!({ "divisionCodes": ["430503", 12] }),
                "v.divisionCodes[1]",
            ),
            (filter, json!({ "divisionCodes": 12 }), "v.divisionCodes"),
        ] {
            let answer = with(&routes, query, json!({ "v": value })).await;
            assert_unfit(&answer, path);
            let told = answer.json()["errors"][0]["message"].clone();
            let told = told.as_str().unwrap();
            assert!(
                told.starts_with(&format!("变量 {path} 的值不符合其类型 ")),
                "{told}"
            );
        }
        for (query, value) in [
            (code, json!("430503")),
            (day, json!("whispered")),
            (day, json!(null)),
            (number, json!(9_223_372_036_854_775_807_i64)),
            (month, json!("2022-07")),
            (filter, json!({ "divisionCodes": "430503" })),
            (filter, json!(null)),
        ] {
            let answer = with(&routes, query, json!({ "v": value })).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
            assert_eq!(answer.code(), "UNAUTHENTICATED");
        }
        for (query, field) in [
            ("{ district(code: 12) { name } }", "code"),
            ("{ district(code: [\"430503\"]) { name } }", "code"),
            ("{ district(code: whispered) { name } }", "code"),
            (
                "query ($v: DivisionCode = 12) { a: __typename district(code: $v) { name } }",
                "v",
            ),
        ] {
            let answer = with(&routes, query, json!({})).await;
            assert_eq!(answer.code(), "BAD_INPUT", "{query} {}", answer.text);
            assert!(answer.json().get("data").is_none());
            assert!(!answer.text.contains("whispered"), "{}", answer.text);
            let told = answer.json()["errors"][0]["extensions"]["field"].clone();
            assert!(told == field || told.is_null(), "{query} {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_scalar_of_the_contract_is_known_to_the_doors() {
    without_district(|store: Store| async move {
        let doors = doors(&store, &[]);
        let scalars: Vec<&str> = doors
            .documents
            .schema
            .types
            .iter()
            .filter(|(_, known)| known.is_scalar() && !known.is_built_in())
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(scalars.len(), 7, "{scalars:?}");
        for name in scalars {
            let nothing = async_graphql::Value::Null;
            assert_eq!(
                workrooms::http::inputs::takes(name, nothing),
                Some(false),
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn of_thousands_of_variables_the_wrong_one_is_named() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let names: Vec<String> = (0..4000).map(|n| format!("v{n}")).collect();
        let declared: String = names.iter().map(|name| format!("${name}: ID! ")).collect();
        let used: String = names.iter().map(|name| format!("${name} ")).collect();
        let query = format!("query ({declared}) {{ nodes(ids: [{used}]) {{ id }} }}");
        let mut variables: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| (name.clone(), json!("x")))
            .collect();
        let good = with(&routes, &query, variables.clone().into()).await;
        assert_eq!(good.status, StatusCode::OK, "{}", good.text);
        assert_eq!(good.cost(), 4000);
        variables.insert("v3999".to_owned(), json!(["whispered"]));
        assert_unfit(&with(&routes, &query, variables.into()).await, "v3999");
    })
    .await;
}

#[tokio::test]
async fn of_a_batch_the_very_field_that_is_wrong_is_told() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let post = "mutation ($input: EventsPostInput!) { eventsPost(input: $input) { verdicts { status } } }";
        let event = json!({
            "id": "01980000-0000-7000-8000-000000000001", "hostId": "x", "kind": "LECTURE", "title": "一",
            "occurredOn": { "from": "2022-07-01", "to": "2022-07-01" },
        });
        let with_third = |change: fn(&mut Value)| {
            let mut events = vec![event.clone(), event.clone(), event.clone(), event.clone()];
            change(&mut events[3]);
            json!({ "input": { "events": events } })
        };
        for (variables, path, told) in [
            (
                with_third(|event| event["occurredOn"]["from"] = json!(20220701)),
                "input.events[3].occurredOn.from",
                "变量 input.events[3].occurredOn.from 的值不符合其类型 Date。",
            ),
            (
                with_third(|event| event["kind"] = json!("whispered")),
                "input.events[3].kind",
                "变量 input.events[3].kind 的值不符合其类型 EventKind。",
            ),
            (
                with_third(|event| event["whispered"] = json!(1)),
                "input.events[3]",
                "变量 input.events[3] 含有类型 EventInput 所没有的字段。",
            ),
            (
                with_third(|event| event["title"] = json!(null)),
                "input.events[3].title",
                "变量 input.events[3].title 须给出值，且不得为空。",
            ),
        ] {
            let answer = with(&routes, post, variables).await;
            assert_unfit(&answer, path);
            assert_eq!(answer.json()["errors"][0]["message"], told);
        }
    })
    .await;
}
