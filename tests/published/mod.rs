//! Published figures and the hotline's own: kept apart from what is computed, and compared with it.
//! Deliberately absent: how figures are computed; the stories of statistics tell that.

mod comparing;
mod demo;
mod hotline;
mod keeping;
mod touching;

use async_graphql::Variables;
use serde_json::{Value, json};
use workrooms::kernel::actor::Role;
use workrooms::linkage::Request;
use workrooms::published::recording::record;
use workrooms::schema;

use crate::statistics::stage::{CODE, Town};

/// What stories read of a published figure.
pub const SHOWN: &str = "{ id key document phrase value percent numerator denominator fits { numerator denominator } \
    unit qualifier basis period { from to } metric { code } kinds fundKinds level campaign { name } note isDisplayOnly \
    sinceSequence comparison { agrees difference computed { value qualifier numerator denominator asOf \
    records(first: 100) { totalCount edges { amount } } } } }";

/// The input of a figure of a made-up document: talks of 2022.
pub fn talks(key: &str) -> Value {
    json!({
        "key": key,
        "document": "《年度报告》（示例）",
        "phrase": "恳谈会2场次",
        "value": "2",
        "unit": "SESSIONS",
        "basis": "2022年度",
        "period": { "from": "2022-01-01", "to": "2023-01-01" },
        "metric": "SESSIONS",
        "kinds": ["PUBLIC_TALK"],
    })
}

/// Asks as somebody; the whole answer.
pub async fn ask(town: &Town, view: Request, query: &str, variables: Value) -> Value {
    let request = async_graphql::Request::new(query).variables(Variables::from_json(variables));
    let answer = schema::execute(&town.schema, request, view).await;
    serde_json::to_value(answer).unwrap()
}

/// A mutation of published figures by the office; its payload.
pub async fn act(town: &Town, verb: &str, input: Value) -> Value {
    let query = format!(
        "mutation($input: PublishedFigure{verb}Input!) {{ did: publishedFigure{verb}(input: $input) {{ \
         publishedFigure {SHOWN} errors {{ code field message }} }} }}"
    );
    let answer = ask(town, town.office(), &query, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{verb}: {answer}");
    answer["data"]["did"].clone()
}

/// Does it and must not be refused; the figure.
pub async fn done(town: &Town, verb: &str, input: Value) -> Value {
    let payload = act(town, verb, input).await;
    assert_eq!(payload["errors"], json!([]), "{verb}");
    payload["publishedFigure"].clone()
}

/// A page of published figures as a leader sees them.
pub async fn listed(town: &Town, arguments: &str) -> Value {
    let query = format!(
        "{{ district(code: \"{CODE}\") {{ publishedFigures({arguments}) {{ totalCount nodes {SHOWN} edges {{ cursor }} \
         pageInfo {{ hasNextPage hasPreviousPage }} }} }} }}"
    );
    let leader = town.stage.request(Role::Leader, CODE, None);
    let answer = ask(town, leader, &query, json!({})).await;
    assert!(answer.get("errors").is_none(), "{arguments}: {answer}");
    answer["data"]["district"]["publishedFigures"].clone()
}

/// Records the talks for stories of others.
pub async fn printed(town: &Town, key: &str) {
    use workrooms::events::kinds::{Qualifier, Unit};
    let draft = workrooms::published::reading::FigureDraft {
        key: key.to_owned(),
        document: "《年度报告》（示例）".to_owned(),
        phrase: "恳谈会2场次".to_owned(),
        value: Some("2".to_owned()),
        percent: None,
        numerator: None,
        denominator: None,
        fits: Vec::new(),
        unit: Unit::Sessions,
        qualifier: Qualifier::Exact,
        basis: "2022年度".to_owned(),
        from: "2022-01-01".to_owned(),
        to: None,
        metric: None,
        kinds: None,
        fund_kinds: None,
        is_part: None,
        campaign: None,
        note: None,
        display_only: false,
    };
    record(&town.office(), &town.district, &draft)
        .await
        .unwrap();
}
