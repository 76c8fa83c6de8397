//! The keys as an operator keeps them: made at the first start, missed when they are gone, rotated by commands.
//! Deliberately absent: PostgreSQL; where the database is makes no difference to the commands.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program over a database in a folder, with its keys where the setting says, or where it puts them itself.
fn workrooms(folder: &Path, keys: Option<&str>, arguments: &[&str]) -> Output {
    let database = format!("sqlite://{}/w.db", folder.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_workrooms"));
    command.args(arguments).env("DATABASE_URL", database);
    command.env_remove("WORKROOMS_KEYS");
    command.envs(keys.map(|keys| ("WORKROOMS_KEYS", keys)));
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", refused(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const FOUND: [&str; 12] = [
    "district",
    "found",
    "--code",
    "430503",
    "--name",
    "大祥区",
    "--name-en",
    "Daxiang",
    "--city",
    "邵阳市",
    "--province",
    "湖南省",
];

#[test]
fn keys_are_made_once_missed_when_gone_and_rotated() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = folder.join("w.keys");
    said(&workrooms(folder, None, &FOUND));
    let text = std::fs::read_to_string(&file).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let first = said(&workrooms(folder, None, &["keys", "check"]));
    assert!(
        first.ends_with("(AES): 1 data keys, the current key\n"),
        "{first}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "made once");

    // Gone: nothing is served, and no other keys are made in its place.
    let away = folder.join("away");
    std::fs::rename(&file, &away).unwrap();
    let gone = refused(&workrooms(folder, None, &["keys", "check"]));
    assert!(gone.contains("is missing; bring it back"), "{gone}");
    assert!(!file.exists());
    // Keys of another site are refused as well, and what they are is not repeated.
    let other = said(&workrooms(folder, None, &["keys", "new", "--with-index"]));
    let other = other.replace('\n', ";");
    let command = Command::new(env!("CARGO_BIN_EXE_workrooms"))
        .args(["keys", "check"])
        .env(
            "DATABASE_URL",
            format!("sqlite://{}/w.db", folder.display()),
        )
        .env("WORKROOMS_KEYS", "env:KEYS_OF_THE_SITE")
        .env("KEYS_OF_THE_SITE", &other)
        .output()
        .unwrap();
    let wrong = refused(&command);
    assert!(
        wrong.contains("are wrapped by the master key k-"),
        "{wrong}"
    );
    assert!(
        !wrong.contains(
            other
                .split_whitespace()
                .nth(1)
                .unwrap()
                .trim_end_matches(';')
        )
    );

    // A further key becomes the current one; after the rotation the old line can go.
    std::fs::rename(&away, &file).unwrap();
    let path = file.to_str().unwrap();
    let named = format!("file:{path}");
    said(&workrooms(folder, None, &["keys", "new", "--file", path]));
    let rotated = said(&workrooms(folder, Some(&named), &["keys", "rotate"]));
    assert!(
        rotated.starts_with("1 data keys were wrapped anew"),
        "{rotated}"
    );
    let both = std::fs::read_to_string(&file).unwrap();
    let old = text.lines().find(|line| line.starts_with("key ")).unwrap();
    std::fs::write(&file, both.replace(old, "")).unwrap();
    said(&workrooms(folder, Some(&named), &["keys", "check"]));
    // The tooth: without the new line there is no way in.
    std::fs::write(&file, &text).unwrap();
    let refused = refused(&workrooms(folder, Some(&named), &["keys", "check"]));
    assert!(refused.contains("which is not among the keys"), "{refused}");
}
