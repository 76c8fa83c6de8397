//! Status codes, media types and headers. Deliberately absent: the audits of the published suite, which tests/run runs.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{STRICT, administrator, ask, doors, routes, send, without_district};
use crate::support::Store;

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn each_fault_has_its_status() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        // The body, then the status as graphql-response+json and as json.
        for (body, strict, lenient) in [
            (json!({ "query": "{ __typename }" }).to_string(), 200, 200),
            (json!({ "query": "{" }).to_string(), 400, 200),
            (json!({ "query": "{ nothing }" }).to_string(), 400, 200),
            (
                json!({ "query": "query A { __typename }", "operationName": "B" }).to_string(),
                400,
                200,
            ),
            (
                json!({ "query": "query A($n: Int!) { __typename @skip(if: false) a: __type(name: $x) }" })
                    .to_string(),
                400,
                200,
            ),
            (
                json!({ "query": "query A($s: String!) { __type(name: $s) { name } }" }).to_string(),
                400,
                200,
            ),
            ("".to_owned(), 400, 400),
            ("{".to_owned(), 400, 400),
            ("[]".to_owned(), 400, 400),
            ("{}".to_owned(), 400, 400),
            (json!({ "query": 1 }).to_string(), 400, 400),
            (json!({ "query": "{ __typename }", "variables": [] }).to_string(), 400, 400),
            (json!({ "query": "{ __typename }", "operationName": 1 }).to_string(), 400, 400),
            (json!({ "query": "{ __typename }", "extensions": "x" }).to_string(), 400, 400),
        ] {
            for (media, status) in [(STRICT, strict), ("application/json", lenient)] {
                let headers = [JSON, ("accept", media)];
                let answer =
                    send(&routes, Method::POST, "/graphql", &headers, body.clone()).await;
                assert_eq!(answer.status.as_u16(), status, "{media} {body}");
                let content_type = answer.headers["content-type"].to_str().unwrap();
                assert_eq!(content_type, format!("{media}; charset=utf-8"), "{body}");
                let json = answer.json();
                if strict == 200 {
                    assert_eq!(json["data"]["__typename"], "Query");
                } else {
                    assert!(json.get("data").is_none(), "no data key: {json}");
                    assert_eq!(answer.code(), "BAD_INPUT", "{body}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn only_json_is_a_body_and_only_json_is_answered() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let mutation = json!({ "query": "mutation { __typename }" }).to_string();
        for content_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=gbk",
        ] {
            let headers = [("content-type", content_type), ("accept", STRICT)];
            let answer = send(
                &routes,
                Method::POST,
                "/graphql",
                &headers,
                mutation.clone(),
            )
            .await;
            assert_eq!(
                answer.status,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "{content_type}"
            );
        }
        let none = send(&routes, Method::POST, "/graphql", &[], mutation.clone()).await;
        assert_eq!(none.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        for accept in ["text/plain", "text/csv", "application/json;q=0"] {
            let headers = [JSON, ("accept", accept)];
            let answer = send(
                &routes,
                Method::POST,
                "/graphql",
                &headers,
                mutation.clone(),
            )
            .await;
            assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE, "{accept}");
        }
        let good = send(&routes, Method::POST, "/graphql", &[JSON], mutation).await;
        assert_eq!(good.json()["data"]["__typename"], "Mutation");
    })
    .await;
}

#[tokio::test]
async fn a_mutation_by_get_is_405() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let by_get = async |path: &str| send(&routes, Method::GET, path, &[("accept", STRICT)], "").await;
        for path in [
            "/graphql?query=mutation%7B__typename%7D",
            "/graphql?query=query%20Q%7B__typename%7Dmutation%20M%7B__typename%7D&operationName=M",
        ] {
            let answer = by_get(path).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(answer.headers["allow"], "POST");
            assert_eq!(answer.code(), "BAD_INPUT");
        }
        let named = by_get(
            "/graphql?query=query%20Q%7Bq:__typename%7Dmutation%20M%7B__typename%7D&operationName=Q",
        )
        .await;
        assert_eq!(named.json()["data"], json!({ "q": "Query" }));
        let variables = by_get(
            "/graphql?query=query($n:String!)%7B__type(name:$n)%7Bname%7D%7D&variables=%7B%22n%22:%22Query%22%7D",
        )
        .await;
        assert_eq!(variables.json()["data"]["__type"]["name"], "Query");
        assert_eq!(by_get("/graphql").await.status, StatusCode::BAD_REQUEST);
        let bad = by_get("/graphql?query=%7B__typename%7D&variables=x").await;
        assert_eq!(bad.status, StatusCode::BAD_REQUEST);
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = send(&routes, method, "/graphql", &[], "").await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(answer.headers["allow"], "GET, POST");
            assert_eq!(answer.code(), "BAD_INPUT");
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_above_the_limit_is_413_and_is_not_repeated() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--max-body-bytes", "1000"]);
        let of = |size: usize| {
            let query = format!("{{ __typename }} #{}", "私".repeat(size));
            json!({ "query": query }).to_string()
        };
        let small = send(&routes, Method::POST, "/graphql", &[JSON], of(300)).await;
        assert_eq!(small.status, StatusCode::OK);
        let large = send(&routes, Method::POST, "/graphql", &[JSON], of(400)).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(large.code(), "BAD_INPUT");
        assert!(!large.text.contains('私'));
    })
    .await;
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    without_district(|store: Store| async move {
        let open = routes(&store, &[]);
        let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        for path in ["/graphql", "/graphql?query=%7B__typename%7D"] {
            let page = send(&open, Method::GET, path, &browser, "").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.text.contains("://"), "no address in {}", page.text);
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self';"),
                "{policy}"
            );
            assert!(!policy.contains("//"), "{policy}");
            for part in page
                .text
                .split('"')
                .filter(|part| part.starts_with("/graphiql/"))
            {
                let file = send(&open, Method::GET, part, &[], "").await;
                assert_eq!(file.status, StatusCode::OK, "{part}");
                assert!(!file.text.is_empty(), "{part}");
            }
        }
        let sdl = send(&open, Method::GET, "/schema.graphql", &[], "").await;
        assert_eq!(sdl.text, workrooms::schema::sdl());
        let closed = routes(&store, &["--closed-schema"]);
        for path in ["/graphql", "/schema.graphql", "/graphiql/form.js"] {
            let answer = send(&closed, Method::GET, path, &browser, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let asked = ask(&closed, "{ __schema { queryType { name } } }").await;
        assert_eq!(asked.code(), "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn every_answer_is_neither_sniffed_nor_kept_nor_framed() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for path in [
            "/graphql",
            "/schema.graphql",
            "/livez",
            "/readyz",
            "/elsewhere",
        ] {
            let answer = send(&routes, Method::GET, path, &[], "").await;
            assert_eq!(
                answer.headers["x-content-type-options"], "nosniff",
                "{path}"
            );
            assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        }
    })
    .await;
}

on_both!(a_server_that_drains_is_alive_and_not_ready);
async fn a_server_that_drains_is_alive_and_not_ready(store: Store) {
    let doors = doors(&store, &[]);
    let routes = workrooms::http::router(doors.clone());
    let get = async |path: &str| send(&routes, Method::GET, path, &[], "").await;
    assert_eq!(get("/livez").await.status, StatusCode::OK);
    assert_eq!(get("/readyz").await.status, StatusCode::OK);
    doors.draining.cancel();
    assert_eq!(get("/livez").await.status, StatusCode::OK);
    assert_eq!(get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

on_both!(a_database_that_is_gone_is_not_ready);
async fn a_database_that_is_gone_is_not_ready(store: Store) {
    let token = administrator(&store).await.token;
    let routes = routes(&store, &[]);
    store.db.clone().close().await.unwrap();
    let ready = send(&routes, Method::GET, "/readyz", &[], "").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let bearer = format!("Bearer {token}");
    let headers = [JSON, ("accept", STRICT), ("authorization", &bearer)];
    let body = json!({ "query": "{ viewer { role } }" }).to_string();
    let asked = send(&routes, Method::POST, "/graphql", &headers, body).await;
    assert_eq!(asked.code(), "INTERNAL");
    let json = asked.json();
    let error = &json["errors"][0];
    let id = error["extensions"]["id"].as_str().unwrap();
    assert_eq!(
        error["message"],
        format!("系统出错，请向管理员报告编号 {id}。")
    );
}
