//! Whole lives of consultations, leg by leg, with what they make true. Deliberately absent: figures.

use serde_json::{Value, json};

use super::desk::{DAY, Desk, FOUR, Who};
use crate::support::Store;

async fn on(desk: &Desk, day: &str, who: Who, mutation: &str, input: Value) -> Value {
    desk.today(day);
    desk.did(who, mutation, 1, input).await
}

fn stuck(case: &Value) -> (&str, &str, &str) {
    let leg = &case["stuckAt"];
    let text = |key: &str| leg[key].as_str().unwrap();
    (text("leg"), text("owner"), text("dueOn"))
}

fn of(facts: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    facts
        .iter()
        .map(|(day, value)| {
            let value = Some((*value).to_owned()).filter(|value| !value.is_empty());
            ((*day).to_owned(), value)
        })
        .collect()
}

on_both!(a_thematic_consultation_runs_from_its_topic_to_the_telling);
async fn a_thematic_consultation_runs_from_its_topic_to_the_telling(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.today("2022-09-26");
    let named = desk
        .named(Who::Officer, desk.topic(1, "THEMATIC", "2022-09-26"))
        .await;
    assert_eq!(named["state"], "TOPIC_PROPOSED");
    // Ten working days with the week of National Day among them, and the two days that make up for it.
    assert_eq!(stuck(&named), ("SELECT", "OFFICE", "2022-10-13"));
    let select =
        json!({ "organizerId": desk.town.global("SpecialCommittee", desk.town.committees[0]) });
    let selected = on(&desk, "2022-09-28", Who::Office, "Select", select).await;
    assert_eq!(selected["organizer"]["name"], "专委会0（示例）");
    assert_eq!(selected["stuckAt"], Value::Null, "the plan is yearly");
    let item = json!({ "item": "年度计划一（示例）" });
    let planned = on(&desk, "2022-10-10", Who::Office, "Plan", item).await;
    assert_eq!(planned["planItem"], "年度计划一（示例）");
    assert_eq!(planned["offPlan"], false);
    assert_eq!(stuck(&planned), ("PREPARE", "ORGANIZER", "2022-10-31"));
    let notice = json!({ "plannedOn": DAY });
    let prepared = on(&desk, "2022-10-17", Who::Officer, "Prepare", notice).await;
    assert_eq!(
        (&prepared["state"], &prepared["plannedOn"]),
        (&json!("PREPARING"), &json!(DAY))
    );
    let mut session = desk.session(7, false, &["MEMBERS", "DEPARTMENTS"]);
    session["principalLeader"] = json!(true);
    // It is recorded a day later; the session stays of its day.
    let held = on(&desk, "2022-11-08", Who::Office, "Hold", session).await;
    assert_eq!(held["sessions"][0]["on"], DAY);
    assert_eq!(held["sessions"][0]["event"]["title"], "活动7（示例）");
    assert_eq!(held["sessions"][0]["principalLeader"], true);
    assert_eq!(stuck(&held), ("MINUTE", "ORGANIZER", "2022-11-17"));
    let minutes = desk.minutes(2, Some("2022-12-20"));
    let minuted = on(&desk, "2022-11-10", Who::Officer, "Minute", minutes).await;
    assert_eq!(stuck(&minuted), ("SUBMIT_OUTCOME", "OFFICE", "2022-11-24"));
    let form = json!({ "form": "FORMAL_RECOMMENDATION" });
    let submitted = on(&desk, "2022-11-14", Who::Office, "OutcomeSubmit", form).await;
    assert_eq!(submitted["outcomeForm"], "FORMAL_RECOMMENDATION");
    let word = json!({ "level": "DISTRICT", "text": "请研究落实（示例）" });
    let instructed = on(&desk, "2022-11-16", Who::Leader, "Instruct", word).await;
    assert_eq!(stuck(&instructed), ("ASSIGN", "OFFICE", "2022-11-30"));
    let again = json!({ "level": "CITY" });
    let instructed = on(&desk, "2022-11-17", Who::Office, "Instruct", again).await;
    assert_eq!(
        instructed["state"], "INSTRUCTED",
        "as often as there is one"
    );
    assert_eq!(
        instructed["instructions"],
        json!([
            { "level": "DISTRICT", "on": "2022-11-16", "text": "请研究落实（示例）" },
            { "level": "CITY", "on": "2022-11-17", "text": null },
        ])
    );
    let units = json!({ "unitIds": [desk.unit(0), desk.unit(1)] });
    let assigned = on(&desk, "2022-11-21", Who::Office, "Assign", units).await;
    assert_eq!(
        stuck(&assigned),
        ("FEEDBACK", "UNIT", "2023-01-21"),
        "two months"
    );
    let second = json!({ "point": 2, "adoption": "NOT_ADOPTED", "reason": "缺少经费（示例）" });
    let answered = on(&desk, "2022-12-01", Who::OtherUnit, "FeedbackGive", second).await;
    assert_eq!(
        answered["state"], "ASSIGNED",
        "a point waits for its answer"
    );
    let first = json!({ "point": 1, "adoption": "ADOPTED" });
    let answered = on(&desk, "2022-12-05", Who::Unit, "FeedbackGive", first).await;
    assert_eq!(answered["state"], "FEEDBACK");
    assert_eq!(
        stuck(&answered),
        ("TRACK", "ORGANIZER", "2023-06-05"),
        "six months"
    );
    assert_eq!(
        answered["minutes"]["points"],
        json!([
            { "text": "意见1（示例）", "adoption": "ADOPTED", "reason": null, "unit": { "name": "区城管局" },
              "answeredOn": "2022-12-05" },
            { "text": "意见2（示例）", "adoption": "NOT_ADOPTED", "reason": "缺少经费（示例）", "unit": { "name": "区住建局" },
              "answeredOn": "2022-12-01" },
        ])
    );
    let open = json!({ "promise": 1, "done": false });
    on(&desk, "2022-12-20", Who::Officer, "PromiseKeep", open).await;
    let done = json!({ "promise": 1, "done": true });
    let kept = on(&desk, "2022-12-28", Who::Officer, "PromiseKeep", done).await;
    assert_eq!(
        kept["minutes"]["promises"],
        json!([{ "text": "承诺（示例）", "unit": { "name": "区城管局" }, "dueOn": "2022-12-20", "done": true, "toldOn": "2022-12-28" }])
    );
    let tracked = on(&desk, "2022-12-28", Who::Officer, "Track", json!({})).await;
    assert_eq!(tracked["stuckAt"]["leg"], "CLOSE");
    let told = json!({ "told": "已告知参加人员（示例）" });
    let closed = on(&desk, "2022-12-30", Who::Officer, "Close", told).await;
    assert_eq!(
        (&closed["state"], &closed["stuckAt"]),
        (&json!("CLOSED"), &Value::Null)
    );
    assert_eq!(
        closed["steps"].as_array().unwrap().last().unwrap()["note"],
        "已告知参加人员（示例）"
    );
    for (fact, is) in [
        ("TOPIC", of(&[("2022-09-26", "TOWNSHIP")])),
        ("SORTED", of(&[("2022-09-26", "THEMATIC")])),
        ("SELECTED", of(&[("2022-09-28", "")])),
        ("PLANNED", of(&[("2022-10-10", "IN_PLAN")])),
        ("SESSION_HELD", of(&[(DAY, "INDOORS")])),
        ("TOOK_PART", of(&[(DAY, "MEMBERS"), (DAY, "DEPARTMENTS")])),
        ("PRINCIPAL_LEADER", of(&[(DAY, "")])),
        ("MINUTED", of(&[("2022-11-10", "")])),
        (
            "OUTCOME_SUBMITTED",
            of(&[("2022-11-14", "FORMAL_RECOMMENDATION")]),
        ),
        (
            "INSTRUCTED",
            of(&[("2022-11-16", "DISTRICT"), ("2022-11-17", "CITY")]),
        ),
        ("ASSIGNED", of(&[("2022-11-21", ""), ("2022-11-21", "")])),
        ("POINT_SENT", of(&[("2022-11-21", ""), ("2022-11-21", "")])),
        (
            "FED_BACK",
            of(&[("2022-12-01", "NOT_ADOPTED"), ("2022-12-05", "ADOPTED")]),
        ),
        ("PROMISE_KEPT", of(&[("2022-12-28", "DONE")])),
        ("CLOSED", of(&[("2022-12-30", "")])),
        ("TOLD", of(&[("2022-12-30", "")])),
        ("CONFORMS", of(&[])),
    ] {
        assert_eq!(desk.facts(1, fact).await, is, "{fact}");
    }
    desk.assert_whole().await;
}

on_both!(the_four_phrases_are_told_one_by_one_and_settled_with_the_minutes);
async fn the_four_phrases_are_told_one_by_one_and_settled_with_the_minutes(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    let named = desk
        .named(Who::Officer, desk.topic(1, "COMMUNITY_LEVEL", DAY))
        .await;
    let conformity = |case: &Value| case["conformity"].clone();
    let are = |all: [bool; 5]| {
        json!({ "townshipTopic": all[0], "cppccOrganized": all[1], "onSite": all[2],
            "broadParticipation": all[3], "all": all[4] })
    };
    assert_eq!(conformity(&named), are([true, false, false, false, false]));
    let select = json!({ "organizerId": desk.workroom(1) });
    let selected = desk.did(Who::Office, "Select", 1, select).await;
    assert_eq!(
        conformity(&selected),
        are([true, true, false, false, false])
    );
    let planned = json!({ "plannedOn": DAY });
    desk.did(Who::OtherOfficer, "Prepare", 1, planned).await;
    let indoors = desk.session(4, false, &["MEMBERS", "DEPARTMENTS"]);
    desk.did(Who::OtherOfficer, "Hold", 1, indoors).await;
    let on_site = desk.session(1, true, &["RESIDENTS", "EXPERTS", "RESIDENTS"]);
    let held = desk.did(Who::OtherOfficer, "Hold", 1, on_site).await;
    assert_eq!(held["state"], "HELD");
    assert_eq!(
        conformity(&held),
        are([true; 5]),
        "in all sessions together"
    );
    assert_eq!(held["participantClasses"], json!(FOUR));
    assert_eq!(desk.facts(1, "CONFORMS").await, []);
    desk.did(Who::OtherOfficer, "Minute", 1, desk.minutes(1, None))
        .await;
    assert_eq!(desk.facts(1, "CONFORMS").await, of(&[(DAY, "")]));
    // One phrase short in each of the others.
    for (n, source, session) in [
        (2, "MEMBER", desk.own_session(2, true, &FOUR).await),
        (3, "TOWNSHIP", desk.own_session(3, false, &FOUR).await),
        (4, "TOWNSHIP", desk.own_session(4, true, &FOUR[..3]).await),
    ] {
        let mut topic = desk.topic(n, "COMMUNITY_LEVEL", DAY);
        topic["topicSource"] = json!(source);
        desk.named(Who::Officer, topic).await;
        let select = json!({ "organizerId": desk.workroom(0) });
        desk.did(Who::Office, "Select", n, select).await;
        desk.did(Who::Officer, "Prepare", n, json!({ "plannedOn": DAY }))
            .await;
        desk.did(Who::Officer, "Hold", n, session).await;
        let minuted = desk
            .did(Who::Officer, "Minute", n, desk.minutes(1, None))
            .await;
        assert_eq!(minuted["conformity"]["all"], false, "{n}");
        assert_eq!(desk.facts(n, "CONFORMS").await, [], "{n}");
    }
    desk.assert_whole().await;
}

on_both!(light_types_skip_what_the_others_must_go_through);
async fn light_types_skip_what_the_others_must_go_through(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    let forbidden = ("SORT_FORBIDS".to_owned(), Value::Null);
    let planless = ("PLAN_MISSING".to_owned(), Value::Null);
    let told = json!({ "told": "已告知（示例）" });
    // A micro-consultation closes with its minutes, and never goes to Party and government.
    desk.held(
        1,
        "MICRO",
        desk.session(6, false, &["MEMBERS", "RESIDENTS"]),
    )
    .await;
    desk.did(Who::Officer, "Minute", 1, desk.minutes(1, None))
        .await;
    let report = json!({ "form": "MINUTES" });
    let is = desk
        .refused(Who::Office, "OutcomeSubmit", 1, report.clone())
        .await;
    assert_eq!(is, forbidden);
    let closed = desk.did(Who::Officer, "Close", 1, told.clone()).await;
    assert_eq!(closed["state"], "CLOSED");
    // One at community level is followed up first, and may be submitted.
    desk.minuted(2, 1).await;
    let kept = json!({ "promise": 1, "done": false });
    let is = desk.refused(Who::Officer, "Track", 2, json!({})).await;
    assert_eq!(is.0, "PROMISES_OPEN");
    desk.did(Who::Officer, "PromiseKeep", 2, kept).await;
    assert_eq!(
        desk.refused(Who::Officer, "Close", 2, told).await,
        forbidden
    );
    desk.did(Who::Officer, "Track", 2, json!({})).await;
    // A thematic one needs its plan, and its way through the units.
    desk.named(Who::Officer, desk.topic(3, "THEMATIC", DAY))
        .await;
    let select = json!({ "organizerId": desk.workroom(0) });
    desk.did(Who::Office, "Select", 3, select).await;
    let prepare = json!({ "plannedOn": DAY });
    let is = desk
        .refused(Who::Officer, "Prepare", 3, prepare.clone())
        .await;
    assert_eq!(is, planless);
    let why = json!({ "reason": "另行安排（示例）" });
    desk.did(Who::Officer, "Postpone", 3, why).await;
    let is = desk
        .refused(Who::Officer, "Prepare", 3, prepare.clone())
        .await;
    assert_eq!(is, planless, "nor by being put off");
    let planned = desk.did(Who::Office, "Plan", 3, json!({})).await;
    assert_eq!(
        (&planned["planItem"], &planned["offPlan"]),
        (&Value::Null, &json!(true))
    );
    desk.did(Who::Officer, "Prepare", 3, prepare).await;
    desk.did(Who::Officer, "Hold", 3, desk.session(7, false, &FOUR))
        .await;
    desk.did(Who::Officer, "Minute", 3, desk.minutes(1, None))
        .await;
    assert_eq!(
        desk.refused(Who::Officer, "Track", 3, json!({})).await,
        forbidden
    );
}

on_both!(a_topic_is_said_anew_before_it_is_chosen_and_ties_stay);
async fn a_topic_is_said_anew_before_it_is_chosen_and_ties_stay(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    desk.named(Who::Author, desk.topic(1, "THEMATIC", DAY))
        .await;
    let mut topic = desk.topic(2, "MICRO", DAY);
    topic["derivedFromIds"] = json!([desk.id(1)]);
    desk.named(Who::Officer, topic).await;
    let mut anew = desk.topic(1, "COUNTERPART", DAY);
    anew["topicSource"] = json!("DEPARTMENT");
    anew["namedById"] = Value::Null;
    let revised = desk.did(Who::Author, "Revise", 1, anew).await;
    assert_eq!(
        (&revised["type"], &revised["topicSource"]),
        (&json!("COUNTERPART"), &json!("DEPARTMENT"))
    );
    assert_eq!(revised["namedBy"], Value::Null);
    assert_eq!(desk.facts(1, "SORTED").await, of(&[(DAY, "COUNTERPART")]));
    assert_eq!(
        revised["relatedCases"],
        json!([{ "relation": "DERIVED_FROM", "direction": "INWARD", "kind": "CONSULTATION" }])
    );
    // A visit belongs to it without being a session; an event that was related first can still be one.
    let visit = json!({ "eventId": desk.event(8) });
    desk.did(Who::Officer, "Relate", 2, visit.clone()).await;
    let is = desk.refused(Who::Officer, "Relate", 2, visit).await;
    assert_eq!(is, ("RELATED_ALREADY".to_owned(), json!("eventId")));
    desk.did(
        Who::Officer,
        "Relate",
        2,
        json!({ "eventId": desk.event(6) }),
    )
    .await;
    let select = json!({ "organizerId": desk.workroom(0) });
    desk.did(Who::Office, "Select", 2, select).await;
    desk.did(Who::Officer, "Prepare", 2, json!({ "plannedOn": DAY }))
        .await;
    let held = desk
        .did(
            Who::Officer,
            "Hold",
            2,
            desk.session(6, false, &["MEMBERS"]),
        )
        .await;
    assert_eq!(held["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(held["relatedEvents"].as_array().unwrap().len(), 2);
    desk.assert_whole().await;
}

on_both!(a_session_that_is_withdrawn_counts_no_more_and_an_earlier_number_answers_as_it_did);
async fn a_session_that_is_withdrawn_counts_no_more_and_an_earlier_number_answers_as_it_did(
    store: Store,
) {
    let desk = Desk::of_consultations(&store).await;
    for n in 1..=2 {
        let session = desk.own_session(n, true, &FOUR).await;
        desk.held(n, "COMMUNITY_LEVEL", session).await;
    }
    let told = async |as_of: &str| {
        let query = format!(
            "{{ district(code: \"430503\") {{ figures(metrics: [C0, C5], period: {{ year: 2022 }}{as_of}) {{ \
             value denominator records {{ totalCount }} }} }} }}"
        );
        let answer = desk.ask(Who::Leader, &query, json!({})).await;
        let figures = &answer["data"]["district"]["figures"];
        json!([
            figures[0]["value"],
            figures[0]["records"]["totalCount"],
            figures[1]["denominator"]
        ])
    };
    assert_eq!(told("").await, json!(["2", 2, "2"]));
    let before = desk.town.number().await;
    let gone = json!({ "eventId": desk.event(1001), "reason": "误录（示例）" });
    let gone = desk.run(
        Who::Office,
        "eventVoid",
        "EventVoidInput",
        gone,
        "{ errors { code } }",
    );
    assert_eq!(gone.await["data"]["eventVoid"]["errors"], json!([]));
    assert_eq!(told("").await, json!(["1", 1, "1"]));
    let earlier = format!(", asOf: {before}");
    assert_eq!(told(&earlier).await, json!(["2", 2, "2"]));
    // A session is of one consultation.
    let (code, field) = desk
        .refused(Who::Officer, "Hold", 1, desk.session(1002, true, &FOUR))
        .await;
    assert_eq!(
        (code.as_str(), &field),
        ("SESSION_OF_ANOTHER", &json!("eventId"))
    );
}
