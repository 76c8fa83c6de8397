//! Numbers of persons are masked; a full reading needs a purpose and stands in the journal.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{DAY, MASKED, WORDS, field, journal, spoken};
use crate::casework::desk::{Desk, Who};
use crate::micro_suggestions::desk::FACE;
use crate::support::Store;

on_both!(numbers_are_masked_and_a_full_reading_is_recorded);
async fn numbers_are_masked_and_a_full_reading_is_recorded(store: Store) {
    let desk = spoken(&store).await;
    let before = desk.town.number().await;
    assert_eq!(field(&desk, Who::Leader, "content").await, json!(MASKED));
    assert_eq!(desk.town.number().await, before);
    for purpose in ["", ", purpose: \"\"", ", purpose: \"查\""] {
        let asked = format!("content(full: true{purpose})");
        let answer = field(&desk, Who::Leader, &asked).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_INPUT",
            "{answer}"
        );
        assert!(!answer.to_string().contains("13812345678"));
    }
    assert_eq!(desk.town.number().await, before);
    let asked = "content(full: true, purpose: \"回访建议人\")";
    assert_eq!(field(&desk, Who::Leader, asked).await, json!(WORDS));
    let read = [("personal.read".to_owned(), "case_words".to_owned())];
    assert_eq!(journal(&desk, 1).await, read);
    assert_eq!(desk.town.number().await, before + 1);
    // Whoever may not see the case reads nothing, and leaves no trace.
    let unseen = field(&desk, Who::OtherUnit, asked).await;
    assert_eq!(unseen["data"]["node"], Value::Null);
    assert_eq!(desk.town.number().await, before + 1);
    desk.assert_whole().await;
}

on_both!(words_of_a_list_cost_one_statement_for_the_keys);
async fn words_of_a_list_cost_one_statement_for_the_keys(store: Store) {
    let heard = Arc::new(Mutex::new(Vec::<String>::new()));
    let mut db = store.db.clone();
    let ear = Arc::clone(&heard);
    db.set_metric_callback(move |info| ear.lock().unwrap().push(info.statement.sql.clone()));
    let counted = Store {
        db,
        ..store.clone()
    };
    let desk = Desk::at(&counted, FACE).await;
    desk.today(DAY);
    for n in 1..=9 {
        desk.propose(n, DAY).await;
        desk.did(Who::Office, "Accept", n, json!({ "note": WORDS }))
            .await;
    }
    for (shown, statements) in [
        ("title state steps { act on } legs { dueOn }", 0),
        ("content", 1),
        ("steps { note }", 1),
    ] {
        heard.lock().unwrap().clear();
        let query = format!(
            "{{ district(code: \"430503\") {{ microSuggestions(first: 9) {{ nodes {{ {shown} }} }} }} }}"
        );
        let answer = desk.ask(Who::Leader, &query, json!({})).await;
        let nodes = &answer["data"]["district"]["microSuggestions"]["nodes"];
        assert_eq!(nodes.as_array().map(Vec::len), Some(9), "{answer}");
        let heard = heard.lock().unwrap();
        let keys = heard.iter().filter(|sql| sql.contains("data_key")).count();
        assert_eq!(keys, statements, "{shown}: {heard:?}");
    }
}
