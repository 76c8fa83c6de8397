//! The residents' opinions and the sentiment reports of 2022 in the demo: as many as the report publishes, and as the
//! events count. Deliberately absent: events; the statistics' stories tell them.

use serde_json::json;
use workrooms::kernel::id::DistrictId;

use crate::support::Store;
use crate::support::demo::ask;

on_both!(demo the_voices_and_reports_of_2022_are_those_that_were_published);
async fn the_voices_and_reports_of_2022_are_those_that_were_published(store: Store) {
    let named = ask(
        &store,
        "{ district(code: \"430503\") { campaigns { id name } } }",
        json!({}),
    );
    let named = &named.await["district"];
    let campaign = |name: &str| {
        let mut all = named["campaigns"].as_array().unwrap().iter();
        all.find(|row| row["name"] == name).unwrap()["id"].clone()
    };
    let (study, talks) = (
        campaign("学习二十大，委员在行动"),
        campaign("民情恳谈·我为群众办实事"),
    );
    let query = r#"query($s: [ID!]!, $t: [ID!]!, $b: [ID!]!) { district(code: "430503") {
        counted: figures(metrics: [VOICES], period: {year: 2022}, filter: {campaignIds: $b}) { value }
        all: voiceFunnel(period: {year: 2022}) { voices withProduct products { kind voices } told }
        study: voiceFunnel(period: {year: 2022}, campaignIds: $s) { voices }
        talks: voiceFunnel(period: {year: 2022}, campaignIds: $t) { voices }
        both: voiceFunnel(period: {year: 2022}, campaignIds: $b) { voices }
        reports: sentimentReports(filter: {period: {year: 2022}}) { totalCount }
        ofTalks: sentimentReports(filter: {campaignIds: $t}) { totalCount }
        nodes: sentimentReports(first: 100) { nodes { title state adoptions { level } author { id } } } } }"#;
    let campaigns = json!({ "s": [study], "t": [talks], "b": [study, talks] });
    let answer = ask(&store, query, campaigns).await;
    let seen = &answer["district"];
    assert_eq!(seen["study"]["voices"], 265);
    assert_eq!(seen["talks"]["voices"], 35);
    assert_eq!(seen["both"]["voices"], 300);
    assert_eq!(seen["counted"][0]["value"], "300", "as the events count");
    assert_eq!(
        seen["all"],
        json!({ "voices": 300, "withProduct": 9, "told": 50, "products": [
            { "kind": "MICRO_SUGGESTION", "voices": 7 }, { "kind": "SENTIMENT_REPORT", "voices": 6 },
        ] })
    );
    assert_eq!(seen["reports"]["totalCount"], 58);
    assert_eq!(seen["ofTalks"]["totalCount"], 11);
    let nodes = seen["nodes"]["nodes"].as_array().unwrap();
    let by_city = nodes
        .iter()
        .filter(|node| node["adoptions"].to_string().contains("CITY"));
    assert_eq!(by_city.count(), 6);
    assert!(
        nodes
            .iter()
            .all(|node| node["title"].as_str().unwrap().contains("示例"))
    );
    let authors: std::collections::BTreeSet<String> = nodes
        .iter()
        .map(|node| node["author"]["id"].to_string())
        .collect();
    assert_eq!(authors.len(), 58, "of as many members");
    for state in [
        "RETURNED",
        "MERGED",
        "NOT_ADOPTED",
        "FEEDBACK",
        "CLOSED",
        "SUBMITTED",
    ] {
        assert!(nodes.iter().any(|node| node["state"] == state), "{state}");
    }
    let district = DistrictId::parse("430503").unwrap();
    let whole = workrooms::casework::audit::verify_district(&store.raw, &district).await;
    assert_eq!(whole.unwrap(), None);
}
