//! Assessment: ledgers, schemes, scores and contests, through the schema. Deliberately absent: the arithmetic of scores,
//! which its rules' own tables tell.

mod contesting;
mod scoring;
mod seeing;
mod setting;

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::events::rules::batch::Ruling;

use crate::casework::desk::{Desk, Who};
use crate::micro_suggestions::desk::FACE as SUGGESTION;
use crate::permissions::world::{Reads, World};
use crate::proposals::desk::FACE as PROPOSAL;
use crate::sentiment_reports::desk::{self as reports, FACE as REPORT};
use crate::statistics::stage::{CODE, event};
use crate::support::Store;

/// The scheme that is shipped as an example.
const EXAMPLE: &str = include_str!("../../deploy/assessment-scheme.example.json");

/// What stories read of a score.
const SCORE: &str = "{ asOf base total grade daysOfYear daysOnDuty document digest scheme { id version } \
    items { code counted points } deductions { code points } entries(first: 100) { totalCount nodes { \
    sourceId source { title } on kind part level rule share points notCounted decidedById } } }";

/// The n-th member's seat as somebody who acts for it.
pub const MEMBER: usize = 0;
/// The member who co-signs.
pub const OTHER: usize = 3;

/// The example, as the input of a mutation.
pub fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

/// The town of the stories: three meetings of the two members, one of them joint; a joint proposal; a report that the city
/// adopted; a micro-suggestion that its author claims; and one event of no kind of duty.
pub async fn furnished(store: &Store) -> Desk {
    let mut desk = Desk::at(store, PROPOSAL).await;
    desk.joint(1).await;
    let invited = json!({ "memberIds": [desk.member(OTHER)] });
    desk.did(Who::Officer, "CosignersInvite", 1, invited).await;
    desk.did(Who::OtherMember, "Cosign", 1, json!({})).await;
    desk.did(Who::Officer, "Submit", 1, json!({})).await;
    desk.face = REPORT;
    reports::issued(&desk, 2, "2022-11-07").await;
    let city = json!({ "level": "CITY", "kind": "SINGLE" });
    desk.did(Who::Office, "Adopt", 2, city).await;
    desk.face = SUGGESTION;
    desk.propose(3, "2022-11-07").await;
    desk.did(Who::Office, "Accept", 3, json!({})).await;
    desk.did(Who::Author, "Claim", 3, json!({})).await;
    for n in 1..=3 {
        met(&desk, n, &format!("2022-0{n}-10"), &[MEMBER, OTHER]).await;
    }
    posted(&desk, (4, EventKind::Other), "2022-04-10", &[MEMBER]).await;
    desk
}

/// A meeting of members, hosted by both workrooms.
pub async fn met(desk: &Desk, n: u128, on: &str, members: &[usize]) {
    posted(desk, (n, EventKind::Meeting), on, members).await;
}

pub async fn posted(desk: &Desk, (n, kind): (u128, EventKind), on: &str, members: &[usize]) {
    let town = &desk.town;
    let host = ("Workroom", town.workrooms[0]);
    let mut draft = town.draft(host, kind, &format!("第{n}次活动（示例）"), on);
    draft.co_hosts = vec![town.global("Workroom", town.workrooms[1])];
    draft.participants = members.iter().map(|one| desk.member(*one)).collect();
    let verdict = town.post(n, draft).await;
    let accepted = matches!(verdict.ruling, Ruling::Accepted(..));
    assert!(accepted, "{verdict:?}");
}

/// The opaque id of the n-th event.
pub fn event_id(desk: &Desk, n: u128) -> String {
    let id = workrooms::kernel::id::NodeId(event(n).parse().unwrap());
    desk.town.global("Event", id)
}

/// Does something; the payload, whatever became of it.
pub async fn tried(desk: &Desk, who: Who, mutation: &str, field: &str, input: Value) -> Value {
    let mut ty = format!("{mutation}Input");
    ty[..1].make_ascii_uppercase();
    let shown = format!("{{ {field} errors {{ code field message }} }}");
    let answer = desk.run(who, mutation, &ty, input, &shown).await;
    assert!(
        answer.get("errors").is_none(),
        "{mutation} by {who:?}: {answer}"
    );
    answer["data"][mutation].clone()
}

/// Does something that is not refused.
pub async fn done(desk: &Desk, who: Who, mutation: &str, field: &str, input: Value) -> Value {
    let payload = tried(desk, who, mutation, field, input).await;
    assert_eq!(payload["errors"], json!([]), "{mutation} by {who:?}");
    payload
}

/// Makes a scheme, or a version of one; its id.
pub async fn set(desk: &Desk, input: Value) -> Value {
    let payload = done(
        desk,
        Who::Office,
        "assessmentSchemeSet",
        "scheme { id version }",
        input,
    );
    payload.await["scheme"]["id"].clone()
}

/// A member's field, as somebody sees it.
pub async fn of_member(desk: &Desk, who: Who, member: usize, field: &str) -> Value {
    let query =
        format!("query($id: ID!) {{ node(id: $id) {{ ... on Member {{ told: {field} }} }} }}");
    let id = json!({ "id": desk.member(member) });
    let answer = desk.ask(who, &query, id).await;
    assert!(
        answer.get("errors").is_none(),
        "{field} by {who:?}: {answer}"
    );
    answer["data"]["node"]["told"].clone()
}

/// A member's score as the office sees it.
pub async fn score(desk: &Desk, member: usize, arguments: &str) -> Value {
    let given = match arguments.is_empty() {
        true => String::new(),
        false => format!("({arguments})"),
    };
    of_member(
        desk,
        Who::Office,
        member,
        &format!("dutyScore{given} {SCORE}"),
    )
    .await
}

/// The points of the items that have any, and of the deductions.
pub fn items(score: &Value) -> Vec<(String, String)> {
    let all = ["items", "deductions"].map(|list| score[list].as_array().unwrap().clone());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = all.concat().into_iter();
    all.map(|one| (text(&one["code"]), text(&one["points"])))
        .filter(|(_, points)| points != "0")
        .collect()
}

pub fn row(code: &str, points: &str) -> (String, String) {
    (code.to_owned(), points.to_owned())
}

/// Each entry: the title, the item, the points, the share, and why not.
pub fn entries(score: &Value) -> Vec<Value> {
    let nodes = score["entries"]["nodes"].as_array().unwrap();
    assert_eq!(score["entries"]["totalCount"], nodes.len());
    let told = nodes.iter().map(|node| {
        json!([
            node["source"]["title"],
            node["part"],
            node["level"],
            node["rule"],
            node["share"],
            node["points"],
            node["notCounted"]
        ])
    });
    told.collect()
}

/// The journal, the events, the cases and what assessment keeps are whole.
pub async fn assert_whole(desk: &Desk) {
    desk.assert_whole().await;
    let district = &desk.town.district;
    let place = workrooms::assessment::audit::verify_district(&desk.town.db, district).await;
    assert_eq!(place.unwrap(), None, "{CODE}");
}

/// Assesses the first member of a world: each of his words stands nowhere else.
pub async fn assessed(world: &mut World, desk: &Desk, (code, base): (&'static str, u128)) {
    let member = desk.town.members[MEMBER];
    let mut said = |what: &str| {
        world.canary(
            code,
            format!("{what}{base}（示例）"),
            Reads::Personal(member),
        )
    };
    let mut scheme = example();
    scheme["name"] = json!(format!("考核方案{base}（示例）"));
    let scheme = set(desk, scheme).await;
    let leave = json!({
        "memberId": desk.member(MEMBER), "kind": "LEAVE", "from": "2022-08-01", "to": "2022-08-02",
        "reason": said("请假原因"),
    });
    done(
        desk,
        Who::Office,
        "dutyAbsenceRecord",
        "absence { id }",
        leave,
    )
    .await;
    let deduction = json!({
        "memberId": desk.member(MEMBER), "on": "2022-03-10", "rule": "absent", "reason": said("扣分原因"),
    });
    done(
        desk,
        Who::Office,
        "dutyDeductionRecord",
        "deduction { id }",
        deduction,
    )
    .await;
    // The one of the event that he took part in is decided; that of the other waits.
    for n in [10, 11] {
        let contest = json!({
            "schemeId": scheme, "sourceId": event_id(desk, n), "reason": said(&format!("申诉理由{n}号")),
        });
        let filed = done(
            desk,
            Who::Author,
            "dutyContestFile",
            "contest { id }",
            contest,
        )
        .await;
        if n == 10 {
            let decision = json!({
                "id": filed["contest"]["id"], "accept": true, "points": "3", "reason": said("裁定理由"),
            });
            done(
                desk,
                Who::Office,
                "dutyContestDecide",
                "contest { id }",
                decision,
            )
            .await;
        }
    }
}
