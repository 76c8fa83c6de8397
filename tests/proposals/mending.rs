//! What must not be a dead end, and what must not be made up: a returned joint proposal, lines of mergers, replies that are not
//! the approved ones, dates that suit. Deliberately absent: the usual course.

use serde_json::{Value, json};

use super::desk::{Desk, FACE, Who, form, planned, solved};
use crate::support::Store;

fn why() -> Value {
    json!({ "reason": "说明（示例）" })
}

on_both!(a_joint_proposal_that_was_sent_back_is_signed_and_submitted_again);
async fn a_joint_proposal_that_was_sent_back_is_signed_and_submitted_again(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.joint(1).await;
    let invited = json!({ "memberIds": [desk.member(3)] });
    desk.did(Who::Officer, "CosignersInvite", 1, invited).await;
    desk.did(Who::OtherMember, "Cosign", 1, json!({})).await;
    desk.did(Who::Author, "Submit", 1, json!({})).await;
    desk.did(Who::Office, "Return", 1, why()).await;
    let anew = json!({ "title": "改题（示例）", "content": "改（示例）", "sort": "JOINT", "category": "SOCIAL" });
    let revised = desk.did(Who::Author, "Revise", 1, anew).await;
    assert_eq!(
        revised["cosigners"],
        json!([]),
        "who signed other words is asked again"
    );
    let (code, _) = desk.refused(Who::Author, "Submit", 1, json!({})).await;
    assert_eq!(code, "COSIGNER_MISSING");
    desk.did(Who::OtherMember, "Cosign", 1, json!({})).await;
    let again = desk.did(Who::Author, "Submit", 1, json!({})).await;
    assert_eq!(again["state"], "SUBMITTED");
    desk.assert_whole().await;
}

on_both!(every_proposer_along_a_line_of_mergers_is_answered_and_asked);
async fn every_proposer_along_a_line_of_mergers_is_answered_and_asked(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    for n in 1..=3 {
        desk.filed(n).await;
    }
    for (n, master) in [(1, 2), (2, 3)] {
        let master = json!({ "masterId": desk.id(master) });
        desk.did(Who::Office, "Merge", n, master).await;
    }
    let missing = async |n: u128| {
        let seen = desk.see(Who::Author, n).await;
        let can = seen["availableActions"].as_array().unwrap().clone();
        let evaluate = can.into_iter().find(|one| one["action"] == "EVALUATE");
        evaluate.unwrap()["missing"].clone()
    };
    assert_eq!(missing(1).await, json!(["MASTER_REPLY"]));
    // What others are merged into is not withdrawn under them.
    let (code, _) = desk.refused(Who::Office, "Void", 3, why()).await;
    assert_eq!(code, "HAS_MERGED");
    desk.did(Who::Office, "Assign", 3, desk.handlers()).await;
    desk.did(Who::Unit, "Sign", 3, json!({})).await;
    desk.answered(3, &solved()).await;
    assert_eq!(missing(1).await, json!([]));
    for n in [1, 2] {
        let seen = desk.see(Who::Author, n).await;
        assert_eq!(seen["replies"][0]["text"], "已办（示例）", "answered too");
        desk.did(Who::Author, "Evaluate", n, form("SATISFIED", "SATISFIED"))
            .await;
    }
    // One that was merged by mistake is withdrawn, and then its master may be.
    desk.did(Who::Office, "Void", 1, why()).await;
    let (code, _) = desk.refused(Who::Office, "Void", 3, why()).await;
    assert_eq!(code, "HAS_MERGED", "the second stands");
    desk.did(Who::Office, "Void", 2, why()).await;
    desk.did(Who::Office, "Void", 3, why()).await;
    desk.assert_whole().await;
}

on_both!(the_signed_reply_is_the_approved_one_and_a_day_that_suits_is_refused);
async fn the_signed_reply_is_the_approved_one_and_a_day_that_suits_is_refused(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.in_handling(1).await;
    let asked = json!({ "until": "2023-03-07", "reason": "延期（示例）" });
    desk.did(Who::Unit, "ExtensionRequest", 1, asked).await;
    for (until, code) in [
        ("2099-01-01", "EXTENSION_TOO_LONG"),
        ("2023-02-07", "EXTENSION_TOO_SHORT"),
    ] {
        let granted = json!({ "granted": true, "until": until });
        let told = desk
            .refused(Who::Office, "ExtensionDecide", 1, granted)
            .await;
        assert_eq!(told, (code.to_owned(), json!("until")));
    }
    let granted = json!({ "granted": true, "until": "2023-03-01" });
    desk.did(Who::Office, "ExtensionDecide", 1, granted).await;
    desk.drafted(1, &planned()).await;
    desk.did(Who::OtherUnit, "ReplyCountersign", 1, json!({}))
        .await;
    desk.did(Who::Office, "ReplyApprove", 1, json!({})).await;
    let told = desk.refused(Who::Unit, "Reply", 1, solved()).await;
    assert_eq!(told, ("REPLY_DIFFERS".to_owned(), json!("result")));
    desk.did(Who::Unit, "Reply", 1, planned()).await;
    desk.did(Who::Author, "Evaluate", 1, form("SATISFIED", "SATISFIED"))
        .await;
    desk.did(Who::Office, "Track", 1, json!({})).await;
    let early = json!({ "solvedOn": "2021-11-11" });
    let told = desk.refused(Who::Office, "Realize", 1, early).await;
    assert_eq!(told, ("SOLVED_TOO_EARLY".to_owned(), json!("solvedOn")));
    let never = json!({ "afterStep": 99, "solvedOn": "2022-11-07" });
    let told = desk.refused(Who::Office, "Realize", 1, never).await;
    assert_eq!(told, ("UNKNOWN_STEP".to_owned(), json!("afterStep")));
}

on_both!(of_several_units_one_gives_back_and_the_others_go_on);
async fn of_several_units_one_gives_back_and_the_others_go_on(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.filed(1).await;
    let both = json!({ "leadUnitIds": [desk.unit(0), desk.unit(1)] });
    desk.did(Who::Office, "Assign", 1, both).await;
    desk.did(Who::Unit, "Sign", 1, json!({})).await;
    desk.act(Who::OtherUnit, "OrderReturn", 1, why()).await;
    let seen = desk.see(Who::Office, 1).await;
    assert_eq!(seen["state"], "HANDLING", "the one that signed handles it");
    assert_eq!(seen["leadUnits"].as_array().unwrap().len(), 1);
    desk.act(
        Who::Unit,
        "Contact",
        1,
        json!({ "method": "PHONE", "summary": "电话（示例）" }),
    )
    .await;
    desk.assert_whole().await;
}

on_both!(a_reply_that_is_sent_back_is_given_anew);
async fn a_reply_that_is_sent_back_is_given_anew(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.filed(1).await;
    let both = json!({ "leadUnitIds": [desk.unit(0), desk.unit(1)] });
    desk.did(Who::Office, "Assign", 1, both).await;
    for unit in [Who::Unit, Who::OtherUnit] {
        desk.did(unit, "Sign", 1, json!({})).await;
    }
    for unit in [Who::Unit, Who::OtherUnit] {
        desk.did(unit, "ReplyDraft", 1, planned()).await;
    }
    desk.did(Who::Office, "ReplyApprove", 1, json!({})).await;
    desk.did(Who::Unit, "Reply", 1, planned()).await;
    desk.did(Who::Office, "ReplySendBack", 1, why()).await;
    for unit in [Who::Unit, Who::OtherUnit] {
        desk.did(unit, "ReplyDraft", 1, solved()).await;
    }
    desk.did(Who::Office, "ReplyApprove", 1, json!({})).await;
    desk.did(Who::Unit, "Reply", 1, solved()).await;
    let whole = desk.did(Who::OtherUnit, "Reply", 1, solved()).await;
    assert_eq!(
        (&whole["state"], &whole["result"]),
        (&json!("REPLIED"), &json!("SOLVED"))
    );
}
