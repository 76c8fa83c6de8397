//! The clock of the program's machine jumps while clerks write. Nothing is lost or stands out of order, nothing waits for
//! the hour to come round, and tokens end when they should. It needs Debian's `libfaketime`, which leaves the monotonic
//! clock as it is, as a machine does. Deliberately absent: PostgreSQL's own clock.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Base, Length, Scene, database, folder, times};
use crate::api::{Api, DISTRICT};

/// Jumps of the clock against the true time.
const JUMPS: [&str; 4] = ["+2h", "+1h", "-1h", "+0"];

fn library() -> PathBuf {
    let found = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let mut found = found.map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    found
        .find(|path| path.is_file())
        .expect("Debian's package libfaketime")
}

async fn is_let_in(api: &Api) -> bool {
    let query = format!("{{ district(code: \"{DISTRICT}\") {{ name }} }}");
    api.ask(&query, &json!({})).await.is_ok()
}

/// Jumps while 16 clerks write.
pub async fn run(base: Base, length: Length) -> bool {
    let events = length.of(200, 20_000);
    let folder = folder();
    let (url, cluster) = database(base, folder.path()).await;
    let clock = folder.path().join("clock");
    let jump = |to: &str| {
        // Whoever reads it meanwhile must not find it empty.
        let next = clock.with_extension("next");
        std::fs::write(&next, to).unwrap();
        std::fs::rename(&next, &clock).unwrap();
    };
    jump("+0");
    let settings = vec![
        ("LD_PRELOAD", library().display().to_string()),
        ("FAKETIME_TIMESTAMP_FILE", clock.display().to_string()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let mut scene = Scene::told(folder, url, cluster, settings).await;
    let words = [
        "token",
        "issue",
        "--role",
        "office",
        "--district",
        DISTRICT,
        "--open-queries",
        "--days",
        "1",
        "--json",
    ];
    let issued: Value =
        serde_json::from_str(&scene.program.place.run(&words).await.unwrap()).unwrap();
    let guest = scene.program.api(issued["token"].as_str().unwrap());
    let (mut clerks, stop) = scene.clerks(scene.program.address(), 16, length.of(4, 60));
    let mut amiss = Vec::new();
    let mut stalls = Vec::new();
    for (n, to) in (1..).zip(JUMPS) {
        scene.book.reaches(events * n / JUMPS.len()).await;
        let told = scene.book.acknowledged();
        jump(to);
        let begun = Instant::now();
        // Two rounds of each, so that what was under way at the jump has ended.
        let rounds = scene.book.reaches(told + 64);
        if tokio::time::timeout(Duration::from_secs(60), rounds)
            .await
            .is_err()
        {
            amiss.push(format!("nothing is posted at {to}"));
        }
        stalls.push(begun.elapsed());
        if !is_let_in(&guest).await {
            amiss.push(format!("a token of a day is not good at {to}"));
        }
    }
    jump("+25h");
    if is_let_in(&guest).await {
        amiss.push("a token of a day is good after it".to_owned());
    }
    if !is_let_in(&scene.api()).await {
        amiss.push("a token of a year is not good after a day".to_owned());
    }
    jump("+0");
    if !is_let_in(&guest).await {
        amiss.push("a token of a day is not good on it".to_owned());
    }
    let after = scene.book.acknowledged() + 50;
    scene.book.reaches(after).await;
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let verdict = scene.verdict().await;
    let again = scene.book.again();
    println!(
        "{} jumps of the clock: 64 more posts after {}; sent again: {again:?}; amiss: {amiss:?}",
        JUMPS.len(),
        times(&mut stalls)
    );
    scene.close().await;
    verdict.is_clean() && amiss.is_empty() && again.is_empty()
}
