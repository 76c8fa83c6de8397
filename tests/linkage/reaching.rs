//! Who is reached, on chains drawn by hand: thresholds, lapsed offices and Party membership, several contacts, what falls
//! away. Deliberately absent: databases, and who may see it.

use workrooms::linkage::LinkKind;
use workrooms::linkage::coverage::{
    HopCoverage, Target, falling_away, hop_coverage, newly_unreached, whole_chain,
};
use workrooms::organization::Office;

use super::drawn::{Drawn, id};
use crate::organization::stage::day;

use LinkKind::*;

const ALWAYS: &str = "2021-10-01…";

fn on(drawn: &Drawn, hop: LinkKind, on: &str, too_many: usize) -> HopCoverage {
    hop_coverage(&drawn.chain(), &drawn.party(), hop, day(on), too_many, None)
}

/// Vice-chairperson 1 until July, standing members 2 and 3, plain members 4 to 7, of whom 7 sits from June on.
fn council() -> Drawn {
    Drawn::new()
        .member(1, true, &[ALWAYS])
        .member(2, true, &[ALWAYS])
        .member(3, false, &[ALWAYS])
        .member(4, false, &[ALWAYS])
        .member(5, false, &[ALWAYS])
        .member(6, false, &[ALWAYS])
        .member(7, false, &["2022-06-01…"])
        .office(1, Office::ViceChairperson, "2021-10-01…2022-07-01")
        .office(1, Office::StandingMember, ALWAYS)
        .office(2, Office::StandingMember, "2021-10-01…2022-05-01")
        .office(3, Office::StandingMember, ALWAYS)
        .link(ChairToStanding, 1, 2, ALWAYS)
        .link(ChairToStanding, 1, 3, "2022-02-01…")
        .link(StandingToSectorMember, 2, 4, ALWAYS)
        .link(StandingToSectorMember, 2, 5, "2022-01-01…")
        .link(StandingToSectorMember, 3, 5, "2022-03-01…2022-08-01")
}

#[test]
fn targets_are_reached_by_whom_since_when_and_through_lapsed_offices() {
    let target = |number, by: &[(u32, &str)], lapsed: &[(u32, &str)]| {
        let read = |list: &[(u32, &str)]| {
            let read = |(by, since): &(u32, &str)| (id(*by), day(since));
            list.iter().map(read).collect()
        };
        Target {
            id: id(number),
            by: read(by),
            lapsed: read(lapsed),
        }
    };
    let (first, january, march) = ("2021-10-01", "2022-01-01", "2022-03-01");
    let hop = on(&council(), StandingToSectorMember, "2022-04-30", 1);
    let due = [
        target(4, &[(2, first)], &[]),
        target(5, &[(2, january), (3, march)], &[]),
        target(6, &[], &[]),
    ];
    assert_eq!(hop.targets, due);
    assert_eq!((hop.reached(), hop.overloaded), (2, vec![(id(2), 2)]));
    // In May, 2 has left the office: one is reached through it only, one otherwise too, and 2 is to be reached.
    let hop = on(&council(), StandingToSectorMember, "2022-06-01", 1);
    let due = [
        target(2, &[], &[]),
        target(4, &[], &[(2, first)]),
        target(5, &[(3, march)], &[(2, january)]),
        target(6, &[], &[]),
        target(7, &[], &[]),
    ];
    assert_eq!(hop.targets, due);
    assert_eq!(
        (hop.reached(), hop.overloaded),
        (1, vec![]),
        "lapsed contacts weigh on nobody"
    );
    let hop = on(&council(), StandingToSectorMember, "2022-08-01", 1);
    assert_eq!(hop.reached(), 0, "the link's first day after");
}

#[test]
fn the_council_reaches_standing_members_who_are_not_of_it() {
    for (day, reached, targets) in [
        ("2022-01-31", 1, 2),
        ("2022-02-01", 2, 2),
        ("2022-04-30", 2, 2),
        ("2022-05-01", 1, 1),
        // Out of office, the vice-chairperson is a standing member like any other, and reaches nobody.
        ("2022-07-01", 0, 2),
    ] {
        let hop = on(&council(), ChairToStanding, day, 15);
        assert_eq!(
            (hop.reached(), hop.targets.len()),
            (reached, targets),
            "{day}"
        );
    }
}

#[test]
fn too_many_means_more_than_the_threshold() {
    for (too_many, overloaded) in [
        (0, vec![(id(2), 2), (id(3), 1)]),
        (1, vec![(id(2), 2)]),
        (2, vec![]),
    ] {
        let hop = on(&council(), StandingToSectorMember, "2022-04-01", too_many);
        assert_eq!(hop.overloaded, overloaded);
    }
}

#[test]
fn the_partys_line_holds_only_through_members_in_the_party() {
    let line = |in_party| {
        Drawn::new()
            .member(1, true, &[ALWAYS])
            .member(2, in_party, &[ALWAYS])
            .member(3, false, &[ALWAYS])
            .office(1, Office::PartyGroupMember, "2021-10-01…2022-07-01")
            .link(PartyGroupToCpcMember, 1, 2, ALWAYS)
            .link(CpcToNonCpcMember, 2, 3, ALWAYS)
    };
    let told = |drawn: &Drawn, hop, on: &str| {
        let hop = hop_coverage(&drawn.chain(), &drawn.party(), hop, day(on), 15, None);
        let lapsed = hop
            .targets
            .iter()
            .filter(|target| !target.lapsed.is_empty());
        (hop.reached(), lapsed.count(), hop.targets.len())
    };
    assert_eq!(
        told(&line(true), PartyGroupToCpcMember, "2022-06-30"),
        (1, 0, 1)
    );
    // Out of the group, member 1 is a target of it.
    assert_eq!(
        told(&line(true), PartyGroupToCpcMember, "2022-07-01"),
        (0, 1, 2)
    );
    assert_eq!(
        told(&line(true), CpcToNonCpcMember, "2022-06-30"),
        (1, 0, 1)
    );
    assert_eq!(
        told(&line(false), CpcToNonCpcMember, "2022-06-30"),
        (0, 1, 2)
    );
}

#[test]
fn nobody_to_reach_is_nobody_reached() {
    let empty = Drawn::new();
    for hop in [
        LeadsCommittee,
        ContactsMember,
        ChairToStanding,
        CpcToNonCpcMember,
    ] {
        let hop = on(&empty, hop, "2022-01-01", 15);
        assert_eq!((hop.reached(), hop.targets.len()), (0, 0));
    }
    let (reached, members) = whole_chain(&empty.chain(), day("2022-01-01"), None);
    assert!(reached.is_empty() && members.is_empty());
}

#[test]
fn who_leaves_takes_along_the_links_of_then_and_of_later() {
    let drawn = council()
        .link(StandingToSectorMember, 3, 6, "2022-10-01…")
        .link(StandingToSectorMember, 3, 4, "2021-10-01…2022-02-01");
    let chain = drawn.chain();
    let falling = |member, on: &str| {
        let links = falling_away(&chain, id(member), day(on));
        let mut links: Vec<_> = links
            .iter()
            .map(|link| (link.upper_id, link.lower_id))
            .collect();
        links.sort();
        links
    };
    assert_eq!(
        falling(3, "2022-04-01"),
        [(id(1), id(3)), (id(3), id(5)), (id(3), id(6))],
        "what has ended stays"
    );
    assert_eq!(falling(3, "2022-09-01"), [(id(1), id(3)), (id(3), id(6))]);
    let hops = [ChairToStanding, StandingToSectorMember];
    let lost =
        |member, on: &str| newly_unreached(&chain, &drawn.party(), &hops, id(member), day(on));
    assert_eq!(
        lost(2, "2022-04-01"),
        [(id(4), StandingToSectorMember)].into(),
        "5 has another"
    );
    assert_eq!(lost(3, "2022-04-01"), [].into());
    assert_eq!(
        lost(3, "2022-05-01"),
        [(id(5), StandingToSectorMember)].into()
    );
    let both = [(id(2), ChairToStanding), (id(3), ChairToStanding)];
    assert_eq!(lost(1, "2022-04-01"), both.into());
    assert_eq!(
        lost(1, "2022-07-01"),
        [].into(),
        "who reached nobody leaves nobody behind"
    );
}
