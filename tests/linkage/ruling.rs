//! Whether a link may stand, on chains drawn by hand: every kind with ends that fit and ends that do not, days at the very
//! edge, and random contacts against a search for circles day by day. Deliberately absent: databases.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use workrooms::kernel::id::NodeId;
use workrooms::linkage::LinkKind;
use workrooms::linkage::refusals::LinkErrorCode as Code;
use workrooms::linkage::rules::{Wanted, refusals};
use workrooms::organization::Office;

use super::drawn::{Drawn, id, wanted};
use crate::organization::stage::day;

use LinkKind::*;

const YEAR: &str = "2022-01-01…2023-01-01";

/// Members 1 chairperson, 2 vice-chairperson, 3 secretary-general, 4 and 5 standing, 6 of the Party's group, 7 and 8 plain;
/// 1 to 6 are in the Party. Bodies of 2022: committee 10, group 20, workroom 30, sector 40.
fn everybody() -> Drawn {
    let mut drawn = Drawn::new();
    for number in 1..=8 {
        drawn = drawn.member(
            number,
            number <= 6,
            &["2021-10-01…2022-07-01", "2022-07-01…"],
        );
    }
    drawn
        .office(1, Office::Chairperson, YEAR)
        .office(2, Office::ViceChairperson, "2022-01-01…2022-07-01")
        .office(2, Office::ViceChairperson, "2022-07-01…2023-01-01")
        .office(3, Office::SecretaryGeneral, YEAR)
        .office(4, Office::StandingMember, YEAR)
        .office(5, Office::StandingMember, YEAR)
        .office(6, Office::PartyGroupMember, YEAR)
        .committee(10, YEAR)
        .group(20, YEAR)
        .workroom(30, YEAR)
        .sector(40, YEAR)
}

fn codes(drawn: &Drawn, wanted: &Wanted) -> Vec<Code> {
    let refused = refusals(&drawn.chain(), &drawn.party(), wanted, None);
    refused.iter().map(|refused| refused.code).collect()
}

#[test]
fn each_kind_joins_what_it_is_for_and_nothing_else() {
    use Code::*;
    for (kind, upper, lower, due) in [
        (LeadsCommittee, 2, 10, vec![]),
        (LeadsCommittee, 1, 10, vec![UpperWithoutOffice]),
        (LeadsCommittee, 4, 10, vec![UpperWithoutOffice]),
        (LeadsCommittee, 10, 2, vec![WrongUpper, WrongLower]),
        (ContactsGroup, 10, 20, vec![]),
        (ContactsGroup, 20, 20, vec![SameEnds]),
        (ContactsGroup, 2, 20, vec![WrongUpper]),
        (ContactsGroup, 10, 30, vec![WrongLower]),
        (ContactsWorkroom, 20, 30, vec![]),
        (ContactsWorkroom, 10, 30, vec![WrongUpper]),
        (ContactsMember, 30, 8, vec![]),
        (ContactsMember, 30, 40, vec![WrongLower]),
        (GathersSector, 20, 40, vec![]),
        (GathersSector, 20, 30, vec![WrongLower]),
        (ChairToStanding, 1, 4, vec![]),
        (ChairToStanding, 2, 4, vec![]),
        (ChairToStanding, 3, 4, vec![]),
        (ChairToStanding, 5, 4, vec![UpperWithoutOffice]),
        (ChairToStanding, 1, 8, vec![LowerWithoutOffice]),
        (
            ChairToStanding,
            7,
            8,
            vec![UpperWithoutOffice, LowerWithoutOffice],
        ),
        (StandingToSectorMember, 4, 8, vec![]),
        (StandingToSectorMember, 7, 8, vec![UpperWithoutOffice]),
        (PartyGroupToCpcMember, 6, 4, vec![]),
        (PartyGroupToCpcMember, 6, 8, vec![WrongPartyMembership]),
        (PartyGroupToCpcMember, 4, 5, vec![UpperWithoutOffice]),
        (CpcToNonCpcMember, 4, 8, vec![]),
        (CpcToNonCpcMember, 4, 5, vec![WrongPartyMembership]),
        (CpcToNonCpcMember, 7, 8, vec![WrongPartyMembership]),
        (ContactsMember, 30, 99, vec![WrongLower]),
    ] {
        let found = codes(&everybody(), &wanted(kind, upper, lower, YEAR));
        assert_eq!(found, due, "{kind:?} from {upper} to {lower}");
    }
}

#[test]
fn days_may_reach_the_edges_of_lives_and_offices_and_no_further() {
    use Code::*;
    for (kind, upper, lower, days, due) in [
        (ContactsGroup, 10, 20, "2022-12-31…2023-01-01", vec![]),
        (
            ContactsGroup,
            10,
            20,
            "2022-12-31…2023-01-02",
            vec![OutsideUpperLifetime, OutsideLowerLifetime],
        ),
        (
            ContactsGroup,
            10,
            20,
            "2022-12-31…",
            vec![OutsideUpperLifetime, OutsideLowerLifetime],
        ),
        (
            ContactsMember,
            30,
            8,
            "2021-12-31…2022-02-01",
            vec![OutsideUpperLifetime],
        ),
        // Two memberships and two offices that touch are as good as one.
        (LeadsCommittee, 2, 10, "2022-06-01…2022-08-01", vec![]),
        (
            ChairToStanding,
            1,
            4,
            "2021-12-31…2022-02-01",
            vec![UpperWithoutOffice, LowerWithoutOffice],
        ),
        (
            CpcToNonCpcMember,
            4,
            8,
            "2021-09-30…2021-11-01",
            vec![OutsideUpperLifetime, OutsideLowerLifetime],
        ),
        (CpcToNonCpcMember, 4, 8, "2021-10-01…", vec![]),
        (
            CpcToNonCpcMember,
            4,
            8,
            "2022-03-02…2022-03-01",
            vec![EndsBeforeItBegins],
        ),
        (
            CpcToNonCpcMember,
            4,
            8,
            "2022-03-01…2022-03-01",
            vec![EndsBeforeItBegins],
        ),
    ] {
        let found = codes(&everybody(), &wanted(kind, upper, lower, days));
        assert_eq!(found, due, "{kind:?} {days}");
    }
    let gap = Drawn::new()
        .member(1, true, &["2021-10-01…2022-03-01", "2022-03-02…"])
        .member(2, false, &["2021-10-01…"]);
    let over = wanted(CpcToNonCpcMember, 1, 2, "2022-02-01…2022-04-01");
    assert_eq!(codes(&gap, &over), [OutsideUpperLifetime], "a day between");
}

#[test]
fn the_same_link_never_holds_twice_on_a_day() {
    let drawn = everybody().link(ContactsGroup, 10, 20, "2022-03-01…2022-06-01");
    for (days, due) in [
        ("2022-01-01…2022-03-01", vec![]),
        ("2022-01-01…2022-03-02", vec![Code::Overlap]),
        ("2022-04-01…2022-05-01", vec![Code::Overlap]),
        ("2022-05-31…2022-07-01", vec![Code::Overlap]),
        ("2022-06-01…2022-07-01", vec![]),
    ] {
        let same = wanted(ContactsGroup, 10, 20, days);
        assert_eq!(codes(&drawn, &same), due, "{days}");
        let stands = *drawn.chain().links.keys().next().unwrap();
        let instead = refusals(&drawn.chain(), &drawn.party(), &same, Some(stands));
        assert!(instead.is_empty(), "a link does not overlap itself");
    }
    let committee = drawn.committee(11, YEAR);
    let other = wanted(ContactsGroup, 11, 20, "2022-04-01…2022-05-01");
    assert_eq!(
        codes(&committee, &other),
        [],
        "two committees may contact one group"
    );
}

#[test]
fn a_refusal_names_bodies_and_days_and_no_person() {
    let late = wanted(ContactsGroup, 10, 20, "2022-12-01…");
    let told = refusals(&everybody().chain(), &everybody().party(), &late, None);
    assert_eq!(
        told[0].message.zh,
        "2022-12-01 起，“专委会 10”并非每一天都存在（在任）。"
    );
    let again = everybody().link(ContactsGroup, 10, 20, "2022-03-01…2022-06-01");
    let told = refusals(
        &again.chain(),
        &again.party(),
        &wanted(ContactsGroup, 10, 20, YEAR),
        None,
    );
    assert_eq!(
        told[0].message.en,
        "The same link between “专委会 10” and “活动组 20” already holds from 2022-03-01 up to, not including, 2022-06-01."
    );
    let told = refusals(
        &everybody().chain(),
        &everybody().party(),
        &wanted(ChairToStanding, 7, 8, YEAR),
        None,
    );
    assert_eq!(
        told[0].message.zh,
        "2022-01-01 至 2023-01-01（不含），上端委员并非每一天都担任主席、副主席、秘书长。"
    );
    let told = refusals(
        &everybody().chain(),
        &everybody().party(),
        &wanted(ContactsGroup, 7, 20, YEAR),
        None,
    );
    assert_eq!(
        told[0].message.en,
        "This link needs a special committee, which the upper member is not."
    );
}

#[test]
fn circles_run_through_both_hops_of_a_line_and_not_from_line_to_line() {
    let drawn = everybody()
        .office(8, Office::StandingMember, YEAR)
        .office(4, Office::ViceChairperson, YEAR)
        .link(ChairToStanding, 4, 5, "2022-01-01…2022-06-01")
        .link(StandingToSectorMember, 5, 8, "2022-03-01…2022-09-01");
    for (kind, upper, lower, days, due) in [
        (
            StandingToSectorMember,
            8,
            4,
            "2022-01-01…2022-03-01",
            vec![],
        ),
        (
            StandingToSectorMember,
            8,
            4,
            "2022-06-01…2022-09-01",
            vec![],
        ),
        (
            StandingToSectorMember,
            8,
            4,
            "2022-05-31…2022-09-01",
            vec![Code::Cycle],
        ),
        (
            StandingToSectorMember,
            8,
            5,
            "2022-08-31…2022-09-02",
            vec![Code::Cycle],
        ),
        (StandingToSectorMember, 4, 8, YEAR, vec![]),
    ] {
        let found = codes(&drawn, &wanted(kind, upper, lower, days));
        assert_eq!(found, due, "{upper} to {lower} {days}");
    }
    let party = drawn.link(CpcToNonCpcMember, 6, 8, YEAR);
    let back = wanted(StandingToSectorMember, 8, 6, YEAR);
    assert_eq!(codes(&party, &back), [], "the lines are two");
}

/// Whether somebody leads back to himself on a day.
fn circles(drawn: &Drawn, on: NaiveDate) -> bool {
    let everyone: Vec<NodeId> = (1..=5).map(id).collect();
    everyone.iter().any(|start| {
        let mut found = BTreeSet::new();
        let mut next = drawn.looked_below(StandingToSectorMember, *start, on);
        while let Some(below) = next.pop() {
            if found.insert(below) {
                next.extend(drawn.looked_below(StandingToSectorMember, below, on));
            }
        }
        found.contains(start)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A link is refused as a circle exactly when some day would have one, whatever was established before.
    #[test]
    fn exactly_the_circles_of_some_day_are_refused(
        contacts in prop::collection::vec((1..=5_u32, 1..=5_u32, 0..8_u64, 1..8_u64), 1..25)
    ) {
        let mut drawn = Drawn::new();
        for number in 1..=5 {
            drawn = drawn
                .member(number, false, &["2021-10-01…"])
                .office(number, Office::StandingMember, "2021-10-01…");
        }
        let first = day("2022-01-01");
        for (upper, lower, from, length) in contacts {
            let from = first + Days::new(from);
            let days = format!("{from}…{}", from + Days::new(length));
            let link = wanted(StandingToSectorMember, upper, lower, &days);
            let found = codes(&drawn, &link);
            if found.iter().any(|code| matches!(code, Code::SameEnds | Code::Overlap)) {
                continue;
            }
            let with = drawn.clone().stand(&link);
            let closes = (0..16).any(|ahead| circles(&with, first + Days::new(ahead)));
            prop_assert_eq!(found, if closes { vec![Code::Cycle] } else { vec![] });
            if !closes {
                drawn = with;
            }
        }
    }
}
