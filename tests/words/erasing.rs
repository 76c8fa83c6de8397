//! Erasing the words of a case and of an event: they read as absent ever after, sending them again does not bring them
//! back, and everything that does not need them stays as it was.

use serde_json::{Value, json};
use workrooms::events::kinds::EventKind;
use workrooms::events::rules::batch::Ruling;
use workrooms::kernel::id::NodeId;

use super::{DAY, MASKED, WORDS, field, journal, said, spoken};
use crate::casework::desk::{Desk, Who};
use crate::proposals::desk::FACE as PROPOSALS;
use crate::statistics::stage::event;
use crate::support::Store;

async fn erase(desk: &Desk, who: Who, id: &str) -> Value {
    let (name, ty) = ("personalDataErase", "PersonalDataEraseInput");
    let input = json!({ "subjectId": id, "ground": "CONSENT_WITHDRAWN" });
    let shown = "{ erasedOn errors { code field } }";
    desk.run(who, name, ty, input, shown).await
}

async fn exported(desk: &Desk, id: &str) -> Value {
    let query =
        "query($id: ID!) { personalDataExport(subjectId: $id, purpose: \"本人申请\") { content } }";
    let answer = desk.ask(Who::Office, query, json!({ "id": id })).await;
    let content = answer["data"]["personalDataExport"]["content"].as_str();
    serde_json::from_str(content.unwrap_or_else(|| panic!("{answer}"))).unwrap()
}

on_both!(words_of_a_case_are_erased_for_good);
async fn words_of_a_case_are_erased_for_good(store: Store) {
    let desk = spoken(&store).await;
    let id = desk.id(1);
    let held = exported(&desk, &id).await;
    assert_eq!(held["content"], WORDS);
    assert_eq!(held["steps"][1]["note"], WORDS);
    assert_eq!(held["erasedOn"], Value::Null);
    let read = ("personal.read".to_owned(), "case_words".to_owned());
    assert_eq!(journal(&desk, 1).await, [read]);
    for who in [Who::Leader, Who::Author, Who::Officer, Who::Auditor] {
        let answer = erase(&desk, who, &id).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(code, "FORBIDDEN", "{who:?}: {answer}");
    }
    assert_eq!(field(&desk, Who::Office, "content").await, json!(MASKED));
    let done = erase(&desk, Who::Office, &id).await;
    assert_eq!(
        done["data"]["personalDataErase"],
        json!({ "erasedOn": DAY, "errors": [] })
    );
    let entry = ("personal.erased".to_owned(), "case_words".to_owned());
    assert_eq!(journal(&desk, 1).await, [entry]);
    let full = "content(full: true, purpose: \"回访建议人\")";
    for asked in ["content", full] {
        assert_eq!(
            field(&desk, Who::Office, asked).await,
            Value::Null,
            "{asked}"
        );
    }
    assert_eq!(field(&desk, Who::Office, "wordsErasedOn").await, json!(DAY));
    assert_eq!(
        field(&desk, Who::Office, "title").await,
        json!("关于小区环境的微建议1（示例）")
    );
    let notes = field(&desk, Who::Office, "steps { act note }").await;
    assert_eq!(notes[1], json!({ "act": "ACCEPT", "note": null }));
    desk.assert_whole().await;
    // The same again does nothing; other words under the id are refused; neither brings anything back.
    let again = desk
        .answer(Who::Officer, "Propose", said(&desk, WORDS))
        .await;
    assert_eq!(again["payload"]["errors"], json!([]), "{again}");
    let other = desk
        .answer(Who::Officer, "Propose", said(&desk, "别的话"))
        .await;
    assert_eq!(other["payload"]["errors"][0]["code"], "ID_TAKEN", "{other}");
    assert_eq!(field(&desk, Who::Office, "content").await, Value::Null);
    let keys = desk
        .town
        .rows("SELECT subject_id FROM data_key WHERE guards = 'CASE'")
        .await;
    assert_eq!(keys.len(), 0);
    let twice = erase(&desk, Who::Office, &id).await;
    let code = &twice["data"]["personalDataErase"]["errors"][0]["code"];
    assert_eq!(code, "NOTHING_TO_ERASE");
    // The case goes on; what is said from now on is read, what was erased is not.
    desk.did(Who::Office, "Forward", 1, json!({ "note": "请速办" }))
        .await;
    let notes = field(&desk, Who::Office, "steps { note }").await;
    assert_eq!(
        notes,
        json!([{ "note": null }, { "note": null }, { "note": "请速办" }])
    );
    let held = exported(&desk, &id).await;
    assert_eq!(
        (&held["content"], &held["erasedOn"]),
        (&Value::Null, &json!(DAY))
    );
    assert_eq!(held["steps"][2]["note"], "请速办");
    desk.assert_whole().await;
}

on_both!(words_of_an_event_are_erased_for_good);
async fn words_of_an_event_are_erased_for_good(store: Store) {
    let desk = spoken(&store).await;
    let town = &desk.town;
    let draft = |words: Option<&str>| {
        let host = ("Workroom", town.workrooms[0]);
        let mut draft = town.draft(host, EventKind::Visit, "走访（示例）", DAY);
        draft.narrative = words.map(str::to_owned);
        draft
    };
    town.post(1, draft(Some(WORDS))).await;
    let id = town.global("Event", NodeId(event(1).parse().unwrap()));
    let see = async |asked: &str| {
        let query =
            format!("query($id: ID!) {{ node(id: $id) {{ ... on Event {{ it: {asked} }} }} }}");
        let answer = desk.ask(Who::Office, &query, json!({ "id": id })).await;
        answer["data"]["node"]["it"].clone()
    };
    assert_eq!(see("narrative").await, json!(MASKED));
    assert_eq!(
        see("narrative(full: true, purpose: \"核实活动\")").await,
        json!(WORDS)
    );
    assert_eq!(
        exported(&desk, &id).await["versions"][0]["narrative"],
        WORDS
    );
    let figures = "{ district(code: \"430503\") { figures(metrics: [EVENTS], period: {year: 2022}) { value } } }";
    let before = desk.ask(Who::Leader, figures, json!({})).await;
    let done = erase(&desk, Who::Office, &id).await;
    assert_eq!(
        done["data"]["personalDataErase"]["errors"],
        json!([]),
        "{done}"
    );
    assert_eq!(see("narrative").await, Value::Null);
    assert_eq!(see("wordsErasedOn").await, json!(DAY));
    assert_eq!(desk.ask(Who::Leader, figures, json!({})).await, before);
    town.assert_sound().await;
    let again = town.post(1, draft(Some(WORDS))).await;
    assert!(matches!(again.ruling, Ruling::Duplicate(_)), "{again:?}");
    let other = town.post(1, draft(None)).await;
    assert!(matches!(other.ruling, Ruling::Conflict(..)), "{other:?}");
    assert_eq!(see("narrative").await, Value::Null);
    town.assert_sound().await;
}

on_both!(a_text_that_does_not_open_is_a_fault_unless_it_was_erased);
async fn a_text_that_does_not_open_is_a_fault_unless_it_was_erased(store: Store) {
    let desk = spoken(&store).await;
    desk.town
        .tamper("DELETE FROM data_key WHERE guards = 'CASE'", 1)
        .await;
    let answer = field(&desk, Who::Office, "content").await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "INTERNAL",
        "{answer}"
    );
}

on_both!(everything_of_a_member_is_told);
async fn everything_of_a_member_is_told(store: Store) {
    let desk = spoken(&store).await;
    let mut draft = desk.town.draft(
        ("Workroom", desk.town.workrooms[0]),
        EventKind::Visit,
        "走访（示例）",
        DAY,
    );
    draft.participants = vec![desk.member(0)];
    desk.town.post(1, draft).await;
    let held = exported(&desk, &desk.member(0)).await;
    assert_eq!(held["eventsTakenPartIn"][0]["title"], "走访（示例）");
    assert_eq!(held["cases"][0]["content"], WORDS);
    // What the office said of his case is not his.
    let steps = held["cases"][0]["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["act"] != "ACCEPT"), "{held}");
    for (list, count) in [
        ("names", 1),
        ("memberships", 1),
        ("offices", 1),
        ("cases", 1),
    ] {
        assert_eq!(
            held[list].as_array().unwrap().len(),
            count,
            "{list}: {held}"
        );
    }
    let other = exported(&desk, &desk.member(3)).await;
    assert_eq!(other["cases"], json!([]));
    let query =
        "query($id: ID!) { personalDataExport(subjectId: $id, purpose: \"本人申请\") { content } }";
    for who in [Who::Leader, Who::Author, Who::Auditor] {
        let answer = desk.ask(who, query, json!({ "id": desk.member(0) })).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "{who:?}"
        );
    }
}

on_both!(of_the_case_of_another_a_member_is_told_what_he_did_himself);
async fn of_the_case_of_another_a_member_is_told_what_he_did_himself(store: Store) {
    let desk = Desk::at(&store, PROPOSALS).await;
    desk.joint(1).await;
    let invited = json!({ "memberIds": [desk.member(3)], "note": "请联名（示例）" });
    desk.did(Who::Officer, "CosignersInvite", 1, invited).await;
    desk.did(Who::OtherMember, "Cosign", 1, json!({})).await;
    let held = exported(&desk, &desk.member(3)).await;
    let case = &held["cases"][0];
    assert_eq!(held["cases"].as_array().unwrap().len(), 1, "{held}");
    assert_eq!(case["title"], "关于小区环境的提案1（示例）");
    assert_eq!(case["content"], Value::Null);
    let acts = case["steps"].as_array().unwrap().iter();
    let acts: Vec<_> = acts.map(|step| step["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["COSIGN"], "{held}");
    let held = exported(&desk, &desk.member(0)).await;
    assert_eq!(held["cases"][0]["content"], "建议整治（示例）。");
}

on_both!(the_sealed_fields_of_a_member_are_told_and_erased);
async fn the_sealed_fields_of_a_member_are_told_and_erased(store: Store) {
    let desk = spoken(&store).await;
    let id = desk.member(0);
    let shown = "{ errors { code field } }";
    let input = json!({ "id": id, "phone": "13812345678", "ethnicity": "苗族" });
    let told = desk
        .run(
            Who::Office,
            "memberRevise",
            "MemberReviseInput",
            input,
            shown,
        )
        .await;
    assert_eq!(told["data"]["memberRevise"]["errors"], json!([]), "{told}");
    let newest = |held: &Value| held["personal"].as_array().unwrap().last().unwrap().clone();
    let held = newest(&exported(&desk, &id).await);
    assert_eq!(
        (&held["phone"], &held["ethnicity"]),
        (&json!("13812345678"), &json!("苗族"))
    );
    let done = erase(&desk, Who::Office, &id).await;
    assert_eq!(
        done["data"]["personalDataErase"]["errors"],
        json!([]),
        "{done}"
    );
    let held = exported(&desk, &id).await;
    assert_eq!(held["erasedOn"], json!(DAY));
    for field in ["phone", "ethnicity", "religion", "isCpcMember"] {
        assert_eq!(newest(&held)[field], Value::Null, "{field}");
    }
    // His words in cases, and his name, are other things.
    assert_eq!(held["cases"][0]["content"], WORDS);
    assert!(!held["names"][0]["name"].as_str().unwrap().is_empty());
    let asked = "query($id: ID!) { node(id: $id) { ... on Member { name phone } ... on ViceChair { name } } }";
    let seen = desk.ask(Who::Office, asked, json!({ "id": id })).await;
    assert!(seen.get("errors").is_none(), "{seen}");
    desk.assert_whole().await;
}
