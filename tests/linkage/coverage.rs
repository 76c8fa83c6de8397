//! Who is reached along the lines, who by nobody, who carries too many, who only through a lapsed office, and what falls
//! away when a holder leaves.

use workrooms::linkage::LinkKind;
use workrooms::linkage::coverage::{falling_away, hop_coverage, whole_chain};
use workrooms::linkage::rules::PartyMembership;
use workrooms::organization::Office;
use workrooms::organization::commands::offices::{LeaveOffice, leave_office};

use super::stage::Pieces;
use crate::organization::stage::{FIRST, day};
use crate::support::Store;

on_both!(coverage_tells_reached_lapsed_unreached_and_overloaded_apart);
async fn coverage_tells_reached_lapsed_unreached_and_overloaded_apart(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    set.link(LinkKind::ChairToStanding, set.vice_chair, set.standing)
        .await;
    set.link(LinkKind::StandingToSectorMember, set.standing, set.plain[0])
        .await;
    set.link(LinkKind::StandingToSectorMember, set.standing, set.plain[1])
        .await;
    let on = day("2022-04-01");
    let chain = set.chain_at(set.number().await).await;
    let hop = hop_coverage(
        &chain,
        &PartyMembership::default(),
        LinkKind::StandingToSectorMember,
        on,
        1,
        None,
    );
    assert_eq!((hop.reached(), hop.targets.len()), (2, 2));
    assert_eq!(hop.overloaded, [(set.standing, 2)]);
    assert_eq!(hop.targets[0].by, [(set.standing, day(FIRST))]);
    let members = hop_coverage(
        &chain,
        &PartyMembership::default(),
        LinkKind::ContactsMember,
        on,
        15,
        None,
    );
    assert_eq!(
        (members.reached(), members.targets.len()),
        (1, 4),
        "three have no workroom"
    );
    let (reached, all) = whole_chain(&chain, on, None);
    assert_eq!((reached, all.len()), ([set.plain[0]].into(), 4));
    // The standing member leaves the office: the links stand, but they reach nobody any more.
    let held = chain
        .organization
        .offices
        .values()
        .find(|row| row.member_id == set.standing && row.office == Office::StandingMember);
    let leave = LeaveOffice {
        id: held.unwrap().id,
        on: day("2022-05-01"),
    };
    leave_office(&set.office, leave).await.unwrap();
    let chain = set.chain_at(set.number().await).await;
    let hop = hop_coverage(
        &chain,
        &PartyMembership::default(),
        LinkKind::StandingToSectorMember,
        day("2022-05-01"),
        1,
        None,
    );
    let plain = hop
        .targets
        .iter()
        .find(|target| target.id == set.plain[0])
        .unwrap();
    assert!(plain.by.is_empty());
    assert_eq!(plain.lapsed, [(set.standing, day(FIRST))]);
    assert_eq!(
        (hop.reached(), hop.targets.len()),
        (0, 3),
        "who left the office is a target now"
    );
    let earlier = hop_coverage(
        &chain,
        &PartyMembership::default(),
        LinkKind::StandingToSectorMember,
        day("2022-04-30"),
        1,
        None,
    );
    assert_eq!(earlier.reached(), 2);
}

on_both!(a_holder_who_leaves_takes_his_links_along);
async fn a_holder_who_leaves_takes_his_links_along(store: Store) {
    let set = Pieces::new(&store).await;
    set.chain().await;
    set.link(LinkKind::ChairToStanding, set.vice_chair, set.standing)
        .await;
    let chain = set.chain_at(set.number().await).await;
    let on = day("2022-04-01");
    let mut kinds: Vec<_> = falling_away(&chain, set.vice_chair, on)
        .iter()
        .map(|link| link.kind)
        .collect();
    kinds.sort();
    assert_eq!(kinds, [LinkKind::LeadsCommittee, LinkKind::ChairToStanding]);
    let (reached, all) = whole_chain(&chain, on, Some(set.vice_chair));
    assert!(reached.is_empty());
    assert_eq!(all.len(), 3);
    let hop = hop_coverage(
        &chain,
        &PartyMembership::default(),
        LinkKind::ChairToStanding,
        on,
        15,
        Some(set.vice_chair),
    );
    assert_eq!((hop.reached(), hop.targets.len()), (0, 1));
}
