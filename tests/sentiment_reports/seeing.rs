//! Who sees which sentiment reports, by every way to them: their text reaches nobody who has no part in them.
//! Deliberately absent: acting.

use serde_json::{Value, json};

use super::desk::{Who, desk, hand_in, issued, report, transferred};
use crate::support::Store;

on_both!(only_those_with_a_part_the_office_and_leaders_see_one);
async fn only_those_with_a_part_the_office_and_leaders_see_one(store: Store) {
    let desk = desk(&store).await;
    transferred(&desk, 1, "2022-11-07").await;
    hand_in(&desk, 2, "2022-11-07").await;
    let mut draft = report(&desk, 3, "2022-11-07");
    draft["draft"] = json!(true);
    desk.answer(Who::Officer, "Propose", draft).await;
    let query = "query($ids: [ID!]!) { \
        district(code: \"430503\") { sentimentReports { totalCount nodes { title content } } } \
        nodes(ids: $ids) { ... on SentimentReport { title content steps { note } relatedCases { title } } } }";
    for (who, sees) in [
        (Who::Office, vec![1, 2]),
        (Who::Leader, vec![1, 2]),
        (Who::Author, vec![1, 2, 3]),
        (Who::Officer, vec![1, 2, 3]),
        (Who::Unit, vec![1]),
        (Who::OtherUnit, vec![]),
        (Who::OtherMember, vec![]),
        (Who::OtherOfficer, vec![]),
        (Who::Hotline, vec![]),
        (Who::Auditor, vec![]),
        (Who::SystemAdmin, vec![]),
    ] {
        let ids: Vec<_> = (1..=3).map(|n| desk.id(n)).collect();
        let answer = desk.ask(who, query, json!({ "ids": ids })).await;
        let list = &answer["data"]["district"]["sentimentReports"];
        let total = list["totalCount"].as_u64().unwrap_or_default();
        assert_eq!(total, sees.len() as u64, "{who:?}");
        for n in [1, 2, 3] {
            let title = format!("社情民意信息{n}（示例）");
            assert_eq!(
                answer.to_string().contains(&title),
                sees.contains(&n),
                "{who:?} and {n}"
            );
        }
        if sees.is_empty() {
            assert!(!answer.to_string().contains("充电"), "{who:?}");
        }
    }
}

on_both!(what_a_leader_instructs_is_read_by_office_leader_and_author);
async fn what_a_leader_instructs_is_read_by_office_leader_and_author(store: Store) {
    let desk = desk(&store).await;
    transferred(&desk, 1, "2022-11-07").await;
    for (who, reads) in [
        (Who::Office, true),
        (Who::Leader, true),
        (Who::Author, true),
        (Who::Officer, false),
        (Who::Unit, false),
    ] {
        let seen = desk.see(who, 1).await;
        assert_eq!(seen["instructions"][0]["level"], "DISTRICT", "{who:?}");
        let text = match reads {
            true => json!("请城管局研究（示例）"),
            false => Value::Null,
        };
        assert_eq!(seen["instructions"][0]["text"], text, "{who:?}");
        assert_eq!(
            seen.to_string().contains("请城管局研究"),
            reads,
            "{who:?}, nor by the steps"
        );
    }
}

on_both!(lists_narrow_and_other_kinds_do_not_show_them);
async fn lists_narrow_and_other_kinds_do_not_show_them(store: Store) {
    let desk = desk(&store).await;
    issued(&desk, 1, "2022-11-07").await;
    let mut labelled = report(&desk, 2, "2022-11-07");
    let campaign = desk.town.global("Campaign", desk.town.campaigns[0]);
    labelled["campaignIds"] = json!([campaign]);
    desk.answer(Who::Officer, "Propose", labelled).await;
    let query = "query($f: CaseFilterInput) { district(code: \"430503\") { \
                 sentimentReports(filter: $f) { totalCount } microSuggestions { totalCount } } }";
    for (filter, count) in [
        (json!({ "states": ["ISSUED"] }), 1),
        (json!({ "campaignIds": [campaign] }), 1),
        (json!({ "partyIds": [desk.member(0)] }), 2),
        (json!({ "partyIds": [desk.unit(0)] }), 0),
        (json!({ "text": "信息2" }), 1),
    ] {
        let answer = desk.ask(Who::Leader, query, json!({ "f": filter })).await;
        let district = &answer["data"]["district"];
        assert_eq!(
            district["sentimentReports"]["totalCount"], count,
            "{filter}"
        );
        assert_eq!(district["microSuggestions"]["totalCount"], 0);
    }
}

on_both!(a_draft_that_was_taken_back_stays_its_authors);
async fn a_draft_that_was_taken_back_stays_its_authors(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    let mut draft = report(&desk, 1, "2022-11-07");
    draft["draft"] = json!(true);
    desk.answer(Who::Officer, "Propose", draft).await;
    hand_in(&desk, 2, "2022-11-07").await;
    for n in [1, 2] {
        desk.did(Who::Author, "Withdraw", n, json!({})).await;
    }
    let query = "{ district(code: \"430503\") { sentimentReports { totalCount } } }";
    for (who, sees) in [
        (Who::Author, 2),
        (Who::Officer, 2),
        (Who::Office, 1),
        (Who::Leader, 1),
    ] {
        let answer = desk.ask(who, query, json!({})).await;
        let list = &answer["data"]["district"]["sentimentReports"];
        assert_eq!(list["totalCount"], sees, "{who:?}");
        assert_eq!(desk.see(who, 1).await.is_null(), sees == 1, "{who:?}");
    }
}

on_both!(who_wrote_one_is_not_told_person_by_person);
async fn who_wrote_one_is_not_told_person_by_person(store: Store) {
    let desk = desk(&store).await;
    let author = desk.town.global("Member", desk.town.members[0]);
    let by_member = "{ district(code: \"430503\") { breakdown(by: [MEMBER], metrics: [I0], period: {year: 2022}) { suppressed } } }";
    let of_one = "query($id: ID!) { node(id: $id) { ... on Member { figures(metrics: [I0], period: {year: 2022}) { value } } } }";
    for (who, query, allowed) in [
        (Who::OtherMember, by_member, false),
        (Who::Auditor, by_member, false),
        (Who::Leader, by_member, true),
        (Who::OtherMember, of_one, false),
        (Who::Author, of_one, true),
        (Who::Office, of_one, true),
    ] {
        let answer = desk.ask(who, query, json!({ "id": author })).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        let due = match allowed {
            true => Value::Null,
            false => json!("BAD_INPUT"),
        };
        assert_eq!(*code, due, "{who:?}: {answer}");
    }
}
