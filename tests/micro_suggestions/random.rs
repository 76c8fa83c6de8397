//! Random histories of micro-suggestions, and what is found when somebody changes a case behind the program's back.
//! Deliberately absent: what each deed should do.

use serde_json::json;

use super::desk::{Desk, Who};
use super::table::WALK;
use crate::casework::random::{Dice, history};
use crate::support::Store;

async fn lived(store: Store, seed: u64) -> usize {
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    for n in 1..=12 {
        desk.propose(n, "2022-11-01").await;
    }
    history(&desk, &WALK, Who::Author, &mut Dice(seed), (12, 400)).await
}

on_both!(history_one_keeps_to_the_table);
async fn history_one_keeps_to_the_table(store: Store) {
    let done = lived(store, 1).await;
    assert!(done > 60, "only {done} deeds were taken");
}

on_both!(history_two_keeps_to_the_table);
async fn history_two_keeps_to_the_table(store: Store) {
    let done = lived(store, 20221231).await;
    assert!(done > 60, "only {done} deeds were taken");
}

on_both!(what_is_changed_behind_the_programs_back_is_named);
async fn what_is_changed_behind_the_programs_back_is_named(store: Store) {
    use workrooms::casework::audit::verify_district;
    let desk = Desk::new(&store).await;
    desk.today("2022-11-01");
    desk.propose(1, "2022-11-01").await;
    desk.did(Who::Office, "Accept", 1, json!({})).await;
    for (change, back) in [
        (
            "UPDATE case_step SET note = 'x' WHERE ordinal = 2",
            "UPDATE case_step SET note = NULL WHERE ordinal = 2",
        ),
        (
            "UPDATE case_version SET state = 'CLOSED' WHERE until_number IS NULL",
            "UPDATE case_version SET state = 'ACCEPTED' WHERE until_number IS NULL",
        ),
        (
            "UPDATE case_fact SET on_day = '2022-01-01' WHERE fact = 'SUBMITTED'",
            "UPDATE case_fact SET on_day = '2022-11-01' WHERE fact = 'SUBMITTED'",
        ),
        ("DELETE FROM case_fact WHERE fact = 'ACCEPTED'", ""),
    ] {
        desk.assert_whole().await;
        desk.town.tamper(change, 1).await;
        let found = verify_district(&desk.town.db, &desk.town.district)
            .await
            .unwrap();
        assert!(
            found.is_some_and(|text| text.starts_with("case ")),
            "{change}"
        );
        if !back.is_empty() {
            desk.town.tamper(back, 1).await;
        }
    }
}
