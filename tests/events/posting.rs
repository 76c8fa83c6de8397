//! Posting: batches, repetition, conflict, likeness, two posts at once.
//! Deliberately absent: the refusals one by one.

use serde_json::{Value, json};
use workrooms::kernel::actor::Role;

use super::town::{Town, codes, event, statuses, verdicts};
use crate::support::Store;

on_both!(a_batch_of_500_gets_a_verdict_each_and_posting_it_again_changes_nothing);
async fn a_batch_of_500_gets_a_verdict_each_and_posting_it_again_changes_nothing(store: Store) {
    let town = Town::new(&store).await;
    let mut batch: Vec<Value> = (0..497)
        .map(|n| town.talk(n, &format!("学习宣讲（示例）第 {n} 场")))
        .collect();
    let mut bad = town.talk(1000, "坏的一条");
    bad["occurredOn"]["from"] = json!("2022-02-30");
    batch.insert(100, bad);
    batch.insert(200, batch.get(7).cloned().expect("an item"));
    let mut other = batch.get(9).cloned().expect("an item");
    other["title"] = json!("另一个标题");
    batch.insert(300, other);
    assert_eq!(batch.len(), 500);

    let before = town.number().await;
    let first = town.post(batch.clone()).await;
    let count = |payload: &Value, status: &str| {
        statuses(payload)
            .iter()
            .filter(|found| *found == status)
            .count()
    };
    assert_eq!(count(&first, "ACCEPTED"), 497);
    let at =
        |payload: &Value, place: usize| verdicts(payload).get(place).cloned().expect("a verdict");
    assert_eq!(at(&first, 100)["status"], "REJECTED");
    assert_eq!(
        codes(&at(&first, 100)["errors"]),
        [("INVALID_DATE".to_owned(), "occurredOn.from".to_owned())]
    );
    assert_eq!(at(&first, 200)["status"], "DUPLICATE");
    assert_eq!(at(&first, 200)["event"]["uuid"], event(7));
    assert_eq!(at(&first, 300)["status"], "CONFLICT");
    assert_eq!(
        at(&first, 300)["differences"],
        json!([{ "field": "title", "stored": "学习宣讲（示例）第 9 场", "sent": "另一个标题" }])
    );
    assert_eq!(town.number().await, before + 497);
    assert_eq!(first["sequence"], json!(before + 497));
    town.assert_whole().await;
    let tallies = town.tallies().await;
    let amount = |measure: &str| -> (i64, i64, i64) {
        tallies
            .iter()
            .filter(|(key, _)| serde_json::to_value(key.measure).expect("a word") == measure)
            .map(|(_, sums)| (sums.amount, sums.parts, sums.at_least_parts))
            .fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2))
    };
    assert_eq!(amount("EVENTS"), (49_700, 497, 0));
    assert_eq!(amount("SESSIONS"), (49_700, 497, 0));
    assert_eq!(amount("PERSON_TIMES"), (497 * 6800, 497, 497));

    let second = town.post(batch).await;
    assert_eq!(count(&second, "DUPLICATE"), 498);
    assert_eq!(count(&second, "CONFLICT"), 1);
    assert_eq!(count(&second, "REJECTED"), 1);
    for (first, second) in verdicts(&first).iter().zip(verdicts(&second)) {
        assert_eq!(first["event"], second["event"]);
        assert_eq!(first["errors"], second["errors"]);
    }
    assert_eq!(town.number().await, before + 497);
    assert_eq!(town.tallies().await, tallies);
}

on_both!(the_order_of_sets_and_the_clerks_clock_make_no_other_content);
async fn the_order_of_sets_and_the_clerks_clock_make_no_other_content(store: Store) {
    let town = Town::new(&store).await;
    let mut one = town.talk(1, "联合宣讲");
    one["coHostIds"] = json!([
        town.workroom(town.north),
        town.id("SpecialCommittee", town.committee)
    ]);
    one["quantities"] = json!([
        { "measure": "PERSONS", "value": "16" },
        { "measure": "FUNDS", "value": "35000.50", "fundKind": "AID_PAID" },
    ]);
    one["clientRecordedAt"] = json!("2022-05-10T10:00:00+08:00");
    let mut same = one.clone();
    same["coHostIds"] = json!([
        town.id("SpecialCommittee", town.committee),
        town.workroom(town.north)
    ]);
    same["quantities"] = json!([
        { "measure": "FUNDS", "value": "35000.5", "fundKind": "AID_PAID", "unit": "YUAN" },
        { "measure": "SESSIONS", "value": 1 },
        { "measure": "PERSONS", "value": 16 },
    ]);
    same["title"] = json!("  联合宣讲 ");
    same["clientRecordedAt"] = json!("2022-05-11T10:00:00+08:00");
    same["occurredOn"]["to"] = json!("2022-05-11");
    let mut other_lead = one.clone();
    other_lead["hostId"] = json!(town.workroom(town.north));
    other_lead["coHostIds"] = json!([
        town.workroom(town.south),
        town.id("SpecialCommittee", town.committee)
    ]);
    let answer = town.post(vec![one, same, other_lead]).await;
    assert_eq!(statuses(&answer), ["ACCEPTED", "DUPLICATE", "CONFLICT"]);
    let fields: Vec<_> = verdicts(&answer)
        .last()
        .and_then(|verdict| verdict["differences"].as_array())
        .expect("differences")
        .iter()
        .map(|difference| difference["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(fields, ["hostId", "coHostIds"]);
    town.assert_whole().await;
}

on_both!(a_post_that_resembles_one_of_an_earlier_batch_is_held);
async fn a_post_that_resembles_one_of_an_earlier_batch_is_held(store: Store) {
    let town = Town::new(&store).await;
    let earlier = town.post(vec![town.talk(1, "防溺水宣讲进社区")]).await;
    assert_eq!(statuses(&earlier), ["ACCEPTED"]);
    let mut other_kind = town.talk(3, "防溺水宣讲进社区");
    other_kind["kind"] = json!("READING");
    let later = [
        town.talk(2, "防溺水 宣讲 进社区！"),
        other_kind,
        town.talk(4, "防溺水宣讲进社区（二）"),
    ];
    let answer = town.post(later.to_vec()).await;
    assert_eq!(statuses(&answer), ["HELD", "ACCEPTED", "ACCEPTED"]);
    let held = verdicts(&answer).first().expect("a verdict");
    assert_eq!(held["resembles"]["uuid"], event(1));
    town.assert_whole().await;
}

on_both!(a_likely_duplicate_is_held_until_the_office_decides);
async fn a_likely_duplicate_is_held_until_the_office_decides(store: Store) {
    let town = Town::new(&store).await;
    let officer = || town.request(Role::WorkroomOfficer, Some(town.south));
    let stored = town.talk(1, "防溺水宣讲进社区");
    let near = town.talk(2, "防溺水 宣讲 进社区！");
    let mut other_day = town.talk(3, "防溺水宣讲进社区");
    other_day["occurredOn"]["from"] = json!("2022-05-11");
    let answer = town
        .post_as(officer(), vec![stored, near.clone(), other_day])
        .await;
    assert_eq!(statuses(&answer), ["ACCEPTED", "HELD", "ACCEPTED"]);
    let held = verdicts(&answer).get(1).expect("a verdict");
    assert_eq!(held["resembles"]["uuid"], event(1));
    assert_eq!(held["event"]["status"], "HELD");
    town.assert_whole().await;
    let again = town.post_as(officer(), vec![near]).await;
    assert_eq!(statuses(&again), ["DUPLICATE"]);

    let release = json!({ "eventId": held["event"]["id"] });
    let selection = "{ event { status duplicateOf { uuid } } errors { code field message } }";
    let denied = town
        .ask(
            officer(),
            "mutation($input: EventReleaseInput!) { eventRelease(input: $input) { event { id } } }",
            json!({ "input": release }),
        )
        .await;
    assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let office = town.request(Role::Office, None);
    let released = town
        .change(office, "eventRelease", selection, release.clone())
        .await;
    assert_eq!(
        released["event"],
        json!({ "status": "POSTED", "duplicateOf": null })
    );
    let office = town.request(Role::Office, None);
    let twice = town
        .change(office, "eventRelease", selection, release)
        .await;
    assert_eq!(
        codes(&twice["errors"]),
        [("STATUS_FORBIDS".into(), "eventId".into())]
    );
    town.assert_whole().await;
}

on_both!(a_part_may_stand_before_its_whole_in_one_batch);
async fn a_part_may_stand_before_its_whole_in_one_batch(store: Store) {
    let town = Town::new(&store).await;
    let mut part = town.talk(1, "座谈会（一）");
    part["parentId"] = json!(event(2));
    let whole = town.talk(2, "养老产业对口协商");
    let mut part_of_part = town.talk(3, "座谈会（二）");
    part_of_part["parentId"] = json!(event(1));
    let mut own_part = town.talk(4, "座谈会（三）");
    own_part["parentId"] = json!(event(4));
    let answer = town.post(vec![part, whole, part_of_part, own_part]).await;
    assert_eq!(
        statuses(&answer),
        ["ACCEPTED", "ACCEPTED", "REJECTED", "REJECTED"]
    );
    let codes: Vec<_> = verdicts(&answer)
        .iter()
        .flat_map(|verdict| codes(&verdict["errors"]))
        .collect();
    assert_eq!(
        codes,
        [
            ("PARENT_IS_PART".to_owned(), "parentId".to_owned()),
            ("PARENT_SELF".to_owned(), "parentId".to_owned())
        ]
    );
    town.assert_whole().await;
}

on_both!(two_posts_of_one_id_at_once_store_it_once);
async fn two_posts_of_one_id_at_once_store_it_once(store: Store) {
    let town = Town::new(&store).await;
    let batch: Vec<_> = (0..20)
        .map(|n| town.talk(n, &format!("宣讲 {n}")))
        .collect();
    let (one, other) = tokio::join!(town.post(batch.clone()), town.post(batch));
    for (one, other) in statuses(&one).iter().zip(statuses(&other)) {
        let mut both = [one.as_str(), other.as_str()];
        both.sort_unstable();
        assert_eq!(both, ["ACCEPTED", "DUPLICATE"]);
    }
    town.assert_whole().await;
}

on_both!(a_batch_is_from_1_to_500_items);
async fn a_batch_is_from_1_to_500_items(store: Store) {
    let town = Town::new(&store).await;
    let before = town.number().await;
    let none = town.post(Vec::new()).await;
    assert_eq!(codes(&none["errors"]), [("EMPTY".into(), "events".into())]);
    let many = (0..501)
        .map(|n| town.talk(n, &format!("宣讲 {n}")))
        .collect();
    let many = town.post(many).await;
    assert_eq!(
        codes(&many["errors"]),
        [("TOO_MANY".into(), "events".into())]
    );
    assert_eq!(many["verdicts"], json!([]));
    assert_eq!(many["sequence"], Value::Null);
    assert_eq!(town.number().await, before);
}

on_both!(who_may_not_post_changes_nothing);
async fn who_may_not_post_changes_nothing(store: Store) {
    let town = Town::new(&store).await;
    let before = town.number().await;
    let document = "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence } }";
    let input = json!({ "input": { "events": [town.talk(1, "宣讲")] } });
    for (role, scope) in [
        (Role::Leader, None),
        (Role::Auditor, None),
        (Role::Member, Some(town.member)),
        (Role::Hotline, None),
        (Role::Unit, Some(town.south)),
    ] {
        let answer = town
            .ask(town.request(role, scope), document, input.clone())
            .await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{role:?}"
        );
    }
    let officer = town.request(Role::WorkroomOfficer, Some(town.north));
    let answer = town.post_as(officer, vec![town.talk(1, "宣讲")]).await;
    assert_eq!(statuses(&answer), ["REJECTED"]);
    let errors = &verdicts(&answer).first().expect("a verdict")["errors"];
    assert_eq!(codes(errors), [("FORBIDDEN_HOST".into(), "hostId".into())]);
    assert_eq!(town.number().await, before);
    assert_eq!(town.tallies().await, []);
}
