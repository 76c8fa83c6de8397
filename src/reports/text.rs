//! A report as plain text, in UTF-8: paragraphs are indented by two characters, tables stand in columns of even width, and
//! numbers are followed by the place of their receipt. Deliberately absent: line breaks inside paragraphs.

use super::blocks::{Bars, Block, Grid, Piece};
use super::composing::Document;

/// The longest bar, in characters.
const BAR: u32 = 40;

/// Renders it.
pub fn render(document: &Document) -> String {
    let mut lines = vec![format!("【{}】", document.stamp), String::new()];
    lines.extend(document.title.iter().map(|title| format!("　　{title}")));
    lines.push(String::new());
    push(&mut lines, &document.front);
    lines.push("────────────────────".to_owned());
    lines.push(String::new());
    push(&mut lines, &document.body);
    lines.push("数据凭据".to_owned());
    lines.push(String::new());
    for (place, receipt) in (1..).zip(&document.receipts) {
        lines.push(format!("［{place}］凭据{}：{}。", receipt.id, receipt.told));
        lines.extend(receipt.in_full.iter().map(|line| format!("　　{line}")));
    }
    lines.push(String::new());
    push(&mut lines, &document.annex);
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn push(lines: &mut Vec<String>, blocks: &[Block]) {
    let mut after_item = false;
    for block in blocks {
        let is_item = matches!(block, Block::Item(_));
        if after_item && !is_item {
            lines.push(String::new());
        }
        after_item = is_item;
        match block {
            Block::Title(text) => lines.push(text.clone()),
            Block::Heading(_, number, pieces) => {
                let number = number.as_deref().unwrap_or_default();
                lines.push(format!("{number}{}", line(pieces)));
            }
            Block::Paragraph(pieces) => lines.push(format!("　　{}", line(pieces))),
            Block::Item(text) => lines.push(format!("　　· {text}")),
            Block::Table(grid) => table(lines, grid),
            Block::Chart(bars) => chart(lines, bars),
        }
        if !is_item {
            lines.push(String::new());
        }
    }
    if after_item {
        lines.push(String::new());
    }
}

/// A line with its numbers.
pub fn line(pieces: &[Piece]) -> String {
    let told = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Number {
            words,
            receipt: 0,
            mark,
        } => format!("{words}{}", mark.sign()),
        Piece::Number {
            words,
            receipt,
            mark,
        } => format!("{words}{}［{receipt}］", mark.sign()),
    });
    told.collect()
}

/// How many columns of a terminal a text takes.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn table(lines: &mut Vec<String>, grid: &Grid) {
    let texts = grid
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.text.clone()).collect());
    let rows: Vec<Vec<String>> = std::iter::once(grid.head.clone()).chain(texts).collect();
    let columns = 0..grid.head.len();
    let widths: Vec<usize> = columns
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or_default()
        })
        .collect();
    lines.push(grid.title.clone());
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, most)| {
            let rest = most.saturating_sub(width(cell));
            format!("{cell}{}", " ".repeat(rest))
        });
        let told = cells.collect::<Vec<_>>().join("  ");
        lines.push(told.trim_end().to_owned());
    }
    lines.extend(grid.notes.iter().map(|note| format!("注：{note}")));
}

fn chart(lines: &mut Vec<String>, bars: &Bars) {
    let most = bars
        .bars
        .iter()
        .map(|(_, value, _)| *value)
        .max()
        .unwrap_or_default();
    let labels = bars.bars.iter().map(|(label, ..)| width(label));
    let labels = labels.max().unwrap_or_default();
    lines.push(bars.title.clone());
    for (label, value, told) in &bars.bars {
        let share = (*value * rust_decimal::Decimal::from(BAR)).checked_div(most);
        let share = share.unwrap_or_default().round();
        let length = usize::try_from(share).unwrap_or_default();
        let rest = " ".repeat(labels.saturating_sub(width(label)));
        lines.push(format!("{label}{rest} {}{told}", "█".repeat(length)));
    }
}
