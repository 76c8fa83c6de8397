//! Random histories held against the oracle, and the past asked again after many changes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use workrooms::kernel::id::NodeId;

use super::oracle::{Oracle, Told};
use super::random::{Dice, History};
use super::stage::Town;
use crate::organization::stage::day;
use crate::support::Store;

const METRICS: [&str; 5] = ["EVENTS", "VOICES", "FUNDS", "W1", "VERIFIED_SHARE"];

const ASK: &str = "query($id: ID!, $metrics: [MetricCode!]!, $period: PeriodInput!, $attribution: Attribution!,
    $credit: Credit!, $filter: EventFilter, $asOf: Long) {
  node(id: $id) { ... on HierarchyNode { figures(metrics: $metrics, period: $period, attribution: $attribution,
      credit: $credit, filter: $filter, asOf: $asOf) {
    metric { code } value qualifier numerator asOf completeness { expected reported declaredZero silent notYetDue }
    excluded { reason count }
    records(first: 100) { totalCount edges { amount node { uuid title } } } } } } }";

const YEAR: (&str, &str) = ("2022-01-01", "2022-12-31");

fn question(
    town: &Town,
    node: (&str, NodeId),
    attribution: &str,
    credit: &str,
    campaign: Option<NodeId>,
) -> Value {
    json!({
        "id": town.global(node.0, node.1),
        "metrics": METRICS,
        "period": { "between": { "from": YEAR.0, "to": YEAR.1 } },
        "attribution": attribution,
        "credit": credit,
        "filter": campaign.map(|id| json!({ "campaignIds": [town.global("Campaign", id)] })),
    })
}

/// What the program tells of one figure.
fn told(figure: &Value) -> Told {
    let number = |value: &Value| {
        value
            .as_str()
            .map(|text| text.parse::<Decimal>().unwrap().normalize())
    };
    let edges = figure["records"]["edges"].as_array().unwrap();
    let records: BTreeMap<_, _> = edges
        .iter()
        .map(|edge| {
            (
                edge["node"]["uuid"].as_str().unwrap().to_owned(),
                number(&edge["amount"]).unwrap(),
            )
        })
        .collect();
    assert_eq!(figure["records"]["totalCount"], records.len());
    Told {
        value: number(&figure["value"]),
        at_least: figure["qualifier"] == "AT_LEAST",
        records,
    }
}

/// Every figure of every node under every attribution and credit; gives the first that differs from the oracle.
async fn first_difference(town: &Town) -> Option<String> {
    let oracle = Oracle::read(town).await;
    let period = (day(YEAR.0), day(YEAR.1));
    for node in town.nodes() {
        for attribution in ["AT_EVENT", "CURRENT"] {
            for credit in ["FULL", "LEAD_ONLY", "FRACTIONAL"] {
                for campaign in [None, Some(town.campaigns[0])] {
                    let asked = question(town, node, attribution, credit, campaign);
                    let answer = town.ask(ASK, asked).await;
                    for (figure, metric) in answer["node"]["figures"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .zip(METRICS)
                    {
                        let due = oracle.tell(
                            metric,
                            node,
                            period,
                            attribution == "CURRENT",
                            credit,
                            campaign,
                        );
                        let is = told(figure);
                        if is != due {
                            return Some(format!(
                                "{node:?} {metric} {attribution} {credit} {campaign:?}: {is:?} is not {due:?}"
                            ));
                        }
                    }
                }
            }
        }
    }
    None
}

async fn live(store: &Store, seed: u64, steps: usize) -> Town {
    let town = Town::new(store, 4).await;
    let mut history = History {
        town: &town,
        dice: Dice(seed),
        posted: 0,
    };
    for _ in 0..steps {
        history.step().await;
    }
    town
}

async fn equal(store: Store, seed: u64) {
    let town = live(&store, seed, 70).await;
    assert_eq!(first_difference(&town).await, None, "seed {seed}");
    town.assert_sound().await;
    // The oracle has teeth: a tally that was moved behind the program's back shows.
    town.run("UPDATE tally SET amount = amount + 100 WHERE measure = 'EVENTS' AND status IN ('POSTED', 'VERIFIED')").await;
    assert!(
        first_difference(&town).await.is_some(),
        "seed {seed}: a wrong tally was not noticed"
    );
}

macro_rules! seeds {
    ($($name:ident = $seed:literal),+) => {
        $(on_both!($name);
        async fn $name(store: Store) {
            equal(store, $seed).await;
        })+
    };
}

seeds!(
    history_1_equals_the_recomputation = 1,
    history_2_equals_the_recomputation = 20221016,
    history_3_equals_the_recomputation = 430503
);

on_both!(an_earlier_number_answers_the_same_for_ever);
async fn an_earlier_number_answers_the_same_for_ever(store: Store) {
    let town = live(&store, 7, 40).await;
    let number = town.number().await;
    let mut before = Vec::new();
    for node in town.nodes() {
        for attribution in ["AT_EVENT", "CURRENT"] {
            let asked = question(&town, node, attribution, "FRACTIONAL", None);
            let answer = town.ask(ASK, asked.clone()).await;
            before.push((asked, answer.to_string()));
        }
    }
    let mut history = History {
        town: &town,
        dice: Dice(8),
        posted: 40,
    };
    while town.number().await < number + 100 {
        history.step().await;
    }
    for (mut asked, answer) in before {
        asked["asOf"] = json!(number);
        assert_eq!(town.ask(ASK, asked).await.to_string(), answer);
    }
    town.assert_sound().await;
}
