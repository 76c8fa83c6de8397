//! Live readers over real connections: what they are told, in which order, and how it ends. Deliberately absent: the
//! protocols' own rules, which the stories of the doors tell.

mod ends;
mod events;
mod figures;
mod programs;
mod seam;
mod seeing;

use serde_json::{Value, json};
use workrooms::access::{Issued, TokenRequest, issue};
use workrooms::events::commands::post::{PostedItem, post};
use workrooms::events::kinds::EventKind;
use workrooms::http::Doors;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::Request;

use crate::doors::doors_at;
use crate::doors::socket::{Peer, Server, serving};
use crate::statistics::stage::{Town, event};
use crate::support::Store;

/// What most stories subscribe to.
pub const CHANGES: &str = "subscription($after: Long) { districtChanges(districtCode: \"430503\", after: $after) { \
     sequence kind subjectKind subject nodeId actor role at } }";

/// The doors over a town's database and clock, whose readers are woken by what the town writes.
pub fn doors_of(store: &Store, town: &mut Town, settings: &[&str]) -> Doors {
    let doors = doors_at(store, town.stage.clock.clone(), settings);
    town.stage.bus = doors.app.bus.clone();
    doors
}

/// A server of such doors.
pub async fn server_of(store: &Store, town: &mut Town, settings: &[&str]) -> Server {
    serving(doors_of(store, town, settings)).await
}

/// A token of a role in the town.
pub async fn token(store: &Store, town: &Town, role: Role, scope: Option<NodeId>) -> Issued {
    let request = TokenRequest {
        name: String::new(),
        role,
        district: town.district.clone(),
        scope,
        days: 30,
        addresses: Vec::new(),
        open_queries: false,
    };
    issue(&store.db, &town.stage.clock, request).await.unwrap()
}

/// A peer that shows a token.
pub async fn peer(server: &Server, token: &str) -> Peer {
    Peer::acknowledged(
        server,
        json!({ "Authorization": format!("Bearer {token}") }),
    )
    .await
}

/// Subscribes to the changes of the district.
pub async fn follow(peer: &mut Peer, id: &str, after: Option<i64>) {
    subscribe(peer, id, CHANGES, json!({ "after": after })).await;
}

pub async fn subscribe(peer: &mut Peer, id: &str, query: &str, variables: Value) {
    let payload = json!({ "query": query, "variables": variables });
    peer.say(json!({ "id": id, "type": "subscribe", "payload": payload }))
        .await;
}

/// The data of the next item.
pub async fn item(peer: &mut Peer) -> Value {
    let next = peer.hear().await;
    assert_eq!(next["type"], "next", "{next}");
    assert_eq!(next["payload"].get("errors"), None, "{next}");
    next["payload"]["data"].clone()
}

/// The next change.
pub async fn change(peer: &mut Peer) -> Value {
    item(peer).await["districtChanges"].clone()
}

/// The numbers of the next changes.
pub async fn numbers(peer: &mut Peer, count: i64) -> Vec<i64> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(change(peer).await["sequence"].as_i64().unwrap());
    }
    numbers
}

/// Posts talks, one for each number, as somebody.
pub async fn post_talks(view: &Request, town: &Town, numbers: impl Iterator<Item = u128>) {
    let items = numbers.map(|n| PostedItem {
        id: event(n),
        draft: town.draft(
            ("Workroom", town.workrooms[0]),
            EventKind::PublicTalk,
            &format!("恳谈会第{n}场（示例）"),
            &format!("2022-{:02}-{:02}", n / 28 % 12 + 1, n % 28 + 1),
        ),
    });
    let items: Vec<_> = items.collect();
    let count = items.len();
    let posted = post(view, &town.district, items).await.unwrap();
    assert_eq!(posted.verdicts.len(), count);
}
