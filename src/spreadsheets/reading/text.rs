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
    // Where the last row began, on which line, and the lines inside cells until there, which are no rows of their own.
    let (mut begun, mut line, mut inner) = (0, 1_usize, 0_usize);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) => return Err(Unreadable::Broken.into()),
        }
        // The reader tells where it stood before it passed over empty lines.
        let stood = record.position().map_or(0, csv::Position::byte);
        let rest = said.get(usize::try_from(stood).unwrap_or(usize::MAX)..);
        let rest = rest.unwrap_or_default().trim_start_matches(['\r', '\n']);
        let begins = said.len().saturating_sub(rest.len());
        let between = said.get(begun..begins).unwrap_or_default();
        line = line.saturating_add(between.matches('\n').count());
        begun = begins;
        let row = line.saturating_sub(inner);
        for cell in &record {
            inner = inner.saturating_add(cell.matches('\n').count());
        }
        out.row(Row {
            sheet: String::new(),
            number: u32::try_from(row).map_err(|_| Unreadable::TooManyRows)?,
            cells: record.iter().take(COLUMNS).map(Cell::of_text).collect(),
        })?;
    }
}
