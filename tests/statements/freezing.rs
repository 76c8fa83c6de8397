//! What is frozen stays: it is told as it was, the journal holds its digest, and whoever changes it behind the program's back
//! is noticed. A new version names what it replaces. Deliberately absent: explaining differences.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::GlobalId;

use super::{SHOWN, ask, audit, beside, beside_as, frozen, line};
use crate::statistics::stage::{CODE, Town, event};
use crate::support::Store;

/// Deeds of 2, 3 and 4 by two workrooms, the last one verified.
async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 2).await;
    let deeds = vec![
        town.deed(1, 0, "2022-03-01", 2),
        town.deed(2, 0, "2022-04-01", 3),
        town.deed(3, 1, "2022-05-01", 4),
    ];
    town.post_all(deeds).await;
    let id = workrooms::kernel::id::NodeId(event(3).parse().unwrap());
    let input = json!({ "eventId": town.global("Event", id) });
    town.done("eventVerify", "event { id }", input).await;
    town
}

fn lines(town: &Town) -> Vec<Value> {
    let mut of_workroom = line("城南工作室活动（示例）", "W1");
    of_workroom["nodeId"] = json!(town.workroom_id(0));
    vec![
        line("办实事（示例）", "GOOD_DEEDS"),
        of_workroom,
        line("核实率（示例）", "VERIFIED_SHARE"),
    ]
}

async fn listed(town: &Town, arguments: &str) -> Value {
    let query = format!(
        "{{ district(code: \"{CODE}\") {{ statements({arguments}) {{ totalCount asOf nodes {SHOWN} \
         deletions(since: 1) {{ nodes {{ id }} }} }} }} }}"
    );
    let leader = town.stage.request(Role::Leader, CODE, None);
    let answer = ask(town, leader, &query, json!({})).await;
    assert!(answer.get("errors").is_none(), "{arguments}: {answer}");
    answer["data"]["district"]["statements"].clone()
}

fn values(statement: &Value) -> Vec<(Value, Value, Value, Value)> {
    let lines = statement["lines"].as_array().unwrap().iter();
    let of = |line: &Value| {
        let field = |name: &str| line[name].clone();
        (
            field("value"),
            field("numerator"),
            field("denominator"),
            field("recordCount"),
        )
    };
    lines.map(of).collect()
}

on_both!(what_is_frozen_is_told_with_its_digest_and_nobody_changes_it_unseen);
async fn what_is_frozen_is_told_with_its_digest_and_nobody_changes_it_unseen(store: Store) {
    let town = furnished(&store).await;
    let number = town.number().await;
    let statement = frozen(&town, "年度报表（示例）", lines(&town)).await;
    assert_eq!(statement["frozenAsOf"], number);
    assert_eq!(statement["sinceSequence"], number + 1);
    let due = vec![
        (json!("9"), Value::Null, Value::Null, json!(3)),
        (json!("2"), Value::Null, Value::Null, json!(2)),
        (json!("0.333333"), json!("1"), json!("3"), json!(3)),
    ];
    assert_eq!(values(&statement), due);
    assert_eq!(statement["digest"].as_str().unwrap().len(), 64);
    // The journal tells it, and holds the digest.
    let query = "{ district(code: \"430503\") { journal(last: 1) { nodes { kind } } } }";
    let journal = ask(&town, town.office(), query, json!({})).await;
    let kinds = &journal["data"]["district"]["journal"]["nodes"];
    assert_eq!(kinds, &json!([{ "kind": "statement.frozen" }]));
    assert_eq!(audit(&town).await, None);
    // It is read by its id, in the list and as a node, by who may see figures.
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on Statement {SHOWN} }} district(code: \"{CODE}\") {{ statement(id: $id) {SHOWN} \
         statements {{ nodes {SHOWN} }} }} }}"
    );
    for (role, sees) in [
        (Role::Member, true),
        (Role::Auditor, true),
        (Role::Hotline, false),
    ] {
        let view = town.stage.request(role, CODE, Some(town.members[0]));
        let answer = ask(&town, view, &query, json!({ "id": statement["id"] })).await;
        let (node, district) = (&answer["data"]["node"], &answer["data"]["district"]);
        let due = match sees {
            true => (&statement, &statement, json!([statement])),
            false => (&Value::Null, &Value::Null, json!([])),
        };
        let told = (
            node,
            &district["statement"],
            district["statements"]["nodes"].clone(),
        );
        assert_eq!(told, due, "{role:?}");
    }
    // The same figures asked as of its number, and beside it now.
    let told = beside(&town, &statement["id"]).await;
    assert_eq!(told["isIntact"], true);
    for line in told["lines"].as_array().unwrap() {
        assert_eq!(line["difference"], "0", "{line}");
        assert_eq!(line["explanations"]["totalCount"], 0, "{line}");
    }
    let forge =
        "UPDATE statement_line SET value = '10' WHERE district_id = '430503' AND position = 1";
    town.tamper(forge, 1).await;
    let id = GlobalId::decode(statement["id"].as_str().unwrap())
        .unwrap()
        .id;
    let due = format!("statement {id} of 430503: what was frozen was changed");
    assert_eq!(audit(&town).await, Some(due));
    assert_eq!(beside(&town, &statement["id"]).await["isIntact"], false);
    town.tamper(&forge.replace("'10'", "'9'"), 1).await;
    assert_eq!(audit(&town).await, None);
    // A record that was changed in place: the line no longer comes to what was frozen.
    let amount = "UPDATE event_quantity SET amount = amount + 100 WHERE district_id = '430503' AND measure = 'GOOD_DEEDS' AND amount = 200";
    town.tamper(amount, 1).await;
    let due = format!(
        "statement {id} of 430503: line 1 does not come to what was frozen at number {number}"
    );
    assert_eq!(audit(&town).await, Some(due));
    let told = beside(&town, &statement["id"]).await;
    let intact = told["lines"].as_array().unwrap().iter();
    let intact: Vec<_> = intact.map(|line| line["isIntact"].clone()).collect();
    assert_eq!(intact, [false, true, true]);
    assert_eq!(told["isIntact"], false);
}

on_both!(a_new_version_names_what_it_replaces_and_both_stay);
async fn a_new_version_names_what_it_replaces_and_both_stay(store: Store) {
    let town = furnished(&store).await;
    let first = frozen(&town, "年度报表（示例）", lines(&town)).await;
    let before = town.number().await;
    town.post_all(vec![town.deed(4, 1, "2022-06-01", 5)]).await;
    let input = json!({
        "id": first["id"], "reason": "补报后更正（示例）", "title": "年度报表（示例）", "lines": lines(&town),
    });
    let selection = format!("statement {SHOWN}");
    let payload = town
        .done("statementSupersede", &selection, input.clone())
        .await;
    let second = payload["statement"].clone();
    assert_eq!(second["replacesId"], first["id"]);
    assert_eq!(second["reason"], "补报后更正（示例）");
    assert_eq!(second["lines"][0]["value"], "14");
    let page = listed(&town, "first: 5").await;
    assert_eq!(page["totalCount"], 2);
    let mut replaced = first.clone();
    replaced["replacedById"] = second["id"].clone();
    assert_eq!(
        page["nodes"],
        json!([replaced, second]),
        "the old one says what it said"
    );
    assert_eq!(
        listed(&town, &format!("asOf: {before}")).await["nodes"],
        json!([first])
    );
    // Who keeps the list is told of the new one and of the one that it replaces, and nothing leaves.
    assert_eq!(
        listed(&town, &format!("updatedSince: {before}")).await["totalCount"],
        2
    );
    let newest = town.number().await;
    let page = listed(&town, &format!("updatedSince: {newest}")).await;
    assert_eq!(
        (&page["totalCount"], &page["asOf"]),
        (&json!(0), &json!(newest))
    );
    assert_eq!(page["deletions"]["nodes"], json!([]));
    // A second replacement of the same one is refused; the newer can be replaced.
    let refused = town.change("statementSupersede", &selection, input).await;
    assert_eq!(refused["errors"][0]["code"], "ALREADY_SUPERSEDED");
    assert_eq!(refused["errors"][0]["field"], "id");
    assert_eq!(town.number().await, newest);
    assert_eq!(audit(&town).await, None);
    // Beside the first stand the deeds that the second counts.
    let view = town.stage.request(Role::Leader, CODE, None);
    let told = beside_as(&town, view, &first["id"], Some(newest - 1)).await;
    assert_eq!(told["lines"][0]["difference"], "5");
    assert_eq!(told["asOf"], newest - 1);
}
