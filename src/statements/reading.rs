//! From what was asked to what can be frozen: the title, the names of lines, their nodes and narrowings, every refusal told
//! with its field; and what a statement says, of which the journal holds the digest. Pure. Deliberately absent: whether the
//! title is free, which is looked up under the lock.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::basis::{Basis, NODE_TYPES, node_of_type};
use super::entity::{statement, statement_line};
use super::refusals::{Refused, StatementErrorCode as Code};
use crate::events::kinds::Measure;
use crate::events::rules::reading::{Trouble, clean};
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Node, Pin};
use crate::organization::NodeKind;
use crate::statistics::figure::Credit;
use crate::statistics::metrics::{Counts, MetricCode};
use crate::statistics::narrowing::Narrowing;

/// The longest title or name, in characters.
const TEXT: usize = 200;
/// The longest reason, in characters.
const REASON: usize = 1000;
/// The most lines of a statement.
const LINES: usize = 60;

/// What is to be frozen, unchecked.
#[derive(Clone, Debug)]
pub struct StatementDraft {
    /// The title.
    pub title: String,
    /// The lines.
    pub lines: Vec<LineDraft>,
}

/// One line, unchecked.
#[derive(Clone, Debug)]
pub struct LineDraft {
    /// What the statement calls it.
    pub name: String,
    /// What is counted.
    pub metric: MetricCode,
    /// The opaque id of a node; the district when left out.
    pub node: Option<String>,
    /// On which days.
    pub span: Span,
    /// Which records.
    pub narrowing: Narrowing,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// How joint records count.
    pub credit: Credit,
}

/// What can be frozen.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The title.
    pub title: String,
    /// The names of the lines.
    pub names: Vec<String>,
    /// The type of each line's node.
    pub node_types: Vec<String>,
    /// How each is counted.
    pub bases: Vec<Basis>,
}

/// Reads a draft, all refusals at once.
pub fn read(draft: &StatementDraft, pin: &Pin) -> Result<Wanted, Vec<Refused>> {
    let mut refusals = Vec::new();
    let title = text(&draft.title, "title", TEXT, &mut refusals);
    if draft.lines.is_empty() || draft.lines.len() > LINES {
        refusals.push(Code::LineCount.at("lines"));
        return Err(refusals);
    }
    let (mut taken, mut wanted) = (BTreeSet::new(), Wanted::titled(title));
    for (place, line) in draft.lines.iter().enumerate() {
        let field = |name: &str| format!("lines.{place}.{name}");
        let name = text(&line.name, &field("name"), TEXT, &mut refusals);
        if !name.is_empty() && !taken.insert(name.clone()) {
            refusals.push(Code::NameTaken.at(field("name")));
        }
        if let Some((code, at)) = unfit(line) {
            refusals.push(code.at(field(at)));
        }
        let Some((node_type, node)) = node_of(line.node.as_deref(), pin) else {
            refusals.push(Code::UnknownNode.at(field("nodeId")));
            continue;
        };
        wanted.names.push(name);
        wanted.node_types.push(node_type);
        wanted.bases.push(Basis {
            metric: line.metric,
            node,
            span: line.span,
            narrowing: line.narrowing.clone(),
            attribution: line.attribution,
            credit: line.credit,
        });
    }
    match refusals.is_empty() {
        true => Ok(wanted),
        false => Err(refusals),
    }
}

impl Wanted {
    fn titled(title: String) -> Self {
        Self {
            title,
            names: Vec::new(),
            node_types: Vec::new(),
            bases: Vec::new(),
        }
    }
}

/// Reads why a statement replaces another.
pub fn reason(given: &str) -> Result<String, Vec<Refused>> {
    let mut refusals = Vec::new();
    let reason = text(given, "reason", REASON, &mut refusals);
    match refusals.is_empty() {
        true => Ok(reason),
        false => Err(refusals),
    }
}

fn text(given: &str, field: &str, longest: usize, refusals: &mut Vec<Refused>) -> String {
    if given.trim().is_empty() {
        refusals.push(Code::TextEmpty.at(field));
        return String::new();
    }
    match clean(given, longest, field == "reason") {
        Ok(text) => text,
        Err(trouble) => {
            let code = match trouble {
                Trouble::TooLong => Code::TextTooLong,
                Trouble::Control => Code::ControlCharacter,
            };
            refusals.push(code.at(field));
            String::new()
        }
    }
}

/// Why a line cannot be frozen as it is asked, and which of its fields says so.
fn unfit(line: &LineDraft) -> Option<(Code, &'static str)> {
    let (counts, narrowing) = (line.metric.definition().counts, &line.narrowing);
    if matches!(
        counts,
        Counts::Reach(_) | Counts::Balance(_) | Counts::SilentMonths
    ) {
        return Some((Code::MetricNotFrozen, "metric"));
    }
    if narrowing.participants.is_some() || narrowing.subject.is_some() {
        return Some((Code::FilterNotFrozen, "filter"));
    }
    if !counts.of_events() && narrowing.of_events_only().is_some() {
        return Some((Code::FilterOfEventsOnly, "filter"));
    }
    let named = narrowing.fund_kinds.as_ref();
    if counts == Counts::Measure(Measure::Funds) && named.is_none_or(BTreeSet::is_empty) {
        return Some((Code::FundKindsMissing, "filter.fundKinds"));
    }
    None
}

fn node_of(id: Option<&str>, pin: &Pin) -> Option<(String, Node)> {
    let organization = &pin.chain.organization;
    let Some(id) = id else {
        let id = organization.district.id;
        return Some(("District".to_owned(), Node::District(id)));
    };
    let id = GlobalId::decode(id).filter(|id| &id.district == pin.district_id())?;
    let kind = organization.kind_of(NodeId(id.id))?;
    let fits = match kind {
        NodeKind::District => "District",
        NodeKind::Township => "Township",
        NodeKind::Sector => "Sector",
        NodeKind::Member => "ViceChair",
        NodeKind::SpecialCommittee => "SpecialCommittee",
        NodeKind::SectorGroup => "SectorGroup",
        NodeKind::Workroom => "Workroom",
        _ => return None,
    };
    let named = fits == id.type_name && NODE_TYPES.contains(&fits);
    let node = node_of_type(fits, NodeId(id.id))?;
    named.then(|| (fits.to_owned(), node))
}

/// All that a statement says; the journal holds its digest.
pub fn said(row: &statement::Model, lines: &[statement_line::Model]) -> Value {
    let lines: Vec<Value> = lines.iter().map(line_said).collect();
    json!({
        "title": row.title,
        "frozen": row.frozen_number,
        "replaces": row.replaces_id,
        "reason": row.reason,
        "lines": lines,
    })
}

fn line_said(line: &statement_line::Model) -> Value {
    json!({
        "position": line.position,
        "name": line.name,
        "metric": line.metric,
        "metricVersion": line.metric_version,
        "nodeType": line.node_type,
        "node": line.node_id,
        "from": line.from_day,
        "to": line.to_day,
        "kinds": line.kinds,
        "campaigns": line.campaigns,
        "hosts": line.hosts,
        "divisions": line.divisions,
        "fundKinds": line.fund_kinds,
        "isPart": line.is_part,
        "verifiedOnly": line.verified_only,
        "attribution": line.attribution,
        "credit": line.credit,
        "value": line.value,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "unit": line.unit,
        "qualifier": line.qualifier,
        "records": line.records,
        "recordsDigest": line.records_digest,
    })
}
