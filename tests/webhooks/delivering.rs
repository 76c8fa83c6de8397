//! What is delivered: exactly what the endpoint's role saw and chose, each once, in order, signed. Deliberately absent:
//! failures.

use serde_json::json;
use workrooms::kernel::id::GlobalId;

use super::house::{House, receiver};
use crate::micro_suggestions::desk::{Who, case};
use crate::support::Store;

on_both!(an_endpoint_is_told_what_its_role_saw_once_and_in_order);
async fn an_endpoint_is_told_what_its_role_saw_once_and_in_order(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    // What was before is not told.
    house.forwarded(1).await;
    let opened = house.open(&receiver.url, json!({})).await;
    house.dispatched(1).await;
    house.forwarded(2).await;
    let unit = json!({ "name": "区园林局（示例）", "from": "2016-01-01" });
    let shown = "{ errors { code } }";
    house
        .desk
        .run(
            Who::Office,
            "handlingUnitEstablish",
            "HandlingUnitEstablishInput",
            unit,
            shown,
        )
        .await;
    house.dispatched(2).await;
    house.desk.propose(3, super::house::DAY).await;
    let sender = house.sender();
    sender.pass().await;
    let due = [
        &house.entries(&["case.forward"]).await[1..],
        &house.entries(&["case.dispatch"]).await[..],
    ]
    .concat();
    let came = receiver.came();
    let mut numbers: Vec<i64> = came.iter().map(|one| one.number()).collect();
    let of_second = |delivery: &&super::receiver::Delivery| {
        let subject = delivery.body()["data"]["subject"]
            .as_str()
            .unwrap()
            .to_owned();
        GlobalId::decode(&subject).unwrap().id.to_string() == case(2)
    };
    let kinds: Vec<_> = came
        .iter()
        .filter(of_second)
        .map(|one| one.body()["type"].clone())
        .collect();
    assert_eq!(
        kinds,
        ["microSuggestion.forward", "microSuggestion.dispatch"]
    );
    numbers.sort_unstable();
    let mut sorted = due.clone();
    sorted.sort_unstable();
    assert_eq!(numbers, sorted);
    for delivery in &came {
        let number = delivery.number();
        assert_eq!(delivery.id, house.message(&opened, number));
        assert_eq!(delivery.timestamp, house.now().timestamp().to_string());
        assert!(delivery.is_signed_by(&opened.secret), "{delivery:?}");
        assert!(!delivery.is_signed_by("whsec_AAAA"), "another secret");
        assert_eq!(delivery.path, "/hooks?key=geheim");
        let body = delivery.body();
        let keys = |value: &serde_json::Value| {
            value
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(&body), ["data", "timestamp", "type"]);
        assert_eq!(
            keys(&body["data"]),
            ["districtCode", "kind", "sequence", "subject"]
        );
    }
    // Nothing is told twice, and the auditor sees that all is well, and no path of an address.
    sender.pass().await;
    assert_eq!(receiver.numbers(), [] as [i64; 0]);
    let seen = house.seen(&opened).await;
    assert_eq!(
        (&seen["state"], &seen["lag"], &seen["waiting"]),
        (&json!("OPEN"), &json!(0), &json!(0)),
        "{seen}"
    );
    assert_eq!(seen["position"], json!(house.desk.town.number().await));
    assert!(!seen.to_string().contains("geheim"));
    let log = house.log(&opened).await;
    assert_eq!(log.len(), 3);
    assert!(
        log.iter()
            .all(|(_, outcome, status)| outcome == "DELIVERED" && *status == Some(204)),
        "{log:?}"
    );
}

on_both!(another_role_is_told_other_things_and_nobody_what_he_may_not_see);
async fn another_role_is_told_other_things_and_nobody_what_he_may_not_see(store: Store) {
    let house = House::new(&store).await;
    let (hotline, office, other) = (receiver().await, receiver().await, receiver().await);
    let before = house.desk.town.number().await;
    house.open(&hotline.url, json!({ "types": null })).await;
    house
        .open(&office.url, json!({ "role": "OFFICE", "types": null }))
        .await;
    crate::statistics::stage::Town::in_district(&store, "430502", 2).await;
    house
        .open(
            &other.url,
            json!({ "role": "OFFICE", "types": null, "district": "430502" }),
        )
        .await;
    let mut draft = house.desk.proposal(1, super::house::DAY);
    draft["draft"] = json!(true);
    let answer = house.desk.answer(Who::Officer, "Propose", draft).await;
    assert_eq!(answer["payload"]["errors"], json!([]), "{answer}");
    house.desk.did(Who::Author, "Submit", 1, json!({})).await;
    house.sender().pass().await;
    assert_eq!(
        hotline.numbers(),
        [] as [i64; 0],
        "neither drafts nor what was not forwarded"
    );
    let submitted = house.entries(&["case.submit"]).await;
    assert_eq!(office.numbers(), submitted, "no draft, and no endpoint");
    assert!(submitted[0] > before);
    assert_eq!(other.numbers(), [] as [i64; 0], "another district");
}

on_both!(a_secret_is_rotated_with_both_signatures_for_a_while);
async fn a_secret_is_rotated_with_both_signatures_for_a_while(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    let sender = house.sender();
    let rotate = json!({ "id": opened.id, "signs": "DELIVERIES", "overlapHours": 2 });
    let fresh = house.did("webhookSecretRotate", rotate.clone()).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    house.forwarded(1).await;
    sender.pass().await;
    let came = receiver.came();
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].signatures.split(' ').count(), 2);
    assert!(came[0].is_signed_by(&opened.secret) && came[0].is_signed_by(&fresh));
    house.later(chrono::TimeDelta::hours(2));
    house.dispatched(1).await;
    sender.pass().await;
    let came = receiver.came();
    assert!(!came[0].is_signed_by(&opened.secret) && came[0].is_signed_by(&fresh));
    // Whoever rotates twice leaves the one before alone beside the newest.
    let second = house.did("webhookSecretRotate", rotate.clone()).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let third = house.did("webhookSecretRotate", rotate).await["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    house.urged(1).await;
    sender.pass().await;
    let came = receiver.came();
    let by = [&fresh, &second, &third].map(|secret| came[0].is_signed_by(secret));
    assert_eq!(by, [false, true, true]);
}

on_both!(the_journal_is_delivered_again_from_a_number_under_the_same_ids);
async fn the_journal_is_delivered_again_from_a_number_under_the_same_ids(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    let sender = house.sender();
    house.forwarded(1).await;
    house.dispatched(1).await;
    house.urged(1).await;
    sender.pass().await;
    let first = receiver.came();
    assert_eq!(first.len(), 3);
    let from = first[1].number();
    house
        .did("webhookReplay", json!({ "id": opened.id, "from": from }))
        .await;
    sender.pass().await;
    let again = receiver.came();
    let ids = |all: &[super::receiver::Delivery]| {
        all.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&again), ids(&first[1..]));
    sender.pass().await;
    assert_eq!(receiver.numbers(), [] as [i64; 0]);
}
