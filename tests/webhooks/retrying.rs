//! Deliveries that fail: when they are tried again, that order holds in each case, that other cases go on, and that nothing
//! is lost between a send and its note. Deliberately absent: waiting; the clock is moved.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;
use workrooms::webhooks::sending::LEASE;

use super::house::{House, receiver};
use super::receiver::Reply;
use crate::support::Store;

/// Long enough for the next attempt, with what chance adds.
fn past(seconds: i64) -> TimeDelta {
    TimeDelta::seconds(seconds + seconds / 10 + 1)
}

on_both!(a_case_waits_for_its_oldest_delivery_and_others_go_on);
async fn a_case_waits_for_its_oldest_delivery_and_others_go_on(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    house.forwarded(2).await;
    house.dispatched(1).await;
    house.dispatched(2).await;
    let (first, second) = (house.seen_of(1).await, house.seen_of(2).await);
    assert_eq!((first.len(), second.len()), (2, 2));
    let failing = first[0];
    receiver.says(move |one| Reply::Status(if one.number() == failing { 500 } else { 204 }));
    let sender = house.sender();
    sender.pass().await;
    let mut came = receiver.numbers();
    came.sort_unstable();
    assert_eq!(
        came,
        [failing, second[0], second[1]],
        "the other case goes on; nothing overtakes"
    );
    let seen = house.seen(&opened).await;
    assert_eq!(
        (&seen["state"], &seen["waiting"]),
        (&json!("FAILING"), &json!(2)),
        "{seen}"
    );
    // Not before its time.
    house.later(TimeDelta::seconds(4));
    sender.pass().await;
    assert_eq!(receiver.numbers(), [] as [i64; 0]);
    for seconds in [5, 5 * 60, 30 * 60, 2 * 3600] {
        house.later(past(seconds));
        sender.pass().await;
        assert_eq!(receiver.numbers(), [failing], "after {seconds} s");
        house.later(TimeDelta::seconds(1));
        sender.pass().await;
        assert_eq!(receiver.numbers(), [] as [i64; 0], "after {seconds} s");
    }
    receiver.says(|_| Reply::Status(200));
    house.later(past(5 * 3600));
    sender.pass().await;
    assert_eq!(receiver.numbers(), first, "then both, in order");
    let log = house.log(&opened).await;
    let outcomes: Vec<_> = log
        .iter()
        .filter(|(number, ..)| *number == failing)
        .map(|(_, outcome, status)| (outcome.as_str(), *status))
        .collect();
    let refused = ("ANSWERED", Some(500));
    assert_eq!(
        outcomes,
        [
            refused,
            refused,
            refused,
            refused,
            refused,
            ("DELIVERED", Some(200))
        ]
    );
}

on_both!(a_delivery_is_given_up_after_seven_days_and_its_case_goes_on);
async fn a_delivery_is_given_up_after_seven_days_and_its_case_goes_on(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    house.dispatched(1).await;
    let seen = house.seen_of(1).await;
    let failing = seen[0];
    receiver.says(move |one| Reply::Status(if one.number() == failing { 404 } else { 204 }));
    let sender = house.sender();
    let begun = house.now();
    let mut attempts = 0;
    while house
        .waiting()
        .await
        .first()
        .is_none_or(|row| row.number == failing)
    {
        sender.pass().await;
        let came = receiver.numbers();
        attempts += came.iter().filter(|number| **number == failing).count();
        let Some(next) = house.waiting().await.first().map(|row| row.next_at) else {
            break;
        };
        house.desk.town.stage.clock.set(next);
    }
    assert_eq!(attempts, 14, "the last one at the end of the seventh day");
    assert_eq!(house.now() - begun, TimeDelta::days(7));
    let log = house.log(&opened).await;
    assert_eq!(
        log.last().unwrap(),
        &(seen[1], "DELIVERED".to_owned(), Some(204)),
        "what follows goes on"
    );
    let shown = house.seen(&opened).await;
    assert_eq!(
        (&shown["exhausted"], &shown["waiting"]),
        (&json!(1), &json!(0)),
        "{shown}"
    );
    // What was given up can be sent again.
    receiver.says(|_| Reply::Status(204));
    house
        .did("webhookReplay", json!({ "id": opened.id, "from": failing }))
        .await;
    sender.pass().await;
    assert_eq!(receiver.numbers(), seen);
}

on_both!(an_endpoint_at_which_nobody_answers_rests_and_its_order_holds);
async fn an_endpoint_at_which_nobody_answers_rests_and_its_order_holds(store: Store) {
    let house = House::new(&store).await;
    let gone = receiver().await;
    let url = gone.url.clone();
    drop(gone);
    let opened = house.open(&url, json!({})).await;
    house.forwarded(1).await;
    house.forwarded(2).await;
    let sender = house.sender();
    sender.pass().await;
    let tried = house.attempts().await.len();
    assert_eq!(tried, 2, "two cases at once");
    assert!(
        house
            .attempts()
            .await
            .iter()
            .all(|row| row.status.is_none())
    );
    assert_eq!(house.log(&opened).await[0].1, "UNREACHABLE");
    let rests = house.position(&opened).await.rests_until.unwrap();
    assert_eq!(rests - house.now(), TimeDelta::seconds(5));
    sender.pass().await;
    assert_eq!(house.attempts().await.len(), tried, "it rests");
    house.later(TimeDelta::seconds(6));
    sender.pass().await;
    assert_eq!(
        house.attempts().await.len(),
        tried + 1,
        "one at a time is tried"
    );
    let receiver = receiver().await;
    let change = json!({ "id": opened.id, "name": "热线系统（示例）", "url": receiver.url, "role": "HOTLINE", "types": ["microSuggestion"] });
    house.did("webhookEndpointChange", change).await;
    house.later(TimeDelta::hours(1));
    sender.pass().await;
    let mut came = receiver.numbers();
    came.sort_unstable();
    assert_eq!(came, house.entries(&["case.forward"]).await);
}

on_both!(a_wish_to_wait_is_heeded_by_the_whole_endpoint);
async fn a_wish_to_wait_is_heeded_by_the_whole_endpoint(store: Store) {
    let house = House::new(&store).await;
    for (status, by_date) in [(503, false), (429, true)] {
        let receiver = receiver().await;
        let opened = house.open(&receiver.url, json!({})).await;
        let at = house.now() + TimeDelta::hours(3);
        let wish = match by_date {
            true => at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            false => (3 * 3600).to_string(),
        };
        receiver.says(move |_| Reply::With(status, "retry-after", wish.clone()));
        let n = u128::from(status);
        house.forwarded(n).await;
        let sender = house.sender();
        sender.pass().await;
        assert_eq!(receiver.numbers().len(), 1);
        house.forwarded(n + 1).await;
        receiver.says(|_| Reply::Status(204));
        house.later(TimeDelta::hours(3) - TimeDelta::seconds(1));
        sender.pass().await;
        assert_eq!(receiver.numbers(), [] as [i64; 0], "another case too");
        house.later(TimeDelta::seconds(1));
        sender.pass().await;
        assert_eq!(receiver.numbers().len(), 2);
        house
            .did("webhookEndpointClose", json!({ "id": opened.id }))
            .await;
    }
}

on_both!(an_endpoint_that_is_gone_is_closed_and_the_journal_says_so);
async fn an_endpoint_that_is_gone_is_closed_and_the_journal_says_so(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    house.dispatched(1).await;
    receiver.says(|_| Reply::Status(410));
    let sender = house.sender();
    sender.pass().await;
    assert_eq!(receiver.numbers().len(), 1);
    let seen = house.seen(&opened).await;
    assert_eq!(
        (&seen["state"], &seen["closedBecause"], &seen["waiting"]),
        (&json!("CLOSED"), &json!("GONE"), &json!(0)),
        "{seen}"
    );
    assert_eq!(house.log(&opened).await.last().unwrap().1, "GONE");
    assert_eq!(house.entries(&["webhook_endpoint.closed"]).await.len(), 1);
    house.urged(1).await;
    house.later(TimeDelta::days(1));
    sender.pass().await;
    assert_eq!(receiver.numbers(), [] as [i64; 0]);
    house.desk.town.assert_sound().await;
}

on_both!(whoever_is_cut_off_between_a_send_and_its_note_sends_again_under_the_same_id);
async fn whoever_is_cut_off_between_a_send_and_its_note_sends_again_under_the_same_id(
    store: Store,
) {
    let house = House::new(&store).await;
    let mut receiver = receiver().await;
    house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    receiver.says(|_| Reply::Hang);
    let sender = house.sender();
    let sending = tokio::spawn(async move { sender.pass().await });
    let first = receiver.told.recv().await.unwrap();
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    receiver.let_go();
    receiver.says(|_| Reply::Status(204));
    let other = house.sender();
    other.pass().await;
    assert_eq!(receiver.came().len(), 1, "the first one's turn is not over");
    house.later(LEASE);
    other.pass().await;
    let again = receiver.came();
    assert_eq!(again.len(), 1);
    assert_eq!((&again[0].id, &again[0].text), (&first.id, &first.text));
    other.pass().await;
    assert_eq!(receiver.came(), []);
}

on_both!(the_position_moves_with_what_waits_or_not_at_all);
async fn the_position_moves_with_what_waits_or_not_at_all(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    let before = house.position(&opened).await.number;
    house.forwarded(1).await;
    // From now on nothing can be noted.
    let (refuse, allow) = match store.raw.get_database_backend() {
        DbBackend::Postgres => (
            "ALTER TABLE webhook_waiting ADD CONSTRAINT full_up CHECK (number < 0) NOT VALID",
            "ALTER TABLE webhook_waiting DROP CONSTRAINT full_up",
        ),
        _ => (
            "CREATE TRIGGER full_up BEFORE INSERT ON webhook_waiting BEGIN SELECT RAISE(ABORT, 'full up'); END",
            "DROP TRIGGER full_up",
        ),
    };
    let sender = house.sender();
    store.raw.execute_unprepared(refuse).await.unwrap();
    sender.pass().await;
    assert_eq!(receiver.came(), []);
    assert_eq!(house.position(&opened).await.number, before);
    store.raw.execute_unprepared(allow).await.unwrap();
    sender.pass().await;
    assert_eq!(receiver.numbers(), house.entries(&["case.forward"]).await);
}
