//! Questions about every node at once, as the program is asked them and as the recomputation is.
//! Deliberately absent: what the answers should be.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use workrooms::kernel::id::NodeId;

use super::oracle::Told;
use super::random::{Dice, SUBJECTS};
use super::stage::Town;
use crate::organization::stage::{FIRST, day};

/// Every metric of the catalogue.
pub const METRICS: [&str; 14] = [
    "EVENTS",
    "SESSIONS",
    "PERSON_TIMES",
    "PERSONS",
    "GOOD_DEEDS",
    "VOICES",
    "ENTERPRISES",
    "VILLAGES",
    "COMMENTS",
    "FUNDS",
    "W1",
    "W2",
    "W4",
    "VERIFIED_SHARE",
];

pub const ATTRIBUTIONS: [&str; 2] = ["AT_EVENT", "CURRENT"];

pub const CREDITS: [&str; 3] = ["FULL", "LEAD_ONLY", "FRACTIONAL"];

const RECORDS: &str = "records(first: 100) { totalCount pageInfo { hasNextPage } edges { amount qualifier node { uuid } } }";

/// Which records are meant; an empty list does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kinds: Vec<&'static str>,
    pub campaigns: Vec<NodeId>,
    pub hosts: Vec<(&'static str, NodeId)>,
    pub fund_kinds: Vec<&'static str>,
    pub divisions: Vec<String>,
    pub participants: Vec<NodeId>,
    pub subject: Option<&'static str>,
    pub is_part: Option<bool>,
    pub verified_only: bool,
}

impl Filter {
    /// One condition or two.
    pub fn random(town: &Town, dice: &mut Dice) -> Self {
        let mut filter = Self::default();
        for _ in 0..=dice.below(2) {
            match dice.below(10) {
                0 => filter.kinds = vec!["GOOD_DEED", "DONATION"],
                1 => filter.campaigns = vec![dice.one(&town.campaigns)],
                2 => filter.campaigns = town.campaigns.clone(),
                3 => {
                    filter.hosts = vec![
                        ("Workroom", dice.one(&town.workrooms)),
                        ("SectorGroup", dice.one(&town.groups)),
                        ("Member", dice.one(&town.members)),
                    ];
                }
                4 => filter.fund_kinds = vec![dice.one(&["AID_PAID", "MOBILISED"])],
                5 => filter.fund_kinds = vec!["AID_PAID", "MOBILISED"],
                6 => {
                    let township = format!("{}00{}", town.district, dice.below(2) + 1);
                    filter.divisions = vec![township];
                }
                7 => filter.participants = vec![dice.one(&town.members), dice.one(&town.members)],
                8 => filter.subject = Some(dice.one(&SUBJECTS)),
                _ if dice.chance(50) => filter.is_part = Some(dice.chance(50)),
                _ => filter.verified_only = true,
            }
        }
        filter
    }

    fn json(&self, town: &Town) -> Value {
        let ids = |kind: &str, ids: &[NodeId]| -> Vec<String> {
            ids.iter().map(|id| town.global(kind, *id)).collect()
        };
        let hosts = self.hosts.iter().map(|(kind, id)| town.global(kind, *id));
        let mut filter = json!({ "verifiedOnly": self.verified_only });
        let mut narrow = |key: &str, list: Vec<String>| {
            if !list.is_empty() {
                filter[key] = json!(list);
            }
        };
        let texts = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        narrow("kinds", texts(&self.kinds));
        narrow("campaignIds", ids("Campaign", &self.campaigns));
        narrow("hostIds", hosts.collect());
        narrow("fundKinds", texts(&self.fund_kinds));
        narrow("divisionCodes", self.divisions.clone());
        narrow("participantIds", ids("Member", &self.participants));
        if let Some(subject) = self.subject {
            filter["subjectId"] = json!(subject);
        }
        if let Some(is_part) = self.is_part {
            filter["level"] = json!(if is_part { "PART" } else { "WHOLE" });
        }
        filter
    }
}

/// A question about every node.
#[derive(Clone, Debug)]
pub struct Question {
    pub attribution: &'static str,
    pub credit: &'static str,
    pub period: &'static str,
    pub filter: Filter,
    /// The journal number; the newest when none.
    pub as_of: Option<i64>,
    pub with_records: bool,
}

/// Periods as they are asked for.
pub const PERIODS: [&str; 5] = ["year", "earlier year", "month", "between", "term"];

impl Question {
    /// The days of its period.
    pub fn span(&self) -> (NaiveDate, Option<NaiveDate>) {
        let (from, to) = match self.period {
            "year" => ("2022-01-01", Some("2023-01-01")),
            "earlier year" => ("2021-01-01", Some("2022-01-01")),
            "month" => ("2022-07-01", Some("2022-08-01")),
            "between" => ("2022-03-05", Some("2022-10-11")),
            _ => (FIRST, None),
        };
        (day(from), to.map(day))
    }

    fn period(&self) -> Value {
        match self.period {
            "year" => json!({ "year": 2022 }),
            "earlier year" => json!({ "year": 2021 }),
            "month" => json!({ "month": "2022-07" }),
            "between" => json!({ "between": { "from": "2022-03-05", "to": "2022-10-11" } }),
            _ => json!({ "term": 6 }),
        }
    }

    /// What the program tells of every node, in the order of the nodes and metrics.
    pub async fn ask(&self, town: &Town) -> Vec<Vec<Told>> {
        let records = if self.with_records { RECORDS } else { "" };
        let document = format!(
            "query($ids: [ID!]!, $metrics: [MetricCode!]!, $period: PeriodInput!, $attribution: Attribution!, $credit: Credit!,
                   $filter: EventFilter, $asOf: Long) {{
               nodes(ids: $ids) {{ ... on HierarchyNode {{ figures(metrics: $metrics, period: $period, attribution: $attribution,
                   credit: $credit, filter: $filter, asOf: $asOf) {{
                 value qualifier numerator denominator byFundKind {{ fundKind value }} excluded {{ reason count }} {records} }} }} }} }}"
        );
        let nodes = town.nodes().into_iter();
        let ids: Vec<_> = nodes.map(|(kind, id)| town.global(kind, id)).collect();
        let variables = json!({
            "ids": ids, "metrics": METRICS, "period": self.period(), "attribution": self.attribution,
            "credit": self.credit, "filter": self.filter.json(town), "asOf": self.as_of,
        });
        let answer = town.ask(&document, variables).await;
        let of_node = |node: &Value| {
            node["figures"]
                .as_array()
                .unwrap()
                .iter()
                .map(told)
                .collect()
        };
        answer["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(of_node)
            .collect()
    }
}

fn number(value: &Value) -> Option<Decimal> {
    let text = value.as_str()?;
    Some(text.parse::<Decimal>().unwrap().normalize())
}

/// A figure, after its records were seen to add up to its value, or a rate's to its numerator.
fn told(figure: &Value) -> Told {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let funds: BTreeMap<_, _> = list(&figure["byFundKind"])
        .iter()
        .map(|kind| (text(&kind["fundKind"]), number(&kind["value"]).unwrap()))
        .collect();
    let excluded = list(&figure["excluded"])
        .iter()
        .map(|left_out| {
            (
                text(&left_out["reason"]),
                left_out["count"].as_i64().unwrap(),
            )
        })
        .collect();
    let mut told = Told {
        value: number(&figure["value"]),
        at_least: figure["qualifier"] == "AT_LEAST",
        numerator: number(&figure["numerator"]),
        denominator: number(&figure["denominator"]),
        funds,
        excluded,
        records: BTreeMap::new(),
    };
    if figure["records"].is_null() {
        return told;
    }
    let (mut sum, mut at_least) = (Decimal::ZERO, false);
    for edge in list(&figure["records"]["edges"]) {
        let amount = number(&edge["amount"]).unwrap();
        sum += amount;
        at_least |= edge["qualifier"] == "AT_LEAST";
        let earlier = told.records.insert(text(&edge["node"]["uuid"]), amount);
        assert_eq!(earlier, None, "a record is listed once: {figure}");
    }
    assert_eq!(figure["records"]["pageInfo"]["hasNextPage"], false);
    assert_eq!(figure["records"]["totalCount"], told.records.len());
    if let Some(due) = told.numerator.or(told.value) {
        assert_eq!(sum.normalize(), due, "the records add up: {figure}");
    }
    assert!(
        told.at_least || told.numerator.is_some() || !at_least,
        "{figure}"
    );
    told
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
