//! A workbook of posts as a clerk would leave it: filled into our own template, then damaged in every way that is known.
//! Deliberately absent: how long it takes.

use std::sync::OnceLock;

use calamine::Reader;
use rust_xlsxwriter::{Format, Workbook};
use workrooms::events::tallies::Sums;
use workrooms::kernel::actor::Role;
use workrooms::kernel::error::Failure;
use workrooms::kernel::id::NodeId;
use workrooms::organization::commands::people::{AdmitMember, PersonalWords, admit_member};
use workrooms::spreadsheets::deciding::{Decision, Released, decide};
use workrooms::spreadsheets::importing::{Run, Upload, import};
use workrooms::spreadsheets::queries::questions;
use workrooms::spreadsheets::report::{Counts, Report};
use workrooms::spreadsheets::rules::columns::kind_of;
use workrooms::spreadsheets::storing::ImportErrorCode;
use workrooms::spreadsheets::template::template;
use workrooms::spreadsheets::undoing::undo;

use crate::events::town::{Town, day};
use crate::support::Store;

/// The headings that our own template writes.
pub fn headings() -> Vec<String> {
    static READ: OnceLock<Vec<String>> = OnceLock::new();
    let read = || {
        let workrooms = ["城北委员工作室".to_owned(), "城南委员工作室".to_owned()];
        let book = template(kind_of("posts").unwrap(), &workrooms).unwrap();
        let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(book)).unwrap();
        let sheet = book.worksheet_range("填报").unwrap();
        let row = sheet.rows().next().unwrap();
        row.iter().map(ToString::to_string).collect()
    };
    READ.get_or_init(read).clone()
}

/// A row in the columns of the template.
pub fn row(cells: &[(&str, &str)]) -> Vec<String> {
    let headings = headings();
    for (name, _) in cells {
        assert!(headings.iter().any(|heading| heading == name), "{name}");
    }
    headings
        .iter()
        .map(|heading| {
            let cell = cells.iter().find(|(name, _)| heading == name);
            cell.map(|(_, value)| (*value).to_owned())
                .unwrap_or_default()
        })
        .collect()
}

pub fn talk(n: u32) -> Vec<String> {
    row(&[
        ("工作室", "城南委员工作室"),
        ("活动种类", "学习宣讲"),
        ("活动名称", &format!("第{n}场宣讲（示例）")),
        ("日期", &format!("2022年5月{n}日")),
        ("人次", "68余"),
    ])
}

/// Rows 2 to 21 of the file: 15 good talks (2 to 16), and what went wrong.
pub fn rows() -> Vec<Vec<String>> {
    let with = |n: u32, name: &str, value: &str| {
        let mut row = talk(n);
        let place = headings()
            .iter()
            .position(|heading| heading == name)
            .unwrap();
        row[place] = value.to_owned();
        row
    };
    let mut rows: Vec<_> = (1..=15).map(talk).collect();
    rows.push(with(16, "日期", "2022年13月3日")); // row 17
    rows.push(talk(3)); // row 18
    rows.push(with(17, "参加委员", "示例委员甲")); // row 19
    rows.push(with(18, "人次", "约30")); // row 20
    rows.push(with(19, "工作室", "城东委员工作室")); // row 21
    rows
}

pub fn gbk(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings()).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let (bytes, _, unwritten) = encoding_rs::GBK.encode(&text);
    assert!(!unwritten);
    assert!(std::str::from_utf8(&bytes).is_err());
    bytes.into_owned()
}

/// The same rows with the workroom of rows 2 to 16 in one merged cell.
pub fn merged(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, heading) in headings().iter().enumerate() {
        sheet.write(0, place as u16, heading).unwrap();
    }
    sheet
        .merge_range(1, 0, 15, 0, "城南委员工作室", &Format::new())
        .unwrap();
    for (at, row) in rows.iter().enumerate() {
        for (place, cell) in row.iter().enumerate() {
            let in_merged = place == 0 && at < 15;
            if !cell.is_empty() && !in_merged {
                sheet
                    .write_string(at as u32 + 1, place as u16, cell)
                    .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The same rows as OpenDocument.
fn open_document(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"填报\">",
    );
    for row in std::iter::once(&headings()).chain(rows) {
        text.push_str("<table:table-row>");
        for cell in row {
            let cell = format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>");
            text.push_str(&cell);
        }
        text.push_str("</table:table-row>");
    }
    text.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let form = zip::write::SimpleFileOptions::default();
    zip.start_file("content.xml", form).unwrap();
    std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

pub async fn admit(town: &Town) -> NodeId {
    let input = AdmitMember {
        name: "示例委员甲".to_owned(),
        is_cpc_member: false,
        personal: PersonalWords::default(),
        expertise: None,
        term: 6,
        sector: town.sector,
        from: day("2021-09-01"),
        to: None,
    };
    let office = town.request(Role::Office, None);
    admit_member(&office, input).await.expect("a member").id
}

pub async fn upload(
    town: &Town,
    (role, scope): (Role, Option<NodeId>),
    file: Vec<u8>,
    dry_run: bool,
) -> Result<Report, Failure<ImportErrorCode>> {
    let upload = upload_of(file, if dry_run { Run::Dry } else { Run::Commit });
    let request = town.request(role, scope);
    let done = import(&request, &town.district, &upload, &|_| {}).await;
    request.db.close().await;
    done
}

pub fn upload_of(file: Vec<u8>, run: Run) -> Upload {
    Upload {
        file: file.into(),
        kind: kind_of("posts").unwrap(),
        year: None,
        run,
    }
}

pub const OFFICE: (Role, Option<NodeId>) = (Role::Office, None);

pub fn told(report: &Report) -> Vec<(u32, String, String)> {
    let told = report.troubles.iter().map(|told| {
        let heading = told.column.clone().map(|(_, heading)| heading);
        (told.row, heading.unwrap_or_default(), told.wrong.code())
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

/// What is counted: every sum of events that count.
pub async fn counted(town: &Town) -> Vec<(String, Sums)> {
    let tallies = town.tallies().await;
    let counted = tallies.into_iter().filter(|(key, _)| key.status.counts());
    let mut counted: Vec<_> = counted
        .map(|(key, sums)| (format!("{key:?}"), sums))
        .collect();
    counted.sort_by(|a, b| a.0.cmp(&b.0));
    counted
}

on_both!(a_damaged_file_is_told_row_by_row_posted_decided_repeated_and_undone);
async fn a_damaged_file_is_told_row_by_row_posted_decided_repeated_and_undone(store: Store) {
    let town = Town::new(&store).await;
    let (_one, other) = (admit(&town).await, admit(&town).await);
    let before = (town.number().await, counted(&town).await);

    let expected = [
        (17, "日期", "INVALID_DATE"),
        (18, "", "REPEATED"),
        (19, "参加委员", "WHICH_MEMBER"),
        (20, "人次", "APPROXIMATE"),
        (21, "工作室", "UNKNOWN_HOST"),
    ]
    .map(|(row, heading, code)| (row, heading.to_owned(), code.to_owned()));
    let counts = Counts {
        rows: 20,
        accepted: 15,
        held: 0,
        waiting: 1,
        duplicate: 1,
        unclear: 1,
        refused: 2,
    };
    for file in [gbk(&rows()), merged(&rows()), open_document(&rows())] {
        let dry = upload(&town, OFFICE, file, true).await.expect("a report");
        assert_eq!(told(&dry), expected);
        assert_eq!((dry.counts, dry.batch), (counts, None));
        let sums: Vec<_> = dry
            .figures
            .iter()
            .map(|((workroom, month, measure, _), sum)| {
                let measure = serde_json::to_value(measure).unwrap();
                (
                    *workroom,
                    month.as_str(),
                    measure.as_str().unwrap().to_owned(),
                    *sum,
                )
            })
            .collect();
        let of = |measure: &str, sum| (town.south, "2022-05", measure.to_owned(), sum);
        assert_eq!(
            sums,
            [
                of("EVENTS", (1500, false)),
                of("SESSIONS", (1500, false)),
                of("PERSON_TIMES", (102_000, true)),
            ]
        );
    }
    assert_eq!((town.number().await, counted(&town).await), before);

    let done = upload(&town, OFFICE, gbk(&rows()), false)
        .await
        .expect("a report");
    assert_eq!((told(&done), done.counts), (expected.to_vec(), counts));
    let batch = done.batch.expect("a batch");
    let sentence = done.troubles.iter().find(|told| told.row == 17).unwrap();
    assert_eq!(sentence.message().zh, "第17行“日期”列（D）：不是有效日期。");

    // The same words in another file, and the same file again.
    let first = (town.number().await, counted(&town).await);
    assert_ne!(first.1, before.1);
    for file in [gbk(&rows()), merged(&rows()), open_document(&rows())] {
        let again = upload(&town, OFFICE, file, false).await.expect("a report");
        assert_eq!((again.counts.accepted, again.counts.waiting), (0, 1));
        assert_eq!((again.counts.duplicate, again.batch), (16, None));
    }
    assert_eq!((town.number().await, counted(&town).await), first);

    // Nobody is guessed: a person decides, once.
    let office = town.request(Role::Office, None);
    let asked = questions(&office, &town.district).await.expect("questions");
    let [question] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!((question.name.as_str(), question.rows), ("示例委员甲", 1));
    let named: Vec<_> = question
        .candidates
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(named, ["示例委员甲", "示例委员甲"]);
    assert_eq!(question.candidates[0].sector.as_deref(), Some("教育界"));
    let decision = |name: &str| Decision {
        name: name.to_owned(),
        workroom: "城南委员工作室".to_owned(),
        member: other,
    };
    let nobody = decide(&office, &town.district, decision("示例委员丙")).await;
    assert!(matches!(nobody, Err(Failure::Refused(_))));
    let officer = town.request(Role::WorkroomOfficer, Some(town.south));
    let denied = decide(&officer, &town.district, decision("示例委员甲")).await;
    assert!(matches!(denied, Err(Failure::Problem(_))));
    let released = decide(&office, &town.district, decision("示例委员 甲")).await;
    let released = released.expect("a decision");
    assert_eq!(
        released,
        Released {
            posted: 1,
            refused: 0
        }
    );
    assert_eq!(questions(&office, &town.district).await.expect("none"), []);
    office.db.close().await;
    town.assert_whole().await;

    let decided = (town.number().await, counted(&town).await);
    assert_ne!(decided.1, first.1);
    let again = upload(&town, OFFICE, gbk(&rows()), false)
        .await
        .expect("a report");
    assert_eq!((again.counts.duplicate, again.counts.waiting), (17, 0));
    assert_eq!((town.number().await, counted(&town).await), decided);

    // Undo restores every figure; the same file then counts anew, once.
    let office = town.request(Role::Office, None);
    let withdrawn = undo(&office, &town.district, batch).await.expect("undone");
    assert_eq!(withdrawn, 16);
    assert_eq!(counted(&town).await, before.1);
    town.assert_whole().await;
    let twice = undo(&office, &town.district, batch).await;
    assert!(matches!(twice, Err(Failure::Refused(_))));
    office.db.close().await;
    let anew = upload(&town, OFFICE, gbk(&rows()), false)
        .await
        .expect("a report");
    assert_eq!((anew.counts.accepted, anew.counts.waiting), (16, 0));
    assert_eq!(counted(&town).await, decided.1);
    town.assert_whole().await;
}

on_both!(an_officer_imports_for_his_own_workroom_alone);
async fn an_officer_imports_for_his_own_workroom_alone(store: Store) {
    let town = Town::new(&store).await;
    let file = gbk(&(1..=3).map(talk).collect::<Vec<_>>());
    let before = town.number().await;
    let north = (Role::WorkroomOfficer, Some(town.north));
    let refused = upload(&town, north, file.clone(), false)
        .await
        .expect("a report");
    assert_eq!((refused.counts.refused, refused.batch), (3, None));
    assert!(
        told(&refused)
            .iter()
            .all(|(_, _, code)| code == "FORBIDDEN_HOST")
    );
    for role in [Role::Leader, Role::Auditor, Role::Hotline] {
        let denied = upload(&town, (role, None), file.clone(), true).await;
        assert!(matches!(denied, Err(Failure::Problem(_))), "{role:?}");
    }
    assert_eq!(town.number().await, before);
    let south = (Role::WorkroomOfficer, Some(town.south));
    let done = upload(&town, south, file, false).await.expect("a report");
    assert_eq!(done.counts.accepted, 3);
    let batch = done.batch.expect("a batch");
    let stranger = town.request(Role::WorkroomOfficer, Some(town.north));
    let denied = undo(&stranger, &town.district, batch).await;
    assert!(matches!(denied, Err(Failure::Refused(_))));
    stranger.db.close().await;
    let own = town.request(Role::WorkroomOfficer, Some(town.south));
    assert_eq!(undo(&own, &town.district, batch).await.expect("undone"), 3);

    // What waits of his, the office decides.
    own.db.close().await;
    let mut waits = talk(4);
    let place = headings().iter().position(|heading| heading == "参加委员");
    waits[place.unwrap()] = "示例委员 01".to_owned();
    let done = upload(&town, south, gbk(&[waits]), false).await;
    assert_eq!(done.expect("a report").counts.waiting, 1);
    let denied = questions(&own, &town.district).await;
    assert!(denied.is_err());
    let office = town.request(Role::Office, None);
    let decision = Decision {
        name: "示例委员01".to_owned(),
        workroom: "城南委员工作室".to_owned(),
        member: town.member,
    };
    let released = decide(&office, &town.district, decision).await;
    assert_eq!(released.expect("a decision").posted, 1);
    town.assert_whole().await;
}
