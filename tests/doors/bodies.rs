//! How much may be sent at once: by one body, by one caller, by all of them. Deliberately absent: what is compressed
//! (encodings).

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;
use workrooms::http::Doors;
use workrooms::http::bodies::{Arriving, Held};
use workrooms::http::budget::Payer;

use super::{Answer, administrator_who, doors, doors_as_set, send, without_district};
use crate::support::Store;

const LONG: usize = 100 * 1024;

fn padded(bytes: usize) -> String {
    let query = json!({ "query": "{ __typename }" }).to_string();
    let blanks = " ".repeat(bytes - query.len());
    format!("{query}{blanks}")
}

async fn post(doors: &Doors, token: &str, body: String) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", super::STRICT),
    ];
    if !token.is_empty() {
        headers.push(("authorization", &bearer));
    }
    let routes = workrooms::http::router(doors.clone());
    send(&routes, Method::POST, "/graphql", &headers, body).await
}

#[tokio::test]
async fn who_is_not_signed_in_sends_little() {
    without_district(|store: Store| async move {
        let doors = doors_as_set(&store, &["--open-queries", "everyone"]);
        let token = administrator_who(&store, false).await.token;
        let fits = post(&doors, "", padded(64 * 1024)).await;
        assert_eq!(fits.status, StatusCode::OK, "{}", fits.text);
        let more = post(&doors, "", padded(64 * 1024 + 1)).await;
        assert_eq!(more.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(
            more.json()["errors"][0]["message"],
            "未登录时请求体不得超过 65536 字节，请先登录。"
        );
        let signed = post(&doors, &token, padded(64 * 1024 + 1)).await;
        assert_eq!(signed.status, StatusCode::OK, "{}", signed.text);
        // A token that is not good reads why, however much was sent with it.
        let stale = post(&doors, "wr_0", padded(1024 * 1024)).await;
        assert_eq!(stale.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_body_has_so_many_values() {
    without_district(|store: Store| async move {
        let doors = doors(&store, &[]);
        let of = |values: usize| {
            let list = vec!["1"; values].join(",");
            format!(r#"{{"query":"{{ __typename }}","variables":{{"n":[{list}]}}}}"#)
        };
        // Beside the list itself there are five marks.
        let fits = post(&doors, "", of(250_000 - 4)).await;
        assert_eq!(fits.status, StatusCode::OK, "{}", fits.text);
        let more = post(&doors, "", of(250_000 - 3)).await;
        assert_eq!(more.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(
            more.json()["errors"][0]["message"],
            "请求体中的值不得超过 250000 个，请分批发送。"
        );
    })
    .await;
}

async fn held(doors: &Doors, who: u128, bytes: usize) -> Result<Held, StatusCode> {
    let arriving = Arriving {
        body: Body::from(padded(bytes)),
        packed: false,
        payer: Payer::Token(Uuid::from_u128(who)),
        signed_in: true,
    };
    let read = doors.bodies.read(arriving).await;
    read.map_err(|refused| refused.0)
}

#[tokio::test]
async fn all_long_bodies_together_have_so_much_room() {
    without_district(|store: Store| async move {
        // Room for what three bodies have beyond their first 64 KiB, and not for a fourth.
        let settings = [
            "--max-body-bytes",
            "120000",
            "--max-bodies-bytes",
            "120000",
            "--wait-seconds",
            "0",
        ];
        let doors = doors(&store, &settings);
        let mut under_way = Vec::new();
        for who in 1..=3 {
            under_way.push(held(&doors, who, LONG).await.unwrap());
        }
        assert_eq!(
            held(&doors, 4, LONG).await.unwrap_err(),
            StatusCode::TOO_MANY_REQUESTS
        );
        let told = post(&doors, "", padded(LONG)).await;
        assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(told.code(), "RATE_LIMITED");
        // A short one needs no room, and a long one has it again when another ends.
        assert!(held(&doors, 4, 64 * 1024).await.is_ok());
        under_way.pop();
        assert!(held(&doors, 4, LONG).await.is_ok());
        // Whatever is too long holds nothing.
        let longer = held(&doors, 4, 130_000).await.unwrap_err();
        assert_eq!(longer, StatusCode::PAYLOAD_TOO_LARGE);
        under_way.clear();
        assert!(held(&doors, 4, 120_000).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn one_caller_has_so_many_long_bodies_and_others_theirs() {
    without_district(|store: Store| async move {
        let doors = doors(&store, &[]);
        let mut under_way = Vec::new();
        for _ in 0..4 {
            under_way.push(held(&doors, 1, LONG).await.unwrap());
        }
        assert_eq!(
            held(&doors, 1, LONG).await.unwrap_err(),
            StatusCode::TOO_MANY_REQUESTS
        );
        assert!(held(&doors, 1, 1000).await.is_ok());
        assert!(held(&doors, 2, LONG).await.is_ok());
        under_way.pop();
        assert!(held(&doors, 1, LONG).await.is_ok());
    })
    .await;
}
