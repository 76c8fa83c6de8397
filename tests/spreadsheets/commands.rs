//! Imports as an operator makes them: the template, a dry run with its workbook, the import, the same again, the undoing.
//! Deliberately absent: the identity desk, which is the office's.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::damaged::{counted, gbk, rows};
use crate::events::town::Town;
use crate::support::{KEYS, Store};

fn workrooms(url: &str, keys: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_workrooms"));
    program.arg("import").args(arguments);
    let keys = format!("file:{}", keys.display());
    program.env("DATABASE_URL", url).env("WORKROOMS_KEYS", keys);
    program.output().unwrap()
}

fn said(output: &Output) -> String {
    let refused = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{refused}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

on_both!(an_operator_imports_and_takes_back);
async fn an_operator_imports_and_takes_back(store: Store) {
    let town = Town::new(&store).await;
    let before = counted(&town).await;
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let keys = folder.path().join("keys");
    std::fs::write(&keys, KEYS).unwrap();
    // The program reads no keys that others could read.
    std::fs::set_permissions(&keys, Permissions::from_mode(0o600)).unwrap();
    std::fs::write(place("posts.csv"), gbk(&rows())).unwrap();
    let url = store.raw_url();
    let run = |arguments: &[&str]| {
        let district = ["--district", "430503"];
        workrooms(&url, &keys, &[arguments, &district].concat())
    };
    said(&run(&[
        "template",
        "posts",
        "--output",
        &place("template.xlsx"),
    ]));
    assert!(
        std::fs::read(place("template.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );

    let (file, marked) = (place("posts.csv"), place("marked.xlsx"));
    let dry = said(&run(&["file", &file, "--dry-run", "--marked", &marked]));
    assert_eq!(
        dry.lines().last(),
        Some("共20行：入账15，待核0，待认定1，重复1，待明确1，未接受2")
    );
    assert!(
        dry.starts_with("第17行“日期”列（D）：不是有效日期。\n"),
        "{dry}"
    );
    assert!(std::fs::read(&marked).unwrap().starts_with(b"PK"));
    assert_eq!(counted(&town).await, before);

    let done: Value = serde_json::from_str(&said(&run(&["file", &file, "--json"]))).unwrap();
    assert_eq!(
        (&done["accepted"], &done["waiting"]),
        (&15.into(), &1.into())
    );
    let after = (town.number().await, counted(&town).await);
    assert_ne!(after.1, before);
    said(&run(&["file", &file]));
    assert_eq!((town.number().await, counted(&town).await), after);

    let batch = done["batch"].as_str().unwrap();
    assert_eq!(said(&run(&["undo", batch])), "已作废15条活动\n");
    assert_eq!(counted(&town).await, before);
    assert!(!run(&["undo", batch]).status.success());
    town.assert_whole().await;
}
