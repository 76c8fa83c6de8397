//! Figures of proposals: every rate with its denominator, and which of them one form moves. Deliberately absent: 2022.

use serde_json::{Value, json};

use super::desk::{Desk, FACE, Who, form, planned, solved};
use crate::support::Store;

const METRICS: &str = "[P0_SUBMITTED, P0_FILED, P0_IN_HAND, P1, P2, P3, P5, P6_PROCESS, P6_RESULT, P6_RESULT_STRICT, P6_FILED, \
    P7, P8, P10, P11, P12_LEAD, P12_ALL, Q9]";

async fn figures(desk: &Desk, of: &str) -> Vec<(String, Option<String>, Option<String>, i64)> {
    let query = format!(
        "{{ district(code: \"430503\") {{ figures(metrics: {of}, period: {{year: 2022}}) {{ metric {{ code }} value numerator \
         denominator records(first: 100) {{ totalCount edges {{ amount }} }} }} }} }}"
    );
    let answer = desk.ask(Who::Leader, &query, json!({})).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let figures = answer["data"]["district"]["figures"].as_array().unwrap();
    figures
        .iter()
        .map(|figure| {
            let edges = figure["records"]["edges"].as_array().unwrap();
            let sum: f64 = edges
                .iter()
                .map(|edge| edge["amount"].as_str().unwrap().parse::<f64>().unwrap())
                .sum();
            let whole = figure["numerator"].as_str().or(figure["value"].as_str());
            let whole = whole.unwrap_or("0").parse::<f64>().unwrap();
            assert!((sum - whole).abs() < 1e-9, "the records add up: {figure}");
            (
                figure["metric"]["code"].as_str().unwrap().to_owned(),
                text(&figure["numerator"]).or(text(&figure["value"])),
                text(&figure["denominator"]),
                figure["records"]["totalCount"].as_i64().unwrap(),
            )
        })
        .collect()
}

fn row(code: &str, over: &str, under: Option<&str>) -> (String, Option<String>, Option<String>) {
    (
        code.to_owned(),
        Some(over.to_owned()),
        under.map(str::to_owned),
    )
}

async fn scene(desk: &Desk) {
    // Four filed, of which one is merged into the first; three are replied to, two forms come back, one is silent.
    for n in 1..=3 {
        desk.in_handling(n).await;
    }
    desk.submitted(4).await;
    desk.did(Who::Office, "Merge", 4, json!({ "masterId": desk.id(1) }))
        .await;
    desk.submitted(5).await;
    let ground = json!({ "ground": "ACADEMIC", "reason": "说明（示例）" });
    desk.did(Who::Office, "NotFile", 5, ground).await;
    desk.answered(1, &solved()).await;
    desk.answered(2, &planned()).await;
    desk.answered(3, &solved()).await;
    desk.did(Who::Author, "Evaluate", 1, form("SATISFIED", "SATISFIED"))
        .await;
    desk.did(
        Who::Author,
        "Evaluate",
        2,
        form("SATISFIED", "DISSATISFIED"),
    )
    .await;
    desk.did(Who::Office, "Close", 1, json!({ "solvedOn": "2022-11-07" }))
        .await;
    desk.today("2022-12-01");
    desk.did(Who::Office, "SilenceRecord", 3, json!({})).await;
}

on_both!(every_rate_names_its_denominator_and_silence_is_no_satisfaction);
async fn every_rate_names_its_denominator_and_silence_is_no_satisfaction(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    scene(&desk).await;
    let told: Vec<_> = figures(&desk, METRICS)
        .await
        .into_iter()
        .map(|(code, over, under, _)| (code, over, under))
        .collect();
    assert_eq!(
        told,
        [
            row("P0_SUBMITTED", "5", None),
            row("P0_FILED", "4", None),
            row("P0_IN_HAND", "3", None),
            row("P1", "4", Some("5")),
            row("P2", "1", Some("4")),
            row("P3", "3", Some("3")),
            row("P5", "3", Some("3")),
            row("P6_PROCESS", "2", Some("2")),
            row("P6_RESULT", "1", Some("2")),
            row("P6_RESULT_STRICT", "1", Some("2")),
            row("P6_FILED", "1", Some("3")),
            row("P7", "2", Some("3")),
            row("P8", "1", Some("3")),
            row("P10", "0", Some("3")),
            row("P11", "0", Some("3")),
            row("P12_LEAD", "1", Some("6")),
            row("P12_ALL", "1", Some("6")),
            row("Q9", "1", Some("5")),
        ]
    );
}

on_both!(one_form_moves_exactly_one_of_the_four_rates);
async fn one_form_moves_exactly_one_of_the_four_rates(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    scene(&desk).await;
    let rates = "[P3, P5, P6_PROCESS, P6_RESULT]";
    let before = figures(&desk, rates).await;
    desk.did(
        Who::Author,
        "Evaluate",
        2,
        form("SATISFIED", "BASICALLY_SATISFIED"),
    )
    .await;
    let after = figures(&desk, rates).await;
    let moved: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!(
        (moved[0].1.0.as_str(), moved[0].1.1.as_deref()),
        ("P6_RESULT", Some("2"))
    );
}
