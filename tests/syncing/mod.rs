//! Clients that keep lists: whatever is written while they read, page by page and round by round, in the end they have what
//! a fresh read gives. Deliberately absent: how a list is told otherwise.

mod kept;
mod schema;
mod told;
mod world;

use crate::casework::random::Dice;
use crate::micro_suggestions::desk::{Desk, Who};
use crate::support::Store;
use kept::{Kept, List, Wrong};
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
        "statements",
        "",
        "title replacedById lines { value }",
    ));
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

/// What came of a history.
struct Came {
    /// Changes that were taken.
    done: usize,
    /// Things that left lists of clients.
    left: usize,
    /// Lists that were read anew.
    anew: usize,
    /// Lists that are not what a fresh read gives.
    differ: Vec<String>,
}

/// Lives a history in which clients come and go, who may all do something wrong.
async fn lived(store: Store, seed: u64, wrong: Option<Wrong>) -> Came {
    let desk = Desk::new(&store).await;
    let mut world = World::new(desk, Dice(seed)).await;
    let mut clients = clients(&world.desk);
    for list in clients.iter_mut().flat_map(|(_, lists)| lists) {
        list.wrong = wrong;
    }
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
    let (mut left, mut anew, mut differ) = (0, 0, Vec::new());
    for (who, lists) in &mut clients {
        for list in lists {
            list.round(*who, &mut world, false).await;
            let (told, fresh) = (list.told(), list.fresh(*who, &world.desk).await);
            if told != fresh {
                differ.push(format!("{who:?} {:?}\n{told:?}\n{fresh:?}", list.list));
            }
            left += list.left;
            anew += list.anew;
        }
    }
    world.desk.assert_whole().await;
    Came {
        done: world.done,
        left,
        anew,
        differ,
    }
}

async fn holds(store: Store, seed: u64) {
    let came = lived(store, seed, None).await;
    assert_eq!(came.differ, [] as [String; 0]);
    assert!(came.done > 90, "only {} changes", came.done);
    assert!(came.left > 20, "only {} things left lists", came.left);
    assert!(came.anew > 0, "no chain moved under a list");
}

on_both!(a_client_has_what_a_fresh_read_gives);
async fn a_client_has_what_a_fresh_read_gives(store: Store) {
    holds(store, 3).await;
}

on_both!(another_client_has_what_a_fresh_read_gives);
async fn another_client_has_what_a_fresh_read_gives(store: Store) {
    holds(store, 20_261_128).await;
}

on_both!(a_client_that_takes_the_newest_number_is_found_out);
async fn a_client_that_takes_the_newest_number_is_found_out(store: Store) {
    assert_ne!(lived(store, 3, Some(Wrong::Newest)).await.differ.len(), 0);
}

on_both!(a_client_that_skips_a_number_is_found_out);
async fn a_client_that_skips_a_number_is_found_out(store: Store) {
    assert_ne!(lived(store, 3, Some(Wrong::OneMore)).await.differ.len(), 0);
}

on_both!(a_client_that_takes_nothing_out_is_found_out);
async fn a_client_that_takes_nothing_out_is_found_out(store: Store) {
    assert_ne!(lived(store, 3, Some(Wrong::KeepsAll)).await.differ.len(), 0);
}
