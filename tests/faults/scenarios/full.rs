//! The disk is full while clerks write, and has space again. Posts are refused meanwhile and none is acknowledged that is not
//! there; reads go on; then posts go on too, and nobody restarts the program. The short form needs no mount: no file of the
//! program may grow past a size, which SQLite meets as it does a full disk. The long form fills a file system of its own,
//! and needs root. Deliberately absent: a disk that fails.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use super::{Base, Length, Scene, database, folder};
use crate::api::{Api, DISTRICT};
use crate::program::ended;

/// The size past which no file may grow in the short form.
const LIMIT: u64 = 1 << 20;

/// By what there is no space.
enum Disk {
    /// A limit of the process.
    Limited,
    /// A file that takes the rest of a file system.
    Mounted(PathBuf),
}

async fn run(program: &str, words: &[&str]) {
    let mut command = Command::new(program);
    command.args(words);
    let ended = ended(command).await;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{program} {words:?}: {said}");
}

/// Writes a file until nothing more of it is taken.
fn fill(path: &Path) {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    for size in [1 << 20, 4096, 1] {
        let part = vec![0; size];
        while file.write_all(&part).is_ok() {}
    }
}

impl Disk {
    async fn fills(&self, scene: &mut Scene) {
        match self {
            Self::Limited => limit(scene, &LIMIT.to_string()).await,
            Self::Mounted(at) => fill(&at.join("ballast")),
        }
    }

    async fn has_space(&self, scene: &mut Scene) {
        match self {
            Self::Limited => limit(scene, "unlimited").await,
            Self::Mounted(at) => std::fs::remove_file(at.join("ballast")).unwrap(),
        }
    }
}

async fn limit(scene: &mut Scene, bytes: &str) {
    let words = [
        format!("--pid={}", scene.program.id()),
        format!("--fsize={bytes}:unlimited"),
    ];
    run("prlimit", &[&words[0], &words[1]]).await;
}

/// Asks some times; how often it was not answered.
async fn unread(api: &Api) -> usize {
    let query = format!(
        "{{ district(code: \"{DISTRICT}\") {{ workrooms(first: 20) {{ nodes {{ name }} }} events(first: 20) {{ nodes {{ title }} }} }} }}"
    );
    let mut failed = 0;
    for _ in 0..20 {
        failed += usize::from(api.ask(&query, &json!({})).await.is_err());
    }
    failed
}

/// A disk that is full and has space again, while 8 clerks write.
pub async fn run_on(base: Base, length: Length) -> bool {
    let (times, events) = (length.of(2, 10), length.of(80, 4_000));
    let folder = folder();
    let disk = match length {
        Length::Short => Disk::Limited,
        Length::Long => {
            let at = folder.path().join("disk");
            std::fs::create_dir(&at).unwrap();
            run(
                "mount",
                &[
                    "-t",
                    "tmpfs",
                    "-o",
                    "size=512m,mode=755",
                    "tmpfs",
                    at.to_str().unwrap(),
                ],
            )
            .await;
            Disk::Mounted(at)
        }
    };
    let data = match &disk {
        Disk::Limited => folder.path().to_owned(),
        Disk::Mounted(at) => at.clone(),
    };
    let (url, cluster) = database(base, &data).await;
    let mut scene = Scene::over(folder, url, cluster).await;
    let (mut clerks, stop) = scene.clerks(scene.program.address(), 8, 4);
    let (mut refused, mut unanswered, mut restarted) = (0, 0, 0);
    for time in 1..=times {
        scene.book.reaches(events * time / times).await;
        let before = scene.book.again().len();
        disk.fills(&mut scene).await;
        while scene.book.again().len() < before + 8 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        unanswered += unread(&scene.api()).await;
        disk.has_space(&mut scene).await;
        if let Some(cluster) = &scene.cluster
            && !cluster.is_running().await
        {
            cluster.start().await;
            restarted += 1;
        }
        let after = scene.book.acknowledged() + 20;
        scene.book.reaches(after).await;
        refused += scene.book.again().len() - before;
    }
    stop.cancel();
    while clerks.join_next().await.is_some() {}
    let ran = scene.program.is_running();
    let verdict = scene.verdict().await;
    println!(
        "{times} times full: {refused} posts refused, {unanswered} of {} reads not answered; the program {}; the database \
         was started again {restarted} times",
        times * 20,
        if ran { "went on" } else { "ended" }
    );
    scene.close().await;
    if let Disk::Mounted(at) = disk {
        run("umount", &[at.to_str().unwrap()]).await;
    }
    // A server of PostgreSQL that has no room for its log ends, and nobody reads until it is started.
    ran && verdict.is_clean() && (unanswered == 0 || restarted > 0)
}
