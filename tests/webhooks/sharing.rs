//! Several senders on one database, and endpoints that hang beside others that do not. Deliberately absent: timing.

use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;
use workrooms::kernel::bus::Bus;

use super::house::{House, receiver};
use super::receiver::Reply;
use crate::support::Store;

on_both!(two_senders_deliver_each_entry_once);
async fn two_senders_deliver_each_entry_once(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let opened = house.open(&receiver.url, json!({})).await;
    for n in 1..6 {
        house.forwarded(n).await;
        house.dispatched(n).await;
    }
    let senders = [house.sender(), house.sender(), house.sender()];
    let passes = senders.iter().map(|sender| sender.pass());
    futures_util::future::join_all(passes).await;
    let mut came = receiver.numbers();
    for n in 1..6 {
        let seen = house.seen_of(n).await;
        let of_case: Vec<i64> = came
            .iter()
            .copied()
            .filter(|number| seen.contains(number))
            .collect();
        assert_eq!(of_case, seen, "in order");
    }
    came.sort_unstable();
    assert_eq!(
        came,
        house.entries(&["case.forward", "case.dispatch"]).await
    );
    let place = house.position(&opened).await;
    assert_eq!(
        (place.attempts, place.leased_to),
        (10, None),
        "and it is let go"
    );
}

on_both!(an_endpoint_that_hangs_slows_nobody);
async fn an_endpoint_that_hangs_slows_nobody(store: Store) {
    let house = House::new(&store).await;
    let (mut hanging, mut well) = (receiver().await, receiver().await);
    hanging.says(|_| Reply::Hang);
    house.open(&hanging.url, json!({})).await;
    house.open(&well.url, json!({})).await;
    for n in 1..8 {
        house.forwarded(n).await;
    }
    let settings = workrooms::webhooks::Settings {
        at_once: 8,
        ..House::settings()
    };
    let sender = house.sender_by(&settings, &workrooms::webhooks::sending::of_this_machine());
    let end = CancellationToken::new();
    let running = tokio::spawn(sender.run(Bus::default(), Duration::from_millis(1), end.clone()));
    let mut came = Vec::new();
    for _ in 1..8 {
        came.push(well.told.recv().await.unwrap().number());
    }
    came.sort_unstable();
    assert_eq!(came, house.entries(&["case.forward"]).await);
    // Four attempts are at the one that hangs, and no more.
    for _ in 0..4 {
        hanging.told.recv().await.unwrap();
    }
    assert_eq!(hanging.came().len(), 4);
    // At the end those under way are finished and noted.
    end.cancel();
    hanging.says(|_| Reply::Status(204));
    hanging.let_go();
    running.await.unwrap();
    let delivered = house.attempts().await;
    assert_eq!(
        delivered.len(),
        11,
        "all of the one, and what was under way at the other"
    );
    assert_eq!(hanging.came(), [], "nothing new is begun");
    house.sender().pass().await;
    assert_eq!(hanging.came().len(), 3, "another sender goes on at once");
}

on_both!(a_write_wakes_the_sender);
async fn a_write_wakes_the_sender(store: Store) {
    let house = House::new(&store).await;
    let mut receiver = receiver().await;
    house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    let (bus, end) = (Bus::default(), CancellationToken::new());
    // No second tick comes while this story goes on.
    let running = house
        .sender()
        .run(bus.clone(), Duration::from_secs(3600), end.clone());
    let running = tokio::spawn(running);
    let first = receiver.told.recv().await.unwrap();
    house.dispatched(1).await;
    let district = &house.desk.town.district;
    bus.wake(district, house.desk.town.number().await);
    let second = receiver.told.recv().await.unwrap();
    assert_eq!(
        [first.number(), second.number()][..],
        house.seen_of(1).await
    );
    end.cancel();
    running.await.unwrap();
}
