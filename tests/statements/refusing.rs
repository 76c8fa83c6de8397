//! What cannot be frozen is refused by name, and nothing is stored; who may not freeze is told nothing.
//! Deliberately absent: what is frozen.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::{ask, frozen, line};
use crate::statistics::stage::{CODE, Town};
use crate::support::Store;

on_both!(what_cannot_be_frozen_is_refused_by_name);
async fn what_cannot_be_frozen_is_refused_by_name(store: Store) {
    let town = Town::new(&store, 2).await;
    frozen(&town, "已有报表（示例）", vec![line("场次", "SESSIONS")]).await;
    let number = town.number().await;
    let with = |field: &str, value: Value| {
        let mut line = line("场次", "SESSIONS");
        line[field] = value;
        json!({ "title": "新报表（示例）", "lines": [line] })
    };
    let all = |title: &str, lines: Value| json!({ "title": title, "lines": lines });
    let sessions = || json!([line("场次", "SESSIONS")]);
    let many: Vec<Value> = (0..61).map(|n| line(&n.to_string(), "EVENTS")).collect();
    let of_funds = json!({ "fundKinds": ["MOBILISED"] });
    let cases: Vec<(Value, &str, &str)> = vec![
        (all(" ", sessions()), "TEXT_EMPTY", "title"),
        (all(&"长".repeat(201), sessions()), "TEXT_TOO_LONG", "title"),
        (all("已有报表（示例）", sessions()), "TITLE_TAKEN", "title"),
        (all("新报表（示例）", json!([])), "LINE_COUNT", "lines"),
        (all("新报表（示例）", json!(many)), "LINE_COUNT", "lines"),
        (
            all(
                "新报表（示例）",
                json!([line("场次", "SESSIONS"), line("场次", "EVENTS")]),
            ),
            "NAME_TAKEN",
            "lines.1.name",
        ),
        (
            with("name", json!("场\u{7}次")),
            "CONTROL_CHARACTER",
            "lines.0.name",
        ),
        (
            with("nodeId", json!(town.global("Member", town.members[0]))),
            "UNKNOWN_NODE",
            "lines.0.nodeId",
        ),
        (
            with("nodeId", json!("nothing")),
            "UNKNOWN_NODE",
            "lines.0.nodeId",
        ),
        (
            with("metric", json!("W5")),
            "METRIC_NOT_FROZEN",
            "lines.0.metric",
        ),
        (
            with("metric", json!("W6")),
            "METRIC_NOT_FROZEN",
            "lines.0.metric",
        ),
        (
            with(
                "filter",
                json!({ "subjectId": "01900000-0000-7000-9000-000000000001" }),
            ),
            "FILTER_NOT_FROZEN",
            "lines.0.filter",
        ),
        (
            with("metric", json!("FUNDS")),
            "FUND_KINDS_MISSING",
            "lines.0.filter.fundKinds",
        ),
        (
            all(
                "新报表（示例）",
                json!([{
                    "name": "微建议", "metric": "MS1_SUBMITTED", "period": { "year": 2022 }, "filter": of_funds,
                }]),
            ),
            "FILTER_OF_EVENTS_ONLY",
            "lines.0.filter",
        ),
    ];
    for (input, code, field) in cases {
        let payload = town
            .change("statementFreeze", "statement { id }", input.clone())
            .await;
        let errors = payload["errors"].as_array().unwrap();
        let told: Vec<_> = errors
            .iter()
            .map(|error| (&error["code"], &error["field"]))
            .collect();
        assert_eq!(told, [(&json!(code), &json!(field))], "{input}");
        assert_eq!(payload["statement"], Value::Null);
    }
    let input = json!({ "id": "nothing", "reason": "原因", "title": "新", "lines": sessions() });
    let payload = town
        .change("statementSupersede", "statement { id }", input)
        .await;
    assert_eq!(payload["errors"][0]["code"], "UNKNOWN_STATEMENT");
    assert_eq!(town.number().await, number, "a refusal changes nothing");
}

on_both!(only_the_office_freezes);
async fn only_the_office_freezes(store: Store) {
    let town = Town::new(&store, 2).await;
    let number = town.number().await;
    let query = "mutation($input: StatementFreezeInput!) { statementFreeze(input: $input) { errors { code } } }";
    for (role, scope) in [
        (Role::Leader, None),
        (Role::Auditor, None),
        (Role::WorkroomOfficer, Some(town.workrooms[0])),
        (Role::Member, Some(town.members[0])),
        (Role::Hotline, None),
    ] {
        let view = town.stage.request(role, CODE, scope);
        // Not even what is wrong with it.
        let input = json!({ "title": "", "lines": [{ "name": "", "metric": "W5", "period": { "year": 1 } }] });
        let answer = ask(&town, view, query, json!({ "input": input })).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{role:?}: {answer}"
        );
    }
    assert_eq!(town.number().await, number);
}
