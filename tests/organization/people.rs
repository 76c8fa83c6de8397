//! Stories of members, memberships and offices.

use workrooms::organization::commands::bodies::{CloseBody, close_sector, establish_sector};
use workrooms::organization::commands::offices::{
    AssumeOffice, CorrectOffice, LeaveOffice, assume_office, correct_office, leave_office,
};
use workrooms::organization::commands::people::{
    AssignMemberSector, CorrectMembership, EndMembership, OpenMembership, assign_member_sector,
    correct_membership, end_membership, open_membership,
};
use workrooms::organization::commands::terms::{CloseTerm, close_term, open_term};
use workrooms::organization::{Office, OrganizationErrorCode as Code};

use super::stage::{FIRST, Stage, at, body, day, refused, term};
use crate::support::Store;

const CODE: &str = "430503";

on_both!(memberships_of_one_member_never_overlap);
async fn memberships_of_one_member_never_overlap(store: Store) {
    let stage = Stage::new(&store);
    let (sector, _) = stage.set_up(CODE).await;
    let member = stage.admit(CODE, 1, sector).await;
    let office = stage.office(CODE);
    let open = |from: &str, to: Option<&str>| OpenMembership {
        member,
        term: 6,
        sector,
        from: day(from),
        to: to.map(day),
    };
    let before = stage.everything().await;
    assert_eq!(
        refused(open_membership(&office, open("2022-07-01", None)).await),
        at(Code::MembershipOverlap, "from")
    );
    assert_eq!(
        refused(open_membership(&office, open("2021-09-30", None)).await),
        at(Code::OutsideTerm, "from")
    );
    assert_eq!(
        refused(open_membership(&office, open("2022-07-01", Some("2022-07-01"))).await),
        at(Code::EndsBeforeItBegins, "to")
    );
    assert_eq!(
        stage.everything().await,
        before,
        "a refusal changes nothing"
    );

    let end = EndMembership {
        member,
        on: day("2022-07-01"),
    };
    end_membership(&office, end.clone()).await.unwrap();
    assert_eq!(
        refused(end_membership(&office, end).await),
        at(Code::AlreadyEnded, "on")
    );
    assert_eq!(
        refused(open_membership(&office, open("2022-06-30", None)).await),
        at(Code::MembershipOverlap, "from")
    );
    open_membership(&office, open("2022-07-01", None))
        .await
        .unwrap();
    let pin = office
        .pin(&super::stage::district(CODE))
        .await
        .unwrap()
        .unwrap();
    let lives = pin.chain.organization.lifetime(member);
    assert_eq!(lives.len(), 1, "memberships that touch are one life");
    assert_eq!((lives[0].from, lives[0].to), (day(FIRST), None));
}

on_both!(a_change_of_sector_leaves_no_day_between);
async fn a_change_of_sector_leaves_no_day_between(store: Store) {
    let stage = Stage::new(&store);
    let (education, _) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let medicine = establish_sector(&office, body("医卫界（示例）", FIRST))
        .await
        .unwrap()
        .id;
    let member = stage.admit(CODE, 1, education).await;
    let chair = AssumeOffice {
        member,
        office: Office::StandingMember,
        from: day(FIRST),
        to: None,
    };
    assume_office(&office, chair).await.unwrap();
    let assign = |on: &str, term: Option<i32>| AssignMemberSector {
        member,
        sector: medicine,
        term,
        on: day(on),
    };
    for (on, field, code) in [
        ("2021-09-30", "on", Code::NoMembership),
        (FIRST, "on", Code::EndsBeforeItBegins),
    ] {
        assert_eq!(
            refused(assign_member_sector(&office, assign(on, None)).await),
            at(code, field)
        );
    }
    assert_eq!(
        refused(assign_member_sector(&office, assign("2022-07-01", Some(7))).await),
        at(Code::UnknownTerm, "term")
    );
    assign_member_sector(&office, assign("2022-07-01", None))
        .await
        .unwrap();

    // The next term: those who stay go over without a day between, and the office goes on.
    let close = CloseTerm {
        ordinal: 6,
        on: day("2026-10-01"),
    };
    close_term(&office, close).await.unwrap();
    assert_eq!(
        refused(open_term(&office, term(7, "2026-09-30", None)).await),
        at(Code::TermOverlap, "from")
    );
    open_term(&office, term(7, "2026-10-01", None))
        .await
        .unwrap();
    assign_member_sector(&office, assign("2026-10-01", Some(7)))
        .await
        .unwrap();

    let pin = office
        .pin(&super::stage::district(CODE))
        .await
        .unwrap()
        .unwrap();
    let organization = &pin.chain.organization;
    for (on, sector) in [
        ("2022-06-30", education),
        ("2022-07-01", medicine),
        ("2026-09-30", medicine),
        ("2026-10-01", medicine),
    ] {
        assert_eq!(
            organization.sector_of(member, day(on)).unwrap().id,
            sector,
            "{on}"
        );
    }
    let mut terms: Vec<_> = organization
        .memberships
        .values()
        .map(|row| (row.valid_from, row.term))
        .collect();
    terms.sort();
    assert_eq!(
        terms,
        [
            (day(FIRST), 6),
            (day("2022-07-01"), 6),
            (day("2026-10-01"), 7)
        ]
    );
    assert!(organization.holds(member, Office::StandingMember, day("2027-01-01")));
}

on_both!(offices_stay_within_membership_and_the_chair_is_one);
async fn offices_stay_within_membership_and_the_chair_is_one(store: Store) {
    let stage = Stage::new(&store);
    let (sector, _) = stage.set_up(CODE).await;
    let first = stage.admit(CODE, 1, sector).await;
    let second = stage.admit(CODE, 2, sector).await;
    let office = stage.office(CODE);
    let assume = |member, office, from: &str, to: Option<&str>| AssumeOffice {
        member,
        office,
        from: day(from),
        to: to.map(day),
    };
    let chair = Office::Chairperson;
    let done = assume_office(&office, assume(first, chair, FIRST, None))
        .await
        .unwrap();
    let held = done.fact.unwrap();
    for (input, code) in [
        (
            assume(second, chair, "2022-01-01", None),
            Code::ChairpersonTaken,
        ),
        (
            assume(first, chair, "2022-01-01", None),
            Code::OfficeOverlap,
        ),
        (
            assume(second, Office::ViceChairperson, "2021-09-30", None),
            Code::OutsideMembership,
        ),
    ] {
        assert_eq!(
            refused(assume_office(&office, input).await),
            at(code, "from")
        );
    }
    let end = EndMembership {
        member: first,
        on: day("2022-07-01"),
    };
    assert_eq!(
        refused(end_membership(&office, end.clone()).await),
        at(Code::HasOpenOffices, "on")
    );
    let leave = LeaveOffice {
        id: held,
        on: day("2022-07-01"),
    };
    leave_office(&office, leave.clone()).await.unwrap();
    assert_eq!(
        refused(leave_office(&office, leave).await),
        at(Code::AlreadyEnded, "on")
    );
    end_membership(&office, end).await.unwrap();
    let next = assume_office(&office, assume(second, chair, "2022-07-01", None))
        .await
        .unwrap();
    let correct = |from: &str| CorrectOffice {
        id: next.fact.unwrap(),
        from: Some(day(from)),
        to: None,
    };
    assert_eq!(
        refused(correct_office(&office, correct("2022-06-30")).await),
        at(Code::ChairpersonTaken, "from")
    );
    assert_eq!(
        refused(correct_office(&office, correct("2022-07-01")).await),
        vec![(Code::NothingToChange, None)]
    );
    correct_office(&office, correct("2022-08-01"))
        .await
        .unwrap();
    let pin = office
        .pin(&super::stage::district(CODE))
        .await
        .unwrap()
        .unwrap();
    let organization = &pin.chain.organization;
    for (on, holder) in [
        ("2022-06-30", Some(first)),
        ("2022-07-31", None),
        ("2022-08-01", Some(second)),
    ] {
        let one = workrooms::kernel::period::Span::new(day(on), day(on).succ_opt());
        let holders: Vec<_> = organization
            .holders(chair, &one)
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(holders, Vec::from_iter(holder), "{on}");
    }
}

on_both!(a_membership_recorded_wrongly_is_corrected);
async fn a_membership_recorded_wrongly_is_corrected(store: Store) {
    let stage = Stage::new(&store);
    let (education, _) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let late = establish_sector(&office, body("科技界（示例）", "2022-01-01"))
        .await
        .unwrap()
        .id;
    let member = stage.admit(CODE, 1, education).await;
    let pin = office
        .pin(&super::stage::district(CODE))
        .await
        .unwrap()
        .unwrap();
    let id = *pin.chain.organization.memberships.keys().next().unwrap();
    let wrong = CorrectMembership {
        id,
        term: None,
        sector: Some(late),
        from: None,
        to: None,
    };
    assert_eq!(
        refused(correct_membership(&office, wrong.clone()).await),
        at(Code::OutsideLifetime, "from")
    );
    let right = CorrectMembership {
        from: Some(day("2022-01-01")),
        ..wrong
    };
    correct_membership(&office, right).await.unwrap();
    office.unpin(&super::stage::district(CODE)).await;
    let pin = office
        .pin(&super::stage::district(CODE))
        .await
        .unwrap()
        .unwrap();
    let organization = &pin.chain.organization;
    assert!(organization.sector_of(member, day("2021-12-31")).is_none());
    assert_eq!(
        organization
            .sector_of(member, day("2022-01-01"))
            .unwrap()
            .id,
        late
    );

    let close = |id| CloseBody {
        id,
        on: day("2022-06-01"),
    };
    assert_eq!(
        refused(close_sector(&office, close(late)).await),
        at(Code::HasOpenMemberships, "on")
    );
    close_sector(&office, close(education)).await.unwrap();
}
