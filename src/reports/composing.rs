//! Composes a report: what templates write is read into blocks, and every number is given the receipt that stands behind
//! it. Deliberately absent: filling templates, and how any of it looks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blocks::{Block, Line, Mark, Numbers, Piece, Raw, read};
use super::counting::Figure;
use super::definition::WantedChart;
use super::filling::{bodies, fill, named, told};
use super::front::{Lacks, front};
use super::making::Beside;
use super::receipts::{Receipt, of_bodies, of_figure, of_printed};
use super::tables::Table;
use super::templates::Templates;
use super::words::date;
use crate::kernel::error::Message;
use crate::kernel::period::Span;
use crate::linkage::Pin;
use crate::statistics::completeness::Completeness;

/// What a report is composed of.
#[derive(Debug)]
pub struct Material {
    /// The year.
    pub year: i32,
    /// Its days.
    pub span: Span,
    /// The district at a journal number.
    pub pin: Arc<Pin>,
    /// Who was heard of in the year.
    pub completeness: Completeness,
    /// Figures by key.
    pub figures: BTreeMap<String, Figure>,
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
    /// Charts by name.
    pub charts: BTreeMap<String, WantedChart>,
    /// What documents print of the year, beside what records say.
    pub beside: Vec<Beside>,
    /// Figures and tables that the district does not have, with why.
    pub missing: BTreeMap<String, String>,
}

/// A composed report, as renderers need it.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is, in one line: a draft, of which number and day.
    pub stamp: String,
    /// The lines of its title.
    pub title: Vec<String>,
    /// What must be known first.
    pub front: Vec<Block>,
    /// Itself.
    pub body: Vec<Block>,
    /// The receipts of its numbers, in the order in which they first stand.
    pub receipts: Vec<Receipt>,
    /// The receipts of its tables.
    pub annex: Vec<Block>,
}

/// Composes it, or tells which template is wrong, where and how.
pub fn compose(material: &Material, templates: &Templates) -> Result<Document, Message> {
    let text = fill(material, templates).map_err(|error| told(&error))?;
    let mut composing = Composing {
        material,
        numbers: Numbers::default(),
        receipts: Vec::new(),
        places: BTreeMap::new(),
        tables: BTreeMap::new(),
        charts: 0,
        title: Vec::new(),
    };
    let mut body = Vec::new();
    for line in read(&text) {
        body.extend(composing.block(line)?);
    }
    let lacks = Lacks {
        used: composing.used(),
        missing: composing.missing(),
    };
    let number = material.pin.number;
    let mut annex: Vec<(usize, Block)> = Vec::new();
    for (name, place) in &composing.tables {
        if let Some(table) = material.tables.get(name) {
            annex.push((*place, Block::Table(table.receipts(*place, number))));
        }
    }
    annex.sort_by_key(|(place, _)| *place);
    Ok(Document {
        stamp: format!(
            "初稿　数据截至日志序号{number}、{}",
            date(material.pin.today)
        ),
        front: front(material, &lacks),
        title: composing.title,
        body,
        receipts: composing.receipts.into_iter().map(|(_, one)| one).collect(),
        annex: annex.into_iter().map(|(_, block)| block).collect(),
    })
}

struct Composing<'a> {
    material: &'a Material,
    numbers: Numbers,
    /// Receipts by the sort and key of their number.
    receipts: Vec<((char, String), Receipt)>,
    places: BTreeMap<(char, String), usize>,
    tables: BTreeMap<String, usize>,
    charts: usize,
    title: Vec<String>,
}

impl Composing<'_> {
    fn block(&mut self, line: Line) -> Result<Option<Block>, Message> {
        let number = self.material.pin.number;
        Ok(Some(match line {
            Line::Title(text) => {
                self.title.push(text);
                return Ok(None);
            }
            Line::Heading(level, raw) => {
                let told = self.numbers.next(level);
                Block::Heading(level, Some(told), self.pieces(raw))
            }
            Line::Paragraph(raw) => Block::Paragraph(self.pieces(raw)),
            Line::Table(name) => {
                let Some(table) = self.material.tables.get(&name) else {
                    return self.without(&name, "表", "table");
                };
                let place = self.place_of_table(name);
                Block::Table(table.told(place, number))
            }
            Line::Chart(name) => {
                let Some(wanted) = self.material.charts.get(&name) else {
                    return self.without(&name, "图", "chart");
                };
                let Some(table) = self.material.tables.get(&wanted.table) else {
                    return self.without(&wanted.table, "表", "table");
                };
                self.charts = self.charts.saturating_add(1);
                Block::Chart(table.chart(self.charts, wanted))
            }
        }))
    }

    /// A table that the district does not have is left out and told at the front; one of no list is a mistake.
    fn without(&mut self, name: &str, zh: &str, en: &str) -> Result<Option<Block>, Message> {
        match self.material.missing.contains_key(name) {
            true => {
                self.places.insert(('m', name.to_owned()), 0);
                Ok(None)
            }
            false => Err(Message::new(
                format!("没有{zh}“{name}”。"),
                format!("there is no {en} `{name}`."),
            )),
        }
    }

    fn place_of_table(&mut self, name: String) -> usize {
        let next = self.tables.len().saturating_add(1);
        *self.tables.entry(name).or_insert(next)
    }

    fn pieces(&mut self, raw: Vec<Raw>) -> Vec<Piece> {
        raw.into_iter()
            .map(|raw| match raw {
                Raw::Text(text) => Piece::Text(text),
                Raw::Number(sort, key, words) => self.number(sort, key, words),
            })
            .collect()
    }

    fn number(&mut self, sort: char, key: String, words: String) -> Piece {
        let material = self.material;
        let (receipt, mark) = match sort {
            'f' => {
                let figure = material.figures.get(&key);
                let mark = match figure.is_some_and(Figure::is_incomplete) {
                    true => Mark::Incomplete,
                    false => Mark::None,
                };
                (figure.map(|figure| of_figure(figure, &material.pin)), mark)
            }
            'p' => {
                let mut rows = material.beside.iter().rev().map(|beside| &beside.row);
                let row = rows.find(|row| row.key == key);
                (row.map(|row| of_printed(row, &material.pin)), Mark::Printed)
            }
            'b' => {
                let ids = bodies(material).remove(key.as_str()).unwrap_or_default();
                let receipt = of_bodies(named(&key), &ids, &material.span, &material.pin);
                (Some(receipt), Mark::None)
            }
            _ => (None, Mark::Missing),
        };
        let place = match receipt {
            None => {
                self.places.insert((sort, key), 0);
                0
            }
            Some(receipt) => self.place(sort, key, receipt),
        };
        Piece::Number {
            words,
            receipt: place,
            mark,
        }
    }

    fn place(&mut self, sort: char, key: String, receipt: Receipt) -> usize {
        if let Some(place) = self.places.get(&(sort, key.clone())) {
            return *place;
        }
        self.receipts.push(((sort, key.clone()), receipt));
        let place = self.receipts.len();
        self.places.insert((sort, key), place);
        place
    }

    /// The keys of figures that stand in the report, with the places of their receipts.
    fn used(&self) -> Vec<(usize, String)> {
        let mut used: Vec<(usize, String)> = self
            .places
            .iter()
            .filter(|((sort, _), _)| *sort == 'f')
            .map(|((_, key), place)| (*place, key.clone()))
            .collect();
        used.sort();
        used
    }

    /// The keys of what stands in the report and is not there.
    fn missing(&self) -> Vec<String> {
        let places = self.places.keys();
        let missing = places.filter(|(sort, _)| *sort == 'm');
        missing.map(|(_, key)| key.clone()).collect()
    }
}
