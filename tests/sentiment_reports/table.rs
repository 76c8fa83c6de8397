//! The walk through the machine of sentiment reports. Deliberately absent: the walk itself, which every kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::sentiment_reports::PRACTICE;

use super::desk::transferred;
use super::desk::{Desk, Who, desk, edited, hand_in, instruction, issue, issued, report};
use crate::casework::walk::Walk;
use crate::support::Store;

const DAY: &str = "2022-11-07";

const STATES: &[CaseState] = &[
    CaseState::Draft,
    CaseState::Submitted,
    CaseState::Returned,
    CaseState::Withdrawn,
    CaseState::Editing,
    CaseState::Merged,
    CaseState::NotAdopted,
    CaseState::Converted,
    CaseState::Issued,
    CaseState::ReportedUp,
    CaseState::Instructed,
    CaseState::Transferred,
    CaseState::Feedback,
    CaseState::Closed,
    CaseState::Void,
];

fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Author => &[Party::Author],
        Who::Officer => &[Party::Workroom],
        Who::Unit => &[Party::LeadUnit],
        _ => &[],
    }
}

/// Only its author, his workroom and the unit beside the office and leaders, and those two no draft.
fn sees(who: Who, state: CaseState) -> bool {
    match who {
        Who::Author | Who::Officer => true,
        Who::Office | Who::Leader => state != CaseState::Draft,
        Who::Unit => [CaseState::Transferred, CaseState::Feedback].contains(&state),
        _ => false,
    }
}

/// Brings a new case into a state.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    let why = json!({ "reason": "说明（示例）" });
    desk.today(DAY);
    match state {
        CaseState::Draft => {
            let mut draft = report(desk, n, DAY);
            draft["draft"] = json!(true);
            desk.answer(Who::Officer, "Propose", draft).await;
        }
        CaseState::Submitted | CaseState::Withdrawn | CaseState::Void => {
            hand_in(desk, n, DAY).await;
        }
        CaseState::Issued | CaseState::ReportedUp | CaseState::Instructed | CaseState::Closed => {
            issued(desk, n, DAY).await
        }
        CaseState::Transferred | CaseState::Feedback => transferred(desk, n, DAY).await,
        _ => edited(desk, n, DAY).await,
    }
    let step = match state {
        CaseState::Returned => Some((Who::Office, "Return", why)),
        CaseState::Withdrawn => Some((Who::Author, "Withdraw", json!({}))),
        CaseState::Void => Some((Who::Office, "Void", why)),
        CaseState::NotAdopted => Some((Who::Office, "NotAdopt", why)),
        _ => match act_into(state) {
            Some(act) => {
                let (mutation, input) = asked(desk, act, n);
                let who = match act {
                    CaseAct::GiveFeedback => Who::Unit,
                    _ => Who::Office,
                };
                Some((who, mutation, input))
            }
            None => None,
        },
    };
    if let Some((who, mutation, input)) = step {
        desk.did(who, mutation, n, input).await;
    }
    let is = desk.see(Who::Author, n).await;
    assert_eq!(is["state"], json!(state), "brought there");
}

fn act_into(state: CaseState) -> Option<CaseAct> {
    Some(match state {
        CaseState::Merged => CaseAct::Merge,
        CaseState::Converted => CaseAct::Convert,
        CaseState::ReportedUp => CaseAct::ReportUp,
        CaseState::Instructed => CaseAct::Instruct,
        CaseState::Feedback => CaseAct::GiveFeedback,
        CaseState::Closed => CaseAct::Close,
        _ => return None,
    })
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    let why = json!({ "reason": "说明（示例）" });
    let anew = json!({ "title": format!("改{n}（示例）"), "content": "改（示例）" });
    match act {
        CaseAct::Revise => ("Revise", anew),
        CaseAct::Submit => ("Submit", json!({})),
        CaseAct::Withdraw => ("Withdraw", json!({})),
        CaseAct::TakeUp => ("TakeUp", json!({})),
        CaseAct::Edit => ("Edit", anew),
        CaseAct::Return => ("Return", why),
        CaseAct::Merge => ("Merge", json!({ "masterId": desk.id(1) })),
        CaseAct::NotAdopt => ("NotAdopt", why),
        CaseAct::Convert => (
            "Convert",
            json!({ "into": "PROPOSAL", "consentedOn": DAY, "reason": "转提案（示例）" }),
        ),
        CaseAct::Issue => ("Issue", issue(n)),
        CaseAct::ReportUp => ("ReportUp", json!({})),
        CaseAct::Adopt => ("Adopt", json!({ "level": "CITY", "kind": "SINGLE" })),
        CaseAct::Instruct => ("Instruct", instruction()),
        CaseAct::Transfer => ("Transfer", json!({ "unitId": desk.unit(0) })),
        CaseAct::GiveFeedback => (
            "FeedbackGive",
            json!({ "adoption": "ADOPTED", "text": "已采纳（示例）" }),
        ),
        CaseAct::Close => ("Close", json!({ "told": "已采用，谢谢（示例）" })),
        CaseAct::Derive => ("Derive", json!({ "derivedFromId": desk.id(n) })),
        CaseAct::Void => ("Void", why),
        _ => unreachable!("no act of this machine"),
    }
}

pub const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("社情民意信息", "sentiment reports"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &["DONE_ALREADY", "DERIVED_CIRCLE", "NOTHING_CHANGES"],
    on_file: include_str!("table.md"),
    place: "tests/sentiment_reports/table.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = desk(&store).await;
    // The master that others merge into.
    issued(&desk, 1, DAY).await;
    WALK.assert_walk(&desk, Who::Author, 1).await;
}
