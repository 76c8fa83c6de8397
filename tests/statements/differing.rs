//! What is recorded after the freezing is told beside what was frozen: each record once, with why and by how much. Records
//! that somebody may not see are counted and not named. Deliberately absent: random histories.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use workrooms::events::kinds::{EventKind, Measure, Qualifier};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::{Chain, LinkKind};

use super::{ask, audit, beside, beside_as, frozen, line, row, told};
use crate::micro_suggestions::desk::{Desk, Who};
use crate::organization::stage::Stage;
use crate::sentiment_reports::desk as reports;
use crate::statistics::stage::{CODE, Town, event, much};
use crate::support::Store;

fn title(n: usize) -> String {
    format!("为民办实事第{n}件（示例）")
}

/// The opaque id of the n-th event.
fn id(town: &Town, n: u128) -> String {
    town.global("Event", NodeId(event(n).parse().unwrap()))
}

fn of(node: String, name: &str, metric: &str, attribution: &str) -> Value {
    let mut line = line(name, metric);
    line["nodeId"] = json!(node);
    line["attribution"] = json!(attribution);
    line
}

/// Each sort of change to one of seven events, and an eighth that comes late.
async fn changed(town: &Town) {
    let reason = "原因（示例）";
    let shown = "event { id }";
    let void = json!({ "eventId": id(town, 2), "reason": reason });
    town.done("eventVoid", shown, void).await;
    let mut content = town.deed(3, 0, "2022-05-01", 6);
    content.as_object_mut().unwrap().remove("id");
    let correct = json!({ "eventId": id(town, 3), "reason": reason, "content": content });
    town.done("eventCorrect", shown, correct).await;
    let mark = json!({ "eventId": id(town, 4), "originalId": id(town, 1) });
    town.done("eventMarkDuplicate", shown, mark).await;
    let to = town.global("SpecialCommittee", town.committees[1]);
    let link = town.link_to_group(2).await;
    let moved = json!({ "id": link, "newUpperId": to, "on": "2022-01-01" });
    town.done("linkMove", "link { id }", moved).await;
    let reject = json!({ "eventId": id(town, 7), "reason": reason });
    town.done("eventReject", shown, reject).await;
    town.post_all(vec![town.deed(8, 0, "2022-07-01", 1)]).await;
    let verify = json!({ "eventId": id(town, 1) });
    town.done("eventVerify", shown, verify).await;
}

async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 3).await;
    let deeds = vec![
        town.deed(1, 0, "2022-03-01", 2),
        town.deed(2, 0, "2022-04-01", 3),
        town.deed(3, 0, "2022-05-01", 4),
        town.deed(4, 0, "2022-05-02", 5),
        town.deed(6, 2, "2022-06-01", 7),
        town.deed(7, 0, "2022-06-02", 8),
        // Of another year.
        town.deed(9, 0, "2021-12-01", 9),
    ];
    town.post_all(deeds).await;
    town
}

on_both!(each_change_of_an_event_is_named_once_and_they_make_up_the_difference);
async fn each_change_of_an_event_is_named_once_and_they_make_up_the_difference(store: Store) {
    let town = furnished(&store).await;
    let committee = |n: usize| town.global("SpecialCommittee", town.committees[n]);
    let lines = vec![
        of(committee(0), "一委", "GOOD_DEEDS", "AT_EVENT"),
        of(committee(1), "二委", "GOOD_DEEDS", "AT_EVENT"),
        of(
            town.global("ViceChair", town.vice_chairs[1]),
            "分管",
            "GOOD_DEEDS",
            "CURRENT",
        ),
        line("全区", "GOOD_DEEDS"),
        line("活动", "W1"),
        line("核实率", "VERIFIED_SHARE"),
    ];
    let statement = frozen(&town, "报表（示例）", lines).await;
    changed(&town).await;
    let seen = beside(&town, &statement["id"]).await;
    assert_eq!(seen["isIntact"], true);
    let lines = seen["lines"].as_array().unwrap();
    let numbers: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["frozen"]["value"].as_str().unwrap(),
                line["current"]["value"].as_str().unwrap(),
                line["difference"].as_str().unwrap(),
                line["explains"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        numbers,
        [
            ("29", "9", "-20", "VALUE"),
            ("0", "7", "7", "VALUE"),
            ("0", "7", "7", "VALUE"),
            ("29", "16", "-13", "VALUE"),
            ("6", "4", "-2", "VALUE"),
            ("0", "0.25", "0.25", "NUMERATOR_AND_DENOMINATOR"),
        ]
    );
    let of_committee = [
        row("CORRECTED", "2", &title(3)),
        row("LATE", "1", &title(8)),
        row("MERGED", "-5", &title(4)),
        row("REATTRIBUTED", "-7", &title(6)),
        row("REJECTED", "-8", &title(7)),
        row("VOIDED", "-3", &title(2)),
    ];
    assert_eq!(told(&lines[0]), of_committee);
    for line in &lines[1..3] {
        assert_eq!(told(line), [row("REATTRIBUTED", "7", &title(6))]);
    }
    let of_district = told(&lines[3]);
    let stays = of_committee.iter().filter(|row| row.0 != "REATTRIBUTED");
    assert_eq!(of_district, stays.cloned().collect::<Vec<_>>());
    assert_eq!(
        told(&lines[4]),
        [
            row("LATE", "1", &title(8)),
            row("MERGED", "-1", &title(4)),
            row("REJECTED", "-1", &title(7)),
            row("VOIDED", "-1", &title(2)),
        ]
    );
    let share = &lines[5];
    assert_eq!(share["frozen"]["denominator"], "6");
    assert_eq!(share["current"]["numerator"], "1");
    assert_eq!(share["current"]["denominator"], "4");
    let nodes = share["explanations"]["nodes"].as_array().unwrap();
    let mut rates: Vec<_> = nodes
        .iter()
        .map(|node| ["reason", "change", "overChange"].map(|field| node[field].as_str().unwrap()))
        .collect();
    rates.sort_unstable();
    assert_eq!(
        rates,
        [
            ["LATE", "0", "1"],
            ["MERGED", "0", "-1"],
            ["REJECTED", "0", "-1"],
            ["VERIFIED", "1", "0"],
            ["VOIDED", "0", "-1"],
        ]
    );
    // What a record added and adds, in the order of days.
    let nodes = lines[0]["explanations"]["nodes"].as_array().unwrap();
    let corrected = nodes.iter().find(|node| node["reason"] == "CORRECTED");
    let (before, after) = (&corrected.unwrap()["before"], &corrected.unwrap()["after"]);
    assert_eq!(
        (&before["amount"], &after["amount"]),
        (&json!("4"), &json!("6"))
    );
    let late = nodes.last().unwrap();
    assert_eq!(
        (&late["reason"], &late["before"]),
        (&json!("LATE"), &Value::Null)
    );
    // At the statement's own number there is no difference.
    let then = statement["frozenAsOf"].as_i64();
    let view = town.stage.request(Role::Leader, CODE, None);
    let seen = beside_as(&town, view, &statement["id"], then).await;
    for line in seen["lines"].as_array().unwrap() {
        assert_eq!(line["current"]["value"], line["frozen"]["value"]);
        assert_eq!(line["explanations"]["totalCount"], 0);
    }
    assert_eq!(audit(&town).await, None);
}

on_both!(pages_of_a_difference_follow_each_other);
async fn pages_of_a_difference_follow_each_other(store: Store) {
    let town = furnished(&store).await;
    let statement = frozen(&town, "报表（示例）", vec![line("全区", "GOOD_DEEDS")]).await;
    changed(&town).await;
    let query = "query($id: ID!, $after: String) { district(code: \"430503\") { statementDifference(id: $id) { lines { \
        explanations(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { reason } } } } } }";
    let (mut after, mut reasons) = (Value::Null, Vec::new());
    for more in [true, true, false] {
        let variables = json!({ "id": statement["id"], "after": after });
        let answer = town.ask(query, variables).await;
        let page = &answer["district"]["statementDifference"]["lines"][0]["explanations"];
        assert_eq!(page["totalCount"], 5);
        assert_eq!(page["pageInfo"]["hasNextPage"], more);
        after = page["pageInfo"]["endCursor"].clone();
        let nodes = page["nodes"].as_array().unwrap().iter();
        reasons.extend(nodes.map(|node| node["reason"].as_str().unwrap().to_owned()));
    }
    assert_eq!(
        reasons,
        ["VOIDED", "CORRECTED", "MERGED", "REJECTED", "LATE"]
    );
    let early = "query($id: ID!, $n: Long) { district(code: \"430503\") { statementDifference(id: $id, asOf: $n) { asOf } } }";
    let before = statement["frozenAsOf"].as_i64().unwrap() - 1;
    let variables = json!({ "id": statement["id"], "n": before });
    let answer = ask(&town, town.office(), early, variables).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["field"], "asOf",
        "{answer}"
    );
}

on_both!(cases_are_explained_as_events_are);
async fn cases_are_explained_as_events_are(store: Store) {
    let desk = Desk::new(&store).await;
    let town = &desk.town;
    desk.today("2022-11-07");
    for n in [1, 2] {
        desk.propose(n, "2022-11-07").await;
    }
    let mut draft = desk.proposal(3, "2022-11-07");
    draft["draft"] = json!(true);
    desk.answer(Who::Officer, "Propose", draft).await;
    let lines = vec![
        line("微建议", "MS1_SUBMITTED"),
        line("受理率", "MS2"),
        of(town.workroom_id(1), "二室", "MS1_SUBMITTED", "AT_EVENT"),
        line("首次答复天数", "MS10_FIRST_REPLY"),
    ];
    let statement = frozen(town, "报表（示例）", lines).await;
    assert_eq!(statement["lines"][0]["value"], "2");
    desk.today("2022-11-10");
    desk.did(Who::Office, "Void", 2, json!({ "reason": "误报（示例）" }))
        .await;
    let ground = json!({ "ground": "PROMOTION", "reason": "说明（示例）" });
    desk.did(Who::Office, "Decline", 1, ground).await;
    desk.propose(4, "2022-11-10").await;
    let chain = Chain::load(&town.db, &town.district, town.number().await).await;
    let chain = chain.unwrap().unwrap();
    let mut links = chain.links_up(LinkKind::ContactsMember, town.members[0]);
    let link = town.global("Link", links.next().unwrap().id);
    let moved = json!({ "id": link, "newUpperId": town.workroom_id(1), "on": "2022-01-01" });
    town.done("linkMove", "link { id }", moved).await;
    let seen = beside(town, &statement["id"]).await;
    assert_eq!(seen["isIntact"], true, "{seen}");
    let lines = seen["lines"].as_array().unwrap();
    let name = |n: u32| format!("关于小区环境的微建议{n}（示例）");
    assert_eq!(
        told(&lines[0]),
        [row("LATE", "1", &name(4)), row("VOIDED", "-1", &name(2))]
    );
    assert_eq!(lines[0]["difference"], "0");
    // A rate over nothing has no difference; its denominator is explained.
    assert_eq!(lines[1]["difference"], Value::Null);
    assert_eq!(told(&lines[1]), [row("LATE", "0", &name(1))]);
    assert_eq!(lines[1]["explanations"]["nodes"][0]["overChange"], "1");
    assert_eq!(lines[2]["difference"], "2");
    // The first was declined meanwhile, too, and its own change goes before the chain's.
    assert_eq!(
        told(&lines[2]),
        [row("ADVANCED", "1", &name(1)), row("LATE", "1", &name(4))]
    );
    assert_eq!(lines[3]["explains"], "RECORDS_ONLY");
    assert_eq!(audit(town).await, None);
}

on_both!(one_late_suggestion_leaves_what_was_frozen_and_is_named);
async fn one_late_suggestion_leaves_what_was_frozen_and_is_named(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    for n in 1..=5 {
        desk.propose(n, "2022-11-07").await;
    }
    let lines = vec![line("微建议", "MS1_SUBMITTED")];
    let statement = frozen(&desk.town, "报表（示例）", lines).await;
    // Next year, of a day of the year that was reported on.
    desk.today("2023-01-09");
    desk.propose(6, "2022-12-30").await;
    let seen = beside(&desk.town, &statement["id"]).await;
    let line = &seen["lines"][0];
    assert_eq!(line["frozen"]["value"], "5");
    assert_eq!(line["current"]["value"], "6");
    assert_eq!(line["difference"], "1");
    let late = row("LATE", "1", "关于小区环境的微建议6（示例）");
    assert_eq!(told(line), [late]);
    assert_eq!(seen["isIntact"], true);
}

on_both!(who_may_not_see_a_record_is_told_that_there_is_one);
async fn who_may_not_see_a_record_is_told_that_there_is_one(store: Store) {
    let desk = reports::desk(&store).await;
    desk.today("2022-11-07");
    reports::hand_in(&desk, 1, "2022-11-07").await;
    let statement = frozen(&desk.town, "报表（示例）", vec![line("社情民意", "I0")]).await;
    reports::hand_in(&desk, 2, "2022-11-07").await;
    for (who, sees) in [
        (Who::Leader, true),
        (Who::Author, true),
        (Who::OtherMember, false),
    ] {
        let view = desk.view(who);
        let seen = beside_as(&desk.town, view, &statement["id"], None).await;
        let line = &seen["lines"][0];
        assert_eq!(line["difference"], "1", "{who:?}");
        let page = &line["explanations"];
        assert_eq!(page["totalCount"], 1, "{who:?}");
        assert_eq!(page["hiddenCount"], i32::from(!sees), "{who:?}");
        let named = page["nodes"].as_array().unwrap().len();
        assert_eq!(named, usize::from(sees), "{who:?}");
    }
}

on_both!(few_residents_in_hardship_are_withheld_here_too);
async fn few_residents_in_hardship_are_withheld_here_too(store: Store) {
    let town = Town::new(&store, 2).await;
    let consoled = |people| {
        let host = ("Workroom", town.workrooms[0]);
        let mut draft = town.draft(host, EventKind::Consolation, "慰问（示例）", "2022-05-05");
        draft.quantities = vec![much(Measure::Persons, people, Qualifier::Exact, None)];
        draft
    };
    town.post(1, consoled(3)).await;
    let mut people = line("慰问", "PERSONS");
    people["filter"] = json!({ "kinds": ["CONSOLATION"] });
    let statement = frozen(&town, "报表（示例）", vec![people]).await;
    let mut second = consoled(12);
    second.from = "2022-06-06".to_owned();
    town.post(2, second).await;
    let digests = "query($id: ID!) { district(code: \"430503\") { statement(id: $id) { digest lines { value recordCount \
        recordsDigest } } } }";
    for (role, scope, sees) in [
        (Role::Leader, None, true),
        (Role::Member, Some(town.members[0]), false),
        (Role::WorkroomOfficer, Some(town.workrooms[0]), false),
    ] {
        let view = || town.stage.request(role, CODE, scope);
        let seen = beside_as(&town, view(), &statement["id"], None).await;
        let line = &seen["lines"][0];
        let told = (
            &line["frozen"]["value"],
            &line["current"]["value"],
            &line["difference"],
            &line["explanations"]["totalCount"],
        );
        let due = match sees {
            true => (json!("3"), json!("15"), json!("12"), json!(1)),
            false => (Value::Null, json!("15"), Value::Null, json!(0)),
        };
        assert_eq!(told, (&due.0, &due.1, &due.2, &due.3), "{role:?}");
        let answer = ask(&town, view(), digests, json!({ "id": statement["id"] })).await;
        let told = &answer["data"]["district"]["statement"];
        let line = &told["lines"][0];
        let shown = [
            &told["digest"],
            &line["value"],
            &line["recordCount"],
            &line["recordsDigest"],
        ];
        assert!(
            shown.iter().all(|value| value.is_null() != sees),
            "{role:?}: {answer}"
        );
    }
}

/// How many statements of SQL one comparison takes, with so many lines and late records.
async fn heard(store: &Store, code: &str, lines: usize, late: usize) -> usize {
    let heard = Arc::new(Mutex::new(0));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |_| *ear.lock().unwrap() += 1);
    let store = Store {
        db,
        ..store.clone()
    };
    let mut town = Town::in_district(&store, code, 2).await;
    town.post_all(vec![town.deed(1, 0, "2022-03-01", 2)]).await;
    let lines = (0..lines).map(|n| line(&format!("数据{n}"), "GOOD_DEEDS"));
    let statement = frozen(&town, "报表（示例）", lines.collect()).await;
    let deeds = (0..late).map(|n| town.deed(n + 2, n % 2, "2022-04-01", 1));
    town.post_all(deeds.collect()).await;
    town.stage = Stage::new(&store);
    *heard.lock().unwrap() = 0;
    let query = format!(
        "query($id: ID!) {{ district(code: \"{code}\") {{ statementDifference(id: $id) {} }} }}",
        super::BESIDE
    );
    let answer = town.ask(&query, json!({ "id": statement["id"] })).await;
    let told = answer["district"]["statementDifference"]["lines"].as_array();
    for line in told.unwrap() {
        assert_eq!(line["explanations"]["totalCount"], late);
        assert_eq!(
            line["explanations"]["nodes"].as_array().unwrap().len(),
            late
        );
    }
    *heard.lock().unwrap()
}

on_both!(a_comparison_of_any_size_is_the_same_number_of_statements);
async fn a_comparison_of_any_size_is_the_same_number_of_statements(store: Store) {
    let small = heard(&store, "430502", 1, 1).await;
    let large = heard(&store, "430503", 20, 60).await;
    assert_eq!(small, large);
}
