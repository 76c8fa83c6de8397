//! What became of a file: its rows counted, what is wrong with them by row and column, and what figures grow by.
//! Deliberately absent: figures themselves, which only the statistics know.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::rules::troubles::Wrong;
use crate::events::kinds::{FundKind, Measure};
use crate::kernel::error::Message;
use crate::kernel::id::NodeId;

/// Troubles that are told at most; the others are counted.
pub const TOLD: usize = 2000;

/// The same, where they are written into the workbook.
pub const TOLD_IN_BOOK: usize = 20_000;

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Posted, or to be posted, and counted.
    Accepted,
    /// Held for its likeness to an event that stands.
    Held,
    /// Waiting for the office to decide whom a name means.
    Waiting,
    /// There already.
    Duplicate,
    /// To be made clear.
    Unclear,
    /// Refused.
    Refused,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Accepted,
        Self::Held,
        Self::Waiting,
        Self::Duplicate,
        Self::Unclear,
        Self::Refused,
    ];

    /// Its name.
    pub fn name(self) -> Message {
        let (zh, en) = match self {
            Self::Accepted => ("入账", "accepted"),
            Self::Held => ("待核", "held"),
            Self::Waiting => ("待认定", "waits for the identity desk"),
            Self::Duplicate => ("重复", "there already"),
            Self::Unclear => ("待明确", "unclear"),
            Self::Refused => ("未接受", "refused"),
        };
        Message::new(zh, en)
    }
}

/// Something that is wrong with a row, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The sheet; empty in csv.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// The letters of the column and its heading; none when it is the row as a whole.
    pub column: Option<(String, String)>,
    /// What.
    pub wrong: Wrong,
}

impl Told {
    /// The whole sentence.
    pub fn message(&self) -> Message {
        let said = self.wrong.message();
        let (mut zh, mut en) = (String::new(), String::new());
        if !self.sheet.is_empty() {
            zh.push_str(&format!("工作表“{}”", self.sheet));
            en.push_str(&format!("Sheet “{}”, ", self.sheet));
        }
        zh.push_str(&format!("第{}行", self.row));
        en.push_str(&format!("row {}", self.row));
        if let Some((letters, heading)) = &self.column {
            zh.push_str(&format!("“{heading}”列（{letters}）"));
            en.push_str(&format!(", column {letters} “{heading}”"));
        }
        Message::new(format!("{zh}：{}", said.zh), format!("{en}: {}", said.en))
    }
}

/// What is counted of a file's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows below the headings.
    pub rows: i64,
    /// Posted, or to be posted, and counted.
    pub accepted: i64,
    /// Held for their likeness to an event that stands.
    pub held: i64,
    /// Waiting for the office to decide whom a name means.
    pub waiting: i64,
    /// There already.
    pub duplicate: i64,
    /// To be made clear.
    pub unclear: i64,
    /// Refused.
    pub refused: i64,
}

impl Counts {
    /// Counts a row.
    pub fn add(&mut self, state: State) {
        let count = match state {
            State::Accepted => &mut self.accepted,
            State::Held => &mut self.held,
            State::Waiting => &mut self.waiting,
            State::Duplicate => &mut self.duplicate,
            State::Unclear => &mut self.unclear,
            State::Refused => &mut self.refused,
        };
        *count = count.saturating_add(1);
    }

    /// Rows of a state.
    pub fn of(&self, state: State) -> i64 {
        match state {
            State::Accepted => self.accepted,
            State::Held => self.held,
            State::Waiting => self.waiting,
            State::Duplicate => self.duplicate,
            State::Unclear => self.unclear,
            State::Refused => self.refused,
        }
    }
}

/// A member who was taken by his name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The workroom.
    pub workroom: String,
    /// The member.
    pub member: String,
    /// Rows that name him.
    pub rows: u64,
    /// The first of them.
    pub first: u32,
}

/// A sheet of which rows were read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sheet {
    name: String,
    headings: u32,
    width: usize,
}

/// The verdict of every row, and where the headings stand, by sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    sheets: Vec<Sheet>,
    rows: HashMap<(usize, u32), State>,
}

impl Marks {
    /// Where the headings of a sheet stand, and how many columns they have.
    pub fn headings(&mut self, sheet: &str, row: u32, width: usize) {
        self.sheets.push(Sheet {
            name: sheet.to_owned(),
            headings: row,
            width,
        });
    }

    /// Notes how many columns a row has.
    pub fn width(&mut self, sheet: &str, width: usize) {
        let mut sheets = self.sheets.iter_mut();
        if let Some(sheet) = sheets.rfind(|known| known.name == sheet) {
            sheet.width = sheet.width.max(width);
        }
    }

    /// Notes the verdict of a row.
    pub fn row(&mut self, sheet: &str, row: u32, state: State) {
        if let Some(place) = self.place(sheet) {
            self.rows.insert((place, row), state);
        }
    }

    fn place(&self, sheet: &str) -> Option<usize> {
        // The newest first: rows come sheet by sheet.
        self.sheets.iter().rposition(|known| known.name == sheet)
    }

    fn sheet(&self, sheet: &str) -> Option<&Sheet> {
        self.sheets.get(self.place(sheet)?)
    }

    /// Where the headings of a sheet stand; none where nothing of it was read.
    pub fn headings_of(&self, sheet: &str) -> Option<u32> {
        self.sheet(sheet).map(|sheet| sheet.headings)
    }

    /// The first column of a sheet in which nothing stands.
    pub fn width_of(&self, sheet: &str) -> usize {
        self.sheet(sheet).map_or(0, |sheet| sheet.width)
    }

    /// The verdict of a row.
    pub fn of(&self, sheet: &str, row: u32) -> Option<State> {
        self.rows.get(&(self.place(sheet)?, row)).copied()
    }
}

/// What a figure grows by: a workroom, the first day of a month, a measure and the kind of funds.
pub type Moved = (NodeId, String, Measure, Option<FundKind>);

/// What became of a file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The batch; none when nothing was stored.
    pub batch: Option<Uuid>,
    /// Rows by what became of them.
    pub counts: Counts,
    /// What is wrong, row by row.
    pub troubles: Vec<Told>,
    /// Troubles that are not told any more.
    pub left_out: u64,
    /// Headings that mean nothing here.
    pub unknown_headings: Vec<String>,
    /// Sheets without headings, of which nothing was read.
    pub skipped_sheets: Vec<String>,
    /// Members who were taken by their names alone, by workroom and member.
    pub taken: BTreeMap<(NodeId, NodeId), Taken>,
    /// The verdict of every row, where they were asked for.
    pub marks: Marks,
    /// What figures grow by: hundredths, and whether some of it is a lower bound.
    pub figures: BTreeMap<Moved, (i64, bool)>,
}

impl Report {
    /// Notes that a row's name was taken for a member.
    pub fn take(&mut self, of: (NodeId, NodeId), (workroom, member): (String, String), row: u32) {
        let taken = self.taken.entry(of).or_insert(Taken {
            workroom,
            member,
            rows: 0,
            first: row,
        });
        taken.rows = taken.rows.saturating_add(1);
    }
}
