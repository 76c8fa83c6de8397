//! What callers say about lags, and what an operator may set. Deliberately absent: a standby, which `tests/faults` builds.

use std::process::Command;

use axum::http::Method;
use serde_json::json;

use super::{Answer, STRICT, routes, send, without_district};
use crate::support::Store;

fn by(answer: &Answer) -> Option<&str> {
    let by = answer.headers.get("workrooms-answered-by");
    by.map(|by| by.to_str().unwrap())
}

#[tokio::test]
async fn a_lag_that_cannot_be_meant_is_refused_and_one_that_can_is_taken() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let lag = "请求头 Workrooms-Max-Lag 须为秒数，如 1 或 0.5，不超过 86400。";
        let number = "请求头 Workrooms-At-Least 须为“区划代码=日志序号”，如 430503=17。";
        for (name, value, refused) in [
            ("workrooms-max-lag", "soon", Some(lag)),
            ("workrooms-max-lag", "-1", Some(lag)),
            ("workrooms-max-lag", "86401", Some(lag)),
            ("workrooms-at-least", "17", Some(number)),
            ("workrooms-at-least", "430503=", Some(number)),
            ("workrooms-max-lag", "0", None),
            ("workrooms-max-lag", "1.5", None),
            ("workrooms-at-least", "430503=17", None),
        ] {
            let body = json!({ "query": "{ __typename }" }).to_string();
            let by_post = |media| {
                let headers = [
                    ("content-type", "application/json"),
                    ("accept", media),
                    (name, value),
                ];
                let (routes, body) = (&routes, body.clone());
                async move { send(routes, Method::POST, "/graphql", &headers, body).await }
            };
            let path = "/graphql?query=%7B__typename%7D";
            let answers = [
                by_post(STRICT).await,
                by_post("application/json").await,
                by_post("text/event-stream").await,
                send(&routes, Method::GET, path, &[(name, value)], "").await,
            ];
            for answer in answers {
                match refused {
                    None => {
                        assert_eq!(answer.status, 200, "{name}: {value}");
                        assert_eq!(by(&answer), Some("primary"), "{name}: {value}");
                    }
                    Some(message) => {
                        assert_eq!(answer.status, 400, "{name}: {value}");
                        assert_eq!(answer.code(), "BAD_INPUT");
                        assert_eq!(answer.json()["errors"][0]["message"], message);
                        assert_eq!(by(&answer), None);
                    }
                }
            }
        }
        // What is refused before anything is looked up was answered by no database.
        let nothing = super::ask(&routes, "{ nothing }").await;
        assert_eq!((nothing.code().as_str(), by(&nothing)), ("BAD_INPUT", None));
    })
    .await;
}

#[test]
fn sqlite_has_no_standby_and_a_standby_is_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite://{}/w.db?mode=rwc", folder.path().display());
    for (database, standby, expected) in [
        (
            sqlite.as_str(),
            "postgres://w:secret@127.0.0.1:1/w",
            "workrooms: WORKROOMS_STANDBY_URL is set and DATABASE_URL is SQLite, which has no standby: ",
        ),
        (
            "postgres://w@127.0.0.1:1/w",
            "sqlite://secret.db",
            "workrooms: WORKROOMS_STANDBY_URL is postgres://…, ",
        ),
    ] {
        for arguments in [&["serve"][..], &["config", "check"]] {
            let refused = Command::new(env!("CARGO_BIN_EXE_workrooms"))
                .args(arguments)
                .current_dir(folder.path())
                .env("DATABASE_URL", database)
                .env("WORKROOMS_STANDBY_URL", standby)
                .output()
                .unwrap();
            let told = String::from_utf8(refused.stderr).unwrap();
            assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
            assert!(told.starts_with(expected), "{told}");
            assert!(!told.contains("secret"), "{told}");
        }
    }
    assert!(
        !folder.path().join("w.db").exists(),
        "refused before anything is opened"
    );
}
