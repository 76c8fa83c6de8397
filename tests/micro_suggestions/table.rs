//! Every state × action × caller: what the machine and the policy say, as a file that anyone can read (`table.md`), held
//! equal to the program, and a walk over the real API that finds the same. Deliberately absent: a list of exceptions.

use std::fmt::Write;

use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::casework::taking::lacking;
use workrooms::kernel::authz::{Answer, Standing, answer};
use workrooms::micro_suggestions::machine::MACHINE;

use super::desk::{Desk, Who};
use super::life::{replied, signed};
use crate::support::Store;

const STATES: [CaseState; 16] = [
    CaseState::Draft,
    CaseState::Submitted,
    CaseState::Returned,
    CaseState::Declined,
    CaseState::Converted,
    CaseState::Merged,
    CaseState::Accepted,
    CaseState::Forwarded,
    CaseState::Dispatched,
    CaseState::Handling,
    CaseState::Replied,
    CaseState::Evaluated,
    CaseState::Tracking,
    CaseState::Closed,
    CaseState::Escalated,
    CaseState::Void,
];

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

/// What a caller is to a case that has all its parties: the author, his workroom, the unit.
fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Author => &[Party::Author],
        Who::Officer => &[Party::Workroom],
        Who::Unit => &[Party::LeadUnit],
        _ => &[],
    }
}

/// Whether the case has a unit, and has been with the hotline centre, when it is in a state.
fn sees(who: Who, state: CaseState) -> bool {
    let with_unit = [
        CaseState::Dispatched,
        CaseState::Handling,
        CaseState::Replied,
        CaseState::Evaluated,
        CaseState::Tracking,
        CaseState::Closed,
        CaseState::Escalated,
    ]
    .contains(&state);
    match who {
        Who::SystemAdmin | Who::Nobody | Who::OtherUnit => false,
        Who::Author | Who::Officer => true,
        Who::Hotline => with_unit || state == CaseState::Forwarded,
        Who::Unit => with_unit,
        _ => state != CaseState::Draft,
    }
}

/// What the table says: where it leads, `STAYS`, or why not.
fn says(state: CaseState, act: CaseAct, who: Who) -> String {
    let Some(role) = who.role() else {
        return "UNAUTHENTICATED".to_owned();
    };
    let may = |standing, row: &workrooms::kernel::workflow::Move<_>| {
        answer(Some(role), row.permission, standing) == Answer::Allowed
    };
    let mut rows = MACHINE.of(act);
    if !rows.any(|row| may(Standing::Own, row)) {
        return "FORBIDDEN".to_owned();
    }
    if !sees(who, state) {
        return "UNKNOWN_CASE".to_owned();
    }
    let standing = |of: &[Party]| match parties(who).iter().any(|party| of.contains(party)) {
        true => Standing::Own,
        false => Standing::District,
    };
    let mut rows = MACHINE.of(act);
    if !rows.any(|row| may(standing(row.of), row)) {
        return "FORBIDDEN".to_owned();
    }
    match MACHINE.find(state, act) {
        None => "STATE_FORBIDS".to_owned(),
        Some(row) => {
            let mut cell = row
                .to
                .map_or("STAYS".to_owned(), |to| format!("→ {}", word(to)));
            for need in row.needs {
                let _ = write!(cell, " · {}", word(need));
            }
            cell
        }
    }
}

fn acts() -> impl Iterator<Item = CaseAct> {
    CaseAct::ALL
        .iter()
        .copied()
        .filter(|act| *act != CaseAct::Propose)
}

fn table() -> String {
    let mut text = String::from(
        "# 微建议状态机 · The machine of micro-suggestions\n\nMade from the program by the tests; a difference fails them. \
         A cell says where the action leads (`→ STATE`, or `STAYS`) and what must be on record, or why it is refused. \
         Refusals that hold in every cell of a row are told once.\n",
    );
    for state in STATES {
        let _ = write!(text, "\n## {}\n\n| action |", word(state));
        for who in Who::ALL {
            let _ = write!(text, " {who:?} |");
        }
        let _ = writeln!(text, "\n|---{}|", "|---".repeat(Who::ALL.len()));
        for act in acts() {
            let _ = write!(text, "| {} |", word(act));
            for who in Who::ALL {
                let _ = write!(text, " {} |", says(state, act, who));
            }
            text.push('\n');
        }
    }
    text
}

const ON_FILE: &str = include_str!("table.md");

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a person asks for the file to be written anew"
)]
fn the_table_on_file_is_the_programs() {
    let is = table();
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        let place = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/micro_suggestions/table.md"
        );
        std::fs::write(place, &is).unwrap();
        return;
    }
    assert_eq!(
        ON_FILE, is,
        "UPDATE_GOLDEN=1 cargo test micro_suggestions writes it anew, for a person to read"
    );
}

/// Brings a new case into a state.
async fn bring(desk: &Desk, n: u128, state: CaseState) {
    const DAY: &str = "2022-11-07";
    let planned = matches!(state, CaseState::Tracking);
    let reply = match planned {
        true => {
            json!({ "result": "PLANNED", "promisedOn": "2022-12-20", "text": "列入计划（示例）" })
        }
        false => json!({ "result": "SOLVED", "text": "已办（示例）" }),
    };
    let why = json!({ "reason": "说明（示例）" });
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.today(DAY);
    match state {
        CaseState::Draft => {
            let mut draft = desk.proposal(n, DAY);
            draft["draft"] = json!(true);
            desk.answer(Who::Officer, "Propose", draft).await;
        }
        CaseState::Handling => signed(desk, n, DAY).await,
        CaseState::Replied
        | CaseState::Evaluated
        | CaseState::Tracking
        | CaseState::Closed
        | CaseState::Escalated => {
            replied(desk, n, DAY, reply).await;
            if state != CaseState::Replied {
                desk.did(Who::Author, "Evaluate", n, good).await;
            }
            if planned {
                desk.did(Who::Office, "Track", n, json!({})).await;
            }
            if matches!(state, CaseState::Closed | CaseState::Escalated) {
                desk.did(Who::Office, "Close", n, json!({})).await;
            }
            if state == CaseState::Escalated {
                let up = json!({ "into": "PROPOSAL", "reason": "转提案（示例）" });
                desk.did(Who::Office, "Escalate", n, up).await;
            }
        }
        _ => {
            desk.propose(n, DAY).await;
            if matches!(
                state,
                CaseState::Accepted | CaseState::Forwarded | CaseState::Dispatched
            ) {
                desk.did(Who::Office, "Accept", n, json!({})).await;
            }
            if matches!(state, CaseState::Forwarded | CaseState::Dispatched) {
                desk.did(Who::Office, "Forward", n, json!({})).await;
            }
            match state {
                CaseState::Returned => drop(desk.did(Who::Office, "Return", n, why).await),
                CaseState::Void => drop(desk.did(Who::Office, "Void", n, why).await),
                CaseState::Declined => {
                    let ground = json!({ "ground": "SECRET", "reason": "说明（示例）" });
                    desk.did(Who::Office, "Decline", n, ground).await;
                }
                CaseState::Converted => {
                    let into = json!({ "into": "PROPOSAL", "consentedOn": DAY });
                    desk.did(Who::Office, "Convert", n, into).await;
                }
                CaseState::Merged => {
                    desk.did(Who::Office, "Merge", n, json!({ "masterId": desk.id(1) }))
                        .await;
                }
                CaseState::Dispatched => {
                    desk.did(Who::Hotline, "Dispatch", n, desk.order(n)).await;
                }
                _ => {}
            }
        }
    }
    assert_eq!(
        desk.see(Who::Author, n).await["state"],
        word(state),
        "brought there"
    );
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    let why = json!({ "reason": "说明（示例）" });
    match act {
        CaseAct::Propose => unreachable!("the first step makes the case"),
        CaseAct::Revise => (
            "Revise",
            json!({ "title": format!("改{n}（示例）"), "content": "改（示例）" }),
        ),
        CaseAct::Submit => ("Submit", json!({})),
        CaseAct::Return => ("Return", why),
        CaseAct::Decline => (
            "Decline",
            json!({ "ground": "SECRET", "reason": "说明（示例）" }),
        ),
        CaseAct::Merge => ("Merge", json!({ "masterId": desk.id(1) })),
        CaseAct::Convert => (
            "Convert",
            json!({ "into": "PROPOSAL", "consentedOn": "2022-11-07" }),
        ),
        CaseAct::Accept => ("Accept", json!({})),
        CaseAct::Forward => ("Forward", json!({})),
        CaseAct::Claim => ("Claim", json!({ "memberId": desk.member(4) })),
        CaseAct::DropClaim => ("ClaimDrop", json!({ "memberId": desk.member(5) })),
        CaseAct::FinishClaim => (
            "ClaimFinish",
            json!({ "memberId": desk.member(5), "outcome": "完成（示例）" }),
        ),
        CaseAct::Dispatch => ("Dispatch", desk.order(n)),
        CaseAct::ReturnOrder => ("OrderReturn", why),
        CaseAct::RuleReturn => (
            "ReturnRule",
            json!({ "leadUnitId": desk.unit(0), "reason": "裁定（示例）" }),
        ),
        CaseAct::Sign => ("Sign", json!({})),
        CaseAct::Contact => (
            "Contact",
            json!({ "method": "PHONE", "summary": "电话（示例）" }),
        ),
        CaseAct::Pause => ("Pause", json!({ "reason": "OTHER_PROCEDURE" })),
        CaseAct::Resume => ("Resume", json!({})),
        CaseAct::RequestExtension => (
            "ExtensionRequest",
            json!({ "until": "2022-11-16", "reason": "延期（示例）" }),
        ),
        CaseAct::DecideExtension => (
            "ExtensionDecide",
            json!({ "granted": true, "until": "2022-11-16" }),
        ),
        CaseAct::Urge => ("Urge", why),
        CaseAct::Reply => (
            "Reply",
            json!({ "result": "SOLVED", "text": "已办（示例）" }),
        ),
        CaseAct::Rework => ("Rework", why),
        CaseAct::Evaluate => (
            "Evaluate",
            json!({ "process": "SATISFIED", "result": "SATISFIED" }),
        ),
        CaseAct::RecordSilence => ("SilenceRecord", json!({})),
        CaseAct::CallBack => ("CallBack", json!({ "outcome": "SATISFIED" })),
        CaseAct::LeaderDecide => (
            "LeaderDecide",
            json!({ "again": false, "reason": "裁定（示例）" }),
        ),
        CaseAct::Track => ("Track", json!({})),
        CaseAct::ReportProgress => ("ProgressReport", json!({ "text": "进展（示例）" })),
        CaseAct::Close => ("Close", json!({})),
        CaseAct::Escalate => (
            "Escalate",
            json!({ "into": "PROPOSAL", "reason": "转提案（示例）" }),
        ),
        CaseAct::Relate => (
            "Relate",
            json!({ "eventId": desk.town.global("Event", workrooms::kernel::id::NodeId(uuid::Uuid::nil())) }),
        ),
        CaseAct::Void => ("Void", why),
    }
}

/// Whether an answer is what a cell says. Rules beyond the table may still refuse: a claim that nobody holds.
fn agrees(cell: &str, act: CaseAct, before: &str, answer: &Value) -> bool {
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return cell == code;
    }
    let payload = &answer["payload"];
    // Whoever gave the case away sees it no more.
    let gone = payload["microSuggestion"].is_null();
    let state = payload["microSuggestion"]["state"]
        .as_str()
        .unwrap_or_default();
    match payload["errors"][0]["code"].as_str() {
        Some(code @ ("UNKNOWN_CASE" | "STATE_FORBIDS")) => cell == code,
        Some(code) => {
            let row = MACHINE.moves.iter().filter(|row| row.act == act);
            let mut needs = row.flat_map(|row| row.needs);
            let of_need = needs.any(|need| format!("{:?}", lacking(*need)) == pascal(code));
            let of_rule = [
                "NOT_CLAIMED",
                "ANOTHERS_CLAIM",
                "UNKNOWN_EVENT",
                "NOTHING_TO_DECIDE",
            ]
            .contains(&code);
            (of_need && cell.contains('·') || of_rule)
                && cell.starts_with(['→', 'S'])
                && state == before
        }
        None => match cell.strip_prefix("→ ") {
            Some(to) => gone || to.split(" · ").next() == Some(state),
            None => cell.starts_with("STAYS") && state == before,
        },
    }
}

fn pascal(code: &str) -> String {
    code.split('_')
        .map(|part| format!("{}{}", &part[..1], part[1..].to_lowercase()))
        .collect()
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = Desk::new(&store).await;
    // The master that others merge into.
    signed(&desk, 1, "2022-11-07").await;
    let mut n = 1;
    for state in STATES {
        n += 1;
        bring(&desk, n, state).await;
        let (mut steps, mut succeeded) = (desk.see(Who::Author, n).await["step"].clone(), 0);
        for act in acts() {
            for who in Who::ALL {
                let cell = says(state, act, who);
                let (mutation, mut input) = asked(&desk, act, n);
                input["id"] = json!(desk.id(n));
                let answer = desk.answer(who, mutation, input).await;
                let before = word(state);
                assert!(
                    agrees(&cell, act, &before, &answer),
                    "{state:?} {act:?} {who:?}: {cell}: {answer}"
                );
                let now = desk.see(Who::Author, n).await;
                let done = now["step"] != steps;
                assert_eq!(
                    done,
                    answer["payload"]["errors"] == json!([]),
                    "a refusal changes nothing"
                );
                if done {
                    // The next is tried on a new case in that state.
                    succeeded += 1;
                    n += 1;
                    bring(&desk, n, state).await;
                    steps = desk.see(Who::Author, n).await["step"].clone();
                }
            }
        }
        let ends = [
            CaseState::Declined,
            CaseState::Converted,
            CaseState::Merged,
            CaseState::Escalated,
            CaseState::Void,
        ];
        assert_eq!(
            succeeded == 0,
            ends.contains(&state),
            "{state:?} led somewhere {succeeded} times"
        );
    }
    desk.assert_whole().await;
}
