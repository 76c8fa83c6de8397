//! The walk through the machine of public voices. Deliberately absent: the walk itself, which every kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::public_voices::PRACTICE;

use super::desk::{Desk, Who, collect, desk, told};
use crate::casework::walk::Walk;
use crate::support::Store;

const DAY: &str = "2022-11-07";

fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Officer => &[Party::Host],
        _ => &[],
    }
}

/// Only the workroom that collected it beside the office and leaders.
fn sees(who: Who, _: CaseState) -> bool {
    matches!(who, Who::Office | Who::Leader | Who::Officer)
}

async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    desk.today(DAY);
    collect(desk, n, DAY).await;
    match state {
        CaseState::Told => drop(desk.did(Who::Officer, "Tell", n, told()).await),
        CaseState::Void => {
            let why = json!({ "reason": "重复（示例）" });
            desk.did(Who::Office, "Void", n, why).await;
        }
        _ => {}
    }
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    match act {
        CaseAct::Revise => (
            "Revise",
            json!({ "topic": format!("改{n}（示例）"), "words": "改（示例）" }),
        ),
        CaseAct::Tell => ("Tell", told()),
        CaseAct::Relate => (
            "Relate",
            json!({ "eventId": desk.town.global("Event", workrooms::kernel::id::NodeId(uuid::Uuid::nil())) }),
        ),
        CaseAct::Void => ("Void", json!({ "reason": "重复（示例）" })),
        _ => unreachable!("no act of this machine"),
    }
}

pub const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("群众意见建议", "public voices"),
    states: &[CaseState::Collected, CaseState::Told, CaseState::Void],
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &["UNKNOWN_EVENT", "NOTHING_CHANGES"],
    on_file: include_str!("table.md"),
    place: "tests/public_voices/table.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = desk(&store).await;
    WALK.assert_walk(&desk, Who::Officer, 1).await;
}
