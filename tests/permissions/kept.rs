//! Kept answers are the answers: everybody asks every field of everything twice by doors that keep answers and once by doors
//! that keep none, before and after changes of every sort and on another day, and is told the same. What is never kept is
//! listed. Readers who race with writers are never told less than the number that they are told. Deliberately absent: speed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use workrooms::http::Doors;
use workrooms::http::kept::PASSING;
use workrooms::http::run::{Asked, Begun};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;

use super::asking::everything;
use super::walk::{Schema, schema_of_the_program};
use super::world::{CODES, World};
use crate::events::town;
use crate::statistics::stage::event;
use crate::support::Store;

/// The tables whose rows change under a number of the district that they are asked for, and no otherwise.
const NUMBERED: [&str; 48] = [
    "adoption_point",
    "assessment_scheme",
    "calendar_year",
    "campaign",
    "campaign_set",
    "campaign_set_campaign",
    "case_campaign",
    "case_fact",
    "case_limit",
    "case_link",
    "case_notice",
    "case_step",
    "case_version",
    "casefile",
    "district",
    "division",
    "duty_absence",
    "duty_contest",
    "duty_deduction",
    "event",
    "event_participant",
    "event_quantity",
    "event_version",
    "handling_unit",
    "honour",
    "host_set",
    "host_set_host",
    "hotline_figure",
    "journal",
    "journal_head",
    "link",
    "member",
    "membership",
    "nil_return",
    "node",
    "office_held",
    "published_figure",
    "result_letter",
    "sector",
    "sector_group",
    "session",
    "special_committee",
    "statement",
    "statement_line",
    "tally",
    "term",
    "township",
    "workroom",
];

on_both!(of_every_table_it_is_said_whether_a_number_versions_it);
async fn of_every_table_it_is_said_whether_a_number_versions_it(store: Store) {
    let sql = match store.raw.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'table'",
    };
    let backend = store.raw.get_database_backend();
    let statement = sea_orm::Statement::from_string(backend, sql);
    let rows = store.raw.query_all_raw(statement).await.unwrap();
    let tables = rows
        .iter()
        .map(|row| row.try_get::<String>("", "name").unwrap());
    let tables: BTreeSet<String> = tables.collect();
    let said: BTreeSet<String> = (NUMBERED.iter().chain(&PASSING))
        .map(|table| (*table).to_owned())
        .filter(|table| table != "sqlite_master")
        .collect();
    assert_eq!(tables, said);
}

async fn told(doors: &Doors, actor: Option<&Actor>, query: &str, variables: &Value) -> String {
    let asked = Asked {
        query: query.to_owned(),
        variables: variables.as_object().unwrap().clone(),
        ..Asked::default()
    };
    let caller = crate::doors::caller(actor.cloned());
    match doors.run(asked, &caller).await.unwrap() {
        Begun::Answered(answer) => match &answer.written {
            Some(written) => String::from_utf8(written.bytes.to_vec()).unwrap(),
            None => serde_json::to_string(&answer.body).unwrap(),
        },
        Begun::Followed(_) => panic!("a subscription"),
    }
}

const ROOM: [&str; 6] = [
    "--max-cost",
    "1000000000",
    "--budget-per-minute",
    "0",
    "--unsigned-budget-per-minute",
    "0",
];

/// Doors that keep answers, and doors that keep none.
fn both_doors(store: &Store, clock: &Clock) -> (Doors, Doors) {
    let none = [&ROOM[..], &["--kept-answer-bytes", "0"]].concat();
    (
        crate::doors::doors_at(store, clock.clone(), &ROOM),
        crate::doors::doors_at(store, clock.clone(), &none),
    )
}

/// Everything of a type, without full readings: each of them moves the district on.
fn masked(schema: &Schema, of: &str) -> String {
    everything(schema, of).replace("full: true", "full: false")
}

/// Everything of everything, by the name of its type.
fn documents(world: &World) -> BTreeMap<String, (String, Value)> {
    let schema = schema_of_the_program();
    let member = world.desks[0].member(0);
    let mut documents = BTreeMap::new();
    let kinds: BTreeSet<_> = world.ids.iter().map(|(kind, _)| *kind).collect();
    for kind in kinds {
        if schema.get_object(kind).is_none() || kind == "Account" {
            continue;
        }
        let ids = world.ids.iter().filter(|(of, _)| *of == kind);
        let ids: Vec<_> = ids.map(|(_, id)| id).collect();
        let whole = masked(&schema, kind);
        let query = format!(
            "query($ids: [ID!]!, $member: ID!) {{ nodes(ids: $ids) {{ __typename ... on {kind} {whole} }} }}"
        );
        documents.insert(
            kind.to_owned(),
            (query, json!({ "ids": ids, "member": member })),
        );
    }
    let whole = masked(&schema, "EventConnection");
    for code in CODES {
        let query = format!(
            "{{ district(code: \"{code}\") {{ sequence events(statuses: [POSTED, VERIFIED]) {whole} }} }}"
        );
        documents.insert(format!("events of {code}"), (query, json!({})));
        let query = format!(
            "{{ district(code: \"{code}\") {{ sequence figures(metrics: [EVENTS, MS1_SUBMITTED], period: {{ year: 2022 }}) \
             {{ value asOf completeness {{ silent }} records(first: 3) {{ totalCount edges {{ node {{ title }} }} }} }} \
             workrooms(first: 5) {{ nodes {{ name members {{ id name }} }} }} }} }}"
        );
        documents.insert(format!("figures of {code}"), (query, json!({})));
    }
    let bare = [
        (
            "tree",
            "viceChairs { name specialCommittees { name sectorGroups { name workrooms { name members { name } } } } }",
        ),
        (
            "page",
            "events(first: 50) { totalCount nodes { title kind hosts { name } quantities { measure value } } }",
        ),
        (
            "cases",
            "microSuggestions(first: 50) { totalCount nodes { id state overdue } }",
        ),
    ];
    for (name, asked) in bare {
        let query = format!("{{ district(code: \"{}\") {{ {asked} }} }}", CODES[0]);
        documents.insert(name.to_owned(), (query, json!({})));
    }
    documents.insert(
        "now".to_owned(),
        ("{ serverTime viewer { role } }".to_owned(), json!({})),
    );
    documents.insert(
        "sign-in".to_owned(),
        ("{ ownSignIn { __typename } }".to_owned(), json!({})),
    );
    documents
}

/// Documents of which an answer is kept. The others, which ask for everything, open sealed words; those of the other district
/// are told to nobody who asks for them here.
const KEPT: [&str; 6] = [
    "cases",
    "events of 430503",
    "figures of 430502",
    "figures of 430503",
    "page",
    "tree",
];

/// Asks everything by both doors; the documents of which an answer was kept.
async fn compare(world: &World, (keeping, plain): &(Doors, Doors)) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for (who, actor) in world.callers() {
        for (name, (query, variables)) in documents(world) {
            let ask = async |doors: &Doors| told(doors, actor.as_ref(), &query, &variables).await;
            let (first, before) = (ask(keeping).await, keeping.kept.given());
            let again = ask(keeping).await;
            let fresh = ask(plain).await;
            assert_eq!(first, fresh, "{who} asks {name}");
            assert_eq!(again, fresh, "{who} asks {name} again");
            assert!(
                !fresh.contains("\"INTERNAL\""),
                "{who} asks {name}: {fresh}"
            );
            if keeping.kept.given() > before {
                kept.insert(name);
            }
        }
        assert_eq!(plain.kept.given(), 0);
    }
    kept
}

on_both!(whoever_asks_whatever_a_kept_answer_is_what_he_would_be_told);
async fn whoever_asks_whatever_a_kept_answer_is_what_he_would_be_told(store: Store) {
    let world = World::new(&store).await;
    let desk = &world.desks[0];
    let clock = desk.town.stage.clock.clone();
    let doors = both_doors(&store, &clock);
    let kept = compare(&world, &doors).await;
    assert_eq!(kept, KEPT.map(str::to_owned).into());
    let void = json!({ "eventId": event(10), "reason": "误报" });
    let office = desk.view(crate::casework::desk::Who::Office).actor;
    let query =
        "mutation($input: EventVoidInput!) { eventVoid(input: $input) { errors { code } } }";
    let voided = told(&doors.0, office.as_ref(), query, &json!({ "input": void })).await;
    assert!(voided.contains("\"errors\":[]"), "{voided}");
    let again = compare(&world, &doors).await;
    assert_eq!(again, kept);
    // Legs that were not overdue are.
    clock.set(clock.now() + chrono::TimeDelta::days(40));
    assert_eq!(compare(&world, &doors).await, kept);
}

on_both!(nobody_who_races_with_writers_is_told_of_an_older_district);
async fn nobody_who_races_with_writers_is_told_of_an_older_district(store: Store) {
    let town = Arc::new(town::Town::new(&store).await);
    let (doors, _) = both_doors(&store, &town.clock);
    let actor = Actor {
        id: uuid::Uuid::from_u128(1),
        role: Role::Office,
        district: town.district.clone(),
        scope: None,
    };
    let began = town.number().await;
    let known = Arc::new(AtomicI64::new(began));
    let writer = tokio::spawn({
        let (town, known) = (Arc::clone(&town), Arc::clone(&known));
        async move {
            for n in 0..40_u128 {
                let posted = town
                    .post(vec![town.talk(
                        n + 1,
                        &format!("第{n}次学习 {}", "甲".repeat(n as usize % 7)),
                    )])
                    .await;
                known.fetch_max(posted["sequence"].as_i64().unwrap(), Ordering::SeqCst);
            }
        }
    });
    let query = "{ district(code: \"430503\") { sequence figures(metrics: [EVENTS], period: { year: 2022 }) { value asOf } } }";
    let readers = (0..3).map(|_| {
        let (doors, known, actor) = (doors.clone(), Arc::clone(&known), actor.clone());
        tokio::spawn(async move {
            loop {
                let at_least = known.load(Ordering::SeqCst);
                let told = told(&doors, Some(&actor), query, &json!({})).await;
                let told: Value = serde_json::from_str(&told).unwrap();
                let district = &told["data"]["district"];
                let sequence = district["sequence"].as_i64().unwrap();
                assert!(
                    sequence >= at_least,
                    "{sequence} after {at_least} was acknowledged"
                );
                let figure = &district["figures"][0];
                assert_eq!(figure["asOf"].as_i64(), Some(sequence));
                // Held ones, which are like an earlier one, take a number and do not count.
                let value: i64 = figure["value"].as_str().unwrap().parse().unwrap();
                assert!(value <= sequence - began, "{value} by {sequence}");
                if sequence == began + 40 {
                    return value;
                }
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    writer.await.unwrap();
    let mut ends = BTreeSet::new();
    for reader in readers {
        ends.insert(reader.await.unwrap());
    }
    assert_eq!(ends.len(), 1, "readers of one number differ: {ends:?}");
}
