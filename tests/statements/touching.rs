//! A late post tells which frozen figures it touches. Deliberately absent: published figures.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::{ask, frozen, line};
use crate::statistics::stage::{CODE, Town, event};
use crate::support::Store;

const POST: &str = "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence verdicts { status } \
    touchedStatementLines { statement { title } frozen { name value } \
    before { value recordCount suppressed } after { value recordCount suppressed } } } }";

fn sent(town: &Town, n: u128, kind: &str, on: &str, persons: Option<i64>) -> Value {
    let quantities: Vec<_> = persons
        .iter()
        .map(|persons| json!({ "measure": "PERSONS", "value": persons.to_string() }))
        .collect();
    json!({
        "id": event(n), "hostId": town.workroom_id(0), "kind": kind, "title": format!("第{n}号记录（示例）"),
        "occurredOn": { "from": on }, "quantities": quantities,
    })
}

async fn posted(town: &Town, role: Option<Role>, events: Vec<Value>) -> Value {
    let view = match role {
        None => town.office(),
        Some(role) => town.stage.request(role, CODE, Some(town.workrooms[0])),
    };
    let answer = ask(town, view, POST, json!({ "input": { "events": events } })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["eventsPost"]["touchedStatementLines"].clone()
}

/// Title, name, the frozen value and the two others.
fn told(touched: &Value) -> Vec<[String; 5]> {
    let text = |value: &Value| value.as_str().unwrap_or("null").to_owned();
    let lines = touched.as_array().unwrap().iter();
    lines
        .map(|line| {
            [
                text(&line["statement"]["title"]),
                text(&line["frozen"]["name"]),
                text(&line["frozen"]["value"]),
                text(&line["before"]["value"]),
                text(&line["after"]["value"]),
            ]
        })
        .collect()
}

fn of_kind(mut line: Value, kind: &str) -> Value {
    line["filter"] = json!({ "kinds": [kind] });
    line
}

on_both!(a_late_post_tells_which_frozen_figures_it_touches);
async fn a_late_post_tells_which_frozen_figures_it_touches(store: Store) {
    let town = Town::new(&store, 2).await;
    let first = vec![
        sent(&town, 1, "PUBLIC_TALK", "2022-03-01", None),
        sent(&town, 2, "PUBLIC_TALK", "2022-04-01", None),
        sent(&town, 3, "CONSOLATION", "2022-05-05", Some(3)),
    ];
    assert_eq!(
        posted(&town, None, first).await,
        json!([]),
        "nothing is frozen"
    );
    let talks = || of_kind(line("恳谈（示例）", "EVENTS"), "PUBLIC_TALK");
    let mut last = talks();
    last["name"] = json!("上年恳谈（示例）");
    last["period"] = json!({ "year": 2021 });
    let lines = vec![
        talks(),
        of_kind(line("讲堂（示例）", "EVENTS"), "LECTURE"),
        of_kind(line("慰问（示例）", "PERSONS"), "CONSOLATION"),
        last,
    ];
    frozen(&town, "年度报表（示例）", lines).await;
    let replaced = frozen(&town, "旧专报（示例）", vec![talks()]).await;
    let input = json!({
        "id": replaced["id"], "reason": "更名（示例）", "title": "新专报（示例）", "lines": [talks()],
    });
    town.done("statementSupersede", "statement { id }", input)
        .await;

    // The newest statement first; what was replaced is nobody's figure any more.
    let late = || sent(&town, 4, "PUBLIC_TALK", "2022-11-30", None);
    let touched = posted(&town, None, vec![late()]).await;
    let row = |title: &str, name: &str, numbers: [&str; 3]| {
        let [frozen, before, after] = numbers.map(str::to_owned);
        [title.to_owned(), name.to_owned(), frozen, before, after]
    };
    let due = ["新专报（示例）", "年度报表（示例）"]
        .map(|title| row(title, "恳谈（示例）", ["2", "2", "3"]));
    assert_eq!(told(&touched), due);
    assert_eq!(touched[0]["after"]["recordCount"], 3);
    // The same again, and what no line is of, touch nothing.
    assert_eq!(posted(&town, None, vec![late()]).await, json!([]));
    let meeting = sent(&town, 5, "MEETING", "2022-11-30", None);
    assert_eq!(posted(&town, None, vec![meeting]).await, json!([]));
    // Each batch is held against what stood just before it, not against what was frozen.
    let two = vec![
        sent(&town, 6, "PUBLIC_TALK", "2022-12-30", None),
        sent(&town, 7, "PUBLIC_TALK", "2021-12-30", None),
    ];
    let due = [
        row("新专报（示例）", "恳谈（示例）", ["2", "3", "4"]),
        row("年度报表（示例）", "恳谈（示例）", ["2", "3", "4"]),
        row("年度报表（示例）", "上年恳谈（示例）", ["0", "0", "1"]),
    ];
    assert_eq!(told(&posted(&town, None, two).await), due);
    // Few residents in hardship are withheld here too, before and after, from whoever may not read of all of them.
    let few = vec![sent(&town, 8, "CONSOLATION", "2022-05-06", Some(4))];
    let touched = posted(&town, Some(Role::WorkroomOfficer), few).await;
    assert_eq!(touched.as_array().unwrap().len(), 1, "{touched}");
    assert_eq!(
        touched[0]["frozen"],
        json!({ "name": "慰问（示例）", "value": null })
    );
    let withheld = json!({ "value": null, "recordCount": null, "suppressed": true });
    assert_eq!(
        (&touched[0]["before"], &touched[0]["after"]),
        (&withheld, &withheld)
    );
    let few = vec![sent(&town, 9, "CONSOLATION", "2022-05-07", Some(1))];
    let due = [row("年度报表（示例）", "慰问（示例）", ["3", "7", "8"])];
    assert_eq!(told(&posted(&town, None, few).await), due);
}
