//! Exports as an operator makes them, in the name of the office: each of the four, in both forms, equal to what the API gives
//! the office. Deliberately absent: filters finer than a year.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use serde_json::json;
use workrooms::kernel::actor::Role;

use super::{exported, sheets, text_table};
use crate::events::town::Town;
use crate::support::{KEYS, Store};

on_both!(an_operator_exports_what_the_office_sees);
async fn an_operator_exports_what_the_office_sees(store: Store) {
    let town = Town::new(&store).await;
    town.post(vec![
        town.talk(1, "=宣讲（示例）"),
        town.talk(2, "读书会（示例）"),
    ])
    .await;
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(place("keys"), KEYS).unwrap();
    // The program reads no keys that others could read.
    std::fs::set_permissions(place("keys"), Permissions::from_mode(0o600)).unwrap();
    let url = store.raw_url();
    let run = |what: &str, more: &[&str]| -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_workrooms"));
        program
            .args(["export", what, "--district", "430503"])
            .args(more);
        let keys = format!("file:{}", place("keys"));
        program
            .env("DATABASE_URL", &url)
            .env("WORKROOMS_KEYS", keys);
        program.output().unwrap()
    };
    let view = || town.request(Role::Office, None);
    let year = json!({ "year": 2022 });
    for (what, more, input) in [
        ("events", vec![], json!({ "events": { "period": year } })),
        (
            "cases",
            vec!["--kind", "MICRO_SUGGESTION"],
            json!({ "cases": { "kind": "MICRO_SUGGESTION", "filter": { "period": year } } }),
        ),
        (
            "members",
            vec![],
            json!({ "members": { "asOf": "2022-12-31" } }),
        ),
        (
            "figures",
            vec!["--metrics", "W1,PERSON_TIMES", "--by", "WORKROOM"],
            json!({ "figures": { "metrics": ["W1", "PERSON_TIMES"], "period": year,
                "breakdowns": [{ "by": ["WORKROOM"] }] } }),
        ),
    ] {
        for (format, name) in [("xlsx", "XLSX"), ("csv", "CSV")] {
            let output = place(&format!("{what}.{format}"));
            let file = ["--year", "2022", "--format", format, "--output", &output];
            let done = run(what, &[&more[..], &file].concat());
            let refused = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{what} {format}: {refused}");
            let told = String::from_utf8(done.stdout).unwrap();
            let number = town.number().await;
            assert!(
                told.ends_with(&format!("-430503-{number}.{format}\n")),
                "{told}"
            );
            let is = std::fs::read(&output).unwrap();
            let due = exported(&view, json!({ "format": name, "what": input })).await;
            if format == "csv" {
                assert_eq!(text_table(&is), text_table(&due.bytes), "{what}");
                continue;
            }
            // All but the sheet that tells when it was made.
            let data = |bytes: &[u8]| {
                let mut all = sheets(bytes);
                let explained = all.pop().unwrap();
                assert_eq!(explained.0, "说明");
                all
            };
            assert_eq!(data(&is), data(&due.bytes), "{what}");
        }
    }
    let titles: Vec<_> = text_table(&std::fs::read(place("events.csv")).unwrap())
        .iter()
        .map(|row| row["标题"].clone())
        .collect();
    assert_eq!(titles, ["读书会（示例）", "'=宣讲（示例）"]);
    let output = place("none.xlsx");
    for (what, more) in [
        ("cases", vec!["--kind", "OTHER"]),
        ("figures", vec!["--metrics", "OTHER", "--year", "2022"]),
        ("figures", vec![]),
    ] {
        let done = run(what, &[&more[..], &["--output", &output]].concat());
        assert!(!done.status.success(), "{what} {more:?}");
        assert!(!std::path::Path::new(&output).exists());
    }
}
