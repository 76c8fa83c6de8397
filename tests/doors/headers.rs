//! Headers of every answer, and scripts of other origins. Deliberately absent: HSTS where TLS is spoken (tls).

use axum::http::{Method, StatusCode};
use clap::Parser;

use super::{Answer, routes, send, without_district};
use crate::support::Store;

const JSON: (&str, &str) = ("content-type", "application/json");
const FRIEND: &str = "https://figures.example.gov.cn";

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_carries_the_safe_headers_whatever_its_status() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--cors-origins", FRIEND]);
        let browser = [("accept", "text/html")];
        for (method, path, headers, status) in [
            (Method::GET, "/graphql", &browser[..], 200),
            (Method::GET, "/graphql", &[], 400),
            (Method::GET, "/graphql?query=%7B__typename%7D", &[], 200),
            (Method::DELETE, "/graphql", &[], 405),
            (Method::POST, "/graphql", &[], 415),
            (
                Method::POST,
                "/graphql",
                &[JSON, ("authorization", "Bearer x")],
                401,
            ),
            (Method::OPTIONS, "/graphql", &[("origin", FRIEND)], 200),
            (Method::GET, "/schema.graphql", &[], 200),
            (Method::GET, "/graphiql/start.js", &[], 200),
            (Method::GET, "/graphiql/nothing", &[], 404),
            (Method::GET, "/livez", &[], 200),
            (Method::GET, "/elsewhere", &[], 404),
        ] {
            let answer = send(&routes, method.clone(), path, headers, "").await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "no-referrer"),
                ("cache-control", "no-store"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                (
                    "permissions-policy",
                    "camera=(), geolocation=(), microphone=()",
                ),
            ] {
                assert_eq!(header(&answer, name), Some(value), "{method} {path}");
            }
            let policy = header(&answer, "content-security-policy").unwrap();
            assert!(
                policy.starts_with("default-src 'none'; "),
                "{method} {path}"
            );
            assert!(
                policy.ends_with("frame-ancestors 'none'"),
                "{method} {path}"
            );
            assert!(!policy.contains("unsafe-eval"), "{method} {path}");
            assert_eq!(header(&answer, "set-cookie"), None);
            // A browser must not be told by plain HTTP that this name speaks TLS.
            assert_eq!(header(&answer, "strict-transport-security"), None);
        }
    })
    .await;
}

/// A browser's question whether a script may post JSON with a token.
async fn preflight(routes: &axum::Router, origin: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "authorization,content-type",
        ),
    ];
    send(routes, Method::OPTIONS, "/graphql", &headers, "").await
}

async fn asks(routes: &axum::Router, origin: &str) -> Answer {
    let headers = [JSON, ("origin", origin)];
    let body = r#"{"query":"{ __typename }"}"#;
    send(routes, Method::POST, "/graphql", &headers, body).await
}

#[tokio::test]
async fn nobody_elses_script_may_read_unless_its_origin_is_listed() {
    without_district(|store: Store| async move {
        let closed = routes(&store, &[]);
        let refused = preflight(&closed, FRIEND).await;
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
        for answer in [refused, asks(&closed, FRIEND).await] {
            assert!(
                answer
                    .headers
                    .keys()
                    .all(|name| !name.as_str().starts_with("access-control"))
            );
        }
        let second = "http://127.0.0.1:5173";
        let open = routes(&store, &["--cors-origins", &format!("{FRIEND},{second}")]);
        for origin in [FRIEND, second] {
            let allowed = preflight(&open, origin).await;
            assert_eq!(allowed.status, StatusCode::OK);
            for (name, value) in [
                ("access-control-allow-origin", Some(origin)),
                ("access-control-allow-methods", Some("GET,POST")),
                (
                    "access-control-allow-headers",
                    Some("accept,accept-language,authorization,content-type,workrooms-grant,workrooms-max-lag,workrooms-at-least"),
                ),
                ("access-control-max-age", Some("600")),
                ("access-control-allow-credentials", None),
            ] {
                assert_eq!(header(&allowed, name), value, "{origin} {name}");
            }
            let answer = asks(&open, origin).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), Some(origin));
            assert_eq!(header(&answer, "access-control-allow-credentials"), None);
            assert_eq!(
                header(&answer, "access-control-expose-headers"),
                Some("retry-after,content-disposition,workrooms-answered-by")
            );
        }
        for stranger in [
            "https://figures.example.gov.cn.evil.example",
            "http://figures.example.gov.cn",
            "https://figures.example.gov.cn:8443",
            "https://FIGURES.example.gov.cn",
            "null",
            "*",
        ] {
            for answer in [
                preflight(&open, stranger).await,
                asks(&open, stranger).await,
            ] {
                assert_eq!(
                    header(&answer, "access-control-allow-origin"),
                    None,
                    "{stranger}"
                );
                // A cache that keeps the refusal must not hand it to a friend.
                let mut varies = answer.headers.get_all("vary").iter();
                assert!(varies.any(|value| value.to_str().unwrap().contains("origin")));
            }
        }
    })
    .await;
}

#[test]
fn an_origin_that_could_never_match_is_refused_at_the_start() {
    for wrong in [
        "*",
        "null",
        "figures.example.gov.cn",
        "https://",
        "https://figures.example.gov.cn/",
        "https://Figures.example.gov.cn",
        "https://*.example.gov.cn",
        "ftp://figures.example.gov.cn",
    ] {
        let origins = format!("{FRIEND},{wrong}");
        let line = super::Line::try_parse_from(["workrooms", "--cors-origins", &origins]);
        assert!(line.is_err(), "{wrong}");
    }
}
