//! Figures of micro-suggestions with their records, their denominators and what stood at earlier numbers.
//! Deliberately absent: the 2022 data.

use serde_json::{Value, json};

use super::desk::{Desk, Who};
use super::life::{replied, signed};
use crate::support::Store;

const METRICS: &str = "[MS1_SUBMITTED, MS1_ACCEPTED, MS2, MS3, MS3_LEADER, MS4, MS5, MS6, MS7_PROCESS, MS7_RESULT, \
    MS7_RESPONSE, MS8, MS9_REWORK, MS9_RETURN, MS9_EXTENSION, MS10_FIRST_REPLY, MS10_SOLVED, MS11]";

async fn figures(desk: &Desk, on: &str, as_of: Option<i64>) -> Vec<Value> {
    let query = format!(
        "query($n: Long) {{ {on} {{ figures(metrics: {METRICS}, period: {{year: 2022}}, asOf: $n) {{ metric {{ code }} \
         value numerator denominator unit excluded {{ reason count }} \
         records(first: 100) {{ totalCount edges {{ amount node {{ __typename id title }} }} }} }} }} }}"
    );
    let answer = desk.ask(Who::Leader, &query, json!({ "n": as_of })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let data = answer["data"].as_object().unwrap().values().next().unwrap();
    data["figures"].as_array().unwrap().clone()
}

fn told(figures: &[Value]) -> Vec<(String, Value, Value, Value)> {
    let of = |figure: &Value| {
        (
            figure["metric"]["code"].as_str().unwrap().to_owned(),
            figure["value"].clone(),
            figure["numerator"].clone(),
            figure["denominator"].clone(),
        )
    };
    figures.iter().map(of).collect()
}

fn row(
    code: &str,
    value: &str,
    numerator: Option<&str>,
    denominator: Option<&str>,
) -> (String, Value, Value, Value) {
    (
        code.to_owned(),
        json!(value),
        json!(numerator),
        json!(denominator),
    )
}

async fn scene(desk: &Desk) {
    let solved = json!({ "result": "SOLVED", "text": "已办（示例）" });
    replied(desk, 1, "2022-11-07", solved.clone()).await;
    let good = json!({ "process": "SATISFIED", "result": "BASICALLY_SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    desk.did(
        Who::Hotline,
        "CallBack",
        1,
        json!({ "outcome": "DISSATISFIED" }),
    )
    .await;
    desk.today("2022-11-10");
    desk.did(Who::Office, "Close", 1, json!({ "solvedOn": "2022-11-10" }))
        .await;
    // The second is replied late, is claimed by a leader, and nobody evaluates it.
    signed(desk, 2, "2022-11-14").await;
    let claim = json!({ "memberId": desk.member(1), "asLeader": true });
    desk.did(Who::Leader, "Claim", 2, claim).await;
    desk.today("2022-11-24");
    desk.did(
        Who::Unit,
        "Contact",
        2,
        json!({ "method": "PHONE", "summary": "电话（示例）" }),
    )
    .await;
    desk.did(Who::Unit, "Reply", 2, solved).await;
    desk.today("2022-12-05");
    desk.did(Who::Office, "SilenceRecord", 2, json!({})).await;
    // The third is declined, the fourth withdrawn, the fifth a draft.
    desk.propose(3, "2022-12-05").await;
    let ground = json!({ "ground": "PROMOTION", "reason": "说明（示例）" });
    desk.did(Who::Office, "Decline", 3, ground).await;
    desk.propose(4, "2022-12-05").await;
    desk.did(Who::Office, "Void", 4, json!({ "reason": "误报（示例）" }))
        .await;
    let mut draft = desk.proposal(5, "2022-12-05");
    draft["draft"] = json!(true);
    desk.answer(Who::Officer, "Propose", draft).await;
}

on_both!(each_metric_names_its_denominator_and_shows_its_records);
async fn each_metric_names_its_denominator_and_shows_its_records(store: Store) {
    let desk = Desk::new(&store).await;
    scene(&desk).await;
    let district = figures(&desk, "district(code: \"430503\")", None).await;
    assert_eq!(
        told(&district),
        [
            row("MS1_SUBMITTED", "3", None, None),
            row("MS1_ACCEPTED", "2", None, None),
            row("MS2", "0.666667", Some("2"), Some("3")),
            row("MS3", "0.5", Some("1"), Some("2")),
            row("MS3_LEADER", "0.5", Some("1"), Some("2")),
            row("MS4", "0.5", Some("1"), Some("2")),
            row("MS5", "0.5", Some("1"), Some("2")),
            row("MS6", "0.5", Some("1"), Some("2")),
            row("MS7_PROCESS", "1", Some("1"), Some("1")),
            row("MS7_RESULT", "1", Some("1"), Some("1")),
            row("MS7_RESPONSE", "0.5", Some("1"), Some("2")),
            row("MS8", "0", Some("0"), Some("1")),
            row("MS9_REWORK", "0", Some("0"), Some("2")),
            row("MS9_RETURN", "0", Some("0"), Some("2")),
            row("MS9_EXTENSION", "0", Some("0"), Some("2")),
            row("MS10_FIRST_REPLY", "4", None, Some("2")),
            row("MS10_SOLVED", "3", None, Some("1")),
            row("MS11", "0", Some("0"), Some("2")),
        ]
    );
    for figure in &district {
        let edges = figure["records"]["edges"].as_array().unwrap();
        assert_eq!(figure["records"]["totalCount"], edges.len());
        let number = |value: &Value| value.as_str().map(|text| text.parse::<f64>().unwrap());
        let sum: f64 = edges
            .iter()
            .filter_map(|edge| number(&edge["amount"]))
            .sum();
        if figure["unit"] == "PERCENT" {
            assert_eq!(Some(sum), number(&figure["numerator"]), "{figure}");
        } else if figure["unit"] == "ITEMS" {
            assert_eq!(Some(sum), number(&figure["value"]), "{figure}");
        }
        for edge in edges {
            assert_eq!(edge["node"]["__typename"], "MicroSuggestion");
        }
    }
    assert_eq!(
        district[0]["excluded"],
        json!([{ "reason": "VOID", "count": 1 }])
    );
    // By the chain: all are words of a member whom the first workroom contacts.
    let desk = &desk;
    let of = |id: String| async move {
        let on = format!("node(id: \"{id}\") {{ ... on HierarchyNode");
        let query = format!(
            "{{ {on} {{ figures(metrics: [MS1_SUBMITTED], period: {{year: 2022}}) {{ value }} }} }} }}"
        );
        desk.ask(Who::Leader, &query, json!({})).await["data"]["node"]["figures"][0]["value"]
            .clone()
    };
    assert_eq!(
        of(desk.town.global("Workroom", desk.town.workrooms[0])).await,
        "3"
    );
    assert_eq!(
        of(desk.town.global("Workroom", desk.town.workrooms[1])).await,
        "0"
    );
    assert_eq!(
        of(desk.town.global("ViceChair", desk.town.vice_chairs[0])).await,
        "3"
    );
}

on_both!(one_form_moves_exactly_one_figure_and_an_earlier_number_answers_as_it_did);
async fn one_form_moves_exactly_one_figure_and_an_earlier_number_answers_as_it_did(store: Store) {
    let desk = Desk::new(&store).await;
    let solved = json!({ "result": "SOLVED", "text": "已办（示例）" });
    for n in [1, 2] {
        replied(&desk, n, "2022-11-07", solved.clone()).await;
    }
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    let on = "district(code: \"430503\")";
    let number = desk.town.number().await;
    let before = figures(&desk, on, None).await;
    desk.did(
        Who::Hotline,
        "CallBack",
        1,
        json!({ "outcome": "SATISFIED" }),
    )
    .await;
    let after = figures(&desk, on, None).await;
    let moved: Vec<_> = told(&before)
        .into_iter()
        .zip(told(&after))
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.0)
        .collect();
    assert_eq!(
        moved,
        ["MS8"],
        "a call-back is kept apart from the author's evaluation"
    );
    assert_eq!(
        figures(&desk, on, Some(number)).await,
        before,
        "records included"
    );
}

on_both!(what_only_events_know_cannot_narrow_cases);
async fn what_only_events_know_cannot_narrow_cases(store: Store) {
    let desk = Desk::new(&store).await;
    for (asked, field) in [
        (
            "figures(metrics: [EVENTS, MS2], period: {year: 2022}, filter: {kinds: [PATROL]}) { value }",
            "filter.kinds",
        ),
        (
            "figures(metrics: [MS2], period: {year: 2022}, filter: {verifiedOnly: true}) { value }",
            "filter.verifiedOnly",
        ),
        (
            "breakdown(by: [KIND], metrics: [MS2], period: {year: 2022}) { suppressed }",
            "by",
        ),
    ] {
        let query = format!("{{ district(code: \"430503\") {{ {asked} }} }}");
        let answer = desk.ask(Who::Leader, &query, json!({})).await;
        let error = &answer["errors"][0]["extensions"];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("BAD_INPUT"), &json!(field)),
            "{answer}"
        );
    }
    // A rate over nothing is null, not 0 or 100.
    let query = "{ district(code: \"430503\") { figures(metrics: [MS2, MS10_SOLVED], period: {year: 2022}) { value denominator } } }";
    let answer = desk.ask(Who::Leader, query, json!({})).await;
    let nothing = json!({ "value": null, "denominator": "0" });
    assert_eq!(
        answer["data"]["district"]["figures"],
        json!([nothing, nothing])
    );
}

on_both!(the_three_micros_are_linked_and_a_call_is_answered_by_an_inspection);
async fn the_three_micros_are_linked_and_a_call_is_answered_by_an_inspection(store: Store) {
    use workrooms::events::kinds::EventKind;
    use workrooms::kernel::id::NodeId;
    let desk = Desk::new(&store).await;
    for n in 1..=3 {
        signed(&desk, n, "2022-11-01").await;
    }
    desk.today("2022-11-30");
    let host = ("Workroom", desk.town.workrooms[0]);
    for (n, case, kind, title, on) in [
        (
            1,
            1,
            EventKind::MicroConsultation,
            "院落微协商（示例）",
            "2022-11-08",
        ),
        (
            2,
            2,
            EventKind::ThematicConsultation,
            "环境专题协商（示例）",
            "2022-11-09",
        ),
        (
            3,
            2,
            EventKind::Inspection,
            "实地视察甲（示例）",
            "2022-11-11",
        ),
        (
            4,
            3,
            EventKind::Inspection,
            "察看排水（示例）",
            "2022-11-21",
        ),
        (
            5,
            3,
            EventKind::Inspection,
            "再看整改成效（示例）",
            "2022-11-25",
        ),
    ] {
        desk.town
            .post(n, desk.town.draft(host, kind, title, on))
            .await;
        let event = NodeId(crate::statistics::stage::event(n).parse().unwrap());
        let event = json!({ "eventId": desk.town.global("Event", event) });
        desk.did(Who::Office, "Relate", case, event).await;
    }
    let query = "{ district(code: \"430503\") { figures(metrics: [MS11, D8, D8_P90], period: {year: 2022}) { \
        value numerator denominator records { totalCount edges { amount } } } } }";
    let answer = desk.ask(Who::Leader, query, json!({})).await;
    let figures = &answer["data"]["district"]["figures"];
    // Other consultations are no micro-consultations.
    assert_eq!(
        (&figures[0]["numerator"], &figures[0]["denominator"]),
        (&json!("1"), &json!("3"))
    );
    // Ten and twenty days, to the first inspection of each.
    let days = json!([{ "amount": "10" }, { "amount": "20" }]);
    assert_eq!(figures[1]["records"]["edges"], days);
    assert_eq!(
        (&figures[1]["value"], &figures[2]["value"]),
        (&json!("15"), &json!("20"))
    );
    // Not yet held: it belongs to nothing.
    desk.today("2022-12-01");
    let after = desk.town.draft(
        host,
        EventKind::Inspection,
        "年末视察（示例）",
        "2022-12-01",
    );
    desk.town.post(6, after).await;
    let event = NodeId(crate::statistics::stage::event(6).parse().unwrap());
    let early = json!({ "eventId": desk.town.global("Event", event), "on": "2022-11-30" });
    let told = desk.refused(Who::Office, "Relate", 1, early).await;
    assert_eq!(told, ("EVENT_LATER".to_owned(), json!("eventId")));
}

on_both!(a_claimant_takes_his_closed_case_further);
async fn a_claimant_takes_his_closed_case_further(store: Store) {
    let desk = Desk::new(&store).await;
    let solved = json!({ "result": "SOLVED", "text": "已办（示例）" });
    desk.today("2022-11-07");
    replied(&desk, 1, "2022-11-07", solved).await;
    desk.did(Who::OtherMember, "Claim", 1, json!({})).await;
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    desk.did(Who::Office, "Close", 1, json!({})).await;
    let mut further = json!({ "into": "PROPOSAL", "reason": "说明（示例）" });
    further["id"] = json!(desk.id(1));
    let author = desk.answer(Who::Author, "Escalate", further.clone()).await;
    assert_eq!(author["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let escalated = desk.did(Who::OtherMember, "Escalate", 1, further).await;
    assert_eq!(escalated["state"], "ESCALATED");
}
