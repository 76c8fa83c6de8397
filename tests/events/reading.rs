//! Reading events: what each role sees, pages both ways, every filter.
//! Deliberately absent: the nodes that ask; they only narrow.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use workrooms::events::filter::EventFilter;
use workrooms::events::kinds::{EventKind, EventStatus, FundKind};
use workrooms::events::queries::{count, page};
use workrooms::kernel::actor::Role;
use workrooms::kernel::id::EventId;
use workrooms::kernel::page::{PageArgs, encode_cursor};
use workrooms::kernel::period::Span;
use workrooms::linkage::Hosts;

use super::town::{Town, day, event, statuses, verdicts};
use crate::support::Store;

on_both!(an_event_tells_all_that_was_posted_and_its_words_only_to_some);
async fn an_event_tells_all_that_was_posted_and_its_words_only_to_some(store: Store) {
    let town = Town::new(&store).await;
    let mut item = town.talk(1, "送春联");
    item["hostId"] = json!(town.id("Member", town.member));
    item["coHostIds"] = json!([town.workroom(town.north), town.workroom(town.south)]);
    item["placeCode"] = json!("430503001");
    item["narrative"] = json!("居民说：\n很好。");
    item["quantities"] =
        json!([{ "measure": "FUNDS", "value": "0.05", "fundKind": "DONATION_CASH" }]);
    let answer = town.post(vec![item]).await;
    assert_eq!(statuses(&answer), ["ACCEPTED"]);
    let id = verdicts(&answer).first().expect("a verdict")["event"]["id"].clone();
    let document = "query($id: ID!) { node(id: $id) { ... on Event { uuid kind category occurredOn { from to } placeCode \
        hosts { name isLead share node { id } } participants { name } narrative postedAt parts { id } parent { id } \
        quantities { measure value unit qualifier fundKind } } } }";
    let seen = async |role, scope| {
        let answer = town
            .ask(town.request(role, scope), document, json!({ "id": id }))
            .await;
        assert_eq!(answer["errors"], Value::Null, "{answer}");
        answer["data"]["node"].clone()
    };
    let office = seen(Role::Office, None).await;
    let (north, south) = (town.workroom(town.north), town.workroom(town.south));
    let mut others = [(north, "城北委员工作室"), (south, "城南委员工作室")];
    if town.south < town.north {
        others.reverse();
    }
    let [(first, first_name), (second, second_name)] = others;
    assert_eq!(
        office,
        json!({
            "uuid": event(1), "kind": "STUDY_TALK", "category": "STUDY",
            "occurredOn": { "from": "2022-05-10", "to": "2022-05-11" }, "placeCode": "430503001",
            "hosts": [
                { "name": "示例委员 01", "isLead": true, "share": "0.333334", "node": { "id": town.id("Member", town.member) } },
                { "name": first_name, "isLead": false, "share": "0.333333", "node": { "id": first } },
                { "name": second_name, "isLead": false, "share": "0.333333", "node": { "id": second } },
            ],
            "participants": [{ "name": "示例委员 01" }],
            "narrative": "居民说：\n很好。", "postedAt": "2022-12-20T04:00:00Z", "parts": [], "parent": null,
            "quantities": [
                { "measure": "SESSIONS", "value": "1", "unit": "SESSIONS", "qualifier": "EXACT", "fundKind": null },
                { "measure": "FUNDS", "value": "0.05", "unit": "YUAN", "qualifier": "EXACT", "fundKind": "DONATION_CASH" },
            ],
        })
    );
    assert_eq!(seen(Role::Leader, None).await, office);
    let officer = seen(Role::WorkroomOfficer, Some(town.south)).await;
    assert_eq!(
        (officer["narrative"].clone(), officer["uuid"].clone()),
        (Value::Null, json!(event(1)))
    );
    assert_eq!(seen(Role::Hotline, None).await, Value::Null);
}

on_both!(pages_cover_a_list_once_in_both_directions);
async fn pages_cover_a_list_once_in_both_directions(store: Store) {
    let town = Town::new(&store).await;
    let mut batch = Vec::new();
    for n in 0..7_u128 {
        let mut item = town.talk(n, &format!("宣讲 {n}"));
        item["occurredOn"]["from"] = json!(format!("2022-05-1{}", n / 3));
        batch.push(item);
    }
    town.post(batch).await;
    let number = town.number().await;
    let filter = EventFilter::default();
    let walk = async |backward: bool| {
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let args = match backward {
                false => PageArgs::new(Some(2), cursor.as_deref(), None, None),
                true => PageArgs::new(None, None, Some(2), cursor.as_deref()),
            };
            let args = args.expect("arguments");
            let found = page(&town.db, &town.district, number, &filter, &args)
                .await
                .expect("a page");
            let ids: Vec<_> = found
                .items
                .iter()
                .map(|(_, row)| row.id.to_string())
                .collect();
            let edge = if backward {
                found.items.first()
            } else {
                found.items.last()
            };
            cursor = edge.map(|(key, _)| encode_cursor(key));
            let more = if backward {
                found.has_previous
            } else {
                found.has_next
            };
            if backward {
                seen.splice(0..0, ids);
            } else {
                seen.extend(ids);
            }
            if !more {
                return seen;
            }
        }
    };
    let expected: Vec<_> = (0..7).rev().map(event).collect();
    assert_eq!(walk(false).await, expected);
    assert_eq!(walk(true).await, expected);
    assert_eq!(
        count(&town.db, &town.district, number, &filter)
            .await
            .expect("a count"),
        7
    );
    assert_eq!(
        count(&town.db, &town.district, number - 3, &filter)
            .await
            .expect("a count"),
        4
    );
}

on_both!(each_filter_finds_its_events);
async fn each_filter_finds_its_events(store: Store) {
    let town = Town::new(&store).await;
    let one = town.talk(1, "Open 100% 宣讲");
    let mut two = town.talk(2, "送春联");
    two["kind"] = json!("VOLUNTEER");
    two["hostId"] = json!(town.workroom(town.north));
    two["coHostIds"] = json!([town.id("SpecialCommittee", town.committee)]);
    two["placeCode"] = json!("430503001");
    two["participantIds"] = json!([town.id("Member", town.member)]);
    two["quantities"] = json!([{ "measure": "FUNDS", "value": "5", "fundKind": "MOBILISED" }]);
    two["subjectId"] = json!(event(77));
    let mut three = town.talk(3, "座谈会");
    three["parentId"] = json!(event(1));
    three["occurredOn"]["from"] = json!("2022-06-01");
    assert_eq!(
        statuses(&town.post(vec![one, two, three]).await),
        ["ACCEPTED"; 3]
    );
    let office = town.request(Role::Office, None);
    let verify = json!({ "eventId": event(3) });
    town.change(office, "eventVerify", "{ errors { code } }", verify)
        .await;
    let number = town.number().await;
    let uuid = |n: u128| event(n).parse().expect("a UUID");
    let span = |from: &str, to: &str| Span::new(day(from), Some(day(to)));
    let below = |host, from: &str, to: &str| {
        let hosts = Hosts::Some([(host, vec![span(from, to)])].into());
        EventFilter {
            below: Some(hosts),
            ..Default::default()
        }
    };
    let cases: Vec<(EventFilter, Vec<u128>)> = vec![
        (EventFilter::default(), vec![3, 2, 1]),
        (
            EventFilter {
                kinds: Some([EventKind::Volunteer].into()),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                kinds: Some(BTreeSet::new()),
                ..Default::default()
            },
            vec![],
        ),
        (
            EventFilter {
                hosts: Some([town.committee].into()),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                hosts: Some([town.south].into()),
                ..Default::default()
            },
            vec![3, 1],
        ),
        (
            EventFilter {
                fund_kinds: Some([FundKind::Mobilised].into()),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                fund_kinds: Some([FundKind::AidPaid].into()),
                ..Default::default()
            },
            vec![],
        ),
        (
            EventFilter {
                divisions: Some(["4305".to_owned()].into()),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                divisions: Some(["430502".to_owned()].into()),
                ..Default::default()
            },
            vec![],
        ),
        (
            EventFilter {
                participants: Some([town.member].into()),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                all_participants: [town.former].into(),
                ..Default::default()
            },
            vec![],
        ),
        (
            EventFilter {
                subject: Some(uuid(77)),
                ..Default::default()
            },
            vec![2],
        ),
        (
            EventFilter {
                statuses: Some([EventStatus::Verified].into()),
                ..Default::default()
            },
            vec![3],
        ),
        (
            EventFilter {
                parent: Some(EventId(uuid(1))),
                ..Default::default()
            },
            vec![3],
        ),
        (
            EventFilter {
                is_part: Some(false),
                ..Default::default()
            },
            vec![2, 1],
        ),
        (
            EventFilter {
                text: Some("oPEN 100%".into()),
                ..Default::default()
            },
            vec![1],
        ),
        (
            EventFilter {
                text: Some("1_0".into()),
                ..Default::default()
            },
            vec![],
        ),
        (
            EventFilter {
                span: Some(span("2022-06-01", "2022-06-02")),
                ..Default::default()
            },
            vec![3],
        ),
        (below(town.south, "2022-05-01", "2022-06-01"), vec![1]),
        (below(town.north, "2022-06-01", "2022-07-01"), vec![]),
        (
            EventFilter {
                below: Some(Hosts::All),
                ..Default::default()
            },
            vec![3, 2, 1],
        ),
    ];
    for (filter, expected) in cases {
        let args = PageArgs::new(None, None, None, None).expect("arguments");
        let found = page(&town.db, &town.district, number, &filter, &args)
            .await
            .expect("a page");
        let found: Vec<_> = found
            .items
            .iter()
            .map(|(_, row)| row.id.to_string())
            .collect();
        let expected: Vec<_> = expected.into_iter().map(event).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}
