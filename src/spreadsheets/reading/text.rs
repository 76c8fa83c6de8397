//! Csv: UTF-8 with and without a mark, and GB18030, of which GBK is a part, where a file is no UTF-8.
//! Deliberately absent: guesses at other encodings, and other separators than commas and tabs.

use encoding_rs::{GB18030, UTF_8};

use super::{COLUMNS, Cell, End, Out, Row, Unreadable};

/// Reads csv; a tab in the first line without a comma says that tabs separate.
pub fn csv(file: &[u8], out: &Out) -> Result<(), End> {
    let (said, _) = UTF_8.decode_with_bom_removal(file);
    let said = match UTF_8.decode_without_bom_handling_and_without_replacement(file) {
        Some(_) => said,
        None => GB18030
            .decode_without_bom_handling_and_without_replacement(file)
            .ok_or(Unreadable::Unknown)?,
    };
    if said.contains('\0') {
        return Err(Unreadable::Unknown.into());
    }
    let first = said.lines().next().unwrap_or_default();
    let tabs = first.contains('\t') && !first.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(said.as_bytes());
    let mut record = csv::StringRecord::new();
    // Lines inside cells, which are no rows of their own.
    let mut inner: u64 = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) => return Err(Unreadable::Broken.into()),
        }
        let line = record.position().map_or(0, csv::Position::line);
        let row = line.saturating_sub(inner);
        for cell in &record {
            let lines = cell.matches('\n').count();
            inner = inner.saturating_add(u64::try_from(lines).unwrap_or(u64::MAX));
        }
        out.row(Row {
            sheet: String::new(),
            number: u32::try_from(row).map_err(|_| Unreadable::TooManyRows)?,
            cells: record.iter().take(COLUMNS).map(Cell::of_text).collect(),
        })?;
    }
}
