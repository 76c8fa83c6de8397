//! Stories of how the organisation is kept: history, founding, two districts, denial.

use sea_orm::EntityTrait;
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Problem;
use workrooms::kernel::journal::{tail, verify};
use workrooms::organization::commands::bodies::{
    RenameBody, establish_special_committee, rename_special_committee,
};
use workrooms::organization::commands::founding::{
    FoundDistrict, RenameDistrict, found_district, rename_district,
};
use workrooms::organization::commands::lifetimes::{CorrectLifetime, correct_lifetime};
use workrooms::organization::commands::offices::{
    AssumeOffice, CorrectOffice, LeaveOffice, assume_office, correct_office, leave_office,
};
use workrooms::organization::commands::people::{
    EndMembership, ReviseMember, admit_member, end_membership, revise_member,
};
use workrooms::organization::commands::places::{
    ReviseTownship, register_township, revise_township,
};
use workrooms::organization::commands::terms::{CloseTerm, close_term};
use workrooms::organization::commands::workrooms::{
    CloseWorkroom, EstablishWorkroom, close_workroom, establish_workroom,
};
use workrooms::organization::entity::special_committee;
use workrooms::organization::queries::history;
use workrooms::organization::{Office, Organization, OrganizationErrorCode as Code, WorkroomKind};

use super::stage::{
    FIRST, Stage, at, body, day, district, only_grew, person, problem, refused, township, workroom,
};
use crate::support::Store;

const CODE: &str = "430503";

on_both!(the_old_name_stays_true_at_the_old_number);
async fn the_old_name_stays_true_at_the_old_number(store: Store) {
    let stage = Stage::new(&store);
    stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let made = establish_special_committee(&office, body("提案委", FIRST))
        .await
        .unwrap();
    let rename = |name: &str| RenameBody {
        id: made.id,
        name: name.to_owned(),
    };
    assert_eq!(
        refused(rename_special_committee(&office, rename(" 提案委 ")).await),
        vec![(Code::NothingToChange, None)]
    );
    let renamed = rename_special_committee(&office, rename("提案委员会"))
        .await
        .unwrap();
    assert_eq!((made.number, renamed.number), (5, 6));

    for (number, name) in [(4, None), (5, Some("提案委")), (6, Some("提案委员会"))] {
        let then = Organization::load(&stage.db, &district(CODE), number)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(then.name_of(made.id), name, "at {number}");
    }
    let mut rows = special_committee::Entity::find()
        .all(&stage.db)
        .await
        .unwrap();
    rows.sort_by_key(|row| row.since_number);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.since_number, row.until_number, row.name.as_str()))
        .collect();
    assert_eq!(told, [(5, Some(6), "提案委"), (6, None, "提案委员会")]);

    let changes = history(&stage.db, &district(CODE), made.id.0, 20)
        .await
        .unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|entry| (entry.number, entry.kind.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (6, "special_committee.renamed"),
            (5, "special_committee.established")
        ]
    );
    assert_eq!(
        history(&stage.db, &district(CODE), made.id.0, 1)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}

on_both!(nothing_is_overwritten);
async fn nothing_is_overwritten(store: Store) {
    let stage = Stage::new(&store);
    let (sector, township_id) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let member = stage.admit(CODE, 1, sector).await;
    let room = establish_workroom(&office, workroom(township_id))
        .await
        .unwrap()
        .id;
    let held = assume_office(
        &office,
        AssumeOffice {
            member,
            office: Office::StandingMember,
            from: day(FIRST),
            to: None,
        },
    )
    .await
    .unwrap()
    .fact
    .unwrap();
    let mut before = stage.everything().await;
    for step in 0..9 {
        match step {
            0 => {
                let names = RenameDistrict {
                    name: Some("大祥".into()),
                    name_en: None,
                };
                rename_district(&office, names).await.unwrap()
            }
            1 => {
                let revision = ReviseTownship {
                    pinyin: Some("Luoshi".into()),
                    ..ReviseTownship::of(township_id)
                };
                revise_township(&office, revision).await.unwrap()
            }
            2 => {
                let revision = ReviseMember {
                    is_cpc_member: Some(true),
                    ..ReviseMember::of(member)
                };
                revise_member(&office, revision).await.unwrap()
            }
            3 => {
                let leaving = LeaveOffice {
                    id: held,
                    on: day("2022-07-01"),
                };
                leave_office(&office, leaving).await.unwrap()
            }
            4 => {
                let dates = CorrectOffice {
                    id: held,
                    from: None,
                    to: Some(Some(day("2022-06-01"))),
                };
                correct_office(&office, dates).await.unwrap()
            }
            5 => {
                let leaving = EndMembership {
                    member,
                    on: day("2022-07-01"),
                };
                end_membership(&office, leaving).await.unwrap()
            }
            6 => {
                let closing = CloseWorkroom {
                    id: room,
                    on: day("2022-07-01"),
                };
                close_workroom(&office, closing).await.unwrap()
            }
            7 => {
                let again = CorrectLifetime {
                    id: room,
                    from: None,
                    to: Some(None),
                };
                correct_lifetime(&office, again).await.unwrap()
            }
            _ => {
                let end = CloseTerm {
                    ordinal: 6,
                    on: day("2026-10-01"),
                };
                close_term(&office, end).await.unwrap()
            }
        };
        let after = stage.everything().await;
        only_grew(&before, &after);
        assert_ne!(before, after, "step {step}");
        before = after;
    }
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}

on_both!(the_journal_holds_no_name_of_a_person_and_no_party);
async fn the_journal_holds_no_name_of_a_person_and_no_party(store: Store) {
    let stage = Stage::new(&store);
    let (sector, _) = stage.set_up(CODE).await;
    let member = stage.admit(CODE, 1, sector).await;
    let office = stage.office(CODE);
    let personal = EstablishWorkroom {
        name: "示例委员 01 工作室".to_owned(),
        kind: WorkroomKind::Personal,
        township: None,
        member: Some(member),
        ..workroom(member)
    };
    establish_workroom(&office, personal).await.unwrap();
    let assumed = AssumeOffice {
        member,
        office: Office::PartyGroupMember,
        from: day(FIRST),
        to: None,
    };
    assume_office(&office, assumed).await.unwrap();
    let entries = tail(&stage.db, &district(CODE), 0, 100).await.unwrap();
    assert_eq!(entries.len(), 8);
    for entry in entries {
        for word in ["示例委员", "PARTY", "Cpc", "cpc"] {
            assert!(
                !entry.content.contains(word),
                "{}: {}",
                entry.kind,
                entry.content
            );
        }
    }
}

on_both!(two_districts_cannot_touch_each_other);
async fn two_districts_cannot_touch_each_other(store: Store) {
    let stage = Stage::new(&store);
    let (here, there) = (CODE, "430502");
    let (_, township_here) = stage.set_up(here).await;
    let (sector_there, township_there) = stage.set_up(there).await;
    let before = stage.everything().await;
    let office = stage.office(here);
    let revise = |id| ReviseTownship {
        name: Some("夺来镇".to_owned()),
        ..ReviseTownship::of(id)
    };
    assert_eq!(
        refused(revise_township(&office, revise(township_there)).await),
        at(Code::NotFound, "id")
    );
    assert_eq!(
        refused(establish_workroom(&office, workroom(township_there)).await),
        at(Code::NotFound, "townshipId")
    );
    let admitted = admit_member(&office, person(1, sector_there)).await;
    assert_eq!(refused(admitted), at(Code::NotFound, "sectorId"));
    assert_eq!(
        refused(register_township(&office, township("430502102", "新镇")).await),
        at(Code::CodeOutsideDistrict, "code")
    );
    assert_eq!(stage.everything().await, before);

    revise_township(&office, revise(township_here))
        .await
        .unwrap();
    let there_now = Organization::load(&stage.db, &district(there), 100)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(there_now.name_of(township_there), Some("罗市镇"));
    for (code, number) in [(here, 5), (there, 4)] {
        let entries = tail(&stage.db, &district(code), 0, 100).await.unwrap();
        let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, (1..=number).collect::<Vec<_>>(), "{code}");
        assert_eq!(verify(&stage.db, &district(code)).await.unwrap(), None);
    }
}

on_both!(who_may_not_keep_it_changes_nothing);
async fn who_may_not_keep_it_changes_nothing(store: Store) {
    let stage = Stage::new(&store);
    let (_, township_id) = stage.set_up(CODE).await;
    stage.set_up("430502").await;
    let made = establish_workroom(&stage.office(CODE), workroom(township_id))
        .await
        .unwrap()
        .id;
    let before = stage.everything().await;
    let foreign = stage.office("430502");
    assert_eq!(
        refused(revise_township(&foreign, ReviseTownship::of(township_id)).await),
        at(Code::NotFound, "id")
    );
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Office) {
        let request = stage.request(role, CODE, Some(made));
        let denied = [
            problem(
                rename_district(
                    &request,
                    RenameDistrict {
                        name: Some("改".into()),
                        name_en: None,
                    },
                )
                .await,
            ),
            problem(register_township(&request, township("430503102", "新镇")).await),
            problem(establish_special_committee(&request, body("新", FIRST)).await),
            problem(
                close_workroom(
                    &request,
                    CloseWorkroom {
                        id: made,
                        on: day("2022-01-01"),
                    },
                )
                .await,
            ),
            problem(establish_workroom(&request, workroom(township_id)).await),
        ];
        for answer in denied {
            assert!(matches!(answer, Problem::Forbidden), "{role:?}: {answer:?}");
        }
    }
    for role in Role::ALL
        .into_iter()
        .filter(|role| *role != Role::SystemAdmin)
    {
        let input = FoundDistrict {
            code: "430511".into(),
            ..FoundDistrict::default()
        };
        let answer = problem(found_district(&stage.request(role, CODE, None), input).await);
        assert!(matches!(answer, Problem::Forbidden), "{role:?}: {answer:?}");
    }
    let nobody = stage.request_of(None);
    let answer = problem(establish_special_committee(&nobody, body("新", FIRST)).await);
    assert!(matches!(answer, Problem::Unauthenticated));
    assert_eq!(stage.everything().await, before);
}

on_both!(a_district_is_founded_once);
async fn a_district_is_founded_once(store: Store) {
    let stage = Stage::new(&store);
    let founder = stage.request(Role::SystemAdmin, "0", None);
    let input = || FoundDistrict {
        code: CODE.into(),
        name: "大祥区".into(),
        name_en: String::new(),
        city: "邵阳市".into(),
        province: "湖南省".into(),
    };
    let (one, other) = tokio::join!(
        found_district(&founder, input()),
        found_district(&founder, input())
    );
    let (won, lost) = if one.is_ok() {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(won.unwrap().number, 1);
    assert_eq!(refused(lost), at(Code::AlreadyFounded, "code"));
    for (code, field) in [("0", "code"), ("4305", "code")] {
        let wrong = FoundDistrict {
            code: code.into(),
            ..input()
        };
        assert_eq!(
            refused(found_district(&founder, wrong).await),
            at(Code::InvalidCode, field)
        );
    }
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}
