//! Workbooks: the sheets of xlsx cell by cell. A merged cell holds what its first holds. Of a formula the value is read
//! that the file keeps of it; nothing is computed. Sheets that are hidden are left out.
//! Deliberately absent: ods, for which this reader unfolds repeated cells without a limit and does not tell merged ones.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataType, Reader, SheetVisible, Xlsx, XlsxError};

use super::filling::{Filling, MERGED, Region};
use super::{Cell, End, Out, Unreadable};

/// Reads xlsx.
pub fn xlsx(file: Arc<[u8]>, out: &Out) -> Result<(), End> {
    let broken = |_: XlsxError| Unreadable::Broken;
    let mut book = Xlsx::new(Cursor::new(file)).map_err(broken)?;
    for sheet in shown(&book) {
        let regions = match book.worksheet_merge_cells(&sheet) {
            Some(regions) => regions.map_err(broken)?,
            None => Vec::new(),
        };
        if regions.len() > MERGED {
            return Err(Unreadable::TooLarge.into());
        }
        let mut regions: Vec<Region> = regions
            .into_iter()
            .map(|region| {
                let columns = (region.start.1, region.end.1);
                Region::new((region.start.0, region.end.0), columns)
            })
            .collect();
        regions.sort_by_key(Region::first);
        let mut filling = Filling::new(sheet, regions, out);
        let mut cells = book
            .worksheet_cells_reader(&filling.sheet)
            .map_err(broken)?;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (row, column) = cell.get_position();
            filling.cell(row, column, cell_of(cell.get_value()))?;
        }
        filling.end()?;
    }
    Ok(())
}

fn shown<R: Reader<Cursor<Arc<[u8]>>>>(book: &R) -> Vec<String> {
    book.sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

fn cell_of(value: &impl DataType) -> Cell {
    if value.is_error() {
        return Cell::Error;
    }
    if value.is_datetime() || value.is_datetime_iso() {
        return match value.as_datetime() {
            // A time of day is none of a day's, and is told to be no date.
            Some(at) if at.time() != chrono::NaiveTime::MIN => Cell::of_text(&at.to_string()),
            Some(at) => Cell::Day(at.date()),
            None => value
                .as_date()
                .map_or(Cell::Text("?".to_owned()), Cell::Day),
        };
    }
    if value.is_float() || value.is_int() {
        let number = value.get_float().map(|number| number.to_string());
        let number = number.or_else(|| value.get_int().map(|number| number.to_string()));
        return number.map_or(Cell::Empty, Cell::Number);
    }
    value
        .as_string()
        .map_or(Cell::Empty, |text| Cell::of_text(&text))
}
