//! What is refused in a proposal, each with its code and field. Deliberately absent: what the table refuses.

use serde_json::{Value, json};

use super::desk::{DAY, Desk, FACE, Who, form, planned, solved};
use crate::support::Store;

async fn refused(desk: &Desk, who: Who, mutation: &str, n: u128, input: Value) -> (String, String) {
    let (code, field) = desk.refused(who, mutation, n, input).await;
    (code, field.as_str().unwrap_or_default().to_owned())
}

fn told(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

on_both!(each_thing_that_is_wrong_has_its_own_code);
async fn each_thing_that_is_wrong_has_its_own_code(store: Store) {
    let desk = Desk::at(&store, FACE).await;
    desk.joint(1).await;
    for (members, code, field) in [
        (json!([]), "COUNT_OUTSIDE", "memberIds"),
        (json!([desk.member(0)]), "INVITED_ALREADY", "memberIds.0"),
        (
            json!([desk.member(3), desk.member(3)]),
            "INVITED_ALREADY",
            "memberIds.1",
        ),
        (json!([desk.unit(0)]), "INVALID_ID", "memberIds.0"),
    ] {
        let input = json!({ "memberIds": members });
        assert_eq!(
            refused(&desk, Who::Author, "CosignersInvite", 1, input).await,
            told(code, field)
        );
    }
    desk.submitted(2).await;
    let own = json!({ "into": "PROPOSAL", "consentedOn": DAY });
    assert_eq!(
        refused(&desk, Who::Office, "Convert", 2, own).await,
        told("WRONG_CONVERSION", "into")
    );
    let later = json!({ "into": "LETTER", "consentedOn": "2023-01-01" });
    assert_eq!(
        refused(&desk, Who::Office, "Convert", 2, later).await,
        told("DATE_IN_FUTURE", "consentedOn")
    );
    let itself = json!({ "masterId": desk.id(2) });
    assert_eq!(
        refused(&desk, Who::Office, "Merge", 2, itself).await,
        told("MERGE_INTO_ITSELF", "masterId")
    );
    let draft = json!({ "masterId": desk.id(1) });
    assert_eq!(
        refused(&desk, Who::Office, "Merge", 2, draft).await,
        told("MASTER_NOT_OPEN", "masterId")
    );
    let early = json!({ "fileNumber": "第1号", "on": "2022-11-01" });
    assert_eq!(
        refused(&desk, Who::Office, "File", 2, early).await,
        told("DATE_BEFORE_PREVIOUS", "on")
    );
    desk.did(Who::Office, "File", 2, desk.number(2)).await;
    desk.submitted(3).await;
    assert_eq!(
        refused(&desk, Who::Office, "File", 3, desk.number(2)).await,
        told("REFERENCE_TAKEN", "fileNumber")
    );
    let member = json!({ "leaderId": desk.member(4) });
    assert_eq!(
        refused(&desk, Who::Office, "KeyMake", 2, member).await,
        told("UNKNOWN_MEMBER", "leaderId")
    );
    for (input, code, field) in [
        (json!({ "leadUnitIds": [] }), "COUNT_OUTSIDE", "leadUnitIds"),
        (
            json!({ "leadUnitIds": [desk.unit(0)], "coUnitIds": [desk.unit(0)] }),
            "UNIT_TWICE",
            "coUnitIds.0",
        ),
        (
            json!({ "leadUnitIds": [desk.unit(0), desk.unit(1)], "coUnitIds": [desk.unit(1)] }),
            "COUNT_OUTSIDE",
            "coUnitIds",
        ),
        (
            json!({ "leadUnitIds": [desk.member(0)] }),
            "INVALID_ID",
            "leadUnitIds.0",
        ),
    ] {
        assert_eq!(
            refused(&desk, Who::Office, "Assign", 2, input).await,
            told(code, field)
        );
    }
    desk.did(Who::Office, "Assign", 2, desk.handlers()).await;
    desk.did(Who::Unit, "Sign", 2, json!({})).await;
    for (until, code) in [
        ("2022-11-07", "EXTENSION_TOO_SHORT"),
        ("2023-02-07", "EXTENSION_TOO_SHORT"),
        ("2023-05-08", "EXTENSION_TOO_LONG"),
    ] {
        let input = json!({ "until": until, "reason": "延期（示例）" });
        assert_eq!(
            refused(&desk, Who::Unit, "ExtensionRequest", 2, input).await,
            told(code, "until")
        );
    }
    let contact = json!({ "method": "PHONE", "summary": "电话（示例）" });
    desk.did(Who::Unit, "Contact", 2, contact).await;
    desk.did(
        Who::OtherUnit,
        "Opine",
        2,
        json!({ "text": "意见（示例）" }),
    )
    .await;
    assert_eq!(
        refused(
            &desk,
            Who::OtherUnit,
            "Opine",
            2,
            json!({ "text": "再（示例）" })
        )
        .await,
        told("DONE_ALREADY", "")
    );
    for (input, code) in [
        (
            json!({ "result": "PLANNED", "text": "无期限（示例）" }),
            "PROMISE_DATE_MISSING",
        ),
        (
            json!({ "result": "PLANNED", "promisedOn": DAY, "text": "当天（示例）" }),
            "PROMISE_DATE_PAST",
        ),
        (
            json!({ "result": "SOLVED", "promisedOn": "2022-12-01", "text": "多余（示例）" }),
            "PROMISE_UNEXPECTED",
        ),
    ] {
        assert_eq!(
            refused(&desk, Who::Unit, "ReplyDraft", 2, input).await,
            told(code, "promisedOn")
        );
    }
    desk.did(Who::Unit, "ReplyDraft", 2, planned()).await;
    desk.did(Who::OtherUnit, "ReplyCountersign", 2, json!({}))
        .await;
    desk.did(Who::Office, "ReplyApprove", 2, json!({})).await;
    desk.did(Who::Unit, "Reply", 2, planned()).await;
    assert_eq!(
        refused(&desk, Who::Office, "SilenceRecord", 2, json!({})).await,
        told("EVALUATION_PENDING", "")
    );
    let silence = form("SATISFIED", "NO_RESPONSE");
    assert_eq!(
        refused(&desk, Who::Author, "Evaluate", 2, silence).await,
        told("SILENCE_IS_NO_RATING", "result")
    );
    let other = desk.answer(Who::OtherMember, "Evaluate", {
        let mut input = form("SATISFIED", "SATISFIED");
        input["id"] = json!(desk.id(2));
        input
    });
    assert_eq!(
        other.await["errors"][0]["extensions"]["code"],
        "FORBIDDEN",
        "an evaluation by someone else"
    );
    let marks = json!({ "focus": 6, "analysis": 4, "feasibility": 4, "oneMatter": true });
    assert_eq!(
        refused(&desk, Who::Unit, "Rate", 2, marks).await,
        told("MARK_OUTSIDE", "focus")
    );
    desk.did(Who::Author, "Evaluate", 2, form("SATISFIED", "SATISFIED"))
        .await;
    assert_eq!(
        refused(&desk, Who::Office, "Close", 2, json!({})).await,
        told("PROMISE_OPEN", "")
    );
    assert_eq!(
        refused(
            &desk,
            Who::Office,
            "Rework",
            2,
            json!({ "reason": "无（示例）" })
        )
        .await,
        told("NOTHING_TO_DECIDE", "")
    );
    let stale = json!({ "afterStep": 1 });
    assert_eq!(
        refused(&desk, Who::Office, "Track", 2, stale).await,
        told("CHANGED_MEANWHILE", "afterStep")
    );
    assert_eq!(solved()["result"], "SOLVED");
    desk.assert_whole().await;
}
