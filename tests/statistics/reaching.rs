//! Whom and what records reach: members with a record of duty, communities visited, sectors in oversight; silent months and
//! activities per hundred members. Deliberately absent: metrics of cases alone.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::events::rules::batch::Ruling;
use workrooms::kernel::id::NodeId;
use workrooms::organization::DivisionKind;
use workrooms::organization::commands::places::{
    RegisterDivision, RegisterDivisions, register_divisions,
};

use crate::casework::desk::{Desk, Who};
use crate::support::Store;

/// Two workrooms of three members each; two communities in the first township, one in the second; four events; and a
/// micro-suggestion of the first member, before all of them.
async fn furnished(store: &Store) -> Desk {
    let desk = Desk::new(store).await;
    let town = &desk.town;
    for (township, codes) in [
        (0, vec!["430503001001", "430503001002"]),
        (1, vec!["430503002001"]),
    ] {
        let divisions = codes.into_iter().map(|code| RegisterDivision {
            code: code.to_owned(),
            name: format!("社区{code}（示例）"),
            kind: DivisionKind::Community,
        });
        let input = RegisterDivisions {
            township: town.townships[township],
            divisions: divisions.collect(),
        };
        register_divisions(&town.office(), input).await.unwrap();
    }
    desk.propose(1, "2022-02-01").await;
    for (n, host, kind, on, place, members) in [
        (
            1,
            0,
            EventKind::Volunteer,
            "2022-03-01",
            "430503001001",
            vec![0, 1],
        ),
        (
            2,
            0,
            EventKind::Volunteer,
            "2022-04-01",
            "430503001001",
            vec![0],
        ),
        (
            3,
            1,
            EventKind::RegularOversight,
            "2022-05-01",
            "430503002001",
            vec![3],
        ),
        (
            4,
            1,
            EventKind::Volunteer,
            "2022-06-01",
            "430503001002",
            vec![],
        ),
    ] {
        let host = ("Workroom", town.workrooms[host]);
        let mut draft = town.draft(host, kind, &format!("活动{n}（示例）"), on);
        draft.place_code = Some(place.to_owned());
        let global = |member: usize| town.global("Member", town.members[member]);
        draft.participants = members.into_iter().map(global).collect();
        let verdict = town.post(n, draft).await;
        assert!(
            matches!(verdict.ruling, Ruling::Accepted(..)),
            "{verdict:?}"
        );
    }
    desk
}

const FIGURE: &str = "metric { code } value numerator denominator asOf records { totalCount edges { amount node { title } } }";

/// A metric of a node: value, numerator, denominator, and the titles of its records with what each adds.
async fn told(desk: &Desk, node: (&str, NodeId), metric: &str, more: &str) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on HierarchyNode {{ \
         figures(metrics: [{metric}], period: {{ year: 2022 }}{more}) {{ {FIGURE} }} }} }} }}"
    );
    let id = json!({ "id": desk.town.global(node.0, node.1) });
    let figure = desk.town.ask(&query, id).await["node"]["figures"][0].clone();
    let edges = figure["records"]["edges"].as_array().unwrap();
    assert_eq!(figure["records"]["totalCount"], edges.len());
    let records = edges.iter().map(|edge| {
        let (title, amount) = (&edge["node"]["title"], &edge["amount"]);
        format!("{}×{}", title.as_str().unwrap(), amount.as_str().unwrap())
    });
    json!([
        figure["value"],
        figure["numerator"],
        figure["denominator"],
        records.collect::<Vec<_>>()
    ])
}

const SUGGESTION: &str = "关于小区环境的微建议1（示例）×1";

on_both!(each_one_reached_counts_once_and_its_first_record_is_the_receipt);
async fn each_one_reached_counts_once_and_its_first_record_is_the_receipt(store: Store) {
    let desk = furnished(&store).await;
    let town = &desk.town;
    let district = ("District", town.committee);
    let workroom = |n: usize| ("Workroom", town.workrooms[n]);
    let member = |n: usize| ("Member", town.members[n]);
    for (node, metric, due) in [
        (
            district,
            "W5",
            json!([
                "0.5",
                "3",
                "6",
                [SUGGESTION, "活动1（示例）×1", "活动3（示例）×1"]
            ]),
        ),
        // A member's duty is his, whoever hosted the event.
        (
            workroom(0),
            "W5",
            json!(["0.333333", "1", "3", [SUGGESTION]]),
        ),
        (
            workroom(1),
            "W5",
            json!(["0.666667", "2", "3", ["活动1（示例）×1", "活动3（示例）×1"]]),
        ),
        (member(3), "W5", json!(["1", "1", "1", ["活动3（示例）×1"]])),
        (member(2), "W5", json!(["0", "0", "1", []])),
        (
            district,
            "W7",
            json!([
                "1",
                "3",
                "3",
                ["活动1（示例）×1", "活动3（示例）×1", "活动4（示例）×1"]
            ]),
        ),
        (
            workroom(0),
            "W7",
            json!(["0.5", "1", "2", ["活动1（示例）×1"]]),
        ),
        // What it did in another's township covers none of its own communities.
        (
            workroom(1),
            "W7",
            json!(["1", "1", "1", ["活动3（示例）×1"]]),
        ),
        (
            district,
            "D7",
            json!(["0.5", "1", "2", ["活动3（示例）×1"]]),
        ),
        (workroom(0), "D7", json!(["0", "0", "2", []])),
        (
            district,
            "W10",
            json!([
                "66.666667",
                "4",
                "6",
                [
                    "活动1（示例）×1",
                    "活动2（示例）×1",
                    "活动3（示例）×1",
                    "活动4（示例）×1"
                ]
            ]),
        ),
        // January to November are due; each workroom was heard of in two of them.
        (district, "W6", json!(["18", null, null, []])),
        (workroom(0), "W6", json!(["9", null, null, []])),
    ] {
        assert_eq!(
            told(&desk, node, metric, "").await,
            due,
            "{metric} of {node:?}"
        );
    }
}

on_both!(an_earlier_number_and_a_withdrawn_event_are_counted_as_they_stood);
async fn an_earlier_number_and_a_withdrawn_event_are_counted_as_they_stood(store: Store) {
    let desk = furnished(&store).await;
    let district = ("District", desk.town.committee);
    let before = desk.town.number().await;
    let input = json!({ "eventId": desk.town.global("Event", NodeId(super::stage::event(1).parse().unwrap())), "reason": "重复录入（示例）" });
    let voided = desk
        .run(
            Who::Office,
            "eventVoid",
            "EventVoidInput",
            input,
            "{ errors { code } }",
        )
        .await;
    assert_eq!(voided["data"]["eventVoid"]["errors"], json!([]), "{voided}");
    let now = json!(["0.333333", "2", "6", [SUGGESTION, "活动3（示例）×1"]]);
    assert_eq!(told(&desk, district, "W5", "").await, now);
    let then = json!([
        "0.5",
        "3",
        "6",
        [SUGGESTION, "活动1（示例）×1", "活动3（示例）×1"]
    ]);
    let as_of = format!(", asOf: {before}");
    assert_eq!(told(&desk, district, "W5", &as_of).await, then);
    // The same community was visited again.
    let second = json!([
        "1",
        "3",
        "3",
        ["活动2（示例）×1", "活动3（示例）×1", "活动4（示例）×1"]
    ]);
    assert_eq!(told(&desk, district, "W7", "").await, second);
}

on_both!(what_a_metric_cannot_be_narrowed_by_is_refused);
async fn what_a_metric_cannot_be_narrowed_by_is_refused(store: Store) {
    let desk = furnished(&store).await;
    for (metric, filter, field) in [
        ("W5", "{kinds: [VOLUNTEER]}", "filter.kinds"),
        ("W6", "{divisionCodes: [\"430503001\"]}", "filter"),
    ] {
        let query = format!(
            "{{ district(code: \"430503\") {{ figures(metrics: [{metric}], period: {{ year: 2022 }}, filter: {filter}) {{ value }} }} }}"
        );
        let answer = desk.ask(Who::Leader, &query, json!({})).await;
        let told = &answer["errors"][0]["extensions"];
        assert_eq!(told["code"], "BAD_INPUT", "{answer}");
        assert_eq!(told["field"], field, "{answer}");
    }
    let district = ("District", desk.town.committee);
    let narrowed = told(&desk, district, "W7", ", filter: {kinds: [VOLUNTEER]}").await;
    assert_eq!(
        narrowed,
        json!(["0.666667", "2", "3", ["活动1（示例）×1", "活动4（示例）×1"]])
    );
    let query = "query { district(code: \"430503\") { breakdown(by: [WORKROOM], metrics: [W5, W7], period: {year: 2022}) { \
        figures { numerator denominator } } } }";
    let rows = desk.town.ask(query, json!({})).await;
    let mut rows = rows["district"]["breakdown"].as_array().unwrap().clone();
    rows.sort_by_key(ToString::to_string);
    let figure = |numerator: &str, denominator: &str| json!({ "numerator": numerator, "denominator": denominator });
    assert_eq!(
        json!(rows),
        json!([
            { "figures": [figure("1", "3"), figure("1", "2")] },
            { "figures": [figure("2", "3"), figure("1", "1")] },
        ])
    );
}
