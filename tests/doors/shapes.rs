//! Documents made to exhaust a server, each refused for its shape without being unrolled; and the largest sensible ones,
//! which pass. Deliberately absent: sizes of lists (costs).

use axum::http::StatusCode;

use super::{Answer, ask, post, routes, without_district};
use crate::support::Store;

fn fragments(count: usize, on: &str, leaf: &str, spreads: usize) -> String {
    (0..count)
        .map(|n| {
            let inner = match n + 1 == count {
                true => leaf.to_owned(),
                false => format!("...F{} ", n + 1).repeat(spreads),
            };
            format!(" fragment F{n} on {on} {{ {inner} }}")
        })
        .collect()
}

fn assert_too_costly(what: &str, answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::BAD_REQUEST,
        "{what}: {}",
        answer.text
    );
    assert_eq!(answer.code(), "TOO_COSTLY", "{what}");
    assert!(answer.json().get("data").is_none(), "{what}");
}

#[tokio::test]
async fn a_bomb_is_refused_with_its_number_and_the_limit() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let aliases: String = (0..101).map(|n| format!(" a{n}: __typename")).collect();
        for (what, document, number, limit) in [
            (
                "root fields",
                format!("{{ {} }}", "__typename ".repeat(31)),
                "31",
                "30",
            ),
            (
                "aliases",
                format!("{{ viewer {{ {aliases} }} }}"),
                "101",
                "100",
            ),
            (
                "directives",
                format!(
                    "{{ viewer {{ {} }} }}",
                    "__typename @skip(if: false) ".repeat(51)
                ),
                "51",
                "50",
            ),
            (
                "fragments of fields",
                format!(
                    "{{ viewer {{ ...F0 }} }}{}",
                    fragments(14, "Viewer", "role", 2)
                ),
                "8193",
                "5000",
            ),
            (
                "fragments of root fields",
                format!("{{ ...F0 }}{}", fragments(6, "Query", "__typename", 2)),
                "32",
                "30",
            ),
            (
                "a chain of fragments",
                format!(
                    "{{ viewer {{ ...F0 }} }}{}",
                    fragments(40, "Viewer", "role", 2)
                ),
                "42",
                "30",
            ),
            (
                "inline fragments",
                format!("{{ {}__typename{} }}", "... { ".repeat(40), " }".repeat(40)),
                "41",
                "30",
            ),
        ] {
            let answer = ask(&routes, &document).await;
            assert_too_costly(what, &answer);
            let json = answer.json();
            let message = json["errors"][0]["message"].as_str().unwrap();
            assert!(
                message.contains(&format!("为 {number}，超过上限 {limit}；请")),
                "{what}: {message}"
            );
            assert_eq!(json["extensions"]["cost"]["limit"], 100_000, "{what}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_lies_too_deep_is_told_with_its_place() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let inline = |levels: usize| {
            let (open, close) = ("... on District { ".repeat(levels), "} ".repeat(levels));
            format!("{{ district(code: \"430503\") {{ {open} name {close} }} }}")
        };
        let place = |answer: &Answer| answer.json()["errors"][0]["locations"][0]["column"].clone();
        // The first selection beyond the limit: the root's field and 28 fragments are above it.
        let begins = "{ district(code: \"430503\") { ".len() + 1;
        let beyond = begins + 29 * "... on District { ".len();
        for levels in [40, 62, 63, 64, 70, 90] {
            let answer = ask(&routes, &inline(levels)).await;
            assert_too_costly(&levels.to_string(), &answer);
            let told = answer.json()["errors"][0]["message"].clone();
            let told = told.as_str().unwrap();
            assert!(
                told.starts_with(&format!(
                    "查询的嵌套层数为 {}，超过上限 30；请减少嵌套（第 1 行第 ",
                    levels + 2
                )),
                "{told}"
            );
            assert_eq!(place(&answer), beyond, "{levels}");
        }
        let answer = ask(&routes, &inline(200)).await;
        assert_too_costly("200", &answer);
        assert!(
            answer.text.contains("括号层数超过上限 100"),
            "{}",
            answer.text
        );
        assert!(place(&answer).is_number(), "{}", answer.text);
    })
    .await;
}

#[tokio::test]
async fn depth_counts_fields_inside_fields() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &["--max-depth", "3"]);
        let three = ask(&routes, "{ viewer { district { name } } }").await;
        assert_eq!(three.status, StatusCode::OK, "{}", three.text);
        let four = ask(&routes, "{ viewer { district { terms { ordinal } } } }").await;
        assert_too_costly("four", &four);
        let split = ask(
            &routes,
            "{ viewer { ...F } } fragment F on Viewer { district { ... { terms { ordinal } } } }",
        )
        .await;
        assert_too_costly("split over fragments", &split);
        let message = split.json()["errors"][0]["message"].to_string();
        assert!(message.contains("嵌套层数为 4，超过上限 3"), "{message}");
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_is_not_asked_for_counts_too() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let bomb = fragments(20, "Query", "__typename", 2);
        let query = format!("query Small {{ __typename }} query Bomb {{ ...F0 }}{bomb}");
        let parts = serde_json::json!({ "query": query, "operationName": "Small" });
        assert_too_costly("the other operation", &post(&routes, parts).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_to_read_is_refused_unread() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        for (what, document) in [
            ("tokens", format!("{{ {} }}", "__typename ".repeat(30_001))),
            (
                "bytes",
                format!("{{ __typename }} #{}", "x".repeat(1024 * 1024)),
            ),
            (
                "fields in fields",
                format!("{}a{}", "{ a ".repeat(2000), " }".repeat(2000)),
            ),
            (
                "lists in lists",
                format!(
                    "{{ node(id: {}{}) {{ id }} }}",
                    "[".repeat(3000),
                    "]".repeat(3000)
                ),
            ),
            (
                "objects in objects",
                format!(
                    "{{ node(id: {}1{}) {{ id }} }}",
                    "{a: ".repeat(2000),
                    "}".repeat(2000)
                ),
            ),
            (
                "types of lists",
                format!(
                    "query ($a: {}Int{}) {{ __typename }}",
                    "[".repeat(3000),
                    "]".repeat(3000)
                ),
            ),
        ] {
            assert_too_costly(what, &ask(&routes, &document).await);
        }
    })
    .await;
}

/// As tools send it.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name }
  subscriptionType { name } types { ...FullType } directives { name description locations
  args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[tokio::test]
async fn tools_may_ask_for_the_schema_and_nobody_in_circles() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let standard = ask(&routes, INTROSPECTION).await;
        assert_eq!(standard.status, StatusCode::OK, "{}", standard.text);
        let json = standard.json();
        assert!(json.get("errors").is_none());
        let types = json["data"]["__schema"]["types"].as_array().unwrap();
        assert!(types.iter().any(|known| known["name"] == "HierarchyNode"));
        let circles = ask(
            &routes,
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        )
        .await;
        assert_too_costly("circles", &circles);
    })
    .await;
}
