//! The walk through the machine of micro-suggestions. Deliberately absent: the walk itself, which every kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::micro_suggestions::PRACTICE;

use super::desk::{Desk, Who};
use super::life::{replied, signed};
use crate::casework::walk::Walk;
use crate::support::Store;

const STATES: &[CaseState] = &[
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

/// Brings a new case into a state.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
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
        json!(state),
        "brought there"
    );
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
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
        CaseAct::Derive => ("Derive", json!({ "derivedFromId": desk.id(n) })),
        CaseAct::Void => ("Void", why),
        _ => unreachable!("no act of this machine"),
    }
}

pub const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("微建议", "micro-suggestions"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &[
        "NOT_CLAIMED",
        "ANOTHERS_CLAIM",
        "UNKNOWN_EVENT",
        "NOTHING_TO_DECIDE",
        "DERIVED_CIRCLE",
    ],
    on_file: include_str!("table.md"),
    place: "tests/micro_suggestions/table.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = Desk::new(&store).await;
    // The master that others merge into.
    signed(&desk, 1, "2022-11-07").await;
    WALK.assert_walk(&desk, Who::Author, 1).await;
}
