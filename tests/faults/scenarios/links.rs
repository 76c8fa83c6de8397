//! Between clerks and the program there is a link that fails them. Deliberately absent: a program that fails.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::{Base, Length, Scene};
use crate::api::Api;
use crate::link::{Fault, Link};
use crate::writers::Clerks;

/// Answers do not arrive, or not whole, or too early.
pub async fn answers(base: Base, length: Length, fault: Fault) -> bool {
    let events = length.of(300, 20_000);
    let mut scene = Scene::new(base).await;
    let target = scene
        .program
        .address()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap();
    let link = Link::to(target, fault).await;
    let (mut clerks, stop) = scene.clerks(format!("http://{}", link.address), 8, 4);
    scene.book.reaches(events).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let verdict = scene.verdict().await;
    let bitten = link.bitten.load(Ordering::SeqCst);
    println!("{bitten} answers were not what the program said");
    scene.close().await;
    verdict.is_clean() && bitten > 0
}

/// Fourteen clerks come back to a bad link with two hundred posts each, in portions of twenty; for a minute it is dead, and
/// before and after that minute every phone dies in the middle of whatever it does.
pub async fn bad(base: Base, length: Length) -> bool {
    let (clerks, each) = (14, length.of(40, 200));
    let mut scene = Scene::new(base).await;
    let target = scene
        .program
        .address()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap();
    let link = Link::to(target, Fault::Slow).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let queue = Clerks {
        api: Api::new(format!("http://{}", link.address), scene.token.clone()),
        hosts: scene.hosts.clone(),
        book: Arc::clone(&scene.book),
        portion: 20,
        stop: stop.clone(),
    };
    let begun = Instant::now();
    let dies = Arc::new(Notify::new());
    let mut draining = queue.start_with(scene.folder.path(), (clerks, each), &dies);
    scene.book.reaches(clerks * each / 4).await;
    dies.notify_waiters();
    scene.book.reaches(clerks * each / 3).await;
    link.becomes(Fault::Dead);
    link.cut();
    let dead = Duration::from_secs(u64::try_from(length.of(5, 60)).unwrap());
    tokio::time::sleep(dead).await;
    dies.notify_waiters();
    link.becomes(Fault::Slow);
    while draining.join_next().await.is_some() {}
    let took = begun.elapsed();
    let verdict = scene.verdict().await;
    println!(
        "{clerks} clerks with {each} posts each by 300 ms ± 100, 5 % lost, 256 kbit/s, dead for {} s: drained in {} s",
        dead.as_secs(),
        took.as_secs()
    );
    scene.close().await;
    verdict.is_clean() && verdict.present == clerks * each
}
