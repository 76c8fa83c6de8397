//! What is refused, each with its own code and field, and that a refusal changes nothing.
//! Deliberately absent: who may; the table tells.

use serde_json::{Value, json};
use workrooms::kernel::id::NodeId;

use super::desk::{DAY, Desk, FOUR, Who, case};
use crate::support::Store;

async fn of_topic(desk: &Desk, who: Who, input: Value) -> (String, Value) {
    let answer = desk.answer(who, "Propose", input).await;
    let errors = &answer["payload"]["errors"];
    assert_eq!(errors.as_array().map(Vec::len), Some(1), "{answer}");
    let code = errors[0]["code"].as_str().unwrap().to_owned();
    (code, errors[0]["field"].clone())
}

on_both!(a_topic_is_refused_for_each_thing_that_is_wrong_with_it);
async fn a_topic_is_refused_for_each_thing_that_is_wrong_with_it(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    let number = desk.town.number().await;
    let none = NodeId(case(77).parse().unwrap());
    for (field, value, code, at) in [
        ("id", json!("no-uuid"), "INVALID_ID", "id"),
        ("title", json!("  "), "TEXT_EMPTY", "title"),
        ("title", json!("长".repeat(201)), "TEXT_TOO_LONG", "title"),
        ("content", json!("a\u{0}b"), "CONTROL_CHARACTER", "content"),
        (
            "placeCode",
            json!("430502001"),
            "UNKNOWN_PLACE",
            "placeCode",
        ),
        ("namedById", json!("none"), "INVALID_ID", "namedById"),
        ("namedById", json!(desk.unit(0)), "INVALID_ID", "namedById"),
        (
            "namedById",
            json!(desk.town.global("Workroom", none)),
            "UNKNOWN_BODY",
            "namedById",
        ),
        (
            "namedById",
            json!(desk.town.global("Workroom", desk.town.sectors[0])),
            "UNKNOWN_BODY",
            "namedById",
        ),
        ("authorId", json!(desk.member(0)), "INVALID_ID", "authorId"),
        (
            "authorId",
            json!(desk.town.global("Workroom", desk.town.townships[0])),
            "UNKNOWN_BODY",
            "authorId",
        ),
        (
            "campaignIds",
            json!([desk.town.global("Campaign", none)]),
            "UNKNOWN_CAMPAIGN",
            "campaignIds",
        ),
        (
            "derivedFromIds",
            json!([desk.id(9)]),
            "UNKNOWN_CASE",
            "derivedFromIds.0",
        ),
        (
            "type",
            json!("PROPOSAL_HANDLING"),
            "PROPOSAL_MISMATCH",
            "proposalId",
        ),
        (
            "proposalId",
            json!(desk.town.global("Proposal", none)),
            "PROPOSAL_MISMATCH",
            "proposalId",
        ),
        ("proposalId", json!(desk.id(9)), "INVALID_ID", "proposalId"),
        ("on", json!("2022-02-30"), "INVALID_DATE", "on"),
        ("on", json!("2022-11-08"), "DATE_IN_FUTURE", "on"),
    ] {
        let mut input = desk.topic(1, "THEMATIC", DAY);
        input[field] = value.clone();
        let is = of_topic(&desk, Who::Office, input).await;
        assert_eq!(is, (code.to_owned(), json!(at)), "{field}: {value}");
    }
    // Nobody but the office names a topic for another.
    for (who, author) in [
        (Who::Officer, desk.workroom(1)),
        (Who::Author, desk.workroom(0)),
    ] {
        let mut input = desk.topic(1, "THEMATIC", DAY);
        input["authorId"] = json!(author);
        let answer = desk.answer(who, "Propose", input).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{who:?}"
        );
    }
    assert_eq!(desk.town.number().await, number, "nothing was written");
    let named = desk
        .named(Who::Office, desk.topic(1, "THEMATIC", DAY))
        .await;
    assert_eq!(
        named["author"]["id"],
        desk.town.global("District", desk.town.committee)
    );
    let again = desk
        .named(Who::Office, desk.topic(1, "THEMATIC", DAY))
        .await;
    assert_eq!(named, again, "the same again does nothing");
    let is = of_topic(&desk, Who::Office, desk.topic(1, "MICRO", DAY)).await;
    assert_eq!(is, ("ID_TAKEN".to_owned(), json!("id")));
}

/// A member's proposal, as a draft or submitted.
async fn proposal(desk: &Desk, n: u128, draft: bool) -> String {
    let input = json!({
        "id": case(n), "title": format!("提案{n}（示例）"), "content": "内容（示例）",
        "sort": "INDIVIDUAL", "category": "SOCIAL", "draft": draft, "on": DAY,
    });
    let made = desk
        .run(
            Who::Author,
            "proposalPropose",
            "ProposalProposeInput",
            input,
            "{ errors { code } }",
        )
        .await;
    assert_eq!(
        made["data"]["proposalPropose"]["errors"],
        json!([]),
        "{made}"
    );
    desk.town
        .global("Proposal", NodeId(case(n).parse().unwrap()))
}

on_both!(a_consultation_on_a_proposal_is_a_part_of_one_that_stands);
async fn a_consultation_on_a_proposal_is_a_part_of_one_that_stands(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    let not_open = ("WHOLE_NOT_OPEN".to_owned(), json!("proposalId"));
    let on = |proposal: &str| {
        let mut topic = desk.topic(1, "PROPOSAL_HANDLING", DAY);
        topic["proposalId"] = json!(proposal);
        topic
    };
    desk.named(Who::Office, desk.topic(5, "THEMATIC", DAY))
        .await;
    let another = NodeId(case(5).parse().unwrap());
    for wrong in [NodeId(case(9).parse().unwrap()), another] {
        let wrong = on(&desk.town.global("Proposal", wrong));
        assert_eq!(of_topic(&desk, Who::Office, wrong).await, not_open);
    }
    let draft = proposal(&desk, 50, true).await;
    assert_eq!(of_topic(&desk, Who::Office, on(&draft)).await, not_open);
    let stands = proposal(&desk, 51, false).await;
    let named = desk.named(Who::Office, on(&stands)).await;
    assert_eq!(named["proposalId"], stands);
    assert_eq!(
        named["relatedCases"],
        json!([{ "relation": "PART_OF", "direction": "OUTWARD", "kind": "PROPOSAL" }])
    );
    // It stays a part of that one.
    let other = proposal(&desk, 52, false).await;
    let mismatch = ("PROPOSAL_MISMATCH".to_owned(), json!("proposalId"));
    let is = desk.refused(Who::Office, "Revise", 1, on(&other)).await;
    assert_eq!(is, mismatch);
    let is = desk
        .refused(Who::Office, "Revise", 1, desk.topic(1, "THEMATIC", DAY))
        .await;
    assert_eq!(is, mismatch);
    let is = desk.refused(Who::Office, "Revise", 1, on(&stands)).await;
    assert_eq!(is, ("NOTHING_CHANGES".to_owned(), json!("title")));
}

on_both!(sessions_are_events_of_the_kind_that_fits);
async fn sessions_are_events_of_the_kind_that_fits(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.named(Who::Officer, desk.topic(1, "COMMUNITY_LEVEL", DAY))
        .await;
    let code = |code: &str, field: &str| (code.to_owned(), json!(field));
    let township = json!({ "organizerId": desk.town.global("Workroom", desk.town.townships[0]) });
    let is = desk.refused(Who::Office, "Select", 1, township).await;
    assert_eq!(is, code("UNKNOWN_BODY", "organizerId"));
    let is = desk
        .refused(
            Who::Office,
            "Select",
            1,
            json!({ "organizerId": desk.member(0) }),
        )
        .await;
    assert_eq!(is, code("INVALID_ID", "organizerId"));
    let select = json!({ "organizerId": desk.workroom(0) });
    desk.did(Who::Office, "Select", 1, select).await;
    let is = desk
        .refused(Who::Office, "Plan", 1, json!({ "item": " " }))
        .await;
    assert_eq!(is, code("TEXT_EMPTY", "item"));
    let over = json!({ "plannedOn": "2022-11-06" });
    let is = desk.refused(Who::Officer, "Prepare", 1, over).await;
    assert_eq!(is, code("PLANNED_DAY_PAST", "plannedOn"));
    desk.did(Who::Officer, "Prepare", 1, json!({ "plannedOn": DAY }))
        .await;
    let none = desk.town.global("Event", NodeId(case(5).parse().unwrap()));
    for (input, expected) in [
        (
            json!({ "eventId": none, "onSite": false, "classes": FOUR }),
            code("UNKNOWN_EVENT", "eventId"),
        ),
        (
            json!({ "eventId": desk.id(1), "onSite": false, "classes": FOUR }),
            code("INVALID_ID", "eventId"),
        ),
        (
            desk.session(6, false, &FOUR),
            code("EVENT_OF_OTHER_KIND", "eventId"),
        ),
        (
            desk.session(4, true, &FOUR),
            code("PLACE_MISSING", "eventId"),
        ),
        (
            desk.session(4, false, &[]),
            code("COUNT_OUTSIDE", "classes"),
        ),
    ] {
        assert_eq!(desk.refused(Who::Officer, "Hold", 1, input).await, expected);
    }
    let payload = desk
        .act(Who::Officer, "Hold", 1, desk.session(6, false, &FOUR))
        .await;
    assert_eq!(
        payload["errors"][0]["message"],
        "A session of this type is an event of kind CommunityConsultation."
    );
    // An event that was rejected counts no more.
    let reject = json!({ "eventId": desk.event(5), "reason": "重复（示例）" });
    let rejected = desk.run(
        Who::Office,
        "eventReject",
        "EventRejectInput",
        reject,
        "{ errors { code } }",
    );
    assert_eq!(rejected.await["data"]["eventReject"]["errors"], json!([]));
    let is = desk
        .refused(Who::Officer, "Hold", 1, desk.session(5, false, &FOUR))
        .await;
    assert_eq!(is, code("UNKNOWN_EVENT", "eventId"));
    desk.did(Who::Officer, "Hold", 1, desk.session(4, false, &FOUR))
        .await;
    let is = desk
        .refused(Who::Officer, "Hold", 1, desk.session(4, false, &FOUR))
        .await;
    assert_eq!(is, code("RELATED_ALREADY", "eventId"));
    desk.assert_whole().await;
}

on_both!(a_session_is_not_recorded_before_its_event);
async fn a_session_is_not_recorded_before_its_event(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.today("2022-11-01");
    desk.named(Who::Officer, desk.topic(1, "COMMUNITY_LEVEL", "2022-11-01"))
        .await;
    let select = json!({ "organizerId": desk.workroom(0) });
    desk.did(Who::Office, "Select", 1, select).await;
    desk.did(Who::Officer, "Prepare", 1, json!({ "plannedOn": DAY }))
        .await;
    desk.today(DAY);
    let mut early = desk.session(1, true, &FOUR);
    early["on"] = json!("2022-11-06");
    let is = desk.refused(Who::Officer, "Hold", 1, early).await;
    assert_eq!(is, ("EVENT_LATER".to_owned(), json!("eventId")));
}

on_both!(minutes_and_answers_keep_to_their_rules);
async fn minutes_and_answers_keep_to_their_rules(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    let session = desk.session(1, true, &FOUR);
    desk.held(1, "COMMUNITY_LEVEL", session).await;
    let code = |code: &str, field: &str| (code.to_owned(), json!(field));
    let promise = |unit: String, due: &str| {
        let promise = json!({ "text": "承诺（示例）", "unitId": unit, "dueOn": due });
        json!({ "points": ["意见（示例）"], "promises": [promise] })
    };
    let none = desk
        .town
        .global("HandlingUnit", NodeId(case(5).parse().unwrap()));
    for (input, expected) in [
        (json!({ "points": [] }), code("COUNT_OUTSIDE", "points")),
        (
            json!({ "points": vec!["意见"; 51] }),
            code("TOO_MANY", "points"),
        ),
        (
            json!({ "points": ["意见", " "] }),
            code("TEXT_EMPTY", "points.1"),
        ),
        (
            promise(desk.unit(0), DAY),
            code("PROMISE_DATE_PAST", "promises.0.dueOn"),
        ),
        (
            promise(desk.unit(0), "2022-13-01"),
            code("INVALID_DATE", "promises.0.dueOn"),
        ),
        (
            promise(desk.member(0), "2022-12-01"),
            code("INVALID_ID", "promises.0.unitId"),
        ),
        (
            promise(none.clone(), "2022-12-01"),
            code("UNKNOWN_UNIT", "promises.0.unitId"),
        ),
    ] {
        assert_eq!(
            desk.refused(Who::Officer, "Minute", 1, input).await,
            expected
        );
    }
    let minutes = desk.minutes(2, Some("2022-12-20"));
    desk.did(Who::Officer, "Minute", 1, minutes).await;
    let word = |promise: i32| json!({ "promise": promise, "done": true });
    for place in [0, 2, -1] {
        let is = desk
            .refused(Who::Officer, "PromiseKeep", 1, word(place))
            .await;
        assert_eq!(is, code("UNKNOWN_POINT", "promise"), "{place}");
    }
    desk.did(Who::Office, "OutcomeSubmit", 1, json!({ "form": "REPORT" }))
        .await;
    for (units, expected) in [
        (vec![], code("COUNT_OUTSIDE", "unitIds")),
        (
            vec![desk.unit(0), desk.unit(0)],
            code("UNIT_TWICE", "unitIds.1"),
        ),
        (vec![none], code("UNKNOWN_UNIT", "unitIds.0")),
        (vec![desk.unit(0); 11], code("TOO_MANY", "unitIds")),
    ] {
        let is = desk
            .refused(Who::Office, "Assign", 1, json!({ "unitIds": units }))
            .await;
        assert_eq!(is, expected);
    }
    desk.did(
        Who::Office,
        "Assign",
        1,
        json!({ "unitIds": [desk.unit(0)] }),
    )
    .await;
    let answer = |point: i32, adoption: &str| json!({ "point": point, "adoption": adoption });
    for (input, expected) in [
        (answer(0, "ADOPTED"), code("UNKNOWN_POINT", "point")),
        (answer(3, "ADOPTED"), code("UNKNOWN_POINT", "point")),
        (answer(1, "NOT_ADOPTED"), code("REASON_MISSING", "reason")),
    ] {
        assert_eq!(
            desk.refused(Who::Unit, "FeedbackGive", 1, input).await,
            expected
        );
    }
    desk.did(Who::Unit, "FeedbackGive", 1, answer(1, "PARTLY"))
        .await;
    let is = desk
        .refused(Who::Unit, "FeedbackGive", 1, answer(1, "ADOPTED"))
        .await;
    assert_eq!(is, code("DONE_ALREADY", "point"));
    let answered = desk
        .did(Who::Unit, "FeedbackGive", 1, answer(2, "ADOPTED"))
        .await;
    assert_eq!(answered["state"], "FEEDBACK");
    let is = desk.refused(Who::Officer, "Track", 1, json!({})).await;
    assert_eq!(is, ("PROMISES_OPEN".to_owned(), Value::Null));
    desk.did(Who::Officer, "PromiseKeep", 1, word(1)).await;
    desk.did(Who::Officer, "Track", 1, json!({})).await;
    let is = desk
        .refused(Who::Officer, "Close", 1, json!({ "told": " " }))
        .await;
    assert_eq!(is, code("TEXT_EMPTY", "told"));
    desk.assert_whole().await;
}
