//! Exports: what a workbook or a csv holds is what the API tells the same caller, cell by cell; who is let through the door;
//! the command line. Deliberately absent: the formats' own limits, which are tested beside the writer.

mod commands;
mod doors;
mod figures;
mod lists;
mod seeing;

use std::collections::BTreeMap;
use std::io::Cursor;

use async_graphql::Variables;
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use workrooms::exports::making::{Made, make};
use workrooms::exports::order::Order;
use workrooms::exports::ticket;
use workrooms::linkage::Request;
use workrooms::schema;

/// A sheet's rows by heading, cells as text.
pub type Rows = Vec<BTreeMap<String, String>>;

/// Orders a file; the whole answer.
pub async fn asked(view: Request, input: Value) -> Value {
    let document = "mutation($input: ExportPrepareInput!) { exportPrepare(input: $input) {
        download { url expiresAt } errors { code field message } } }";
    let request = async_graphql::Request::new(document)
        .variables(Variables::from_json(json!({ "input": input })));
    let answer = schema::execute(&schema::build(), request, view).await;
    serde_json::to_value(answer).unwrap()
}

/// What a caller orders.
pub async fn ordered(view: Request, input: Value) -> Order {
    let (vault, clock) = (view.vault.clone(), view.clock.clone());
    let answer = asked(view, input).await;
    let payload = &answer["data"]["exportPrepare"];
    assert_eq!(payload["errors"], json!([]), "{answer}");
    let url = payload["download"]["url"].as_str().unwrap();
    let text = url.strip_prefix("/exports/").unwrap();
    ticket::read(&vault, &clock, text).unwrap().order
}

/// The file that a caller orders.
pub async fn exported(view: &(dyn Fn() -> Request + Sync), input: Value) -> Made {
    let order = ordered(view(), input).await;
    let request = view();
    let made = make(&request, &order).await;
    request.db.close().await;
    made.unwrap()
}

/// The sheets of a workbook in their order, every cell as text, and no formula among them.
pub fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        let range = book.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| row.iter().map(text).collect());
        sheets.push((name, rows.collect()));
    }
    sheets
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(at) => at.as_datetime().unwrap().date().to_string(),
        other => panic!("{other:?}"),
    }
}

/// The rows of a sheet by their headings.
pub fn table(bytes: &[u8], sheet: &str) -> Rows {
    let all = sheets(bytes);
    let (_, rows) = all
        .iter()
        .find(|(name, _)| name == sheet)
        .unwrap_or_else(|| panic!("no sheet {sheet}"));
    by_heading(rows)
}

/// The rows of a csv by their headings.
pub fn text_table(bytes: &[u8]) -> Rows {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark");
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .into_records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    by_heading(&rows)
}

fn by_heading(rows: &[Vec<String>]) -> Rows {
    let headings = &rows[0];
    let rows = rows[1..].iter().map(|row| {
        let cells = row.iter().cloned().chain(std::iter::repeat(String::new()));
        headings.iter().cloned().zip(cells).collect()
    });
    rows.collect()
}

/// What a sheet 说明 says under a name.
pub fn explained(bytes: &[u8], name: &str) -> String {
    let rows = table(bytes, "说明");
    let row = rows.iter().find(|row| row["项目"] == name);
    row.unwrap_or_else(|| panic!("no {name}: {rows:?}"))["内容"].clone()
}

/// A JSON text, or nothing.
pub fn said(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
