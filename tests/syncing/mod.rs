//! Clients that keep lists: whatever is written while they read, page by page and round by round, in the end they have what
//! a fresh read gives. Deliberately absent: how a list is told otherwise.

mod kept;
mod schema;
mod told;
mod world;

use serde_json::Value;

use crate::casework::random::Dice;
use crate::micro_suggestions::desk::{Desk, Who};
use crate::support::Store;
use kept::{Kept, List};
use world::World;

/// All that clients keep here, as those who keep it.
fn clients(desk: &Desk) -> Vec<(Who, Vec<Kept>)> {
    let district = r#"district(code: "430503")"#.to_owned();
    let node = |kind: &str, id: String| format!(r#"node(id: "{id}") {{ ... on {kind}"#);
    let workroom = node(
        "Workroom",
        desk.town.global("Workroom", desk.town.workrooms[0]),
    );
    let member = node("Member", desk.member(0));
    let list = |root: &str, field, args, shown| {
        Kept::of(List {
            root: root.to_owned(),
            field,
            args,
            shown,
        })
    };
    let event =
        "title status kind narrative occurredOn { from } participants { id } campaigns { id }";
    let case = "title state step content wordsErasedOn notices { overdueDays } relatedCases { direction id }";
    let events = |root: &str| {
        vec![
            list(root, "events", "", event),
            list(root, "events", "statuses: [POSTED, VERIFIED]", event),
            list(root, "events", "filter: { kinds: [LECTURE] }", event),
            list(root, "events", "text: \"改\"", event),
        ]
    };
    let cases = |root: &str| {
        vec![
            list(root, "microSuggestions", "", case),
            list(
                root,
                "microSuggestions",
                "filter: { waitingFor: [OFFICE, UNIT] }",
                case,
            ),
        ]
    };
    let mut office = events(&district);
    office.push(list(&workroom, "events", "", event));
    office.push(list(&member, "events", "", event));
    office.extend(cases(&district));
    office.push(list(&district, "publishedFigures", "", "key value"));
    office.push(list(
        &district,
        "workrooms",
        "",
        "name honours { title } members { id }",
    ));
    office.push(list(&district, "members", "", "name expertise phone"));
    let mut officer = cases(&district);
    officer.push(list(
        &workroom,
        "events",
        "statuses: [POSTED, VERIFIED]",
        event,
    ));
    vec![
        (Who::Office, office),
        (Who::Officer, officer),
        (Who::Hotline, cases(&district)),
        (Who::Unit, cases(&district)),
        (Who::OtherUnit, cases(&district)),
        (Who::OtherMember, cases(&district)),
    ]
}

/// Lives a history in which clients come and go; gives what was done, what left lists and how often one was read anew.
async fn lived(store: Store, seed: u64) -> (usize, usize, usize) {
    let desk = Desk::new(&store).await;
    let mut world = World::new(desk, Dice(seed)).await;
    let mut clients = clients(&world.desk);
    for _ in 0..14 {
        for _ in 0..6 {
            world.turn().await;
        }
        // Each is there at some of the moments, and is written past while it reads.
        for (who, lists) in &mut clients {
            for list in lists {
                if world.dice.roll(3) == 0 {
                    list.round(*who, &mut world, true).await;
                }
            }
        }
    }
    let (mut left, mut anew) = (0, 0);
    for (who, lists) in &mut clients {
        for list in lists {
            // Whoever was cut off in the middle begins his round again.
            list.round(*who, &mut world, false).await;
            let fresh = list.fresh(*who, &world.desk).await;
            assert_eq!(
                Value::from(list.told()),
                Value::from(fresh),
                "{who:?} {:?}",
                list.list
            );
            left += list.left;
            anew += list.anew;
        }
    }
    world.desk.assert_whole().await;
    (world.done, left, anew)
}

on_both!(a_client_has_what_a_fresh_read_gives);
async fn a_client_has_what_a_fresh_read_gives(store: Store) {
    let (done, left, anew) = lived(store, 3).await;
    assert!(done > 90, "only {done} changes");
    assert!(left > 20, "only {left} things left lists");
    assert!(anew > 0, "no chain moved under a list");
}

on_both!(another_client_has_what_a_fresh_read_gives);
async fn another_client_has_what_a_fresh_read_gives(store: Store) {
    let (done, left, _) = lived(store, 20_261_128).await;
    assert!(done > 90, "only {done} changes");
    assert!(left > 20, "only {left} things left lists");
}
