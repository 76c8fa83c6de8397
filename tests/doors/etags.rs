//! Trusted queries by GET tell the hash of their answer, and who shows it is sent nothing again. Deliberately absent:
//! compression by itself.

use axum::http::{Method, StatusCode};
use workrooms::http::registering::{File, register};
use workrooms::http::router;
use workrooms::kernel::clock::Clock;

use super::{STRICT, administrator_who, doors_as_set, send};
use crate::support::Store;

const ROLE: &str = "query Role { viewer { role } }\nquery Node { node(id: \"none\") { id } }\n";

on_both!(an_answer_that_the_caller_has_is_not_sent_again);
async fn an_answer_that_the_caller_has_is_not_sent_again(store: Store) {
    let doors = doors_as_set(&store, &[]);
    let routes = router(doors.clone());
    let bearer = format!("Bearer {}", administrator_who(&store, true).await.token);
    let file = File {
        name: "role.graphql".to_owned(),
        text: ROLE.to_owned(),
    };
    let done = register(&store.db, &Clock::System, &doors.documents, &[file]).await;
    let id = done.unwrap().pop().unwrap().id.replace(':', "%3A");
    let path = |operation: &str| format!("/graphql?documentId={id}&operationName={operation}");
    let role = path("Role");
    let asked = async |method: Method, path: &str, more: &[(&str, &str)]| {
        let mut headers = vec![("authorization", bearer.as_str()), ("accept", STRICT)];
        headers.extend_from_slice(more);
        send(&routes, method, path, &headers, "").await
    };
    let first = asked(Method::GET, &role, &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    assert!(tag.starts_with("W/\"") && tag.len() == 68, "{tag}");
    assert_eq!(first.headers["cache-control"], "private, no-cache");
    let varies = |headers: &axum::http::HeaderMap| {
        let all = headers.get_all("vary").iter();
        let mut names: Vec<_> = all
            .flat_map(|value| value.to_str().unwrap().split(','))
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let expected = [
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "workrooms-at-least",
        "workrooms-grant",
        "workrooms-max-lag",
    ];
    assert_eq!(varies(&first.headers), expected);

    let strong = tag.trim_start_matches("W/").to_owned();
    for shown in [
        tag.clone(),
        strong.clone(),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let again = asked(Method::GET, &role, &[("if-none-match", &shown)]).await;
        assert_eq!(
            (again.status, again.text.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{shown}"
        );
        assert_eq!(again.headers["etag"], tag.as_str());
        assert_eq!(again.headers["cache-control"], "private, no-cache");
        assert_eq!(varies(&again.headers), expected);
        assert!(!again.headers.contains_key("content-type"));
    }
    let packed = [("if-none-match", tag.as_str()), ("accept-encoding", "gzip")];
    assert_eq!(
        asked(Method::GET, &role, &packed).await.status,
        StatusCode::NOT_MODIFIED
    );
    let shortened = tag.replace(&tag[20..30], "");
    for shown in [
        "",
        "\"other\"",
        shortened.as_str(),
        strong.trim_matches('"'),
    ] {
        let again = asked(Method::GET, &role, &[("if-none-match", shown)]).await;
        assert_eq!(
            (again.status, again.text.as_str()),
            (StatusCode::OK, first.text.as_str()),
            "{shown}"
        );
    }
    // Another caller's answer is another one, and has another name.
    let unsigned = send(
        &routes,
        Method::GET,
        &role,
        &[("accept", STRICT), ("if-none-match", &tag)],
        "",
    )
    .await;
    assert_eq!(unsigned.status, StatusCode::OK);
    assert_ne!(unsigned.headers["etag"], tag.as_str());

    // Never an error, never what was sent by POST, never a free document.
    let refused = send(
        &routes,
        Method::GET,
        &path("Node"),
        &[("accept", STRICT)],
        "",
    )
    .await;
    assert!(refused.text.contains("UNAUTHENTICATED"), "{}", refused.text);
    let unknown = asked(
        Method::GET,
        "/graphql?documentId=sha256%3A0",
        &[("if-none-match", "*")],
    )
    .await;
    let free = asked(
        Method::GET,
        "/graphql?query=%7Bviewer%7Brole%7D%7D",
        &[("if-none-match", "*")],
    )
    .await;
    assert_eq!(free.status, StatusCode::OK);
    for answer in [refused, unknown, free] {
        assert!(!answer.headers.contains_key("etag"), "{}", answer.text);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}
