//! Corrections, withdrawals and verdicts: nothing is overwritten, and the tallies follow.
//! Deliberately absent: posting.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::town::{Town, codes, event, statuses};
use crate::support::Store;

const EVENT: &str = "{ event { uuid status title reason versions(first: 10) { title status reason supersededBy sequence \
                     quantities { measure value } } } errors { code field } }";

/// What a correction sends: the item without its id.
fn content(mut item: Value) -> Value {
    if let Some(fields) = item.as_object_mut() {
        fields.remove("id");
    }
    item
}

async fn act(town: &Town, mutation: &str, input: Value) -> Value {
    let office = town.request(Role::Office, None);
    town.change(office, mutation, EVENT, input).await
}

on_both!(a_correction_keeps_what_stood_and_moves_the_tallies);
async fn a_correction_keeps_what_stood_and_moves_the_tallies(store: Store) {
    let town = Town::new(&store).await;
    let first = town.talk(1, "学习宣讲");
    town.post(vec![first.clone()]).await;
    let posted = town.number().await;
    let mut right = first.clone();
    right["title"] = json!("学习宣讲（更正）");
    right["occurredOn"] = json!({ "from": "2022-06-01" });
    right["quantities"] = json!([{ "measure": "PERSON_TIMES", "value": "70" }]);
    let officer = || town.request(Role::WorkroomOfficer, Some(town.south));
    let input =
        json!({ "eventId": event(1), "reason": "人数录入有误", "content": content(right.clone()) });
    let done = town
        .change(officer(), "eventCorrect", EVENT, input.clone())
        .await;
    assert_eq!(done["errors"], json!([]));
    assert_eq!(
        done["event"]["versions"],
        json!([
            { "title": "学习宣讲（更正）", "status": "POSTED", "reason": "人数录入有误", "supersededBy": null,
              "sequence": posted + 1,
              "quantities": [{ "measure": "SESSIONS", "value": "1" }, { "measure": "PERSON_TIMES", "value": "70" }] },
            { "title": "学习宣讲", "status": "POSTED", "reason": null, "supersededBy": posted + 1, "sequence": posted,
              "quantities": [{ "measure": "SESSIONS", "value": "1" }, { "measure": "PERSON_TIMES", "value": "68" }] },
        ])
    );
    let days: Vec<_> = town
        .tallies()
        .await
        .into_iter()
        .map(|(key, sums)| (key.day.to_string(), sums.amount))
        .collect();
    assert_eq!(days.len(), 3);
    assert!(days.iter().all(|(day, _)| day == "2022-06-01"));
    town.assert_whole().await;

    let again = town.change(officer(), "eventCorrect", EVENT, input).await;
    assert_eq!(
        codes_of(&again),
        [("NOTHING_CHANGES".to_owned(), "content".to_owned())]
    );
    assert_eq!(statuses(&town.post(vec![first]).await), ["DUPLICATE"]);
    assert_eq!(statuses(&town.post(vec![right]).await), ["CONFLICT"]);
}

fn codes_of(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["errors"].as_array().expect("errors");
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or_default().to_owned();
    errors
        .iter()
        .map(|error| (text(error, "code"), text(error, "field")))
        .collect()
}

on_both!(a_correction_is_refused_as_a_post_would_be);
async fn a_correction_is_refused_as_a_post_would_be(store: Store) {
    let town = Town::new(&store).await;
    town.post(vec![town.talk(1, "学习宣讲")]).await;
    let before = town.number().await;
    let mut wrong = content(town.talk(1, "学习宣讲"));
    wrong["hostId"] = json!(town.workroom(town.north));
    wrong["occurredOn"]["from"] = json!("2030-01-01");
    let officer = town.request(Role::WorkroomOfficer, Some(town.south));
    let input = json!({ "eventId": event(1), "reason": " ", "content": wrong });
    let done = town
        .change(officer, "eventCorrect", EVENT, input.clone())
        .await;
    assert_eq!(
        codes_of(&done),
        [
            ("REASON_REQUIRED".to_owned(), "reason".to_owned()),
            (
                "DATE_IN_FUTURE".to_owned(),
                "content.occurredOn.from".to_owned()
            ),
            ("FORBIDDEN_HOST".to_owned(), "content.hostId".to_owned()),
        ]
    );
    let document =
        "mutation($input: EventCorrectInput!) { eventCorrect(input: $input) { event { id } } }";
    for (role, scope) in [
        (Role::WorkroomOfficer, Some(town.north)),
        (Role::Leader, None),
    ] {
        let denied = town
            .ask(
                town.request(role, scope),
                document,
                json!({ "input": input }),
            )
            .await;
        assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    let unknown = act(
        &town,
        "eventVoid",
        json!({ "eventId": event(9), "reason": "误报" }),
    )
    .await;
    assert_eq!(
        codes_of(&unknown),
        [("UNKNOWN_EVENT".to_owned(), "eventId".to_owned())]
    );
    assert_eq!(town.number().await, before);
    town.assert_whole().await;
}

on_both!(verdicts_and_withdrawals_move_the_tallies_to_their_status);
async fn verdicts_and_withdrawals_move_the_tallies_to_their_status(store: Store) {
    let town = Town::new(&store).await;
    town.post(vec![town.talk(1, "学习宣讲")]).await;
    let id = json!(event(1));
    let tallied = async || -> Vec<String> {
        let tallies = town.tallies().await;
        let statuses = tallies.into_iter().map(|(key, _)| key.status);
        let words = statuses.map(|status| serde_json::to_value(status).expect("a word"));
        let mut words: Vec<_> = words
            .map(|word| word.as_str().unwrap_or_default().to_owned())
            .collect();
        words.dedup();
        words
    };
    for (mutation, input, status) in [
        ("eventVerify", json!({ "eventId": id }), "VERIFIED"),
        (
            "eventReject",
            json!({ "eventId": id, "reason": "查无此事" }),
            "REJECTED",
        ),
        (
            "eventVerify",
            json!({ "eventId": id, "reason": "已补证" }),
            "VERIFIED",
        ),
        (
            "eventVoid",
            json!({ "eventId": id, "reason": "误报" }),
            "VOID",
        ),
    ] {
        let done = act(&town, mutation, input).await;
        assert_eq!(done["event"]["status"], status);
        assert_eq!(tallied().await, [status]);
        town.assert_whole().await;
    }
    for (mutation, input) in [
        ("eventVoid", json!({ "eventId": id, "reason": "误报" })),
        ("eventVerify", json!({ "eventId": id })),
        (
            "eventCorrect",
            json!({ "eventId": id, "reason": "改", "content": content(town.talk(1, "改")) }),
        ),
    ] {
        let done = act(&town, mutation, input).await;
        assert_eq!(
            codes_of(&done),
            [("STATUS_FORBIDS".to_owned(), "eventId".to_owned())]
        );
    }
}

on_both!(duplicates_make_no_circle_and_no_chain);
async fn duplicates_make_no_circle_and_no_chain(store: Store) {
    let town = Town::new(&store).await;
    let titles = ["城南宣讲", "委员讲堂", "政策解读会"];
    let posts = (1..).zip(titles).map(|(n, title)| town.talk(n, title));
    assert_eq!(statuses(&town.post(posts.collect()).await), ["ACCEPTED"; 3]);
    let mark = |event_id: u128, original: u128| json!({ "eventId": event(event_id), "originalId": event(original) });
    let code = |payload: Value| {
        codes_of(&payload)
            .into_iter()
            .map(|(code, _)| code)
            .collect::<Vec<_>>()
    };
    let itself = act(&town, "eventMarkDuplicate", mark(1, 1)).await;
    assert_eq!(code(itself), ["ORIGINAL_NOT_COUNTED"]);
    let done = act(&town, "eventMarkDuplicate", mark(2, 1)).await;
    assert_eq!(done["event"]["status"], "DUPLICATE");
    let circle = act(&town, "eventMarkDuplicate", mark(1, 2)).await;
    assert_eq!(code(circle), ["ORIGINAL_NOT_COUNTED"]);
    let chain = act(&town, "eventMarkDuplicate", mark(1, 3)).await;
    assert_eq!(code(chain), ["HAS_DUPLICATES"]);
    let unknown = act(&town, "eventMarkDuplicate", mark(3, 9)).await;
    assert_eq!(code(unknown), ["UNKNOWN_EVENT"]);
    let undone = act(&town, "eventRelease", json!({ "eventId": event(2) })).await;
    assert_eq!(undone["event"]["status"], "POSTED");
    town.assert_whole().await;
}

on_both!(a_whole_with_parts_is_not_withdrawn);
async fn a_whole_with_parts_is_not_withdrawn(store: Store) {
    let town = Town::new(&store).await;
    let mut part = town.talk(2, "座谈会（一）");
    part["parentId"] = json!(event(1));
    town.post(vec![town.talk(1, "对口协商"), part]).await;
    let whole = json!({ "eventId": event(1), "reason": "误报" });
    let refused = act(&town, "eventVoid", whole.clone()).await;
    assert_eq!(
        codes_of(&refused),
        [("HAS_PARTS".to_owned(), "eventId".to_owned())]
    );
    act(
        &town,
        "eventVoid",
        json!({ "eventId": event(2), "reason": "误报" }),
    )
    .await;
    let done = act(&town, "eventVoid", whole).await;
    assert_eq!(done["event"]["status"], "VOID");
    let mut late = town.talk(3, "座谈会（二）");
    late["parentId"] = json!(event(1));
    let answer = town.post(vec![late]).await;
    let errors = codes(&answer["verdicts"][0]["errors"]);
    assert_eq!(
        errors,
        [("PARENT_WITHDRAWN".to_owned(), "parentId".to_owned())]
    );
    town.assert_whole().await;
}

on_both!(a_row_changed_behind_the_programs_back_is_named);
async fn a_row_changed_behind_the_programs_back_is_named(store: Store) {
    use workrooms::events::audit::verify_district;
    use workrooms::events::tallies::{differences, rebuild};

    let town = Town::new(&store).await;
    town.post(vec![town.talk(1, "学习宣讲"), town.talk(2, "委员讲堂")])
        .await;
    town.assert_whole().await;
    let rows = town
        .tamper("UPDATE tally SET amount = amount + 100 WHERE measure = 'PERSON_TIMES'")
        .await;
    assert_eq!(rows, 1);
    let found = differences(&town.db, &town.district)
        .await
        .expect("tallies");
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 1);
    let line = lines.first().expect("a line");
    assert!(line.starts_with("tally of 2022-05-10 hosts "), "{line}");
    assert!(
        line.ends_with(
            "STUDY_TALK POSTED PERSON_TIMES: stored 13700 hundredths in 2 parts, 2 at least, \
         recomputed 13600 hundredths in 2 parts, 2 at least"
        ),
        "{line}"
    );
    rebuild(&town.db, &town.district).await.expect("rebuilt");
    town.assert_whole().await;
    for sql in [
        "UPDATE event_version SET title = '别的标题' WHERE title = '学习宣讲'",
        "UPDATE event_version SET title = '学习宣讲', narrative = '多出来的' WHERE title = '别的标题'",
        "UPDATE event_quantity SET amount = 100 WHERE amount = 6800",
    ] {
        assert!(town.tamper(sql).await > 0);
        let place = verify_district(&town.db, &town.district)
            .await
            .expect("an audit");
        let place = place.expect("a place");
        assert!(
            place.contains("event ") && place.ends_with("the version was changed"),
            "{place}"
        );
    }
}
