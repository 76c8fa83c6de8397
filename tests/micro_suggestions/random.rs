//! Random deeds of random callers on a few cases: no state outside the table, no history lost, clocks that never run
//! backwards, and everything digests to what the journal holds. Deliberately absent: what each deed should do.

use serde_json::{Value, json};

use super::desk::{Desk, Who};
use crate::support::Store;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

fn deed(
    desk: &Desk,
    dice: &mut Dice,
    n: u128,
    day: &str,
    wished: Option<&str>,
) -> (&'static str, Value) {
    let why = json!({ "reason": "说明（示例）" });
    let ratings = ["SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED"];
    let deeds = [
        ("Submit", json!({})),
        ("Return", why.clone()),
        (
            "Decline",
            json!({ "ground": "SECRET", "reason": "说明（示例）" }),
        ),
        ("Accept", json!({})),
        ("Accept", json!({})),
        ("Forward", json!({})),
        (
            "Merge",
            json!({ "masterId": desk.id(1 + dice.roll(12) as u128) }),
        ),
        ("Claim", json!({ "memberId": desk.member(dice.roll(6)) })),
        (
            "ClaimDrop",
            json!({ "memberId": desk.member(dice.roll(6)) }),
        ),
        ("Dispatch", desk.order(n)),
        (
            "Dispatch",
            json!({ "workOrder": format!("DX-{n}-{}", dice.roll(9)), "leadUnitId": desk.unit(dice.roll(2)) }),
        ),
        ("OrderReturn", why.clone()),
        (
            "ReturnRule",
            json!({ "leadUnitId": desk.unit(dice.roll(2)), "reason": "裁定（示例）" }),
        ),
        ("Sign", json!({})),
        (
            "Contact",
            json!({ "method": "PHONE", "summary": "电话（示例）" }),
        ),
        ("Pause", json!({ "reason": "AWAITING_AUTHOR" })),
        ("Resume", json!({})),
        (
            "ExtensionRequest",
            json!({ "until": "2022-12-20", "reason": "延期（示例）" }),
        ),
        (
            "ExtensionDecide",
            json!({ "granted": dice.roll(2) == 0, "until": "2022-12-20" }),
        ),
        ("Urge", why.clone()),
        (
            "Reply",
            json!({ "result": "SOLVED", "text": "已办（示例）" }),
        ),
        (
            "Reply",
            json!({ "result": "PLANNED", "promisedOn": "2022-12-30", "text": "计划（示例）" }),
        ),
        ("Rework", why.clone()),
        (
            "Evaluate",
            json!({ "process": ratings[dice.roll(3)], "result": ratings[dice.roll(3)] }),
        ),
        ("SilenceRecord", json!({})),
        ("CallBack", json!({ "outcome": ratings[dice.roll(3)] })),
        (
            "LeaderDecide",
            json!({ "again": dice.roll(2) == 0, "reason": "裁定（示例）" }),
        ),
        ("Track", json!({})),
        ("ProgressReport", json!({ "text": "进展（示例）" })),
        ("Close", json!({ "solvedOn": day })),
        (
            "Escalate",
            json!({ "into": "PROPOSAL", "reason": "转提案（示例）" }),
        ),
        ("Void", why),
    ];
    if let Some(act) = wished {
        let named = match act {
            "DROP_CLAIM" => "ClaimDrop",
            "FINISH_CLAIM" => "ClaimFinish",
            "RETURN_ORDER" => "OrderReturn",
            "RULE_RETURN" => "ReturnRule",
            "REQUEST_EXTENSION" => "ExtensionRequest",
            "DECIDE_EXTENSION" => "ExtensionDecide",
            "RECORD_SILENCE" => "SilenceRecord",
            "REPORT_PROGRESS" => "ProgressReport",
            "VOID" => "Urge",
            _ => "",
        };
        let of_act = |name: &str| name == named || name.to_uppercase() == act.replace('_', "");
        if let Some(found) = deeds.iter().find(|(name, _)| of_act(name)) {
            return found.clone();
        }
    }
    // Withdrawing ends everything, so it is rare.
    let picked = match dice.roll(40) {
        0 => deeds.len() - 1,
        _ => dice.roll(deeds.len() - 1),
    };
    deeds[picked].clone()
}

const STATES: [&str; 16] = [
    "DRAFT",
    "SUBMITTED",
    "RETURNED",
    "DECLINED",
    "CONVERTED",
    "MERGED",
    "ACCEPTED",
    "FORWARDED",
    "DISPATCHED",
    "HANDLING",
    "REPLIED",
    "EVALUATED",
    "TRACKING",
    "CLOSED",
    "ESCALATED",
    "VOID",
];

async fn history(store: Store, seed: u64) {
    let desk = Desk::new(&store).await;
    let mut dice = Dice(seed);
    desk.today("2022-11-01");
    for n in 1..=12 {
        desk.propose(n, "2022-11-01").await;
    }
    let mut known: Vec<Vec<Value>> = vec![Vec::new(); 13];
    let mut done = 0;
    for round in 0..400 {
        let day = format!("2022-11-{:02}", 1 + round / 14);
        desk.today(&day);
        let n = 1 + dice.roll(12);
        // Mostly somebody who may do something, and something that he may do; sometimes anybody and anything.
        let mut who = Who::ALL[dice.roll(10)];
        let mut may = Vec::new();
        for _ in 0..6 {
            let seen = desk.see(who, n as u128).await;
            may = seen["availableActions"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            if !may.is_empty() {
                break;
            }
            who = Who::ALL[dice.roll(10)];
        }
        // What ends a case is rare, or little would happen.
        let rare = [
            "RETURN",
            "DECLINE",
            "MERGE",
            "CONVERT",
            "VOID",
            "RELATE",
            "DROP_CLAIM",
            "FINISH_CLAIM",
            "CLAIM",
        ];
        let keep = dice.roll(12) == 0;
        may.retain(|one| keep || !rare.contains(&one["action"].as_str().unwrap()));
        let wished = match may.len() {
            0 => None,
            some => may[dice.roll(some)]["action"].as_str(),
        };
        let wished = wished.filter(|_| dice.roll(5) > 0);
        let (mutation, mut input) = deed(&desk, &mut dice, n as u128, &day, wished);
        input["id"] = json!(desk.id(n as u128));
        let answer = desk.answer(who, mutation, input).await;
        let seen = desk.see(Who::Author, n as u128).await;
        assert!(STATES.contains(&seen["state"].as_str().unwrap()));
        let steps = seen["steps"].as_array().unwrap().clone();
        assert!(steps.starts_with(&known[n]), "no step is lost or changed");
        if answer["payload"]["errors"] == json!([]) {
            done += 1;
            assert_eq!(steps.last().unwrap()["toState"], seen["state"]);
        }
        for leg in seen["legs"].as_array().unwrap() {
            assert!(leg["used"].as_i64().unwrap() >= 0 && leg["paused"].as_i64().unwrap() >= 0);
            let (began, ended) = (leg["beganOn"].as_str(), leg["endedOn"].as_str());
            assert!(ended.is_none() || ended >= began, "{leg}");
            assert!(
                leg["dueOn"].is_null() || leg["dueOn"].as_str() >= began,
                "{leg}"
            );
        }
        known[n] = steps;
    }
    assert!(done >= 80, "only {done} deeds were taken");
    desk.assert_whole().await;
}

on_both!(history_one_keeps_to_the_table);
async fn history_one_keeps_to_the_table(store: Store) {
    history(store, 1).await;
}

on_both!(history_two_keeps_to_the_table);
async fn history_two_keeps_to_the_table(store: Store) {
    history(store, 20221231).await;
}

on_both!(what_is_changed_behind_the_programs_back_is_named);
async fn what_is_changed_behind_the_programs_back_is_named(store: Store) {
    use workrooms::casework::audit::verify_district;
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    desk.propose(1, "2022-11-01").await;
    desk.did(Who::Office, "Accept", 1, json!({})).await;
    for (change, back) in [
        (
            "UPDATE case_step SET note = 'x' WHERE ordinal = 2",
            "UPDATE case_step SET note = NULL WHERE ordinal = 2",
        ),
        (
            "UPDATE case_version SET state = 'CLOSED' WHERE until_number IS NULL",
            "UPDATE case_version SET state = 'ACCEPTED' WHERE until_number IS NULL",
        ),
        (
            "UPDATE case_fact SET on_day = '2022-01-01' WHERE fact = 'SUBMITTED'",
            "UPDATE case_fact SET on_day = '2022-11-01' WHERE fact = 'SUBMITTED'",
        ),
        ("DELETE FROM case_fact WHERE fact = 'ACCEPTED'", ""),
    ] {
        desk.assert_whole().await;
        desk.town.tamper(change, 1).await;
        let found = verify_district(&desk.town.db, &desk.town.district)
            .await
            .unwrap();
        assert!(
            found.is_some_and(|text| text.starts_with("case ")),
            "{change}"
        );
        if !back.is_empty() {
            desk.town.tamper(back, 1).await;
        }
    }
}
