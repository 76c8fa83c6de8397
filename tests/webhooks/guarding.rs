//! Where deliveries do not go: inside, by name or by number, and after redirects. Deliberately absent: the table of networks,
//! which stands beside the rules.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use workrooms::webhooks::Settings;
use workrooms::webhooks::sending::{Names, of_this_machine};

use super::house::{House, receiver};
use super::receiver::Reply;
use crate::support::Store;

/// A machine on which each look at any name finds the next of some addresses.
fn names(found: &'static [&'static [&'static str]]) -> (Names, Arc<AtomicUsize>) {
    let looks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&looks);
    let names: Names = Arc::new(move |_| {
        let n = counted.fetch_add(1, Ordering::SeqCst);
        let now = found[n.min(found.len() - 1)];
        let found: Vec<IpAddr> = now.iter().map(|one| one.parse().unwrap()).collect();
        Box::pin(async move { Ok::<_, std::io::Error>(found) })
    });
    (names, looks)
}

fn with_port(url: &str, scheme: &str, host: &str) -> String {
    let port = url.rsplit_once(':').unwrap().1.split_once('/').unwrap().0;
    format!("{scheme}://{host}:{port}/hooks")
}

on_both!(nothing_is_delivered_inside_by_number_or_by_name);
async fn nothing_is_delivered_inside_by_number_or_by_name(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    let inside = Settings {
        allowed: vec!["10.9.0.0/16".parse().unwrap()],
        ..House::settings()
    };
    let (rebinding, looks) = names(&[&["127.0.0.1"]]);
    let (mixed, _) = names(&[&["10.9.0.1", "127.0.0.1"]]);
    let mut opened = Vec::new();
    for (scheme, host) in [
        ("http", "127.0.0.1"),
        ("https", "127.0.0.1"),
        ("http", "[::1]"),
        ("http", "[::ffff:127.0.0.1]"),
        ("http", "2130706433"),
        ("https", "169.254.169.254"),
        ("http", "114.114.114.114"),
        ("http", "localhost"),
    ] {
        let url = with_port(&receiver.url, scheme, host);
        opened.push((url.clone(), house.open(&url, json!({})).await));
    }
    house.forwarded(1).await;
    house.sender_by(&inside, &of_this_machine()).pass().await;
    for (url, one) in &opened {
        let log = house.log(one).await;
        let outcomes: Vec<_> = log.iter().map(|(_, outcome, _)| outcome.as_str()).collect();
        assert_eq!(outcomes, ["ADDRESS_REFUSED"], "{url}");
        house
            .did("webhookEndpointClose", json!({ "id": one.id }))
            .await;
    }
    for names in [rebinding, mixed] {
        let url = with_port(&receiver.url, "http", "hotline.example");
        let one = house.open(&url, json!({})).await;
        house
            .did("webhookReplay", json!({ "id": one.id, "from": 1 }))
            .await;
        house.sender_by(&inside, &names).pass().await;
        assert_eq!(house.log(&one).await[0].1, "ADDRESS_REFUSED");
        house
            .did("webhookEndpointClose", json!({ "id": one.id }))
            .await;
    }
    assert_eq!(looks.load(Ordering::SeqCst), 1, "a name is looked up once");
    assert_eq!(receiver.came(), []);
}

on_both!(a_connection_goes_to_the_address_that_was_looked_at);
async fn a_connection_goes_to_the_address_that_was_looked_at(store: Store) {
    let house = House::new(&store).await;
    let receiver = receiver().await;
    // A second look would find another address.
    let (names, looks) = names(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let url = with_port(&receiver.url, "http", "hotline.example");
    house.open(&url, json!({})).await;
    house.forwarded(1).await;
    house.sender_by(&House::settings(), &names).pass().await;
    assert_eq!(receiver.came().len(), 1);
    assert_eq!(looks.load(Ordering::SeqCst), 1);
}

on_both!(a_redirect_is_not_followed);
async fn a_redirect_is_not_followed(store: Store) {
    let house = House::new(&store).await;
    let (receiver, other) = (receiver().await, receiver().await);
    let opened = house.open(&receiver.url, json!({})).await;
    house.forwarded(1).await;
    let to = other.url.clone();
    receiver.says(move |_| Reply::With(307, "location", to.clone()));
    house.sender().pass().await;
    assert_eq!(receiver.came().len(), 1);
    assert_eq!(other.came(), []);
    assert_eq!(house.log(&opened).await[0].1, "ANSWERED");
}
