//! What may be linked, and moves that leave the past as it was.

use workrooms::kernel::actor::Role;
use workrooms::kernel::error::{Failure, Problem};
use workrooms::kernel::id::NodeId;
use workrooms::kernel::period::Span;
use workrooms::linkage::commands::{correct, end, establish, move_lower, withdraw};
use workrooms::linkage::refusals::LinkErrorCode as Code;
use workrooms::linkage::{Attribution, Hosts, LinkKind, Node};
use workrooms::organization::Office;

use super::stage::{CODE, Pieces, codes, hold, wanted};
use crate::organization::stage::{FIRST, day, only_grew};
use crate::support::Store;

on_both!(each_rule_refuses_by_its_own_code_and_changes_nothing);
async fn each_rule_refuses_by_its_own_code_and_changes_nothing(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    set.link(LinkKind::ChairToStanding, set.vice_chair, set.standing)
        .await;
    set.link(LinkKind::StandingToSectorMember, set.standing, set.plain[0])
        .await;
    hold(
        &set.office,
        set.plain[0],
        Office::StandingMember,
        "2022-03-01",
        None,
    )
    .await;
    let before = set.stage.everything().await;
    use LinkKind::*;
    let cases = [
        (
            "ends before it begins",
            wanted(
                ContactsGroup,
                set.second,
                set.group,
                "2022-05-01",
                Some("2022-05-01"),
            ),
            vec![Code::EndsBeforeItBegins],
        ),
        (
            "a member as a committee",
            wanted(ContactsGroup, set.plain[0], set.group, FIRST, None),
            vec![Code::WrongUpper],
        ),
        (
            "a committee as a group",
            wanted(ContactsGroup, set.second, set.first, FIRST, None),
            vec![Code::WrongLower],
        ),
        (
            "an id of nothing",
            wanted(
                ContactsGroup,
                set.second,
                NodeId(uuid::Uuid::from_u128(9)),
                FIRST,
                None,
            ),
            vec![Code::WrongLower],
        ),
        (
            "before the committee was",
            wanted(ContactsGroup, set.second, set.group, "2021-09-30", None),
            vec![Code::OutsideUpperLifetime, Code::OutsideLowerLifetime],
        ),
        (
            "no vice-chairperson",
            wanted(LeadsCommittee, set.standing, set.second, FIRST, None),
            vec![Code::UpperWithoutOffice],
        ),
        (
            "no standing member",
            wanted(ChairToStanding, set.vice_chair, set.plain[1], FIRST, None),
            vec![Code::LowerWithoutOffice],
        ),
        (
            "not in the Party",
            wanted(CpcToNonCpcMember, set.plain[0], set.plain[1], FIRST, None),
            vec![Code::WrongPartyMembership],
        ),
        (
            "the lower one is in the Party",
            wanted(CpcToNonCpcMember, set.standing, set.standing, FIRST, None),
            vec![Code::SameEnds],
        ),
        (
            "the same link",
            wanted(ContactsGroup, set.first, set.group, "2022-05-01", None),
            vec![Code::Overlap],
        ),
        (
            "a circle",
            wanted(
                StandingToSectorMember,
                set.plain[0],
                set.standing,
                "2022-03-01",
                None,
            ),
            vec![Code::Cycle],
        ),
    ];
    for (what, wanted, due) in cases {
        assert_eq!(codes(establish(&set.office, wanted).await), due, "{what}");
    }
    assert_eq!(set.stage.everything().await, before);
    // The day after it ends, the same link may begin again; and a circle needs days in common.
    let other = wanted(
        ContactsGroup,
        set.second,
        set.group,
        FIRST,
        Some("2022-01-01"),
    );
    establish(&set.office, other).await.unwrap();
    let again = wanted(ContactsGroup, set.second, set.group, "2022-01-01", None);
    establish(&set.office, again).await.unwrap();
}

on_both!(a_move_in_the_past_leaves_earlier_numbers_and_earlier_days_as_they_were);
async fn a_move_in_the_past_leaves_earlier_numbers_and_earlier_days_as_they_were(store: Store) {
    let set = Pieces::new(&store).await;
    let to_group = set.chain().await;
    let number = set.number().await;
    let then = set.chain_at(number).await;
    let before = set.stage.everything().await;
    let moved = move_lower(&set.office, to_group, set.second, day("2022-07-01"))
        .await
        .unwrap();
    only_grew(&before, &set.stage.everything().await);
    assert_eq!(set.number().await, number + 2, "one ends, one begins");
    let told = |chain: &workrooms::linkage::Chain| -> Vec<_> {
        let links = chain.links.values();
        links
            .map(|link| (link.id, link.upper_id, link.lower_id, link.span()))
            .collect()
    };
    assert_eq!(
        told(&set.chain_at(number).await),
        told(&then),
        "an earlier number answers as it did"
    );
    let now = set.chain_at(set.number().await).await;
    assert_eq!(now.links[&to_group].valid_to, Some(day("2022-07-01")));
    assert_eq!(now.links[&moved].valid_from, day("2022-07-01"));
    for (on, above) in [("2022-06-30", set.first), ("2022-07-01", set.second)] {
        assert_eq!(
            now.above(LinkKind::ContactsGroup, set.group, day(on)),
            [above].into()
        );
    }
    let hosts = |node, attribution| now.hosts(node, attribution, day("2022-12-31"));
    let at_event = hosts(Node::SpecialCommittee(set.first), Attribution::AtEvent);
    assert!(at_event.contains(set.workroom, day("2022-06-30")));
    assert!(!at_event.contains(set.workroom, day("2022-07-01")));
    let current = hosts(Node::SpecialCommittee(set.second), Attribution::Current);
    assert!(current.contains(set.workroom, day("2022-01-01")));
    assert!(
        !hosts(Node::SpecialCommittee(set.first), Attribution::Current)
            .contains(set.workroom, day("2022-01-01"))
    );
}

on_both!(links_end_once_are_corrected_and_withdrawn);
async fn links_end_once_are_corrected_and_withdrawn(store: Store) {
    let set = Pieces::new(&store).await;
    let link = set.chain().await;
    assert_eq!(
        codes(end(&set.office, link, day(FIRST)).await),
        [Code::BeforeItBegins]
    );
    end(&set.office, link, day("2022-06-01")).await.unwrap();
    assert_eq!(
        codes(end(&set.office, link, day("2022-06-01")).await),
        [Code::AlreadyEnded]
    );
    assert_eq!(
        codes(move_lower(&set.office, link, set.second, day("2022-08-01")).await),
        [Code::AlreadyEnded]
    );
    let right = Span::new(day(FIRST), Some(day("2022-09-01")));
    correct(&set.office, link, right).await.unwrap();
    assert_eq!(
        codes(correct(&set.office, link, right).await),
        [Code::NothingToChange]
    );
    assert_eq!(
        codes(move_lower(&set.office, link, set.first, day("2022-08-01")).await),
        [Code::NothingToChange]
    );
    withdraw(&set.office, link).await.unwrap();
    assert_eq!(codes(withdraw(&set.office, link).await), [Code::NotFound]);
    let now = set.chain_at(set.number().await).await;
    assert!(
        now.above(LinkKind::ContactsGroup, set.group, day("2022-01-01"))
            .is_empty()
    );
}

on_both!(a_vice_chairs_links_count_only_while_the_office_is_held);
async fn a_vice_chairs_links_count_only_while_the_office_is_held(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    let chain = set.chain_at(set.number().await).await;
    let held = chain.organization.offices.values();
    let office = held
        .clone()
        .find(|row| row.office == Office::ViceChairperson)
        .unwrap()
        .id;
    let leave = workrooms::organization::commands::offices::LeaveOffice {
        id: office,
        on: day("2022-05-01"),
    };
    workrooms::organization::commands::offices::leave_office(&set.office, leave)
        .await
        .unwrap();
    let chain = set.chain_at(set.number().await).await;
    let below = chain.hosts(
        Node::ViceChair(set.vice_chair),
        Attribution::AtEvent,
        day("2022-12-31"),
    );
    assert!(below.contains(set.workroom, day("2022-04-30")));
    assert!(!below.contains(set.workroom, day("2022-05-01")));
    let Hosts::Some(hosts) = below else {
        panic!("a vice-chairperson is not the district")
    };
    assert_eq!(
        hosts[&set.plain[0]],
        [Span::new(day(FIRST), Some(day("2022-05-01")))]
    );
}

on_both!(only_the_office_keeps_links);
async fn only_the_office_keeps_links(store: Store) {
    let set = Pieces::new(&store).await;
    let link = set.chain().await;
    let before = set.stage.everything().await;
    let own = wanted(LinkKind::ContactsGroup, set.second, set.group, FIRST, None);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Office) {
        let code = if matches!(role, Role::SystemAdmin | Role::SecurityAdmin) {
            "0"
        } else {
            CODE
        };
        let request = set.stage.request(role, code, Some(set.workroom));
        for outcome in [
            establish(&request, own).await,
            end(&request, link, day("2022-06-01")).await,
            move_lower(&request, link, set.second, day("2022-06-01")).await,
            correct(
                &request,
                link,
                Span::new(day(FIRST), Some(day("2023-01-01"))),
            )
            .await,
            withdraw(&request, link).await,
        ] {
            assert!(
                matches!(outcome, Err(Failure::Problem(Problem::Forbidden))),
                "{role:?}"
            );
        }
    }
    let nobody = set.stage.request_of(None);
    let outcome = establish(&nobody, own).await;
    assert!(matches!(
        outcome,
        Err(Failure::Problem(Problem::Unauthenticated))
    ));
    assert_eq!(set.stage.everything().await, before);
}
