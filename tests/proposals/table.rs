//! The walk through the machine of proposals, and random histories of them. Deliberately absent: the walk itself, which every
//! kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::proposals::PRACTICE;

use super::desk::{DAY, Desk, FACE, Who, form, planned, solved};
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

const STATES: &[CaseState] = &[
    CaseState::Draft,
    CaseState::Cosigning,
    CaseState::Submitted,
    CaseState::Returned,
    CaseState::Withdrawn,
    CaseState::Filed,
    CaseState::NotFiled,
    CaseState::Converted,
    CaseState::Merged,
    CaseState::Assigned,
    CaseState::Handling,
    CaseState::ReplyReview,
    CaseState::Replied,
    CaseState::Evaluated,
    CaseState::Rehandling,
    CaseState::Tracking,
    CaseState::Realized,
    CaseState::NotRealized,
    CaseState::Closed,
    CaseState::Archived,
    CaseState::Void,
];

fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Author => &[Party::Author],
        Who::Officer => &[Party::Workroom],
        Who::Unit => &[Party::LeadUnit],
        Who::OtherUnit => &[Party::CoUnit],
        _ => &[],
    }
}

fn sees(who: Who, state: CaseState) -> bool {
    let with_units = [
        CaseState::Assigned,
        CaseState::Handling,
        CaseState::ReplyReview,
        CaseState::Replied,
        CaseState::Evaluated,
        CaseState::Rehandling,
        CaseState::Tracking,
        CaseState::Realized,
        CaseState::NotRealized,
        CaseState::Closed,
        CaseState::Archived,
    ];
    match who {
        Who::SystemAdmin | Who::Nobody | Who::Hotline => false,
        Who::Author | Who::Officer => true,
        Who::Unit | Who::OtherUnit => with_units.contains(&state),
        _ => ![CaseState::Draft, CaseState::Cosigning].contains(&state),
    }
}

/// Brings a new proposal into a state.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    desk.today(DAY);
    let why = json!({ "reason": "说明（示例）" });
    let none = json!({});
    match state {
        CaseState::Draft => drop(desk.joint(n).await),
        CaseState::Cosigning => {
            desk.joint(n).await;
            let invited = json!({ "memberIds": [desk.member(5)] });
            desk.did(Who::Officer, "CosignersInvite", n, invited).await;
        }
        CaseState::Submitted => drop(desk.submitted(n).await),
        CaseState::Returned => {
            desk.submitted(n).await;
            desk.did(Who::Office, "Return", n, why).await;
        }
        CaseState::Withdrawn => {
            desk.submitted(n).await;
            desk.did(Who::Author, "Withdraw", n, why).await;
        }
        CaseState::NotFiled => {
            desk.submitted(n).await;
            let ground = json!({ "ground": "ACADEMIC", "reason": "说明（示例）" });
            desk.did(Who::Office, "NotFile", n, ground).await;
        }
        CaseState::Converted => {
            desk.submitted(n).await;
            let into = json!({ "into": "LETTER", "consentedOn": DAY });
            desk.did(Who::Office, "Convert", n, into).await;
        }
        CaseState::Merged => {
            desk.submitted(n).await;
            let master = json!({ "masterId": desk.id(1) });
            desk.did(Who::Office, "Merge", n, master).await;
        }
        CaseState::Void => {
            desk.submitted(n).await;
            desk.did(Who::Office, "Void", n, why).await;
        }
        CaseState::Filed => drop(desk.filed(n).await),
        CaseState::Assigned => drop(desk.with_units(n).await),
        CaseState::Handling => drop(desk.in_handling(n).await),
        CaseState::ReplyReview => {
            desk.in_handling(n).await;
            desk.drafted(n, &solved()).await;
        }
        _ => {
            desk.in_handling(n).await;
            let promised = [
                CaseState::Tracking,
                CaseState::Realized,
                CaseState::NotRealized,
            ];
            let promised = promised.contains(&state);
            let reply = if promised { planned() } else { solved() };
            desk.answered(n, &reply).await;
            let rating = match state {
                CaseState::Rehandling => "DISSATISFIED",
                _ => "SATISFIED",
            };
            if state != CaseState::Replied {
                desk.did(Who::Author, "Evaluate", n, form("SATISFIED", rating))
                    .await;
            }
            if state == CaseState::Rehandling {
                desk.did(Who::Office, "Rework", n, why.clone()).await;
            }
            if promised {
                desk.did(Who::Office, "Track", n, none.clone()).await;
            }
            match state {
                CaseState::Realized => {
                    let found = json!({ "solvedOn": DAY });
                    desk.did(Who::Office, "Realize", n, found).await;
                }
                CaseState::NotRealized => drop(desk.did(Who::Office, "NotRealize", n, why).await),
                CaseState::Closed | CaseState::Archived => {
                    desk.did(Who::Office, "Close", n, none.clone()).await;
                }
                _ => {}
            }
            if state == CaseState::Archived {
                desk.did(Who::Office, "Archive", n, none).await;
            }
        }
    }
    let seen = desk.see(Who::Author, n).await;
    assert_eq!(seen["state"], json!(state), "brought there");
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    let why = json!({ "reason": "说明（示例）" });
    let none = json!({});
    match act {
        CaseAct::Revise => (
            "Revise",
            json!({ "title": format!("改{n}（示例）"), "content": "改（示例）", "sort": "JOINT", "category": "OTHER" }),
        ),
        CaseAct::InviteCosigners => ("CosignersInvite", json!({ "memberIds": [desk.member(4)] })),
        CaseAct::Cosign => ("Cosign", none),
        CaseAct::RefuseCosign => ("CosignRefuse", none),
        CaseAct::Submit => ("Submit", none),
        CaseAct::Withdraw => ("Withdraw", why),
        CaseAct::Return => ("Return", why),
        CaseAct::File => ("File", desk.number(n)),
        CaseAct::NotFile => (
            "NotFile",
            json!({ "ground": "ACADEMIC", "reason": "说明（示例）" }),
        ),
        CaseAct::Convert => ("Convert", json!({ "into": "LETTER", "consentedOn": DAY })),
        CaseAct::Merge => ("Merge", json!({ "masterId": desk.id(1) })),
        CaseAct::MakeKey => ("KeyMake", json!({ "leaderId": desk.member(1) })),
        CaseAct::Assign => ("Assign", desk.handlers()),
        CaseAct::ReturnOrder => ("OrderReturn", why),
        CaseAct::Sign => ("Sign", none),
        CaseAct::Contact => (
            "Contact",
            json!({ "method": "PHONE", "summary": "电话（示例）" }),
        ),
        CaseAct::Opine => ("Opine", json!({ "text": "意见（示例）" })),
        CaseAct::RequestExtension => (
            "ExtensionRequest",
            json!({ "until": "2023-04-07", "reason": "延期（示例）" }),
        ),
        CaseAct::DecideExtension => (
            "ExtensionDecide",
            json!({ "granted": true, "until": "2023-04-07" }),
        ),
        CaseAct::Urge => ("Urge", why),
        CaseAct::DraftReply => ("ReplyDraft", solved()),
        CaseAct::SendBackReply => ("ReplySendBack", why),
        CaseAct::Countersign => ("ReplyCountersign", none),
        CaseAct::ApproveReply => ("ReplyApprove", none),
        CaseAct::Reply => ("Reply", solved()),
        CaseAct::Evaluate => ("Evaluate", form("SATISFIED", "BASICALLY_SATISFIED")),
        CaseAct::RecordSilence => ("SilenceRecord", none),
        CaseAct::RateProposal => (
            "Rate",
            json!({ "focus": 5, "analysis": 4, "feasibility": 3, "oneMatter": true }),
        ),
        CaseAct::Rework => ("Rework", why),
        CaseAct::LeaderDecide => ("LeaderDecide", why),
        CaseAct::Track => ("Track", none),
        CaseAct::ReportProgress => ("ProgressReport", json!({ "text": "进展（示例）" })),
        CaseAct::Realize => ("Realize", json!({ "solvedOn": DAY })),
        CaseAct::NotRealize => ("NotRealize", why),
        CaseAct::Close => ("Close", none),
        CaseAct::Award => ("Award", none),
        CaseAct::Archive => ("Archive", none),
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
    names: ("提案", "proposals"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    rules: &[
        "UNKNOWN_EVENT",
        "SORT_FORBIDS",
        "DERIVED_CIRCLE",
        "DONE_ALREADY",
        "MASTER_NOT_REPLIED",
    ],
    on_file: include_str!("table.md"),
    place: "tests/proposals/table.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    // The master that others merge into.
    desk.in_handling(1).await;
    WALK.assert_walk(&desk, Who::Author, 1).await;
}

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    for n in 1..=10 {
        desk.submitted(n).await;
    }
    let done = history(&desk, &WALK, Who::Author, &mut Dice(76), (10, 700)).await;
    assert!(done > 60, "only {done} deeds were taken");
}
