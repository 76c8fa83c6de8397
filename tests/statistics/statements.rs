//! A dashboard of any size is the same number of statements: they are counted, not timed.
//! Deliberately absent: the limits of requests, which the doors keep.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::stage::Town;
use crate::organization::stage::Stage;
use crate::support::Store;

const METRICS: &str = "[EVENTS, SESSIONS, PERSON_TIMES, PERSONS, GOOD_DEEDS, VOICES, ENTERPRISES, VILLAGES, COMMENTS, FUNDS, W1, VERIFIED_SHARE]";

/// The district, its vice-chairpersons, committees, groups and workrooms, each with twelve metrics and their receipts.
fn tree(code: &str) -> String {
    format!(
        "query {{ district(code: \"{code}\") {{ ...All
            breakdown(by: [WORKROOM], metrics: {METRICS}, period: {{ year: 2022 }}) {{ keys {{ label }} figures {{ ...Told }} }}
            viceChairs {{ ...All specialCommittees {{ ...All sectorGroups {{ ...All workrooms {{ ...All }} }} }} }} }} }}
        fragment All on HierarchyNode {{ id name
            figures(metrics: {METRICS}, period: {{ year: 2022 }}) {{ ...Told }} }}
        fragment Told on Figure {{ metric {{ code name unit }} value qualifier numerator denominator asOf
            byFundKind {{ fundKind value }} excluded {{ reason count }}
            completeness {{ expected reported declaredZero silent notYetDue silences {{ workroom {{ name }} months }} }} }}"
    )
}

/// The statements of one request on a town of so many workrooms, first with nothing kept in memory, then with the chain.
async fn statements(store: &Store, code: &str, workrooms: usize) -> (Vec<String>, Vec<String>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |info| ear.lock().unwrap().push(info.statement.sql.clone()));
    let store = Store {
        db,
        ..store.clone()
    };
    let mut town = Town::in_district(&store, code, workrooms).await;
    let mut events: Vec<Value> = (0..workrooms)
        .map(|n| town.deed(n, n, &format!("2022-{:02}-05", n % 12 + 1), 2))
        .collect();
    let mut joint = town.deed(workrooms, 0, "2022-05-06", 3);
    joint["coHostIds"] = (1..workrooms.min(20))
        .map(|n| town.workroom_id(n))
        .collect();
    events.push(joint);
    town.post_all(events).await;
    assert!(
        !heard.lock().unwrap().is_empty(),
        "the statements of the posts are heard"
    );

    town.stage = Stage::new(&store);
    let mut asked = Vec::new();
    for _ in 0..2 {
        heard.lock().unwrap().clear();
        let answer = town.ask(&tree(code), json!({})).await;
        asked.push(std::mem::take(&mut *heard.lock().unwrap()));
        assert_tree(&answer["district"], workrooms);
    }
    let warm = asked.pop().unwrap();
    (asked.pop().unwrap(), warm)
}

fn assert_tree(district: &Value, workrooms: usize) {
    let deeds = |node: &Value| -> i64 {
        node["figures"][4]["value"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    };
    let list = |node: &Value, field: &str| node[field].as_array().unwrap().clone();
    let total = i64::try_from(workrooms).unwrap() * 2 + 3;
    assert_eq!(deeds(district), total);
    let rows = list(district, "breakdown");
    assert_eq!(rows.len(), workrooms);
    let joint = i64::try_from(workrooms.min(20)).unwrap() * 3;
    assert_eq!(rows.iter().map(deeds).sum::<i64>(), total - 3 + joint);
    let (mut groups, mut below) = (0, 0);
    for chair in list(district, "viceChairs") {
        assert_eq!(list(&chair, "figures").len(), 12);
        for committee in list(&chair, "specialCommittees") {
            for group in list(&committee, "sectorGroups") {
                groups += 1;
                below += list(&group, "workrooms").len();
            }
        }
    }
    assert_eq!((groups, below), (3, workrooms));
}

on_both!(two_workrooms_and_two_hundred_take_the_same_statements);
async fn two_workrooms_and_two_hundred_take_the_same_statements(store: Store) {
    let few = statements(&store, "430503", 2).await;
    let many = statements(&store, "430502", 200).await;
    assert_eq!(few.0.len(), many.0.len(), "with nothing in memory");
    assert_eq!(few.1.len(), many.1.len(), "with the chain in memory");
    // The head, the two kinds of sets, the sums, who was heard of, the nil returns.
    assert_eq!(many.1.len(), 6, "{:#?}", many.1);
}
