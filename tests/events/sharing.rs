//! Posts that come at once to one district share a transaction, and each is answered as if it had gone alone.
//! Deliberately absent: how much faster that is.

use std::collections::BTreeSet;
use std::sync::Arc;

use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use workrooms::events::entity::event as row;
use workrooms::http::Doors;
use workrooms::http::registering::{File, register};
use workrooms::http::run::{Asked, Begun};
use workrooms::kernel::actor::{Actor, Role};
use workrooms::kernel::clock::Clock;
use workrooms::kernel::db::begin_write;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::viewpoint::Viewpoint;

use super::town::{Town, codes, event, statuses};
use crate::support::Store;

const POST: &str = "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence errors { code field message } \
    verdicts { id status errors { code field message } } } }";

fn actor(town: &Town, n: u128, role: Role, scope: Option<NodeId>) -> Actor {
    Actor {
        id: uuid::Uuid::from_u128(n),
        role,
        district: town.district.clone(),
        scope,
    }
}

/// The payload of a post that comes by the doors.
async fn post(doors: Doors, actor: Actor, events: Vec<Value>) -> Value {
    let asked = Asked {
        query: POST.to_owned(),
        ..Asked::default()
    };
    post_as_asked(doors, actor, asked, events).await
}

async fn post_as_asked(doors: Doors, actor: Actor, asked: Asked, events: Vec<Value>) -> Value {
    let variables = json!({ "input": { "events": events } });
    let asked = Asked {
        variables: variables.as_object().unwrap().clone(),
        ..asked
    };
    let caller = crate::doors::caller(Some(actor));
    match doors.run(asked, &caller).await.unwrap() {
        Begun::Answered(answer) => {
            let answer = serde_json::to_value(&answer.body).unwrap();
            match answer["errors"].is_null() {
                true => answer["data"]["eventsPost"].clone(),
                false => answer["errors"][0]["extensions"]["code"].clone(),
            }
        }
        Begun::Followed(_) => panic!("a subscription"),
    }
}

/// Holds the district until all of these have come behind a first one, and gives the answers in their order.
async fn at_once(
    store: &Store,
    town: &Town,
    doors: &Doors,
    posts: Vec<(Actor, Vec<Value>)>,
) -> Vec<Value> {
    let office = actor(town, 1, Role::Office, None);
    let view = Viewpoint::of(Some(&office));
    let (held, _) = begin_write(&store.db, &town.district, &view)
        .await
        .unwrap()
        .unwrap();
    let first = post(
        doors.clone(),
        office,
        vec![town.talk(900, "先到的一场（示例）")],
    );
    let first = tokio::spawn(first);
    // The first one is under way where it is no longer among those who wait.
    let sharing = &doors.app.sharing;
    while first.is_finished()
        || !sharing.is_going(&town.district)
        || sharing.waiting(&town.district) > 0
    {
        tokio::task::yield_now().await;
    }
    let mut answers = Vec::new();
    for (n, (actor, events)) in posts.into_iter().enumerate() {
        let joins = matches!(actor.role, Role::Office | Role::WorkroomOfficer);
        answers.push(tokio::spawn(post(doors.clone(), actor, events)));
        while joins && sharing.waiting(&town.district) < n + 1 {
            tokio::task::yield_now().await;
        }
    }
    held.rollback().await.unwrap();
    assert_eq!(statuses(&first.await.unwrap()), ["ACCEPTED"]);
    let mut told = Vec::new();
    for answer in answers {
        told.push(answer.await.unwrap());
    }
    told
}

on_both!(posts_that_wait_share_a_transaction_and_are_answered_each_on_its_own);
async fn posts_that_wait_share_a_transaction_and_are_answered_each_on_its_own(store: Store) {
    let town = Arc::new(Town::new(&store).await);
    let doors = crate::doors::doors_at(&store, Clock::System, &[]);
    let before = town.number().await;
    let office = || actor(&town, 1, Role::Office, None);
    let south = || actor(&town, 2, Role::WorkroomOfficer, Some(town.south));
    let north = || actor(&town, 3, Role::WorkroomOfficer, Some(town.north));
    let mut wrong = town.talk(7, "日期有误的一场（示例）");
    wrong["occurredOn"] = json!({ "from": "2099-01-01" });
    let told = at_once(
        &store,
        &town,
        &doors,
        vec![
            (
                office(),
                vec![town.talk(1, "甲场学习"), town.talk(2, "乙次恳谈座谈会")],
            ),
            (south(), vec![town.talk(3, "丙类调研走访三月")]),
            (north(), vec![town.talk(4, "丁项不归本室")]),
            (office(), vec![wrong]),
            // The same id again, and with other content.
            (office(), vec![town.talk(1, "甲场学习")]),
            (south(), vec![town.talk(3, "丙类调研走访四月")]),
            (office(), vec![town.talk(8, "戊期培训八讲完结")]),
        ],
    )
    .await;
    let expected = [
        &["ACCEPTED", "ACCEPTED"][..],
        &["ACCEPTED"],
        &["REJECTED"],
        &["REJECTED"],
        &["DUPLICATE"],
        &["CONFLICT"],
        &["ACCEPTED"],
    ];
    for (answer, expected) in told.iter().zip(expected) {
        assert_eq!(statuses(answer), expected, "{answer}");
    }
    let errors = |n: usize| codes(&told[n]["verdicts"][0]["errors"]);
    assert_eq!(
        errors(2),
        [("FORBIDDEN_HOST".to_owned(), "hostId".to_owned())]
    );
    assert_eq!(errors(3)[0].1, "occurredOn.from");
    // One number for each event, the first one's among them, and the journal is whole.
    assert_eq!(town.number().await, before + 5);
    town.assert_whole().await;
    let rows = row::Entity::find()
        .order_by_asc(row::Column::SinceNumber)
        .all(&store.raw)
        .await
        .unwrap();
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(
        ids,
        [900, 1, 2, 8, 3].map(event),
        "those of one caller are one batch"
    );
    // The first one's transaction and the shared one, in which two callers wrote.
    let instants: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.posted_at, row.posted_by))
        .collect();
    assert_eq!(instants.len(), 3);
}

on_both!(who_may_not_post_is_refused_and_nobody_with_him);
async fn who_may_not_post_is_refused_and_nobody_with_him(store: Store) {
    let town = Arc::new(Town::new(&store).await);
    let doors = crate::doors::doors_at(&store, Clock::System, &[]);
    let told = at_once(
        &store,
        &town,
        &doors,
        vec![
            (
                actor(&town, 1, Role::Office, None),
                vec![town.talk(1, "甲场学习")],
            ),
            (
                actor(&town, 9, Role::Leader, None),
                vec![town.talk(2, "乙次恳谈座谈会")],
            ),
        ],
    )
    .await;
    assert_eq!(statuses(&told[0]), ["ACCEPTED"]);
    assert_eq!(told[1], "FORBIDDEN");
    let empty = post(
        doors.clone(),
        actor(&town, 1, Role::Office, None),
        Vec::new(),
    )
    .await;
    assert_eq!(empty["errors"][0]["code"], "EMPTY");
    assert!(!doors.app.sharing.is_going(&town.district));
    town.assert_whole().await;
}

on_both!(who_goes_away_takes_nobody_with_him);
async fn who_goes_away_takes_nobody_with_him(store: Store) {
    let town = Arc::new(Town::new(&store).await);
    let doors = crate::doors::doors_at(&store, Clock::System, &[]);
    let office = actor(&town, 1, Role::Office, None);
    let view = Viewpoint::of(Some(&office));
    let (held, _) = begin_write(&store.db, &town.district, &view)
        .await
        .unwrap()
        .unwrap();
    let first = tokio::spawn(post(
        doors.clone(),
        office.clone(),
        vec![town.talk(1, "甲场学习")],
    ));
    let sharing = &doors.app.sharing;
    while !sharing.is_going(&town.district) || sharing.waiting(&town.district) > 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn(post(
        doors.clone(),
        office.clone(),
        vec![town.talk(2, "乙次恳谈座谈会")],
    ));
    while sharing.waiting(&town.district) < 1 {
        tokio::task::yield_now().await;
    }
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    held.rollback().await.unwrap();
    assert_eq!(statuses(&second.await.unwrap()), ["ACCEPTED"]);
    // What was under way is stored all the same, and its sender finds it so.
    let again = post(doors.clone(), office, vec![town.talk(1, "甲场学习")]).await;
    assert_eq!(statuses(&again), ["DUPLICATE"]);
}

on_both!(a_registered_post_is_run_once_whatever_its_answer_looks_up);
async fn a_registered_post_is_run_once_whatever_its_answer_looks_up(store: Store) {
    let town = Town::new(&store).await;
    let doors = crate::doors::doors_at(&store, Clock::System, &[]);
    let file = File {
        name: "post.graphql".to_owned(),
        text: POST.to_owned(),
    };
    let done = register(&store.db, &Clock::System, &doors.documents, &[file]).await;
    let asked = Asked {
        document_id: Some(done.unwrap().pop().unwrap().id),
        ..Asked::default()
    };
    let office = actor(&town, 1, Role::Office, None);
    let post =
        async |events| post_as_asked(doors.clone(), office.clone(), asked.clone(), events).await;
    // Nothing is looked up for the first answer, so the second might be taken for one that needs no rows either.
    let first = post(vec![town.talk(1, "甲场学习")]).await;
    assert_eq!(statuses(&first), ["ACCEPTED"]);
    let before = town.number().await;
    let second = post(vec![
        town.talk(2, "乙次恳谈座谈会"),
        town.talk(1, "丙类调研走访"),
    ])
    .await;
    assert_eq!(statuses(&second), ["ACCEPTED", "CONFLICT"]);
    assert_eq!(town.number().await, before + 1);
    town.assert_whole().await;
}
