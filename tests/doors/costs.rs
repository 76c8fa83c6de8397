//! What a query would cost: the objects that its answer may hold, to the number. Deliberately absent: shapes.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{ask, post, routes, without_district};
use crate::support::Store;

const METRICS: &str = "[EVENTS, SESSIONS, PERSON_TIMES, PERSONS, GOOD_DEEDS, VOICES, ENTERPRISES, VILLAGES, COMMENTS, \
                       FUNDS, EVENTS, SESSIONS]";

#[tokio::test]
async fn the_dashboard_of_five_levels_and_twelve_metrics_fits() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let query = format!(
            "{{ district(code: \"430503\") {{ viceChairs {{ specialCommittees {{ sectorGroups {{ workrooms {{ name
               figures(metrics: {METRICS}, period: {{ year: 2022 }}) {{ value qualifier metric {{ code }}
                 completeness {{ expected reported }} }} }} }} }} }} }} }}"
        );
        let answer = ask(&routes, &query).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.code(), "UNAUTHENTICATED", "it passed the limits");
        // 1 + 8 × (1 + 4 × (1 + 4 × (1 + 4 × (1 + 12 × (1 + 1 + 1)))))
        assert_eq!(answer.cost(), 19_113);
    })
    .await;
}

#[tokio::test]
async fn nested_pages_are_refused_with_cost_limit_and_a_cheaper_way() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let mut query = "{ id }".to_owned();
        for _ in 0..4 {
            query = format!(
                "{{ figures(metrics: [EVENTS], period: {{ year: 2022 }}) {{ records(first: 100) {{ nodes {{ ... on Event {{
                   participants {query} }} }} }} }} }}"
            );
        }
        let refused = ask(&routes, &format!("{{ district(code: \"430503\") {query} }}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(refused.code(), "TOO_COSTLY");
        let json = refused.json();
        let cost = &json["extensions"]["cost"];
        assert_eq!(cost["limit"], 100_000);
        assert!(cost["requested"].as_u64().unwrap() > 100_000_000_000);
        let message = json["errors"][0]["message"].as_str().unwrap();
        let expected = format!("查询的开销为 {}，超过上限 100000；请减小 first", cost["requested"]);
        assert!(message.starts_with(&expected), "{message}");
    })
    .await;
}

/// The cost of a document with variables.
async fn cost(routes: &axum::Router, query: &str, variables: Value) -> u64 {
    let parts = json!({ "query": query, "variables": variables });
    post(routes, parts).await.cost()
}

#[tokio::test]
async fn a_page_costs_its_size_wherever_that_is_said() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let of = |arguments: &str, declared: &str| {
            format!(
                "query {declared} {{ district(code: \"430503\") {{ workrooms{arguments} {{ nodes {{ id }} }} }} }}"
            )
        };
        // One district, and for each workroom the page's share of itself and the node.
        let costs = async |arguments: &str, declared: &str, variables: Value| {
            cost(&routes, &of(arguments, declared), variables).await
        };
        assert_eq!(costs("", "", json!({})).await, 41);
        assert_eq!(costs("(first: 7)", "", json!({})).await, 15);
        assert_eq!(costs("(last: 7)", "", json!({})).await, 15);
        assert_eq!(costs("(first: $n)", "($n: Int)", json!({ "n": 9 })).await, 19);
        assert_eq!(costs("(first: $n)", "($n: Int = 8)", json!({})).await, 17);
        assert_eq!(costs("(first: $n)", "($n: Int = 8)", json!({ "n": 9 })).await, 19);
        assert_eq!(costs("(first: $n)", "($n: Int)", json!({})).await, 41);
        assert_eq!(costs("(first: null)", "", json!({})).await, 41);
        for (arguments, declared, variables) in [
            ("(first: 101)", "", json!({})),
            ("(first: 0)", "", json!({})),
            ("(last: -1)", "", json!({})),
            ("(first: $n)", "($n: Int)", json!({ "n": 101 })),
            ("(first: $n)", "($n: Int = 101)", json!({})),
        ] {
            let query = of(arguments, declared);
            let answer = post(&routes, json!({ "query": query, "variables": variables })).await;
            assert_eq!(answer.code(), "TOO_COSTLY", "{arguments} {declared}");
            let message = answer.json()["errors"][0]["message"].to_string();
            assert!(message.contains("须在 1 至 100 之间"), "{message}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_fragment_costs_what_its_fields_cost_each_time() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let plain = "{ districts { id terms { ordinal } } }";
        let once = "{ ...F } fragment F on Query { districts { ...G } } fragment G on District { id terms { ordinal } }";
        let twice = "{ ...F ... { ...F } } fragment F on Query { districts { id terms { ordinal } } }";
        assert_eq!(cost(&routes, plain, json!({})).await, 110);
        assert_eq!(cost(&routes, once, json!({})).await, 110);
        assert_eq!(cost(&routes, twice, json!({})).await, 220);
        assert_eq!(cost(&routes, "{ __typename }", json!({})).await, 0);
        let rows = format!(
            "{{ district(code: \"430503\") {{ breakdown(by: [WORKROOM, MONTH], metrics: {METRICS},
               period: {{ year: 2022 }}) {{ figures {{ value metric {{ code }} }} }} }} }}"
        );
        // 1 + 20 × 20 × (1 + 12 × (1 + 1))
        assert_eq!(cost(&routes, &rows, json!({})).await, 10_001);
    })
    .await;
}

#[tokio::test]
async fn a_batch_of_500_posts_passes_as_variables_and_written_out() {
    without_district(|store: Store| async move {
        let routes = routes(&store, &[]);
        let narrative = "委员深入社区走访，听取居民意见。".repeat(80);
        let event = json!({
            "id": "0192f0c8-0000-7000-8000-000000000000", "hostId": "x", "kind": "LECTURE", "title": "讲座（示例）",
            "occurredOn": { "from": "2022-01-01", "to": "2022-01-02" }, "narrative": narrative,
            "quantities": [{ "measure": "SESSIONS", "value": "1" }],
        });
        let batch = json!({ "events": vec![event; 500] });
        let query = "mutation ($input: EventsPostInput!) { eventsPost(input: $input) { sequence verdicts { id status
                       event { id hosts { isLead } } errors { code field message } } } }";
        let answer = post(&routes, json!({ "query": query, "variables": { "input": batch } })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.code(), "UNAUTHENTICATED");
        // 1 + 500 × (1 + 1 + 3 + 3)
        assert_eq!(answer.cost(), 4_001);
        let written = "{ id: \"0192f0c8-0000-7000-8000-000000000000\", hostId: \"x\", kind: LECTURE, title: \"t\",
            occurredOn: { from: \"2022-01-01\", to: \"2022-01-02\" },
            quantities: [{ measure: SESSIONS, value: \"1\" }] }"
            .repeat(500);
        let query = format!("mutation {{ eventsPost(input: {{ events: [{written}] }}) {{ verdicts {{ id }} }} }}");
        let answer = ask(&routes, &query).await;
        assert_eq!(answer.code(), "UNAUTHENTICATED", "{}", answer.text);
        assert_eq!(answer.cost(), 501);
    })
    .await;
}
