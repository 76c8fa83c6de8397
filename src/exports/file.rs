//! A file as it is written: tables of typed columns, as sheets of a workbook or as the one table of a csv. The file grows
//! packed in memory and lies on no disk. What a format cannot hold is refused, or goes on on another sheet; nothing is cut.
//! Deliberately absent: what is written.

use async_graphql::Enum;
use zip::result::ZipError;

use super::refusals::{ExportErrorCode as Code, Outcome};
use super::rules::{ROWS_OF_SHEET, exact, fits_cell, guarded, serial, serial_of, sheet_name};
use super::table::{Cell, Column};
use crate::kernel::error::Fault;
use crate::spreadsheets::book::{Book, Look, Written};

/// The rows of a file at most.
pub const MOST_ROWS: u64 = 100_000;

/// By which programs open csv as UTF-8, whatever they would take it for otherwise.
const MARK: &str = "\u{feff}";

/// In what form a file is exported (导出格式).
#[derive(
    Enum, Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum,
)]
#[graphql(name = "ExportFormat")]
pub enum Format {
    /// A workbook, with a sheet that explains it (xlsx 工作簿).
    Xlsx,
    /// One table as text in UTF-8, marked so that spreadsheets open it without a question (csv 文本).
    Csv,
}

impl Format {
    /// How its files' names end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

enum Out {
    Workbook(Box<Book>),
    Text(Box<csv::Writer<Vec<u8>>>),
}

/// The table that is being written.
struct Open {
    name: String,
    columns: Vec<Column>,
    /// Which of its sheets.
    part: u32,
    /// Rows on the sheet.
    rows: u32,
}

/// A file as it grows.
pub struct File {
    out: Out,
    open: Option<Open>,
    rows: u64,
    most: u64,
    rows_of_sheet: u32,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl File {
    /// An empty one, of so many rows at most.
    pub fn new(format: Format, most: u64) -> Self {
        let out = match format {
            Format::Xlsx => Out::Workbook(Box::default()),
            Format::Csv => Out::Text(Box::new(
                csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(MARK.as_bytes().to_vec()),
            )),
        };
        Self {
            out,
            open: None,
            rows: 0,
            most,
            rows_of_sheet: ROWS_OF_SHEET,
        }
    }

    /// Refuses as many rows as the file does not hold.
    pub fn has_room_for(&self, rows: u64) -> Outcome<()> {
        match self.rows.saturating_add(rows) > self.most {
            true => Err(Code::TooManyRows.whole().into()),
            false => Ok(()),
        }
    }

    /// Begins a table. A csv has one.
    pub fn table(&mut self, name: &str, columns: Vec<Column>) -> Outcome<()> {
        if matches!(self.out, Out::Text(_)) && self.open.is_some() {
            return Err(Code::OneTableOnly.whole().into());
        }
        self.begin(Open {
            name: name.to_owned(),
            columns,
            part: 1,
            rows: 0,
        })
    }

    /// The sheet that explains a workbook; a csv has none.
    pub fn explain(&mut self, rows: Vec<[Cell; 2]>) -> Outcome<()> {
        if matches!(self.out, Out::Text(_)) {
            return Ok(());
        }
        let columns = vec![Column::new("项目", 24), Column::new("内容", 100)];
        self.table("说明", columns)?;
        for row in rows {
            self.put(&row)?;
        }
        Ok(())
    }

    /// Writes a row of the table.
    pub fn row(&mut self, cells: &[Cell]) -> Outcome<()> {
        self.has_room_for(1)?;
        self.rows = self.rows.saturating_add(1);
        self.put(cells)
    }

    /// The whole file.
    pub fn finish(self) -> Result<Vec<u8>, Fault> {
        match self.out {
            Out::Workbook(book) => book.finish().map_err(|error| unwritten(&error)),
            Out::Text(text) => text
                .into_inner()
                .map_err(|_| Fault::new("a csv cannot be written")),
        }
    }

    fn put(&mut self, cells: &[Cell]) -> Outcome<()> {
        let too_long = |cell: &Cell| matches!(cell, Cell::Text(text) if !fits_cell(text));
        if cells.iter().any(too_long) {
            return Err(Code::CellTooLong.whole().into());
        }
        // A sheet is full at some row; a csv never is.
        let is_sheet = matches!(self.out, Out::Workbook(_));
        let full = |open: &mut Open| is_sheet && open.rows >= self.rows_of_sheet;
        if let Some(full) = self.open.take_if(full) {
            self.begin(Open {
                part: full.part.saturating_add(1),
                ..full
            })?;
        }
        let Some(open) = &mut self.open else {
            return Err(Fault::new("a row without a table").into());
        };
        open.rows = open.rows.saturating_add(1);
        let number = open.rows;
        match &mut self.out {
            Out::Workbook(book) => {
                let cells: Vec<_> = cells.iter().enumerate().filter_map(shown).collect();
                book.row(number, &cells)
                    .map_err(|error| unwritten(&error))?;
            }
            Out::Text(text) => {
                let written = text.write_record(cells.iter().map(said));
                written.map_err(|_| Fault::new("a csv cannot be written"))?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, open: Open) -> Outcome<()> {
        let Some(name) = sheet_name(&open.name, open.part) else {
            return Err(Fault::new(format!("no sheet is called {}", open.name)).into());
        };
        let headings = open.columns.iter().map(|column| column.heading.clone());
        match &mut self.out {
            Out::Workbook(book) => {
                let widths: Vec<u16> = open.columns.iter().map(|column| column.width).collect();
                let cells = headings.map(Written::Text).enumerate();
                let cells: Vec<_> = cells
                    .map(|(place, text)| (place, text, Look::Bold))
                    .collect();
                let begun = book.table(&name, &widths);
                begun
                    .and_then(|()| book.row(1, &cells))
                    .map_err(|error| unwritten(&error))?;
            }
            Out::Text(text) => {
                let written = text.write_record(headings);
                written.map_err(|_| Fault::new("a csv cannot be written"))?;
            }
        }
        self.open = Some(Open { rows: 1, ..open });
        Ok(())
    }
}

/// A cell of a workbook.
fn shown((place, cell): (usize, &Cell)) -> Option<(usize, Written, Look)> {
    let as_number = match cell {
        Cell::Empty => return None,
        Cell::Text(_) => None,
        Cell::Number(number) => exact(*number).map(|text| (text, Look::Plain)),
        Cell::Day(day) => serial(*day).and_then(exact).map(|text| (text, Look::Day)),
        Cell::Moment(at) => serial_of(*at)
            .and_then(exact)
            .map(|text| (text, Look::Moment)),
    };
    let (written, look) = match as_number {
        Some((number, look)) => (Written::Number(number), look),
        None => (Written::Text(plain(cell)), Look::Plain),
    };
    Some((place, written, look))
}

/// A cell of a csv.
fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text).into_owned(),
        _ => plain(cell),
    }
}

/// A cell as text.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(at) => {
            let local = at.with_timezone(&chrono_tz::Asia::Shanghai);
            local.format("%Y-%m-%d %H:%M:%S").to_string()
        }
    }
}

fn unwritten(error: &ZipError) -> Fault {
    Fault::new(format!("a workbook cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use rust_decimal::Decimal;

    use super::*;
    use crate::kernel::error::Failure;

    fn columns() -> Vec<Column> {
        vec![Column::new("标题", 40), Column::new("人次", 10)]
    }

    fn row(text: &str, number: &str) -> [Cell; 2] {
        [text.into(), number.parse::<Decimal>().ok().into()]
    }

    fn cells(bytes: Vec<u8>, sheet: &str) -> Vec<Vec<Data>> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let formulas = book.worksheet_formula(sheet).unwrap();
        assert_eq!(formulas.used_cells().count(), 0);
        range.rows().map(<[Data]>::to_vec).collect()
    }

    fn code<T: std::fmt::Debug>(done: Outcome<T>) -> Code {
        match done.unwrap_err() {
            Failure::Refused(refusals) => refusals[0].code,
            Failure::Problem(problem) => panic!("{problem:?}"),
        }
    }

    #[test]
    fn cells_keep_what_they_are() {
        let mut file = File::new(Format::Xlsx, 10);
        file.table("活动", columns()).unwrap();
        file.row(&row("=HYPERLINK(\"x\")", "12.5")).unwrap();
        file.row(&row("", "1234567890123456")).unwrap();
        let day = "2022-05-01".parse::<chrono::NaiveDate>().unwrap();
        file.row(&[day.into(), Cell::Empty]).unwrap();
        file.explain(vec![["截至".into(), 7.into()]]).unwrap();
        let bytes = file.finish().unwrap();
        let read = cells(bytes.clone(), "活动");
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(read[0], [text("标题"), text("人次")]);
        assert_eq!(read[1], [text("=HYPERLINK(\"x\")"), Data::Float(12.5)]);
        assert_eq!(read[2], [Data::Empty, text("1234567890123456")]);
        match &read[3][0] {
            Data::DateTime(is) => assert_eq!(is.as_datetime().unwrap().date(), day),
            other => panic!("{other:?}"),
        }
        assert_eq!(read[3][1], Data::Empty);
        assert_eq!(cells(bytes, "说明")[1], [text("截至"), Data::Float(7.0)]);
    }

    #[test]
    fn a_full_sheet_goes_on_on_another() {
        let mut file = File::new(Format::Xlsx, 10);
        file.rows_of_sheet = 3;
        file.table("活动", columns()).unwrap();
        for n in 1..=5 {
            file.row(&row("恳谈", &n.to_string())).unwrap();
        }
        let bytes = file.finish().unwrap();
        let numbers = |sheet: &str| -> Vec<Data> {
            let read = cells(bytes.clone(), sheet);
            read.iter().map(|row| row[1].clone()).collect()
        };
        let heading = || Data::String("人次".to_owned());
        assert_eq!(
            numbers("活动"),
            [heading(), Data::Float(1.0), Data::Float(2.0)]
        );
        assert_eq!(
            numbers("活动（2）"),
            [heading(), Data::Float(3.0), Data::Float(4.0)]
        );
        assert_eq!(numbers("活动（3）"), [heading(), Data::Float(5.0)]);
    }

    #[test]
    fn a_csv_is_marked_and_holds_one_table_without_formulas() {
        let mut file = File::new(Format::Csv, 10);
        file.table("活动", columns()).unwrap();
        file.row(&row("=1+1", "-2.50")).unwrap();
        file.row(&row("说\"话\",\n两行", "")).unwrap();
        file.explain(vec![["截至".into(), 7.into()]]).unwrap();
        assert_eq!(code(file.table("委员", columns())), Code::OneTableOnly);
        let text = String::from_utf8(file.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}标题,人次\r\n'=1+1,-2.5\r\n\"说\"\"话\"\",\n两行\",\r\n"
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_and_never_cut() {
        for format in [Format::Xlsx, Format::Csv] {
            let mut file = File::new(format, 2);
            file.table("活动", columns()).unwrap();
            assert_eq!(
                code(file.row(&row(&"字".repeat(32_768), "1"))),
                Code::CellTooLong
            );
            file.row(&row(&"字".repeat(32_767), "1")).unwrap();
            assert_eq!(code(file.row(&row("恳谈", "1"))), Code::TooManyRows);
            assert_eq!(code(file.has_room_for(1)), Code::TooManyRows);
        }
    }
}
