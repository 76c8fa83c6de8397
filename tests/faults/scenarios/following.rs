//! Many follow the district live while the program is killed and started again. Deliberately absent: who reads too slowly;
//! the stories tell.

use std::time::Duration;

use serde_json::json;

use super::{Base, Length, Scene};
use crate::api::{Api, DISTRICT};
use crate::followers::Followers;

/// The newest number of the journal.
async fn newest(api: &Api) -> u64 {
    let query = format!(
        "{{ district(code: \"{DISTRICT}\") {{ journal(last: 1) {{ nodes {{ sequence }} }} }} }}"
    );
    let answer = api.ask(&query, &json!({})).await.unwrap();
    let number = &answer["data"]["district"]["journal"]["nodes"][0]["sequence"];
    number
        .as_str()
        .map_or_else(|| number.as_u64().unwrap(), |text| text.parse().unwrap())
}

/// Kills under followers and 4 clerks.
pub async fn run(base: Base, length: Length) -> bool {
    let (kills, events, count) = (length.of(3, 20), length.of(150, 3_000), length.of(20, 500));
    let mut scene = Scene::new(base).await;
    let followers = Followers::start(&scene.api(), count);
    let (mut clerks, stop) = scene.clerks(scene.program.address(), 4, 4);
    for kill in 1..=kills {
        scene.book.reaches(events * kill / kills).await;
        scene.program.kill();
        scene.program.start().await;
    }
    let after = scene.book.acknowledged() + 20;
    scene.book.reaches(after).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let number = newest(&scene.api()).await;
    let told = followers.reach(number).await;
    let verdict = scene.verdict().await;
    let missed: u64 = told.iter().map(|one| one.missed).sum();
    let doubled: u64 = told.iter().map(|one| one.doubled).sum();
    let resumed: usize = told.iter().map(|one| one.resumed).sum();
    let short = told.iter().filter(|one| one.last < number).count();
    let mut delays: Vec<Duration> = told.into_iter().flat_map(|one| one.delays).collect();
    delays.sort_unstable();
    let at = |share: usize| {
        delays
            .get(delays.len() * share / 100)
            .copied()
            .unwrap_or_default()
            .as_millis()
    };
    println!(
        "{count} followers to number {number} by {kills} kills: {missed} missed, {doubled} doubled, {short} behind; asked anew \
         {resumed} times; from entry to reader: median {} ms, 99th percentile {} ms of {}, the time without a program in it",
        at(50),
        at(99),
        delays.len()
    );
    scene.close().await;
    verdict.is_clean() && missed == 0 && doubled == 0 && short == 0
}
