//! The parts that a report is made of, and the line format that templates write: each line is a title (`= `), a heading
//! (`# `, `## `, `### `), a table (`@table name`), a chart (`@chart name`) or a paragraph. Headings are numbered here, 一、
//! （一） 1. . Numbers stand between private characters that no document's own text holds. Pure.
//! Deliberately absent: how any of it looks.

use rust_decimal::Decimal;

use super::words::numeral;

/// Before a number: what sort it is, and its key.
pub const OPEN: char = '\u{E000}';
/// Between the key and the words.
pub const SPLIT: char = '\u{E001}';
/// After the words.
pub const CLOSE: char = '\u{E002}';

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line of the title.
    Title(String),
    /// A heading of a level from 1 to 3, with its number; none of headings outside the body.
    Heading(u8, Option<String>, Vec<Piece>),
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// An item of a list.
    Item(String),
    /// A table.
    Table(Grid),
    /// A chart.
    Chart(Bars),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Text(String),
    /// A number.
    Number {
        /// As it is written.
        words: String,
        /// The place of its receipt in the list, from 1.
        receipt: usize,
        /// Whether it is marked.
        mark: Mark,
    },
}

/// How a number is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Whole.
    None,
    /// Counted from records that are not whole.
    Incomplete,
    /// Printed by a document; no record says it.
    Printed,
    /// There is no such number.
    Missing,
}

impl Mark {
    /// What is written after the number.
    pub fn sign(self) -> &'static str {
        match self {
            Self::None | Self::Missing => "",
            Self::Incomplete => "＊",
            Self::Printed => "△",
        }
    }
}

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its title, with its number.
    pub title: String,
    /// What stands above the columns.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<Cell>>,
    /// What must be known to read it.
    pub notes: Vec<String>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// The id of the receipt of a number.
    pub receipt: Option<String>,
}

/// A chart of bars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// Its title, with its number.
    pub title: String,
    /// Labels with values, and the values in words.
    pub bars: Vec<(String, Decimal, String)>,
}

/// What a template wrote, before anything is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line of the title.
    Title(String),
    /// A heading of a level.
    Heading(u8, Vec<Raw>),
    /// A paragraph.
    Paragraph(Vec<Raw>),
    /// A table by its name.
    Table(String),
    /// A chart by its name.
    Chart(String),
}

/// A part of a line as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// Text.
    Text(String),
    /// A number: its sort, key and words.
    Number(char, String, String),
}

/// A number as templates write it into their text.
pub fn written(sort: char, key: &str, words: &str) -> String {
    format!("{OPEN}{sort}{key}{SPLIT}{words}{CLOSE}")
}

/// Text that is not taken for a number or for a line of another sort.
pub fn plain(text: &str) -> String {
    let inside = |c: &char| !matches!(*c, OPEN..=CLOSE);
    let spaced = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().filter(inside).map(spaced).collect()
}

/// Reads what templates wrote.
pub fn read(text: &str) -> Vec<Line> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(line).collect()
}

fn line(line: &str) -> Line {
    let after = |mark: &str| line.strip_prefix(mark).map(str::trim);
    if let Some(rest) = after("### ") {
        Line::Heading(3, pieces(rest))
    } else if let Some(rest) = after("## ") {
        Line::Heading(2, pieces(rest))
    } else if let Some(rest) = after("# ") {
        Line::Heading(1, pieces(rest))
    } else if let Some(rest) = after("= ") {
        Line::Title(plain(rest))
    } else if let Some(rest) = after("@table ") {
        Line::Table(rest.to_owned())
    } else if let Some(rest) = after("@chart ") {
        Line::Chart(rest.to_owned())
    } else {
        Line::Paragraph(pieces(line))
    }
}

fn pieces(line: &str) -> Vec<Raw> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((before, opened)) = rest.split_once(OPEN) {
        if !before.is_empty() {
            pieces.push(Raw::Text(before.to_owned()));
        }
        let (inside, after) = opened.split_once(CLOSE).unwrap_or((opened, ""));
        let (key, words) = inside.split_once(SPLIT).unwrap_or((inside, ""));
        let mut key = key.chars();
        if let Some(sort) = key.next() {
            pieces.push(Raw::Number(sort, key.collect(), words.to_owned()));
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Raw::Text(rest.to_owned()));
    }
    pieces
}

/// Numbers headings as they come: 一、（一）1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers {
    counts: [usize; 3],
}

impl Numbers {
    /// The number of the next heading of a level.
    pub fn next(&mut self, level: u8) -> String {
        let [first, second, third] = &mut self.counts;
        let up = |count: &mut usize| *count = count.saturating_add(1);
        match level {
            1 => {
                up(first);
                (*second, *third) = (0, 0);
                format!("{}、", numeral(*first))
            }
            2 => {
                up(second);
                *third = 0;
                format!("（{}）", numeral(*second))
            }
            _ => {
                up(third);
                format!("{third}. ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_by_their_first_mark() {
        let text = format!(
            "= 报告\n\n# 一章\n## 一节\n### 一目\n  微建议{}，办理。\n@table 工作室\n@chart 月份\n#不是标题",
            written('f', "micro.suggestions", "65条")
        );
        let paragraph = vec![
            Raw::Text("微建议".into()),
            Raw::Number('f', "micro.suggestions".into(), "65条".into()),
            Raw::Text("，办理。".into()),
        ];
        let text_of = |text: &str| vec![Raw::Text(text.to_owned())];
        assert_eq!(
            read(&text),
            [
                Line::Title("报告".into()),
                Line::Heading(1, text_of("一章")),
                Line::Heading(2, text_of("一节")),
                Line::Heading(3, text_of("一目")),
                Line::Paragraph(paragraph),
                Line::Table("工作室".into()),
                Line::Chart("月份".into()),
                Line::Paragraph(text_of("#不是标题")),
            ]
        );
    }

    #[test]
    fn headings_begin_anew_below_the_next_of_their_parent() {
        let mut numbers = Numbers::default();
        let told: Vec<String> = [1, 2, 2, 3, 3, 1, 2, 3]
            .map(|level| numbers.next(level))
            .into();
        let due = [
            "一、",
            "（一）",
            "（二）",
            "1. ",
            "2. ",
            "二、",
            "（一）",
            "1. ",
        ];
        assert_eq!(told, due);
    }

    #[test]
    fn names_cannot_pass_for_numbers_or_lines() {
        assert_eq!(plain(&format!("甲{OPEN}f乙{CLOSE}\n# 丙")), "甲f乙 # 丙");
    }
}
