//! What the program refuses to show to a network, told by the program itself as an operator starts it.
//! Deliberately absent: serving, which other stories do on the loopback.

use std::process::{Command, Output};

use super::tls::Pem;

/// Runs the program with settings in the environment, over a database in the folder `data` of this one.
fn workrooms(folder: &std::path::Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let database = format!("sqlite://{}/data/w.db?mode=rwc", folder.display());
    Command::new(env!("CARGO_BIN_EXE_workrooms"))
        .args(arguments)
        .env("DATABASE_URL", database)
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn plain_http_beyond_this_machine_is_refused_before_anything_is_opened() {
    for address in [
        "0.0.0.0:0",
        "[::]:0",
        "192.0.2.1:80",
        "[::ffff:192.0.2.1]:80",
    ] {
        let folder = tempfile::tempdir().unwrap();
        // A database that cannot be opened: a program that went as far would say so and end.
        std::fs::write(folder.path().join("data"), "").unwrap();
        let listen = [("WORKROOMS_LISTEN", address)];
        for arguments in [&["serve"][..], &["serve", "--demo"], &["config", "check"]] {
            let refused = workrooms(folder.path(), arguments, &listen);
            assert_eq!(refused.status.code(), Some(1), "{address} {arguments:?}");
            let expected = format!(
                "workrooms: {address} can be reached from other machines, and plain HTTP would show tokens and data to \
                 the network: "
            );
            assert!(told(&refused).starts_with(&expected), "{}", told(&refused));
        }
    }
}

#[test]
fn tls_is_spoken_to_anyone_if_its_files_are_good() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let [mine, other] = ["mine", "other"].map(|name| Pem::written(folder.path(), name));
    let check = |certificate: &str, key: &str| {
        let settings = [
            ("WORKROOMS_LISTEN", "0.0.0.0:0"),
            ("WORKROOMS_TLS_CERTIFICATE", certificate),
            ("WORKROOMS_TLS_KEY", key),
        ];
        workrooms(folder.path(), &["config", "check"], &settings)
    };
    let good = check(&mine.chain, &mine.key);
    assert!(good.status.success(), "{}", told(&good));
    let nowhere = format!("{}/nowhere.pem", folder.path().display());
    for (certificate, key, named) in [
        (&mine.chain, &other.key, &mine.chain),
        (&mine.key, &mine.key, &mine.key),
        (&nowhere, &mine.key, &nowhere),
        (&mine.chain, &nowhere, &nowhere),
    ] {
        let bad = check(certificate, key);
        assert_eq!(bad.status.code(), Some(1), "{certificate} {key}");
        let expected = format!("workrooms: {named}: ");
        assert!(told(&bad).starts_with(&expected), "{}", told(&bad));
        assert!(!told(&bad).contains("BEGIN"), "{}", told(&bad));
    }
    let lonely = [("WORKROOMS_TLS_CERTIFICATE", mine.chain.as_str())];
    let lonely = workrooms(folder.path(), &["config", "check"], &lonely);
    assert_eq!(lonely.status.code(), Some(2), "a certificate needs its key");
}

#[test]
fn plain_http_is_served_on_the_loopback_and_behind_a_proxy() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for settings in [
        &[][..],
        &[("WORKROOMS_LISTEN", "127.0.0.2:0")],
        &[("WORKROOMS_LISTEN", "[::1]:0")],
        &[("WORKROOMS_LISTEN", "[::ffff:127.0.0.1]:0")],
        &[
            ("WORKROOMS_LISTEN", "0.0.0.0:0"),
            ("WORKROOMS_BEHIND_PROXY", "true"),
        ],
    ] {
        let checked = workrooms(folder.path(), &["config", "check"], settings);
        assert!(checked.status.success(), "{settings:?} {}", told(&checked));
    }
}
