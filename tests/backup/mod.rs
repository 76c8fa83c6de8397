//! Copies as an operator makes them: under writers, read back only when they are whole. Deliberately absent: PostgreSQL's
//! log archive, which is its own.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use workrooms::kernel::db::{Limits, connect};
use workrooms::kernel::journal::{heads, tail};
use workrooms::kernel::reader::Reader;
use workrooms::kernel::viewpoint::Errand;

use crate::events::town::Town;
use crate::support::{KEYS, Start, Store};

/// Runs a command of the program over a database.
fn workrooms(url: &str, command: &str, folder: &Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_workrooms"));
    program.arg(command).arg(folder).env("DATABASE_URL", url);
    program.output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", refused(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// A town with an event, and a folder for what is copied of it.
async fn lived(store: &Store) -> (Town, tempfile::TempDir) {
    let town = Town::new(store).await;
    town.post(vec![town.talk(1, "示例讲座 1")]).await;
    (town, tempfile::tempdir().unwrap())
}

on_both!(a_copy_under_writers_is_one_moment_and_is_read_back_whole);
async fn a_copy_under_writers_is_one_moment_and_is_read_back_whole(store: Store) {
    let (town, place) = lived(&store).await;
    let first = town.number().await;
    let folder = place.path().join("copies/1");
    let (url, into) = (store.raw_url(), folder.clone());
    let copying = tokio::task::spawn_blocking(move || workrooms(&url, "backup", &into));
    let mut posted = 1;
    while !copying.is_finished() {
        posted += 1;
        let title = format!("示例讲座 {posted}");
        town.post(vec![town.talk(posted, &title)]).await;
    }
    said(&copying.await.unwrap());

    let copied = manifest(&folder);
    let head = &copied["journals"][2];
    assert_eq!(head["district"], "430503");
    let number = head["number"].as_i64().unwrap();
    assert!((first..=town.number().await).contains(&number));
    let then = tail(&store.raw, &town.district, number - 1, 1)
        .await
        .unwrap();
    assert_eq!(head["hash"], then[0].hash, "a moment that was");
    assert_eq!(copied["masterKeys"], serde_json::json!(["story"]));
    assert!(!copied.to_string().contains(KEYS.split(' ').nth(1).unwrap()));

    let beside = store.beside().await;
    let told = said(&workrooms(&beside, "restore", &folder));
    for line in [
        "journal 430502: whole",
        "journal 430503: whole",
        "journal 0: whole",
    ] {
        assert!(told.contains(line), "{told}");
    }
    assert!(told.contains("figures 430503: every tally equals its events"));
    assert!(
        told.ends_with("its personal data opens with the master keys story\n"),
        "{told}"
    );
    let restored = connect(&beside, &Limits::default()).await.unwrap();
    let reader = Reader::on_errand(&restored, Errand::CheckJournal);
    let journals = serde_json::to_value(heads(&reader).await.unwrap()).unwrap();
    drop(reader);
    assert_eq!(journals, copied["journals"]);
    restored.close().await.unwrap();

    // Nothing is overwritten: neither what was restored, nor a copy.
    let again = workrooms(&beside, "restore", &folder);
    assert!(
        refused(&again).contains("nothing is overwritten"),
        "{again:?}"
    );
    assert!(
        !workrooms(&store.raw_url(), "backup", &folder)
            .status
            .success()
    );
    assert_eq!(manifest(&folder), copied);
}

on_both!(what_was_changed_after_it_was_recorded_is_not_restored);
async fn what_was_changed_after_it_was_recorded_is_not_restored(store: Store) {
    let (town, place) = lived(&store).await;
    assert_eq!(
        town.tamper("UPDATE event_version SET title = '别的'").await,
        1
    );
    let folder = place.path().join("changed");
    said(&workrooms(&store.raw_url(), "backup", &folder));
    let beside = store.beside().await;
    let output = workrooms(&beside, "restore", &folder);
    assert!(
        refused(&output).contains("must not be taken into use"),
        "{output:?}"
    );
    if let Some(file) = beside.strip_prefix("sqlite://") {
        let file = Path::new(file);
        let there = std::fs::read_dir(file.parent().unwrap()).unwrap();
        let there: Vec<_> = there.map(|entry| entry.unwrap().file_name()).collect();
        let left = |name: &&std::ffi::OsString| {
            let name = name.to_str().unwrap();
            name.contains("restoring") || name.ends_with(".beside")
        };
        assert_eq!(there.iter().find(left), None, "nothing stays behind");
    }
}

on_both!(a_copy_that_was_changed_or_broken_off_is_none);
async fn a_copy_that_was_changed_or_broken_off_is_none(store: Store) {
    let (_town, place) = lived(&store).await;
    let folder = place.path().join("one");
    said(&workrooms(&store.raw_url(), "backup", &folder));
    let beside = store.beside().await;

    let mut copied = manifest(&folder);
    let file = folder.join(copied["file"].as_str().unwrap());
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    std::fs::write(&file, &changed).unwrap();
    let output = workrooms(&beside, "restore", &folder);
    assert!(
        refused(&output).contains("its digest is another"),
        "{output:?}"
    );

    // The file is whole, and ends elsewhere than the manifest says.
    std::fs::write(&file, &whole).unwrap();
    copied["journals"][2]["number"] = serde_json::json!(7);
    std::fs::write(folder.join("manifest.json"), copied.to_string()).unwrap();
    let output = workrooms(&beside, "restore", &folder);
    assert!(refused(&output).contains("do not end where"), "{output:?}");

    std::fs::remove_file(folder.join("manifest.json")).unwrap();
    let output = workrooms(&beside, "restore", &folder);
    assert!(refused(&output).contains("it is no backup"), "{output:?}");
}

#[tokio::test]
async fn the_role_of_the_program_copies_nothing() {
    crate::support::run_on_postgres(Start::Empty, |store: Store| async move {
        let (_town, place) = lived(&store).await;
        let folder = place.path().join("half");
        let output = workrooms(&store.url, "backup", &folder);
        assert!(
            refused(&output).contains("row-level security"),
            "{output:?}"
        );
        assert!(!folder.join("manifest.json").exists());
    })
    .await;
}
