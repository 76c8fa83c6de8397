//! The way up and down the chain on a day, and the hosts below a node: tables, and random chains against a walk that looks
//! at every link on every day. Deliberately absent: what hosts did.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::chain::next_hop;
use workrooms::linkage::coverage::{ContactLineKind, whole_chain};
use workrooms::linkage::rules::Wanted;
use workrooms::linkage::{Attribution, Hosts, LinkKind, Node};
use workrooms::organization::Office;

use super::drawn::{Drawn, id, span};
use crate::organization::stage::day;

use LinkKind::{ContactsGroup, ContactsMember, ContactsWorkroom, GathersSector, LeadsCommittee};

/// A vice-chairperson 1 in office from March to September; committees 10 and 11 that both contact group 20 for a while;
/// workroom 30 below it and member 2 below that.
fn two_paths() -> Drawn {
    Drawn::new()
        .member(1, true, &["2021-10-01…"])
        .member(2, false, &["2021-10-01…"])
        .office(1, Office::ViceChairperson, "2022-03-01…2022-09-01")
        .committee(10, "2021-10-01…")
        .committee(11, "2021-10-01…")
        .group(20, "2021-10-01…")
        .workroom(30, "2021-10-01…")
        .link(LeadsCommittee, 1, 10, "2022-01-01…")
        .link(LeadsCommittee, 1, 11, "2022-01-01…")
        .link(ContactsGroup, 10, 20, "2022-01-01…2022-07-01")
        .link(ContactsGroup, 11, 20, "2022-06-01…2022-08-01")
        .link(ContactsWorkroom, 20, 30, "2022-01-01…")
        .link(ContactsMember, 30, 2, "2022-02-01…2022-12-01")
}

#[test]
fn a_day_is_in_the_first_day_of_a_link_and_not_in_the_first_after() {
    let chain = two_paths().chain();
    for (on, above) in [
        ("2021-12-31", vec![]),
        ("2022-01-01", vec![10]),
        ("2022-05-31", vec![10]),
        ("2022-06-01", vec![10, 11]),
        ("2022-06-30", vec![10, 11]),
        ("2022-07-01", vec![11]),
        ("2022-07-31", vec![11]),
        ("2022-08-01", vec![]),
    ] {
        let above: BTreeSet<_> = above.into_iter().map(id).collect();
        assert_eq!(chain.above(ContactsGroup, id(20), day(on)), above, "{on}");
        for committee in [10, 11] {
            let below = chain.below(ContactsGroup, id(committee), day(on));
            assert_eq!(
                below.contains(&id(20)),
                above.contains(&id(committee)),
                "{on}"
            );
        }
    }
    let below = chain.below(ContactsGroup, id(20), day("2022-06-01"));
    assert!(below.is_empty(), "a hop of another kind");
}

#[test]
fn a_vice_chairperson_leads_only_while_in_office() {
    let chain = two_paths().chain();
    let both = BTreeSet::from([id(10), id(11)]);
    for (on, led) in [
        ("2022-02-28", BTreeSet::new()),
        ("2022-03-01", both.clone()),
        ("2022-08-31", both),
        ("2022-09-01", BTreeSet::new()),
    ] {
        assert_eq!(chain.below(LeadsCommittee, id(1), day(on)), led, "{on}");
        let above = chain.above(LeadsCommittee, id(10), day(on));
        assert_eq!(above.is_empty(), led.is_empty(), "{on}");
    }
}

fn spans_of(hosts: &Hosts, host: u32) -> Vec<workrooms::kernel::period::Span> {
    match hosts {
        Hosts::All => panic!("some hosts were due"),
        Hosts::Some(hosts) => hosts.get(&id(host)).cloned().unwrap_or_default(),
    }
}

#[test]
fn several_paths_join_into_days_that_are_told_once() {
    let chain = two_paths().chain();
    let today = day("2022-12-31");
    let below = |node| chain.hosts(node, Attribution::AtEvent, today);
    let all = below(Node::ViceChair(id(1)));
    // March, when the office begins, to August, when the second committee's link has ended.
    assert_eq!(spans_of(&all, 20), [span("2022-03-01…2022-08-01")]);
    assert_eq!(spans_of(&all, 30), [span("2022-03-01…2022-08-01")]);
    assert_eq!(spans_of(&all, 2), [span("2022-03-01…2022-08-01")]);
    assert_eq!(spans_of(&all, 10), [span("2022-03-01…2022-09-01")]);
    let first = below(Node::SpecialCommittee(id(10)));
    assert_eq!(spans_of(&first, 2), [span("2022-02-01…2022-07-01")]);
    assert_eq!(spans_of(&first, 11), []);
    let workroom = below(Node::Workroom(id(30)));
    assert_eq!(spans_of(&workroom, 2), [span("2022-02-01…2022-12-01")]);
    assert_eq!(spans_of(&workroom, 20), [], "nothing above counts");
    assert_eq!(below(Node::District(id(0))), Hosts::All);
}

#[test]
fn current_hosts_are_todays_for_every_day() {
    let chain = two_paths().chain();
    let long_ago = day("2000-01-01");
    for (node, today, hosts) in [
        (
            Node::SpecialCommittee(id(10)),
            "2022-06-30",
            vec![2, 10, 20, 30],
        ),
        (Node::SpecialCommittee(id(10)), "2022-07-01", vec![10]),
        (
            Node::SpecialCommittee(id(11)),
            "2022-07-01",
            vec![2, 11, 20, 30],
        ),
        (Node::SectorGroup(id(20)), "2022-12-01", vec![20, 30]),
        (Node::ViceChair(id(1)), "2022-08-01", vec![1, 10, 11]),
    ] {
        let Hosts::Some(found) = chain.hosts(node, Attribution::Current, day(today)) else {
            panic!("some hosts were due");
        };
        let expected: Vec<_> = hosts.iter().copied().map(id).collect();
        assert_eq!(
            found.keys().copied().collect::<Vec<_>>(),
            expected,
            "{node:?}"
        );
        for spans in found.values() {
            assert!(spans.iter().any(|span| span.contains(long_ago)));
        }
    }
}

#[test]
fn a_sector_has_the_workrooms_of_its_groups_while_they_gather_it() {
    let chain = two_paths()
        .sector(40, "2021-10-01…")
        .link(GathersSector, 20, 40, "2022-04-01…2022-05-01")
        .chain();
    let hosts = chain.hosts(
        Node::Sector(id(40)),
        Attribution::AtEvent,
        day("2022-12-31"),
    );
    assert_eq!(spans_of(&hosts, 30), [span("2022-04-01…2022-05-01")]);
    assert_eq!(spans_of(&hosts, 20), [span("2022-04-01…2022-05-01")]);
    assert_eq!(spans_of(&hosts, 10), []);
}

const SPAN: u64 = 12;

fn first() -> NaiveDate {
    day("2022-01-01")
}

/// Layers of a random chain: three vice-chairpersons, committees, groups, workrooms and members each.
const LAYERS: [(LinkKind, u32, u32); 4] = [
    (LeadsCommittee, 1, 10),
    (ContactsGroup, 10, 20),
    (ContactsWorkroom, 20, 30),
    (ContactsMember, 30, 4),
];

fn random_days() -> impl Strategy<Value = String> {
    (0..SPAN, prop::option::of(1..SPAN)).prop_map(|(from, length)| {
        let from = first() + Days::new(from);
        let to = length.map_or(String::new(), |days| (from + Days::new(days)).to_string());
        format!("{from}…{to}")
    })
}

fn random_chain() -> impl Strategy<Value = Drawn> {
    let link = (0..4_usize, 0..3_u32, 0..3_u32, random_days());
    let office = (0..3_u32, random_days());
    (
        prop::collection::vec(link, 0..40),
        prop::collection::vec(office, 0..6),
    )
        .prop_map(|(links, offices)| {
            let mut drawn = Drawn::new();
            for number in 0..3 {
                drawn = drawn
                    .member(1 + number, false, &["2021-10-01…"])
                    .member(4 + number, false, &["2021-10-01…"])
                    .committee(10 + number, "2021-10-01…")
                    .group(20 + number, "2021-10-01…")
                    .workroom(30 + number, "2021-10-01…");
            }
            for (member, days) in offices {
                drawn = drawn.office(1 + member, Office::ViceChairperson, &days);
            }
            for (layer, upper, lower, days) in links {
                let (kind, uppers, lowers) = LAYERS[layer];
                drawn = drawn.stand(&Wanted {
                    kind,
                    upper: id(uppers + upper),
                    lower: id(lowers + lower),
                    span: span(&days),
                });
            }
            drawn
        })
}

/// Everything below a node on one day, by looking at every link.
fn walked(drawn: &Drawn, hop: LinkKind, from: NodeId, on: NaiveDate) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    for below in drawn.looked_below(hop, from, on) {
        found.insert(below);
        if let Some(next) = next_hop(hop) {
            found.extend(walked(drawn, next, below, on));
        }
    }
    found
}

fn no_files() -> ProptestConfig {
    ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(no_files())]

    #[test]
    fn hosts_of_any_chain_are_those_that_a_walk_finds_on_each_day(drawn in random_chain()) {
        let chain = drawn.chain();
        let everyone = (1..40).map(id);
        for (hop, uppers, _) in LAYERS {
            for upper in uppers..uppers + 3 {
                let node = match hop {
                    LeadsCommittee => Node::ViceChair(id(upper)),
                    ContactsGroup => Node::SpecialCommittee(id(upper)),
                    ContactsWorkroom => Node::SectorGroup(id(upper)),
                    _ => Node::Workroom(id(upper)),
                };
                let hosts = chain.hosts(node, Attribution::AtEvent, first());
                for ahead in 0..2 * SPAN {
                    let on = first() + Days::new(ahead);
                    let due = walked(&drawn, hop, id(upper), on);
                    let found: BTreeSet<_> = everyone
                        .clone()
                        .filter(|host| *host != id(upper) && hosts.contains(*host, on))
                        .collect();
                    prop_assert_eq!(&found, &due, "{:?} on {}", node, on);
                    let today = chain.hosts(node, Attribution::Current, on);
                    let current: BTreeSet<_> = everyone
                        .clone()
                        .filter(|host| *host != id(upper) && today.contains(*host, day("1999-01-01")))
                        .collect();
                    prop_assert_eq!(&current, &due, "{:?} today being {}", node, on);
                }
            }
        }
    }

    #[test]
    fn the_whole_chain_of_any_links_reaches_those_that_a_walk_finds(drawn in random_chain()) {
        let chain = drawn.chain();
        for ahead in 0..2 * SPAN {
            let on = first() + Days::new(ahead);
            for without in [None, Some(id(1))] {
                let due: BTreeSet<_> = (1..=3)
                    .map(id)
                    .filter(|upper| Some(*upper) != without)
                    .flat_map(|upper| walked(&drawn, LeadsCommittee, upper, on))
                    .filter(|found| (4..=6).map(id).any(|member| member == *found))
                    .collect();
                let (reached, all) = whole_chain(&chain, on, without);
                prop_assert_eq!(reached, due);
                prop_assert_eq!(all.len(), 6 - usize::from(without.is_some()));
            }
        }
    }

    #[test]
    fn what_is_below_has_above_what_it_is_below_of(drawn in random_chain()) {
        let chain = drawn.chain();
        for hop in ContactLineKind::Chain.hops() {
            for ahead in 0..SPAN {
                let on = first() + Days::new(ahead);
                for (upper, lower) in LAYERS.iter().flat_map(|(_, uppers, lowers)| {
                    (0..9).map(move |n| (id(uppers + n / 3), id(lowers + n % 3)))
                }) {
                    prop_assert_eq!(
                        chain.below(*hop, upper, on).contains(&lower),
                        chain.above(*hop, lower, on).contains(&upper)
                    );
                }
            }
        }
    }
}
