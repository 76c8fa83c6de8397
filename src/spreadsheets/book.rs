//! Writes a workbook row by row into memory, packed as it grows: colours, words, numbers, days, widths, and no formula. The crate that
//! writes the templates would hold every cell of a long sheet at once, or lay people's words open on a disk.
//! Deliberately absent: what is written.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::spreadsheets::rules::columns::letters;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// As cells do.
    Plain,
    /// A heading.
    Bold,
    /// All is well.
    Green,
    /// A person is to look at it.
    Yellow,
    /// Something is wrong.
    Red,
    /// Nothing happens.
    Grey,
    /// A number that is a day.
    Day,
    /// A number that is an instant.
    Moment,
}

impl Look {
    fn style(self) -> u8 {
        match self {
            Self::Plain => 0,
            Self::Bold => 1,
            Self::Green => 2,
            Self::Yellow => 3,
            Self::Red => 4,
            Self::Grey => 5,
            Self::Day => 6,
            Self::Moment => 7,
        }
    }
}

/// What is written into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Words.
    Text(String),
    /// A number.
    Number(String),
}

/// A workbook as it grows.
pub struct Book {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    sheets: Vec<String>,
    is_open: bool,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What people wrote never reaches a log.
        f.debug_struct("Book")
            .field("sheets", &self.sheets.len())
            .finish_non_exhaustive()
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The first row stays in sight.
const FROZEN: &str = "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
    state=\"frozen\"/></sheetView></sheetViews>";

/// How days and instants are shown.
const FORMATS: [&str; 2] = ["yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd hh:mm:ss"];

/// The fills of looks from `Green` on.
const FILLS: [&str; 4] = ["FFC6EFCE", "FFFFEB9C", "FFFFC7CE", "FFD9D9D9"];

/// An empty one.
impl Default for Book {
    fn default() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            sheets: Vec::new(),
            is_open: false,
        }
    }
}

impl Book {
    /// Begins a sheet, and ends the one before.
    pub fn sheet(&mut self, name: &str) -> Result<(), ZipError> {
        self.begin_sheet(name, "")
    }

    /// The same, whose first row stays in sight, with columns of these widths in characters.
    pub fn table(&mut self, name: &str, widths: &[u16]) -> Result<(), ZipError> {
        let columns: String = (1_u32..)
            .zip(widths)
            .map(|(place, width)| {
                format!(
                    "<col min=\"{place}\" max=\"{place}\" width=\"{width}\" customWidth=\"1\"/>"
                )
            })
            .collect();
        let columns = match widths {
            [] => String::new(),
            _ => format!("<cols>{columns}</cols>"),
        };
        self.begin_sheet(name, &format!("{FROZEN}{columns}"))
    }

    fn begin_sheet(&mut self, name: &str, looks: &str) -> Result<(), ZipError> {
        self.end_sheet()?;
        self.sheets.push(name.to_owned());
        let part = format!("xl/worksheets/sheet{}.xml", self.sheets.len());
        self.begin(&part)?;
        let begun = format!("{HEAD}<worksheet xmlns=\"{MAIN}\">{looks}<sheetData>");
        self.is_open = true;
        Ok(self.zip.write_all(begun.as_bytes())?)
    }

    /// Writes a row, its number from 1; rows come in their order.
    pub fn row(&mut self, number: u32, cells: &[(usize, Written, Look)]) -> Result<(), ZipError> {
        let mut row = format!("<row r=\"{number}\">");
        for (place, written, look) in cells {
            let at = format!("r=\"{}{number}\" s=\"{}\"", letters(*place), look.style());
            row.push_str(&match written {
                Written::Number(number) => format!("<c {at}><v>{}</v></c>", plain(number)),
                Written::Text(text) => format!(
                    "<c {at} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    plain(text)
                ),
            });
        }
        row.push_str("</row>");
        Ok(self.zip.write_all(row.as_bytes())?)
    }

    fn begin(&mut self, part: &str) -> Result<(), ZipError> {
        let form = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(part, form)
    }

    fn end_sheet(&mut self) -> Result<(), ZipError> {
        if std::mem::take(&mut self.is_open) {
            self.zip.write_all(b"</sheetData></worksheet>")?;
        }
        Ok(())
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, ZipError> {
        self.end_sheet()?;
        let (mut types, mut related, mut named) = (String::new(), String::new(), String::new());
        for (place, name) in self.sheets.iter().enumerate() {
            let id = place.saturating_add(1);
            types.push_str(&format!("<Override PartName=\"/xl/worksheets/sheet{id}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"));
            related.push_str(&format!("<Relationship Id=\"rId{id}\" Type=\"{RELATED}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"));
            named.push_str(&format!(
                "<sheet name=\"{}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>",
                plain(name)
            ));
        }
        let fills: String = FILLS
            .iter()
            .map(|fill| format!("<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{fill}\"/><bgColor indexed=\"64\"/></patternFill></fill>"))
            .collect();
        let filled: String = (2..6)
            .map(|fill| format!("<xf numFmtId=\"0\" fontId=\"0\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" applyFill=\"1\"/>"))
            .collect();
        let formats: String = (164..)
            .zip(FORMATS)
            .map(|(id, code)| format!("<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>"))
            .collect();
        let dated: String = (164..)
            .zip(FORMATS)
            .map(|(id, _)| format!("<xf numFmtId=\"{id}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"))
            .collect();
        for (part, text) in [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATED}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATED}\"><sheets>{named}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{related}<Relationship Id=\"rIdStyles\" Type=\"{RELATED}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"2\">{formats}</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"等线\"/></font><font><b/><sz val=\"11\"/><name val=\"等线\"/></font></fonts><fills count=\"6\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>{fills}</fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"8\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>{filled}{dated}</cellXfs></styleSheet>"
                ),
            ),
        ] {
            self.begin(part)?;
            self.zip.write_all(HEAD.as_bytes())?;
            self.zip.write_all(text.as_bytes())?;
        }
        Ok(self.zip.finish()?.into_inner())
    }
}

/// Words as they stand in XML; what XML cannot hold is left out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(c),
        }
    }
    out
}
