//! Files of more rows than are stored together: what broke off is gone on with, and a dry run knows the rows before.
//! Deliberately absent: how long it takes.

use tokio::sync::Notify;
use workrooms::kernel::actor::Role;
use workrooms::spreadsheets::entity::BatchState;
use workrooms::spreadsheets::importing::{Run, import};
use workrooms::spreadsheets::queries::batches;
use workrooms::spreadsheets::report::Counts;
use workrooms::spreadsheets::undoing::undo;

use super::damaged::{OFFICE, counted, gbk, row, told, upload, upload_of};
use crate::events::town::Town;
use crate::support::Store;

/// 1100 talks on 28 days, whose titles tell them apart.
fn talks() -> Vec<Vec<String>> {
    (0..1100)
        .map(|n| {
            row(&[
                ("工作室", "城南委员工作室"),
                ("活动种类", "学习宣讲"),
                ("活动名称", &format!("第{n}场宣讲（示例）")),
                ("日期", &format!("2022-05-{:02}", n % 28 + 1)),
                ("人次", "30"),
            ])
        })
        .collect()
}

on_both!(a_reading_that_broke_off_is_gone_on_with_and_is_one_batch);
async fn a_reading_that_broke_off_is_gone_on_with_and_is_one_batch(store: Store) {
    let town = Town::new(&store).await;
    let before = counted(&town).await;
    let file = gbk(&talks());
    let office = town.request(Role::Office, None);
    let (first, whole) = (Notify::new(), upload_of(file.clone(), Run::Commit));
    let progress = |_: i64| first.notify_one();
    tokio::select! {
        biased;
        () = first.notified() => {}
        done = import(&office, &town.district, &whole, &progress) => panic!("{done:?}"),
    }
    drop(office);
    let office = town.request(Role::Office, None);
    let open = batches(&office, &town.district).await.expect("batches");
    let [open] = open.as_slice() else {
        panic!("{open:?}");
    };
    assert_eq!(open.state, BatchState::Open);
    let stored = open.accepted;
    assert!((500..1100).contains(&stored), "{stored}");
    office.db.close().await;

    let done = upload(&town, OFFICE, file.clone(), false)
        .await
        .expect("a report");
    assert_eq!(done.batch, Some(open.id));
    assert_eq!(
        (done.counts.accepted, done.counts.duplicate),
        (1100 - stored, stored)
    );
    town.assert_whole().await;
    let office = town.request(Role::Office, None);
    let all = batches(&office, &town.district).await.expect("batches");
    let [batch] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(
        (batch.state, batch.accepted, batch.row_count),
        (BatchState::Committed, 1100, 1100)
    );
    office.db.close().await;
    let number = town.number().await;
    let again = upload(&town, OFFICE, file, false).await.expect("a report");
    assert_eq!((again.counts.duplicate, again.batch), (1100, None));
    assert_eq!(town.number().await, number);

    let office = town.request(Role::Office, None);
    let withdrawn = undo(&office, &town.district, open.id).await;
    assert_eq!(withdrawn.expect("undone"), 1100);
    assert_eq!(counted(&town).await, before);
    town.assert_whole().await;
}

on_both!(a_dry_run_knows_the_rows_before);
async fn a_dry_run_knows_the_rows_before(store: Store) {
    let town = Town::new(&store).await;
    let mut rows = talks();
    let place = |name: &str| {
        super::damaged::headings()
            .iter()
            .position(|heading| heading == name)
            .unwrap()
    };
    let near = |title: &str| {
        let mut row = talks().remove(0);
        row[place("活动名称")] = title.to_owned();
        row
    };
    rows.insert(0, near("春季防溺水巡河（示例）")); // row 2
    rows.push(near("春季防溺水巡河！（示例）")); // row 1103
    let file = gbk(&rows);
    let expected = [(1103, String::new(), "RESEMBLES".to_owned())];
    let counts = Counts {
        rows: 1102,
        accepted: 1101,
        held: 1,
        ..Counts::default()
    };
    for dry_run in [true, false] {
        let done = upload(&town, OFFICE, file.clone(), dry_run).await;
        let done = done.expect("a report");
        assert_eq!((told(&done), done.counts), (expected.to_vec(), counts));
    }
    town.assert_whole().await;
}
