//! Who sees which consultations, and what lists narrow to. Deliberately absent: acting.

use serde_json::{Value, json};

use super::desk::{DAY, Desk, Who};
use crate::support::Store;

async fn listed(desk: &Desk, who: Who, filter: Value) -> Value {
    let query = "query($f: CaseFilterInput) { district(code: \"430503\") { \
                 consultations(first: 100, filter: $f) { totalCount nodes { title } } } }";
    let answer = desk.ask(who, query, json!({ "f": filter })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let list = &answer["data"]["district"]["consultations"];
    assert_eq!(
        json!(list["nodes"].as_array().unwrap().len()),
        list["totalCount"]
    );
    list["totalCount"].clone()
}

on_both!(each_sees_what_is_his_to_see);
async fn each_sees_what_is_his_to_see(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.assigned(1, 1).await;
    desk.named(Who::Author, desk.topic(2, "MICRO", DAY)).await;
    for (who, sees) in [
        (Who::Office, vec![1, 2]),
        (Who::Leader, vec![1, 2]),
        (Who::Auditor, vec![1, 2]),
        (Who::Author, vec![1, 2]),
        (Who::OtherMember, vec![1, 2]),
        (Who::Officer, vec![1, 2]),
        (Who::OtherOfficer, vec![1, 2]),
        (Who::Unit, vec![1]),
        (Who::OtherUnit, vec![]),
        (Who::Hotline, vec![]),
    ] {
        assert_eq!(
            listed(&desk, who, json!({})).await,
            json!(sees.len()),
            "{who:?}"
        );
        for n in [1, 2] {
            let seen = desk.see(who, n).await;
            assert_eq!(!seen.is_null(), sees.contains(&n), "{who:?} and {n}");
            if !sees.contains(&n) {
                // Whoever does not see it cannot tell it from one that is not there.
                let answer = |n| json!({ "id": desk.id(n), "point": 1, "adoption": "ADOPTED" });
                let one = desk.answer(who, "FeedbackGive", answer(n)).await;
                let none = desk.answer(who, "FeedbackGive", answer(99)).await;
                assert_eq!(one, none, "{who:?} and {n}");
            }
        }
    }
    assert_eq!(desk.see(Who::SystemAdmin, 1).await, Value::Null);
    let session = async |who: Who| desk.see(who, 1).await["sessions"][0].clone();
    assert_eq!(
        session(Who::Unit).await["event"],
        Value::Null,
        "units see no events"
    );
    assert_eq!(session(Who::Unit).await["onSite"], true);
    assert!(session(Who::Leader).await["event"]["title"].is_string());
}

on_both!(lists_narrow_by_state_party_place_and_words);
async fn lists_narrow_by_state_party_place_and_words(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.assigned(1, 1).await;
    for n in [2, 3] {
        desk.named(Who::Author, desk.topic(n, "MICRO", DAY)).await;
    }
    for (filter, count) in [
        (json!({ "states": ["ASSIGNED"] }), 1),
        (json!({ "states": ["ASSIGNED", "TOPIC_PROPOSED"] }), 3),
        (json!({ "partyIds": [desk.workroom(0)] }), 1),
        (json!({ "partyIds": [desk.member(0)] }), 2),
        (json!({ "partyIds": [desk.unit(0)] }), 1),
        (json!({ "divisionCodes": ["430503001"] }), 3),
        (json!({ "divisionCodes": ["430503002"] }), 0),
        (json!({ "text": "议题3" }), 1),
    ] {
        assert_eq!(
            listed(&desk, Who::Leader, filter.clone()).await,
            count,
            "{filter}"
        );
    }
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
    let desk = Desk::of_consultations(&counted).await;
    for n in 1..=6 {
        desk.assigned(n, 2).await;
    }
    let query = "query($n: Int!) { district(code: \"430503\") { consultations(first: $n) { nodes { title steps { act } \
        legs { dueOn } namedBy { ... on Township { name } } organizer { ... on Workroom { name } } sessions { on event { title } } \
        minutes { points { text unit { name } } promises { done } } instructions { level } conformity { all } \
        relatedCases { title } relatedEvents { title } units { name } availableActions { action missing } } } } }";
    let mut asked = Vec::new();
    for n in [2, 6] {
        *heard.lock().unwrap() = 0;
        let answer = desk.ask(Who::Leader, query, json!({ "n": n })).await;
        let nodes = answer["data"]["district"]["consultations"]["nodes"]
            .as_array()
            .unwrap();
        assert_eq!(nodes.len(), n, "{answer}");
        assert!(
            nodes
                .iter()
                .all(|node| node["sessions"][0]["event"]["title"].is_string())
        );
        asked.push(std::mem::take(&mut *heard.lock().unwrap()));
    }
    assert_eq!(asked[0], asked[1]);
}
