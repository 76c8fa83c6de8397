//! Rates: numerator, denominator, and nothing where there is nothing to divide by.
//! Deliberately absent: rates over records, which the random histories hold against the recomputation.

use serde_json::json;

use super::stage::{Town, of};
use crate::support::Store;

on_both!(a_rate_over_nothing_is_nothing);
async fn a_rate_over_nothing_is_nothing(store: Store) {
    let town = Town::new(&store, 2).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Workroom { figures(metrics: [VERIFIED_SHARE, EVENTS], period: {year: 2022}) { value numerator denominator } } } }";
    let answer = town
        .ask(query, of(town.global("Workroom", town.workrooms[0])))
        .await;
    let due = json!([
        { "value": null, "numerator": "0", "denominator": "0" },
        { "value": "0", "numerator": null, "denominator": null },
    ]);
    assert_eq!(answer["node"]["figures"], due);
}
