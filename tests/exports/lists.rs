//! The lists in a file and in the API: events with all that hangs on them, members, and cases; texts that begin like a
//! formula, and numbers that are small. Deliberately absent: who sees which case.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use workrooms::events::draft::EventDraft;
use workrooms::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use workrooms::exports::making::make_up_to;
use workrooms::exports::refusals::ExportErrorCode;
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::{Failure, Problem};
use workrooms::kernel::id::NodeId;
use workrooms::linkage::Request;
use workrooms::schema;

use super::{Rows, asked, explained, exported, ordered, said, table, text_table};
use crate::statistics::stage::{CODE, Town, event, much};
use crate::support::Store;

const MEASURES: [(&str, &str); 8] = [
    ("SESSIONS", "场次"),
    ("PERSON_TIMES", "人次"),
    ("PERSONS", "人数"),
    ("GOOD_DEEDS", "实事（件）"),
    ("VOICES", "意见建议（条）"),
    ("ENTERPRISES", "走访企业（家）"),
    ("VILLAGES", "村（社区）（个）"),
    ("COMMENTS", "留言（条）"),
];
const FUNDS: [(&str, &str); 4] = [
    ("DONATION_CASH", "捐款（元）"),
    ("DONATION_IN_KIND", "捐物（元）"),
    ("MOBILISED", "争取资金（元）"),
    ("AID_PAID", "资助（元）"),
];

/// Titles that a program could take for something else.
const TRICKY: &str = "=HYPERLINK(\"http://example.cn\",\"点此\")（示例）";

async fn furnished(store: &Store) -> Town {
    let town = Town::new(store, 3).await;
    let draft = |workroom: usize, kind, title: &str, on: &str| {
        town.draft(("Workroom", town.workrooms[workroom]), kind, title, on)
    };
    let exact = |measure, value| much(measure, value, Qualifier::Exact, None);
    let drafts = [
        EventDraft {
            to: Some("2022-05-08".to_owned()),
            place_code: Some("430503001".to_owned()),
            co_hosts: vec![town.global("Workroom", town.workrooms[1])],
            campaigns: vec![town.global("Campaign", town.campaigns[0])],
            participants: vec![
                town.global("Member", town.members[0]),
                town.global("Member", town.members[1]),
            ],
            quantities: vec![
                much(Measure::PersonTimes, 68, Qualifier::AtLeast, None),
                much(
                    Measure::Funds,
                    123_456,
                    Qualifier::Exact,
                    Some(FundKind::DonationCash),
                ),
            ],
            narrative: Some("居民的话（示例）".to_owned()),
            ..draft(0, EventKind::PublicTalk, TRICKY, "2022-05-05")
        },
        EventDraft {
            quantities: vec![exact(Measure::Persons, 3), exact(Measure::Villages, 2)],
            ..draft(1, EventKind::Consolation, "+慰问（示例）", "2022-05-06")
        },
        EventDraft {
            quantities: vec![exact(Measure::Persons, 12)],
            ..draft(1, EventKind::StudentAid, "助学（示例）", "2022-06-06")
        },
        draft(2, EventKind::Lecture, "讲堂（示例）", "2021-12-31"),
        draft(2, EventKind::Lecture, "误报的讲堂（示例）", "2022-07-01"),
    ];
    for (n, draft) in (0..).zip(drafts) {
        town.post(n, draft).await;
    }
    let void = json!({ "eventId": event(4), "reason": "误报（示例）" });
    town.done("eventVoid", "event { id }", void).await;
    town
}

fn status(word: &str) -> &'static str {
    match word {
        "POSTED" => "已报送",
        "VOID" => "作废",
        other => panic!("{other}"),
    }
}

fn joined(list: &Value) -> String {
    let names = list.as_array().unwrap().iter();
    names
        .map(|one| said(&one["name"]))
        .collect::<Vec<_>>()
        .join("、")
}

/// An event of the API as the file should tell it.
fn told(node: &Value) -> BTreeMap<String, String> {
    let kind: EventKind = serde_json::from_value(node["kind"].clone()).unwrap();
    let last: chrono::NaiveDate = said(&node["occurredOn"]["to"]).parse().unwrap();
    let hosts = node["hosts"].as_array().unwrap();
    let quantities = node["quantities"].as_array().unwrap();
    let of = |measure: &str, fund: Value| {
        quantities
            .iter()
            .find(|one| one["measure"] == measure && one["fundKind"] == fund)
    };
    let mut row: BTreeMap<&str, String> = [
        ("编号", said(&node["uuid"])),
        ("活动种类", kind.name_zh().to_owned()),
        ("标题", said(&node["title"])),
        ("起始日", said(&node["occurredOn"]["from"])),
        ("结束日", last.pred_opt().unwrap().to_string()),
        ("状态", status(node["status"].as_str().unwrap()).to_owned()),
        ("主办单位", said(&hosts[0]["name"])),
        ("协办单位", joined(&json!(hosts[1..]))),
        ("地点代码", said(&node["placeCode"])),
        ("主题活动", joined(&node["campaigns"])),
        ("参加委员", joined(&node["participants"])),
    ]
    .into();
    let mut at_least = Vec::new();
    let measures = MEASURES
        .iter()
        .map(|(word, heading)| (of(word, Value::Null), *heading));
    let funds = FUNDS
        .iter()
        .map(|(word, heading)| (of("FUNDS", json!(word)), *heading));
    for (quantity, heading) in measures.chain(funds) {
        row.insert(
            heading,
            quantity.map_or_else(String::new, |one| said(&one["value"])),
        );
        if quantity.is_some_and(|one| one["qualifier"] == "AT_LEAST") {
            at_least.push(heading);
        }
    }
    row.insert("不少于（余）", at_least.join("、"));
    row.into_iter()
        .map(|(name, cell)| (name.to_owned(), cell))
        .collect()
}

async fn listed(view: Request, arguments: &str) -> Rows {
    let query = format!(
        "{{ district(code: \"430503\") {{ events(first: 100{arguments}) {{ nodes {{ uuid kind title status
           occurredOn {{ from to }} placeCode hosts {{ name }} campaigns {{ name }} participants {{ name }}
           quantities {{ measure value qualifier fundKind }} }} }} }} }}"
    );
    let answer = schema::execute(&schema::build(), query.into(), view).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let data = answer.data.into_json().unwrap();
    let nodes = data["district"]["events"]["nodes"].as_array().unwrap();
    nodes.iter().map(told).collect()
}

on_both!(events_are_exported_as_the_api_tells_them);
async fn events_are_exported_as_the_api_tells_them(store: Store) {
    let town = furnished(&store).await;
    let mut small = Vec::new();
    for (role, scope) in [
        (Role::Leader, None),
        (Role::Member, Some(town.members[0])),
        (Role::WorkroomOfficer, Some(town.workrooms[1])),
        (Role::Hotline, None),
    ] {
        let view = || town.stage.request(role, CODE, scope);
        for (arguments, events) in [
            ("", json!({})),
            (
                ", period: {year: 2022}",
                json!({ "period": { "year": 2022 } }),
            ),
            (", statuses: [VOID]", json!({ "statuses": ["VOID"] })),
            (
                ", filter: {categories: [SERVICE]}, text: \"慰问\"",
                json!({ "filter": { "categories": ["SERVICE"] }, "text": "慰问" }),
            ),
        ] {
            let due = listed(view(), arguments).await;
            let input = json!({ "format": "XLSX", "what": { "events": events } });
            let made = exported(&view, input).await;
            assert_eq!(table(&made.bytes, "活动"), due, "{role:?}: {arguments}");
            let number = town.number().await.to_string();
            assert_eq!(explained(&made.bytes, "截至日志序号"), number);
            let input = json!({ "format": "CSV", "what": { "events": events } });
            let made = exported(&view, input).await;
            let due: Rows = due.into_iter().map(guarded).collect();
            assert_eq!(text_table(&made.bytes), due, "{role:?}: {arguments}");
            assert!(!String::from_utf8(made.bytes).unwrap().contains("居民的话"));
        }
        let all = listed(view(), "").await;
        let consoled = all.iter().find(|row| row["标题"] == "+慰问（示例）");
        small.push(consoled.map(|row| row["人数"].clone()));
    }
    // Who may not read of them is not told that they were three; the hotline sees no event.
    let told = ["3", "", "3"].map(|text| Some(text.to_owned()));
    assert_eq!(small[..3], told);
    assert_eq!(small[3], None);
}

/// What a csv holds in the place of a text that begins like a formula.
fn guarded(row: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let guard = |text: String| match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text,
    };
    row.into_iter()
        .map(|(name, cell)| (name, guard(cell)))
        .collect()
}

on_both!(more_rows_than_a_file_holds_are_refused);
async fn more_rows_than_a_file_holds_are_refused(store: Store) {
    let town = furnished(&store).await;
    let view = || town.stage.request(Role::Office, CODE, None);
    let input = json!({ "format": "XLSX", "what": { "events": {} } });
    let order = ordered(view(), input).await;
    for (most, fits) in [(4, false), (5, true)] {
        let request = view();
        let made = make_up_to(&request, &order, most).await;
        request.db.close().await;
        let refused = match made {
            Ok(_) => None,
            Err(Failure::Refused(refusals)) => Some(refusals[0].code),
            Err(Failure::Problem(problem)) => panic!("{problem:?}"),
        };
        let due = (!fits).then_some(ExportErrorCode::TooManyRows);
        assert_eq!(refused, due, "{most}");
    }
}

on_both!(another_district_is_not_exported);
async fn another_district_is_not_exported(store: Store) {
    let town = furnished(&store).await;
    town.stage.found("430502").await;
    for what in [
        json!({ "events": {} }),
        json!({ "cases": { "kind": "PROPOSAL" } }),
        json!({ "members": {} }),
        json!({ "figures": { "metrics": ["W1"], "period": { "year": 2022 } } }),
    ] {
        let here = town.stage.request(Role::Office, CODE, None);
        let order = ordered(here, json!({ "format": "CSV", "what": what })).await;
        let there = town.stage.request(Role::Office, "430502", None);
        let done = make_up_to(&there, &order, 100).await;
        there.db.close().await;
        let forbidden = matches!(done, Err(Failure::Problem(Problem::Forbidden)));
        assert!(forbidden, "{order:?}");
    }
}

async fn members(view: Request, day: &str) -> Rows {
    let query = format!(
        "{{ district(code: \"430503\") {{ members(first: 100, asOf: \"{day}\") {{ nodes {{ name expertise
           sector(asOf: \"{day}\") {{ name }} workrooms(asOf: \"{day}\") {{ name }} }} }} }} }}"
    );
    let answer = schema::execute(&schema::build(), query.into(), view).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let data = answer.data.into_json().unwrap();
    let nodes = data["district"]["members"]["nodes"].as_array().unwrap();
    let row = |node: &Value| {
        let cells = [
            ("姓名", said(&node["name"])),
            ("界别", said(&node["sector"]["name"])),
            ("专长", said(&node["expertise"])),
            ("联系该委员的工作室", joined(&node["workrooms"])),
        ];
        cells.map(|(name, cell)| (name.to_owned(), cell)).into()
    };
    nodes.iter().map(row).collect()
}

on_both!(members_are_exported_as_the_api_tells_them);
async fn members_are_exported_as_the_api_tells_them(store: Store) {
    let town = furnished(&store).await;
    for (role, scope) in [
        (Role::Office, None),
        (Role::Unit, Some(NodeId(uuid::Uuid::from_u128(9)))),
    ] {
        let view = || town.stage.request(role, CODE, scope);
        for (day, count) in [("2022-06-01", 6), ("1999-01-01", 0)] {
            let input = json!({ "format": "XLSX", "what": { "members": { "asOf": day } } });
            let made = exported(&view, input).await;
            let mut rows = table(&made.bytes, "委员");
            let terms: Vec<_> = rows.iter().map(|row| row["届"].clone()).collect();
            assert_eq!(terms, vec!["6"; count]);
            for row in &mut rows {
                row.retain(|name, _| !["编号", "届", "职务"].contains(&name.as_str()));
            }
            assert_eq!(rows, members(view(), day).await, "{role:?} {day}");
        }
    }
}

on_both!(what_cannot_be_meant_is_refused_by_name);
async fn what_cannot_be_meant_is_refused_by_name(store: Store) {
    let town = furnished(&store).await;
    let view = || town.stage.request(Role::Office, CODE, None);
    let figures = |more: Value| {
        let mut figures = json!({ "metrics": ["W1"], "period": { "year": 2022 } });
        let more = more.as_object().unwrap().clone();
        figures.as_object_mut().unwrap().extend(more);
        json!({ "figures": figures })
    };
    let by = |list: Value| json!({ "by": list });
    let many = |kind: &str| -> Vec<String> {
        let ids = (0..100).map(|n| NodeId(uuid::Uuid::from_u128(n)));
        ids.map(|id| town.global(kind, id)).collect()
    };
    for (format, what, code) in [
        (
            "CSV",
            figures(json!({ "breakdowns": [by(json!(["WORKROOM"])), by(json!(["KIND"]))] })),
            "ONE_TABLE_ONLY",
        ),
        (
            "XLSX",
            figures(json!({ "breakdowns": vec![by(json!(["WORKROOM"])); 7] })),
            "TOO_MANY_BREAKDOWNS",
        ),
        (
            "XLSX",
            json!({ "events": { "filter": { "hostIds": many("Workroom"), "participantIds": many("Member") } } }),
            "ORDER_TOO_LONG",
        ),
    ] {
        let answer = asked(view(), json!({ "format": format, "what": what })).await;
        let payload = &answer["data"]["exportPrepare"];
        assert_eq!(payload["errors"][0]["code"], code, "{answer}");
        assert_eq!(payload["download"], Value::Null);
    }
    for (what, field) in [
        (
            json!({ "events": { "nodeId": "none" } }),
            "input.what.nodeId",
        ),
        (figures(json!({ "breakdowns": [by(json!([]))] })), "by"),
        (figures(json!({ "metrics": [] })), "metrics"),
        (figures(json!({ "asOf": 1_000_000 })), "asOf"),
    ] {
        let answer = asked(view(), json!({ "format": "XLSX", "what": what })).await;
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!(extensions["code"], "BAD_INPUT", "{answer}");
        assert_eq!(extensions["field"], field, "{answer}");
    }
}
