//! A report's tables: one figure a cell, each counted by itself, so that a joint record stands in every host's row and once
//! in the district's; the ids of the receipts stand in a table of the same shape. Pure.
//! Deliberately absent: sums of rows, and rows of members.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blocks::{Bars, Cell, Grid, Mark};
use super::counting::{Counting, Figure};
use super::definition::{By, WantedChart, WantedTable};
use super::making::Resolved;
use super::receipts::id_of;
use super::words::classifiers;
use crate::events::kinds::Unit;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Node};
use crate::statements::basis::Basis;
use crate::statements::rows::Stood;
use crate::statistics::breakdown::{Dimension, Ground, Key, keys};
use crate::statistics::figure::Scope;
use crate::statistics::narrowing::Narrowing;
use crate::statistics::small_cells::also_withheld;

/// A counted table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its title.
    pub title: String,
    /// What the rows are.
    pub by: By,
    /// What stands above the columns.
    pub columns: Vec<String>,
    /// Rows: a label, and a figure for each column.
    pub rows: Vec<(String, Vec<Figure>)>,
    /// The district's own row.
    pub total: Vec<Figure>,
}

/// What tables are counted over.
#[derive(Debug)]
pub struct Tabling<'a> {
    /// Figures.
    pub counting: &'a Counting<'a>,
    /// The year.
    pub year: Span,
    /// The cases that units lead.
    pub led: &'a BTreeMap<NodeId, BTreeSet<CaseId>>,
}

impl Tabling<'_> {
    /// Counts a table; `columns` are its figures of the whole district.
    pub fn table(&self, name: &str, wanted: &WantedTable, columns: Vec<Resolved>) -> Table {
        let rows = match wanted.by {
            By::Dimension(_) => self.rows_of_keys(name, wanted, &columns),
            By::HandlingUnit => self.rows_of_units(name, &columns),
        };
        let total = columns.iter().map(|column| {
            let key = format!("{name}.{}", column.key);
            let (basis, campaign) = (column.basis.clone(), column.campaign.clone());
            self.counting.figure(key, basis, campaign)
        });
        let mut table = Table {
            title: wanted.title.clone(),
            by: wanted.by,
            columns: wanted
                .columns
                .iter()
                .map(|(title, _)| title.clone())
                .collect(),
            rows,
            total: total.collect(),
        };
        table.withhold();
        table
    }

    fn rows_of_keys(
        &self,
        name: &str,
        wanted: &WantedTable,
        columns: &[Resolved],
    ) -> Vec<(String, Vec<Figure>)> {
        let By::Dimension(dimension) = wanted.by else {
            return Vec::new();
        };
        let stood = self.counting.stood();
        let (pin, none) = (&stood.pin, Narrowing::default());
        let ground = Ground {
            chain: &pin.chain,
            attribution: Attribution::AtEvent,
            today: pin.today,
            narrowing: &none,
            campaigns: &[],
        };
        let district = Node::District(pin.chain.organization.district.id);
        let scope = Scope {
            hosts: Arc::new(pin.chain.hosts(district, Attribution::AtEvent, pin.today)),
            member: None,
            span: self.year,
            kind: None,
            campaign: None,
        };
        let rows = keys(&ground, dimension, &scope).into_iter();
        let row = |key: Key| {
            let label = match &key {
                Key::Node(node) => pin.chain.organization.name_of(node.id()),
                Key::Time(_, label) => Some(label.as_str()),
                Key::Kind(_) | Key::Campaign(..) => None,
            };
            let label = label.unwrap_or_default().to_owned();
            let figures = columns.iter().map(|column| {
                let basis = narrowed(&column.basis, &key);
                let key = format!("{name}.{}.{label}", column.key);
                self.counting.figure(key, basis, column.campaign.clone())
            });
            let figures = figures.collect();
            (label, figures)
        };
        rows.map(row).collect()
    }

    fn rows_of_units(&self, name: &str, columns: &[Resolved]) -> Vec<(String, Vec<Figure>)> {
        let stood = self.counting.stood();
        let units = stood.pin.chain.organization.handling_units.values();
        let there = units.filter(|unit| {
            let lives = Span::new(unit.established_on, unit.closed_on);
            lives.intersect(&self.year).is_some()
        });
        let none = BTreeSet::new();
        let row = |(id, label): (NodeId, &String)| {
            let led = self.led.get(&id).unwrap_or(&none);
            let cases = stood.cases.iter().filter(|case| led.contains(&case.id));
            let of_unit = Stood {
                events: Vec::new(),
                cases: cases.cloned().collect(),
                pin: stood.pin.clone(),
                sets: Arc::clone(&stood.sets),
            };
            let figures = columns.iter().map(|column| {
                let key = format!("{name}.{}.{label}", column.key);
                let (basis, campaign) = (column.basis.clone(), column.campaign.clone());
                let figure = self.counting.figure_in(&of_unit, key, basis, campaign);
                Figure {
                    handled_by: Some(id),
                    ..figure
                }
            });
            (label.clone(), figures.collect())
        };
        there.map(|unit| row((unit.id, &unit.name))).collect()
    }
}

/// A column's figure, of one row alone.
fn narrowed(basis: &Basis, key: &Key) -> Basis {
    let mut basis = basis.clone();
    match key {
        Key::Node(node) => basis.node = *node,
        Key::Time(span, _) => basis.span = *span,
        Key::Kind(_) | Key::Campaign(..) => {}
    }
    basis
}

impl Table {
    /// Where one row of a column is withheld, another with it, so that the district's own row does not give it away.
    fn withhold(&mut self) {
        for column in 0..self.columns.len() {
            let cells = self.rows.iter().filter_map(|(_, row)| row.get(column));
            let told: Vec<_> = cells
                .map(|figure| (figure.count.value, figure.is_withheld))
                .collect();
            let Some(place) = also_withheld(&told) else {
                continue;
            };
            let row = self.rows.get_mut(place);
            if let Some(figure) = row.and_then(|(_, row)| row.get_mut(column)) {
                figure.is_withheld = true;
            }
        }
    }

    /// Every figure of it, the district's last.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        let rows = self.rows.iter().flat_map(|(_, row)| row);
        rows.chain(&self.total)
    }

    fn head(&self) -> Vec<String> {
        let first = ["序号".to_owned(), self.subject().to_owned()].into_iter();
        let columns = self.columns.iter().zip(&self.total).map(|(title, figure)| {
            match (figure.unit(), classifiers(figure.unit()).first()) {
                (Unit::Percent | Unit::Records, _) | (_, None) => title.clone(),
                (_, Some(unit)) => format!("{title}（{unit}）"),
            }
        });
        first.chain(columns).collect()
    }

    fn subject(&self) -> &'static str {
        let By::Dimension(dimension) = self.by else {
            return "承办单位";
        };
        match dimension {
            Dimension::Workroom => "委员工作室",
            Dimension::SectorGroup => "界别活动组",
            Dimension::SpecialCommittee => "专委会",
            Dimension::ViceChair => "分管副主席",
            Dimension::Township => "乡镇街道",
            Dimension::Sector => "界别",
            Dimension::Month => "月份",
            Dimension::Quarter => "季度",
            Dimension::Year => "年份",
            Dimension::Member | Dimension::Kind | Dimension::Campaign => "",
        }
    }

    /// Whether a joint record may stand in several rows.
    fn is_of_nodes(&self) -> bool {
        let of_time = [Dimension::Month, Dimension::Quarter, Dimension::Year];
        matches!(self.by, By::Dimension(by) if !of_time.contains(&by))
    }

    fn grid(&self, title: String, cell: impl Fn(&Figure) -> Cell, notes: Vec<String>) -> Grid {
        let all = ("全区".to_owned(), &self.total);
        let rows = self.rows.iter().map(|(label, row)| (label.clone(), row));
        let rows = (1..).zip(rows.chain([all])).map(|(place, (label, row))| {
            let of_text = |text: String| Cell {
                text,
                receipt: None,
            };
            let first = [of_text(format!("{place}")), of_text(label)].into_iter();
            first.chain(row.iter().map(&cell)).collect()
        });
        Grid {
            title,
            head: self.head(),
            rows: rows.collect(),
            notes,
        }
    }

    /// The table as it is told, under its number, as the journal stood at a number.
    pub fn told(&self, place: usize, number: i64) -> Grid {
        let cell = |figure: &Figure| {
            let mark = match figure.is_incomplete() {
                true => Mark::Incomplete.sign(),
                false => "",
            };
            Cell {
                text: format!("{}{mark}", figure.cell()),
                receipt: (!figure.is_withheld).then(|| id_of(figure, number)),
            }
        };
        let mut notes = Vec::new();
        if self.is_of_nodes() {
            notes.push(
                "联合开展的活动在每一主办单位各计一次，全区只计一次，各行之和可能大于全区数。"
                    .to_owned(),
            );
        }
        if self.figures().any(|figure| figure.is_withheld) {
            notes.push("※：涉及困难群众且不足5人，或为防止推算，不予列出。".to_owned());
        }
        notes.push(format!("每个数据的凭据号见附表{place}同行同列。"));
        self.grid(format!("表{place} {}", self.title), cell, notes)
    }

    /// The ids of its receipts, in the same places.
    pub fn receipts(&self, place: usize, number: i64) -> Grid {
        let cell = |figure: &Figure| {
            let id = id_of(figure, number);
            Cell {
                text: match figure.is_withheld {
                    true => "※".to_owned(),
                    false => format!("{id} {}条", figure.count.parts.len()),
                },
                receipt: (!figure.is_withheld).then_some(id),
            }
        };
        self.grid(
            format!("附表{place} {}：数据凭据", self.title),
            cell,
            Vec::new(),
        )
    }

    /// A chart of one of its columns.
    pub fn chart(&self, place: usize, wanted: &WantedChart) -> Bars {
        let column = wanted.column.saturating_sub(1);
        let bars = self.rows.iter().filter_map(|(label, row)| {
            let figure = row.get(column)?;
            Some((label.clone(), figure.bar(), figure.cell()))
        });
        Bars {
            title: format!("图{place} {}", wanted.title),
            bars: bars.collect(),
        }
    }
}
