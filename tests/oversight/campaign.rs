//! The walk through the machine of campaigns, and random histories of them. Deliberately absent: the walk itself, which every
//! kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::oversight::campaign::PRACTICE;

use super::desk::{CAMPAIGN, DAY, Desk, Who, desk, text, why};
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

const STATES: &[CaseState] = &[
    CaseState::Proposed,
    CaseState::Approved,
    CaseState::Launched,
    CaseState::InProgress,
    CaseState::OpinionDrafted,
    CaseState::OpinionSubmitted,
    CaseState::Assigned,
    CaseState::Rectifying,
    CaseState::LookBack,
    CaseState::Closed,
    CaseState::Void,
];

fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Officer => &[Party::Organizer, Party::Group],
        Who::Unit | Who::OtherUnit => &[Party::LeadUnit],
        _ => &[],
    }
}

fn sees(who: Who, state: CaseState) -> bool {
    let with_units = [
        CaseState::Assigned,
        CaseState::Rectifying,
        CaseState::LookBack,
        CaseState::Closed,
    ];
    match who {
        Who::SystemAdmin | Who::Nobody | Who::Hotline => false,
        Who::Unit | Who::OtherUnit => with_units.contains(&state),
        _ => true,
    }
}

/// Brings a new campaign into a state. One that was withdrawn had been launched: its group has a part in it.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    desk.today(DAY);
    let none = json!({});
    desk.proposed(n).await;
    let path = [
        (CaseState::Approved, Who::Office, "Approve", none.clone()),
        (CaseState::Launched, Who::Office, "Launch", desk.plan()),
        (
            CaseState::InProgress,
            Who::Officer,
            "RoundRecord",
            desk.round(1, "2022-11"),
        ),
        (
            CaseState::OpinionDrafted,
            Who::Office,
            "OpinionDraft",
            none.clone(),
        ),
        (
            CaseState::OpinionSubmitted,
            Who::Office,
            "OpinionSubmit",
            none.clone(),
        ),
        (
            CaseState::Assigned,
            Who::Office,
            "Assign",
            json!({ "unitIds": [desk.unit(0), desk.unit(1)] }),
        ),
        (CaseState::Rectifying, Who::Office, "RectifyingBegin", none),
        (CaseState::LookBack, Who::Officer, "LookAgain", text()),
        (
            CaseState::Closed,
            Who::Office,
            "Close",
            json!({ "reported": "已报告（示例）" }),
        ),
    ];
    let mut at = CaseState::Proposed;
    for (to, who, mutation, input) in path {
        let withdrawn = state == CaseState::Void && at == CaseState::Launched;
        if at == state || withdrawn {
            break;
        }
        desk.did(who, mutation, n, input).await;
        at = to;
    }
    if state == CaseState::Void {
        desk.did(Who::Office, "Void", n, why()).await;
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
            json!({ "title": format!("改{n}（示例）"), "content": "改（示例）", "form": "INSPECTION" }),
        ),
        CaseAct::Approve => ("Approve", none),
        CaseAct::Launch => ("Launch", desk.plan()),
        CaseAct::RecordRound => ("RoundRecord", desk.round(2, "2022-11")),
        CaseAct::DraftOpinion => ("OpinionDraft", none),
        CaseAct::SubmitOpinion => ("OpinionSubmit", none),
        CaseAct::Instruct => ("Instruct", json!({ "level": "CITY" })),
        CaseAct::Assign => ("Assign", json!({ "unitIds": [desk.unit(0)] })),
        CaseAct::GiveFeedback => (
            "FeedbackGive",
            json!({ "adoption": "ADOPTED", "text": "采纳（示例）" }),
        ),
        CaseAct::BeginRectifying => ("RectifyingBegin", none),
        CaseAct::LookAgain => ("LookAgain", text()),
        CaseAct::Close => ("Close", json!({ "reported": "已报告（示例）" })),
        CaseAct::Relate => ("Relate", json!({ "eventId": desk.event_id(99) })),
        CaseAct::Derive => ("Derive", json!({ "derivedFromId": desk.id(n) })),
        CaseAct::Void => ("Void", why()),
        _ => unreachable!("no act of this machine"),
    }
}

pub const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("专项监督", "oversight campaigns"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &[
        "UNKNOWN_EVENT",
        "DERIVED_CIRCLE",
        "DONE_ALREADY",
        "RELATED_ALREADY",
        "NOTHING_CHANGES",
    ],
    on_file: include_str!("campaign.md"),
    place: "tests/oversight/campaign.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = desk(&store, CAMPAIGN).await;
    WALK.assert_walk(&desk, Who::Office, 1).await;
}

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = desk(&store, CAMPAIGN).await;
    // Launched before the day of the round that is recorded in them.
    for n in 1..=8 {
        desk.proposed(n).await;
        desk.did(Who::Office, "Approve", n, json!({})).await;
        desk.did(Who::Office, "Launch", n, desk.plan()).await;
    }
    // Mostly those who have a part in it, or little would happen.
    let walk = Walk {
        callers: &[
            Who::Office,
            Who::Leader,
            Who::Officer,
            Who::Unit,
            Who::OtherUnit,
        ],
        ..WALK
    };
    let done = history(&desk, &walk, Who::Office, &mut Dice(49), (8, 900)).await;
    assert!(done > 30, "only {done} deeds were taken");
}
