//! A report's figures, counted from what stood at a number by the same calculation as frozen statements: value, records,
//! and what keeps it from being whole (silent workrooms, records that nobody verified). Pure. Deliberately absent: loading.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::words::{Form, amount, classifiers, percent};
use crate::events::kinds::{EventStatus, Unit};
use crate::kernel::id::{EventId, NodeId};
use crate::kernel::period::Span;
use crate::published::comparing::Computed;
use crate::statements::basis::Basis;
use crate::statements::counting::{Count, Record, count};
use crate::statements::rows::Stood;
use crate::statistics::completeness::{Completeness, Heard, tell};
use crate::statistics::small_cells::is_small_figure;

/// A figure with what it was counted from.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its key, or where it stands in a table.
    pub key: String,
    /// How it is counted.
    pub basis: Basis,
    /// The name of its campaign.
    pub campaign: Option<String>,
    /// The unit that leads the handling of the cases counted.
    pub handled_by: Option<NodeId>,
    /// What it comes to.
    pub count: Count,
    /// Whether it points at single residents in hardship, and is not told.
    pub is_withheld: bool,
    /// Of its records, how many nobody verified.
    pub unverified: usize,
    /// How many workrooms below were silent in some month of its days.
    pub silent: i32,
}

/// Why a number cannot be written as a template asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The word is not one of its unit.
    Word,
    /// The form does not fit the number.
    Form,
}

impl Figure {
    /// Its unit.
    pub fn unit(&self) -> Unit {
        self.basis.metric.definition().unit
    }

    /// Whether it may lack something.
    pub fn is_incomplete(&self) -> bool {
        self.unverified > 0 || self.silent > 0
    }

    /// The number with the word for its unit.
    pub fn words(&self, word: Option<&str>, form: Form) -> Result<String, Unfit> {
        let known = classifiers(self.unit());
        let word = match word {
            Some(word) if !known.contains(&word) => return Err(Unfit::Word),
            Some(word) => word,
            None => known.first().copied().unwrap_or_default(),
        };
        if self.is_withheld {
            return Ok(format!("不足5{word}"));
        }
        let Some(value) = self.count.value else {
            return Ok("暂无数据".to_owned());
        };
        if self.unit() == Unit::Percent {
            return Ok(self.rate().unwrap_or_else(|| "暂无数据".to_owned()));
        }
        let value = match self.unit() {
            Unit::PerHundredMembers | Unit::Days | Unit::WorkingDays => value.round_dp(1),
            _ => value,
        };
        amount(value, self.count.qualifier(), word, form).ok_or(Unfit::Form)
    }

    fn rate(&self) -> Option<String> {
        percent(self.count.numerator?, self.count.denominator?)
    }

    /// The number as it stands in a table, under its unit.
    pub fn cell(&self) -> String {
        if self.is_withheld {
            return "※".to_owned();
        }
        match (self.unit(), self.count.numerator, self.count.denominator) {
            (Unit::Percent, Some(part), Some(whole)) => match percent(part, whole) {
                Some(told) => format!("{told}({part}/{whole})"),
                None => "—".to_owned(),
            },
            (_, _, _) => {
                let Some(value) = self.count.value else {
                    return "—".to_owned();
                };
                let told = amount(value, self.count.qualifier(), "", Form::Plain);
                told.unwrap_or_default()
            }
        }
    }

    /// What it is compared as.
    pub fn computed(&self) -> Option<Computed> {
        match self.unit() {
            Unit::Percent => {
                let (part, whole) = (self.count.numerator?, self.count.denominator?);
                Some(Computed::Rate(part, whole))
            }
            _ => self.count.value.map(Computed::Number),
        }
    }

    /// The value as a bar of a chart.
    pub fn bar(&self) -> Decimal {
        match self.is_withheld {
            true => Decimal::ZERO,
            false => self.count.value.unwrap_or_default(),
        }
    }
}

/// Counts over a district at a number.
#[derive(Debug)]
pub struct Counting<'a> {
    stood: &'a Stood,
    statuses: BTreeMap<EventId, EventStatus>,
    heard: &'a BTreeMap<Span, Arc<Heard>>,
}

impl<'a> Counting<'a> {
    /// From what stood, and who was heard of over the spans that figures have.
    pub fn new(stood: &'a Stood, heard: &'a BTreeMap<Span, Arc<Heard>>) -> Self {
        let events = stood.events.iter();
        let statuses = events.map(|row| (row.id, row.cell.status)).collect();
        Self {
            stood,
            statuses,
            heard,
        }
    }

    /// What stood.
    pub fn stood(&self) -> &Stood {
        self.stood
    }

    /// Counts a figure.
    pub fn figure(&self, key: String, basis: Basis, campaign: Option<String>) -> Figure {
        self.figure_in(self.stood, key, basis, campaign)
    }

    /// Counts a figure of what stood, narrowed to some cases.
    pub fn figure_in(
        &self,
        stood: &Stood,
        key: String,
        basis: Basis,
        campaign: Option<String>,
    ) -> Figure {
        let count = count(&basis, stood);
        let counts = basis.metric.definition().counts;
        let scope = basis.scope(&stood.pin);
        let is_withheld = is_small_figure(counts, &basis.narrowing, &scope, count.value);
        let unverified = count.parts.keys().filter(|record| match record {
            Record::Event(id) => self.statuses.get(id) == Some(&EventStatus::Posted),
            Record::Case(_) => false,
        });
        let unverified = unverified.count();
        let silent = match counts.cases() {
            Some(_) => 0,
            None => self.completeness(&basis).silent,
        };
        Figure {
            key,
            campaign,
            handled_by: None,
            count,
            is_withheld,
            unverified,
            silent,
            basis,
        }
    }

    /// Who was heard of, of the workrooms below.
    pub fn completeness(&self, basis: &Basis) -> Completeness {
        let pin = &self.stood.pin;
        let covers = |(span, _): &(&Span, &Arc<Heard>)| span.covers(&basis.span);
        let Some((_, heard)) = self.heard.iter().find(covers) else {
            return Completeness::default();
        };
        let hosts = pin.chain.hosts(basis.node, basis.attribution, pin.today);
        tell(
            &pin.chain.organization,
            &hosts,
            &basis.span,
            heard,
            pin.today,
        )
    }
}
