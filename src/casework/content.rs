//! What a case says, and what only one kind of case says. Deliberately absent: what was done in it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kinds::{ConsultationType, OversightForm, ProposalCategory, ProposalSort, TopicSource};
use super::sealing::Words;
use crate::kernel::id::{CaseId, NodeId};

/// What a case says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its title.
    pub title: String,
    /// What is suggested, or told.
    pub content: Words,
    /// Where, as a division code.
    pub place_code: Option<String>,
    /// What only its kind says.
    #[serde(default, skip_serializing_if = "Particulars::is_none")]
    pub particulars: Particulars,
}

/// What only one kind of case says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Particulars {
    /// Nothing more.
    #[default]
    None,
    /// Of a proposal.
    Proposal {
        /// Who proposes.
        sort: ProposalSort,
        /// What it is about.
        category: ProposalCategory,
        /// The body that proposes, of a collective one.
        body: Option<NodeId>,
    },
    /// Of a consultation.
    Consultation {
        /// Its type.
        kind: ConsultationType,
        /// Where the topic came from.
        source: TopicSource,
        /// The township, workroom or member that named the topic.
        named_by: Option<NodeId>,
        /// The proposal that it belongs to.
        proposal: Option<CaseId>,
    },
    /// Of an oversight campaign.
    Oversight {
        /// Its form.
        form: OversightForm,
        /// The campaign of the city or province that it is a part of.
        parent: Option<String>,
    },
    /// Of a finding.
    Finding {
        /// The oversight campaign.
        campaign: CaseId,
        /// The round in which it was found.
        round: Option<Uuid>,
        /// Whether evidence is on record.
        has_evidence: bool,
    },
    /// Of a resident's opinion or suggestion.
    Voice {
        /// The event at which it was collected.
        event: Option<Uuid>,
        /// The resident's own words; the case's title and content say only what they are about.
        words: Words,
    },
}

impl Particulars {
    /// Whether there is nothing more.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// An action that was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedAction {
    /// What.
    pub text: Words,
    /// By which unit.
    pub unit: NodeId,
    /// By which day.
    pub due_on: NaiveDate,
}
