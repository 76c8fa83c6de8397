//! Few residents in hardship: who is told the number, and that neither a row, a total, a record nor the event itself tells
//! it to anybody else. Deliberately absent: many questions that are subtracted from one another.

use async_graphql::Variables;
use serde_json::{Value, json};
use workrooms::events::kinds::{EventKind, Measure, Qualifier};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::schema;

use super::stage::{CODE, Town, much};
use crate::support::Store;

const QUERY: &str = "query($id: ID!, $kinds: [EventKind!]) { node(id: $id) { ... on HierarchyNode {
    figures(metrics: [PERSONS], period: {year: 2022}, filter: {kinds: $kinds}) {
        value suppressed records { totalCount edges { amount node { ... on Event { quantities { value } } } } } }
    breakdown(by: [WORKROOM], metrics: [PERSONS], period: {year: 2022}, filter: {kinds: $kinds}) {
        keys { label } figures { value suppressed records { totalCount } } } } } }";

/// Consolation of 3, 12 and 40 residents by three workrooms, and a lecture of 2 listeners by the first.
async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 3).await;
    let deeds = [
        (EventKind::Consolation, 0, 3),
        (EventKind::Consolation, 1, 12),
        (EventKind::Consolation, 2, 40),
        (EventKind::Lecture, 0, 2),
    ];
    for (n, (kind, workroom, people)) in deeds.into_iter().enumerate() {
        let host = ("Workroom", town.workrooms[workroom]);
        let mut draft = town.draft(host, kind, "记录（示例）", "2022-05-05");
        draft.quantities = vec![much(Measure::Persons, people, Qualifier::Exact, None)];
        town.post(u128::try_from(n).unwrap(), draft).await;
    }
    town
}

async fn ask(town: &Town, (role, scope): (Role, Option<NodeId>), id: &str, kinds: Value) -> Value {
    let view = town.stage.request(role, CODE, scope);
    let variables = Variables::from_json(json!({ "id": id, "kinds": kinds }));
    let request = async_graphql::Request::new(QUERY).variables(variables);
    let answer = schema::execute(&town.schema, request, view).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    answer.data.into_json().unwrap()["node"].clone()
}

/// Value or nothing, and whether it is withheld.
fn told(figure: &Value) -> (Option<String>, bool) {
    let value = figure["value"].as_str().map(str::to_owned);
    (value, figure["suppressed"].as_bool().unwrap())
}

/// The rows in the order of the workrooms' names.
fn rows(node: &Value) -> Vec<(Option<String>, bool)> {
    let mut rows: Vec<_> = node["breakdown"].as_array().unwrap().iter().collect();
    rows.sort_by_key(|row| row["keys"][0]["label"].to_string());
    rows.iter().map(|row| told(&row["figures"][0])).collect()
}

fn number(value: &str) -> (Option<String>, bool) {
    (Some(value.to_owned()), false)
}

const WITHHELD: (Option<String>, bool) = (None, true);

on_both!(few_residents_in_hardship_are_told_to_who_may_read_of_them);
async fn few_residents_in_hardship_are_told_to_who_may_read_of_them(store: Store) {
    let town = furnished(&store).await;
    let district = town.global("District", town.committee);
    let aid = json!(["CONSOLATION"]);

    for caller in [
        (Role::Leader, None),
        (Role::Office, None),
        (Role::Auditor, None),
    ] {
        let node = ask(&town, caller, &district, aid.clone()).await;
        assert_eq!(told(&node["figures"][0]), number("55"));
        assert_eq!(rows(&node), ["3", "12", "40"].map(number));
        let edges = node["figures"][0]["records"]["edges"].as_array().unwrap();
        let amounts: Vec<_> = edges.iter().map(|edge| &edge["amount"]).collect();
        assert_eq!(amounts, ["3", "12", "40"]);
    }

    for caller in [
        (Role::Member, Some(town.members[0])),
        (Role::WorkroomOfficer, Some(town.workrooms[1])),
    ] {
        let node = ask(&town, caller, &district, aid.clone()).await;
        assert_eq!(told(&node["figures"][0]), number("55"));
        // The second goes with the first, which the total would give away; it is an officer's own, and told below.
        assert_eq!(rows(&node), [WITHHELD, WITHHELD, number("40")]);
        let of_rows = node["breakdown"].as_array().unwrap().iter();
        let counts: i64 = of_rows
            .map(|row| row["figures"][0]["records"]["totalCount"].as_i64().unwrap())
            .sum();
        assert_eq!(counts, 1, "what is withheld has no records");
        let edges = node["figures"][0]["records"]["edges"].as_array().unwrap();
        let amounts: Vec<_> = edges.iter().map(|edge| &edge["amount"]).collect();
        assert_eq!(amounts, [&Value::Null, &json!("12"), &json!("40")]);
        let quantities: Vec<_> = edges
            .iter()
            .map(|edge| &edge["node"]["quantities"])
            .collect();
        assert_eq!(quantities[0], &json!([]), "nor does the event tell it");
        assert_eq!(quantities[1], &json!([{ "value": "12" }]));
    }
}

on_both!(an_officer_sees_the_small_numbers_of_his_own_workroom);
async fn an_officer_sees_the_small_numbers_of_his_own_workroom(store: Store) {
    let town = furnished(&store).await;
    let officer = (Role::WorkroomOfficer, Some(town.workrooms[0]));
    let own = town.global("Workroom", town.workrooms[0]);
    let node = ask(&town, officer, &own, json!(["CONSOLATION"])).await;
    assert_eq!(told(&node["figures"][0]), number("3"));
    assert_eq!(
        node["figures"][0]["records"]["edges"][0]["node"]["quantities"][0]["value"],
        "3"
    );
    let other = town.global("Workroom", town.workrooms[1]);
    let node = ask(&town, officer, &other, json!(["CONSOLATION"])).await;
    assert_eq!(told(&node["figures"][0]), number("12"), "not small");
    let stranger = (Role::WorkroomOfficer, Some(town.workrooms[2]));
    let node = ask(&town, stranger, &own, json!(["CONSOLATION"])).await;
    assert_eq!(told(&node["figures"][0]), WITHHELD);
}

on_both!(small_numbers_of_other_people_and_none_at_all_are_told_to_everybody);
async fn small_numbers_of_other_people_and_none_at_all_are_told_to_everybody(store: Store) {
    let town = furnished(&store).await;
    let member = (Role::Member, Some(town.members[0]));
    let district = town.global("District", town.committee);
    let node = ask(&town, member, &district, json!(["LECTURE"])).await;
    assert_eq!(rows(&node), ["2", "0", "0"].map(number));
    let node = ask(&town, member, &district, json!(["STUDENT_AID"])).await;
    assert_eq!(
        rows(&node),
        ["0", "0", "0"].map(number),
        "zero is told: nobody was helped"
    );
    // Of all kinds together a small number may be one of hardship; 3 and 2 make 5, which is none.
    let node = ask(&town, member, &district, Value::Null).await;
    assert_eq!(rows(&node), ["5", "12", "40"].map(number));
}
