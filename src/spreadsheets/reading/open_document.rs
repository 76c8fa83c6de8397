//! Workbooks: the sheets of ods, element by element. What is repeated is repeated up to the limits and no further, a merged
//! cell holds what its first holds, notes are no words of cells, and hidden sheets are left out.
//! Deliberately absent: formulas, of which the value is read that the file keeps.

use std::collections::BTreeSet;
use std::io::{BufReader, Cursor};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::filling::Filling;
use super::{CELL, COLUMNS, Cell, End, Out, ROWS, Unreadable};

/// Reads ods.
pub fn ods(file: Arc<[u8]>, out: &Out) -> Result<(), End> {
    let broken = || Unreadable::Broken;
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| broken())?;
    let content = archive.by_name("content.xml").map_err(|_| broken())?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut document = Document {
        out,
        style: String::new(),
        hidden: BTreeSet::new(),
        sheet: None,
        row: 0,
        rows: 1,
        cells: Vec::new(),
        cell: None,
        notes: 0,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(|_| broken())? {
            Event::Start(start) => document.start(&start)?,
            Event::Empty(start) => {
                document.start(&start)?;
                document.end(start.name().as_ref())?;
            }
            Event::End(end) => document.end(end.name().as_ref())?,
            Event::Text(text) => document.text(&text.xml_content().map_err(|_| broken())?),
            Event::CData(text) => document.text(&text.decode().map_err(|_| broken())?),
            Event::GeneralRef(entity) => {
                let number = entity.resolve_char_ref().map_err(|_| broken())?;
                let name = entity.decode().map_err(|_| broken())?;
                let named = resolve_predefined_entity(&name).map(str::to_owned);
                let text = number.map(String::from).or(named);
                document.text(&text.ok_or_else(broken)?);
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// A cell that is being read.
struct Reading {
    columns: usize,
    spans: (u32, u32),
    kind: String,
    value: Option<String>,
    text: String,
    paragraphs: usize,
    is_in_paragraph: bool,
    covered: bool,
}

struct Document<'a> {
    out: &'a Out,
    style: String,
    hidden: BTreeSet<String>,
    sheet: Option<Filling<'a>>,
    row: u32,
    rows: u32,
    /// The cells of the row, with their columns and how far each reaches.
    cells: Vec<(usize, Cell, (u32, u32))>,
    cell: Option<Reading>,
    /// How deep in notes.
    notes: u32,
}

impl Document<'_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), End> {
        match start.name().as_ref() {
            b"style:style" => self.style = attribute(start, b"style:name")?.unwrap_or_default(),
            b"style:table-properties"
                if attribute(start, b"table:display")?.as_deref() == Some("false") =>
            {
                self.hidden.insert(self.style.clone());
            }
            b"table:table" => {
                let style = attribute(start, b"table:style-name")?.unwrap_or_default();
                let name = attribute(start, b"table:name")?.unwrap_or_default();
                self.row = 0;
                self.sheet = (!self.hidden.contains(&style))
                    .then(|| Filling::new(name, Vec::new(), self.out));
            }
            b"table:table-row" => {
                self.rows = count(start, b"table:number-rows-repeated")?;
                self.cells.clear();
            }
            name @ (b"table:table-cell" | b"table:covered-table-cell") => {
                let kind = attribute(start, b"calcext:value-type")?;
                let kind = kind.or(attribute(start, b"office:value-type")?);
                let mut value = None;
                for named in [b"office:value".as_slice(), b"office:date-value"] {
                    value = value.or(attribute(start, named)?);
                }
                let columns = count(start, b"table:number-columns-repeated")?;
                self.cell = Some(Reading {
                    columns: usize::try_from(columns).unwrap_or(usize::MAX),
                    spans: (
                        count(start, b"table:number-rows-spanned")?,
                        count(start, b"table:number-columns-spanned")?,
                    ),
                    kind: kind.unwrap_or_default(),
                    value,
                    text: String::new(),
                    paragraphs: 0,
                    is_in_paragraph: false,
                    covered: name != b"table:table-cell",
                });
            }
            b"office:annotation" => self.notes = self.notes.saturating_add(1),
            b"text:p" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.notes == 0) {
                    cell.is_in_paragraph = true;
                    cell.paragraphs = cell.paragraphs.saturating_add(1);
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
                }
            }
            b"text:s" | b"text:tab" => self.text(" "),
            b"text:line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.notes == 0)
            && cell.is_in_paragraph
            // One character more than may be says that it is too long.
            && cell.text.chars().count() <= CELL
        {
            cell.text.extend(text.chars().take(CELL.saturating_add(1)));
        }
    }

    fn end(&mut self, name: &[u8]) -> Result<(), End> {
        match name {
            b"office:annotation" => self.notes = self.notes.saturating_sub(1),
            b"text:p" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.notes == 0) {
                    cell.is_in_paragraph = false;
                }
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.end_cell(&cell);
                }
            }
            b"table:table-row" => self.end_row()?,
            b"table:table" => {
                if let Some(mut sheet) = self.sheet.take() {
                    sheet.end()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, cell: &Reading) {
        let from = self.cells.last().map_or(0, |(column, ..)| {
            // Each entry stands for one column.
            column.saturating_add(1)
        });
        let value = if cell.covered {
            Cell::Empty
        } else {
            cell.read()
        };
        for column in (from..COLUMNS).take(cell.columns) {
            self.cells.push((column, value.clone(), cell.spans));
        }
    }

    fn end_row(&mut self) -> Result<(), End> {
        let from = self.row;
        self.row = from.saturating_add(self.rows);
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        if self.cells.iter().all(|(_, cell, _)| *cell == Cell::Empty) {
            return Ok(());
        }
        if self.row > ROWS {
            return Err(Unreadable::TooManyRows.into());
        }
        for row in from..self.row {
            for (column, cell, (rows, columns)) in &self.cells {
                let column = u32::try_from(*column).unwrap_or(u32::MAX);
                if *rows > 1 || *columns > 1 {
                    let last = |at: u32, count: u32| at.saturating_add(count.saturating_sub(1));
                    sheet.merge((row, last(row, *rows)), (column, last(column, *columns)))?;
                }
                sheet.cell(row, column, cell.clone())?;
            }
        }
        Ok(())
    }
}

impl Reading {
    fn read(&self) -> Cell {
        match (self.kind.as_str(), &self.value) {
            ("error", _) => Cell::Error,
            ("float" | "percentage" | "currency", Some(value)) => match value.parse::<f64>() {
                Ok(number) => Cell::Number(number.to_string()),
                Err(_) => Cell::of_text(value),
            },
            ("date", Some(value)) => day(value),
            _ => Cell::of_text(&self.text),
        }
    }
}

/// A day; with a time of day it is none, and is told to be no date.
fn day(value: &str) -> Cell {
    if let Ok(day) = NaiveDate::parse_from_str(value, "%Y-%m-%d") {
        return Cell::Day(day);
    }
    match NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%M:%S%.f") {
        Ok(at) if at.time() == chrono::NaiveTime::MIN => Cell::Day(at.date()),
        _ => Cell::of_text(value),
    }
}

fn attribute(start: &BytesStart<'_>, name: &[u8]) -> Result<Option<String>, Unreadable> {
    let found = start.try_get_attribute(name);
    let Some(found) = found.map_err(|_| Unreadable::Broken)? else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&found.value).map_err(|_| Unreadable::Broken)?;
    let text = unescape(text).map_err(|_| Unreadable::Broken)?;
    Ok(Some(text.into_owned()))
}

/// A count that an element says, one where it says none.
fn count(start: &BytesStart<'_>, name: &[u8]) -> Result<u32, Unreadable> {
    match attribute(start, name)? {
        None => Ok(1),
        Some(text) => text.parse().map_err(|_| Unreadable::Broken),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::{Row, rows_of};
    use super::*;

    fn packed(content: &str) -> Arc<[u8]> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let form = zip::write::SimpleFileOptions::default();
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest/>"),
            ("content.xml", content),
        ] {
            zip.start_file(name, form).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner().into()
    }

    async fn all(content: &str) -> (Vec<Row>, Option<Unreadable>) {
        let (mut rows, mut queue) = (Vec::new(), rows_of(packed(content)));
        while let Some(row) = queue.recv().await {
            match row {
                Ok(row) => rows.push(row),
                Err(why) => return (rows, Some(why)),
            }
        }
        (rows, None)
    }

    fn sheet(rows: &str) -> String {
        format!(
            "<office:document-content><office:automatic-styles>\
             <style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
             <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
             </office:automatic-styles><office:body><office:spreadsheet>\
             <table:table table:name=\"列表\" table:style-name=\"ta2\"><table:table-row><table:table-cell><text:p>藏</text:p></table:table-cell></table:table-row></table:table>\
             <table:table table:name=\"填报\" table:style-name=\"ta1\">{rows}</table:table>\
             </office:spreadsheet></office:body></office:document-content>"
        )
    }

    #[tokio::test]
    async fn cells_hold_what_they_show() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let (rows, why) = all(&sheet(
            "<table:table-column/>
             <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>
             <table:table-row>
               <table:table-cell office:value-type=\"string\"><office:annotation><text:p>注</text:p></office:annotation>
                 <text:p>工&amp;作<text:s/>室</text:p><text:p>&#20108;</text:p></table:table-cell>
               <table:table-cell table:number-columns-repeated=\"2\"/>
               <table:table-cell office:value-type=\"float\" office:value=\"30\"><text:p>30.00</text:p></table:table-cell>
               <table:table-cell office:value-type=\"date\" office:date-value=\"2022-07-03\"><text:p>7月3日</text:p></table:table-cell>
               <table:table-cell office:value-type=\"date\" office:date-value=\"2022-07-03T08:30:00\"><text:p>8:30</text:p></table:table-cell>
               <table:table-cell table:formula=\"of:=1/0\" calcext:value-type=\"error\" office:value-type=\"string\"><text:p>#DIV/0!</text:p></table:table-cell>
             </table:table-row>",
        ))
        .await;
        assert_eq!(why, None);
        let day = NaiveDate::from_ymd_opt(2022, 7, 3).unwrap();
        let cells = vec![
            text("工&作 室\n二"),
            Cell::Empty,
            Cell::Empty,
            Cell::Number("30".to_owned()),
            Cell::Day(day),
            text("2022-07-03T08:30:00"),
            Cell::Error,
        ];
        let row = Row {
            sheet: "填报".to_owned(),
            number: 3,
            cells,
        };
        assert_eq!(rows, [row]);
    }

    #[tokio::test]
    async fn merged_and_repeated_cells_are_filled_up_to_the_limits() {
        let (rows, why) = all(&sheet(
            "<table:table-row><table:table-cell table:number-rows-spanned=\"2\" table:number-columns-spanned=\"1\"><text:p>城南</text:p></table:table-cell><table:table-cell><text:p>一</text:p></table:table-cell></table:table-row>\
             <table:table-row><table:covered-table-cell/><table:table-cell><text:p>二</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/><table:table-cell table:number-columns-repeated=\"9999999\"><text:p>三</text:p></table:table-cell></table:table-row>",
        ))
        .await;
        assert_eq!(why, None);
        let read: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells[0].text(),
                    row.cells[1].text(),
                    row.cells.len(),
                )
            })
            .collect();
        let of = |number, a: &str, b: &str, width| (number, a.to_owned(), b.to_owned(), width);
        assert_eq!(
            read,
            [
                of(1, "城南", "一", 2),
                of(2, "城南", "二", 2),
                of(3, "", "三", COLUMNS),
                of(4, "", "三", COLUMNS),
            ]
        );
        assert!(matches!(rows[0].cells[0], Cell::Merged(_)));
        for repeated in ["200001", "4294967295"] {
            let row = format!(
                "<table:table-row table:number-rows-repeated=\"{repeated}\"><table:table-cell><text:p>一</text:p></table:table-cell></table:table-row>"
            );
            assert_eq!(
                all(&sheet(&row)).await,
                (Vec::new(), Some(Unreadable::TooManyRows))
            );
        }
        let broken = all(&sheet("<table:table-row></table:table-cell>")).await;
        assert_eq!(broken.1, Some(Unreadable::Broken));
    }
}
