//! Days that would suit whoever is assessed by them, and evidence that is none. Deliberately absent: limits themselves.

use serde_json::{Value, json};
use workrooms::casework::noticing::give;
use workrooms::micro_suggestions::PRACTICE;

use super::desk::{Desk, Who};
use super::life::{replied, signed};
use crate::support::Store;

fn contact() -> Value {
    json!({ "method": "PHONE", "summary": "电话（示例）" })
}

fn solved(on: &str) -> Value {
    json!({ "result": "SOLVED", "text": "已办（示例）", "on": on })
}

on_both!(a_unit_does_not_set_back_a_day_that_is_on_record_as_overdue);
async fn a_unit_does_not_set_back_a_day_that_is_on_record_as_overdue(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    desk.today("2022-11-08");
    desk.did(Who::Unit, "Contact", 1, contact()).await;
    // Due on the 14th; the crossing is told on the 15th.
    desk.today("2022-11-15");
    let view = desk.view(Who::Nobody);
    give(&view, &desk.town.district, &PRACTICE).await.unwrap();
    desk.today("2022-11-21");
    let told = desk
        .refused(Who::Unit, "Reply", 1, solved("2022-11-14"))
        .await;
    assert_eq!(told, ("OVERDUE_ON_RECORD".to_owned(), json!("on")));
    let late = desk.did(Who::Unit, "Reply", 1, solved("2022-11-16")).await;
    assert_eq!(late["clocks"]["firstReplyOn"], "2022-11-16");
    desk.assert_whole().await;
}

on_both!(nothing_is_solved_before_it_was_submitted_and_no_more_time_is_given_than_was_asked);
async fn nothing_is_solved_before_it_was_submitted_and_no_more_time_is_given_than_was_asked(
    store: Store,
) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    let ask = json!({ "until": "2022-11-18", "reason": "延期（示例）" });
    desk.did(Who::Unit, "ExtensionRequest", 1, ask).await;
    let granted = json!({ "granted": true, "until": "2099-12-31" });
    let told = desk
        .refused(Who::Hotline, "ExtensionDecide", 1, granted)
        .await;
    assert_eq!(told, ("EXTENSION_TOO_LONG".to_owned(), json!("until")));
    replied(
        &desk,
        2,
        "2022-11-07",
        json!({ "result": "SOLVED", "text": "已办（示例）" }),
    )
    .await;
    let rating = json!({ "process": "SATISFIED", "result": "SATISFIED" });
    desk.did(Who::Author, "Evaluate", 2, rating).await;
    let early = json!({ "solvedOn": "2021-12-01" });
    let told = desk.refused(Who::Office, "Close", 2, early).await;
    assert_eq!(told, ("SOLVED_TOO_EARLY".to_owned(), json!("solvedOn")));
}

on_both!(a_contact_with_oneself_is_no_evidence_and_nothing_is_ruled_before_a_return);
async fn a_contact_with_oneself_is_no_evidence_and_nothing_is_ruled_before_a_return(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    let own = json!({ "memberId": desk.member(0) });
    desk.did(Who::Author, "Claim", 1, own).await;
    let (code, _) = desk.refused(Who::Author, "Contact", 1, contact()).await;
    assert_eq!(code, "OWN_CONTACT");
    let (code, _) = desk
        .refused(
            Who::Unit,
            "Reply",
            1,
            json!({ "result": "SOLVED", "text": "已办（示例）" }),
        )
        .await;
    assert_eq!(code, "CONTACT_MISSING");
    desk.propose(2, "2022-11-07").await;
    desk.did(Who::Office, "Accept", 2, json!({})).await;
    desk.did(Who::Office, "Forward", 2, json!({})).await;
    let rule = json!({ "leadUnitId": desk.unit(0), "reason": "说明（示例）" });
    let (code, _) = desk.refused(Who::Office, "ReturnRule", 2, rule).await;
    assert_eq!(code, "NOTHING_TO_RULE");
}

on_both!(of_fifty_pairs_on_one_case_one_wins_each_time);
async fn of_fifty_pairs_on_one_case_one_wins_each_time(store: Store) {
    let desk = Desk::new(&store).await;
    signed(&desk, 1, "2022-11-07").await;
    let first = desk.see(Who::Office, 1).await["step"].as_i64().unwrap();
    for pair in 0..50 {
        let step = first + pair;
        let mut spoke = contact();
        spoke["afterStep"] = json!(step);
        let urged = json!({ "reason": "请按期办理（示例）", "afterStep": step });
        let (one, two) = tokio::join!(
            desk.act(Who::Unit, "Contact", 1, spoke),
            desk.act(Who::Hotline, "Urge", 1, urged),
        );
        let (won, lost): (Vec<_>, Vec<_>) = [one, two]
            .into_iter()
            .partition(|payload| payload["errors"] == json!([]));
        assert_eq!((won.len(), lost.len()), (1, 1), "pair {pair}");
        assert_eq!(
            lost[0]["errors"][0]["code"], "CHANGED_MEANWHILE",
            "{}",
            lost[0]
        );
        assert_eq!(lost[0]["microSuggestion"]["step"], json!(step + 1));
    }
    let seen = desk.see(Who::Office, 1).await;
    assert_eq!(
        seen["step"],
        json!(first + 50),
        "nothing lost, nothing twice"
    );
    desk.assert_whole().await;
}

on_both!(a_cursor_is_of_one_list_only);
async fn a_cursor_is_of_one_list_only(store: Store) {
    let desk = Desk::new(&store).await;
    for n in 1..=2 {
        desk.propose(n, "2022-11-07").await;
    }
    let query =
        "{ district(code: \"430503\") { microSuggestions(first: 1) { pageInfo { endCursor } } } }";
    let answer = desk.ask(Who::Leader, query, json!({})).await;
    let cursor = &answer["data"]["district"]["microSuggestions"]["pageInfo"]["endCursor"];
    let ask = async |list: &str| {
        let query = format!(
            "query($c: String) {{ district(code: \"430503\") {{ {list}(first: 5, after: $c) {{ nodes {{ title }} }} }} }}"
        );
        desk.ask(Who::Leader, &query, json!({ "c": cursor })).await
    };
    let own = ask("microSuggestions").await;
    let nodes = own["data"]["district"]["microSuggestions"]["nodes"].as_array();
    assert_eq!(nodes.unwrap().len(), 1);
    let other = ask("proposals").await;
    let error = &other["errors"][0]["extensions"];
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("BAD_INPUT"), &json!("after"))
    );
}
