//! Random histories after a freezing: what the records add before and after makes up the whole difference, every frozen
//! figure asked as of its number says the same, and nothing is explained twice. Deliberately absent: the reasons, which
//! stories of one change each tell.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{audit, frozen};
use crate::statistics::random::History;
use crate::statistics::stage::Town;
use crate::support::Store;

const METRICS: [&str; 9] = [
    "EVENTS",
    "VOICES",
    "PERSON_TIMES",
    "GOOD_DEEDS",
    "FUNDS",
    "W1",
    "W10",
    "VERIFIED_SHARE",
    "W2",
];
const CREDITS: [&str; 3] = ["FULL", "LEAD_ONLY", "FRACTIONAL"];

/// Lines about nodes of every kind, under both attributions and all credits.
fn lines(town: &Town, history: &mut History<'_>) -> Vec<Value> {
    let nodes: Vec<_> = town
        .nodes()
        .into_iter()
        .filter(|(kind, _)| *kind != "Member")
        .collect();
    (0..40)
        .map(|n| {
            let (dice, metric) = (&mut history.dice, METRICS[n % METRICS.len()]);
            let (kind, id) = dice.one(&nodes);
            let mut filter = json!({ "verifiedOnly": dice.chance(20) });
            if metric == "FUNDS" {
                filter["fundKinds"] = json!(["AID_PAID", "MOBILISED"]);
            }
            if dice.chance(25) {
                filter["campaignIds"] = json!([town.global("Campaign", town.campaigns[0])]);
            }
            if dice.chance(15) {
                filter["level"] = json!(dice.one(&["WHOLE", "PART"]));
            }
            if dice.chance(15) {
                filter["divisionCodes"] = json!([format!("{}001", town.district)]);
            }
            let period = match dice.chance(30) {
                true => json!({ "between": { "from": "2022-03-10", "to": "2022-10-20" } }),
                false => json!({ "year": 2022 }),
            };
            json!({
                "name": format!("数据{n}"), "metric": metric, "nodeId": town.global(kind, id), "period": period,
                "attribution": dice.one(&["AT_EVENT", "CURRENT"]), "credit": dice.one(&CREDITS), "filter": filter,
            })
        })
        .collect()
}

fn number(value: &Value) -> Decimal {
    value
        .as_str()
        .map_or(Decimal::ZERO, |text| text.parse().unwrap())
}

/// What the figure says, at a number or now.
async fn figure(town: &Town, line: &Value, as_of: Option<i64>) -> Value {
    let query = "query($id: ID!, $metric: MetricCode!, $period: PeriodInput!, $attribution: Attribution!, $credit: Credit!, \
        $filter: EventFilter, $n: Long) { node(id: $id) { ... on HierarchyNode { figures(metrics: [$metric], period: $period, \
        attribution: $attribution, credit: $credit, filter: $filter, asOf: $n) { value numerator denominator qualifier } } } }";
    let variables = json!({
        "id": line["nodeId"], "metric": line["metric"], "period": line["period"], "attribution": line["attribution"],
        "credit": line["credit"], "filter": line["filter"], "n": as_of,
    });
    town.ask(query, variables).await["node"]["figures"][0].clone()
}

/// Whether a frozen line is what a figure says.
fn says(frozen: &Value, figure: &Value) -> bool {
    ["value", "numerator", "denominator", "qualifier"]
        .iter()
        .all(|field| frozen[field] == figure[field])
}

on_both!(what_is_explained_is_the_whole_difference);
async fn what_is_explained_is_the_whole_difference(store: Store) {
    for seed in [3, 29] {
        let code = format!("4305{seed:02}");
        let town = Town::in_district(&store, &code, 4).await;
        let mut history = History::new(&town, seed);
        for _ in 0..40 {
            history.step().await;
        }
        let lines = lines(&town, &mut history);
        let statement = frozen(&town, "报表（示例）", lines.clone()).await;
        for _ in 0..60 {
            history.step().await;
        }
        // The day moves on; what was frozen is asked on its own.
        town.stage
            .clock
            .set("2023-03-01T04:00:00Z".parse().unwrap());
        let seen = beside_in(&town, &code, &statement["id"]).await;
        assert_eq!(seen["isIntact"], true, "seed {seed}");
        let as_of = statement["frozenAsOf"].as_i64();
        let (mut explained, mut drifted) = (0, 0);
        let beside = seen["lines"].as_array().unwrap();
        let frozen = statement["lines"].as_array().unwrap();
        for ((line, frozen), asked) in beside.iter().zip(frozen).zip(&lines) {
            let place = format!("seed {seed}: {asked}");
            let then = figure(&town, asked, as_of).await;
            assert!(says(frozen, &then), "{place}: {frozen} {then}");
            let now = figure(&town, asked, None).await;
            assert!(says(&line["current"], &now), "{place}: {line} {now}");
            // The tooth: asked without its number, a frozen figure says something else.
            drifted += usize::from(!says(frozen, &now));
            let page = &line["explanations"];
            assert_eq!(page["pageInfo"]["hasNextPage"], false, "{place}");
            let nodes = page["nodes"].as_array().unwrap();
            assert_eq!(page["totalCount"], nodes.len(), "{place}");
            let ids: BTreeSet<_> = nodes
                .iter()
                .map(|node| node["record"]["uuid"].as_str())
                .collect();
            assert_eq!(ids.len(), nodes.len(), "{place}: each once");
            let sum =
                |field: &str| -> Decimal { nodes.iter().map(|node| number(&node[field])).sum() };
            let change = |field: &str| number(&now[field]) - number(&then[field]);
            match line["explains"].as_str().unwrap() {
                "VALUE" => assert_eq!(sum("change"), number(&line["difference"]), "{place}"),
                "NUMERATOR" => assert_eq!(sum("change"), change("numerator"), "{place}"),
                "NUMERATOR_AND_DENOMINATOR" => {
                    assert_eq!(sum("change"), change("numerator"), "{place}");
                    assert_eq!(sum("overChange"), change("denominator"), "{place}");
                }
                other => panic!("{place}: {other}"),
            }
            explained += nodes.len();
        }
        assert!(explained > 50, "seed {seed}: {explained} explanations");
        assert!(drifted > 10, "seed {seed}: {drifted} lines differ");
        assert_eq!(audit(&town).await, None, "seed {seed}");
    }
}

async fn beside_in(town: &Town, code: &str, id: &Value) -> Value {
    let query = format!(
        "query($id: ID!) {{ district(code: \"{code}\") {{ statementDifference(id: $id) {} }} }}",
        super::BESIDE
    );
    let answer = town.ask(&query, json!({ "id": id })).await;
    answer["district"]["statementDifference"].clone()
}
