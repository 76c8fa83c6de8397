//! Brings together what a score follows from, and writes it down as bytes with their digest, so that the same score can be
//! had again and compared. Deliberately absent: loading, and the number at which it was asked, which changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::commands::DEDUCTION;
use super::entity::{AbsenceKind, ContestState, duty_contest};
use super::queries::{Notes, Version};
use super::rules::scheme::Scheme;
use super::rules::scoring::{
    Absence, Decision, Deducted, DutyRecord, Ground, Score, Source, score,
};
use crate::kernel::error::Fault;
use crate::kernel::id::{CaseId, EventId, NodeId};
use crate::kernel::period::Span;

/// A score as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// The score.
    pub score: Score,
    /// All of it as JSON, the same bytes whenever it is worked out from the same.
    pub document: String,
    /// SHA-256 of these, in hex.
    pub digest: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    scheme: NodeId,
    version: i32,
    scheme_digest: &'a str,
    year: i32,
    member: NodeId,
    score: &'a Score,
}

/// What a contest is about.
pub fn source_of(row: &duty_contest::Model) -> Source {
    match row.source_type.as_str() {
        "Event" => Source::Event(EventId(row.source_id)),
        DEDUCTION => Source::Deduction(NodeId(row.source_id)),
        _ => Source::Case(CaseId(row.source_id)),
    }
}

/// What accepted contests of a scheme say, the newest of each source.
pub fn decisions(notes: &Notes, scheme: NodeId) -> BTreeMap<Source, Decision> {
    let accepted = notes
        .contests
        .iter()
        .filter(|row| row.state == ContestState::Accepted && row.scheme_id == scheme);
    let decided = accepted.map(|row| {
        let points = row.points.as_deref().and_then(|points| points.parse().ok());
        let decision = Decision {
            contest: row.id,
            item: row.item.clone(),
            points: points.unwrap_or(Decimal::ZERO),
        };
        (source_of(row), decision)
    });
    decided.collect()
}

/// The sources that are a member's by decisions alone.
pub fn only_granted(
    decisions: &BTreeMap<Source, Decision>,
    records: &[DutyRecord],
) -> BTreeSet<Source> {
    let own: BTreeSet<Source> = records.iter().map(|record| record.source).collect();
    let decided = decisions.keys().copied();
    decided
        .filter(|source| !own.contains(source) && !matches!(source, Source::Deduction(_)))
        .collect()
}

/// Everything that a member's score follows from.
pub fn ground<'a>(
    scheme: &'a Scheme,
    in_office: Vec<Span>,
    notes: &Notes,
    decisions: BTreeMap<Source, Decision>,
    records: Vec<DutyRecord>,
) -> Ground<'a> {
    let absences = notes.absences.iter().map(|row| Absence {
        days: Span::new(row.valid_from, row.valid_to),
        suspends: row.kind == AbsenceKind::Suspension,
    });
    let deductions = notes.deductions.iter().map(|row| Deducted {
        id: row.id,
        on: row.on_day,
        rule: row.rule.clone(),
    });
    Ground {
        scheme,
        records,
        in_office,
        absences: absences.collect(),
        deductions: deductions.collect(),
        decisions,
    }
}

/// Works out a member's score and writes it down.
pub fn assess(version: &Version, member: NodeId, ground: &Ground<'_>) -> Result<Assessed, Fault> {
    let score = score(ground);
    let document = Document {
        scheme: version.row.id,
        version: version.row.version,
        scheme_digest: &version.row.digest,
        year: version.row.year,
        member,
        score: &score,
    };
    let document = serde_json::to_string(&document);
    let document = document.map_err(|_| Fault::new("a score cannot be written down"))?;
    let digest = hex::encode(Sha256::digest(document.as_bytes()));
    Ok(Assessed {
        score,
        document,
        digest,
    })
}
