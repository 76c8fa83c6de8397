//! Whole lives of proposals. Deliberately absent: figures.

use serde_json::{Value, json};

use super::desk::{Desk, FACE, Who, case, form, planned, solved};
use crate::support::Store;

async fn on(desk: &Desk, day: &str, who: Who, mutation: &str, input: Value) -> Value {
    desk.today(day);
    desk.did(who, mutation, 1, input).await
}

on_both!(a_joint_proposal_runs_from_co_signing_to_realisation);
async fn a_joint_proposal_runs_from_co_signing_to_realisation(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.joint(1).await;
    let invited = json!({ "memberIds": [desk.member(3), desk.member(4)] });
    let open = on(
        &desk,
        "2022-11-07",
        Who::Officer,
        "CosignersInvite",
        invited,
    )
    .await;
    assert_eq!(open["state"], "COSIGNING");
    assert_eq!(open["invited"].as_array().unwrap().len(), 2);
    assert_eq!(
        desk.see(Who::Office, 1).await,
        Value::Null,
        "nobody else sees it yet"
    );
    let signed = on(&desk, "2022-11-08", Who::OtherMember, "Cosign", json!({})).await;
    assert_eq!(signed["cosigners"], json!([{ "id": desk.member(3) }]));
    // Who signed the older words is asked again.
    let words = json!({ "title": "改（示例）", "content": "改（示例）", "sort": "JOINT", "category": "SOCIAL" });
    let revised = on(&desk, "2022-11-08", Who::Author, "Revise", words).await;
    assert_eq!(revised["cosigners"], json!([]));
    assert_eq!(revised["invited"].as_array().unwrap().len(), 2);
    let (code, _) = desk.refused(Who::Author, "Submit", 1, json!({})).await;
    assert_eq!(code, "COSIGNER_MISSING");
    on(&desk, "2022-11-09", Who::OtherMember, "Cosign", json!({})).await;
    let submitted = on(&desk, "2022-11-09", Who::Author, "Submit", json!({})).await;
    assert_eq!(
        submitted["invited"],
        json!([]),
        "whoever did not answer is not asked any more"
    );
    assert_eq!(submitted["stuckAt"]["leg"], "FILE");
    assert_eq!(
        submitted["stuckAt"]["dueOn"], "2022-11-23",
        "ten working days"
    );
    let filed = on(&desk, "2022-11-14", Who::Office, "File", desk.number(1)).await;
    assert_eq!(
        (
            &filed["fileNumber"],
            &filed["stuckAt"]["leg"],
            &filed["stuckAt"]["dueOn"]
        ),
        (&json!("第1号"), &json!("ASSIGN"), &json!("2022-12-14")),
        "assigned within a month"
    );
    assert_eq!(filed["stuckAt"]["limitUnit"], "MONTHS");
    let key = json!({ "leaderId": desk.member(1) });
    let key = on(&desk, "2022-11-14", Who::Office, "KeyMake", key).await;
    assert_eq!(
        (&key["isKey"], &key["supervisor"]["id"]),
        (&json!(true), &json!(desk.member(1)))
    );
    on(&desk, "2022-11-15", Who::Office, "Assign", desk.handlers()).await;
    let signed = on(&desk, "2022-11-17", Who::Unit, "Sign", json!({})).await;
    assert_eq!(signed["replyDueOn"], "2023-02-17", "three months");
    let contact = json!({ "method": "SITE_VISIT", "summary": "实地（示例）" });
    let met = on(&desk, "2022-11-21", Who::Unit, "Contact", contact).await;
    assert_eq!(met["contacts"][0]["dueOn"], "2022-12-08", "15 working days");
    let (code, _) = desk.refused(Who::Unit, "ReplyDraft", 1, planned()).await;
    assert_eq!(code, "OPINION_MISSING");
    let opinion = json!({ "text": "会办意见（示例）" });
    let opined = on(&desk, "2022-11-22", Who::OtherUnit, "Opine", opinion).await;
    assert_eq!(opined["opinions"][0]["dueOn"], "2022-12-17", "one month");
    let drafted = on(&desk, "2022-11-28", Who::Unit, "ReplyDraft", planned()).await;
    assert_eq!(drafted["state"], "REPLY_REVIEW");
    let back = json!({ "reason": "请补充（示例）" });
    let back = on(&desk, "2022-11-29", Who::Office, "ReplySendBack", back).await;
    assert_eq!(
        (
            &back["state"],
            &back["stuckAt"]["leg"],
            &back["stuckAt"]["owner"]
        ),
        (&json!("HANDLING"), &json!("REDRAFT"), &json!("UNIT"))
    );
    assert_eq!(
        back["replyDueOn"], "2023-02-17",
        "the reply is due when it was"
    );
    on(&desk, "2022-11-30", Who::Unit, "ReplyDraft", planned()).await;
    let (code, _) = desk
        .refused(Who::Office, "ReplyApprove", 1, json!({}))
        .await;
    assert_eq!(code, "COUNTERSIGNATURE_MISSING");
    on(
        &desk,
        "2022-12-01",
        Who::OtherUnit,
        "ReplyCountersign",
        json!({}),
    )
    .await;
    let (code, _) = desk.refused(Who::Unit, "Reply", 1, planned()).await;
    assert_eq!(code, "APPROVAL_MISSING");
    on(&desk, "2022-12-01", Who::Office, "ReplyApprove", json!({})).await;
    let replied = on(&desk, "2022-12-02", Who::Unit, "Reply", planned()).await;
    assert_eq!(replied["state"], "REPLIED");
    assert_eq!(
        (
            &replied["replies"][0]["result"],
            &replied["replies"][0]["letter"]
        ),
        (&json!("PLANNED"), &json!("C"))
    );
    // A co-signer's form stands beside the grade.
    let beside = on(
        &desk,
        "2022-12-05",
        Who::OtherMember,
        "Evaluate",
        form("SATISFIED", "DISSATISFIED"),
    )
    .await;
    assert_eq!(
        (&beside["state"], &beside["evaluation"]),
        (&json!("REPLIED"), &Value::Null)
    );
    assert_eq!(beside["cosignerEvaluations"][0]["result"], "DISSATISFIED");
    let graded = on(
        &desk,
        "2022-12-06",
        Who::Author,
        "Evaluate",
        form("SATISFIED", "SATISFIED"),
    )
    .await;
    assert_eq!(
        (&graded["state"], &graded["evaluation"]["result"]),
        (&json!("EVALUATED"), &json!("SATISFIED"))
    );
    // A form that is sent again replaces the one before; both stay in the history.
    let again = on(
        &desk,
        "2022-12-06",
        Who::Author,
        "Evaluate",
        form("SATISFIED", "BASICALLY_SATISFIED"),
    )
    .await;
    assert_eq!(again["evaluation"]["result"], "BASICALLY_SATISFIED");
    let marks = json!({ "focus": 5, "analysis": 4, "feasibility": 4, "oneMatter": true });
    let rated = on(&desk, "2022-12-07", Who::Unit, "Rate", marks).await;
    assert_eq!(rated["ratings"][0]["feasibility"], 4);
    let tracked = on(&desk, "2022-12-08", Who::Office, "Track", json!({})).await;
    assert_eq!(
        (&tracked["stuckAt"]["leg"], &tracked["stuckAt"]["dueOn"]),
        (&json!("PROMISE"), &json!("2022-12-20"))
    );
    let found = json!({ "solvedOn": "2022-12-19" });
    let realized = on(&desk, "2022-12-21", Who::Office, "Realize", found).await;
    assert_eq!(
        (&realized["state"], &realized["realizedOn"]),
        (&json!("REALIZED"), &json!("2022-12-19"))
    );
    on(&desk, "2022-12-21", Who::Office, "Close", json!({})).await;
    let excellent = on(&desk, "2022-12-22", Who::Office, "Award", json!({})).await;
    assert_eq!(excellent["isExcellent"], true);
    let archived = on(&desk, "2022-12-22", Who::Office, "Archive", json!({})).await;
    assert_eq!(archived["stuckAt"], Value::Null);
    desk.assert_whole().await;
}

on_both!(the_proposers_of_a_merged_proposal_are_answered_and_asked);
async fn the_proposers_of_a_merged_proposal_are_answered_and_asked(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.in_handling(1).await;
    desk.submitted(2).await;
    let master = json!({ "masterId": desk.id(1) });
    let merged = desk.did(Who::Office, "Merge", 2, master).await;
    assert_eq!(merged["state"], "MERGED");
    assert_eq!(
        merged["relatedCases"],
        json!([{ "relation": "MERGED_INTO", "direction": "OUTWARD", "kind": "PROPOSAL", "title": "关于小区环境的提案1（示例）" }])
    );
    let (code, _) = desk
        .refused(Who::Author, "Evaluate", 2, form("SATISFIED", "SATISFIED"))
        .await;
    assert_eq!(code, "MASTER_NOT_REPLIED");
    desk.answered(1, &solved()).await;
    let asked = desk
        .did(
            Who::Author,
            "Evaluate",
            2,
            form("SATISFIED", "DISSATISFIED"),
        )
        .await;
    assert_eq!(asked["state"], "MERGED");
    assert_eq!(asked["cosignerEvaluations"][0]["result"], "DISSATISFIED");
    let master = desk.see(Who::Author, 1).await;
    assert_eq!(
        master["evaluation"],
        Value::Null,
        "the master's grade is its own"
    );
    assert_eq!(master["relatedCases"][0]["direction"], "INWARD");
}

on_both!(several_units_that_answer_must_all_sign_draft_and_reply);
async fn several_units_that_answer_must_all_sign_draft_and_reply(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.filed(1).await;
    let both = json!({ "leadUnitIds": [desk.unit(0), desk.unit(1)] });
    desk.did(Who::Office, "Assign", 1, both).await;
    let one = desk.did(Who::Unit, "Sign", 1, json!({})).await;
    assert_eq!(one["state"], "ASSIGNED");
    let (code, _) = desk.refused(Who::Unit, "Sign", 1, json!({})).await;
    assert_eq!(code, "DONE_ALREADY");
    let two = desk.did(Who::OtherUnit, "Sign", 1, json!({})).await;
    assert_eq!(two["state"], "HANDLING");
    let contact = json!({ "method": "MEETING", "summary": "面商（示例）" });
    desk.did(Who::Unit, "Contact", 1, contact).await;
    let drafted = desk.did(Who::Unit, "ReplyDraft", 1, solved()).await;
    assert_eq!(drafted["state"], "HANDLING");
    let drafted = desk.did(Who::OtherUnit, "ReplyDraft", 1, planned()).await;
    assert_eq!(drafted["state"], "REPLY_REVIEW");
    desk.did(Who::Office, "ReplyApprove", 1, json!({})).await;
    let first = desk.did(Who::OtherUnit, "Reply", 1, planned()).await;
    assert_eq!(
        (&first["state"], &first["result"]),
        (&json!("REPLY_REVIEW"), &Value::Null)
    );
    let whole = desk.did(Who::Unit, "Reply", 1, solved()).await;
    assert_eq!(whole["state"], "REPLIED");
    assert_eq!(whole["replies"].as_array().unwrap().len(), 2);
    assert_eq!(whole["result"], "PLANNED", "the least finished of both");
    desk.assert_whole().await;
}

on_both!(a_dissatisfied_proposer_is_handled_again_once_and_then_a_meeting_decides);
async fn a_dissatisfied_proposer_is_handled_again_once_and_then_a_meeting_decides(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.in_handling(1).await;
    desk.answered(1, &solved()).await;
    let why = json!({ "reason": "说明（示例）" });
    desk.did(
        Who::Author,
        "Evaluate",
        1,
        form("SATISFIED", "DISSATISFIED"),
    )
    .await;
    let (code, _) = desk.refused(Who::Office, "Close", 1, json!({})).await;
    assert_eq!(code, "DECISION_MISSING");
    let again = desk.did(Who::Office, "Rework", 1, why.clone()).await;
    assert_eq!(
        (
            &again["state"],
            &again["stuckAt"]["leg"],
            &again["stuckAt"]["dueOn"]
        ),
        (&json!("REHANDLING"), &json!("REWORK"), &json!("2023-02-07"))
    );
    desk.answered(1, &solved()).await;
    desk.did(
        Who::Author,
        "Evaluate",
        1,
        form("SATISFIED", "DISSATISFIED"),
    )
    .await;
    let (code, _) = desk.refused(Who::Office, "Rework", 1, why.clone()).await;
    assert_eq!(code, "REWORKED_TWICE");
    desk.did(Who::Leader, "LeaderDecide", 1, why).await;
    let closed = desk.did(Who::Office, "Close", 1, json!({})).await;
    assert_eq!(closed["state"], "CLOSED");
    assert_eq!(
        closed["evaluation"]["result"], "DISSATISFIED",
        "dissent stays"
    );
}

on_both!(a_collective_proposal_names_its_body_and_letters_are_data);
async fn a_collective_proposal_names_its_body_and_letters_are_data(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.today("2022-11-07");
    let mut draft = desk.draft(1, "2022-11-07");
    draft["sort"] = json!("COLLECTIVE");
    let refused = desk.answer(Who::Officer, "Propose", draft.clone()).await;
    assert_eq!(refused["payload"]["errors"][0]["code"], "BODY_MISMATCH");
    draft["bodyId"] = json!(desk.town.global("SectorGroup", desk.town.groups[0]));
    let made = desk.answer(Who::Officer, "Propose", draft).await;
    assert_eq!(
        made["payload"]["proposal"]["body"]["name"], "活动组0（示例）",
        "{made}"
    );
    desk.did(Who::Office, "File", 1, desk.number(1)).await;
    desk.did(Who::Office, "Assign", 1, desk.handlers()).await;
    desk.did(Who::Unit, "Sign", 1, json!({})).await;
    let replied = desk.answered(1, &solved()).await;
    assert_eq!(replied["replies"][0]["letter"], "A");
    let set = "mutation($i: ResultLetterSetInput!) { resultLetterSet(input: $i) { letters { result letter } errors { code field } } }";
    let letter = json!({ "i": { "result": "SOLVED", "year": 2022, "letter": "甲" } });
    let done = desk.ask(Who::Office, set, letter.clone()).await;
    assert_eq!(
        done["data"]["resultLetterSet"]["letters"][0],
        json!({ "result": "SOLVED", "letter": "甲" }),
        "{done}"
    );
    assert_eq!(desk.see(Who::Author, 1).await["replies"][0]["letter"], "甲");
    let again = desk.ask(Who::Office, set, letter).await;
    assert_eq!(
        again["data"]["resultLetterSet"]["errors"][0]["code"],
        "NOTHING_CHANGES"
    );
    let wrong = json!({ "i": { "result": "SOLVED", "year": 1900, "letter": "A" } });
    let wrong = desk.ask(Who::Office, set, wrong).await;
    assert_eq!(
        wrong["data"]["resultLetterSet"]["errors"][0]["field"],
        "year"
    );
    assert_eq!(case(1).len(), 36);
}
