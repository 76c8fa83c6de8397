//! Statements: what is frozen stays, and what is recorded later is told beside it, record by record.
//! Deliberately absent: how figures are counted; the stories of statistics tell that.

mod demo;
mod differing;
mod freezing;
mod random;
mod refusing;
mod touching;

use async_graphql::Variables;
use serde_json::{Value, json};
use workrooms::kernel::actor::Role;
use workrooms::linkage::Request;
use workrooms::schema;

use crate::statistics::stage::{CODE, Town};

/// What stories read of a statement.
pub const SHOWN: &str = "{ id title sinceSequence frozenAsOf replacesId reason replacedById digest lines { name \
    metric { code } node { id } period { from to } attribution credit kinds fundKinds level verifiedOnly value numerator \
    denominator suppressed unit qualifier recordCount recordsDigest } }";

/// What stories read of a difference.
pub const BESIDE: &str = "{ asOf isIntact statement { id title } lines { isIntact difference explains \
    frozen { name value numerator denominator recordCount suppressed } \
    current { value numerator denominator qualifier recordCount suppressed } \
    explanations(first: 100) { totalCount hiddenCount pageInfo { hasNextPage } nodes { reason change overChange suppressed \
    before { amount over } after { amount over } record { uuid title } } } } }";

/// Asks as somebody; the whole answer.
pub async fn ask(town: &Town, view: Request, query: &str, variables: Value) -> Value {
    let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
    let answer = schema::execute(&town.schema, request, view).await;
    serde_json::to_value(answer).unwrap()
}

/// A line of the year 2022 about the district.
pub fn line(name: &str, metric: &str) -> Value {
    json!({ "name": name, "metric": metric, "period": { "year": 2022 } })
}

/// Freezes lines; the statement.
pub async fn frozen(town: &Town, title: &str, lines: Vec<Value>) -> Value {
    let input = json!({ "title": title, "lines": lines });
    let selection = format!("statement {SHOWN}");
    let payload = town.done("statementFreeze", &selection, input).await;
    payload["statement"].clone()
}

/// A statement beside what it comes to now, as somebody sees it.
pub async fn beside_as(town: &Town, view: Request, id: &Value, as_of: Option<i64>) -> Value {
    let query = format!(
        "query($id: ID!, $n: Long) {{ district(code: \"{CODE}\") {{ statementDifference(id: $id, asOf: $n) {BESIDE} }} }}"
    );
    let answer = ask(town, view, &query, json!({ "id": id, "n": as_of })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["district"]["statementDifference"].clone()
}

/// The same as a leader sees it.
pub async fn beside(town: &Town, id: &Value) -> Value {
    let leader = town.stage.request(Role::Leader, CODE, None);
    beside_as(town, leader, id, None).await
}

/// Reasons, changes and titles of a line's explanations.
pub fn told(line: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("null").to_owned();
    let nodes = line["explanations"]["nodes"].as_array().unwrap();
    let mut told: Vec<_> = nodes
        .iter()
        .map(|node| {
            (
                text(&node["reason"]),
                text(&node["change"]),
                text(&node["record"]["title"]),
            )
        })
        .collect();
    told.sort();
    told
}

pub fn row(reason: &str, change: &str, title: &str) -> (String, String, String) {
    (reason.to_owned(), change.to_owned(), title.to_owned())
}

/// What audits say of the town's statements.
pub async fn audit(town: &Town) -> Option<String> {
    let place = workrooms::statements::audit::verify_district(&town.db, &town.district);
    place.await.unwrap()
}
