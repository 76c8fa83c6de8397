//! Whole lives of micro-suggestions, leg by leg. Deliberately absent: figures.

use serde_json::{Value, json};

use super::desk::{Desk, Who};
use crate::support::Store;

async fn on(desk: &Desk, day: &str, who: Who, mutation: &str, input: Value) -> Value {
    desk.today(day);
    desk.did(who, mutation, 1, input).await
}

on_both!(a_year_end_case_runs_from_proposal_to_closing);
async fn a_year_end_case_runs_from_proposal_to_closing(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-09-26");
    let proposed = desk.propose(1, "2022-09-26").await;
    assert_eq!(proposed["state"], "SUBMITTED");
    assert_eq!(proposed["stuckAt"]["leg"], "REVIEW");
    assert_eq!(proposed["stuckAt"]["owner"], "OFFICE");
    assert_eq!(proposed["stuckAt"]["dueOn"], "2022-09-28");
    on(&desk, "2022-09-28", Who::Office, "Accept", json!({})).await;
    let claim = json!({ "memberId": desk.member(1), "asLeader": true });
    let claimed = on(&desk, "2022-09-28", Who::Leader, "Claim", claim).await;
    assert_eq!(claimed["state"], "ACCEPTED", "a claim is no state");
    assert_eq!(claimed["claims"][0]["isLeader"], true);
    // The Friday before National Day: the next working days are the Saturday and Sunday of 8 and 9 October.
    let forwarded = on(&desk, "2022-09-30", Who::Office, "Forward", json!({})).await;
    assert_eq!(forwarded["stuckAt"]["leg"], "DISPATCH");
    assert_eq!(forwarded["stuckAt"]["dueOn"], "2022-10-08");
    let dispatched = on(&desk, "2022-10-08", Who::Hotline, "Dispatch", desk.order(1)).await;
    assert_eq!(dispatched["stuckAt"]["leg"], "SIGN");
    assert_eq!(dispatched["stuckAt"]["dueOn"], "2022-10-09");
    assert_eq!(dispatched["leadUnit"]["name"], "区城管局");
    let signed = on(&desk, "2022-10-09", Who::Unit, "Sign", json!({})).await;
    assert_eq!(signed["stuckAt"]["leg"], "REPLY");
    assert_eq!(signed["stuckAt"]["dueOn"], "2022-10-14", "10 to 14 October");
    assert_eq!(signed["clocks"]["replyDueOn"], "2022-10-14");
    // Waiting for the author is not charged to the unit: two working days stand still.
    let paused = on(
        &desk,
        "2022-10-11",
        Who::Unit,
        "Pause",
        json!({ "reason": "AWAITING_AUTHOR" }),
    )
    .await;
    assert_eq!(paused["stuckAt"]["isPaused"], true);
    assert_eq!(paused["stuckAt"]["dueOn"], Value::Null);
    assert_eq!(paused["overdue"], false);
    let resumed = on(&desk, "2022-10-13", Who::Unit, "Resume", json!({})).await;
    assert_eq!(resumed["stuckAt"]["dueOn"], "2022-10-18");
    assert_eq!(resumed["stuckAt"]["paused"], 2);
    assert_eq!(resumed["stuckAt"]["used"], 2);
    let contact = json!({ "method": "SITE_VISIT", "summary": "现场察看（示例）" });
    on(&desk, "2022-10-14", Who::Unit, "Contact", contact).await;
    let reply = json!({ "result": "SOLVED", "text": "已清理（示例）" });
    let replied = on(&desk, "2022-10-18", Who::Unit, "Reply", reply).await;
    assert_eq!(replied["reply"]["dueOn"], "2022-10-18");
    assert_eq!(replied["overdue"], false);
    let reply_leg = &replied["legs"][4];
    assert_eq!(
        (&reply_leg["leg"], &reply_leg["used"], &reply_leg["overdue"]),
        (&json!("REPLY"), &json!(5), &json!(false))
    );
    let rating = json!({ "process": "SATISFIED", "result": "BASICALLY_SATISFIED" });
    let evaluated = on(&desk, "2022-10-20", Who::Author, "Evaluate", rating).await;
    assert_eq!(evaluated["evaluation"]["result"], "BASICALLY_SATISFIED");
    on(
        &desk,
        "2022-10-20",
        Who::Hotline,
        "CallBack",
        json!({ "outcome": "SATISFIED" }),
    )
    .await;
    let closed = on(
        &desk,
        "2022-10-21",
        Who::Office,
        "Close",
        json!({ "solvedOn": "2022-10-17" }),
    )
    .await;
    assert_eq!(closed["state"], "CLOSED");
    assert_eq!(closed["stuckAt"], Value::Null);
    assert_eq!(
        closed["clocks"],
        json!({
            "submittedOn": "2022-09-26", "firstResponseOn": "2022-10-14", "replyDueOn": "2022-10-18",
            "firstReplyOn": "2022-10-18", "solvedOn": "2022-10-17",
        })
    );
    let acts: Vec<_> = closed["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["act"].as_str().unwrap())
        .collect();
    assert_eq!(
        acts,
        [
            "PROPOSE",
            "ACCEPT",
            "CLAIM",
            "FORWARD",
            "DISPATCH",
            "SIGN",
            "PAUSE",
            "RESUME",
            "CONTACT",
            "REPLY",
            "EVALUATE",
            "CALL_BACK",
            "CLOSE"
        ]
    );
    desk.assert_whole().await;
}

/// Up to a signed order, all on one day.
pub async fn signed(desk: &Desk, n: u128, day: &str) {
    desk.today(day);
    desk.propose(n, day).await;
    desk.did(Who::Office, "Accept", n, json!({})).await;
    desk.did(Who::Office, "Forward", n, json!({})).await;
    desk.did(Who::Hotline, "Dispatch", n, desk.order(n)).await;
    desk.did(Who::Unit, "Sign", n, json!({})).await;
}

/// Up to a reply, all on one day.
pub async fn replied(desk: &Desk, n: u128, day: &str, reply: Value) {
    signed(desk, n, day).await;
    let contact = json!({ "method": "MEETING", "summary": "面商（示例）" });
    desk.did(Who::Unit, "Contact", n, contact).await;
    desk.did(Who::Unit, "Reply", n, reply).await;
}

on_both!(an_overdue_leg_is_told_and_ends_late);
async fn an_overdue_leg_is_told_and_ends_late(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    desk.today("2022-11-14");
    assert_eq!(
        desk.see(Who::Unit, 1).await["overdue"],
        false,
        "the last day"
    );
    desk.today("2022-11-15");
    let late = desk.see(Who::Unit, 1).await;
    assert_eq!(late["state"], "HANDLING", "overdue is no state");
    assert_eq!(late["overdue"], true);
    let list = "{ district(code: \"430503\") { late: microSuggestions(filter: { overdue: true }) { totalCount } \
                other: microSuggestions(filter: { overdue: false }) { totalCount } } }";
    let counted = desk.ask(Who::Leader, list, json!({})).await;
    assert_eq!(counted["data"]["district"]["late"]["totalCount"], 1);
    assert_eq!(counted["data"]["district"]["other"]["totalCount"], 0);
}

on_both!(more_time_is_granted_once_and_never_past_the_most);
async fn more_time_is_granted_once_and_never_past_the_most(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    let ask = |until: &str| json!({ "until": until, "reason": "需现场协调（示例）" });
    let decide = |granted: bool, until: &str| json!({ "granted": granted, "until": until });
    let refused = desk
        .refused(Who::Unit, "ExtensionRequest", 1, ask("2022-11-14"))
        .await;
    assert_eq!(refused.0, "EXTENSION_TOO_SHORT");
    let refused = desk
        .refused(Who::Unit, "ExtensionRequest", 1, ask("2022-11-29"))
        .await;
    assert_eq!(
        refused.0, "EXTENSION_TOO_LONG",
        "15 working days end on 28 November"
    );
    let refused = desk
        .refused(
            Who::Hotline,
            "ExtensionDecide",
            1,
            decide(true, "2022-11-28"),
        )
        .await;
    assert_eq!(refused.0, "NO_REQUEST");
    desk.did(Who::Unit, "ExtensionRequest", 1, ask("2022-11-28"))
        .await;
    let refused = desk
        .refused(Who::Unit, "ExtensionRequest", 1, ask("2022-11-25"))
        .await;
    assert_eq!(refused.0, "REQUEST_PENDING");
    let granted = desk
        .did(
            Who::Hotline,
            "ExtensionDecide",
            1,
            decide(true, "2022-11-28"),
        )
        .await;
    assert_eq!(granted["stuckAt"]["dueOn"], "2022-11-28");
    assert_eq!(granted["stuckAt"]["extended"], true);
    assert_eq!(granted["clocks"]["replyDueOn"], "2022-11-28");
    let refused = desk
        .refused(Who::Unit, "ExtensionRequest", 1, ask("2022-11-29"))
        .await;
    assert_eq!(refused.0, "EXTENDED_ALREADY");
}

on_both!(two_returns_need_a_ruling_and_the_ruling_holds);
async fn two_returns_need_a_ruling_and_the_ruling_holds(store: Store) {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-07");
    desk.propose(1, "2022-11-07").await;
    desk.did(Who::Office, "Accept", 1, json!({})).await;
    desk.did(Who::Office, "Forward", 1, json!({})).await;
    let why = json!({ "reason": "不属本单位职责（示例）" });
    for order in 1..=2 {
        desk.did(Who::Hotline, "Dispatch", 1, desk.order(order))
            .await;
        let seen = desk.did(Who::Unit, "OrderReturn", 1, why.clone()).await;
        assert_eq!(seen, Value::Null, "no longer its order");
        let returned = desk.see(Who::Office, 1).await;
        assert_eq!(returned["state"], "FORWARDED");
        assert_eq!(returned["workOrder"], Value::Null);
        assert_eq!(returned["leadUnit"], Value::Null);
    }
    let refused = desk
        .refused(Who::Hotline, "Dispatch", 1, desk.order(3))
        .await;
    assert_eq!(refused.0, "RULING_MISSING");
    let ruling = json!({ "leadUnitId": desk.unit(1), "reason": "由住建部门主办（示例）" });
    desk.did(Who::Office, "ReturnRule", 1, ruling).await;
    let refused = desk
        .refused(Who::Hotline, "Dispatch", 1, desk.order(3))
        .await;
    assert_eq!(refused.0, "NOT_RULED_UNIT");
    let order = json!({ "workOrder": "DX2022-3", "leadUnitId": desk.unit(1) });
    desk.did(Who::Hotline, "Dispatch", 1, order).await;
    let refused = desk.refused(Who::OtherUnit, "OrderReturn", 1, why).await;
    assert_eq!(refused.0, "RULED_ORDER");
}

on_both!(a_dissatisfied_author_is_heard_twice_and_then_a_leader);
async fn a_dissatisfied_author_is_heard_twice_and_then_a_leader(store: Store) {
    let desk = Desk::new(&store).await;
    let reply = json!({ "result": "SOLVED", "text": "已办（示例）" });
    let bad = json!({ "process": "SATISFIED", "result": "DISSATISFIED" });
    replied(&desk, 1, "2022-11-07", reply.clone()).await;
    for _ in 0..2 {
        let again = desk.did(Who::Author, "Evaluate", 1, bad.clone()).await;
        assert_eq!(again["state"], "HANDLING");
        assert_eq!(again["stuckAt"]["leg"], "REWORK");
        desk.did(Who::Unit, "Reply", 1, reply.clone()).await;
    }
    let third = desk.did(Who::Author, "Evaluate", 1, bad.clone()).await;
    assert_eq!(third["state"], "EVALUATED");
    let refused = desk.refused(Who::Office, "Close", 1, json!({})).await;
    assert_eq!(refused.0, "DECISION_MISSING");
    let decision = json!({ "again": true, "reason": "再办（示例）" });
    let decided = desk.did(Who::Leader, "LeaderDecide", 1, decision).await;
    assert_eq!(decided["state"], "HANDLING");
    desk.did(Who::Unit, "Reply", 1, reply).await;
    let good = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 1, good).await;
    desk.did(Who::Office, "Close", 1, json!({ "solvedOn": "2022-11-07" }))
        .await;
    desk.assert_whole().await;
}

on_both!(a_promise_is_tracked_to_its_day);
async fn a_promise_is_tracked_to_its_day(store: Store) {
    let desk = Desk::new(&store).await;
    let reply =
        json!({ "result": "PLANNED", "promisedOn": "2022-12-20", "text": "列入计划（示例）" });
    replied(&desk, 1, "2022-11-07", reply).await;
    let refused = desk
        .refused(Who::Office, "SilenceRecord", 1, json!({}))
        .await;
    assert_eq!(refused.0, "EVALUATION_PENDING");
    desk.today("2022-11-15");
    let silent = desk.did(Who::Office, "SilenceRecord", 1, json!({})).await;
    assert_eq!(silent["evaluation"]["result"], "NO_RESPONSE");
    let refused = desk.refused(Who::Office, "Close", 1, json!({})).await;
    assert_eq!(refused.0, "PROMISE_OPEN");
    let tracked = desk.did(Who::Office, "Track", 1, json!({})).await;
    assert_eq!(tracked["stuckAt"]["dueOn"], "2022-12-20");
    let later = json!({ "promisedOn": "2022-12-28", "text": "因雨推迟（示例）" });
    let moved = desk.did(Who::Unit, "ProgressReport", 1, later).await;
    assert_eq!(moved["stuckAt"]["dueOn"], "2022-12-28");
    desk.today("2022-12-29");
    assert_eq!(desk.see(Who::Office, 1).await["overdue"], true);
    let closed = desk
        .did(Who::Office, "Close", 1, json!({ "solvedOn": "2022-12-28" }))
        .await;
    assert_eq!(closed["state"], "CLOSED");
}
