//! Who sees which voices, and who reads the residents' own words. Deliberately absent: acting.

use serde_json::{Value, json};

use super::desk::{Who, collect, desk, record, voice};
use crate::support::Store;

on_both!(words_are_for_the_office_leaders_and_whoever_recorded_them);
async fn words_are_for_the_office_leaders_and_whoever_recorded_them(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    collect(&desk, 1, "2022-11-07").await;
    // The second is a member's, whom the first workroom contacts.
    record(&desk, Who::Author, vec![voice(2, "2022-11-07")]).await;
    let query = "query($ids: [ID!]!) { \
        district(code: \"430503\") { publicVoices { totalCount nodes { title content words } } } \
        nodes(ids: $ids) { ... on PublicVoice { title content words steps { note } } } }";
    for (who, sees, reads) in [
        (Who::Office, vec![1, 2], vec![1, 2]),
        (Who::Leader, vec![1, 2], vec![1, 2]),
        (Who::Officer, vec![1, 2], vec![1]),
        (Who::Author, vec![2], vec![2]),
        (Who::OtherOfficer, vec![], vec![]),
        (Who::OtherMember, vec![], vec![]),
        (Who::Auditor, vec![], vec![]),
        (Who::Hotline, vec![], vec![]),
        (Who::Unit, vec![], vec![]),
        (Who::SystemAdmin, vec![], vec![]),
    ] {
        let ids = [desk.id(1), desk.id(2)];
        let answer = desk.ask(who, query, json!({ "ids": ids })).await;
        let list = &answer["data"]["district"]["publicVoices"];
        let total = list["totalCount"].as_u64().unwrap_or_default();
        assert_eq!(total, sees.len() as u64, "{who:?}");
        let text = answer.to_string();
        for n in [1, 2] {
            assert_eq!(
                text.contains(&format!("路灯照明{n}")),
                sees.contains(&n),
                "{who:?} and {n}"
            );
            assert_eq!(
                text.contains(&format!("原话{n}")),
                reads.contains(&n),
                "{who:?} reads {n}"
            );
        }
    }
}

on_both!(a_product_names_its_voice_only_to_who_sees_both);
async fn a_product_names_its_voice_only_to_who_sees_both(store: Store) {
    let desk = desk(&store).await;
    desk.today("2022-11-07");
    collect(&desk, 1, "2022-11-07").await;
    let suggestion = json!({
        "id": super::desk::case(50), "title": "修路灯（示例）", "content": "建议修路灯（示例）。",
        "authorId": desk.member(0), "derivedFromIds": [desk.id(1)], "on": "2022-11-07",
    });
    let made = desk.run(
        Who::Officer,
        "microSuggestionPropose",
        "MicroSuggestionProposeInput",
        suggestion,
        "{ microSuggestion { id } errors { code } }",
    );
    let made = made.await;
    let id = made["data"]["microSuggestionPropose"]["microSuggestion"]["id"].clone();
    let query = "query($id: ID!) { node(id: $id) { ... on MicroSuggestion { title relatedCases { kind title } } } }";
    for (who, sees) in [
        (Who::Officer, true),
        (Who::Office, true),
        (Who::Author, false),
        (Who::OtherMember, false),
    ] {
        let answer = desk.ask(who, query, json!({ "id": id })).await;
        let related = &answer["data"]["node"]["relatedCases"];
        let due = match sees {
            true => json!([{ "kind": "PUBLIC_VOICE", "title": "路灯照明1（示例）" }]),
            false => json!([]),
        };
        assert_eq!(related, &due, "{who:?}: {answer}");
    }
    let seen = desk.see(Who::Officer, 1).await;
    assert_eq!(
        seen["relatedCases"],
        json!([{ "relation": "DERIVED_FROM", "direction": "INWARD", "kind": "MICRO_SUGGESTION" }])
    );
    assert_eq!(desk.see(Who::OtherMember, 1).await, Value::Null);
}
