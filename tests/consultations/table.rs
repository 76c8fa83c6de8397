//! The walk through the machine of consultations, and random histories. Deliberately absent: the walk itself, which every
//! kind shares.

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use workrooms::casework::kinds::{CaseAct, CaseState, Party};
use workrooms::consultations::PRACTICE;

use super::desk::{DAY, Desk, FOUR, Who};
use crate::casework::random::{Dice, history};
use crate::casework::walk::Walk;
use crate::support::Store;

const STATES: &[CaseState] = &[
    CaseState::TopicProposed,
    CaseState::Declined,
    CaseState::TopicSelected,
    CaseState::Planned,
    CaseState::Preparing,
    CaseState::Postponed,
    CaseState::Cancelled,
    CaseState::Held,
    CaseState::Minuted,
    CaseState::Submitted,
    CaseState::Instructed,
    CaseState::Assigned,
    CaseState::Feedback,
    CaseState::Tracked,
    CaseState::Closed,
    CaseState::Void,
];

/// What a caller is to a case that has all its parties: the workroom names the topic and organises; the unit.
fn parties(who: Who) -> &'static [Party] {
    match who {
        Who::Officer => &[Party::Author, Party::Host, Party::Organizer],
        Who::Unit => &[Party::LeadUnit],
        _ => &[],
    }
}

/// Everybody but units, whom only the points that they answer bring in, and the hotline centre.
fn sees(who: Who, state: CaseState) -> bool {
    match who {
        Who::SystemAdmin | Who::Nobody | Who::OtherUnit | Who::Hotline => false,
        Who::Unit => [
            CaseState::Assigned,
            CaseState::Feedback,
            CaseState::Tracked,
            CaseState::Closed,
        ]
        .contains(&state),
        _ => true,
    }
}

/// Brings a new case into a state: a community-level one, to which every way is open but closing at once.
async fn bring_to(desk: &Desk, n: u128, state: CaseState) {
    let why = json!({ "reason": "说明（示例）" });
    let answer = json!({ "point": 1, "adoption": "ADOPTED" });
    match state {
        CaseState::Held => {
            let session = desk.own_session(n, true, &FOUR).await;
            desk.held(n, "COMMUNITY_LEVEL", session).await;
        }
        CaseState::Minuted => desk.minuted(n, 1).await,
        CaseState::Submitted | CaseState::Instructed => {
            desk.minuted(n, 1).await;
            let report = json!({ "form": "REPORT" });
            desk.did(Who::Office, "OutcomeSubmit", n, report).await;
            if state == CaseState::Instructed {
                let level = json!({ "level": "DISTRICT" });
                desk.did(Who::Leader, "Instruct", n, level).await;
            }
        }
        CaseState::Assigned | CaseState::Feedback | CaseState::Tracked | CaseState::Closed => {
            desk.assigned(n, 1).await;
            if state != CaseState::Assigned {
                desk.did(Who::Unit, "FeedbackGive", n, answer).await;
            }
            if matches!(state, CaseState::Tracked | CaseState::Closed) {
                let kept = json!({ "promise": 1, "done": true });
                desk.did(Who::Officer, "PromiseKeep", n, kept).await;
                desk.did(Who::Officer, "Track", n, json!({})).await;
            }
            if state == CaseState::Closed {
                let told = json!({ "told": "已告知（示例）" });
                desk.did(Who::Officer, "Close", n, told).await;
            }
        }
        _ => {
            desk.today(DAY);
            desk.named(Who::Officer, desk.topic(n, "COMMUNITY_LEVEL", DAY))
                .await;
            if !matches!(
                state,
                CaseState::TopicProposed | CaseState::Declined | CaseState::Void
            ) {
                let select = json!({ "organizerId": desk.workroom(0) });
                desk.did(Who::Office, "Select", n, select).await;
            }
            let (who, mutation, input) = match state {
                CaseState::Declined => (
                    Who::Office,
                    "Decline",
                    json!({ "ground": "OUT_OF_COMPETENCE", "reason": "说明（示例）" }),
                ),
                CaseState::Void => (Who::Office, "Void", why),
                CaseState::Planned => (Who::Office, "Plan", json!({})),
                CaseState::Preparing => (Who::Officer, "Prepare", json!({ "plannedOn": DAY })),
                CaseState::Postponed => (Who::Officer, "Postpone", why),
                CaseState::Cancelled => (Who::Officer, "Cancel", why),
                _ => return,
            };
            desk.did(who, mutation, n, input).await;
        }
    }
    let is = desk.see(Who::Office, n).await["state"].clone();
    assert_eq!(is, json!(state), "brought there");
}

fn bring(desk: &Desk, n: u128, state: CaseState) -> BoxFuture<'_, ()> {
    Box::pin(bring_to(desk, n, state))
}

/// The mutation of an act, with an input that its rules take.
fn asked(desk: &Desk, act: CaseAct, n: u128) -> (&'static str, Value) {
    let why = json!({ "reason": "说明（示例）" });
    match act {
        CaseAct::Revise => {
            let mut topic = desk.topic(n, "COMMUNITY_LEVEL", DAY);
            topic["title"] = json!(format!("改{n}（示例）"));
            topic.as_object_mut().unwrap().remove("on");
            ("Revise", topic)
        }
        CaseAct::Select => ("Select", json!({ "organizerId": desk.workroom(0) })),
        CaseAct::Decline => (
            "Decline",
            json!({ "ground": "OUT_OF_COMPETENCE", "reason": "说明（示例）" }),
        ),
        CaseAct::Plan => ("Plan", json!({ "item": "年度计划一（示例）" })),
        CaseAct::Prepare => ("Prepare", json!({ "plannedOn": "2022-12-20" })),
        CaseAct::Hold => ("Hold", desk.session(2, true, &FOUR)),
        CaseAct::Minute => ("Minute", desk.minutes(1, Some("2022-12-20"))),
        CaseAct::SubmitOutcome => ("OutcomeSubmit", json!({ "form": "REPORT" })),
        CaseAct::Instruct => ("Instruct", json!({ "level": "DISTRICT" })),
        CaseAct::Assign => ("Assign", json!({ "unitIds": [desk.unit(0)] })),
        CaseAct::GiveFeedback => ("FeedbackGive", json!({ "point": 1, "adoption": "ADOPTED" })),
        CaseAct::KeepPromise => ("PromiseKeep", json!({ "promise": 1, "done": true })),
        CaseAct::Track => ("Track", json!({})),
        CaseAct::Close => ("Close", json!({ "told": "已告知（示例）" })),
        CaseAct::Postpone => ("Postpone", why),
        CaseAct::Cancel => ("Cancel", why),
        CaseAct::Relate => ("Relate", json!({ "eventId": desk.event(8) })),
        CaseAct::Derive => ("Derive", json!({ "derivedFromId": desk.id(1) })),
        CaseAct::Void => ("Void", why),
        _ => unreachable!("no act of this machine"),
    }
}

const WALK: Walk = Walk {
    practice: &PRACTICE,
    names: ("协商", "consultations"),
    states: STATES,
    callers: &Who::ALL,
    parties,
    sees,
    bring,
    asked,
    // Only micro-consultations close at once.
    rules: &["SESSION_OF_ANOTHER", "SORT_FORBIDS"],
    on_file: include_str!("table.md"),
    place: "tests/consultations/table.md",
};

#[test]
fn the_table_on_file_is_the_programs() {
    WALK.assert_on_file();
    WALK.assert_states();
}

on_both!(a_walk_over_the_api_finds_the_table);
async fn a_walk_over_the_api_finds_the_table(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    // What others come out of.
    bring_to(&desk, 1, CaseState::TopicProposed).await;
    WALK.assert_walk(&desk, Who::Office, 1).await;
}

on_both!(a_random_history_keeps_to_the_table);
async fn a_random_history_keeps_to_the_table(store: Store) {
    let desk = Desk::of_consultations(&store).await;
    for n in 1..=10 {
        let begun = match n % 5 {
            0 => CaseState::TopicProposed,
            _ => CaseState::TopicSelected,
        };
        bring_to(&desk, n, begun).await;
    }
    // Those who have a part, and one who has none.
    let walk = Walk {
        callers: &[
            Who::Office,
            Who::Officer,
            Who::Leader,
            Who::Unit,
            Who::OtherMember,
        ],
        ..WALK
    };
    let done = history(&desk, &walk, Who::Office, &mut Dice(20_221_107), (10, 300)).await;
    assert!(done >= 40, "only {done} deeds were taken");
}
