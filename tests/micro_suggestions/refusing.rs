//! What is refused, each with its own code and field, and that a refusal changes nothing.
//! Deliberately absent: who may; the table tells.

use serde_json::{Value, json};

use super::desk::{Desk, Who, case};
use super::life::{replied, signed};
use crate::support::Store;

on_both!(a_proposal_is_refused_for_each_thing_that_is_wrong_with_it);
async fn a_proposal_is_refused_for_each_thing_that_is_wrong_with_it(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    let number = desk.town.number().await;
    let mut wrong = Vec::new();
    for (field, value) in [
        ("id", json!("no-uuid")),
        ("title", json!("  ")),
        ("title", json!("长".repeat(201))),
        ("title", json!("a\u{0}b")),
        ("content", json!("")),
        ("placeCode", json!("430502001")),
        ("authorId", json!(desk.member(1))),
        ("authorId", json!("none")),
        ("campaignIds", json!([desk.id(9)])),
        ("on", json!("2022-02-30")),
        ("on", json!("2022-11-08")),
    ] {
        let mut input = desk.proposal(1, "2022-11-07");
        input[field] = value;
        let answer = desk.answer(Who::Officer, "Propose", input).await;
        let errors = answer["payload"]["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{field}: {answer}");
        wrong.push((
            errors[0]["code"].as_str().unwrap().to_owned(),
            errors[0]["field"].as_str().unwrap().to_owned(),
        ));
    }
    let expected = [
        ("INVALID_ID", "id"),
        ("TEXT_EMPTY", "title"),
        ("TEXT_TOO_LONG", "title"),
        ("CONTROL_CHARACTER", "title"),
        ("TEXT_EMPTY", "content"),
        ("UNKNOWN_PLACE", "placeCode"),
        ("MEMBER_OF_OTHER_WORKROOM", "authorId"),
        ("INVALID_ID", "authorId"),
        ("INVALID_ID", "campaignIds.0"),
        ("INVALID_DATE", "on"),
        ("DATE_IN_FUTURE", "on"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(code, field)| (code.to_owned(), field.to_owned()))
        .collect();
    assert_eq!(wrong, expected);
    assert_eq!(desk.town.number().await, number, "nothing was written");
}

on_both!(the_same_proposal_again_does_nothing_and_another_content_is_refused);
async fn the_same_proposal_again_does_nothing_and_another_content_is_refused(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    let first = desk.propose(1, "2022-11-07").await;
    let number = desk.town.number().await;
    assert_eq!(desk.propose(1, "2022-11-07").await, first);
    let mut other = desk.proposal(1, "2022-11-07");
    other["title"] = json!("另一件（示例）");
    let answer = desk.answer(Who::Officer, "Propose", other).await;
    assert_eq!(answer["payload"]["errors"][0]["code"], "ID_TAKEN");
    assert_eq!(desk.town.number().await, number);
}

on_both!(an_action_that_the_state_forbids_tells_the_state_and_what_is_possible);
async fn an_action_that_the_state_forbids_tells_the_state_and_what_is_possible(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    desk.propose(1, "2022-11-07").await;
    let payload = desk.act(Who::Office, "Forward", 1, json!({})).await;
    assert_eq!(payload["errors"][0]["code"], "STATE_FORBIDS");
    assert_eq!(
        payload["errors"][0]["message"],
        "It is submitted; one cannot forward it. Possible now: return (CPPCC office); decline (CPPCC office); \
         merge (CPPCC office); convert (CPPCC office); accept (CPPCC office); \
         derive (CPPCC office, workroom officer, member); void (CPPCC office)."
    );
    assert_eq!(
        payload["microSuggestion"]["state"], "SUBMITTED",
        "and shows it as it stands"
    );
}

on_both!(each_broken_rule_has_its_own_code);
async fn each_broken_rule_has_its_own_code(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    desk.propose(2, "2022-11-07").await;
    let reply = |result: &str, on: Option<&str>| json!({ "result": result, "promisedOn": on, "text": "答复（示例）" });
    let none = Value::Null;
    let code = |code: &str, field: Value| (code.to_owned(), field);
    let is = desk
        .refused(Who::Unit, "Reply", 1, reply("SOLVED", None))
        .await;
    assert_eq!(is, code("CONTACT_MISSING", none.clone()));
    let contact = json!({ "method": "PHONE", "summary": "电话（示例）" });
    desk.did(Who::Unit, "Contact", 1, contact).await;
    for (wrong, expected) in [
        (reply("PLANNED", None), "PROMISE_DATE_MISSING"),
        (
            reply("IN_PROGRESS", Some("2022-11-07")),
            "PROMISE_DATE_PAST",
        ),
        (reply("SOLVED", Some("2022-12-01")), "PROMISE_UNEXPECTED"),
    ] {
        let is = desk.refused(Who::Unit, "Reply", 1, wrong).await;
        assert_eq!(is, code(expected, json!("promisedOn")));
    }
    let mut early = reply("SOLVED", None);
    early["on"] = json!("2022-11-06");
    let is = desk.refused(Who::Unit, "Reply", 1, early).await;
    assert_eq!(is, code("DATE_BEFORE_PREVIOUS", json!("on")));
    let is = desk
        .refused(Who::Office, "Merge", 2, json!({ "masterId": desk.id(2) }))
        .await;
    assert_eq!(is, code("MERGE_INTO_ITSELF", json!("masterId")));
    let is = desk
        .refused(Who::Office, "Merge", 2, json!({ "masterId": desk.id(7) }))
        .await;
    assert_eq!(is, code("MASTER_NOT_OPEN", json!("masterId")));
    let is = desk.refused(Who::Unit, "Resume", 1, json!({})).await;
    assert_eq!(is, code("CLOCK_RUNNING", none.clone()));
    desk.did(
        Who::Unit,
        "Pause",
        1,
        json!({ "reason": "OTHER_PROCEDURE" }),
    )
    .await;
    let is = desk
        .refused(Who::Unit, "Reply", 1, reply("SOLVED", None))
        .await;
    assert_eq!(is, code("CLOCK_STOPPED", none.clone()));
    desk.did(Who::Unit, "Resume", 1, json!({})).await;
    desk.did(Who::OtherMember, "Claim", 1, json!({})).await;
    let is = desk.refused(Who::OtherMember, "Claim", 1, json!({})).await;
    assert_eq!(is, code("ALREADY_CLAIMED", json!("memberId")));
    let is = desk
        .refused(
            Who::Author,
            "ClaimDrop",
            1,
            json!({ "memberId": desk.member(3) }),
        )
        .await;
    assert_eq!(is, code("ANOTHERS_CLAIM", json!("memberId")));
    let is = desk.refused(Who::Leader, "Claim", 1, json!({})).await;
    assert_eq!(is, code("CLAIMANT_MISSING", json!("memberId")));
    let is = desk
        .refused(
            Who::Author,
            "Claim",
            1,
            json!({ "memberId": desk.member(0), "asLeader": false, "on": "2022-13-01" }),
        )
        .await;
    assert_eq!(is, code("INVALID_DATE", json!("on")));
    let event = json!({ "eventId": desk.town.global("Event", workrooms::kernel::id::NodeId(case(5).parse().unwrap())) });
    let is = desk.refused(Who::Office, "Relate", 1, event).await;
    assert_eq!(is, code("UNKNOWN_EVENT", json!("eventId")));
    desk.assert_whole().await;
}

on_both!(orders_and_merges_keep_to_their_rules);
async fn orders_and_merges_keep_to_their_rules(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    for n in [2, 3] {
        desk.propose(n, "2022-11-07").await;
        desk.did(Who::Office, "Accept", n, json!({})).await;
    }
    desk.did(Who::Office, "Forward", 2, json!({})).await;
    let order = |order: &str, lead: String, others: Vec<String>| json!({ "workOrder": order, "leadUnitId": lead, "coUnitIds": others });
    for (input, expected, field) in [
        (
            order("DX2022-1", desk.unit(0), vec![]),
            "REFERENCE_TAKEN",
            "workOrder",
        ),
        (order(" ", desk.unit(0), vec![]), "TEXT_EMPTY", "workOrder"),
        (
            order("DX2022-2", desk.member(0), vec![]),
            "INVALID_ID",
            "leadUnitId",
        ),
        (
            order("DX2022-2", desk.unit(0), vec![desk.unit(0)]),
            "UNIT_TWICE",
            "coUnitIds.0",
        ),
        (
            order("DX2022-2", desk.unit(0), vec![desk.unit(1); 11]),
            "TOO_MANY",
            "coUnitIds",
        ),
    ] {
        let is = desk.refused(Who::Hotline, "Dispatch", 2, input).await;
        assert_eq!(is, (expected.to_owned(), json!(field)));
    }
    let merged = desk
        .did(Who::Office, "Merge", 3, json!({ "masterId": desk.id(1) }))
        .await;
    assert_eq!(merged["state"], "MERGED");
    // The master cannot be accepted any more, so a circle through an open case is closed before it can be made.
    desk.propose(4, "2022-11-07").await;
    let is = desk
        .refused(Who::Office, "Merge", 4, json!({ "masterId": desk.id(3) }))
        .await;
    assert_eq!(is, ("MASTER_NOT_OPEN".to_owned(), json!("masterId")));
}

on_both!(an_evaluation_by_another_and_a_claim_on_a_closed_case_are_refused);
async fn an_evaluation_by_another_and_a_claim_on_a_closed_case_are_refused(store: Store) {
    let desk = Desk::new(&store).await;
    replied(
        &desk,
        1,
        "2022-11-07",
        json!({ "result": "SOLVED", "text": "已办（示例）" }),
    )
    .await;
    let rating = json!({ "id": desk.id(1), "process": "SATISFIED", "result": "SATISFIED" });
    let answer = desk.answer(Who::OtherMember, "Evaluate", rating).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let silent = json!({ "process": "NO_RESPONSE", "result": "SATISFIED" });
    let is = desk.refused(Who::Author, "Evaluate", 1, silent).await;
    assert_eq!(is, ("SILENCE_IS_NO_RATING".to_owned(), json!("process")));
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    let is = desk
        .refused(
            Who::Leader,
            "LeaderDecide",
            1,
            json!({ "again": true, "reason": "再办（示例）" }),
        )
        .await;
    assert_eq!(is.0, "NOTHING_TO_DECIDE");
    desk.did(Who::Office, "Close", 1, json!({ "solvedOn": "2022-11-07" }))
        .await;
    let is = desk.refused(Who::OtherMember, "Claim", 1, json!({})).await;
    assert_eq!(is.0, "STATE_FORBIDS");
}
