//! From what was typed to plain values: ids, days and texts of a case, each refusal naming its field, all of them told.
//! Deliberately absent: whether a thing exists, which is looked up under the lock.

use async_graphql::ID;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::casework::deed::Content;
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::casework::taking::NOTE;
use crate::events::rules::reading::{Trouble, clean, local};
use crate::kernel::error::Failure;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::scalars::{Date, UuidText};

/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest content, in characters.
pub const CONTENT: usize = 5000;
/// The longest number of a work order, in characters.
pub const WORK_ORDER: usize = 50;

/// Reads the fields of one input and gathers what is wrong with them.
#[derive(Debug)]
pub struct Reading {
    district: DistrictId,
    refusals: Vec<Refused>,
}

impl Reading {
    /// For an input in one district.
    pub fn new(district: DistrictId) -> Self {
        Self {
            district,
            refusals: Vec::new(),
        }
    }

    /// The opaque id of a case of a type.
    pub fn case(&mut self, field: &str, typed: &ID, type_name: &str) -> CaseId {
        CaseId(self.opaque(field, typed, &[type_name]))
    }

    /// The opaque id of a node of one of these types.
    pub fn node(&mut self, field: &str, typed: &ID, types: &[&str]) -> NodeId {
        NodeId(self.opaque(field, typed, types))
    }

    /// An opaque id of one of these types.
    pub fn opaque(&mut self, field: &str, typed: &ID, types: &[&str]) -> Uuid {
        local(typed, &self.district, types).unwrap_or_else(|| self.refuse(Code::InvalidId, field))
    }

    /// The id that a client made.
    pub fn made(&mut self, field: &str, typed: &UuidText) -> CaseId {
        let read = Uuid::try_parse(typed.as_str()).ok();
        CaseId(read.unwrap_or_else(|| self.refuse(Code::InvalidId, field)))
    }

    /// A day.
    pub fn day(&mut self, field: &str, typed: &Date) -> NaiveDate {
        typed
            .day()
            .unwrap_or_else(|| self.refuse(Code::InvalidDate, field))
    }

    /// A text that must be there.
    pub fn text(&mut self, field: &str, typed: &str, longest: usize, has_lines: bool) -> String {
        match clean(typed, longest, has_lines) {
            Ok(text) if text.is_empty() => self.refuse(Code::TextEmpty, field),
            Ok(text) => text,
            Err(Trouble::TooLong) => self.refuse(Code::TextTooLong, field),
            Err(Trouble::Control) => self.refuse(Code::ControlCharacter, field),
        }
    }

    /// A note that may be left out; an empty one is none.
    pub fn note(&mut self, field: &str, typed: Option<&str>) -> Option<String> {
        let typed = typed.filter(|text| !text.trim().is_empty())?;
        Some(self.text(field, typed, NOTE, true))
    }

    /// What a case says.
    pub fn content(&mut self, title: &str, content: &str, place_code: Option<String>) -> Content {
        Content {
            title: self.text("title", title, TITLE, false),
            content: self.text("content", content, CONTENT, true),
            place_code,
        }
    }

    /// Refuses a list that is too long.
    pub fn at_most(&mut self, field: &str, length: usize, most: usize) {
        if length > most {
            self.refusals.push(Code::TooMany.at(field));
        }
    }

    /// Refuses that nobody was named who should have claimed.
    pub fn missing(&mut self, field: &str) -> NodeId {
        NodeId(self.refuse(Code::ClaimantMissing, field))
    }

    /// Goes on when nothing was wrong.
    pub fn finish(self) -> Outcome<()> {
        match self.refusals.is_empty() {
            true => Ok(()),
            false => Err(Failure::Refused(self.refusals)),
        }
    }

    fn refuse<T: Default>(&mut self, code: Code, field: &str) -> T {
        self.refusals.push(code.at(field));
        T::default()
    }
}
