//! The walk through the machine of findings, and random histories of them. Deliberately absent: the walk itself, which every
//! kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::oversight::finding::PRACTICE;

use super::desk::{DAY, DIVISION, Desk, FINDING, WHOLE, Who, desk, text, why};
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

const STATES: &[CaseState] = &[
    CaseState::Open,
    CaseState::Notified,
    CaseState::Disputed,
    CaseState::Accepted,
    CaseState::Rectifying,
    CaseState::Rectified,
    CaseState::Verified,
    CaseState::Relapsed,
    CaseState::Void,
];

fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Officer => &[Party::Group],
        Who::Unit => &[Party::LeadUnit],
        _ => &[],
    }
}

fn sees(who: Who, state: CaseState) -> bool {
    match who {
        Who::SystemAdmin | Who::Nobody | Who::Hotline | Who::OtherUnit => false,
        Who::Unit => ![CaseState::Open, CaseState::Void].contains(&state),
        _ => true,
    }
}

/// Brings a new finding into a state.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    desk.today(DAY);
    let none = json!({});
    match state {
        CaseState::Open => drop(desk.found(n).await),
        CaseState::Void => {
            desk.found(n).await;
            desk.did(Who::Office, "Void", n, why()).await;
        }
        CaseState::Notified => drop(desk.notified(n).await),
        CaseState::Disputed => {
            desk.notified(n).await;
            desk.did(Who::Unit, "Dispute", n, why()).await;
        }
        CaseState::Accepted | CaseState::Rectifying => {
            desk.notified(n).await;
            desk.did(Who::Unit, "Accept", n, none.clone()).await;
            if state == CaseState::Rectifying {
                desk.did(Who::Unit, "RectifyingBegin", n, none).await;
            }
        }
        _ => {
            desk.rectified(n).await;
            if state != CaseState::Rectified {
                desk.did(Who::Officer, "Verify", n, text()).await;
            }
            if state == CaseState::Relapsed {
                desk.did(Who::Officer, "Relapse", n, why()).await;
            }
        }
    }
    let seen = desk.see(Who::Office, n).await;
    assert_eq!(seen["state"], json!(state), "brought there");
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    let none = json!({});
    match act {
        CaseAct::Revise => (
            "Revise",
            json!({
                "title": format!("改{n}（示例）"),
                "content": "改（示例）",
                "campaignId": desk.campaign(WHOLE),
                "eventId": desk.event_id(1),
                "placeCode": DIVISION,
                "hasEvidence": false,
            }),
        ),
        CaseAct::Notify => ("Notify", json!({ "unitId": desk.unit(0) })),
        CaseAct::AcceptFinding => ("Accept", json!({ "promisedOn": "2022-12-20" })),
        CaseAct::Dispute => ("Dispute", why()),
        CaseAct::SettleDispute => (
            "DisputeSettle",
            json!({ "stands": true, "text": "协商（示例）" }),
        ),
        CaseAct::BeginRectifying => ("RectifyingBegin", none),
        CaseAct::ClaimRectified => ("RectifiedClaim", text()),
        CaseAct::Verify => ("Verify", text()),
        CaseAct::RefuseRectified => ("RectifiedRefuse", why()),
        CaseAct::Relapse => ("Relapse", why()),
        CaseAct::Reopen => ("Reopen", none),
        CaseAct::Relate => ("Relate", json!({ "eventId": desk.event_id(99) })),
        CaseAct::Void => ("Void", why()),
        _ => unreachable!("no act of this machine"),
    }
}

pub const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("监督发现问题", "findings"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &["UNKNOWN_EVENT", "NOTHING_CHANGES"],
    on_file: include_str!("finding.md"),
    place: "tests/oversight/finding.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    WALK.assert_walk(&desk, Who::Office, 1).await;
}

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    for n in 1..=8 {
        desk.found(n).await;
    }
    // Mostly those who have a part in it, or little would happen.
    let walk = Walk {
        callers: &[Who::Office, Who::Officer, Who::Unit, Who::OtherUnit],
        ..WALK
    };
    let done = history(&desk, &walk, Who::Office, &mut Dice(7), (8, 300)).await;
    assert!(done > 30, "only {done} deeds were taken");
}
