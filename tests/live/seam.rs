//! From what was written to what is being written: no number is lost or told twice, wherever a reader begins and whatever
//! is written meanwhile. Deliberately absent: what a reader may see.

use serde_json::Value;
use workrooms::kernel::actor::Role;

use super::{change, follow, numbers, peer, post_talks, server_of, token};
use crate::statistics::stage::Town;
use crate::support::Store;

on_both!(every_number_comes_once_while_others_write);
async fn every_number_comes_once_while_others_write(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let office = token(&store, &town, Role::Office, None).await;
    let before = town.number().await;
    let mut peer = peer(&server, &office.token).await;
    let starts = [0, 1, before / 2, before - 1, before];
    for after in starts {
        follow(&mut peer, &format!("{after}"), Some(after)).await;
    }
    let (writers, each) = (3_u128, 8_u128);
    let town = &town;
    let writing = futures_util::future::join_all((0..writers).map(|writer| async move {
        for n in 0..each {
            post_talks(
                &town.office(),
                town,
                std::iter::once(100 * (writer + 1) + n),
            )
            .await;
        }
    }));
    let newest = before + i64::try_from(writers * each).unwrap();
    let reading = async {
        let mut told = std::collections::BTreeMap::<String, Vec<i64>>::new();
        let due: i64 = starts.iter().map(|after| newest - after).sum();
        for _ in 0..due {
            let next = peer.hear().await;
            let change = &next["payload"]["data"]["districtChanges"];
            let id = next["id"].as_str().unwrap().to_owned();
            told.entry(id)
                .or_default()
                .push(change["sequence"].as_i64().unwrap());
        }
        told
    };
    let (_, told) = tokio::join!(writing, reading);
    assert_eq!(town.number().await, newest);
    for after in starts {
        let expected: Vec<i64> = (after + 1..=newest).collect();
        assert_eq!(told[&after.to_string()], expected, "after {after}");
    }
    // Nothing more is told: the next thing that comes is the next that is written.
    post_talks(&town.office(), town, std::iter::once(900)).await;
    for _ in starts {
        assert_eq!(change(&mut peer).await["sequence"], newest + 1);
    }
}

on_both!(who_says_nothing_of_before_begins_with_what_comes);
async fn who_says_nothing_of_before_begins_with_what_comes(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let office = token(&store, &town, Role::Office, None).await;
    let before = town.number().await;
    let mut peer = peer(&server, &office.token).await;
    follow(&mut peer, "1", None).await;
    // Where exactly it began is the server's affair; from there on nothing is left out.
    let mut written = 0;
    let first = loop {
        written += 1;
        post_talks(&town.office(), &town, std::iter::once(written)).await;
        let soon = std::time::Duration::from_millis(200);
        if let Ok(first) = tokio::time::timeout(soon, change(&mut peer)).await {
            break first["sequence"].as_i64().unwrap();
        }
    };
    assert!(first > before);
    let rest = before + i64::try_from(written).unwrap() - first;
    let expected: Vec<i64> = (first + 1..=first + rest).collect();
    assert_eq!(numbers(&mut peer, rest).await, expected);
}

on_both!(who_comes_again_is_told_what_he_missed);
async fn who_comes_again_is_told_what_he_missed(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let office = token(&store, &town, Role::Office, None).await;
    let before = town.number().await;
    let mut told = Vec::new();
    let mut first = peer(&server, &office.token).await;
    follow(&mut first, "1", Some(before)).await;
    post_talks(&town.office(), &town, 1..=3).await;
    told.extend(numbers(&mut first, 2).await);
    drop(first);
    post_talks(&town.office(), &town, 4..=9).await;
    let mut again = peer(&server, &office.token).await;
    follow(&mut again, "1", told.last().copied()).await;
    told.extend(numbers(&mut again, 7).await);
    post_talks(&town.office(), &town, std::iter::once(10)).await;
    told.extend(numbers(&mut again, 1).await);
    let expected: Vec<i64> = (before + 1..=before + 10).collect();
    assert_eq!(told, expected);
}

on_both!(kinds_that_were_not_asked_for_are_numbers);
async fn kinds_that_were_not_asked_for_are_numbers(store: Store) {
    let mut town = Town::new(&store, 2).await;
    let server = server_of(&store, &mut town, &[]).await;
    let leader = token(&store, &town, Role::Leader, None).await;
    let mut peer = peer(&server, &leader.token).await;
    let query = "subscription { districtChanges(districtCode: \"430503\", after: 0, kinds: [\"term.opened\"]) { sequence kind } }";
    super::subscribe(&mut peer, "1", query, Value::Null).await;
    let mut kinds = Vec::new();
    for number in 1..=town.number().await {
        let change = change(&mut peer).await;
        assert_eq!(change["sequence"], number);
        kinds.push(change["kind"].clone());
    }
    kinds.retain(|kind| !kind.is_null());
    assert_eq!(kinds, ["term.opened"]);
}
