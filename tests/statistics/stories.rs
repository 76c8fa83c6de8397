//! Figures in single stories: a move of the chain, a joint event, silence and zero, and the number of statements.

use serde_json::json;
use workrooms::events::commands::nil_return::{NilReturnOf, declare};
use workrooms::events::kinds::{EventKind, Measure, Qualifier};
use workrooms::kernel::scalars::Month;
use workrooms::linkage::LinkKind;
use workrooms::linkage::commands::{establish, move_lower};

use super::stage::{Town, much, of};
use crate::linkage::stage::wanted;
use crate::organization::stage::day;
use crate::support::Store;

const HALF: &str = r#"query($id: ID!, $by: Attribution!) { node(id: $id) { ... on HierarchyNode {
    figures(metrics: [EVENTS, VOICES], period: {between: {from: "2022-01-01", to: "2022-07-01"}}, attribution: $by) {
      metric { code } value qualifier completeness { expected answered silent }
      records(first: 100) { totalCount edges { amount node { uuid title } } } } } } }"#;

on_both!(moving_a_group_leaves_the_earlier_half_alone_at_event_and_the_total_in_both);
async fn moving_a_group_leaves_the_earlier_half_alone_at_event_and_the_total_in_both(store: Store) {
    let town = Town::new(&store, 4).await;
    for (n, workroom) in town.workrooms.iter().enumerate() {
        for (m, on) in ["2022-02-10", "2022-08-10"].into_iter().enumerate() {
            let title = format!("恳谈会{n}{m}（示例）");
            let mut draft = town.draft(("Workroom", *workroom), EventKind::PublicTalk, &title, on);
            draft
                .quantities
                .push(much(Measure::Voices, 3, Qualifier::Exact, None));
            town.post((n * 2 + m) as u128, draft).await;
        }
    }
    let ask = |kind: &'static str, id, by: &'static str| {
        let (town, id) = (&town, town.global(kind, id));
        async move {
            town.ask(HALF, json!({ "id": id, "by": by }))
                .await
                .to_string()
        }
    };
    let mut before = Vec::new();
    for (kind, id) in [
        ("SpecialCommittee", town.committees[0]),
        ("SpecialCommittee", town.committees[1]),
        ("District", town.committee),
    ] {
        for by in ["AT_EVENT", "CURRENT"] {
            before.push((kind, id, by, ask(kind, id, by).await));
        }
    }
    let chain = workrooms::linkage::Chain::load(&town.db, &town.district, town.number().await)
        .await
        .unwrap()
        .unwrap();
    let link = chain
        .links_up(LinkKind::ContactsGroup, town.groups[0])
        .next()
        .unwrap()
        .id;
    move_lower(&town.office(), link, town.committees[1], day("2022-07-01"))
        .await
        .unwrap();
    for (kind, id, by, answer) in before {
        let same = ask(kind, id, by).await == answer;
        assert_eq!(same, by == "AT_EVENT" || kind == "District", "{kind} {by}");
    }
}

on_both!(a_joint_event_counts_three_one_and_one_in_shares);
async fn a_joint_event_counts_three_one_and_one_in_shares(store: Store) {
    let town = Town::new(&store, 14).await;
    let mut draft = town.draft(
        ("Workroom", town.workrooms[0]),
        EventKind::Volunteer,
        "联合志愿服务（示例）",
        "2022-05-05",
    );
    draft.co_hosts = town.workrooms[1..3]
        .iter()
        .map(|id| town.global("Workroom", *id))
        .collect();
    town.post(1, draft).await;
    for (credit, rows) in [
        ("FULL", vec!["1", "1", "1"]),
        ("LEAD_ONLY", vec!["1"]),
        ("FRACTIONAL", vec!["0.333333", "0.333333", "0.333334"]),
    ] {
        let query = "query($credit: Credit!) { district(code: \"430503\") {
            figures(metrics: [SESSIONS], period: {year: 2022}, credit: $credit) { value }
            breakdown(by: [WORKROOM], metrics: [SESSIONS], period: {year: 2022}, credit: $credit) { figures { value } } } }";
        let answer = town.ask(query, json!({ "credit": credit })).await;
        assert_eq!(answer["district"]["figures"][0]["value"], "1", "{credit}");
        let all = answer["district"]["breakdown"].as_array().unwrap();
        assert_eq!(all.len(), 14, "zero rows too");
        let mut told: Vec<_> = all
            .iter()
            .map(|row| row["figures"][0]["value"].as_str().unwrap())
            .filter(|value| *value != "0")
            .collect();
        told.sort_unstable();
        assert_eq!(told, rows, "{credit}");
    }
}

on_both!(silence_is_not_zero_and_neither_changes_the_value);
async fn silence_is_not_zero_and_neither_changes_the_value(store: Store) {
    let town = Town::new(&store, 14).await;
    for (n, workroom) in town.workrooms.iter().enumerate().take(12) {
        let draft = town.draft(
            ("Workroom", *workroom),
            EventKind::Lecture,
            &format!("讲堂{n}（示例）"),
            "2022-05-05",
        );
        town.post(n as u128, draft).await;
    }
    let query = "{ district(code: \"430503\") {
        figures(metrics: [SESSIONS], period: {month: \"2022-05\"}) { value completeness { expected reported declaredZero silent notYetDue answered silences { months } } }
        breakdown(by: [WORKROOM], metrics: [SESSIONS], period: {month: \"2022-05\"}) { figures { value completeness { declaredZero silent } } } } }";
    let told = |silent: i32, zero: i32| {
        json!({ "expected": 14, "reported": 12, "declaredZero": zero, "silent": silent, "notYetDue": 0,
            "answered": 12 + zero, "silences": vec![json!({ "months": ["2022-05"] }); silent as usize] })
    };
    let answer = town.ask(query, json!({})).await;
    assert_eq!(answer["district"]["figures"][0]["value"], "12");
    assert_eq!(answer["district"]["figures"][0]["completeness"], told(2, 0));
    let workroom = town.global("Workroom", town.workrooms[12]);
    let nil = NilReturnOf {
        workroom,
        month: Month::of(day("2022-05-01")),
    };
    declare(&town.office(), &town.district, nil).await.unwrap();
    let answer = town.ask(query, json!({})).await;
    assert_eq!(answer["district"]["figures"][0]["value"], "12");
    assert_eq!(answer["district"]["figures"][0]["completeness"], told(1, 1));
    let rows = answer["district"]["breakdown"].as_array().unwrap();
    let of = |zero: i32, silent: i32| {
        let row =
            json!({ "value": "0", "completeness": { "declaredZero": zero, "silent": silent } });
        rows.iter()
            .filter(|other| other["figures"][0] == row)
            .count()
    };
    assert_eq!(
        (of(1, 0), of(0, 1)),
        (1, 1),
        "zero and silence are told apart"
    );
}

on_both!(a_rate_over_nothing_is_nothing);
async fn a_rate_over_nothing_is_nothing(store: Store) {
    let town = Town::new(&store, 2).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Workroom { figures(metrics: [VERIFIED_SHARE, EVENTS], period: {year: 2022}) { value numerator denominator } } } }";
    let answer = town
        .ask(query, of(town.global("Workroom", town.workrooms[0])))
        .await;
    let due = json!([
        { "value": null, "numerator": "0", "denominator": "0" },
        { "value": "0", "numerator": null, "denominator": null },
    ]);
    assert_eq!(answer["node"]["figures"], due);
}

const TREE: &str = r#"{ district(code: "430503") { name
    viceChairs { name specialCommittees { name sectorGroups { name workrooms { name
      figures(metrics: [EVENTS, SESSIONS, PERSON_TIMES, PERSONS, GOOD_DEEDS, VOICES, ENTERPRISES, VILLAGES, COMMENTS, FUNDS, W1, VERIFIED_SHARE], period: {year: 2022}) {
        metric { code name } value qualifier completeness { expected reported silent } } } } } }
    breakdown(by: [WORKROOM, MONTH], metrics: [SESSIONS], period: {year: 2022}) { keys { label } figures { value } } } }"#;

on_both!(the_tree_takes_as_many_statements_for_2_workrooms_as_for_200);
async fn the_tree_takes_as_many_statements_for_2_workrooms_as_for_200(store: Store) {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use workrooms::organization::WorkroomKind;
    use workrooms::organization::commands::workrooms::{EstablishWorkroom, establish_workroom};

    let mut town = Town::new(&store, 2).await;
    let statements = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&statements);
    let mut db = store.db.clone();
    db.set_metric_callback(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    town.stage.db = db;
    let mut told = Vec::new();
    for number in [2, 200] {
        let office = town.office();
        for n in town.workrooms.len()..number {
            let workroom = EstablishWorkroom {
                name: format!("委员工作室{n}（示例）"),
                kind: WorkroomKind::Sector,
                township: None,
                sector: Some(town.sectors[0]),
                member: None,
                online_url: None,
                posts_monthly: Some(true),
                from: day(crate::organization::stage::FIRST),
            };
            let id = establish_workroom(&office, workroom).await.unwrap().id;
            let link = wanted(
                LinkKind::ContactsWorkroom,
                town.groups[n % 3],
                id,
                crate::organization::stage::FIRST,
                None,
            );
            establish(&office, link).await.unwrap();
            town.workrooms.push(id);
        }
        for (n, workroom) in town.workrooms.iter().enumerate().take(150) {
            let draft = town.draft(
                ("Workroom", *workroom),
                EventKind::Lecture,
                &format!("讲堂{n}（示例）"),
                "2022-05-05",
            );
            town.post((number * 1000 + n) as u128, draft).await;
        }
        // The first request after a change loads the chain; the second is what readers meet.
        town.ask(TREE, json!({})).await;
        let before = statements.load(Ordering::SeqCst);
        let answer = town.ask(TREE, json!({})).await;
        told.push(statements.load(Ordering::SeqCst) - before);
        assert_eq!(
            answer["district"]["breakdown"].as_array().unwrap().len(),
            number * 12
        );
    }
    assert_eq!(told[0], told[1], "statements for 2 and for 200 workrooms");
    assert!(told[0] <= 12, "{told:?}");
}
