//! Contests: open and rejected they change no byte, accepted exactly one item; and nobody contests for another.
//! Deliberately absent: what is told to whom.

use serde_json::{Value, json};

use super::{
    MEMBER, OTHER, assert_whole, done, event_id, example, furnished, items, met, of_member, row,
    score, set, tried,
};
use crate::casework::desk::{Desk, Who};
use crate::support::Store;

const FIELD: &str = "contest { id state reason decision item points sourceId member { id } }";

async fn filed(desk: &Desk, who: Who, scheme: &Value, source: &str) -> Value {
    let input = json!({ "schemeId": scheme, "sourceId": source, "reason": "本人到会（示例）" });
    let payload = done(desk, who, "dutyContestFile", FIELD, input).await;
    assert_eq!(payload["contest"]["state"], "OPEN");
    payload["contest"]["id"].clone()
}

async fn decided(desk: &Desk, id: &Value, accept: bool, more: Value) -> Value {
    let mut input = json!({ "id": id, "accept": accept, "reason": "经核实（示例）" });
    let more = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(more);
    let payload = done(desk, Who::Office, "dutyContestDecide", FIELD, input).await;
    payload["contest"].clone()
}

/// The items that come to something else.
fn unlike(before: &Value, after: &Value) -> Vec<String> {
    let all = |score: &Value| {
        ["items", "deductions"]
            .map(|list| score[list].as_array().unwrap().clone())
            .concat()
    };
    let both = all(before).into_iter().zip(all(after));
    let unlike = both.filter(|(one, other)| one["points"] != other["points"]);
    unlike
        .map(|(one, _)| one["code"].as_str().unwrap().to_owned())
        .collect()
}

on_both!(a_contest_changes_nothing_until_it_is_accepted_and_then_exactly_one_item);
async fn a_contest_changes_nothing_until_it_is_accepted_and_then_exactly_one_item(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    // Two meetings that the member was at and is not listed of.
    met(&desk, 31, "2022-06-10", &[OTHER]).await;
    met(&desk, 32, "2022-06-20", &[OTHER]).await;
    let before = score(&desk, MEMBER, "").await;
    let bytes = |score: &Value| (score["document"].clone(), score["digest"].clone());
    let first = filed(&desk, Who::Author, &scheme, &event_id(&desk, 31)).await;
    let second = filed(&desk, Who::Author, &scheme, &event_id(&desk, 32)).await;
    assert_eq!(
        bytes(&score(&desk, MEMBER, "").await),
        bytes(&before),
        "open"
    );
    let rejected = decided(&desk, &first, false, json!({})).await;
    assert_eq!(
        (&rejected["state"], &rejected["decision"]),
        (&json!("REJECTED"), &json!("经核实（示例）"))
    );
    assert_eq!(
        bytes(&score(&desk, MEMBER, "").await),
        bytes(&before),
        "rejected"
    );
    let number = desk.town.number().await;
    let accepted = decided(&desk, &second, true, json!({ "points": "5" })).await;
    assert_eq!(
        (&accepted["state"], &accepted["points"]),
        (&json!("ACCEPTED"), &json!("5"))
    );
    let after = score(&desk, MEMBER, "").await;
    assert_eq!(unlike(&before, &after), ["meeting"]);
    assert_eq!(
        (&before["total"], &after["total"]),
        (&json!("38"), &json!("43"))
    );
    let nodes = after["entries"]["nodes"].as_array().unwrap();
    let decided: Vec<_> = nodes
        .iter()
        .filter(|node| !node["decidedById"].is_null())
        .collect();
    assert_eq!(decided.len(), 1);
    assert_eq!(
        (&decided[0]["decidedById"], &decided[0]["on"]),
        (&second, &json!("2022-06-20"))
    );
    // As of before the decision it is what it was; the other member's is untouched.
    assert_eq!(
        bytes(&score(&desk, MEMBER, &format!("asOf: {number}")).await),
        bytes(&before)
    );
    assert_eq!(
        items(&score(&desk, OTHER, "").await)[0],
        row("meeting", "25")
    );
    // When the event is withdrawn, nothing is left of it.
    let void = json!({ "eventId": event_id(&desk, 32), "reason": "误报（示例）" });
    desk.town.done("eventVoid", "event { id }", void).await;
    assert_eq!(
        bytes(&score(&desk, MEMBER, "").await),
        bytes(&before),
        "withdrawn"
    );
    let told = of_member(
        &desk,
        Who::Author,
        MEMBER,
        "dutyContests { state reason decision }",
    )
    .await;
    let one = |state: &str| json!({ "state": state, "reason": "本人到会（示例）", "decision": "经核实（示例）" });
    assert_eq!(told, json!([one("ACCEPTED"), one("REJECTED")]));
    assert_whole(&desk).await;
}

on_both!(a_share_an_item_and_a_deduction_are_contested_alike);
async fn a_share_an_item_and_a_deduction_are_contested_alike(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    let before = score(&desk, OTHER, "").await;
    // The co-signer says that he wrote half of it: his entry stays under its item, with other points.
    let source = before["entries"]["nodes"].as_array().unwrap().iter();
    let source = source
        .filter(|node| node["rule"] == "proposal")
        .map(|node| node["sourceId"].clone());
    let proposal = source.collect::<Vec<_>>().pop().unwrap();
    let id = filed(&desk, Who::OtherMember, &scheme, proposal.as_str().unwrap()).await;
    let wrong =
        json!({ "id": id, "accept": true, "item": "meeting", "points": "7.5", "reason": "核实" });
    let refused = tried(&desk, Who::Office, "dutyContestDecide", FIELD, wrong).await;
    assert_eq!(refused["errors"][0]["code"], "ITEM_FIXED");
    decided(&desk, &id, true, json!({ "points": "7.5" })).await;
    let after = score(&desk, OTHER, "").await;
    assert_eq!(unlike(&before, &after), ["proposal"]);
    assert_eq!(
        items(&after),
        [row("meeting", "15"), row("proposal", "7.5")]
    );
    // What no item counts needs one.
    let before = score(&desk, MEMBER, "").await;
    let id = filed(&desk, Who::Author, &scheme, &event_id(&desk, 4)).await;
    let bare = json!({ "id": id, "accept": true, "points": "2", "reason": "核实" });
    let refused = tried(&desk, Who::Office, "dutyContestDecide", FIELD, bare).await;
    assert_eq!(
        (
            &refused["errors"][0]["code"],
            &refused["errors"][0]["field"]
        ),
        (&json!("ITEM_MISSING"), &json!("item"))
    );
    decided(
        &desk,
        &id,
        true,
        json!({ "item": "research", "points": "2" }),
    )
    .await;
    assert_eq!(
        unlike(&before, &score(&desk, MEMBER, "").await),
        ["research"]
    );
    // A deduction falls away.
    let input = json!({ "memberId": desk.member(MEMBER), "on": "2022-03-10", "rule": "absent", "reason": "未请假" });
    let field = "deduction { id }";
    let deduction = done(&desk, Who::Office, "dutyDeductionRecord", field, input).await;
    let deduction = deduction["deduction"]["id"].as_str().unwrap();
    let before = score(&desk, MEMBER, "").await;
    let id = filed(&desk, Who::Author, &scheme, deduction).await;
    let points = json!({ "id": id, "accept": true, "points": "2", "reason": "核实" });
    let refused = tried(&desk, Who::Office, "dutyContestDecide", FIELD, points).await;
    assert_eq!(refused["errors"][0]["code"], "NOT_APPLICABLE");
    decided(&desk, &id, true, json!({})).await;
    let after = score(&desk, MEMBER, "").await;
    assert_eq!(unlike(&before, &after), ["absent"]);
    let lifted = after["entries"]["nodes"].as_array().unwrap().iter();
    assert_eq!(
        lifted.filter(|node| node["notCounted"] == "LIFTED").count(),
        1
    );
    assert_whole(&desk).await;
}

on_both!(what_cannot_be_contested_or_decided_is_refused_and_changes_nothing);
async fn what_cannot_be_contested_or_decided_is_refused_and_changes_nothing(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    met(&desk, 41, "2021-12-10", &[MEMBER]).await;
    let input = json!({ "memberId": desk.member(MEMBER), "on": "2022-03-10", "rule": "absent", "reason": "未请假" });
    let deduction = done(
        &desk,
        Who::Office,
        "dutyDeductionRecord",
        "deduction { id }",
        input,
    )
    .await;
    let deduction = deduction["deduction"]["id"].clone();
    let report = {
        let own = score(&desk, MEMBER, "").await;
        let nodes = own["entries"]["nodes"].as_array().unwrap().clone();
        nodes.iter().find(|node| node["rule"] == "report").unwrap()["sourceId"].clone()
    };
    let id = filed(&desk, Who::Author, &scheme, &event_id(&desk, 1)).await;
    let number = desk.town.number().await;
    let with = |scheme: &Value, source: &Value, why: &str| json!({ "schemeId": scheme, "sourceId": source, "reason": why });
    let (one, none) = (json!(event_id(&desk, 1)), json!("none"));
    for (who, input, code, field) in [
        (
            Who::Author,
            with(&none, &one, "理由"),
            "UNKNOWN_SCHEME",
            "schemeId",
        ),
        (
            Who::Author,
            with(&scheme, &none, "理由"),
            "UNKNOWN_SOURCE",
            "sourceId",
        ),
        (
            Who::Author,
            with(&scheme, &json!(event_id(&desk, 99)), "理由"),
            "UNKNOWN_SOURCE",
            "sourceId",
        ),
        (
            Who::Author,
            with(&scheme, &json!(event_id(&desk, 41)), "理由"),
            "OUTSIDE_YEAR",
            "sourceId",
        ),
        (
            Who::Author,
            with(&scheme, &one, " "),
            "TEXT_EMPTY",
            "reason",
        ),
        (
            Who::Author,
            with(&scheme, &one, "再次"),
            "CONTEST_OPEN",
            "sourceId",
        ),
        // Another's deduction, and a case that one may not see, are not there.
        (
            Who::OtherMember,
            with(&scheme, &deduction, "理由"),
            "UNKNOWN_SOURCE",
            "sourceId",
        ),
        (
            Who::OtherMember,
            with(&scheme, &report, "理由"),
            "UNKNOWN_SOURCE",
            "sourceId",
        ),
    ] {
        let payload = tried(&desk, who, "dutyContestFile", FIELD, input).await;
        let error = &payload["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field))
        );
        assert_eq!(payload["contest"], Value::Null);
    }
    for (input, code, field) in [
        (
            json!({ "id": "none", "accept": false, "reason": "理由" }),
            "UNKNOWN_RECORD",
            "id",
        ),
        (
            json!({ "id": id, "accept": true, "reason": "理由" }),
            "NUMBER_INVALID",
            "points",
        ),
        (
            json!({ "id": id, "accept": true, "points": "1001", "reason": "理由" }),
            "NUMBER_INVALID",
            "points",
        ),
        (
            json!({ "id": id, "accept": false, "points": "1", "reason": "理由" }),
            "NOT_APPLICABLE",
            "points",
        ),
    ] {
        let payload = tried(&desk, Who::Office, "dutyContestDecide", FIELD, input).await;
        let error = &payload["errors"][0];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field))
        );
    }
    for (who, name) in [
        (Who::Author, "dutyContestDecide"),
        (Who::Leader, "dutyContestDecide"),
    ] {
        let input = json!({ "id": id, "accept": true, "points": "1", "reason": "理由" });
        let answer = desk
            .run(
                who,
                name,
                "DutyContestDecideInput",
                input,
                "{ errors { code } }",
            )
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    assert_eq!(desk.town.number().await, number, "nothing was written");
    decided(&desk, &id, false, json!({})).await;
    let again = json!({ "id": id, "accept": false, "reason": "理由" });
    let payload = tried(&desk, Who::Office, "dutyContestDecide", FIELD, again).await;
    assert_eq!(payload["errors"][0]["code"], "UNKNOWN_RECORD");
}

on_both!(what_is_changed_behind_the_programs_back_is_noticed);
async fn what_is_changed_behind_the_programs_back_is_noticed(store: Store) {
    let desk = furnished(&store).await;
    let scheme = set(&desk, example()).await;
    filed(&desk, Who::Author, &scheme, &event_id(&desk, 1)).await;
    assert_whole(&desk).await;
    let audit = async || {
        let town = &desk.town;
        let place = workrooms::assessment::audit::verify_district(&town.db, &town.district);
        place.await.unwrap()
    };
    for (forge, back) in [
        (
            "UPDATE duty_contest SET state = 'ACCEPTED' WHERE district_id = '430503'",
            "UPDATE duty_contest SET state = 'OPEN' WHERE district_id = '430503'",
        ),
        (
            "UPDATE assessment_scheme SET content = replace(content, '\"points\":\"15\"', '\"points\":\"16\"') WHERE district_id = '430503'",
            "UPDATE assessment_scheme SET content = replace(content, '\"points\":\"16\"', '\"points\":\"15\"') WHERE district_id = '430503'",
        ),
        (
            "UPDATE duty_contest SET until_number = 9999 WHERE district_id = '430503'",
            "UPDATE duty_contest SET until_number = NULL WHERE district_id = '430503'",
        ),
    ] {
        desk.town.tamper(forge, 1).await;
        assert!(audit().await.is_some(), "{forge}");
        desk.town.tamper(back, 1).await;
        assert_eq!(audit().await, None, "{back}");
    }
    desk.town
        .tamper("DELETE FROM duty_contest WHERE district_id = '430503'", 1)
        .await;
    assert!(audit().await.unwrap().ends_with("it is not there"));
}
