//! Whole lives of sentiment reports, leg by leg. Deliberately absent: figures.

use serde_json::{Value, json};

use super::desk::{Desk, Who, case, desk, edited, hand_in, issue, issued, report, transferred};
use crate::support::Store;

async fn on(desk: &Desk, day: &str, who: Who, mutation: &str, input: Value) -> Value {
    desk.today(day);
    desk.did(who, mutation, 1, input).await
}

/// The standing facts of the first case: fact, day and value.
async fn facts(desk: &Desk) -> Vec<(String, String, Option<String>)> {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    use workrooms::casework::case::word;
    use workrooms::casework::entity::case_fact::{Column, Entity};
    use workrooms::casework::kinds::Fact;
    use workrooms::kernel::id::CaseId;
    let id = CaseId(case(1).parse().unwrap());
    let rows = Entity::find()
        .filter(Column::CaseId.eq(id))
        .filter(Column::Fact.ne(Fact::Party))
        .filter(Column::UntilNumber.is_null())
        .order_by_asc(Column::Ordinal)
        .all(&desk.town.db)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (word(&row.fact), row.on_day.to_string(), row.value))
        .collect()
}

on_both!(a_report_runs_from_submission_to_the_word_to_its_author);
async fn a_report_runs_from_submission_to_the_word_to_its_author(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-09-26");
    let submitted = hand_in(&desk, 1, "2022-09-26").await;
    assert_eq!(submitted["state"], "SUBMITTED");
    assert_eq!(submitted["stuckAt"]["leg"], "EDIT");
    assert_eq!(submitted["stuckAt"]["owner"], "OFFICE");
    assert_eq!(submitted["stuckAt"]["dueOn"], "2022-09-29");
    let taken = on(&desk, "2022-09-28", Who::Office, "TakeUp", json!({})).await;
    assert_eq!(taken["stuckAt"]["leg"], "REVIEW");
    // The week of National Day stands between; 8 and 9 October are worked on.
    assert_eq!(taken["stuckAt"]["dueOn"], "2022-10-10");
    let edit = json!({ "title": "编辑后的标题（示例）", "content": "编辑后的内容（示例）。" });
    let edited = on(&desk, "2022-09-29", Who::Office, "Edit", edit).await;
    assert_eq!(edited["title"], "编辑后的标题（示例）");
    assert_eq!(
        edited["stuckAt"]["beganOn"], "2022-09-28",
        "editing goes on"
    );
    let issued = on(&desk, "2022-09-30", Who::Office, "Issue", issue(7)).await;
    assert_eq!(issued["issueNumber"], "2022年第7期");
    assert_eq!(issued["score"], 3);
    assert_eq!(issued["stuckAt"]["leg"], "REPORT_UP");
    assert_eq!(issued["stuckAt"]["dueOn"], "2022-10-09");
    let up = on(&desk, "2022-10-08", Who::Office, "ReportUp", json!({})).await;
    assert_eq!(
        (&up["state"], &up["score"]),
        (&json!("REPORTED_UP"), &json!(3))
    );
    assert_eq!(up["stuckAt"], Value::Null, "nobody is waited for");
    let instruction = json!({ "level": "DISTRICT", "text": "请研究（示例）" });
    let instructed = on(&desk, "2022-10-10", Who::Leader, "Instruct", instruction).await;
    assert_eq!(instructed["stuckAt"]["leg"], "TRANSFER");
    assert_eq!(instructed["stuckAt"]["dueOn"], "2022-10-12");
    let to = json!({ "unitId": desk.unit(0) });
    let given = on(&desk, "2022-10-11", Who::Office, "Transfer", to).await;
    assert_eq!(given["stuckAt"]["owner"], "UNIT");
    assert_eq!(given["stuckAt"]["dueOn"], "2022-11-08", "20 working days");
    let city = json!({ "level": "CITY", "kind": "COMBINED" });
    let adopted = on(&desk, "2022-10-20", Who::Office, "Adopt", city).await;
    assert_eq!(adopted["state"], "TRANSFERRED", "an adoption is no state");
    assert_eq!(adopted["score"], 6);
    let answer = json!({ "adoption": "PARTLY", "text": "部分采纳（示例）" });
    let fed_back = on(&desk, "2022-11-07", Who::Unit, "FeedbackGive", answer).await;
    assert_eq!(fed_back["stuckAt"]["leg"], "CLOSE");
    assert_eq!(
        fed_back["feedback"],
        json!({ "on": "2022-11-07", "adoption": "PARTLY", "text": "部分采纳（示例）" })
    );
    let told = json!({ "told": "已由城管局部分采纳（示例）" });
    let closed = on(&desk, "2022-11-08", Who::Office, "Close", told).await;
    assert_eq!(closed["told"], "已由城管局部分采纳（示例）");
    assert_eq!(
        closed["adoptions"],
        json!([
            { "level": "DISTRICT", "kind": null, "on": "2022-09-30" },
            { "level": "CITY", "kind": "COMBINED", "on": "2022-10-20" },
        ])
    );
    let fact = |fact: &str, on: &str, value: Option<&str>| {
        (fact.to_owned(), on.to_owned(), value.map(str::to_owned))
    };
    assert_eq!(
        facts(&desk).await,
        [
            fact("SUBMITTED", "2022-09-26", None),
            fact("ISSUED", "2022-09-30", None),
            fact("ADOPTED", "2022-09-30", Some("DISTRICT")),
            fact("REPORTED_UP", "2022-10-08", None),
            fact("INSTRUCTED", "2022-10-10", Some("DISTRICT")),
            fact("TRANSFERRED", "2022-10-11", None),
            fact("ADOPTED", "2022-10-20", Some("CITY")),
            fact("ADOPTION_SCORE", "2022-10-20", Some("6")),
            fact("FED_BACK", "2022-11-07", Some("PARTLY")),
            fact("CLOSED", "2022-11-08", None),
            fact("TOLD", "2022-11-08", None),
        ]
    );
    desk.assert_whole().await;
}

on_both!(adoptions_are_a_list_and_only_the_highest_level_scores);
async fn adoptions_are_a_list_and_only_the_highest_level_scores(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    let by = |level: &str, kind: &str| json!({ "level": level, "kind": kind });
    for (level, kind, score) in [
        ("PROVINCE", "SINGLE", 12),
        ("CITY", "SINGLE", 12),
        ("CITY", "FORWARDED", 12),
        ("NATIONAL", "COMBINED", 20),
    ] {
        let adopted = desk.did(Who::Office, "Adopt", 1, by(level, kind)).await;
        assert_eq!(adopted["score"], score, "{level} {kind}");
        assert_eq!(adopted["state"], "ISSUED");
    }
    let again = desk
        .refused(Who::Office, "Adopt", 1, by("CITY", "SINGLE"))
        .await;
    assert_eq!(again, ("DONE_ALREADY".to_owned(), Value::Null));
    desk.today("2022-11-08");
    let later = desk
        .did(Who::Office, "Adopt", 1, by("CITY", "SINGLE"))
        .await;
    assert_eq!(later["adoptions"].as_array().unwrap().len(), 6);
    let told = json!({ "told": "已采用（示例）" });
    desk.did(Who::Office, "Close", 1, told).await;
    desk.today("2022-12-01");
    let closed = desk
        .did(Who::Office, "Adopt", 1, by("CITY", "COMBINED"))
        .await;
    assert_eq!(closed["state"], "CLOSED", "and after the closing too");
    desk.assert_whole().await;
}

on_both!(word_of_an_adoption_comes_in_any_order);
async fn word_of_an_adoption_comes_in_any_order(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    desk.today("2022-11-21");
    desk.did(Who::Leader, "Instruct", 1, super::desk::instruction())
        .await;
    let on = |day: &str| json!({ "level": "CITY", "kind": "SINGLE", "adoptedOn": day });
    for (day, code) in [
        ("2022-11-22", "DATE_IN_FUTURE"),
        ("2022-11-06", "DATE_BEFORE_PREVIOUS"),
    ] {
        let told = desk.refused(Who::Office, "Adopt", 1, on(day)).await;
        assert_eq!(told, (code.to_owned(), json!("adoptedOn")));
    }
    // The city adopted it before the leader's word, which was recorded first.
    let adopted = desk.did(Who::Office, "Adopt", 1, on("2022-11-15")).await;
    assert_eq!(
        adopted["adoptions"][1],
        json!({ "level": "CITY", "kind": "SINGLE", "on": "2022-11-15" })
    );
    desk.assert_whole().await;
}

on_both!(what_was_taken_back_is_in_no_figure);
async fn what_was_taken_back_is_in_no_figure(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    for n in 1..=2 {
        hand_in(&desk, n, "2022-11-07").await;
    }
    let submitted = async || {
        let query = "{ district(code: \"430503\") { figures(metrics: [I0], period: {year: 2022}) { value records { totalCount } } } }";
        let answer = desk.ask(Who::Leader, query, json!({})).await;
        answer["data"]["district"]["figures"][0].clone()
    };
    assert_eq!(
        submitted().await,
        json!({ "value": "2", "records": { "totalCount": 2 } })
    );
    desk.did(Who::Author, "Withdraw", 2, json!({})).await;
    assert_eq!(
        submitted().await,
        json!({ "value": "1", "records": { "totalCount": 1 } })
    );
}

on_both!(a_returned_report_is_mended_and_a_refused_one_tells_why);
async fn a_returned_report_is_mended_and_a_refused_one_tells_why(store: Store) {
    let desk = desk(&store).await;
    edited(&desk, 1, "2022-11-07").await;
    let why = json!({ "reason": "请补充数据（示例）" });
    let returned = desk.did(Who::Office, "Return", 1, why).await;
    assert_eq!(returned["stuckAt"]["leg"], "MEND");
    assert_eq!(returned["stuckAt"]["dueOn"], Value::Null);
    let anew = json!({ "title": "补充后（示例）", "content": "补充后（示例）。" });
    desk.did(Who::Author, "Revise", 1, anew).await;
    desk.did(Who::Officer, "Submit", 1, json!({})).await;
    desk.did(Who::Office, "TakeUp", 1, json!({})).await;
    let why = json!({ "reason": "内容重复（示例）" });
    let refused = desk.did(Who::Office, "NotAdopt", 1, why).await;
    assert_eq!(refused["declineReason"], "内容重复（示例）");
    assert_eq!(refused["score"], Value::Null);
    let told = json!({ "told": "未采用，谢谢（示例）" });
    let closed = desk.did(Who::Office, "Close", 1, told).await;
    assert_eq!(closed["state"], "CLOSED");
    desk.assert_whole().await;
}

on_both!(merged_converted_and_withdrawn_ones_end);
async fn merged_converted_and_withdrawn_ones_end(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    edited(&desk, 2, "2022-11-07").await;
    let merge = json!({ "masterId": desk.id(1) });
    let merged = desk.did(Who::Office, "Merge", 2, merge).await;
    assert_eq!(merged["state"], "MERGED");
    edited(&desk, 3, "2022-11-07").await;
    let into = json!({ "into": "MICRO_SUGGESTION", "consentedOn": "2022-11-07", "reason": "小事（示例）" });
    let converted = desk.did(Who::Office, "Convert", 3, into).await;
    assert_eq!(converted["convertedInto"], "MICRO_SUGGESTION");
    hand_in(&desk, 4, "2022-11-07").await;
    let withdrawn = desk.did(Who::Author, "Withdraw", 4, json!({})).await;
    assert_eq!(withdrawn["state"], "WITHDRAWN");
    desk.assert_whole().await;
}

on_both!(a_report_comes_out_of_another_and_shows_it);
async fn a_report_comes_out_of_another_and_shows_it(store: Store) {
    let desk = desk(&store).await;
    transferred(&desk, 1, "2022-11-07").await;
    let mut second = report(&desk, 2, "2022-11-07");
    second["derivedFromIds"] = json!([desk.id(1)]);
    desk.answer(Who::Officer, "Propose", second).await;
    hand_in(&desk, 3, "2022-11-07").await;
    let from = json!({ "derivedFromId": desk.id(2) });
    desk.did(Who::Office, "Derive", 3, from).await;
    let query = "query($id: ID!) { node(id: $id) { ... on SentimentReport { relatedCases { relation direction id } } } }";
    let related = desk
        .ask(Who::Office, query, json!({ "id": desk.id(2) }))
        .await;
    assert_eq!(
        related["data"]["node"]["relatedCases"],
        json!([
            { "relation": "DERIVED_FROM", "direction": "OUTWARD", "id": desk.id(1) },
            { "relation": "DERIVED_FROM", "direction": "INWARD", "id": desk.id(3) },
        ])
    );
    // The unit knows the first alone, and is not told of the others.
    let of_unit = desk
        .ask(Who::Unit, query, json!({ "id": desk.id(1) }))
        .await;
    assert_eq!(of_unit["data"]["node"]["relatedCases"], json!([]));
}
