//! What a caller may spend in a minute, by HTTP and by websocket, and that nobody pays for another. Budgets here are so
//! small that a request takes a minute's worth, so that no story depends on its own speed. Deliberately absent: how a
//! budget comes back, which its own rows tell by a clock of theirs.

use axum::Router;
use axum::http::{Method, StatusCode};
use clap::Parser;
use serde_json::{Value, json};
use uuid::Uuid;
use workrooms::http::budget::{Budgets, Payer, entrance};

use super::socket::{Peer, server};
use super::{Answer, Line, STRICT, administrator, routes, send, without_district};
use crate::support::Store;

/// Asks with a token and from an address, as a trusted proxy tells it.
async fn from(routes: &Router, address: &str, token: Option<&str>, query: &str) -> Answer {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", STRICT),
        ("x-forwarded-for", address),
    ];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    let body = json!({ "query": query }).to_string();
    send(routes, Method::POST, "/graphql", &headers, body).await
}

/// A request asked without a network comes from no address; that one is the proxy here.
const PROXY: [&str; 2] = ["--trusted-proxies", "::"];

const LEAST: &str = "{ __typename }";

fn told_to_wait(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.code(), "RATE_LIMITED");
    let seconds = answer.headers["retry-after"].to_str().unwrap();
    assert!((30..=60).contains(&seconds.parse().unwrap()), "{seconds}");
    let json = answer.json();
    let error = &json["errors"][0];
    assert_eq!(error["extensions"]["retryAfter"].to_string(), seconds);
    let message = format!("请求过多，已用完本分钟的额度；请在 {seconds} 秒后再试。");
    assert_eq!(error["message"], message);
    assert!(json.get("data").is_none());
}

#[tokio::test]
async fn a_caller_at_his_limit_waits_and_every_other_is_served() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--budget-per-minute", "20"]);
        let greedy = administrator(&store).await.token;
        let other = administrator(&store).await.token;
        let first = from(&routes, "", Some(&greedy), LEAST).await;
        assert_eq!(first.status, StatusCode::OK);
        for _ in 0..3 {
            told_to_wait(&from(&routes, "", Some(&greedy), LEAST).await);
            // What is wrong with a document is not looked for either.
            told_to_wait(&from(&routes, "", Some(&greedy), "{").await);
            assert_eq!(from(&routes, "", None, LEAST).await.status, StatusCode::OK);
        }
        let served = from(&routes, "", Some(&other), LEAST).await;
        assert_eq!(served.json()["data"], json!({ "__typename": "Query" }));
    })
    .await;
}

#[tokio::test]
async fn what_an_operation_costs_is_taken_and_what_is_left_may_be_spent() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--budget-per-minute", "11000"]);
        let token = administrator(&store).await.token;
        let dear = r#"{ district(code: "430503") { breakdown(
            by: [WORKROOM, MONTH], metrics: [EVENTS, SESSIONS, PERSONS, VOICES, EVENTS, SESSIONS, PERSONS, VOICES,
            EVENTS, SESSIONS, PERSONS, VOICES], period: { year: 2022 }) { figures { value metric { code } } } } }"#;
        let first = from(&routes, "", Some(&token), dear).await;
        assert_ne!(first.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(first.cost(), 10_001);
        let second = from(&routes, "", Some(&token), dear).await;
        told_to_wait(&second);
        assert_eq!(second.cost(), 10_001, "it is told what was too much");
        let small = from(&routes, "", Some(&token), LEAST).await;
        assert_eq!(small.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_schema_and_long_requests_cost_more_than_their_objects() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--budget-per-minute", "1020"]);
        let schema = "{ __schema { queryType { name } } }";
        let long = format!("{LEAST} #{}", "x".repeat(100_000));
        for dear in [schema, long.as_str()] {
            let token = administrator(&store).await.token;
            let first = from(&routes, "", Some(&token), dear).await;
            assert_eq!(first.status, StatusCode::OK);
            // How long is not told to the second: the entrance alone comes back in one.
            let again = from(&routes, "", Some(&token), dear).await;
            assert_eq!(again.code(), "RATE_LIMITED");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_not_signed_in_pays_by_his_address() {
    without_district(|store: Store| async move {
        let settings = [&PROXY[..], &["--unsigned-budget-per-minute", "20"]].concat();
        let routes = routes(&store, &settings);
        let token = administrator(&store).await.token;
        let [one, other] = ["192.0.2.1", "192.0.2.2"];
        assert_eq!(from(&routes, one, None, LEAST).await.status, StatusCode::OK);
        told_to_wait(&from(&routes, one, None, LEAST).await);
        // He may say what he likes of himself: the proxy's word comes last.
        told_to_wait(&from(&routes, "203.0.113.9, 192.0.2.1", None, LEAST).await);
        let signed_in = from(&routes, one, Some(&token), LEAST).await;
        assert_eq!(signed_in.status, StatusCode::OK);
        assert_eq!(
            from(&routes, other, None, LEAST).await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn bad_tokens_are_counted_and_shut_nobody_else_out() {
    without_district(|store: Store| async move {
        let settings = [&PROXY[..], &["--unsigned-budget-per-minute", "5000"]].concat();
        let routes = routes(&store, &settings);
        let good = administrator(&store).await.token;
        let [one, other] = ["192.0.2.1", "192.0.2.2"];
        let bad = from(&routes, one, Some("wr_bad"), LEAST).await;
        assert_eq!(bad.status, StatusCode::UNAUTHORIZED);
        for token in ["wr_bad", "wr_worse", ""] {
            told_to_wait(&from(&routes, one, Some(token), LEAST).await);
        }
        for token in [Some(good.as_str()), None] {
            let neighbour = from(&routes, one, token, LEAST).await;
            assert_eq!(neighbour.status, StatusCode::OK);
        }
        let elsewhere = from(&routes, other, Some("wr_bad"), LEAST).await;
        assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_websocket_spends_the_same_budget() {
    without_district(|store: Store| async move {
        let settings = [
            "--budget-per-minute",
            "20",
            "--unsigned-budget-per-minute",
            "5000",
        ];
        let server = server(&store, &settings).await;
        let token = administrator(&store).await.token;
        let mut peer = Peer::acknowledged(&server, json!({ "token": token })).await;
        let ask =
            |id: &str| json!({ "id": id, "type": "subscribe", "payload": { "query": LEAST } });
        peer.say(ask("1")).await;
        assert_eq!(peer.hear().await["type"], "next");
        assert_eq!(peer.hear().await["type"], "complete");
        peer.say(ask("2")).await;
        let refused = peer.hear().await;
        assert_eq!(refused["type"], "error");
        assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
        let routes = workrooms::http::router(server.doors.clone());
        told_to_wait(&from(&routes, "", Some(&token), LEAST).await);

        for closed in [4403, 1013] {
            let mut stranger = Peer::meet(&server).await;
            stranger
                .say(json!({ "type": "connection_init", "payload": { "token": "wr_bad" } }))
                .await;
            assert_eq!(stranger.closed().await, closed);
        }
        let mut unsigned = Peer::acknowledged(&server, Value::Null).await;
        unsigned.say(ask("1")).await;
        assert_eq!(unsigned.hear().await["type"], "next");
    })
    .await;
}

#[tokio::test]
async fn the_defaults_bear_two_thousand_dashboards_and_as_many_batches_a_minute() {
    let config = Line::parse_from(["workrooms"]).config.http;
    let budgets = Budgets::new(&config);
    let payer = Payer::Token(Uuid::from_u128(1));
    // The dashboard of five levels and twelve metrics, and a batch of 500 posts of a kilobyte, as their stories tell.
    for (bytes, cost) in [(2_000, 19_113), (500_000, 4_001)] {
        for time in 0..2000 {
            let before = entrance(bytes);
            let entrance = budgets.charge(payer, before, 0).await;
            let rest = budgets.charge(payer, cost, before).await;
            assert_eq!((entrance, rest), (Ok(()), Ok(())), "{cost}, {time}");
        }
    }
}
