//! What a score comes to, worked out by hand: every entry with its item and share or why not; the same bytes at the same
//! number whatever is posted later; days out of office and of leave; versions side by side.
//! Deliberately absent: contests.

use serde_json::{Value, json};
use workrooms::organization::commands::people::{AdmitMember, admit_member};

use super::{
    MEMBER, OTHER, assert_whole, done, entries, example, furnished, items, met, of_member, posted,
    row, score, set,
};
use crate::casework::desk::{Desk, Who};
use crate::organization::stage::{day, person};
use crate::support::Store;
use workrooms::events::kinds::EventKind;

on_both!(a_small_town_is_scored_as_by_hand_and_every_entry_says_why);
async fn a_small_town_is_scored_as_by_hand_and_every_entry_says_why(store: Store) {
    let desk = furnished(&store).await;
    set(&desk, example()).await;
    let own = score(&desk, MEMBER, "").await;
    // Three meetings of 5, a proposal of 15, a report that a city adopted of 6, a suggestion of 2.
    let due = [
        row("meeting", "15"),
        row("proposal", "15"),
        row("report", "6"),
        row("service", "2"),
    ];
    assert_eq!(items(&own), due);
    assert_eq!(
        (&own["total"], &own["grade"]),
        (&json!("38"), &json!("不合格"))
    );
    assert_eq!(
        (&own["daysOfYear"], &own["daysOnDuty"]),
        (&json!(365), &json!(365))
    );
    let mut told = entries(&own);
    // Those of one day stand by their ids.
    told.sort_by_key(|entry| (entry[0].to_string(), entry[2].to_string()));
    let none = Value::Null;
    let meeting = |n: u32| {
        json!([
            format!("第{n}次活动（示例）"),
            "PARTICIPANT",
            none,
            "meeting",
            "1",
            "5",
            none
        ])
    };
    let due = vec![
        json!([
            "关于小区环境的微建议3（示例）",
            "AUTHOR",
            none,
            "service",
            "1",
            "2",
            none
        ]),
        json!([
            "关于小区环境的提案1（示例）",
            "AUTHOR",
            none,
            "proposal",
            "1",
            "15",
            none
        ]),
        json!([
            "关于电动车充电安全的社情民意信息2（示例）",
            "AUTHOR",
            "CITY",
            "report",
            "1",
            "6",
            none
        ]),
        json!([
            "关于电动车充电安全的社情民意信息2（示例）",
            "AUTHOR",
            "DISTRICT",
            "report",
            "0",
            "0",
            "LOWER_LEVEL"
        ]),
        meeting(1),
        meeting(2),
        meeting(3),
        json!([
            "第4次活动（示例）",
            "PARTICIPANT",
            none,
            none,
            "0",
            "0",
            "NO_ITEM"
        ]),
    ];
    assert_eq!(told, due);
    // Who co-signed has his share.
    let other = score(&desk, OTHER, "").await;
    assert_eq!(
        items(&other),
        [row("meeting", "15"), row("proposal", "4.5")]
    );
    // The ledger has each record once: the joint meetings, the suggestion that its author claimed.
    let records =
        "dutyRecords(period: {year: 2022}) { totalCount nodes { on kind part source { title } } }";
    let ledger = of_member(&desk, Who::Author, MEMBER, records).await;
    assert_eq!(ledger["totalCount"], 7);
    let first = json!({
        "on": "2022-01-10", "kind": "MEETING", "part": "PARTICIPANT", "source": { "title": "第1次活动（示例）" }
    });
    assert_eq!(ledger["nodes"][0], first);
    // Page by page it is the same.
    let page = "dutyRecords(period: {year: 2022}, first: 4) { nodes { on } pageInfo { hasNextPage endCursor } }";
    let page = of_member(&desk, Who::Author, MEMBER, page).await;
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let after = page["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = format!(
        "dutyRecords(period: {{year: 2022}}, first: 4, after: \"{after}\") {{ nodes {{ on }} }}"
    );
    let rest = of_member(&desk, Who::Author, MEMBER, &rest).await;
    assert_eq!(rest["nodes"].as_array().unwrap().len(), 3);
    assert_whole(&desk).await;
}

on_both!(the_ledger_and_the_figures_of_balance_count_the_same);
async fn the_ledger_and_the_figures_of_balance_count_the_same(store: Store) {
    let desk = furnished(&store).await;
    let query = "query($id: ID!) { node(id: $id) { ... on HierarchyNode { \
        figures(metrics: [W5], period: {year: 2022}) { numerator denominator } } } }";
    let mut with = 0;
    for member in 0..desk.town.members.len() {
        let records = "dutyRecords(period: {year: 2022}) { totalCount }";
        let ledger = of_member(&desk, Who::Office, member, records).await;
        with += u32::from(ledger["totalCount"] != 0);
    }
    let id = desk.town.global("District", desk.town.committee);
    let told = desk.town.ask(query, json!({ "id": id })).await;
    let figure = &told["node"]["figures"][0];
    assert_eq!(figure["numerator"], with.to_string());
    assert_eq!(with, 2);
}

on_both!(the_same_number_gives_the_same_bytes_whatever_is_posted_since);
async fn the_same_number_gives_the_same_bytes_whatever_is_posted_since(store: Store) {
    let desk = furnished(&store).await;
    set(&desk, example()).await;
    let number = desk.town.number().await;
    let first = score(&desk, MEMBER, "").await;
    assert_eq!(first["asOf"], number);
    assert_eq!(score(&desk, MEMBER, "").await, first, "asked twice");
    // What does not touch the member leaves the bytes, though the number goes on.
    met(&desk, 11, "2022-05-10", &[1]).await;
    let still = score(&desk, MEMBER, "").await;
    assert_eq!(still["document"], first["document"]);
    assert_eq!(still["digest"], first["digest"]);
    // A late post changes them, and not those of the number.
    met(&desk, 12, "2022-06-10", &[MEMBER]).await;
    let void = json!({ "eventId": super::event_id(&desk, 1), "reason": "误报（示例）" });
    desk.town.done("eventVoid", "event { id }", void).await;
    met(&desk, 13, "2022-06-11", &[MEMBER]).await;
    let now = score(&desk, MEMBER, "").await;
    assert_eq!(items(&now)[0], row("meeting", "20"));
    assert_ne!(now["digest"], first["digest"]);
    let again = score(&desk, MEMBER, &format!("asOf: {number}")).await;
    assert_eq!(again, first);
    let document: Value = serde_json::from_str(first["document"].as_str().unwrap()).unwrap();
    assert_eq!(document["score"]["total"], "38");
}

on_both!(who_joined_late_or_was_on_leave_is_measured_by_his_days);
async fn who_joined_late_or_was_on_leave_is_measured_by_his_days(store: Store) {
    let mut desk = furnished(&store).await;
    set(&desk, example()).await;
    let late = AdmitMember {
        from: day("2022-07-01"),
        ..person(90, desk.town.sectors[0])
    };
    let late = admit_member(&desk.town.office(), late).await.unwrap();
    desk.town.members.push(late.id);
    let member = desk.town.members.len() - 1;
    for (n, on) in [(22, "2022-07-01"), (23, "2022-08-20"), (24, "2022-10-10")] {
        met(&desk, n, on, &[member]).await;
    }
    let told = |score: &Value| {
        let of = |name: &str| score[name].clone();
        json!([of("total"), of("daysOnDuty"), of("grade")])
    };
    // 15 is below the half of 50 that his half year asks for.
    let joined = score(&desk, member, "").await;
    assert_eq!(told(&joined), json!(["15", 184, "不合格"]));
    let absence = |kind: &str, from: &str, to: &str| {
        json!({
            "memberId": desk.member(member), "kind": kind, "from": from, "to": to, "reason": "因病（示例）",
        })
    };
    // On leave for 80 days: 15 · 365 is above 50 · 104; what he did on leave counts.
    let leave = absence("LEAVE", "2022-08-01", "2022-10-20");
    let field = "absence { id kind from to reason }";
    let left = done(&desk, Who::Office, "dutyAbsenceRecord", field, leave).await;
    let on_leave = score(&desk, member, "").await;
    assert_eq!(told(&on_leave), json!(["15", 104, "合格"]));
    let suspended = absence("SUSPENSION", "2022-08-15", "2022-09-01");
    done(&desk, Who::Office, "dutyAbsenceRecord", field, suspended).await;
    let suspended = score(&desk, member, "").await;
    assert_eq!(told(&suspended), json!(["10", 104, "不合格"]));
    assert_eq!(entries(&suspended)[1][6], "SUSPENDED");
    let number = desk.town.number().await;
    let gone = json!({ "id": left["absence"]["id"] });
    done(&desk, Who::Office, "dutyNoteWithdraw", "withdrawnId", gone).await;
    let back = score(&desk, member, "").await;
    assert_eq!(told(&back), json!(["10", 167, "不合格"]));
    assert_eq!(
        score(&desk, member, &format!("asOf: {number}")).await,
        suspended
    );
    let kept = of_member(&desk, Who::Office, member, "dutyAbsences { kind reason }").await;
    assert_eq!(
        kept,
        json!([{ "kind": "SUSPENSION", "reason": "因病（示例）" }])
    );
    assert_whole(&desk).await;
}

on_both!(a_new_version_leaves_what_the_one_before_comes_to);
async fn a_new_version_leaves_what_the_one_before_comes_to(store: Store) {
    let desk = furnished(&store).await;
    let id = set(&desk, example()).await;
    let first = score(&desk, MEMBER, "").await;
    let mut second = example();
    second["id"] = id.clone();
    second["items"][0]["points"] = json!("6");
    set(&desk, second).await;
    let newest = score(&desk, MEMBER, "").await;
    assert_eq!(
        (&newest["total"], &newest["scheme"]["version"]),
        (&json!("41"), &json!(2))
    );
    let by_first = score(&desk, MEMBER, &format!("schemeId: {id}, version: 1")).await;
    assert_eq!(by_first["document"], first["document"]);
    assert_eq!(by_first["digest"], first["digest"]);
    assert_eq!(
        score(&desk, MEMBER, &format!("schemeId: {id}, version: 3")).await,
        Value::Null
    );
}

on_both!(a_deduction_is_taken_under_its_rule_until_it_is_taken_back);
async fn a_deduction_is_taken_under_its_rule_until_it_is_taken_back(store: Store) {
    let desk = furnished(&store).await;
    set(&desk, example()).await;
    let input = json!({
        "memberId": desk.member(MEMBER), "on": "2022-03-10", "rule": "absent",
        "eventId": super::event_id(&desk, 3), "reason": "未请假（示例）",
    });
    let field = "deduction { id on rule eventId reason }";
    let recorded = done(&desk, Who::Office, "dutyDeductionRecord", field, input).await;
    let with = score(&desk, MEMBER, "").await;
    assert_eq!(with["total"], "33");
    assert_eq!(items(&with).last(), Some(&row("absent", "-5")));
    let kept = of_member(
        &desk,
        Who::Author,
        MEMBER,
        "dutyDeductions { rule reason eventId }",
    )
    .await;
    let due = json!([{ "rule": "absent", "reason": "未请假（示例）", "eventId": super::event_id(&desk, 3) }]);
    assert_eq!(kept, due);
    let gone = json!({ "id": recorded["deduction"]["id"] });
    done(&desk, Who::Office, "dutyNoteWithdraw", "withdrawnId", gone).await;
    assert_eq!(score(&desk, MEMBER, "").await["total"], "38");
    assert_whole(&desk).await;
}

/// The statements of one score and of a ledger's page on so many records.
async fn statements(store: &Store, records: u128) -> usize {
    use std::sync::{Arc, Mutex};
    let heard = Arc::new(Mutex::new(0_usize));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |_| *ear.lock().unwrap() += 1);
    let store = Store {
        db,
        ..store.clone()
    };
    let code = if records > 9 { "430502" } else { "430503" };
    let desk = Desk::in_district(&store, code, crate::proposals::desk::FACE).await;
    desk.submitted(1).await;
    for n in 0..records {
        let on = format!("2022-{:02}-{:02}", n % 10 + 1, n / 10 + 1);
        posted(&desk, (n + 1, EventKind::Meeting), &on, &[MEMBER]).await;
    }
    set(&desk, example()).await;
    let field = "dutyScore { total entries(last: 100) { totalCount nodes { source { title } } } }";
    of_member(&desk, Who::Office, MEMBER, field).await;
    *heard.lock().unwrap() = 0;
    let told = of_member(&desk, Who::Office, MEMBER, field).await;
    assert_eq!(told["entries"]["totalCount"], json!(records + 1));
    *heard.lock().unwrap()
}

on_both!(a_score_of_two_records_and_of_two_hundred_takes_the_same_statements);
async fn a_score_of_two_records_and_of_two_hundred_takes_the_same_statements(store: Store) {
    let few = statements(&store, 1).await;
    let many = statements(&store, 199).await;
    assert!(few > 0, "they are heard");
    assert_eq!(few, many);
}
