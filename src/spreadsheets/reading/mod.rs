//! Files as rows of cells, read on a thread of their own and handed on through a short queue, so that a file of any length
//! holds a few rows at a time. What kind a file is, its first bytes say, never its name. Sizes are limited, whatever a file
//! claims of itself. Deliberately absent: what the cells mean.

mod archive;
mod book;
mod filling;
mod open_document;
mod text;

use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::kernel::error::Message;

/// Rows of a file at most, empty ones among them.
pub const ROWS: u32 = 200_000;
/// Columns that are looked at.
pub const COLUMNS: usize = 64;
/// Characters of a cell at most; the longest account has 5000.
pub const CELL: usize = 6000;
/// Rows that are read ahead.
const AHEAD: usize = 1000;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number, as the program that wrote the file keeps it.
    Number(String),
    /// A day.
    Day(NaiveDate),
    /// The error of a formula.
    Error,
    /// Words that are too long.
    TooLong,
    /// What several rows share in one merged cell.
    Merged(Box<Cell>),
}

impl Cell {
    fn of_text(text: &str) -> Self {
        let text = text.trim();
        match (text.is_empty(), text.chars().nth(CELL)) {
            (true, _) => Self::Empty,
            (false, Some(_)) => Self::TooLong,
            (false, None) => Self::Text(text.to_owned()),
        }
    }

    /// Its words, for headings and names.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Merged(cell) => cell.text(),
            Self::Empty | Self::Error | Self::TooLong => String::new(),
        }
    }

    /// The cell itself, whether or not rows share it.
    pub fn plain(&self) -> &Self {
        match self {
            Self::Merged(cell) => cell.plain(),
            cell => cell,
        }
    }
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The sheet; empty in csv.
    pub sheet: String,
    /// Its number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Its cells from column A on.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Empty)
    }
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Neither xlsx, ods nor csv.
    Unknown,
    /// It is one of them, and broken.
    Broken,
    /// More rows than there may be.
    TooManyRows,
    /// It unfolds to more than may be.
    TooLarge,
    /// Another format of spreadsheets, or one under a password.
    OldOrLocked,
}

impl Unreadable {
    /// What to tell who sent it.
    pub fn message(self) -> Message {
        let (zh, en) = match self {
            Self::Unknown => (
                "不是 xlsx、ods 或 csv 文件。",
                "The file is neither xlsx, ods nor csv.",
            ),
            Self::Broken => ("文件已损坏，无法读取。", "The file is broken."),
            Self::TooManyRows => (
                "行数超过 200000 行，请分成几份。",
                "The file has more than 200000 rows; split it.",
            ),
            Self::TooLarge => (
                "文件展开后过大，请分成几份。",
                "The file unfolds to too much; split it.",
            ),
            Self::OldOrLocked => (
                "是旧版 xls 或加密文件，请另存为不加密的 xlsx。",
                "An xls file, or one under a password; save it as xlsx without one.",
            ),
        };
        Message::new(zh, en)
    }
}

/// Where rows go; it tells when nobody waits for them any more.
struct Out(Sender<Result<Row, Unreadable>>);

/// Nobody waits for rows any more, or no more can be read.
enum End {
    Gone,
    Unreadable(Unreadable),
}

impl From<Unreadable> for End {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl Out {
    fn row(&self, row: Row) -> Result<(), End> {
        if row.number > ROWS {
            return Err(Unreadable::TooManyRows.into());
        }
        self.0.blocking_send(Ok(row)).map_err(|_| End::Gone)
    }
}

/// Reads a file on a thread of its own; its rows come through the queue, and last of all why it could not be read on.
pub fn rows_of(file: Arc<[u8]>) -> Receiver<Result<Row, Unreadable>> {
    let (sender, receiver) = channel(AHEAD);
    let last = sender.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let out = Out(sender);
        if let Err(End::Unreadable(why)) = read(file, &out) {
            // Nobody to tell is no trouble.
            let _ = out.0.blocking_send(Err(why));
        }
    });
    tokio::spawn(async move {
        // A reader that broke down read nothing to its end, which must not look like the end of the file.
        if reading.await.is_err() {
            let _ = last.send(Err(Unreadable::Broken)).await;
        }
    });
    receiver
}

fn read(file: Arc<[u8]>, out: &Out) -> Result<(), End> {
    if file.starts_with(b"PK") {
        return match archive::look(&file)? {
            archive::Format::Xlsx => book::xlsx(file, out),
            archive::Format::Ods => open_document::ods(file, out),
        };
    }
    if file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Unreadable::OldOrLocked.into());
    }
    text::csv(&file, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(file: Vec<u8>) -> (Vec<Row>, Option<Unreadable>) {
        let (mut rows, mut queue) = (Vec::new(), rows_of(file.into()));
        while let Some(row) = queue.recv().await {
            match row {
                Ok(row) => rows.push(row),
                Err(why) => return (rows, Some(why)),
            }
        }
        (rows, None)
    }

    #[tokio::test]
    async fn csv_of_every_encoding_reads_the_same() {
        let said = "工作室,日期\n\n\"城南,委员\n工作室\",2022年7月3日\n";
        let (gbk, _, _) = encoding_rs::GB18030.encode(said);
        let marked = [b"\xef\xbb\xbf".as_slice(), said.as_bytes()].concat();
        for file in [said.as_bytes().to_vec(), marked, gbk.into_owned()] {
            let (rows, why) = all(file).await;
            assert_eq!(why, None);
            let read: Vec<_> = rows
                .iter()
                .map(|row| {
                    (
                        row.number,
                        row.cells.iter().map(Cell::text).collect::<Vec<_>>(),
                    )
                })
                .collect();
            let of = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
            assert_eq!(
                read,
                [
                    (1, of(["工作室", "日期"])),
                    (3, of(["城南,委员\n工作室", "2022年7月3日"])),
                ]
            );
        }
    }

    #[tokio::test]
    async fn rows_of_csv_have_the_numbers_that_a_spreadsheet_shows() {
        for (said, numbers) in [
            ("a,b\nc,d\n", vec![1, 2]),
            ("\na,b\n\n\nc,d", vec![2, 5]),
            (
                "a,b\r\n\r\nc,d\r\n\"e\r\nf\",g\r\n\r\nh,i",
                vec![1, 3, 4, 6],
            ),
        ] {
            let (rows, why) = all(said.as_bytes().to_vec()).await;
            assert_eq!(why, None);
            let read: Vec<_> = rows.iter().map(|row| row.number).collect();
            assert_eq!(read, numbers, "{said:?}");
        }
    }

    #[tokio::test]
    async fn merged_cells_hold_what_the_first_holds() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let form = rust_xlsxwriter::Format::new();
        sheet.merge_range(1, 0, 3, 0, "城南", &form).unwrap();
        sheet.write(0, 0, "工作室").unwrap();
        sheet.write(0, 1, "人次").unwrap();
        sheet.write(1, 1, 30).unwrap();
        sheet
            .write_formula(
                2,
                1,
                rust_xlsxwriter::Formula::new("=B2*2").set_result("60"),
            )
            .unwrap();
        sheet.write(3, 1, "1700余").unwrap();
        let (rows, why) = all(book.save_to_buffer().unwrap()).await;
        assert_eq!(why, None);
        let read: Vec<_> = rows
            .iter()
            .map(|row| {
                row.cells
                    .iter()
                    .map(Cell::text)
                    .collect::<Vec<_>>()
                    .join("|")
            })
            .collect();
        assert_eq!(read, ["工作室|人次", "城南|30", "城南|60", "城南|1700余"]);
    }

    #[tokio::test]
    async fn what_is_none_is_refused() {
        for (file, why) in [
            (b"PK\x03\x04nothing".to_vec(), Unreadable::Broken),
            (vec![0xd0, 0xcf, 0x11, 0xe0, 1], Unreadable::OldOrLocked),
            (vec![0, 159, 146, 150, 255], Unreadable::Unknown),
            (b"a,b\n".repeat(200_001), Unreadable::TooManyRows),
        ] {
            assert_eq!(all(file).await.1, Some(why));
        }
    }

    #[tokio::test]
    async fn a_bomb_does_not_unfold() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let form = zip::write::SimpleFileOptions::default();
        zip.start_file("xl/workbook.xml", form).unwrap();
        let zeros = vec![b' '; 1024 * 1024];
        for _ in 0..(archive::UNFOLDED / (1024 * 1024) + 1) {
            zip.write_all(&zeros).unwrap();
        }
        let file = zip.finish().unwrap().into_inner();
        assert!(file.len() < 2 * 1024 * 1024);
        assert_eq!(all(file).await.1, Some(Unreadable::TooLarge));
    }
}
