//! The guard: documents that the specification forbids are refused before the executor, and nothing of them is repeated
//! where they cannot even be read. Deliberately absent: limits.

use axum::http::StatusCode;
use serde_json::json;

use super::{ask, post, routes, without_district};
use crate::support::Store;

/// Documents that graphql-js rejects, one for each rule.
const INVALID: [(&str, &str); 28] = [
    ("a field that is not there", "{ viewer { nothing } }"),
    (
        "__typename of a scalar",
        "{ viewer { role { __typename } } }",
    ),
    ("an object without fields", "{ viewer }"),
    ("fields of an enum", "{ viewer { role { name } } }"),
    ("an argument that is not there", "{ viewer(x: 1) { role } }"),
    ("a required argument left out", "{ district { name } }"),
    (
        "the same argument twice",
        "{ district(code: \"430503\", code: \"430503\") { name } }",
    ),
    (
        "two operations without names",
        "{ __typename } { __typename }",
    ),
    (
        "two operations of one name",
        "query A { __typename } query A { __typename }",
    ),
    ("a fragment that is not there", "{ ...Nowhere }"),
    (
        "a fragment that nobody uses",
        "{ __typename } fragment F on Query { __typename }",
    ),
    (
        "two fragments of one name",
        "{ ...F } fragment F on Query { __typename } fragment F on Query { __typename }",
    ),
    (
        "a fragment inside itself",
        "{ ...F } fragment F on Query { ...F }",
    ),
    (
        "fragments in a circle",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
    ),
    (
        "a fragment on a scalar",
        "{ viewer { ...F } } fragment F on String { x }",
    ),
    (
        "a fragment that can never fit",
        "{ viewer { ... on District { name } } }",
    ),
    ("a fragment on no type", "{ ... on Nowhere { name } }"),
    (
        "a variable that is not declared",
        "{ __type(name: $n) { name } }",
    ),
    (
        "a variable that nobody uses",
        "query ($n: Int) { __typename }",
    ),
    (
        "a variable declared twice",
        "query ($n: String!, $n: String!) { __type(name: $n) { name } }",
    ),
    (
        "a variable of an output type",
        "query ($n: District) { __typename }",
    ),
    (
        "a variable that does not fit",
        "query ($n: Int!) { __type(name: $n) { name } }",
    ),
    (
        "a nullable variable where none may be",
        "query ($n: String) { __type(name: $n) { name } }",
    ),
    (
        "a literal of the wrong type",
        "{ __type(name: 1) { name } }",
    ),
    ("a directive that is not there", "{ __typename @nothing }"),
    (
        "a directive out of place",
        "query @skip(if: true) { __typename }",
    ),
    (
        "two fields under one name",
        "{ a: viewer { role } a: districts { code } }",
    ),
    ("a type definition", "{ __typename } type X { y: Int }"),
];

#[tokio::test]
async fn a_document_that_the_specification_forbids_is_not_run() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for (what, document) in INVALID {
            let answer = ask(&routes, document).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{what}: {}",
                answer.text
            );
            assert_eq!(answer.code(), "BAD_INPUT", "{what}");
            assert!(answer.json().get("data").is_none(), "{what}");
            let json = answer.json();
            let place = &json["errors"][0]["locations"][0];
            assert!(place["line"].is_number(), "{what}");
            // In Chinese, with the place; English stays what names are written in.
            let told = json["errors"][0]["message"].as_str().unwrap();
            let ending = format!("（第 {} 行第 {} 列）。", place["line"], place["column"]);
            assert!(told.ends_with(&ending), "{what}: {told}");
            assert!(told.starts_with("查询不合规范："), "{what}: {told}");
            for word in [" the ", " does ", " must ", " cannot ", " is ", "`"] {
                assert!(!told.contains(word), "{what}: {told}");
            }
        }
        let subscription = ask(&routes, "subscription { __typename }").await;
        assert_eq!(subscription.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_not_repeated() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for document in [
            "{ whispered",
            "{ whispered(a: \"whispered) { b } }",
            "whispered { a }",
            "{ a(whispered: ) }",
            "query ($a: whispered { a }",
            "{ a @ whispered }",
            "{ whispered \u{0} }",
            "{ ... on whispered }",
            "\"whispered\"",
        ] {
            let answer = ask(&routes, document).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{document}");
            assert_eq!(answer.code(), "BAD_INPUT");
            assert!(!answer.text.contains("whispered"), "{}", answer.text);
        }
        // A literal of the wrong type is called by its kind only; a variable by its name only.
        let literal = ask(
            &routes,
            "{ __type(name: {secret: \"whispered\"}) { name } }",
        )
        .await;
        assert!(!literal.text.contains("whispered"), "{}", literal.text);
        let variable = post(
            &routes,
            json!({
                "query": "query ($name: String!) { __type(name: $name) { name } }",
                "variables": { "name": ["whispered"] },
            }),
        )
        .await;
        assert_eq!(variable.code(), "BAD_INPUT");
        assert_eq!(variable.json()["errors"][0]["extensions"]["field"], "name");
        assert!(!variable.text.contains("whispered"), "{}", variable.text);
    })
    .await;
}

#[tokio::test]
async fn a_document_is_checked_once_and_answers_alike() {
    without_district(|store: Store| async move {
        let doors = super::doors(&store, &[]);
        let first = doors.documents.check("{ viewer { role } }").unwrap();
        let second = doors.documents.check("{ viewer { role } }").unwrap();
        assert!(std::sync::Arc::ptr_eq(&first, &second));
        let other = doors.documents.check("{ viewer { role }}").unwrap();
        assert!(!std::sync::Arc::ptr_eq(&first, &other));
        let long = format!("{{ viewer {{ role }} }} #{}", "x".repeat(64 * 1024));
        let first = doors.documents.check(&long).unwrap();
        let second = doors.documents.check(&long).unwrap();
        assert!(!std::sync::Arc::ptr_eq(&first, &second), "too long to keep");
    })
    .await;
}
