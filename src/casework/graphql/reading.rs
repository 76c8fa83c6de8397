//! From what was typed to plain values: ids, days and texts of a case, each refusal naming its field, all of them told.
//! Deliberately absent: whether a thing exists, which is looked up under the lock.

use async_graphql::ID;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::casework::content::{Content, Particulars};
use crate::casework::refusals::{CaseErrorCode as Code, Outcome, Refused};
use crate::casework::taking::NOTE;
use crate::events::rules::reading::{Trouble, clean, local};
use crate::kernel::error::Failure;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::scalars::{Date, DivisionCode, UuidText};

/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest content, in characters.
pub const CONTENT: usize = 5000;
/// The longest number that offices know a case by, in characters.
pub const REFERENCE: usize = 50;
/// The types of members in the API.
pub const MEMBER: &[&str] = &["Member", "ViceChair"];
/// The type of handling units in the API.
pub const UNIT: &[&str] = &["HandlingUnit"];
/// The types of bodies that organise, propose and take part.
pub const BODY: &[&str] = &[
    "District",
    "SpecialCommittee",
    "SectorGroup",
    "Sector",
    "Workroom",
];
/// The types of cases in the API.
pub const CASE: &[&str] = &[
    "MicroSuggestion",
    "Proposal",
    "SentimentReport",
    "Consultation",
    "OversightCampaign",
    "Finding",
    "PublicVoice",
];
/// The most campaigns and the most sources of one case.
const LABELS: usize = 10;

/// Reads the fields of one input and gathers what is wrong with them.
#[derive(Debug)]
pub struct Reading {
    district: DistrictId,
    scope: Option<NodeId>,
    refusals: Vec<Refused>,
}

impl Reading {
    /// For an input of a caller in one district.
    pub fn new(district: DistrictId, scope: Option<NodeId>) -> Self {
        Self {
            district,
            scope,
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

    /// What must be said in a note.
    pub fn said(&mut self, field: &str, typed: &str) -> Option<String> {
        Some(self.text(field, typed, NOTE, true))
    }

    /// A reason that must be given in some cases only.
    pub fn reason(&mut self, field: &str, typed: Option<&str>, needed: bool) -> Option<String> {
        let reason = self.note(field, typed);
        if needed && reason.is_none() {
            self.refusals.push(Code::ReasonMissing.at(field));
        }
        reason
    }

    /// What a case says.
    pub fn content(
        &mut self,
        title: &str,
        content: &str,
        place_code: Option<&DivisionCode>,
    ) -> Content {
        Content {
            title: self.text("title", title, TITLE, false),
            content: self.text("content", content, CONTENT, true).into(),
            place_code: place_code.map(|code| code.0.clone()),
            particulars: Particulars::None,
        }
    }

    /// A day that may be left out.
    pub fn day_if(&mut self, field: &str, typed: Option<&Date>) -> Option<NaiveDate> {
        typed.map(|day| self.day(field, day))
    }

    /// The opaque id of a node that may be left out.
    pub fn node_if(&mut self, field: &str, typed: Option<&ID>, types: &[&str]) -> Option<NodeId> {
        typed.map(|id| self.node(field, id, types))
    }

    /// The opaque ids of nodes, of some types, so many at most.
    pub fn nodes(
        &mut self,
        field: &str,
        typed: Option<&[ID]>,
        types: &[&str],
        most: usize,
    ) -> Vec<NodeId> {
        let typed = typed.unwrap_or_default();
        self.at_most(field, typed.len(), most);
        let typed = typed.iter().take(most).enumerate();
        typed
            .map(|(n, id)| self.node(&format!("{field}.{n}"), id, types))
            .collect()
    }

    /// A member, or the caller himself.
    pub fn member_or_self(&mut self, field: &str, typed: Option<&ID>) -> NodeId {
        match (typed, self.scope) {
            (Some(id), _) => self.node(field, id, MEMBER),
            (None, Some(scope)) => scope,
            (None, None) => self.missing(field),
        }
    }

    /// The campaigns whose labels a case carries.
    pub fn campaigns(&mut self, typed: Option<&[ID]>) -> Vec<NodeId> {
        self.nodes("campaignIds", typed, &["Campaign"], LABELS)
    }

    /// The cases that a case came out of.
    pub fn derived(&mut self, typed: Option<&[ID]>) -> Vec<CaseId> {
        let nodes = self.nodes("derivedFromIds", typed, CASE, LABELS);
        nodes.into_iter().map(|node| CaseId(node.0)).collect()
    }

    /// Refuses a list that is too long.
    pub fn at_most(&mut self, field: &str, length: usize, most: usize) {
        if length > most {
            self.refusals.push(Code::TooMany.at(field));
        }
    }

    fn missing(&mut self, field: &str) -> NodeId {
        NodeId(self.refuse(Code::ClaimantMissing, field))
    }

    /// Goes on when nothing was wrong.
    pub fn finish(self) -> Outcome<()> {
        match self.refusals.is_empty() {
            true => Ok(()),
            false => Err(Failure::Refused(self.refusals)),
        }
    }

    pub fn refuse<T: Default>(&mut self, code: Code, field: &str) -> T {
        self.refusals.push(code.at(field));
        T::default()
    }
}
