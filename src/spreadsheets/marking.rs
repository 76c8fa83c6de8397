//! The workbook of a dry run: the rows that were sent, where they stood, the verdict and its reasons behind each, cells
//! coloured where something is wrong; and a sheet that counts, and says which figures would change and who was taken by his
//! name. Sent again, it reads as what was sent. Deliberately absent: formats, formulas and pictures of the file.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;
use zip::result::ZipError;

use super::book::{Book, Look, Written};
use super::importing::{Run, Upload, import};
use super::reading::{Cell, Row, rows_of};
use super::report::{Report, State, Told};
use super::rules::columns::{Column, Kind, letters};
use super::rules::names::Names;
use super::rules::rows::FUND_KINDS;
use super::storing::Outcome;
use super::template::{FILLED, RESULTS};
use crate::events::kinds::{FundKind, Measure};
use crate::kernel::error::{Fault, Problem};
use crate::kernel::id::DistrictId;
use crate::linkage::Request;

/// The heading of verdicts.
pub const VERDICT: &str = "导入结论";

/// The heading of reasons.
const REASONS: &str = "原因";

struct Marking {
    file: Arc<[u8]>,
    kind: &'static Kind,
    report: Arc<Report>,
    names: Names,
}

/// Runs a file dry, and writes its workbook with the verdicts; the file is read twice, a few rows at a time.
pub async fn marked(
    request: &Request,
    district: &DistrictId,
    upload: &Upload,
    progress: &(dyn Fn(i64) + Send + Sync),
) -> Outcome<(Arc<Report>, Vec<u8>)> {
    let upload = Upload {
        run: Run::Marked,
        ..upload.clone()
    };
    let report = Arc::new(import(request, district, &upload, progress).await?);
    let pin = request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let marking = Marking {
        file: upload.file,
        kind: upload.kind,
        report: Arc::clone(&report),
        names: Names::new(Arc::clone(&pin.chain), BTreeMap::new()),
    };
    let written = tokio::task::spawn_blocking(move || written(&marking)).await;
    let written = written.ok().and_then(Result::ok);
    let written = written.ok_or_else(|| Fault::new("a marked workbook cannot be written"))?;
    Ok((report, written))
}

fn written(marking: &Marking) -> Result<Vec<u8>, ZipError> {
    let report = &marking.report;
    let mut troubles: HashMap<(&str, u32), Vec<&Told>> = HashMap::new();
    for told in &report.troubles {
        let of_row = troubles.entry((told.sheet.as_str(), told.row)).or_default();
        of_row.push(told);
    }
    let mut book = Book::default();
    let mut sheet: Option<String> = None;
    let mut rows = rows_of(Arc::clone(&marking.file));
    while let Some(row) = rows.blocking_recv() {
        // It was read to its end before.
        let Ok(row) = row else { break };
        if row.sheet == RESULTS {
            continue;
        }
        if sheet.as_ref() != Some(&row.sheet) {
            book.sheet(if row.sheet.is_empty() {
                FILLED
            } else {
                &row.sheet
            })?;
            sheet = Some(row.sheet.clone());
        }
        let of_row = troubles.get(&(row.sheet.as_str(), row.number));
        let cells = cells(report, &row, of_row.map_or(&[], Vec::as_slice));
        book.row(row.number, &cells)?;
    }
    results(marking, &mut book)?;
    book.finish()
}

/// The cells of a row, and what is written behind them.
fn cells(report: &Report, row: &Row, troubles: &[&Told]) -> Vec<(usize, Written, Look)> {
    let state = report.marks.of(&row.sheet, row.number);
    let wrong = |place: usize| {
        let place = letters(place);
        let mut columns = troubles.iter().filter_map(|told| told.column.as_ref());
        columns.any(|(at, _)| *at == place)
    };
    let is_heading = report.marks.headings_of(&row.sheet) == Some(row.number);
    let look = |place| match state {
        Some(state) if wrong(place) => look_of(state),
        None if is_heading => Look::Bold,
        _ => Look::Plain,
    };
    let cells = row.cells.iter().enumerate();
    let mut out: Vec<_> = cells
        .filter_map(|(place, cell)| {
            let written = match cell.plain() {
                Cell::Empty => return wrong(place).then(|| (place, words(""), look(place))),
                Cell::Text(text) => words(text),
                Cell::Number(number) => Written::Number(number.clone()),
                Cell::Day(day) => words(&day.to_string()),
                Cell::Error => words("#ERROR"),
                Cell::TooLong | Cell::Merged(_) => words("……"),
            };
            Some((place, written, look(place)))
        })
        .collect();
    let behind = report.marks.width_of(&row.sheet);
    let after = behind.saturating_add(1);
    if is_heading {
        out.push((behind, words(VERDICT), Look::Bold));
        out.push((after, words(REASONS), Look::Bold));
    }
    if let Some(state) = state {
        out.push((behind, words(&state.name().zh), look_of(state)));
        let reasons: Vec<_> = troubles.iter().map(|told| told.message().zh).collect();
        if !reasons.is_empty() {
            out.push((after, words(&reasons.join("\n")), Look::Plain));
        }
    }
    out
}

fn words(text: &str) -> Written {
    Written::Text(text.to_owned())
}

fn look_of(state: State) -> Look {
    match state {
        State::Accepted => Look::Green,
        State::Held | State::Waiting | State::Unclear => Look::Yellow,
        State::Refused => Look::Red,
        State::Duplicate => Look::Grey,
    }
}

/// The sheet that counts. Its headings are none by which a sheet of rows is known.
fn results(marking: &Marking, book: &mut Book) -> Result<(), ZipError> {
    let report = &marking.report;
    book.sheet(RESULTS)?;
    let mut number = 0_u32;
    let mut line = |texts: Vec<Written>, look: Look| {
        number = number.saturating_add(1);
        let cells = texts.into_iter().enumerate();
        let cells: Vec<_> = cells.map(|(place, text)| (place, text, look)).collect();
        book.row(number, &cells)
    };
    line(vec![words("行数")], Look::Bold)?;
    for state in State::ALL {
        let count = Written::Number(report.counts.of(state).to_string());
        line(vec![words(&state.name().zh), count], look_of(state))?;
    }
    for (title, texts) in [
        ("未识别的表头", &report.unknown_headings),
        ("没有表头、未读取的工作表", &report.skipped_sheets),
    ] {
        if !texts.is_empty() {
            line(vec![words(title), words(&texts.join("、"))], Look::Yellow)?;
        }
    }
    if report.left_out > 0 {
        let count = Written::Number(report.left_out.to_string());
        line(vec![words("未逐条列出的问题"), count], Look::Yellow)?;
    }
    line(
        ["将变动的数字：室名", "月份", "计量", "款项", "增加", "口径"]
            .map(words)
            .to_vec(),
        Look::Bold,
    )?;
    for ((workroom, month, measure, fund_kind), (amount, at_least)) in &report.figures {
        let amount = Decimal::new(*amount, 2).normalize().to_string();
        line(
            vec![
                words(marking.names.name_of(*workroom)),
                words(month),
                words(measure_of(marking.kind, *measure)),
                words(fund_kind.map_or("", fund_of)),
                Written::Number(amount),
                words(if *at_least {
                    "至少（余）"
                } else {
                    "准确"
                }),
            ],
            Look::Plain,
        )?;
    }
    if !report.taken.is_empty() {
        let titles = ["按姓名认定：室名", "委员姓名", "涉及行数", "首行"];
        line(titles.map(words).to_vec(), Look::Bold)?;
        for taken in report.taken.values() {
            line(
                vec![
                    words(&taken.workroom),
                    words(&taken.member),
                    Written::Number(taken.rows.to_string()),
                    Written::Number(taken.first.to_string()),
                ],
                Look::Yellow,
            )?;
        }
    }
    Ok(())
}

fn measure_of(kind: &Kind, measure: Measure) -> &'static str {
    match measure {
        Measure::Events => "活动记录",
        _ => kind.heading(Column::Amount(measure)).unwrap_or_default(),
    }
}

fn fund_of(fund_kind: FundKind) -> &'static str {
    let known = FUND_KINDS.iter().find(|(_, known)| *known == fund_kind);
    known.map(|(name, _)| *name).unwrap_or_default()
}
