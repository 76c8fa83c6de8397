//! The workbook that a dry run answers with: verdicts behind the rows, colours where something is wrong, and itself a file
//! that reads as the one that was sent. Deliberately absent: the rulings (damaged).

use std::io::{Cursor, Read};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use calamine::{Data, Reader, Xlsx};
use http_body_util::BodyExt;
use tower::ServiceExt;
use workrooms::http::router;
use workrooms::kernel::actor::Role;
use workrooms::kernel::clock::Clock;
use workrooms::spreadsheets::importing::Run;
use workrooms::spreadsheets::marking::marked;

use super::damaged::{OFFICE, admit, counted, merged, rows, told, upload, upload_of};
use super::doors::bearer;
use crate::doors::doors_at;
use crate::events::town::Town;
use crate::support::Store;

fn cell(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, at: (u32, u32)) -> String {
    let range = book.worksheet_range(sheet).unwrap();
    range.get_value(at).unwrap_or(&Data::Empty).to_string()
}

/// The cells of a sheet as they are kept.
fn kept(book: &[u8], part: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book.to_vec())).unwrap();
    let mut text = String::new();
    zip.by_name(part)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

on_both!(a_dry_run_marks_the_workbook_that_was_sent);
async fn a_dry_run_marks_the_workbook_that_was_sent(store: Store) {
    let town = Town::new(&store).await;
    admit(&town).await;
    admit(&town).await;
    let before = (town.number().await, counted(&town).await);
    let office = town.request(Role::Office, None);
    let upload_one = upload_of(merged(&rows()), Run::Dry);
    let done = marked(&office, &town.district, &upload_one, &|_| {}).await;
    let (report, bytes) = done.expect("a workbook");
    office.db.close().await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["Sheet1", "导入结果"]);
    // Seventeen columns of the template; what is behind them is the verdict and its reasons.
    let (verdict, reasons) = (17, 18);
    for (row, said, reason) in [
        (1, "导入结论", "原因"),
        (2, "入账", ""),
        (16, "入账", ""),
        (
            17,
            "未接受",
            "工作表“Sheet1”第17行“日期”列（D）：不是有效日期。",
        ),
        (18, "重复", "工作表“Sheet1”第18行：与上面的一行完全相同。"),
        (
            19,
            "待认定",
            "工作表“Sheet1”第19行“参加委员”列（G）：不是唯一一位委员的姓名，须由政协机关认定。",
        ),
        (
            20,
            "待明确",
            "工作表“Sheet1”第20行“人次”列（I）：是约数；请写准确数，或以“余”表示至少。",
        ),
        (
            21,
            "未接受",
            "工作表“Sheet1”第21行“工作室”列（A）：不是唯一一个委员工作室的全称。",
        ),
    ] {
        assert_eq!(cell(&mut book, "Sheet1", (row - 1, verdict)), said, "{row}");
        assert_eq!(
            cell(&mut book, "Sheet1", (row - 1, reasons)),
            reason,
            "{row}"
        );
    }
    // Merged cells are written out, and stand where they stood.
    assert_eq!(cell(&mut book, "Sheet1", (15, 0)), "城南委员工作室");
    assert_eq!(cell(&mut book, "Sheet1", (16, 3)), "2022年13月3日");
    let sheet = kept(&bytes, "xl/worksheets/sheet1.xml");
    for coloured in [
        "r=\"D17\" s=\"4\"",
        "r=\"R17\" s=\"4\"",
        "r=\"G19\" s=\"3\"",
        "r=\"I20\" s=\"3\"",
        "r=\"A21\" s=\"4\"",
        "r=\"R2\" s=\"2\"",
        "r=\"R18\" s=\"5\"",
    ] {
        assert!(sheet.contains(coloured), "{coloured}");
    }
    assert!(sheet.contains("r=\"A17\" s=\"0\""));
    let results = kept(&bytes, "xl/worksheets/sheet2.xml");
    assert!(results.contains("<v>1020</v>") && results.contains("城南委员工作室"));
    assert_eq!((town.number().await, counted(&town).await), before);

    // What was marked is sent again as it is.
    let again = upload(&town, OFFICE, bytes, true).await.expect("a report");
    assert_eq!((told(&again), again.counts), (told(&report), report.counts));
    assert_eq!(again.unknown_headings, ["导入结论", "原因"]);
    assert_eq!(again.skipped_sheets, Vec::<String>::new());
}

on_both!(the_door_answers_a_dry_run_with_a_workbook_where_one_is_asked_for);
async fn the_door_answers_a_dry_run_with_a_workbook_where_one_is_asked_for(store: Store) {
    let town = Town::new(&store).await;
    let routes = router(doors_at(&store, Clock::System, &[]));
    let bearer = bearer(&store, &town).await;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let file = "工作室,种类,标题,日期\n城南委员工作室,学习宣讲,宣讲（示例）,2022-05-40\n";
    let request = Request::post("/imports/430503?dryRun=true")
        .header("authorization", bearer.as_str())
        .header("accept", media)
        .body(Body::from(file))
        .unwrap();
    let answer = routes.oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], media);
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(cell(&mut book, "填报", (1, 4)), "未接受");
}
