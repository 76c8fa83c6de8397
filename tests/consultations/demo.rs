//! The consultations of 2022 in the demo: their sessions are its events, and its figures are theirs.
//! Deliberately absent: figures of events, which `statistics` tells.

use serde_json::{Value, json};

use crate::support::Store;
use crate::support::demo::ask;

on_both!(demo the_consultations_of_2022_are_cases_of_its_events);
async fn the_consultations_of_2022_are_cases_of_its_events(store: Store) {
    let answer = ask(
        &store,
        "{ district(code: \"430503\") { consultations(first: 100) { totalCount nodes { title state type overdue
           sessions { event { uuid title } onSite principalLeader } instructions { level } conformity { all } } }
           figures(metrics: [C0, C2, C3, C3B, C4, C4_CITY], period: {year: 2022}) { value numerator denominator } } }",
        json!({}),
    )
    .await;
    let district = &answer["district"];
    let all = &district["consultations"];
    assert_eq!(all["totalCount"], 33);
    let nodes = all["nodes"].as_array().unwrap();
    assert!(
        nodes
            .iter()
            .all(|node| node["state"] == "CLOSED" && node["overdue"] == false)
    );
    let of = |part: &str| {
        nodes
            .iter()
            .find(|node| node["title"].as_str().unwrap().contains(part))
            .unwrap()
    };
    assert_eq!(
        of("社会养老产业")["sessions"].as_array().unwrap().len(),
        6,
        "six talks are its sessions"
    );
    assert_eq!(
        of("推进环卫精细化管理")["sessions"][0]["principalLeader"],
        true
    );
    let levels = |part: &str| {
        let list = of(part)["instructions"].as_array().unwrap();
        list.iter()
            .map(|one| one["level"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(levels("推进环卫精细化管理"), ["DISTRICT", "DISTRICT"]);
    assert_eq!(levels("助推农业产业发展"), ["CITY", "CITY"]);
    for (part, all) in [
        ("台上村", true),
        ("召伯窑", true),
        ("助推农业", false),
        ("老旧小区", false),
    ] {
        assert_eq!(of(part)["conformity"]["all"], all, "{part}");
    }
    let mut sessions: Vec<_> = nodes
        .iter()
        .flat_map(|node| node["sessions"].as_array().unwrap())
        .map(|session| session["event"]["uuid"].as_str().unwrap())
        .collect();
    sessions.sort_unstable();
    sessions.dedup();
    assert_eq!(sessions.len(), 38, "each session is an event of its own");
    let figures = district["figures"].as_array().unwrap();
    for (figure, over, of) in [
        // All of them; those on a township's topic; points adopted; points sent; outcomes with an instruction.
        (&figures[0], 33, Value::Null),
        (&figures[1], 2, json!(13)),
        (&figures[2], 12, json!(12)),
        (&figures[3], 12, json!(12)),
        (&figures[4], 2, json!(6)),
        (&figures[5], 1, json!(6)),
    ] {
        let over = over.to_string();
        match of {
            Value::Null => assert_eq!(figure["value"], over),
            of => assert_eq!(
                (&figure["numerator"], &figure["denominator"]),
                (&json!(over), &json!(of.to_string()))
            ),
        }
    }
}
