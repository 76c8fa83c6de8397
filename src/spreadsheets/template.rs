//! The template of a kind of record: a heading that stays in sight, drop-down lists, and what is to be written where.
//! Deliberately absent: formulas.

use rust_xlsxwriter::{Color, DataValidation, Format, Note, Workbook, XlsxError};

use super::reading::ROWS;
use super::rules::columns::{Column, Kind};
use super::rules::rows::FUND_KINDS;
use crate::events::kinds::EventKind;
use crate::kernel::error::Fault;

/// The sheet that clerks fill.
pub const FILLED: &str = "填报";

/// The sheet that explains the columns.
pub const EXPLAINED: &str = "填写说明";

/// The sheet that a dry run counts on.
pub const RESULTS: &str = "导入结果";

/// The sheet of lists, which is hidden.
const LISTS: &str = "列表";

/// The template, with these workrooms to choose from.
pub fn template(kind: &Kind, workrooms: &[String]) -> Result<Vec<u8>, Fault> {
    written(kind, workrooms).map_err(|_| Fault::new("a template cannot be written"))
}

fn written(kind: &Kind, workrooms: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let must = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00FC_E4D6));
    let may = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DD_EBF7));
    let text = Format::new().set_num_format("@");
    let kinds: Vec<String> = EventKind::ALL
        .iter()
        .map(|kind| kind.name_zh().to_owned())
        .collect();
    let funds: Vec<String> = FUND_KINDS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let sheet = book.add_worksheet();
    sheet.set_name(FILLED)?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, heading) in kind.columns.iter().enumerate() {
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        let form = if heading.required { &must } else { &may };
        sheet.write_string_with_format(0, place, heading.name, form)?;
        sheet.insert_note(0, place, &Note::new(heading.note))?;
        sheet.set_column_width(place, 16)?;
        let list = match heading.column {
            Column::Host => Some(("A", workrooms.len())),
            Column::Kind => Some(("B", kinds.len())),
            Column::FundKind => Some(("C", funds.len())),
            // What is written as text stays as it is written.
            _ => {
                sheet.set_column_format(place, &text)?;
                None
            }
        };
        if let Some((letter, length)) = list.filter(|(_, length)| *length > 0) {
            let from = format!("={LISTS}!${letter}$1:${letter}${length}");
            let list = DataValidation::new().allow_list_formula(from.as_str().into());
            sheet.add_data_validation(1, place, ROWS.saturating_sub(1), place, &list)?;
        }
    }
    let told = book.add_worksheet();
    told.set_name(EXPLAINED)?;
    told.set_column_width(0, 100)?;
    told.write_string(0, 0, format!("{}导入模板", kind.name))?;
    for (place, heading) in kind.columns.iter().enumerate() {
        let row = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        let must = if heading.required { "（必填）" } else { "" };
        told.write_string(row, 0, format!("{}{must}：{}", heading.name, heading.note))?;
    }
    let lists = book.add_worksheet();
    lists.set_name(LISTS)?;
    lists.set_hidden(true);
    for (column, words) in [(0, workrooms), (1, kinds.as_slice()), (2, funds.as_slice())] {
        for (row, word) in words.iter().enumerate() {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            lists.write_string(row, column, word)?;
        }
    }
    book.save_to_buffer()
}
