//! Whole lives of campaigns and findings. Deliberately absent: figures.

use serde_json::{Value, json};

use super::desk::{CAMPAIGN, DIVISION, Desk, FINDING, Who, desk, text, why};
use crate::support::Store;

async fn on(desk: &Desk, day: &str, who: Who, mutation: &str, input: Value) -> Value {
    desk.today(day);
    desk.did(who, mutation, 1, input).await
}

on_both!(a_campaign_goes_round_its_cells_and_closes_when_its_findings_are_settled);
async fn a_campaign_goes_round_its_cells_and_closes_when_its_findings_are_settled(store: Store) {
    let desk = desk(&store, CAMPAIGN).await;
    let proposed = desk.proposed(1).await;
    assert_eq!(
        (
            &proposed["form"],
            &proposed["parentCampaign"],
            &proposed["coverage"]
        ),
        (&json!("SPECIAL"), &json!("全省联动（示例）"), &Value::Null)
    );
    assert_eq!(proposed["author"], proposed["organizer"]);
    assert_eq!(proposed["stuckAt"]["leg"], "REVIEW");
    let item = json!({ "item": "第1项（示例）" });
    let approved = on(&desk, "2022-11-07", Who::Office, "Approve", item).await;
    assert_eq!(
        (&approved["planItem"], &approved["offPlan"]),
        (&json!("第1项（示例）"), &json!(false))
    );
    let launched = on(&desk, "2022-11-07", Who::Office, "Launch", desk.plan()).await;
    assert_eq!(launched["months"], json!(["2022-11", "2022-12"]));
    assert_eq!(launched["coverage"]["planned"], 4);
    assert_eq!(launched["coverage"]["visited"], 0);
    assert_eq!(
        launched["coverage"]["cells"][3],
        json!({ "division": "430503002", "month": "2022-12", "visits": 0 })
    );
    assert_eq!(
        (
            &launched["stuckAt"]["leg"],
            &launched["stuckAt"]["owner"],
            &launched["stuckAt"]["dueOn"]
        ),
        (&json!("ROUND"), &json!("GROUP"), &Value::Null)
    );
    let round = desk.round(1, "2022-11");
    let first = on(&desk, "2022-11-09", Who::Officer, "RoundRecord", round).await;
    assert_eq!(
        (&first["state"], &first["coverage"]["visited"]),
        (&json!("IN_PROGRESS"), &json!(1))
    );
    // One event covers the cell in which it was and no other; another event visits the same cell again.
    desk.today("2022-11-10");
    let (code, _) = desk
        .refused(Who::Officer, "RoundRecord", 1, desk.round(1, "2022-12"))
        .await;
    assert_eq!(code, "RELATED_ALREADY");
    desk.did(Who::Officer, "RoundRecord", 1, desk.round(2, "2022-11"))
        .await;
    let seen = desk.see(Who::Leader, 1).await;
    assert_eq!(seen["coverage"]["visited"], 1);
    assert_eq!(
        seen["coverage"]["cells"][0],
        json!({ "division": DIVISION, "month": "2022-11", "visits": 2 })
    );
    assert_eq!(seen["rounds"].as_array().unwrap().len(), 2);
    assert_eq!(seen["rounds"][0]["event"]["title"], "活动1（示例）");
    assert_eq!(seen["relatedEvents"].as_array().unwrap().len(), 2);
    desk.finding_of(101, 1).await;
    let drafted = on(&desk, "2022-11-14", Who::Office, "OpinionDraft", json!({})).await;
    assert_eq!(
        drafted["stuckAt"]["dueOn"], "2022-11-28",
        "ten working days"
    );
    let sent = on(&desk, "2022-11-15", Who::Office, "OpinionSubmit", json!({})).await;
    assert_eq!(sent["opinionSubmittedOn"], "2022-11-15");
    let word = json!({ "level": "DISTRICT", "text": "请研究采纳（示例）" });
    let word = on(&desk, "2022-11-16", Who::Leader, "Instruct", word).await;
    assert_eq!(word["instructions"][0]["level"], "DISTRICT");
    let units = json!({ "unitIds": [desk.unit(0), desk.unit(1)] });
    let assigned = on(&desk, "2022-11-16", Who::Office, "Assign", units).await;
    assert_eq!(assigned["stuckAt"]["dueOn"], "2023-01-16", "two months");
    let answer = json!({ "adoption": "ADOPTED", "text": "采纳（示例）" });
    on(
        &desk,
        "2022-11-21",
        Who::Unit,
        "FeedbackGive",
        answer.clone(),
    )
    .await;
    let (code, _) = desk.refused(Who::Unit, "FeedbackGive", 1, answer).await;
    assert_eq!(code, "DONE_ALREADY");
    on(
        &desk,
        "2022-11-22",
        Who::Office,
        "RectifyingBegin",
        json!({}),
    )
    .await;
    let late = json!({ "adoption": "PARTLY", "text": "部分采纳（示例）" });
    let answered = on(&desk, "2022-11-23", Who::OtherUnit, "FeedbackGive", late).await;
    assert_eq!(answered["feedback"].as_array().unwrap().len(), 2);
    on(&desk, "2022-11-24", Who::Officer, "LookAgain", text()).await;
    let reported = json!({ "reported": "已向常委会报告（示例）" });
    let (code, _) = desk
        .refused(Who::Office, "Close", 1, reported.clone())
        .await;
    assert_eq!(code, "FINDINGS_OPEN");
    desk.in_finding("Void", 101, why()).await;
    let closed = on(&desk, "2022-11-25", Who::Office, "Close", reported).await;
    assert_eq!(closed["state"], "CLOSED");
    assert_eq!(closed["relatedCases"][0]["relation"], "PART_OF");
    assert_eq!(closed["relatedCases"][0]["direction"], "INWARD");
    desk.assert_whole().await;
}

on_both!(a_plan_of_many_cells_keeps_its_facts_apart);
async fn a_plan_of_many_cells_keeps_its_facts_apart(store: Store) {
    let desk = desk(&store, CAMPAIGN).await;
    desk.today("2022-11-07");
    // Six divisions over 24 months: more than a hundred facts in one step.
    let mut more = Vec::new();
    for n in 3..=8 {
        let code = format!("430503{n:03}");
        let place = crate::organization::stage::township(&code, &format!("镇{n}（示例）"));
        let office = desk.town.office();
        workrooms::organization::commands::places::register_township(&office, place)
            .await
            .unwrap();
        more.push(code);
    }
    desk.proposed(1).await;
    desk.did(Who::Office, "Approve", 1, json!({})).await;
    let mut plan = desk.plan();
    plan["divisions"] = json!(more);
    plan["months"] = json!(24);
    let launched = desk.did(Who::Office, "Launch", 1, plan).await;
    assert_eq!(launched["coverage"]["planned"], 144);
    let host = ("Workroom", desk.town.workrooms[0]);
    let kind = workrooms::events::kinds::EventKind::OversightRound;
    let mut draft = desk
        .town
        .draft(host, kind, "第五镇监督（示例）", "2022-11-07");
    draft.place_code = Some("430503005".to_owned());
    desk.town.post(4, draft).await;
    let mut round = desk.round(4, "2022-11");
    round["division"] = json!("430503005");
    let first = desk.did(Who::Officer, "RoundRecord", 1, round).await;
    assert_eq!(first["coverage"]["visited"], 1);
    desk.assert_whole().await;
}

on_both!(a_finding_is_put_right_by_its_unit_and_verified_by_a_group);
async fn a_finding_is_put_right_by_its_unit_and_verified_by_a_group(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    let found = desk.found(1).await;
    assert_eq!(
        (
            &found["stuckAt"]["leg"],
            &found["stuckAt"]["dueOn"],
            &found["hasEvidence"]
        ),
        (&json!("NOTIFY"), &json!("2022-11-10"), &json!(true)),
        "three working days"
    );
    assert_eq!(found["relatedEvents"][0]["title"], "活动1（示例）");
    assert_eq!(found["relatedCases"][0]["kind"], "OVERSIGHT_CAMPAIGN");
    let unit = json!({ "unitId": desk.unit(0) });
    let told = on(&desk, "2022-11-08", Who::Office, "Notify", unit.clone()).await;
    assert_eq!(
        (&told["stuckAt"]["leg"], &told["stuckAt"]["dueOn"]),
        (&json!("ANSWER"), &json!("2022-11-22")),
        "ten working days"
    );
    let promise = json!({ "promisedOn": "2022-11-30" });
    let accepted = on(&desk, "2022-11-09", Who::Unit, "Accept", promise).await;
    assert_eq!(accepted["promisedOn"], "2022-11-30");
    assert_eq!(accepted["stuckAt"]["dueOn"], "2022-11-30");
    let begun = on(&desk, "2022-11-15", Who::Unit, "RectifyingBegin", json!({})).await;
    assert_eq!(
        (&begun["stuckAt"]["dueOn"], &begun["stuckAt"]["beganOn"]),
        (&json!("2022-11-30"), &json!("2022-11-09")),
        "the promise and the clock go on"
    );
    on(&desk, "2022-11-21", Who::Unit, "RectifiedClaim", text()).await;
    let back = on(&desk, "2022-11-22", Who::Officer, "RectifiedRefuse", why()).await;
    assert_eq!(back["state"], "RECTIFYING");
    let claimed = on(&desk, "2022-11-24", Who::Unit, "RectifiedClaim", text()).await;
    assert_eq!(claimed["rectifiedOn"], "2022-11-24");
    assert_eq!(claimed["stuckAt"]["owner"], "GROUP");
    let mut input = text();
    input["id"] = json!(desk.id(1));
    let answer = desk.answer(Who::Unit, "Verify", input).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
        "never the unit itself"
    );
    let verified = on(&desk, "2022-11-25", Who::Officer, "Verify", text()).await;
    assert_eq!(
        (&verified["state"], &verified["verifiedOn"]),
        (&json!("VERIFIED"), &json!("2022-11-25"))
    );
    on(&desk, "2022-12-01", Who::Officer, "Relapse", why()).await;
    let again = on(&desk, "2022-12-02", Who::Office, "Reopen", json!({})).await;
    assert_eq!(
        (&again["state"], &again["unit"], &again["promisedOn"]),
        (&json!("OPEN"), &Value::Null, &Value::Null)
    );
    assert_eq!(again["relapsedOn"], "2022-12-01");
    on(&desk, "2022-12-02", Who::Office, "Notify", unit).await;
    on(&desk, "2022-12-05", Who::Unit, "Dispute", why()).await;
    let stands = json!({ "stands": true, "text": "协商一致（示例）" });
    let stands = on(&desk, "2022-12-06", Who::Officer, "DisputeSettle", stands).await;
    assert_eq!(
        (&stands["state"], &stands["stuckAt"]["dueOn"]),
        (&json!("ACCEPTED"), &json!("2023-02-04")),
        "60 days; the promise of the first time holds no more"
    );
    desk.assert_whole().await;
}

on_both!(a_dispute_that_is_right_withdraws_the_finding);
async fn a_dispute_that_is_right_withdraws_the_finding(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    desk.notified(1).await;
    desk.did(Who::Unit, "Dispute", 1, why()).await;
    let falls = json!({ "stands": false, "text": "不成立（示例）" });
    let settled = desk.did(Who::Officer, "DisputeSettle", 1, falls).await;
    assert_eq!(settled["state"], "VOID");
    desk.assert_whole().await;
}
