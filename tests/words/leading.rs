//! The account of an event goes with its lead host, whoever led when its key was made.
//! Deliberately absent: what a correction is (events).

use serde_json::{Value, json};
use workrooms::events::commands::change::{EventChange, correct};
use workrooms::events::kinds::EventKind;
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::NodeId;
use workrooms::schema;

use crate::statistics::stage::{CODE, Town, event};
use crate::support::Store;

on_both!(the_account_is_read_by_the_officer_of_whoever_leads_now);
async fn the_account_is_read_by_the_officer_of_whoever_leads_now(store: Store) {
    let town = Town::new(&store, 2).await;
    let mut draft = town.draft(
        ("Workroom", town.workrooms[0]),
        EventKind::PublicTalk,
        "恳谈（示例）",
        "2022-05-05",
    );
    draft.narrative = Some("居民的话（示例）".to_owned());
    town.post(1, draft.clone()).await;
    let id = town.global("Event", NodeId(event(1).parse().unwrap()));
    let read = async |workroom: usize| {
        let scope = Some(town.workrooms[workroom]);
        let view = town.stage.request(Role::WorkroomOfficer, CODE, scope);
        let query = format!("{{ node(id: \"{id}\") {{ ... on Event {{ narrative }} }} }}");
        let answer = schema::execute(&town.schema, async_graphql::Request::new(query), view).await;
        assert_eq!(answer.errors, []);
        answer.data.into_json().unwrap()["node"]["narrative"].take()
    };
    assert_eq!(read(0).await, json!("居民的话（示例）"));
    assert_eq!(read(1).await, Value::Null);
    // The key was made for the first; the second leads from now on, and corrects what the key seals.
    draft.host = town.global("Workroom", town.workrooms[1]);
    let change = |reason: &str| EventChange {
        event: event(1),
        reason: Some(reason.to_owned()),
    };
    let office = town.office();
    let done = correct(&office, &town.district, change("主办有误"), &draft).await;
    done.unwrap();
    assert_eq!(read(0).await, Value::Null);
    assert_eq!(read(1).await, json!("居民的话（示例）"));
    let scope = Some(town.workrooms[1]);
    let officer = town.stage.request(Role::WorkroomOfficer, CODE, scope);
    draft.narrative = Some("补记（示例）".to_owned());
    let done = correct(&officer, &town.district, change("补记"), &draft).await;
    done.unwrap();
    assert_eq!(read(1).await, json!("补记（示例）"));
}
