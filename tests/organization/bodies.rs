//! Stories of workrooms, places and bodies: what they need, how they close, how a mistake is mended.

use sea_orm::EntityTrait;
use workrooms::kernel::authz::Action;
use workrooms::kernel::id::NodeId;
use workrooms::kernel::journal::{Change, verify};
use workrooms::kernel::versions::open;
use workrooms::linkage::entity::link;
use workrooms::linkage::{LinkKind, Request};
use workrooms::organization::commands::bodies::{
    CloseBody, RenameBody, close_sector_group, close_special_committee, establish_sector_group,
    establish_special_committee, rename_special_committee,
};
use workrooms::organization::commands::lifetimes::{CorrectLifetime, correct_lifetime};
use workrooms::organization::commands::places::{
    CloseTownship, RegisterDivision, RegisterDivisions, close_township, register_divisions,
};
use workrooms::organization::commands::workrooms::{
    AwardWorkroomHonour, CloseWorkroom, EstablishWorkroom, ReviseWorkroom, award_workroom_honour,
    close_workroom, establish_workroom, revise_workroom, withdraw_workroom_honour,
};
use workrooms::organization::entity::node;
use workrooms::organization::{
    DivisionKind, HonourLevel, NodeKind, Organization, OrganizationErrorCode as Code, WorkroomKind,
};

use super::stage::{FIRST, Stage, at, body, day, district, refused, workroom};
use crate::support::Store;

const CODE: &str = "430503";

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

on_both!(nothing_closes_while_something_hangs_on_it);
async fn nothing_closes_while_something_hangs_on_it(store: Store) {
    let stage = Stage::new(&store);
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

on_both!(a_workroom_has_what_its_kind_needs);
async fn a_workroom_has_what_its_kind_needs(store: Store) {
    let stage = Stage::new(&store);
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

on_both!(divisions_are_registered_all_or_none);
async fn divisions_are_registered_all_or_none(store: Store) {
    let stage = Stage::new(&store);
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
