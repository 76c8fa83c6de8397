//! What was changed behind the program's back is noticed and named: in a tally, a set of hosts, an event, the journal.
//! It also shows that the recomputation can fail. Deliberately absent: repair.

use workrooms::events::audit::verify_district;
use workrooms::events::tallies::{differences, rebuild};
use workrooms::kernel::journal::verify;

use super::asking::{Filter, Question};
use super::history::first_difference;
use super::random::History;
use super::stage::Town;
use crate::support::Store;

/// The only day on which nothing random happens.
const ON: &str = "2022-09-09";

/// A town with a history, and good deeds of workroom 0 with workroom 1 on a day of their own.
async fn lived(store: &Store) -> Town {
    let town = Town::new(store, 4).await;
    let mut history = History::new(&town, 11);
    for _ in 0..40 {
        history.step().await;
    }
    let mut joint = town.deed(1000, 0, ON, 7);
    joint["coHostIds"] = serde_json::json!([town.workroom_id(1), town.workroom_id(3)]);
    town.post_all(vec![joint]).await;
    town.assert_sound().await;
    town
}

fn all(credit: &'static str) -> Question {
    Question {
        attribution: "AT_EVENT",
        credit,
        period: "year",
        filter: Filter::default(),
        as_of: None,
        with_records: false,
    }
}

/// The tallies that differ, one line each.
async fn wrong_tallies(town: &Town) -> Vec<String> {
    let found = differences(&town.db, &town.district).await.unwrap();
    found.iter().map(ToString::to_string).collect()
}

async fn audit(town: &Town) -> Option<String> {
    verify_district(&town.db, &town.district).await.unwrap()
}

on_both!(a_wrong_tally_is_seen_by_the_recomputation_and_named);
async fn a_wrong_tally_is_seen_by_the_recomputation_and_named(store: Store) {
    let town = lived(&store).await;
    assert_eq!(first_difference(&town, &all("FULL")).await, None);
    let row = format!("day = '{ON}' AND measure = 'GOOD_DEEDS'");

    town.tamper(
        &format!("UPDATE tally SET amount = amount + 100 WHERE {row}"),
        1,
    )
    .await;
    let seen = first_difference(&town, &all("FULL")).await.unwrap();
    assert!(seen.starts_with("GOOD_DEEDS of (\"District\""), "{seen}");
    let lines = wrong_tallies(&town).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].starts_with(&format!("tally of {ON} hosts ")),
        "{lines:?}"
    );
    assert!(
        lines[0].ends_with("GOOD_DEED POSTED GOOD_DEEDS: stored 800 hundredths in 1 parts, 0 at least, recomputed 700 hundredths in 1 parts, 0 at least"),
        "{lines:?}"
    );
    assert_eq!(audit(&town).await, None, "the events are as they were told");

    town.tamper(&format!("DELETE FROM tally WHERE {row}"), 1)
        .await;
    assert!(first_difference(&town, &all("FULL")).await.is_some());
    let lines = wrong_tallies(&town).await;
    assert!(
        lines.len() == 1 && lines[0].contains("stored nothing, recomputed 700"),
        "{lines:?}"
    );

    rebuild(&town.db, &town.district).await.unwrap();
    assert_eq!(first_difference(&town, &all("FULL")).await, None);
    town.assert_sound().await;
}

on_both!(a_wrong_share_is_seen_by_the_recomputation_and_named);
async fn a_wrong_share_is_seen_by_the_recomputation_and_named(store: Store) {
    let town = lived(&store).await;
    assert_eq!(first_difference(&town, &all("FRACTIONAL")).await, None);
    let of_joint =
        format!("host_set_id = (SELECT host_set_id FROM event_version WHERE began_on = '{ON}')");
    let change = |by: &str| {
        format!("UPDATE host_set_host SET share = share {by} WHERE position = 0 AND {of_joint}")
    };
    town.tamper(&change("+ 1"), 1).await;
    assert_eq!(
        first_difference(&town, &all("FULL")).await,
        None,
        "shares matter for one credit only"
    );
    assert!(first_difference(&town, &all("FRACTIONAL")).await.is_some());
    let place = audit(&town).await.unwrap();
    assert!(
        place.starts_with("host_set_host of 430503: set "),
        "{place}"
    );
    town.tamper(&change("- 1"), 1).await;
    town.assert_sound().await;
}

on_both!(a_changed_event_is_seen_by_the_recomputation_and_named);
async fn a_changed_event_is_seen_by_the_recomputation_and_named(store: Store) {
    let town = lived(&store).await;
    let number = town.number().await;
    let id = super::stage::event(1000);
    let place = |what: &str| {
        Some(format!(
            "event {id} of 430503 at number {number}: the version {what}"
        ))
    };
    let version = format!("district_id = '430503' AND since_number = {number}");
    let in_september = Question {
        period: "between",
        filter: Filter {
            kinds: vec!["GOOD_DEED"],
            ..Filter::default()
        },
        ..all("FULL")
    };
    assert_eq!(first_difference(&town, &in_september).await, None);
    for (table, row, change, back) in [
        ("event_version", "", "status = 'VOID'", "status = 'POSTED'"),
        (
            "event_version",
            "",
            "began_on = '2022-11-09'",
            "began_on = '2022-09-09'",
        ),
        ("event_version", "", "kind = 'OTHER'", "kind = 'GOOD_DEED'"),
        (
            "event_quantity",
            "AND measure = 'GOOD_DEEDS'",
            "amount = 900",
            "amount = 700",
        ),
    ] {
        let one = format!("WHERE {version} {row}");
        town.tamper(&format!("UPDATE {table} SET {change} {one}"), 1)
            .await;
        assert!(
            first_difference(&town, &in_september).await.is_some(),
            "{change}"
        );
        assert!(!wrong_tallies(&town).await.is_empty(), "{change}");
        assert_eq!(audit(&town).await, place("was changed"), "{change}");
        town.tamper(&format!("UPDATE {table} SET {back} {one}"), 1)
            .await;
        town.assert_sound().await;
    }
    // What no figure counts is covered as well.
    town.tamper(
        &format!("UPDATE event_version SET title = '别的标题' WHERE {version}"),
        1,
    )
    .await;
    assert_eq!(audit(&town).await, place("was changed"));
    for (table, rows) in [("event_quantity", 2), ("event_version", 1)] {
        town.tamper(&format!("DELETE FROM {table} WHERE {version}"), rows)
            .await;
    }
    assert_eq!(audit(&town).await, place("is missing"));
}

on_both!(a_changed_journal_is_found_wherever_it_was_changed);
async fn a_changed_journal_is_found_wherever_it_was_changed(store: Store) {
    let town = lived(&store).await;
    let last = town.number().await;
    let found = async || verify(&town.db, &town.district).await.unwrap();
    let at = |number: i64| format!("district_id = '430503' AND number = {number}");
    // Every column but the hashes: the entry is named.
    for (column, other) in [
        ("kind", "'event.void'"),
        ("subject_kind", "'links'"),
        ("actor_role", "'AUDITOR'"),
        ("content", "'{}'"),
    ] {
        for number in [1, last / 2, last] {
            let rows = town
                .rows(&format!(
                    "SELECT {column} FROM journal WHERE {}",
                    at(number)
                ))
                .await;
            let stood: String = rows[0].try_get("", column).unwrap();
            town.tamper(
                &format!("UPDATE journal SET {column} = {other} WHERE {}", at(number)),
                1,
            )
            .await;
            let expected = format!("journal 430503: entry {number} was changed");
            assert_eq!(found().await, Some(expected), "{column}");
            town.tamper(
                &format!(
                    "UPDATE journal SET {column} = '{stood}' WHERE {}",
                    at(number)
                ),
                1,
            )
            .await;
            assert_eq!(found().await, None);
        }
    }
    // Two entries in each other's places.
    let (one, other) = (last / 2, last / 2 + 1);
    let swap = async || {
        for (from, to) in [(one, -1), (other, one), (-1, other)] {
            town.tamper(
                &format!("UPDATE journal SET number = {to} WHERE {}", at(from)),
                1,
            )
            .await;
        }
    };
    swap().await;
    let expected = format!("journal 430503: entry {one} does not follow the one before it");
    assert_eq!(found().await, Some(expected));
    swap().await;
    assert_eq!(found().await, None);
    // An entry in the middle goes.
    town.tamper(
        &format!("UPDATE journal SET number = 100000 WHERE {}", at(one)),
        1,
    )
    .await;
    assert_eq!(
        found().await,
        Some(format!("journal 430503: entry {one} is missing"))
    );
    town.tamper(
        &format!("UPDATE journal SET number = {one} WHERE {}", at(100_000)),
        1,
    )
    .await;
    assert_eq!(audit(&town).await, None);
}

on_both!(a_journal_cut_short_is_found_even_with_its_head);
async fn a_journal_cut_short_is_found_even_with_its_head(store: Store) {
    let town = lived(&store).await;
    cut_short(&town, "event_version").await;
    // Another district's last entry is of a link.
    let town = Town::in_district(&store, "430502", 2).await;
    cut_short(&town, "link").await;
}

async fn cut_short(town: &Town, table: &str) {
    let (district, last) = (&town.district, town.number().await);
    let before = last - 1;
    town.tamper(
        &format!("DELETE FROM journal WHERE district_id = '{district}' AND number = {last}"),
        1,
    )
    .await;
    let place = verify(&town.db, district).await.unwrap();
    assert_eq!(
        place,
        Some(format!(
            "journal {district}: the head says {last} entries, the journal ends at {before}"
        ))
    );
    // Whoever cuts the head as well leaves the rows that the entry told of.
    let head = format!(
        "UPDATE journal_head SET number = {before}, hash = (SELECT hash FROM journal WHERE district_id = '{district}' AND number = {before}) WHERE district_id = '{district}'"
    );
    town.tamper(&head, 1).await;
    assert_eq!(
        verify(&town.db, district).await.unwrap(),
        None,
        "the journal alone cannot tell"
    );
    let place = audit(town).await;
    assert_eq!(
        place,
        Some(format!(
            "journal {district}: it ends at {before}, a row of {table} is of {last}"
        ))
    );
}
