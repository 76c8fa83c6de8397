//! The funnel through the API: distinct voices, whatever came out of them. Deliberately absent: the counting of single
//! cases, which is pure and tested beside it.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::desk::{Desk, Who, case, collect, desk, record, told, voice};
use crate::support::Store;

const FUNNEL: &str = "query($p: PeriodInput!, $c: [ID!]) { district(code: \"430503\") { \
    voiceFunnel(period: $p, campaignIds: $c) { voices withProduct products { kind voices } resolved told } } }";

async fn funnel(desk: &Desk, who: Who, variables: Value) -> Value {
    let answer = desk.ask(who, FUNNEL, variables).await;
    answer["data"]["district"]["voiceFunnel"].clone()
}

/// A case of another kind that comes out of some.
async fn product(desk: &Desk, kind: &str, n: u128, from: Vec<String>) -> String {
    let input = json!({
        "id": case(n), "title": format!("来源于意见{n}（示例）"), "content": "内容（示例）。",
        "authorId": desk.member(0), "derivedFromIds": from, "on": "2022-11-07",
    });
    let field = format!("{}{}", kind[..1].to_lowercase(), &kind[1..]);
    let (name, ty) = (format!("{field}Propose"), format!("{kind}ProposeInput"));
    let shown = format!("{{ {field} {{ id }} errors {{ code field }} }}");
    let made = desk.run(Who::Officer, &name, &ty, input, &shown).await;
    let id = &made["data"][&name][&field]["id"];
    id.as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn step(desk: &Desk, who: Who, mutation: &str, id: &str, mut input: Value) {
    input["id"] = json!(id);
    let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let done = desk
        .run(who, mutation, &ty, input, "{ errors { code } }")
        .await;
    assert_eq!(done["data"][mutation]["errors"], json!([]), "{done}");
}

on_both!(a_voice_counts_once_whatever_came_out_of_it);
async fn a_voice_counts_once_whatever_came_out_of_it(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let campaign = desk.town.global("Campaign", desk.town.campaigns[0]);
    let mut labelled = voice(1, "2022-11-07");
    labelled["campaignIds"] = json!([campaign]);
    record(&desk, Who::Officer, vec![labelled]).await;
    for n in 2..=5 {
        collect(&desk, n, "2022-11-07").await;
    }
    collect(&desk, 6, "2022-10-31").await;
    // The first has two products and one of a product; the second shares one; the third's was withdrawn.
    let suggestion = product(&desk, "MicroSuggestion", 50, vec![desk.id(1), desk.id(2)]).await;
    product(&desk, "MicroSuggestion", 51, vec![desk.id(1)]).await;
    let report = product(&desk, "SentimentReport", 52, vec![suggestion]).await;
    let dropped = product(&desk, "SentimentReport", 53, vec![desk.id(3)]).await;
    step(
        &desk,
        Who::Author,
        "sentimentReportWithdraw",
        &dropped,
        json!({}),
    )
    .await;
    desk.did(Who::Officer, "Tell", 4, told()).await;
    desk.did(Who::Office, "Void", 5, json!({ "reason": "重复（示例）" }))
        .await;
    let november = json!({ "p": { "month": "2022-11" } });
    let due = |resolved: u8| {
        json!({
            "voices": 4, "withProduct": 2, "resolved": resolved, "told": 1,
            "products": [{ "kind": "MICRO_SUGGESTION", "voices": 2 }, { "kind": "SENTIMENT_REPORT", "voices": 2 }],
        })
    };
    assert_eq!(funnel(&desk, Who::Leader, november.clone()).await, due(0));
    // The rate counts by the same rule.
    let query = "{ district(code: \"430503\") { figures(metrics: [W3_CONVERSION], period: { month: \"2022-11\" }) { numerator denominator } } }";
    let rate = desk.ask(Who::Leader, query, json!({})).await;
    assert_eq!(
        rate["data"]["district"]["figures"][0],
        json!({ "numerator": "2", "denominator": "4" })
    );
    step(
        &desk,
        Who::Office,
        "sentimentReportTakeUp",
        &report,
        json!({}),
    )
    .await;
    let number = json!({ "number": "2022-1" });
    step(&desk, Who::Office, "sentimentReportIssue", &report, number).await;
    assert_eq!(funnel(&desk, Who::Leader, november.clone()).await, due(2));
    let year = json!({ "p": { "year": 2022 } });
    assert_eq!(funnel(&desk, Who::Auditor, year).await["voices"], 5);
    let of_campaign = json!({ "p": { "year": 2022 }, "c": [campaign] });
    let of_campaign = funnel(&desk, Who::OtherMember, of_campaign).await;
    assert_eq!(
        (&of_campaign["voices"], &of_campaign["withProduct"]),
        (&json!(1), &json!(1))
    );
    for who in [Who::Hotline, Who::Unit] {
        assert_eq!(
            funnel(&desk, who, november.clone()).await,
            Value::Null,
            "{who:?}"
        );
    }
    desk.assert_whole().await;
}

on_both!(a_funnel_of_any_size_is_the_same_number_of_statements);
async fn a_funnel_of_any_size_is_the_same_number_of_statements(store: Store) {
    let heard = Arc::new(Mutex::new(0_usize));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |_| *ear.lock().unwrap() += 1);
    let counted = Store {
        db,
        ..store.clone()
    };
    let desk = desk(&counted).await;
    desk.today("2022-11-07");
    let year = json!({ "p": { "year": 2022 } });
    let mut counts = Vec::new();
    for n in 1..=4 {
        collect(&desk, n, "2022-11-07").await;
        product(&desk, "MicroSuggestion", 50 + n, vec![desk.id(n)]).await;
        funnel(&desk, Who::Leader, year.clone()).await;
        let before = *heard.lock().unwrap();
        let seen = funnel(&desk, Who::Leader, year.clone()).await;
        assert_eq!(seen["withProduct"], json!(n));
        counts.push(*heard.lock().unwrap() - before);
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}
