//! A row as a record of what a workroom did, and the draft of the event that it becomes.
//! Deliberately absent: whether the record stands already, and the rules of events.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::columns::{Column, Found, Kind};
use super::names::{Meant, Names, Standing, folded};
use super::troubles::Wrong;
use super::values::{amount, day, day_of_number, plain};
use crate::events::draft::{EventDraft, QuantityDraft};
use crate::events::kinds::{EventKind, FundKind, Measure, Qualifier};
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::seal::Vault;
use crate::spreadsheets::reading::{Cell, Row};

/// Something that is wrong with a row, and with which of its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The column; none when it is the row as a whole.
    pub column: Option<Column>,
    /// What.
    pub wrong: Wrong,
}

/// The draft of a row's event.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The draft.
    pub event: EventDraft,
    /// The members who were taken by their names alone.
    pub taken: Vec<NodeId>,
}

/// What a row says, values read, names as they are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The workroom.
    pub host: String,
    /// What was done.
    pub kind: EventKind,
    /// The title.
    pub title: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// Where.
    pub place: Option<String>,
    /// Who took part.
    pub participants: Vec<String>,
    /// What it amounted to.
    pub quantities: Vec<(Measure, Option<FundKind>, String, Qualifier)>,
    /// The account.
    pub narrative: Option<String>,
}

impl Record {
    /// What it says as one text, the same for the same words, whatever their file and row.
    pub fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The draft of its event, with whom names meant by themselves; or the names that are for a person to decide.
    pub fn draft(
        &self,
        host: NodeId,
        names: &Names,
        sealed: (&Vault, &DistrictId),
    ) -> Result<Drafted, Vec<String>> {
        let district = sealed.1;
        let standing = Standing {
            written: &self.host,
            host,
            day: self.from,
        };
        let (mut participants, mut taken, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for name in &self.participants {
            let id = match names.member(sealed, name, standing) {
                Meant::Decided(id) => id,
                Meant::ByName(id) => {
                    taken.push(id);
                    id
                }
                Meant::Open => {
                    open.push(name.clone());
                    continue;
                }
            };
            participants.push(GlobalId::encode("Member", district, id.0).0);
        }
        if !open.is_empty() {
            return Err(open);
        }
        let after = |day: NaiveDate| day.checked_add_days(Days::new(1));
        let event = EventDraft {
            host: GlobalId::encode("Workroom", district, host.0).0,
            kind: self.kind,
            title: self.title.clone(),
            from: self.from.to_string(),
            to: self.until.and_then(after).map(|day| day.to_string()),
            place_code: self.place.clone(),
            co_hosts: Vec::new(),
            campaigns: Vec::new(),
            parent: None,
            participants,
            quantities: self
                .quantities
                .iter()
                .map(|(measure, fund_kind, value, qualifier)| QuantityDraft {
                    measure: *measure,
                    value: value.clone(),
                    qualifier: *qualifier,
                    fund_kind: *fund_kind,
                    unit: None,
                })
                .collect(),
            narrative: self.narrative.clone(),
            subject: None,
            client_recorded_at: None,
        };
        Ok(Drafted { event, taken })
    }

    /// The column that a field of the draft came from.
    pub fn column_of(&self, field: &str) -> Option<Column> {
        match field.split('.').collect::<Vec<_>>().as_slice() {
            ["hostId"] => Some(Column::Host),
            ["title"] => Some(Column::Title),
            ["occurredOn", "from"] => Some(Column::From),
            ["occurredOn", "to"] => Some(Column::Until),
            ["placeCode"] => Some(Column::Place),
            ["participantIds", ..] => Some(Column::Participants),
            ["narrative"] => Some(Column::Narrative),
            ["quantities", _, "fundKind"] => Some(Column::FundKind),
            ["quantities", place, ..] => {
                let place: usize = place.parse().ok()?;
                let (measure, ..) = self.quantities.get(place)?;
                Some(Column::Amount(*measure))
            }
            _ => None,
        }
    }
}

/// Reads a row; everything that is wrong with it is told.
pub fn read(
    kind: &Kind,
    found: &Found,
    row: &Row,
    year: Option<i32>,
) -> Result<Record, Vec<Trouble>> {
    let mut reader = Reader {
        found,
        row,
        troubles: Vec::new(),
    };
    for heading in kind.columns.iter().filter(|heading| heading.required) {
        if *reader.cell(heading.column) == Cell::Empty {
            reader.trouble(heading.column, Wrong::Missing);
        }
    }
    let host = reader.text(Column::Host).unwrap_or_default();
    let event_kind = reader.kind();
    let title = reader.text(Column::Title).unwrap_or_default();
    let from = reader.day(Column::From, year);
    let until = reader.day(Column::Until, year);
    if from.is_some_and(|from| until.is_some_and(|until| until < from)) {
        reader.trouble(Column::Until, Wrong::DateOrder);
    }
    let place = reader.text(Column::Place).map(|text| plain(&text));
    let participants = reader.names();
    let quantities = reader.quantities(kind);
    let narrative = reader.text(Column::Narrative);
    match (from, event_kind) {
        (Some(from), Some(event_kind)) if reader.troubles.is_empty() => Ok(Record {
            host: folded(&host),
            kind: event_kind,
            title,
            from,
            until,
            place,
            participants,
            quantities,
            narrative,
        }),
        _ => Err(reader.troubles),
    }
}

struct Reader<'a> {
    found: &'a Found,
    row: &'a Row,
    troubles: Vec<Trouble>,
}

impl<'a> Reader<'a> {
    fn cell(&self, column: Column) -> &'a Cell {
        self.whole(column).plain()
    }

    fn whole(&self, column: Column) -> &'a Cell {
        let found = self.found.columns.iter().find(|(_, at, _)| *at == column);
        found
            .and_then(|(place, ..)| self.row.cells.get(*place))
            .unwrap_or(&Cell::Empty)
    }

    fn trouble(&mut self, column: Column, wrong: Wrong) {
        self.troubles.push(Trouble {
            column: Some(column),
            wrong,
        });
    }

    fn text(&mut self, column: Column) -> Option<String> {
        let cell = self.cell(column);
        match cell {
            Cell::Empty => None,
            Cell::Error => {
                self.trouble(column, Wrong::CellError);
                None
            }
            Cell::TooLong => {
                self.trouble(column, Wrong::CellTooLong);
                None
            }
            Cell::Text(_) | Cell::Number(_) | Cell::Day(_) | Cell::Merged(_) => Some(cell.text()),
        }
    }

    fn kind(&mut self) -> Option<EventKind> {
        let text = folded(&self.text(Column::Kind)?);
        let known = EventKind::ALL
            .into_iter()
            .find(|kind| kind.name_zh() == text);
        if known.is_none() {
            self.trouble(Column::Kind, Wrong::UnknownKind);
        }
        known
    }

    fn day(&mut self, column: Column, year: Option<i32>) -> Option<NaiveDate> {
        let read = match self.cell(column) {
            Cell::Day(day) => Ok(*day),
            Cell::Number(number) => day_of_number(number, year),
            Cell::Text(text) => day(text, year),
            Cell::Empty | Cell::Error | Cell::TooLong | Cell::Merged(_) => {
                self.text(column);
                return None;
            }
        };
        read.map_err(|wrong| self.trouble(column, wrong)).ok()
    }

    fn names(&mut self) -> Vec<String> {
        let text = self.text(Column::Participants).unwrap_or_default();
        let mut names: Vec<String> = text
            .split(['、', '，', ',', ';', '；', '\n'])
            .map(folded)
            .filter(|name| !name.is_empty())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn quantities(&mut self, kind: &Kind) -> Vec<(Measure, Option<FundKind>, String, Qualifier)> {
        let fund_kind = self.fund_kind();
        let mut quantities = Vec::new();
        for heading in kind.columns {
            let Column::Amount(measure) = heading.column else {
                continue;
            };
            let Some(text) = self.text(heading.column) else {
                continue;
            };
            match amount(&text) {
                // Whether it is each row's or all of theirs together, nobody can tell.
                _ if matches!(self.whole(heading.column), Cell::Merged(_)) => {
                    self.trouble(heading.column, Wrong::Shared);
                }
                Err(wrong) => self.trouble(heading.column, wrong),
                Ok(read)
                    if read
                        .unit
                        .is_some_and(|unit| !units(measure).contains(&unit)) =>
                {
                    self.trouble(heading.column, Wrong::WrongUnit);
                }
                Ok(read) => {
                    let fund_kind = fund_kind.filter(|_| measure == Measure::Funds);
                    quantities.push((measure, fund_kind, read.value, read.qualifier));
                }
            }
        }
        quantities
    }

    fn fund_kind(&mut self) -> Option<FundKind> {
        let text = folded(&self.text(Column::FundKind)?);
        let known = FUND_KINDS.iter().find(|(name, _)| *name == text);
        if known.is_none() {
            self.trouble(Column::FundKind, Wrong::UnknownFundKind);
        }
        known.map(|(_, kind)| *kind)
    }
}

/// The kinds of funds, as files name them.
pub const FUND_KINDS: [(&str, FundKind); 4] = [
    ("捐款", FundKind::DonationCash),
    ("捐物", FundKind::DonationInKind),
    ("争取资金", FundKind::Mobilised),
    ("资助", FundKind::AidPaid),
];

/// The units that a measure's amounts may have.
fn units(measure: Measure) -> &'static [&'static str] {
    match measure {
        Measure::Events => &[],
        Measure::Sessions => &["场次", "场", "次"],
        Measure::PersonTimes => &["人次"],
        Measure::Persons => &["人", "名", "位"],
        Measure::GoodDeeds => &["件"],
        Measure::Voices | Measure::Comments => &["条"],
        Measure::Enterprises => &["家"],
        Measure::Villages => &["个"],
        Measure::Funds => &["元", "块"],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::spreadsheets::rules::columns::{headings, kind_of};

    #[test]
    fn what_rows_share_is_everybodys_word_and_nobodys_number() {
        let posts = kind_of("posts").unwrap();
        let names = ["工作室", "种类", "标题", "日期", "人次"].map(str::to_owned);
        let found = headings(posts, &BTreeMap::new(), &names).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let shared = |cell| Cell::Merged(Box::new(cell));
        let row = |amount| Row {
            sheet: String::new(),
            number: 2,
            cells: vec![
                shared(text("城南")),
                text("学习宣讲"),
                text("宣讲"),
                shared(text("2022-07-03")),
                amount,
            ],
        };
        let record = read(posts, &found, &row(text("30")), None).unwrap();
        assert_eq!((record.host.as_str(), record.quantities.len()), ("城南", 1));
        let troubles = read(posts, &found, &row(shared(text("30"))), None).unwrap_err();
        let wrong = Trouble {
            column: Some(Column::Amount(Measure::PersonTimes)),
            wrong: Wrong::Shared,
        };
        assert_eq!(troubles, [wrong]);
    }
}
