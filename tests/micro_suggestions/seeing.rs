//! Who sees which micro-suggestions, by every way to them, and what lists narrow to. Deliberately absent: acting.

use serde_json::{Value, json};

use super::desk::{Desk, Who};
use super::life::signed;
use crate::support::Store;

async fn titles(desk: &Desk, who: Who, filter: Value) -> (Vec<String>, Value) {
    let query = "query($f: CaseFilterInput) { district(code: \"430503\") { \
                 microSuggestions(first: 100, filter: $f) { totalCount nodes { title } } } }";
    let answer = desk.ask(who, query, json!({ "f": filter })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let list = &answer["data"]["district"]["microSuggestions"];
    let titles = list["nodes"].as_array().map(|nodes| {
        let title = |node: &Value| node["title"].as_str().unwrap().to_owned();
        nodes.iter().map(title).collect()
    });
    (titles.unwrap_or_default(), list["totalCount"].clone())
}

on_both!(each_sees_what_is_his_to_see);
async fn each_sees_what_is_his_to_see(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    desk.propose(2, "2022-11-07").await;
    let mut draft = desk.proposal(3, "2022-11-07");
    draft["draft"] = json!(true);
    let drafted = desk.answer(Who::Officer, "Propose", draft).await;
    assert_eq!(drafted["payload"]["microSuggestion"]["state"], "DRAFT");
    for (who, sees) in [
        (Who::Office, vec![1, 2]),
        (Who::Leader, vec![1, 2]),
        (Who::Auditor, vec![1, 2]),
        (Who::OtherMember, vec![1, 2]),
        (Who::OtherOfficer, vec![1, 2]),
        (Who::Author, vec![1, 2, 3]),
        (Who::Officer, vec![1, 2, 3]),
        (Who::Hotline, vec![1]),
        (Who::Unit, vec![1]),
        (Who::OtherUnit, vec![]),
    ] {
        let (_, total) = titles(&desk, who, json!({})).await;
        assert_eq!(total, sees.len(), "{who:?}");
        for n in [1, 2, 3] {
            let seen = desk.see(who, n).await;
            assert_eq!(!seen.is_null(), sees.contains(&n), "{who:?} and {n}");
            if !sees.contains(&n) {
                // And whoever does not see it cannot tell it from one that is not there.
                let urge = desk
                    .answer(
                        who,
                        "Urge",
                        json!({ "id": desk.id(n), "reason": "督（示例）" }),
                    )
                    .await;
                let none = desk
                    .answer(
                        who,
                        "Urge",
                        json!({ "id": desk.id(99), "reason": "督（示例）" }),
                    )
                    .await;
                assert_eq!(urge, none, "{who:?} and {n}");
            }
        }
    }
    assert_eq!(desk.see(Who::SystemAdmin, 1).await, Value::Null);
}

on_both!(lists_narrow_by_state_party_place_day_and_words);
async fn lists_narrow_by_state_party_place_day_and_words(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    desk.today("2022-12-01");
    for n in [2, 3] {
        desk.propose(n, "2022-12-01").await;
    }
    desk.did(Who::OtherMember, "Claim", 1, json!({})).await;
    for (filter, count) in [
        (json!({ "states": ["HANDLING"] }), 1),
        (json!({ "states": ["SUBMITTED", "HANDLING"] }), 3),
        (json!({ "partyIds": [desk.member(3)] }), 1),
        (json!({ "partyIds": [desk.unit(0)] }), 1),
        (json!({ "partyIds": [desk.member(0)] }), 3),
        (json!({ "partyIds": ["none"] }), 0),
        (json!({ "divisionCodes": ["430503001"] }), 3),
        (json!({ "divisionCodes": ["430503002"] }), 0),
        (json!({ "period": { "month": "2022-11" } }), 1),
        (json!({ "period": { "month": "2022-12" } }), 2),
        (json!({ "text": "微建议2" }), 1),
        (json!({ "text": "清理院落" }), 0),
        (json!({ "waitingFor": ["UNIT"] }), 1),
        (json!({ "waitingFor": ["OFFICE", "UNIT"] }), 3),
        (json!({ "waitingFor": ["HOTLINE"] }), 0),
        (json!({ "text": "%" }), 0),
        (json!({ "overdue": true }), 1),
    ] {
        let (found, total) = titles(&desk, Who::Leader, filter.clone()).await;
        assert_eq!((found.len(), total), (count, json!(count)), "{filter}");
    }
    let (found, _) = titles(&desk, Who::Leader, json!({})).await;
    let order: Vec<_> = found
        .iter()
        .map(|title| title.chars().nth(10).unwrap())
        .collect();
    assert_eq!(order, ['3', '2', '1'], "the newest first");
}

on_both!(a_list_of_any_length_is_the_same_number_of_statements);
async fn a_list_of_any_length_is_the_same_number_of_statements(store: Store) {
    use std::sync::{Arc, Mutex};
    let heard = Arc::new(Mutex::new(0_usize));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |_| *ear.lock().unwrap() += 1);
    let counted = Store {
        db,
        ..store.clone()
    };
    let desk = Desk::new(&counted).await;
    signed(&desk, 1, "2022-11-07").await;
    let query = "query($n: Int!) { district(code: \"430503\") { microSuggestions(first: $n) { nodes { title steps { act } \
        legs { dueOn } claims { member { name } } notices { on } availableActions { action missing } mergedInto { title state } \
        relatedEvents { title } leadUnit { name } reply { text } } } } }";
    for n in 2..=12 {
        desk.propose(n, "2022-11-07").await;
        let merge = json!({ "masterId": desk.id(1) });
        desk.did(Who::Office, "Merge", n, merge).await;
    }
    let mut asked = Vec::new();
    for n in [2, 11] {
        *heard.lock().unwrap() = 0;
        let answer = desk.ask(Who::Leader, query, json!({ "n": n })).await;
        let nodes = answer["data"]["district"]["microSuggestions"]["nodes"]
            .as_array()
            .unwrap();
        assert_eq!(nodes.len(), n);
        assert!(
            nodes
                .iter()
                .all(|node| node["mergedInto"]["state"] == "HANDLING"),
            "{answer}"
        );
        asked.push(std::mem::take(&mut *heard.lock().unwrap()));
    }
    assert_eq!(asked[0], asked[1]);
}
