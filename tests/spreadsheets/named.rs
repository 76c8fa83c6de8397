//! Whom names mean without being asked for, and headings that were taught. Deliberately absent: the desk (damaged).

use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Failure;
use workrooms::kernel::period::Span;
use workrooms::linkage::LinkKind;
use workrooms::linkage::commands::establish;
use workrooms::linkage::rules::Wanted;
use workrooms::spreadsheets::headings::{list, teach};
use workrooms::spreadsheets::report::Taken;
use workrooms::spreadsheets::rules::columns::kind_of;
use workrooms::spreadsheets::storing::ImportErrorCode;

use super::damaged::{OFFICE, gbk, row, told, upload};
use crate::events::town::{Town, day};
use crate::support::Store;

on_both!(a_name_is_taken_for_the_workrooms_own_member_alone_and_told);
async fn a_name_is_taken_for_the_workrooms_own_member_alone_and_told(store: Store) {
    let town = Town::new(&store).await;
    let office = town.request(Role::Office, None);
    let wanted = Wanted {
        kind: LinkKind::ContactsMember,
        upper: town.south,
        lower: town.member,
        span: Span::new(day("2022-03-01"), None),
    };
    establish(&office, wanted).await.expect("a link");
    let talk = |n: u32, workroom: &str, on: &str, names: &str| {
        row(&[
            ("工作室", workroom),
            ("活动种类", "学习宣讲"),
            ("活动名称", &format!("第{n}场宣讲（示例）")),
            ("日期", on),
            ("参加委员", names),
        ])
    };
    let file = gbk(&[
        talk(1, "城南委员工作室", "2022-05-01", "示例委员 01"),
        // Before the workroom contacted him.
        talk(2, "城南委员工作室", "2022-02-01", "示例委员 01"),
        // Another workroom.
        talk(3, "城北委员工作室", "2022-05-01", "示例委员 01"),
        // Known to nobody.
        talk(
            4,
            "城南委员工作室",
            "2022-05-01",
            "示例委员 01、示例委员 99",
        ),
        talk(5, "城南委员工作室", "2022-05-02", "示例委员　01"),
    ]);
    let waits = [3, 4, 5].map(|row| (row, "参加委员".to_owned(), "WHICH_MEMBER".to_owned()));
    for dry_run in [true, false] {
        let done = upload(&town, OFFICE, file.clone(), dry_run).await;
        let done = done.expect("a report");
        assert_eq!(told(&done), waits);
        assert_eq!((done.counts.accepted, done.counts.waiting), (2, 3));
        let taken: Vec<_> = done.taken.into_iter().collect();
        let expected = Taken {
            workroom: "城南委员工作室".to_owned(),
            member: "示例委员 01".to_owned(),
            rows: 2,
            first: 2,
        };
        assert_eq!(taken, [((town.south, town.member), expected)]);
    }
    town.assert_whole().await;
}

on_both!(a_heading_is_taught_once_and_remembered);
async fn a_heading_is_taught_once_and_remembered(store: Store) {
    let town = Town::new(&store).await;
    let posts = kind_of("posts").unwrap();
    let file = "承办点位,种类,标题,日期\n城南委员工作室,学习宣讲,宣讲（示例）,2022-05-01\n";
    let refused = upload(&town, OFFICE, file.into(), true).await;
    let Err(Failure::Refused(refusals)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusals[0].code, ImportErrorCode::MissingColumn);
    assert_eq!(
        refusals[0].message.zh,
        "缺少“工作室”列；未识别的表头：承办点位。"
    );
    let before = town.number().await;
    let officer = town.request(Role::WorkroomOfficer, Some(town.south));
    let denied = teach(&officer, &town.district, posts, ("承办点位", "工作室")).await;
    assert!(matches!(denied, Err(Failure::Problem(_))));
    let office = town.request(Role::Office, None);
    for (heading, means, code) in [
        ("承办点位", "没有的列", ImportErrorCode::UnknownColumn),
        ("日期", "工作室", ImportErrorCode::HeadingNotTaught),
        (" ", "工作室", ImportErrorCode::HeadingNotTaught),
    ] {
        let refused = teach(&office, &town.district, posts, (heading, means)).await;
        let Err(Failure::Refused(refusals)) = refused else {
            panic!("{heading}");
        };
        assert_eq!(refusals[0].code, code, "{heading}");
    }
    assert_eq!(town.number().await, before);
    for _ in 0..2 {
        let taught = teach(&office, &town.district, posts, ("承办点位", "工作室")).await;
        assert!(taught.is_ok(), "{taught:?}");
        assert_eq!(town.number().await, before + 1);
    }
    let known = list(&officer, &town.district, posts).await;
    assert_eq!(
        known.expect("headings"),
        [("承办点位".to_owned(), "工作室")]
    );
    officer.db.close().await;
    let done = upload(&town, OFFICE, file.into(), false).await;
    assert_eq!(done.expect("a report").counts.accepted, 1);
}
