//! How a line is counted: its metric, node, days and narrowing; how that is written in the table, and read again. Pure.
//! Deliberately absent: checking what callers ask; what is written was checked.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{InputType, Name, Value};
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::entity::statement_line::Model;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Node, Pin};
use crate::statistics::figure::{Credit, Scope};
use crate::statistics::metrics::MetricCode;
use crate::statistics::narrowing::Narrowing;

/// How a line is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// What is counted.
    pub metric: MetricCode,
    /// Of which node.
    pub node: Node,
    /// On which days.
    pub span: Span,
    /// Which records.
    pub narrowing: Narrowing,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// How joint records count.
    pub credit: Credit,
}

impl Basis {
    /// Reads a line; none when its metric is no longer in the catalogue.
    pub fn of(line: &Model) -> Option<Self> {
        Some(Self {
            metric: read_word(&line.metric)?,
            node: node_of_type(&line.node_type, line.node_id)?,
            span: Span::new(line.from_day, line.to_day),
            narrowing: Narrowing {
                kinds: line.kinds.as_deref().map(enums_of),
                campaigns: line.campaigns.as_deref().map(ids_of),
                hosts: line.hosts.as_deref().map(ids_of),
                divisions: line.divisions.as_deref().map(texts_of),
                fund_kinds: line.fund_kinds.as_deref().map(enums_of),
                is_part: line.is_part,
                verified_only: line.verified_only,
                ..Narrowing::default()
            },
            attribution: read_word(&line.attribution)?,
            credit: read_word(&line.credit)?,
        })
    }

    /// The part of the district's records that is meant, as the chain stood at a number.
    pub fn scope(&self, pin: &Pin) -> Scope {
        Scope {
            hosts: Arc::new(pin.chain.hosts(self.node, self.attribution, pin.today)),
            member: None,
            span: self.span,
            kind: None,
            campaign: None,
        }
    }
}

/// The types of nodes of which figures are frozen; not of single members.
pub const NODE_TYPES: [&str; 7] = [
    "District",
    "Township",
    "Sector",
    "ViceChair",
    "SpecialCommittee",
    "SectorGroup",
    "Workroom",
];

/// The node of a type and an id.
pub fn node_of_type(type_name: &str, id: NodeId) -> Option<Node> {
    match type_name {
        "District" => Some(Node::District(id)),
        "Township" => Some(Node::Township(id)),
        "Sector" => Some(Node::Sector(id)),
        "ViceChair" => Some(Node::ViceChair(id)),
        "SpecialCommittee" => Some(Node::SpecialCommittee(id)),
        "SectorGroup" => Some(Node::SectorGroup(id)),
        "Workroom" => Some(Node::Workroom(id)),
        _ => None,
    }
}

/// A value of a closed list as the API spells it, `MS1_SUBMITTED`.
pub fn word<E: InputType>(value: &E) -> String {
    match value.to_value() {
        Value::Enum(name) => name.to_string(),
        other => other.to_string(),
    }
}

/// The value again; none of a word that the list does not have.
pub fn read_word<E: InputType>(word: &str) -> Option<E> {
    E::parse(Some(Value::Enum(Name::new(word)))).ok()
}

/// Words, one a line.
pub fn lines(words: impl IntoIterator<Item = impl ToString>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    words.join("\n")
}

/// A closed list's values, one a line.
pub fn enum_lines<E: ActiveEnum<Value = String>>(list: &BTreeSet<E>) -> String {
    lines(list.iter().map(ActiveEnum::to_value))
}

/// The values again.
pub fn enums_of<E: ActiveEnum<Value = String> + Ord>(text: &str) -> BTreeSet<E> {
    text.lines()
        .filter_map(|word| E::try_from_value(&word.to_owned()).ok())
        .collect()
}

/// Ids, one a line.
pub fn ids_of(text: &str) -> BTreeSet<NodeId> {
    let ids = text.lines().filter_map(|id| Uuid::try_parse(id).ok());
    ids.map(NodeId).collect()
}

/// Texts, one a line.
pub fn texts_of(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::kinds::EventKind;

    #[test]
    fn what_is_written_reads_back() {
        for metric in [MetricCode::Ms1Submitted, MetricCode::W1] {
            assert_eq!(read_word(&word(&metric)), Some(metric));
        }
        for attribution in [Attribution::AtEvent, Attribution::Current] {
            assert_eq!(read_word(&word(&attribution)), Some(attribution));
        }
        assert_eq!(word(&Credit::LeadOnly), "LEAD_ONLY");
        assert_eq!(read_word::<Credit>("HALF"), None);
        let kinds = BTreeSet::from([EventKind::Lecture, EventKind::PublicTalk]);
        assert_eq!(enums_of::<EventKind>(&enum_lines(&kinds)), kinds);
        let ids = BTreeSet::from([NodeId(Uuid::from_u128(1)), NodeId(Uuid::from_u128(2))]);
        assert_eq!(ids_of(&lines(&ids)), ids);
        let id = NodeId(Uuid::from_u128(3));
        for name in NODE_TYPES {
            assert!(node_of_type(name, id).is_some(), "{name}");
        }
        assert_eq!(node_of_type("Member", id), None);
    }
}
