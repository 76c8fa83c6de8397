//! A joint record: how much of it each host has, and that the district has it once.
//! Deliberately absent: shares themselves, which are made where the set of hosts is.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::stage::Town;
use crate::support::Store;

const JOINT: &str = "query($id: ID!, $credit: Credit!) { node(id: $id) { ... on HierarchyNode {
    figures(metrics: [EVENTS, GOOD_DEEDS], period: { year: 2022 }, credit: $credit) { ...Value }
    breakdown(by: [WORKROOM], metrics: [EVENTS, GOOD_DEEDS], period: { year: 2022 }, credit: $credit) {
        keys { label } figures { ...Value } } } } }
    fragment Value on Figure { value qualifier records { totalCount edges { amount qualifier } } }";

/// A figure's value, after its records were seen to add up to it, and how many there are.
fn value(figure: &Value) -> (Decimal, i64) {
    let number = |value: &Value| -> Decimal { value.as_str().unwrap().parse().unwrap() };
    let edges = figure["records"]["edges"].as_array().unwrap();
    let count = figure["records"]["totalCount"].as_i64().unwrap();
    assert_eq!(i64::try_from(edges.len()).unwrap(), count);
    let sum: Decimal = edges.iter().map(|edge| number(&edge["amount"])).sum();
    assert_eq!(sum, number(&figure["value"]), "{figure}");
    (sum, count)
}

/// The events and good deeds of a node, and those of each of its workrooms by name.
async fn ask(town: &Town, id: &str, credit: &str) -> (Row, Vec<(String, Row)>) {
    let answer = town.ask(JOINT, json!({ "id": id, "credit": credit })).await;
    let row = |figures: &Value| [value(&figures[0]), value(&figures[1])];
    let of_rows = answer["node"]["breakdown"].as_array().unwrap().iter();
    let rows = of_rows.map(|found| {
        let label = found["keys"][0]["label"].as_str().unwrap().to_owned();
        (label, row(&found["figures"]))
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    (row(&answer["node"]["figures"]), rows)
}

/// Events and good deeds: the value and the number of records.
type Row = [(Decimal, i64); 2];

fn of(millionths: i64, records: i64) -> Row {
    // The joint event is seven good deeds.
    let share = Decimal::new(millionths, 6).normalize();
    [
        (share, records),
        ((share * Decimal::from(7)).normalize(), records),
    ]
}

on_both!(three_hosts_have_it_each_and_the_district_once);
async fn three_hosts_have_it_each_and_the_district_once(store: Store) {
    let town = Town::new(&store, 6).await;
    let mut joint = town.deed(1, 1, "2022-05-05", 7);
    joint["coHostIds"] = json!([town.workroom_id(2), town.workroom_id(5)]);
    town.post_all(vec![joint]).await;
    let district = town.global("District", town.committee);
    let names = (0..6).map(|n| format!("委员工作室{n}（示例）"));
    let whole = of(1_000_000, 1);
    let cases = [
        ("FULL", [0, 1_000_000, 1_000_000, 0, 0, 1_000_000]),
        ("LEAD_ONLY", [0, 1_000_000, 0, 0, 0, 0]),
        ("FRACTIONAL", [0, 333_334, 333_333, 0, 0, 333_333]),
    ];
    for (credit, shares) in cases {
        let (total, rows) = ask(&town, &district, credit).await;
        assert_eq!(total, whole, "{credit}: the district has it once");
        let expected: Vec<_> = names
            .clone()
            .zip(shares.map(|share| of(share, i64::from(share > 0))))
            .collect();
        assert_eq!(rows, expected, "{credit}");
        let sum: Decimal = rows.iter().map(|(_, row)| row[0].0).sum();
        let told = match credit {
            "FULL" => Decimal::from(3),
            _ => Decimal::ONE,
        };
        assert_eq!(sum, told, "{credit}: by workroom");
    }
    // Workroom 1 is group 1's, workrooms 2 and 5 are group 2's; each group counts the record once.
    for (group, credit, share) in [
        (1, "FULL", 1_000_000),
        (1, "LEAD_ONLY", 1_000_000),
        (1, "FRACTIONAL", 333_334),
        (2, "FULL", 1_000_000),
        (2, "LEAD_ONLY", 0),
        (2, "FRACTIONAL", 666_666),
        (0, "FULL", 0),
    ] {
        let id = town.global("SectorGroup", town.groups[group]);
        let (total, _) = ask(&town, &id, credit).await;
        assert_eq!(total, of(share, i64::from(share > 0)), "{group} {credit}");
    }
}

on_both!(shares_of_any_number_of_hosts_add_up_to_exactly_one);
async fn shares_of_any_number_of_hosts_add_up_to_exactly_one(store: Store) {
    let town = Town::new(&store, 20).await;
    let mut events = Vec::new();
    for hosts in 1..=20_usize {
        let mut joint = town.deed(hosts, hosts - 1, &format!("2022-05-{hosts:02}"), 1);
        let others: Vec<_> = (0..20)
            .filter(|n| *n != hosts - 1)
            .take(hosts - 1)
            .collect();
        joint["coHostIds"] = others.iter().map(|n| town.workroom_id(*n)).collect();
        events.push(joint);
    }
    town.post_all(events).await;
    let district = town.global("District", town.committee);
    let (total, rows) = ask(&town, &district, "FRACTIONAL").await;
    assert_eq!(total[0], (Decimal::from(20), 20));
    assert_eq!(rows.len(), 20);
    let sum: Decimal = rows.iter().map(|(_, row)| row[0].0).sum();
    assert_eq!(sum, Decimal::from(20), "no share is lost and none is made");
}
