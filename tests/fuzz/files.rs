//! Spreadsheets that were broken on their way. Deliberately absent: whole ones.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Workbook};
use workrooms::spreadsheets::reading::{COLUMNS, ROWS, rows_of};

use super::INPUTS;

const SAID: &str = "工作室,日期,人次\n城南,2022年7月3日,68余\n";

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in SAID.lines().enumerate() {
        for (place, word) in line.split(',').enumerate() {
            sheet.write(row as u32, place as u16, word).unwrap();
        }
    }
    let form = Format::new();
    sheet.merge_range(2, 0, 4, 1, "合并", &form).unwrap();
    book.save_to_buffer().unwrap()
}

/// Not packed, so that what is changed in it is read.
fn ods() -> Vec<u8> {
    let content = "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"填报\">\
        <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"2\" \
        table:number-rows-spanned=\"2\"><text:p>工&amp;作<text:s/></text:p></table:table-cell><table:covered-table-cell/>\
        <table:table-cell office:value-type=\"float\" office:value=\"30\"/></table:table-row></table:table>\
        </office:spreadsheet></office:body></office:document-content>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let form =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("content.xml", form).unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_broken_file_is_read_or_refused() {
    let running = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let (gbk, _, _) = encoding_rs::GBK.encode(SAID);
    let whole = [gbk.into_owned(), xlsx(), ods()];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<(u8, Vec<(u16, u8)>, Option<u16>)>()
        .for_each(|(which, changes, cut)| {
            let mut file = whole[usize::from(*which) % whole.len()].clone();
            for (place, change) in changes {
                let place = usize::from(*place) % file.len();
                file[place] = file[place].wrapping_add(*change);
            }
            if let Some(cut) = cut {
                file.truncate(usize::from(*cut) % (file.len() + 1));
            }
            running.block_on(async {
                let mut rows = rows_of(file.into());
                while let Some(row) = rows.recv().await {
                    let Ok(row) = row else {
                        assert!(
                            rows.recv().await.is_none(),
                            "nothing comes behind a refusal"
                        );
                        break;
                    };
                    assert!(row.number <= ROWS && row.cells.len() <= COLUMNS);
                }
            });
        });
}
