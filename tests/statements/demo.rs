//! The statement of the 2022 data: what the report prints is frozen from records, and one late micro-suggestion leaves the
//! frozen 65. Deliberately absent: how the records came about.

use serde_json::{Value, json};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::error::Lang;
use workrooms::kernel::id::{DistrictId, GlobalId, NodeId};
use workrooms::linkage::{KeptChains, Request};
use workrooms::schema;

use super::{BESIDE, row, told};
use crate::support::Store;
use crate::support::demo::ask;

/// A member proposes one of a day of the year that was reported on.
async fn propose(store: &Store, author: &Value) {
    let member = GlobalId::decode(author.as_str().unwrap()).unwrap().id;
    let actor = Actor {
        id: uuid::Uuid::from_u128(2),
        role: Role::Member,
        district: DistrictId::parse("430503").unwrap(),
        scope: Some(NodeId(member)),
    };
    let vault = crate::support::vault();
    let chains = KeptChains::default();
    let view = Request::new(
        store.db.clone(),
        Clock::System,
        chains,
        vault,
        Some(actor),
        Lang::Zh,
    );
    let input = json!({ "input": {
        "id": "01900000-0000-7000-9000-0000000000ff", "title": "补报的微建议（示例）", "content": "内容（示例）。",
        "authorId": author, "on": "2022-12-20",
    } });
    let query = "mutation($input: MicroSuggestionProposeInput!) { microSuggestionPropose(input: $input) { errors { code field } } }";
    let request =
        async_graphql::Request::new(query).variables(async_graphql::Variables::from_json(input));
    let answer = schema::execute(&schema::build(), request, view).await;
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(
        answer["data"]["microSuggestionPropose"]["errors"],
        json!([]),
        "{answer}"
    );
}

on_both!(demo the_frozen_report_of_2022_keeps_its_65_micro_suggestions);
async fn the_frozen_report_of_2022_keeps_its_65_micro_suggestions(store: Store) {
    let query = "{ district(code: \"430503\") { members(first: 1) { nodes { id } } statements { totalCount nodes { id title \
        lines { name value numerator denominator } } } \
        publishedFigures(first: 100) { nodes { phrase metric { code } comparison { computed { value } } } } } }";
    let answer = ask(&store, query, json!({})).await;
    let district = &answer["district"];
    assert_eq!(district["statements"]["totalCount"], 1);
    let statement = &district["statements"]["nodes"][0];
    assert_eq!(
        statement["title"],
        "2022年度整体支出绩效评价报告（示例汇总）"
    );
    // Every printed figure that a metric says, in the report's order, with what the records come to.
    let printed = district["publishedFigures"]["nodes"].as_array().unwrap();
    let printed = printed.iter().filter(|figure| !figure["metric"].is_null());
    let due: Vec<_> = printed
        .map(|figure| {
            (
                &figure["phrase"],
                &figure["comparison"]["computed"]["value"],
            )
        })
        .collect();
    let lines = statement["lines"].as_array().unwrap();
    let frozen: Vec<_> = lines
        .iter()
        .map(|line| (&line["name"], &line["value"]))
        .collect();
    assert_eq!(frozen.len(), 30);
    assert_eq!(frozen, due);
    propose(&store, &district["members"]["nodes"][0]["id"]).await;
    let query = format!(
        "query($id: ID!) {{ district(code: \"430503\") {{ statementDifference(id: $id) {BESIDE} }} }}"
    );
    let answer = ask(&store, &query, json!({ "id": statement["id"] })).await;
    let seen = &answer["district"]["statementDifference"];
    assert_eq!(seen["isIntact"], true);
    for line in seen["lines"].as_array().unwrap() {
        let is_late = line["frozen"]["name"] == "微建议65条";
        if is_late {
            assert_eq!(line["frozen"]["value"], "65");
            assert_eq!(line["current"]["value"], "66");
            assert_eq!(line["difference"], "1");
            assert_eq!(told(line), [row("LATE", "1", "补报的微建议（示例）")]);
            continue;
        }
        assert_eq!(line["difference"], "0", "{line}");
        assert_eq!(line["explanations"]["totalCount"], 0, "{line}");
    }
    let district = DistrictId::parse("430503").unwrap();
    let place = workrooms::statements::audit::verify_district(&store.raw, &district);
    assert_eq!(place.await.unwrap(), None);
}
