//! The figures that the district printed for 2022: all of them are there, and each that a metric says is borne out by
//! records. Deliberately absent: how the records came about.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use workrooms::kernel::id::DistrictId;

use super::SHOWN;
use crate::support::Store;
use crate::support::demo::ask;

on_both!(demo what_the_report_prints_is_borne_out_by_records);
async fn what_the_report_prints_is_borne_out_by_records(store: Store) {
    let query = format!(
        "{{ district(code: \"430503\") {{ publishedFigures(first: 100, document: \"《2022年度整体支出绩效评价报告》\") {{ \
         totalCount nodes {SHOWN} }} }} }}"
    );
    let answer = ask(&store, &query, json!({})).await;
    let page = &answer["district"]["publishedFigures"];
    assert_eq!(page["totalCount"], 36);
    let figures: BTreeMap<&str, &Value> = page["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|figure| (figure["key"].as_str().unwrap(), figure))
        .collect();
    let mut compared = 0;
    for (key, figure) in &figures {
        let comparison = &figure["comparison"];
        if figure["metric"].is_null() {
            assert_eq!(
                comparison,
                &json!({ "computed": null, "agrees": null, "difference": null }),
                "{key}"
            );
            continue;
        }
        compared += 1;
        assert_eq!(comparison["agrees"], true, "{key}: {comparison}");
        assert_eq!(comparison["difference"], "0", "{key}");
        let computed = &comparison["computed"];
        // A percentage is borne out by its pair, where the report says which.
        let value = match figure["value"].is_null() {
            true => "numerator",
            false => "value",
        };
        if !figure[value].is_null() {
            assert_eq!(computed[value], figure[value], "{key}");
        }
        assert_eq!(computed["qualifier"], figure["qualifier"], "{key}");
        let edges = computed["records"]["edges"].as_array().unwrap();
        let amount = |edge: &Value| edge["amount"].as_str().unwrap().parse::<Decimal>().unwrap();
        let sum: Decimal = edges.iter().map(amount).sum();
        assert_eq!(
            json!(sum.normalize().to_string()),
            computed[value],
            "{key}: its records"
        );
        assert_eq!(computed["records"]["totalCount"], edges.len(), "{key}");
    }
    assert_eq!(compared, 30);
    let satisfaction = figures["proposals.satisfaction_rate"];
    assert_eq!(
        (
            &satisfaction["percent"],
            &satisfaction["numerator"],
            &satisfaction["fits"]
        ),
        (
            &json!("98.7"),
            &Value::Null,
            &json!([{ "numerator": "75", "denominator": "76" }, { "numerator": "74", "denominator": "75" }])
        )
    );
    let filed = figures["proposals.filed"];
    assert_eq!(
        filed["period"],
        json!({ "from": "2021-10-25", "to": "2023-01-01" })
    );
    let displayed: Vec<_> = figures
        .iter()
        .filter(|(_, figure)| figure["isDisplayOnly"] == true)
        .map(|(key, _)| *key)
        .collect();
    assert_eq!(displayed, ["reading.comments"]);
    let district = DistrictId::parse("430503").unwrap();
    let place = workrooms::published::audit::verify_district(&store.raw, &district);
    assert_eq!(place.await.unwrap(), None);
    let place = workrooms::hotline::audit::verify_district(&store.raw, &district);
    assert_eq!(place.await.unwrap(), None);
    // Each unit of the demo stands beside the hotline, in one request.
    let query = "{ district(code: \"430503\") { handlingUnits { hotlineComparison(period: {year: 2022}) { \
        ours { numerator denominator } hotline { value } months difference } } } }";
    let answer = ask(&store, query, json!({})).await;
    let units = answer["district"]["handlingUnits"].as_array().unwrap();
    let mut led = 0;
    for unit in units {
        let told = unit["hotlineComparison"].as_array().unwrap();
        assert_eq!(told.len(), 2);
        for one in told {
            assert_eq!(one["months"].as_array().unwrap().len(), 12);
            assert_eq!(
                one["difference"].is_null(),
                one["ours"]["denominator"] == "0",
                "{one}"
            );
        }
        led += told[0]["ours"]["denominator"]
            .as_str()
            .unwrap()
            .parse::<i64>()
            .unwrap();
    }
    let all = "{ district(code: \"430503\") { figures(metrics: [MS4], period: {year: 2022}) { denominator } } }";
    let all = ask(&store, all, json!({})).await;
    let all = &all["district"]["figures"][0]["denominator"];
    assert_eq!(
        *all,
        json!(led.to_string()),
        "every case that is due has one lead unit"
    );
}
