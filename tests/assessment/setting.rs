//! Making schemes: what is wrong is refused with the item and the field, and what stands is not changed in place.
//! Deliberately absent: every rule of a scheme, which its own table tells.

use serde_json::{Value, json};

use super::{MEMBER, assert_whole, example, furnished, set, tried};
use crate::casework::desk::{Desk, Who};
use crate::support::Store;

async fn refused(desk: &Desk, input: Value) -> Vec<(String, String)> {
    let payload = tried(
        desk,
        Who::Office,
        "assessmentSchemeSet",
        "scheme { id }",
        input,
    )
    .await;
    assert_eq!(payload["scheme"], Value::Null);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = payload["errors"].as_array().unwrap().iter();
    errors
        .map(|error| (text(&error["code"]), text(&error["field"])))
        .collect()
}

fn at(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

on_both!(a_scheme_with_errors_is_refused_naming_the_item_and_the_field);
async fn a_scheme_with_errors_is_refused_naming_the_item_and_the_field(store: Store) {
    let desk = furnished(&store).await;
    let number = desk.town.number().await;
    let mut wrong = example();
    wrong["items"][1]["cosignerShare"] = json!("1.5");
    wrong["items"][2]["code"] = json!("meeting");
    wrong["items"][3]["points"] = json!("五");
    wrong["grades"][2]["from"] = json!("50");
    let payload = tried(
        &desk,
        Who::Office,
        "assessmentSchemeSet",
        "scheme { id }",
        wrong,
    )
    .await;
    let errors = payload["errors"].as_array().unwrap().iter();
    let told: Vec<_> = errors
        .map(|error| json!([error["code"], error["field"]]))
        .collect();
    let due = [
        json!(["NUMBER_INVALID", "items.1.cosignerShare"]),
        json!(["CODE_TAKEN", "items.2.code"]),
        json!(["NUMBER_INVALID", "items.3.points"]),
        json!(["GRADE_ORDER", "grades.2.from"]),
    ];
    assert_eq!(told, due, "all at once");
    let sentence = payload["errors"][0]["message"].as_str().unwrap();
    assert!(sentence.starts_with("Item 2 (提交提案): "), "{sentence}");
    assert_eq!(desk.town.number().await, number, "nothing was written");
    let id = set(&desk, example()).await;
    let with = |id: Option<&Value>, year: i32, name: &str| {
        let mut input = example();
        input["year"] = json!(year);
        input["name"] = json!(name);
        if let Some(id) = id {
            input["id"] = id.clone();
        }
        input
    };
    let name = example()["name"].as_str().unwrap().to_owned();
    for (input, due) in [
        (with(None, 2022, &name), at("NAME_TAKEN", "name")),
        (with(Some(&id), 2022, &name), at("NOTHING_CHANGES", "name")),
        (with(Some(&id), 2023, &name), at("YEAR_FIXED", "year")),
        (
            with(Some(&json!("none")), 2022, &name),
            at("UNKNOWN_SCHEME", "id"),
        ),
    ] {
        assert_eq!(refused(&desk, input).await, [due]);
    }
    set(&desk, with(None, 2023, &name)).await;
    let query = "{ district(code: \"430503\") { assessmentSchemes(year: 2022) { id version name year base proration \
        items { code cosignerShare levels { level points } cap } deductions { code } grades { name from } digest } } }";
    let listed = desk.ask(Who::Author, query, json!({})).await;
    let listed = listed["data"]["district"]["assessmentSchemes"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&id, &json!(name)));
    assert_eq!(listed[0]["items"][1]["cosignerShare"], "0.3");
    assert_eq!(listed[0]["items"][2]["levels"].as_array().unwrap().len(), 4);
    assert_eq!(listed[0]["digest"].as_str().unwrap().len(), 64);
    assert_whole(&desk).await;
}

on_both!(what_is_recorded_of_members_is_refused_with_its_field);
async fn what_is_recorded_of_members_is_refused_with_its_field(store: Store) {
    let desk = furnished(&store).await;
    set(&desk, example()).await;
    let number = desk.town.number().await;
    let member = desk.member(MEMBER);
    let absence = |member: &str, from: &str, to: &str, reason: &str| json!({ "memberId": member, "kind": "LEAVE", "from": from, "to": to, "reason": reason });
    let deduction = |on: &str, rule: &str, event: Option<&str>| json!({ "memberId": member, "on": on, "rule": rule, "eventId": event, "reason": "理由" });
    for (name, input, code, field) in [
        (
            "dutyAbsenceRecord",
            absence("none", "2022-01-02", "2022-01-03", "理由"),
            "UNKNOWN_MEMBER",
            "memberId",
        ),
        (
            "dutyAbsenceRecord",
            absence(&member, "2022-01-02", "2022-01-02", "理由"),
            "DAYS_INVALID",
            "to",
        ),
        (
            "dutyAbsenceRecord",
            absence(&member, "2022-02-30", "2022-03-02", "理由"),
            "DAYS_INVALID",
            "from",
        ),
        (
            "dutyAbsenceRecord",
            absence(&member, "2022-01-02", "2022-01-03", ""),
            "TEXT_EMPTY",
            "reason",
        ),
        (
            "dutyDeductionRecord",
            deduction("2022-03-01", "novel", None),
            "UNKNOWN_RULE",
            "rule",
        ),
        // No scheme of that year has it.
        (
            "dutyDeductionRecord",
            deduction("2021-03-01", "absent", None),
            "UNKNOWN_RULE",
            "rule",
        ),
        (
            "dutyDeductionRecord",
            deduction("2022-03-01", "absent", Some("none")),
            "UNKNOWN_SOURCE",
            "eventId",
        ),
        (
            "dutyNoteWithdraw",
            json!({ "id": "none" }),
            "UNKNOWN_RECORD",
            "id",
        ),
    ] {
        let payload = tried(&desk, Who::Office, name, "__typename", input.clone()).await;
        let error = &payload["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field)),
            "{input}"
        );
    }
    assert_eq!(desk.town.number().await, number, "nothing was written");
}
