//! What is refused in campaigns and findings, each with its code and field. Deliberately absent: what the tables refuse.

use serde_json::{Value, json};

use super::desk::{CAMPAIGN, DAY, DIVISION, Desk, FINDING, WHOLE, Who, case, desk, text};
use crate::support::Store;

async fn refused(desk: &Desk, who: Who, mutation: &str, n: u128, input: Value) -> (String, String) {
    let (code, field) = desk.refused(who, mutation, n, input).await;
    (code, field.as_str().unwrap_or_default().to_owned())
}

fn told(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

/// An input with one field said otherwise.
fn but(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// What a beginning was refused for.
async fn begun(desk: &Desk, who: Who, mutation: &str, input: Value) -> (String, String) {
    let answer = desk.answer(who, mutation, input).await;
    let error = &answer["payload"]["errors"][0];
    let word = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    (word("code"), word("field"))
}

on_both!(each_thing_that_is_wrong_in_a_campaign_has_its_own_code);
async fn each_thing_that_is_wrong_in_a_campaign_has_its_own_code(store: Store) {
    let desk = desk(&store, CAMPAIGN).await;
    let strange = json!(desk.town.global("SpecialCommittee", desk.town.members[0]));
    let of_nobody = but(desk.campaign_draft(1), "committeeId", strange.clone());
    assert_eq!(
        begun(&desk, Who::Office, "Propose", of_nobody).await,
        told("UNKNOWN_BODY", "committeeId")
    );
    desk.proposed(1).await;
    let same = json!({
        "title": "专项监督1（示例）", "content": "监督内容（示例）。", "form": "SPECIAL",
        "parentCampaign": "全省联动（示例）",
    });
    assert_eq!(
        refused(&desk, Who::Office, "Revise", 1, same).await,
        told("NOTHING_CHANGES", "title")
    );
    desk.did(Who::Office, "Approve", 1, json!({})).await;
    let plan = || desk.plan();
    for (input, code, field) in [
        (but(plan(), "months", json!(0)), "COUNT_OUTSIDE", "months"),
        (but(plan(), "months", json!(25)), "COUNT_OUTSIDE", "months"),
        (
            but(plan(), "from", json!("2021-01")),
            "MONTH_OUTSIDE",
            "from",
        ),
        (
            but(plan(), "from", json!("0001-01")),
            "MONTH_OUTSIDE",
            "from",
        ),
        (
            but(plan(), "divisions", json!([])),
            "COUNT_OUTSIDE",
            "divisions",
        ),
        (
            but(plan(), "divisions", json!([DIVISION, "430502001"])),
            "UNKNOWN_PLACE",
            "divisions.1",
        ),
        (
            but(plan(), "divisions", json!([DIVISION, DIVISION])),
            "NAMED_TWICE",
            "divisions.1",
        ),
        (
            but(plan(), "groupIds", json!([])),
            "COUNT_OUTSIDE",
            "groupIds",
        ),
        (
            but(plan(), "groupIds", json!([desk.group(), desk.group()])),
            "NAMED_TWICE",
            "groupIds.1",
        ),
        (
            but(plan(), "groupIds", json!([strange])),
            "UNKNOWN_BODY",
            "groupIds.0",
        ),
        (
            but(plan(), "items", json!(vec!["项（示例）"; 31])),
            "TOO_MANY",
            "items",
        ),
    ] {
        assert_eq!(
            refused(&desk, Who::Office, "Launch", 1, input).await,
            told(code, field)
        );
    }
    desk.did(Who::Office, "Launch", 1, plan()).await;
    desk.did(Who::Officer, "RoundRecord", 1, desk.round(1, "2022-11"))
        .await;
    let round = || desk.round(2, "2022-11");
    for (input, code, field) in [
        (
            but(round(), "eventId", json!(desk.event_id(77))),
            "UNKNOWN_EVENT",
            "eventId",
        ),
        (
            but(round(), "eventId", json!(desk.event_id(3))),
            "EVENT_OF_OTHER_KIND",
            "eventId",
        ),
        (
            but(round(), "division", json!("430503009")),
            "DIVISION_NOT_PLANNED",
            "division",
        ),
        (
            but(round(), "month", json!("2023-01")),
            "MONTH_NOT_PLANNED",
            "month",
        ),
        (
            but(round(), "groupId", json!(desk.committee())),
            "UNKNOWN_BODY",
            "groupId",
        ),
        (desk.round(1, "2022-11"), "RELATED_ALREADY", "eventId"),
        (desk.round(2, "2022-12"), "EVENT_OF_OTHER_MONTH", "eventId"),
        (
            but(round(), "division", json!("430503002")),
            "EVENT_ELSEWHERE",
            "eventId",
        ),
    ] {
        assert_eq!(
            refused(&desk, Who::Officer, "RoundRecord", 1, input).await,
            told(code, field)
        );
    }
    let tied = json!({ "eventId": desk.event_id(1) });
    assert_eq!(
        refused(&desk, Who::Officer, "Relate", 1, tied).await,
        told("RELATED_ALREADY", "eventId")
    );
    let lecture = json!({ "eventId": desk.event_id(3) });
    assert_eq!(
        refused(&desk, Who::Officer, "Relate", 1, lecture).await,
        told("EVENT_OF_OTHER_KIND", "eventId")
    );
    desk.did(Who::Office, "OpinionDraft", 1, json!({})).await;
    desk.did(Who::Office, "OpinionSubmit", 1, json!({})).await;
    for (units, code, field) in [
        (json!([]), "COUNT_OUTSIDE", "unitIds"),
        (
            json!([desk.unit(0), desk.unit(0)]),
            "UNIT_TWICE",
            "unitIds.1",
        ),
    ] {
        let input = json!({ "unitIds": units });
        assert_eq!(
            refused(&desk, Who::Office, "Assign", 1, input).await,
            told(code, field)
        );
    }
    let units = json!({ "unitIds": [desk.unit(0)] });
    desk.did(Who::Office, "Assign", 1, units).await;
    desk.did(Who::Office, "RectifyingBegin", 1, json!({})).await;
    desk.did(Who::Officer, "LookAgain", 1, text()).await;
    let silent = json!({ "reported": " " });
    assert_eq!(
        refused(&desk, Who::Office, "Close", 1, silent).await,
        told("TEXT_EMPTY", "reported")
    );
}

on_both!(each_thing_that_is_wrong_in_a_finding_has_its_own_code);
async fn each_thing_that_is_wrong_in_a_finding_has_its_own_code(store: Store) {
    let desk = desk(&store, FINDING).await;
    desk.whole().await;
    let one = || desk.finding(1, WHOLE);
    for (who, input, code, field) in [
        (
            Who::Officer,
            but(one(), "campaignId", json!(desk.campaign(77))),
            "WHOLE_NOT_OPEN",
            "campaignId",
        ),
        (
            Who::Officer,
            but(one(), "eventId", json!(desk.event_id(77))),
            "UNKNOWN_EVENT",
            "eventId",
        ),
        (
            Who::Officer,
            but(one(), "eventId", json!(desk.event_id(3))),
            "EVENT_OF_OTHER_KIND",
            "eventId",
        ),
        (
            Who::Officer,
            but(one(), "placeCode", json!("430502001")),
            "UNKNOWN_PLACE",
            "placeCode",
        ),
        (Who::Office, one(), "UNKNOWN_BODY", "authorId"),
        (
            Who::Officer,
            but(one(), "eventId", json!(desk.event_id(2))),
            "ROUND_UNKNOWN",
            "eventId",
        ),
        (Who::OtherOfficer, one(), "NOT_OF_GROUP", "authorId"),
        (Who::OtherMember, one(), "NOT_OF_GROUP", "authorId"),
        (
            Who::Officer,
            but(one(), "on", json!("2022-11-01")),
            "DATE_BEFORE_PREVIOUS",
            "on",
        ),
    ] {
        assert_eq!(begun(&desk, who, "Record", input).await, told(code, field));
    }
    desk.found(1).await;
    assert_eq!(
        begun(
            &desk,
            Who::Officer,
            "Record",
            but(one(), "title", json!("另一件（示例）"))
        )
        .await,
        told("ID_TAKEN", "id")
    );
    let words = || {
        json!({
            "title": "发现问题1（示例）", "content": "问题（示例）。", "campaignId": desk.campaign(WHOLE),
            "eventId": desk.event_id(1), "placeCode": DIVISION, "hasEvidence": true,
        })
    };
    assert_eq!(
        refused(&desk, Who::Officer, "Revise", 1, words()).await,
        told("NOTHING_CHANGES", "title")
    );
    let moved = but(words(), "eventId", json!(desk.event_id(2)));
    assert_eq!(
        refused(&desk, Who::Officer, "Revise", 1, moved).await,
        told("WHOLE_FIXED", "campaignId")
    );
    let nobody = desk.town.global("HandlingUnit", desk.town.members[0]);
    let nobody = json!({ "unitId": nobody });
    assert_eq!(
        refused(&desk, Who::Office, "Notify", 1, nobody).await,
        told("UNKNOWN_UNIT", "unitId")
    );
    let unit = json!({ "unitId": desk.unit(0) });
    desk.did(Who::Office, "Notify", 1, unit).await;
    let now = json!({ "promisedOn": DAY });
    assert_eq!(
        refused(&desk, Who::Unit, "Accept", 1, now).await,
        told("PROMISE_DATE_PAST", "promisedOn")
    );
    let early = json!({ "on": "2022-11-01" });
    assert_eq!(
        refused(&desk, Who::Unit, "Accept", 1, early).await,
        told("DATE_BEFORE_PREVIOUS", "on")
    );
    // What begins again with the same words is the same finding.
    let again = desk.answer(Who::Officer, "Record", one()).await;
    assert_eq!(again["payload"]["finding"]["uuid"], json!(case(1)));
    assert_eq!(again["payload"]["errors"], json!([]));
}
