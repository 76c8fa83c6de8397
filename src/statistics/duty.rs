//! What is a record of duty of a member, of which kind and by which part: the one definition that figures of balance and
//! the ledgers of single members share, so that the two never disagree. Pure.
//! Deliberately absent: log-ins, likes, comments and time online, which are no duty; and what a record is worth.

use std::collections::BTreeMap;

use async_graphql::Enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cases::CaseRow;
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::{Category, EventKind};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;

/// A kind of duty (履职种类).
#[derive(
    Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[graphql(name = "DutyKind")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Duty {
    /// Meetings (会议).
    Meeting,
    /// Proposals (提案).
    Proposal,
    /// Reports of social conditions and public sentiment (社情民意信息).
    SentimentReport,
    /// Research and inspections (调研视察).
    ResearchOrInspection,
    /// Consultation and oversight (协商监督).
    ConsultationOrOversight,
    /// Training and reading (培训读书).
    TrainingOrReading,
    /// Contact with residents and service to them (联系服务群众).
    ContactOrService,
}

/// What a member did in a record; of several parts the first of this list counts (履职方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[graphql(name = "DutyPart")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// Submitted it, or recorded a resident's words (主办).
    Author,
    /// Claimed it (领办).
    Claimant,
    /// Co-signed it (联名).
    Cosigner,
    /// Took part in it (参加).
    Participant,
}

/// The kind of duty that an event is; none of what is filed under “anything else”, which is a record all the same.
pub fn duty_of(kind: EventKind) -> Option<Duty> {
    Some(match (kind, kind.category()) {
        (EventKind::Meeting, _) => Duty::Meeting,
        (EventKind::Research | EventKind::Inspection, _) => Duty::ResearchOrInspection,
        (EventKind::Reception, _) | (_, Category::Service) => Duty::ContactOrService,
        (_, Category::Consultation | Category::Oversight) => Duty::ConsultationOrOversight,
        (_, Category::Study) => Duty::TrainingOrReading,
        (_, Category::Work) => return None,
    })
}

/// The kind of duty that a case is.
pub fn duty_of_case(kind: CaseKind) -> Duty {
    match kind {
        CaseKind::Proposal => Duty::Proposal,
        CaseKind::SentimentReport => Duty::SentimentReport,
        CaseKind::Consultation | CaseKind::OversightCampaign | CaseKind::Finding => {
            Duty::ConsultationOrOversight
        }
        CaseKind::MicroSuggestion | CaseKind::PublicVoice => Duty::ContactOrService,
    }
}

/// Who acted in a case, on which day, and how.
pub fn acted(case: &CaseRow) -> impl Iterator<Item = (NodeId, NaiveDate, Part)> {
    case.facts.iter().filter_map(|row| match row.fact {
        Fact::Submitted | Fact::Collected => Some((case.author, row.on, Part::Author)),
        Fact::Cosigned => Some((row.node?, row.on, Part::Cosigner)),
        Fact::Claimed => Some((row.node?, row.on, Part::Claimant)),
        _ => None,
    })
}

/// The records that a case is: one of each member who acted in it within a span, whatever he did, on the day of his first
/// act; none of a case that was withdrawn.
pub fn records_of(case: &CaseRow, span: &Span) -> BTreeMap<NodeId, (NaiveDate, Part)> {
    let mut records = BTreeMap::<NodeId, (NaiveDate, Part)>::new();
    let within = acted(case).filter(|(_, on, _)| !case.void && span.contains(*on));
    for (member, on, part) in within {
        let record = records.entry(member).or_insert((on, part));
        *record = (record.0.min(on), record.1.min(part));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_but_one_is_a_kind_of_duty() {
        let none: Vec<_> = EventKind::ALL
            .into_iter()
            .filter(|kind| duty_of(*kind).is_none())
            .collect();
        assert_eq!(none, [EventKind::Other]);
    }
}
