//! Who asks, in which language, under which time limit, and what the log says of it. Deliberately absent: the websocket.

use axum::Router;
use axum::http::{Method, StatusCode};
use serde_json::json;
use workrooms::http::run::{Asked, Begun, Caller};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::DistrictId;

use super::{Answer, STRICT, administrator, doors, routes, send, without_district};
use crate::support::Store;
use crate::support::log::logged;

async fn as_caller(routes: &Router, headers: &[(&str, &str)], query: &str) -> Answer {
    let all = [
        &[("content-type", "application/json"), ("accept", STRICT)],
        headers,
    ]
    .concat();
    let body = json!({ "query": query }).to_string();
    send(routes, Method::POST, "/graphql", &all, body).await
}

on_both!(a_token_says_who_asks);
async fn a_token_says_who_asks(store: Store) {
    let token = administrator(&store).await.token;
    let routes = routes(&store, &[]);
    let viewer = async |authorization: &str| {
        as_caller(
            &routes,
            &[("authorization", authorization)],
            "{ viewer { role } }",
        )
        .await
    };
    for scheme in ["Bearer", "bearer"] {
        let known = viewer(&format!("{scheme} {token}")).await;
        assert_eq!(known.json()["data"]["viewer"]["role"], "SYSTEM_ADMIN");
    }
    let anonymous = as_caller(&routes, &[], "{ viewer { role } }").await;
    assert_eq!(anonymous.json()["data"], json!({ "viewer": null }));
    let refused = as_caller(&routes, &[], "{ districts { code } }").await;
    assert_eq!(refused.code(), "UNAUTHENTICATED");
    for bad in ["Bearer nonsense", "Bearer", "Basic x", &token, ""] {
        let answer = viewer(bad).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        assert_eq!(answer.code(), "UNAUTHENTICATED");
        assert!(answer.json().get("data").is_none());
    }
}

#[tokio::test]
async fn messages_are_in_the_language_of_the_caller() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for (language, syntax, signed_in) in [
            ("zh-CN", "查询语法错误（第 1 行第 2 列）。", "请先登录。"),
            ("en", "Syntax error (line 1, column 2).", "Sign in first."),
            ("fr", "查询语法错误（第 1 行第 2 列）。", "请先登录。"),
        ] {
            let headers = [("accept-language", language)];
            let broken = as_caller(&routes, &headers, "{").await;
            assert_eq!(broken.json()["errors"][0]["message"], syntax);
            let refused = as_caller(&routes, &headers, "{ districts { code } }").await;
            assert_eq!(refused.json()["errors"][0]["message"], signed_in);
            assert_eq!(refused.json()["errors"][0]["path"], json!(["districts"]));
        }
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_ended() {
    without_district(|store: Store| async move {
        let patient = doors(&store, &[]);
        let hurried = doors(&store, &["--operation-seconds", "0"]);
        let code = DistrictId::parse("430503").unwrap();
        let actor = Actor {
            id: Clock::System.new_uuid(),
            role: Role::Leader,
            district: code,
            scope: None,
        };
        let caller = Caller {
            actor: Some(actor),
            session: None,
            open_queries: false,
            grant: None,
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            lang: Lang::Zh,
            shown: None,
            may_mutate: true,
            may_subscribe: false,
        };
        let answered = |begun| match begun {
            Ok(Begun::Answered(answer)) => answer,
            other => panic!("{other:?}"),
        };
        let asked = Asked {
            query: "{ viewer { district { name } } }".to_owned(),
            ..Asked::default()
        };
        let free = answered(Box::pin(patient.run(asked.clone(), &caller)).await);
        assert_eq!(json!(free.body)["data"]["viewer"]["district"], json!(null));
        // While every connection is held, whatever must ask the database waits.
        let pool = store.db.get_sqlite_connection_pool();
        let mut held = Vec::new();
        for _ in 0..pool.options().get_max_connections() {
            held.push(pool.acquire().await.unwrap());
        }
        let late = answered(Box::pin(hurried.run(asked, &caller)).await);
        assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
        let body = json!(late.body);
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "TIMEOUT");
        assert_eq!(error["message"], "处理超时，请缩小查询范围。");
        assert!(body.get("data").is_none());
        assert_eq!(body["extensions"]["cost"]["requested"], 2);
    })
    .await;
}

#[tokio::test]
async fn when_every_place_is_taken_the_caller_is_told_to_come_again() {
    without_district(|store: Store| async move {
        let settings = ["--max-concurrent-operations", "1", "--wait-seconds", "0"];
        let doors = doors(&store, &settings);
        let routes = workrooms::http::router(doors.clone());
        let taken = doors.places.acquire().await.unwrap();
        let busy = as_caller(&routes, &[], "{ __typename }").await;
        assert_eq!(busy.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(busy.headers["retry-after"], "1");
        assert_eq!(busy.code(), "RATE_LIMITED");
        assert_eq!(busy.cost(), 0);
        drop(taken);
        let served = as_caller(&routes, &[], "{ __typename }").await;
        assert_eq!(served.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_log_tells_how_it_went_and_nothing_that_was_sent() {
    without_district(|store: Store| async move {
        let token = administrator(&store).await.token;
        let routes = routes(&store, &[]);
        let bearer = format!("Bearer {token}");
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("x-forwarded-for", "203.0.113.7"),
        ];
        let body = json!({
            "query": "query Whisper($s: String!) { __type(name: $s) { name } viewer { role } }",
            "variables": { "s": "whispered" },
        });
        let body = body.to_string();
        let path = "/graphql?secret=address";
        let sent = send(&routes, Method::POST, path, &headers, body);
        let (sent, own) = logged(sent).await;
        assert_eq!(sent.status, StatusCode::OK);
        let line = own
            .iter()
            .find(|line| line.contains("\"answered\""))
            .unwrap();
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["fields"]["status"], 200);
        assert!(line["fields"]["milliseconds"].is_number());
        for (field, value) in [
            ("method", "POST"),
            ("path", "/graphql"),
            ("kind", "query"),
            ("outcome", "ok"),
            ("role", "system_admin"),
        ] {
            assert_eq!(line["span"][field], value);
        }
        for secret in ["hisper", token.as_str(), "wr_", "203.0.113.7", "address"] {
            assert!(!own.concat().contains(secret), "{secret} in {own:?}");
        }
    })
    .await;
}
