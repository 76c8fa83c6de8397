//! Stories of how the organisation is kept: history, closing, founding, two districts, denial.

use sea_orm::{DatabaseConnection, EntityTrait};
use workrooms::kernel::actor::Role;
use workrooms::kernel::authz::Action;
use workrooms::kernel::error::Problem;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::journal::{Change, tail, verify};
use workrooms::kernel::versions::open;
use workrooms::linkage::entity::link;
use workrooms::linkage::{LinkKind, Request};
use workrooms::organization::commands::bodies::{
    CloseBody, RenameBody, close_sector_group, close_special_committee, establish_sector_group,
    establish_special_committee, rename_special_committee,
};
use workrooms::organization::commands::founding::{
    FoundDistrict, RenameDistrict, found_district, rename_district,
};
use workrooms::organization::commands::lifetimes::{CorrectLifetime, correct_lifetime};
use workrooms::organization::commands::places::{
    CloseTownship, RegisterDivision, RegisterDivisions, ReviseTownship, close_township,
    register_divisions, register_township, revise_township,
};
use workrooms::organization::commands::workrooms::{
    AwardWorkroomHonour, CloseWorkroom, EstablishWorkroom, ReviseWorkroom, award_workroom_honour,
    close_workroom, establish_workroom, revise_workroom, withdraw_workroom_honour,
};
use workrooms::organization::entity::{node, special_committee};
use workrooms::organization::queries::history;
use workrooms::organization::{
    DivisionKind, HonourLevel, NodeKind, Organization, OrganizationErrorCode as Code, WorkroomKind,
};

use super::stage::{FIRST, Stage, at, body, day, district, person, problem, refused, township};

const CODE: &str = "430503";

fn workroom(township: NodeId) -> EstablishWorkroom {
    EstablishWorkroom {
        name: "罗市镇委员工作室".to_owned(),
        kind: WorkroomKind::Township,
        township: Some(township),
        sector: None,
        member: None,
        online_url: None,
        posts_monthly: None,
        from: day(FIRST),
    }
}

pub async fn the_old_name_stays_true_at_the_old_number(db: DatabaseConnection) {
    let stage = Stage::new(db);
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

pub async fn the_journal_holds_no_name_of_a_person_and_no_party(db: DatabaseConnection) {
    let stage = Stage::new(db);
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
    let assumed = workrooms::organization::commands::offices::AssumeOffice {
        member,
        office: workrooms::organization::Office::PartyGroupMember,
        from: day(FIRST),
        to: None,
    };
    workrooms::organization::commands::offices::assume_office(&office, assumed)
        .await
        .unwrap();
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

pub async fn two_districts_cannot_touch_each_other(db: DatabaseConnection) {
    let stage = Stage::new(db);
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
    let admitted =
        workrooms::organization::commands::people::admit_member(&office, person(1, sector_there))
            .await;
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

pub async fn who_may_not_keep_it_changes_nothing(db: DatabaseConnection) {
    let stage = Stage::new(db);
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

pub async fn a_district_is_founded_once(db: DatabaseConnection) {
    let stage = Stage::new(db);
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

/// Stores a link as linkage would, without its rules.
async fn link_up(request: &Request, upper: NodeId, lower: NodeId, to: Option<&str>) {
    let district_id = district(CODE);
    let mut writing = request.write(&district_id).await.unwrap();
    writing.require(Action::KeepOrganization, None).unwrap();
    let id = NodeId(request.clock.new_uuid());
    let since_number = writing.record(Change {
        kind: "link.established",
        subject_kind: "link",
        subject_id: id.0,
        content: serde_json::json!({}),
        organization: true,
    });
    open_node(&writing.tx, id, since_number).await;
    let model = link::Model {
        district_id,
        id,
        since_number,
        until_number: None,
        kind: LinkKind::ContactsGroup,
        upper_id: upper,
        lower_id: lower,
        valid_from: day(FIRST),
        valid_to: to.map(day),
    };
    open::<link::Entity, _>(&writing.tx, model).await.unwrap();
    writing.commit().await.unwrap();
}

async fn open_node(conn: &impl sea_orm::ConnectionTrait, id: NodeId, since_number: i64) {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    let model = node::Model {
        district_id: district(CODE),
        id,
        kind: NodeKind::Link,
        since_number,
    };
    let model = model.into_active_model().reset_all();
    node::Entity::insert(model)
        .exec_without_returning(conn)
        .await
        .unwrap();
}

pub async fn nothing_closes_while_something_hangs_on_it(db: DatabaseConnection) {
    let stage = Stage::new(db);
    let (_, township_id) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let committee = establish_special_committee(&office, body("提案委", FIRST))
        .await
        .unwrap()
        .id;
    let group = establish_sector_group(&office, body("第一组", FIRST))
        .await
        .unwrap()
        .id;
    link_up(&office, committee, group, Some("2022-07-01")).await;
    let room = establish_workroom(&office, workroom(township_id))
        .await
        .unwrap()
        .id;
    let before = stage.everything().await;
    for (id, closing) in [(committee, 0), (group, 1)] {
        let input = CloseBody {
            id,
            on: day("2022-06-30"),
        };
        let outcome = match closing {
            0 => close_special_committee(&office, input).await,
            _ => close_sector_group(&office, input).await,
        };
        assert_eq!(refused(outcome), at(Code::HasOpenLinks, "on"));
    }
    let close = CloseTownship {
        id: township_id,
        on: day("2022-07-01"),
    };
    assert_eq!(
        refused(close_township(&office, close.clone()).await),
        at(Code::HasOpenWorkrooms, "on")
    );
    assert_eq!(stage.everything().await, before);

    let first = CloseBody {
        id: committee,
        on: day("2022-07-01"),
    };
    close_special_committee(&office, first.clone())
        .await
        .unwrap();
    assert_eq!(
        refused(close_special_committee(&office, first).await),
        vec![(Code::Closed, None)]
    );
    let rename = RenameBody {
        id: committee,
        name: "新名".into(),
    };
    assert_eq!(
        refused(rename_special_committee(&office, rename).await),
        vec![(Code::Closed, None)]
    );
    let early = CloseWorkroom {
        id: room,
        on: day(FIRST),
    };
    assert_eq!(
        refused(close_workroom(&office, early).await),
        at(Code::ClosedBeforeEstablished, "on")
    );
    close_workroom(
        &office,
        CloseWorkroom {
            id: room,
            on: day("2022-07-01"),
        },
    )
    .await
    .unwrap();
    close_township(&office, close).await.unwrap();

    // The township was closed in error: while it is closed its workroom cannot go on, and then it can.
    let reopen = |id| CorrectLifetime {
        id,
        from: None,
        to: Some(None),
    };
    assert_eq!(
        refused(correct_lifetime(&office, reopen(room)).await),
        at(Code::OutsideLifetime, "from")
    );
    correct_lifetime(&office, reopen(township_id))
        .await
        .unwrap();
    correct_lifetime(&office, reopen(room)).await.unwrap();
    let shorter = CorrectLifetime {
        id: group,
        from: Some(day("2021-10-02")),
        to: None,
    };
    assert_eq!(
        refused(correct_lifetime(&office, shorter).await),
        at(Code::HasOpenLinks, "to")
    );
    let pin = office.pin(&district(CODE)).await.unwrap().unwrap();
    let life = pin.chain.organization.lifetime(room);
    assert_eq!((life[0].from, life[0].to), (day(FIRST), None));
}

pub async fn a_workroom_has_what_its_kind_needs(db: DatabaseConnection) {
    let stage = Stage::new(db);
    let (sector, township_id) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let good = workroom(township_id);
    for (input, code, field) in [
        (
            EstablishWorkroom {
                township: None,
                ..good.clone()
            },
            Code::FieldNeeded,
            "townshipId",
        ),
        (
            EstablishWorkroom {
                sector: Some(sector),
                ..good.clone()
            },
            Code::FieldUnwanted,
            "sectorId",
        ),
        (
            EstablishWorkroom {
                kind: WorkroomKind::Sector,
                ..good.clone()
            },
            Code::FieldNeeded,
            "sectorId",
        ),
        (
            EstablishWorkroom {
                kind: WorkroomKind::Personal,
                ..good.clone()
            },
            Code::FieldNeeded,
            "memberId",
        ),
        (
            EstablishWorkroom {
                from: day("2021-09-30"),
                ..good.clone()
            },
            Code::OutsideLifetime,
            "from",
        ),
        (
            EstablishWorkroom {
                name: "a\0".into(),
                ..good.clone()
            },
            Code::ControlCharacters,
            "name",
        ),
        (
            EstablishWorkroom {
                online_url: Some("ftp://x".into()),
                ..good.clone()
            },
            Code::InvalidAddress,
            "onlineUrl",
        ),
    ] {
        assert_eq!(
            refused(establish_workroom(&office, input).await),
            at(code, field)
        );
    }
    let room = establish_workroom(&office, good.clone()).await.unwrap().id;
    assert_eq!(
        refused(establish_workroom(&office, good).await),
        at(Code::NameInUse, "name")
    );
    let online = ReviseWorkroom {
        id: room,
        name: None,
        online_url: Some(Some("https://zx.example.cn/1".into())),
        posts_monthly: None,
    };
    revise_workroom(&office, online).await.unwrap();
    let award = AwardWorkroomHonour {
        workroom: room,
        level: HonourLevel::Municipal,
        title: "示范性委员工作室".into(),
        year: 2022,
    };
    let honour = award_workroom_honour(&office, award.clone()).await.unwrap();
    assert_eq!(honour.id, room);
    assert_eq!(
        refused(award_workroom_honour(&office, award.clone()).await),
        at(Code::AlreadyAwarded, "title")
    );
    let future = AwardWorkroomHonour {
        year: 2023,
        ..award
    };
    assert_eq!(
        refused(award_workroom_honour(&office, future).await),
        at(Code::InvalidYear, "year")
    );
    let withdrawn = withdraw_workroom_honour(&office, honour.fact.unwrap())
        .await
        .unwrap();
    let now = Organization::load(&stage.db, &district(CODE), withdrawn.number)
        .await
        .unwrap()
        .unwrap();
    assert!(now.honours.is_empty());
    assert!(now.workrooms[&room].posts_monthly);
    assert_eq!(
        now.workrooms[&room].online_url.as_deref(),
        Some("https://zx.example.cn/1")
    );
    let then = Organization::load(&stage.db, &district(CODE), honour.number)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(then.honours.len(), 1);
}

pub async fn divisions_are_registered_all_or_none(db: DatabaseConnection) {
    let stage = Stage::new(db);
    let (_, township_id) = stage.set_up(CODE).await;
    let office = stage.office(CODE);
    let division = |number: u32| RegisterDivision {
        code: format!("430503101{number:03}"),
        name: format!("第{number}村（示例）"),
        kind: DivisionKind::Village,
    };
    let register = |divisions| RegisterDivisions {
        township: township_id,
        divisions,
    };
    let before = stage.everything().await;
    let mut wrong: Vec<_> = (1..=5).map(division).collect();
    wrong[1].code = "43050310100".into();
    wrong[2].name = " ".into();
    wrong[4].code = wrong[0].code.clone();
    assert_eq!(
        refused(register_divisions(&office, register(wrong)).await),
        [
            at(Code::InvalidCode, "divisions.1.code"),
            at(Code::Empty, "divisions.2.name"),
            at(Code::CodeInUse, "divisions.4.code"),
        ]
        .concat()
    );
    for count in [0, 201] {
        let many: Vec<_> = (1..=count).map(division).collect();
        assert_eq!(
            refused(register_divisions(&office, register(many)).await),
            at(Code::WrongNumberOfItems, "divisions")
        );
    }
    assert_eq!(stage.everything().await, before);
    let done = register_divisions(&office, register((1..=200).map(division).collect()))
        .await
        .unwrap();
    assert_eq!((done.ids.len(), done.number), (200, 204));
    assert_eq!(
        refused(register_divisions(&office, register(vec![division(200)])).await),
        at(Code::CodeInUse, "divisions.0.code")
    );
    assert_eq!(verify(&stage.db, &district(CODE)).await.unwrap(), None);
}
