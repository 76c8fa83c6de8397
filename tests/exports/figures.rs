//! Figures and breakdowns in a file and in the API: values to the digit, rates over nothing empty, lower bounds named, small
//! cells and few members withheld, at the number that is asked. Deliberately absent: how figures are counted.

use std::collections::BTreeMap;

use async_graphql::Variables;
use serde_json::{Value, json};
use workrooms::events::draft::EventDraft;
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::Request;
use workrooms::schema;

use super::{Rows, explained, exported, said, sheets, table, text_table};
use crate::statistics::stage::{CODE, Town, much};
use crate::support::Store;

const METRICS: [&str; 6] = [
    "W1",
    "PERSON_TIMES",
    "PERSONS",
    "FUNDS",
    "VERIFIED_SHARE",
    "MS2",
];

/// What the metrics are called, with their units.
const HEADINGS: [&str; 6] = [
    "活动数（条记录）",
    "人次（人次）",
    "人数（人）",
    "资金（元）",
    "核实率（比率，1 为 100%）",
    "受理率（比率，1 为 100%）",
];

async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 3).await;
    let draft = |workroom: usize, kind, on: &str| {
        town.draft(
            ("Workroom", town.workrooms[workroom]),
            kind,
            "记录（示例）",
            on,
        )
    };
    let exact = |measure, value| much(measure, value, Qualifier::Exact, None);
    let drafts = [
        EventDraft {
            quantities: vec![
                much(Measure::PersonTimes, 68, Qualifier::AtLeast, None),
                much(
                    Measure::Funds,
                    100,
                    Qualifier::Exact,
                    Some(FundKind::AidPaid),
                ),
            ],
            ..draft(0, EventKind::PublicTalk, "2022-05-05")
        },
        EventDraft {
            quantities: vec![
                exact(Measure::PersonTimes, 7),
                much(
                    Measure::Funds,
                    50,
                    Qualifier::Exact,
                    Some(FundKind::Mobilised),
                ),
            ],
            ..draft(1, EventKind::PublicTalk, "2022-05-06")
        },
        EventDraft {
            quantities: vec![exact(Measure::Persons, 3)],
            ..draft(0, EventKind::Consolation, "2022-06-06")
        },
        EventDraft {
            quantities: vec![exact(Measure::Persons, 12)],
            ..draft(1, EventKind::Consolation, "2022-06-07")
        },
    ];
    for (n, draft) in (0..).zip(drafts) {
        town.post(n, draft).await;
    }
    town
}

const FIGURE: &str = "metric { code name } value suppressed qualifier numerator denominator unit
    byFundKind { fundKind value } completeness { expected reported declaredZero silent notYetDue } asOf";

async fn ask(view: Request, id: &str, by: &str, metrics: &[&str]) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on HierarchyNode {{
            figures(metrics: [{metrics}], period: {{year: 2022}}) {{ {FIGURE} }}
            breakdown(by: [{by}], metrics: [{metrics}], period: {{year: 2022}}) {{
                keys {{ key label }} suppressed figures {{ {FIGURE} }} }} }} }} }}",
        metrics = metrics.join(" ")
    );
    let variables = Variables::from_json(json!({ "id": id }));
    let request = async_graphql::Request::new(query).variables(variables);
    let answer = schema::execute(&schema::build(), request, view).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    answer.data.into_json().unwrap()["node"].clone()
}

fn value(figure: &Value) -> String {
    match figure["suppressed"].as_bool().unwrap() {
        true => "已抑制".to_owned(),
        false => said(&figure["value"]),
    }
}

/// A row of a breakdown as the sheet should tell it, by the headings that it has.
fn breakdown_row(row: &Value, names: &[&str], metrics: usize) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    for (name, key) in names.iter().zip(row["keys"].as_array().unwrap()) {
        cells.insert((*name).to_owned(), said(&key["label"]));
    }
    for (place, heading) in HEADINGS[..metrics].iter().enumerate() {
        let withheld = row["suppressed"] == true;
        let figure = &row["figures"][place];
        let told = match withheld {
            true => "已抑制".to_owned(),
            false => value(figure),
        };
        cells.insert((*heading).to_owned(), told);
    }
    cells
}

/// Only the columns that are compared row by row.
fn only(rows: Rows, names: &[&str]) -> Rows {
    let keep = |row: BTreeMap<String, String>| {
        let kept = row.into_iter();
        kept.filter(|(name, _)| names.contains(&name.as_str()) || HEADINGS.contains(&name.as_str()))
            .collect()
    };
    rows.into_iter().map(keep).collect()
}

fn order(format: &str, id: &str, breakdowns: Value, as_of: Option<i64>) -> Value {
    order_of(format, (id, &METRICS), breakdowns, as_of)
}

fn order_of(
    format: &str,
    (id, metrics): (&str, &[&str]),
    breakdowns: Value,
    as_of: Option<i64>,
) -> Value {
    json!({ "format": format, "what": { "figures": {
        "nodeId": id, "metrics": metrics, "period": { "year": 2022 }, "breakdowns": breakdowns, "asOf": as_of,
    } } })
}

on_both!(figures_are_exported_as_the_api_tells_them);
async fn figures_are_exported_as_the_api_tells_them(store: Store) {
    let town = furnished(&store).await;
    let district = town.global("District", town.committee);
    let workroom = town.global("Workroom", town.workrooms[0]);
    let mut withheld = Vec::new();
    for (role, scope) in [
        (Role::Leader, None),
        (Role::WorkroomOfficer, Some(town.workrooms[1])),
    ] {
        let view = || town.stage.request(role, CODE, scope);
        for (id, by, names, sheet) in [
            (
                &district,
                vec!["WORKROOM"],
                vec!["委员工作室"],
                "按委员工作室",
            ),
            (
                &district,
                vec!["SECTOR_GROUP", "KIND"],
                vec!["界别活动组", "活动种类"],
                "按界别活动组×活动种类",
            ),
            (&district, vec!["MONTH"], vec!["月"], "按月"),
            (&workroom, vec!["MEMBER"], vec!["委员"], "按委员"),
        ] {
            // A metric of cases is not told apart by kinds of events.
            let metrics = if by.contains(&"KIND") {
                &METRICS[..5]
            } else {
                &METRICS[..]
            };
            let asked = ask(view(), id, &by.join(" "), metrics).await;
            let due: Rows = asked["breakdown"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| breakdown_row(row, &names, metrics.len()))
                .collect();
            let breakdowns = json!([{ "by": by }]);
            let input = order_of("XLSX", (id, metrics), breakdowns.clone(), None);
            let made = exported(&view, input).await;
            assert_eq!(
                only(table(&made.bytes, sheet), &names),
                due,
                "{role:?} {by:?}"
            );
            let input = order_of("CSV", (id, metrics), breakdowns, None);
            let made = exported(&view, input).await;
            assert_eq!(
                only(text_table(&made.bytes), &names),
                due,
                "{role:?} {by:?}"
            );
            let cells = due.iter().flat_map(BTreeMap::values);
            withheld.push(cells.filter(|cell| *cell == "已抑制").count());
        }
        receipts(&view, &district).await;
    }
    // The two members of a workroom are never compared; three persons are withheld from another workroom's officer, and
    // twelve with them where a total would give them away.
    assert_eq!(withheld, [0, 0, 0, 12, 2, 2, 0, 12]);
}

/// The node's own figures with all that makes them up.
async fn receipts(view: &(dyn Fn() -> Request + Sync), id: &str) {
    let made = exported(view, order("XLSX", id, json!([]), None)).await;
    let names: Vec<_> = sheets(&made.bytes)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["统计数据", "说明"]);
    let rows = table(&made.bytes, "统计数据");
    let asked = ask(view(), id, "WORKROOM", &METRICS).await;
    let figures = asked["figures"].as_array().unwrap();
    assert_eq!(rows.len(), figures.len());
    for (row, figure) in rows.iter().zip(figures) {
        let cell = |name: &str| row[name].as_str();
        assert_eq!(cell("指标代码"), said(&figure["metric"]["code"]));
        assert_eq!(cell("指标"), said(&figure["metric"]["name"]));
        assert_eq!(cell("数值"), value(figure));
        assert_eq!(cell("分子"), said(&figure["numerator"]));
        assert_eq!(cell("分母"), said(&figure["denominator"]));
        let told = !figure["value"].is_null();
        let precision = match (told, figure["qualifier"] == "AT_LEAST") {
            (false, _) => "",
            (true, true) => "不少于（余）",
            (true, false) => "精确",
        };
        assert_eq!(cell("精确程度"), precision);
        for (heading, kind) in [("资助（元）", "AID_PAID"), ("争取资金（元）", "MOBILISED")]
        {
            let kinds = figure["byFundKind"].as_array().unwrap();
            let sum = kinds.iter().find(|sum| sum["fundKind"] == kind);
            assert_eq!(
                cell(heading),
                sum.map_or_else(String::new, |sum| said(&sum["value"]))
            );
        }
        let heard = &figure["completeness"];
        for (heading, name) in [
            ("应报（个工作室）", "expected"),
            ("已报", "reported"),
            ("零报告", "declaredZero"),
            ("沉默", "silent"),
            ("未到期", "notYetDue"),
        ] {
            assert_eq!(cell(heading), heard[name].to_string());
        }
        let code = said(&figure["metric"]["code"]);
        let defined = explained(&made.bytes, &format!("指标 {code}"));
        assert!(
            defined.contains("定义：") && defined.contains("来源："),
            "{defined}"
        );
        assert_eq!(
            explained(&made.bytes, "截至日志序号"),
            figure["asOf"].to_string()
        );
    }
    // A rate over nothing is no zero, and kinds of funds are not added.
    let of = |code: &str| rows.iter().find(|row| row["指标代码"] == code).unwrap();
    assert_eq!(of("MS2")["数值"], "");
    assert_eq!(of("FUNDS")["数值"], "");
    assert_eq!(of("PERSON_TIMES")["数值"], "75");
    assert_eq!(of("PERSON_TIMES")["精确程度"], "不少于（余）");
    assert_eq!(explained(&made.bytes, "期间"), "2022-01-01 至 2022-12-31");
    assert_eq!(explained(&made.bytes, "归属口径"), "按发生时归属");
}

on_both!(what_is_withheld_in_the_api_is_withheld_in_the_file);
async fn what_is_withheld_in_the_api_is_withheld_in_the_file(store: Store) {
    let town = furnished(&store).await;
    let district = town.global("District", town.committee);
    let by_workroom = |metrics: Value, node: &str, by: &str| {
        json!({ "format": "CSV", "what": { "figures": {
            "nodeId": node, "metrics": metrics, "period": { "year": 2022 }, "breakdowns": [{ "by": [by] }],
        } } })
    };
    let told = async |scope: Option<NodeId>, role: Role| -> Vec<String> {
        let view = || town.stage.request(role, CODE, scope);
        let input = by_workroom(json!(["PERSONS"]), &district, "WORKROOM");
        let made = exported(&view, input).await;
        let mut rows = text_table(&made.bytes);
        rows.sort_by_key(|row| row["委员工作室"].clone());
        rows.iter().map(|row| row["人数（人）"].clone()).collect()
    };
    assert_eq!(told(None, Role::Leader).await, ["3", "12", "0"]);
    let another = told(Some(town.workrooms[1]), Role::WorkroomOfficer).await;
    assert_eq!(another, ["已抑制", "已抑制", "0"]);
    // Of the members of one workroom no figures are told, because they are fewer than five.
    let view = || town.stage.request(Role::Leader, CODE, None);
    let workroom = town.global("Workroom", town.workrooms[0]);
    let made = exported(&view, by_workroom(json!(["W1"]), &workroom, "MEMBER")).await;
    let rows = text_table(&made.bytes);
    let cells: Vec<_> = rows
        .iter()
        .map(|row| row["活动数（条记录）"].as_str())
        .collect();
    assert_eq!(cells, ["已抑制", "已抑制"]);
    // Who may see no figures has a file without any.
    let view = || town.stage.request(Role::Hotline, CODE, None);
    let made = exported(&view, by_workroom(json!(["W1"]), &district, "WORKROOM")).await;
    assert_eq!(text_table(&made.bytes), Rows::new());
}

on_both!(an_earlier_number_is_exported_as_it_was);
async fn an_earlier_number_is_exported_as_it_was(store: Store) {
    let town = furnished(&store).await;
    let before = town.number().await;
    let id = town.global("District", town.committee);
    let view = || town.stage.request(Role::Leader, CODE, None);
    let then = exported(
        &view,
        order("XLSX", &id, json!([{ "by": ["WORKROOM"] }]), None),
    )
    .await;
    let host = ("Workroom", town.workrooms[2]);
    let more = town.draft(host, EventKind::Lecture, "后来的讲堂（示例）", "2022-08-01");
    town.post(90, more).await;
    let now = exported(
        &view,
        order("XLSX", &id, json!([{ "by": ["WORKROOM"] }]), None),
    )
    .await;
    let again = order("XLSX", &id, json!([{ "by": ["WORKROOM"] }]), Some(before));
    let again = exported(&view, again).await;
    let of = |bytes: &[u8]| (table(bytes, "统计数据"), table(bytes, "按委员工作室"));
    assert_eq!(of(&again.bytes), of(&then.bytes));
    assert_ne!(of(&now.bytes), of(&then.bytes));
    assert_eq!(explained(&again.bytes, "截至日志序号"), before.to_string());
    assert_eq!(again.name, format!("统计数据-430503-{before}.xlsx"));
    assert_eq!(again.plain_name, format!("figures-430503-{before}.xlsx"));
}
