//! What is refused, each with its own code and field, and that a refusal changes nothing.
//! Deliberately absent: who may; the table tells.

use serde_json::{Value, json};

use super::desk::{Who, case, desk, edited, hand_in, issue, issued, report, transferred};
use crate::support::Store;

on_both!(a_report_is_refused_for_each_thing_that_is_wrong_with_it);
async fn a_report_is_refused_for_each_thing_that_is_wrong_with_it(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let number = desk.town.number().await;
    for (field, value, code, at) in [
        ("id", json!("no-uuid"), "INVALID_ID", "id"),
        ("title", json!(" "), "TEXT_EMPTY", "title"),
        ("title", json!("长".repeat(201)), "TEXT_TOO_LONG", "title"),
        ("content", json!("a\u{0}b"), "CONTROL_CHARACTER", "content"),
        (
            "placeCode",
            json!("430502001"),
            "UNKNOWN_PLACE",
            "placeCode",
        ),
        (
            "authorId",
            json!(desk.member(1)),
            "MEMBER_OF_OTHER_WORKROOM",
            "authorId",
        ),
        ("authorId", Value::Null, "UNKNOWN_MEMBER", "authorId"),
        (
            "campaignIds",
            json!([desk.id(9)]),
            "INVALID_ID",
            "campaignIds.0",
        ),
        (
            "derivedFromIds",
            json!([desk.id(9)]),
            "UNKNOWN_CASE",
            "derivedFromIds.0",
        ),
        ("on", json!("2022-02-30"), "INVALID_DATE", "on"),
        ("on", json!("2022-11-08"), "DATE_IN_FUTURE", "on"),
    ] {
        let mut input = report(&desk, 1, "2022-11-07");
        input[field] = value;
        let answer = desk.answer(Who::Officer, "Propose", input).await;
        let error = &answer["payload"]["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(at)),
            "{answer}"
        );
    }
    assert_eq!(desk.town.number().await, number);
    hand_in(&desk, 1, "2022-11-07").await;
    let mut other = report(&desk, 1, "2022-11-07");
    other["title"] = json!("另一件（示例）");
    let answer = desk.answer(Who::Officer, "Propose", other).await;
    assert_eq!(answer["payload"]["errors"][0]["code"], "ID_TAKEN");
}

on_both!(each_broken_rule_has_its_own_code);
async fn each_broken_rule_has_its_own_code(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    edited(&desk, 2, "2022-11-07").await;
    transferred(&desk, 3, "2022-11-07").await;
    hand_in(&desk, 4, "2022-11-07").await;
    let number = desk.town.number().await;
    let convert =
        |into: &str, on: &str| json!({ "into": into, "consentedOn": on, "reason": "说明（示例）" });
    let same =
        json!({ "title": report(&desk, 2, "")["title"], "content": "反映充电设施不足（示例）。" });
    for (who, mutation, n, input, code, field) in [
        (
            Who::Office,
            "Issue",
            2,
            issue(1),
            "REFERENCE_TAKEN",
            json!("number"),
        ),
        (
            Who::Office,
            "Issue",
            2,
            json!({ "number": " " }),
            "TEXT_EMPTY",
            json!("number"),
        ),
        (
            Who::Office,
            "Convert",
            2,
            convert("LETTER", "2022-11-08"),
            "DATE_IN_FUTURE",
            json!("consentedOn"),
        ),
        (
            Who::Office,
            "Convert",
            2,
            convert("CAMPAIGN", "2022-11-07"),
            "WRONG_CONVERSION",
            json!("into"),
        ),
        (
            Who::Office,
            "Merge",
            2,
            json!({ "masterId": desk.id(2) }),
            "MERGE_INTO_ITSELF",
            json!("masterId"),
        ),
        (
            Who::Office,
            "Merge",
            2,
            json!({ "masterId": desk.id(4) }),
            "MASTER_NOT_OPEN",
            json!("masterId"),
        ),
        (
            Who::Office,
            "Merge",
            2,
            json!({ "masterId": desk.id(9) }),
            "MASTER_NOT_OPEN",
            json!("masterId"),
        ),
        (
            Who::Office,
            "Edit",
            2,
            same,
            "NOTHING_CHANGES",
            json!("title"),
        ),
        (
            Who::Office,
            "Return",
            2,
            json!({ "reason": "" }),
            "TEXT_EMPTY",
            json!("reason"),
        ),
        (
            Who::Office,
            "NotAdopt",
            2,
            json!({ "reason": " " }),
            "TEXT_EMPTY",
            json!("reason"),
        ),
        (
            Who::Office,
            "Adopt",
            1,
            json!({ "level": "DISTRICT", "kind": "SINGLE" }),
            "WRONG_LEVEL",
            json!("level"),
        ),
        (
            Who::Office,
            "Adopt",
            2,
            json!({ "level": "CITY", "kind": "SINGLE" }),
            "STATE_FORBIDS",
            Value::Null,
        ),
        (
            Who::Office,
            "Close",
            1,
            json!({ "told": "" }),
            "TEXT_EMPTY",
            json!("told"),
        ),
        (
            Who::Office,
            "Derive",
            1,
            json!({ "derivedFromId": desk.id(9) }),
            "UNKNOWN_CASE",
            json!("derivedFromId"),
        ),
        (
            Who::Office,
            "Derive",
            1,
            json!({ "derivedFromId": desk.id(1) }),
            "DERIVED_CIRCLE",
            json!("derivedFromId"),
        ),
        (
            Who::Unit,
            "FeedbackGive",
            3,
            json!({ "text": " " }),
            "TEXT_EMPTY",
            json!("text"),
        ),
        (
            Who::Office,
            "ReportUp",
            1,
            json!({ "on": "2022-11-06" }),
            "DATE_BEFORE_PREVIOUS",
            json!("on"),
        ),
    ] {
        let is = desk.refused(who, mutation, n, input).await;
        assert_eq!(is, (code.to_owned(), field), "{mutation}");
    }
    assert_eq!(desk.town.number().await, number, "nothing was written");
    desk.did(Who::Office, "ReportUp", 3, json!({})).await;
    let twice = desk.refused(Who::Office, "ReportUp", 3, json!({})).await;
    assert_eq!(twice.0, "DONE_ALREADY");
    issued(&desk, 5, "2022-11-07").await;
    desk.did(Who::Leader, "Instruct", 5, json!({ "level": "CITY" }))
        .await;
    for (unit, code) in [
        (desk.member(0), "INVALID_ID"),
        (none(&desk), "UNKNOWN_UNIT"),
    ] {
        let to = json!({ "unitId": unit });
        let is = desk.refused(Who::Office, "Transfer", 5, to).await;
        assert_eq!(is, (code.to_owned(), json!("unitId")));
    }
    desk.assert_whole().await;
}

/// A unit that is not there.
fn none(desk: &super::desk::Desk) -> String {
    let id = workrooms::kernel::id::NodeId(case(77).parse().unwrap());
    desk.town.global("HandlingUnit", id)
}
