//! Batches of voices: a verdict for each, and one voice's trouble never stops the others.
//! Deliberately absent: what becomes of a voice afterwards.

use serde_json::{Value, json};

use super::desk::{Desk, Who, case, desk, record, voice};
use crate::support::Store;

fn statuses(payload: &Value) -> Vec<&str> {
    let verdicts = payload["verdicts"].as_array().unwrap();
    verdicts
        .iter()
        .map(|verdict| verdict["status"].as_str().unwrap())
        .collect()
}

fn with(n: u128, field: &str, value: Value) -> Value {
    let mut voice = voice(n, "2022-11-07");
    voice[field] = value;
    voice
}

/// How many cases stand.
async fn stored(desk: &Desk) -> u64 {
    use sea_orm::{EntityTrait, PaginatorTrait};
    let found = workrooms::casework::entity::casefile::Entity::find();
    found.count(&desk.town.db).await.unwrap()
}

on_both!(each_voice_has_its_own_verdict);
async fn each_voice_has_its_own_verdict(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let payload = record(
        &desk,
        Who::Officer,
        vec![
            voice(1, "2022-11-07"),
            with(2, "words", json!("联系我13812345678（示例）")),
            voice(3, "2022-11-07"),
            voice(1, "2022-11-07"),
            with(3, "topic", json!("另一主题（示例）")),
            with(4, "on", json!("2022-11-08")),
            voice(5, "2022-11-07"),
        ],
    )
    .await;
    assert_eq!(payload["errors"], json!([]));
    assert_eq!(
        statuses(&payload),
        [
            "ACCEPTED",
            "REJECTED",
            "ACCEPTED",
            "DUPLICATE",
            "CONFLICT",
            "REJECTED",
            "ACCEPTED"
        ]
    );
    let verdicts = &payload["verdicts"];
    assert_eq!(verdicts[1]["id"], case(2));
    assert_eq!(verdicts[1]["publicVoice"], Value::Null);
    assert_eq!(verdicts[1]["errors"][0]["code"], "PERSONAL_NUMBER");
    assert_eq!(verdicts[3]["publicVoice"]["title"], "路灯照明1（示例）");
    assert_eq!(
        verdicts[4]["publicVoice"]["title"], "路灯照明3（示例）",
        "what stands"
    );
    assert_eq!(verdicts[4]["errors"][0]["code"], "ID_TAKEN");
    assert_eq!(stored(&desk).await, 3, "a refused one writes nothing");
    let number = desk.town.number().await;
    let again = record(
        &desk,
        Who::Officer,
        vec![voice(1, "2022-11-07"), voice(5, "2022-11-07")],
    )
    .await;
    assert_eq!(statuses(&again), ["DUPLICATE", "DUPLICATE"]);
    assert_eq!(desk.town.number().await, number, "and leaves no trace");
    desk.assert_whole().await;
}

on_both!(each_thing_wrong_with_a_voice_has_its_own_code);
async fn each_thing_wrong_with_a_voice_has_its_own_code(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let number = desk.town.number().await;
    let nowhere = desk.town.global(
        "Event",
        workrooms::kernel::id::NodeId(case(9).parse().unwrap()),
    );
    let other = desk.town.global("Workroom", desk.town.workrooms[1]);
    let cases = [
        ("id", json!("no-uuid"), "INVALID_ID", "id"),
        ("topic", json!(" "), "TEXT_EMPTY", "topic"),
        ("topic", json!("长".repeat(201)), "TEXT_TOO_LONG", "topic"),
        (
            "topic",
            json!("张某 138-1234-5678"),
            "PERSONAL_NUMBER",
            "topic",
        ),
        ("words", json!(""), "TEXT_EMPTY", "words"),
        ("words", json!("a\u{0}b"), "CONTROL_CHARACTER", "words"),
        (
            "words",
            json!("１３８１２３４５６７８"),
            "PERSONAL_NUMBER",
            "words",
        ),
        (
            "placeCode",
            json!("430502001"),
            "UNKNOWN_PLACE",
            "placeCode",
        ),
        ("workroomId", json!(other), "OTHER_WORKROOM", "workroomId"),
        (
            "workroomId",
            json!(desk.member(0)),
            "INVALID_ID",
            "workroomId",
        ),
        (
            "campaignIds",
            json!([nowhere]),
            "INVALID_ID",
            "campaignIds.0",
        ),
        ("eventId", json!(nowhere), "UNKNOWN_EVENT", "eventId"),
        ("on", json!("2022-02-30"), "INVALID_DATE", "on"),
        ("on", json!("2022-11-08"), "DATE_IN_FUTURE", "on"),
    ];
    let sent = cases
        .iter()
        .map(|(field, value, ..)| with(1, field, value.clone()));
    let payload = record(&desk, Who::Officer, sent.collect()).await;
    for (verdict, (field, value, code, at)) in
        payload["verdicts"].as_array().unwrap().iter().zip(&cases)
    {
        let error = &verdict["errors"][0];
        let is = (&error["code"], &error["field"]);
        assert_eq!(is, (&json!(code), &json!(at)), "{field} {value}");
    }
    assert_eq!(desk.town.number().await, number);
    let unnamed = record(&desk, Who::Office, vec![voice(1, "2022-11-07")]).await;
    assert_eq!(
        unnamed["verdicts"][0]["errors"][0]["code"],
        "UNKNOWN_WORKROOM"
    );
    for count in [0, 101] {
        let many = (0..count).map(|n| voice(n, "2022-11-07")).collect();
        let refused = record(&desk, Who::Officer, many).await;
        let error = &refused["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("COUNT_OUTSIDE"), &json!("voices"))
        );
        assert_eq!(refused["verdicts"], json!([]));
    }
    assert_eq!(stored(&desk).await, 0);
}

on_both!(the_office_an_officer_and_a_member_record_and_nobody_else);
async fn the_office_an_officer_and_a_member_record_and_nobody_else(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let town = &desk.town;
    let (own, other) = (
        town.global("Workroom", town.workrooms[0]),
        town.global("Workroom", town.workrooms[1]),
    );
    let by_office = record(
        &desk,
        Who::Office,
        vec![with(1, "workroomId", json!(other))],
    )
    .await;
    let seen = &by_office["verdicts"][0]["publicVoice"];
    assert_eq!(
        (&seen["workroom"]["id"], &seen["member"]),
        (&json!(other), &Value::Null)
    );
    let by_member = record(&desk, Who::Author, vec![voice(2, "2022-11-07")]).await;
    let seen = &by_member["verdicts"][0]["publicVoice"];
    assert_eq!(
        seen["workroom"]["id"], own,
        "the one that contacts him: {by_member}"
    );
    assert_eq!(seen["member"]["id"], desk.member(0));
    let elsewhere = record(
        &desk,
        Who::Author,
        vec![with(3, "workroomId", json!(other))],
    )
    .await;
    assert_eq!(
        elsewhere["verdicts"][0]["errors"][0]["code"],
        "OTHER_WORKROOM"
    );
    for (who, code) in [
        (Who::Leader, "FORBIDDEN"),
        (Who::Hotline, "FORBIDDEN"),
        (Who::Unit, "FORBIDDEN"),
        (Who::Auditor, "FORBIDDEN"),
        (Who::SystemAdmin, "FORBIDDEN"),
        (Who::Nobody, "UNAUTHENTICATED"),
    ] {
        let refused = record(&desk, who, vec![voice(4, "2022-11-07")]).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], code, "{who:?}");
    }
    assert_eq!(stored(&desk).await, 2);
    desk.assert_whole().await;
}
