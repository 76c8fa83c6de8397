//! Sets what stands beside what was sent under the same id, field by field, by the names of the input.
//! Deliberately absent: the verdict, and which fields a caller may see.

use serde::Serialize;

use crate::events::content::Content;
use crate::kernel::id::NodeId;

/// A field in which two contents differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contrast {
    /// The input field.
    pub field: &'static str,
    /// What stands.
    pub stored: Option<String>,
    /// What was sent.
    pub sent: Option<String>,
}

/// The fields that differ, in the order of the input; `name` tells a node's or campaign's name.
pub fn contrast(
    stored: &Content,
    sent: &Content,
    name: &dyn Fn(NodeId) -> String,
) -> Vec<Contrast> {
    let (stored, sent) = (fields(stored, name), fields(sent, name));
    stored
        .into_iter()
        .zip(sent)
        .filter(|((_, stored), (_, sent))| stored != sent)
        .map(|((field, stored), (_, sent))| Contrast {
            field,
            stored,
            sent,
        })
        .collect()
}

fn fields(
    content: &Content,
    name: &dyn Fn(NodeId) -> String,
) -> [(&'static str, Option<String>); 13] {
    let names = |ids: &mut dyn Iterator<Item = NodeId>| {
        let names: Vec<String> = ids.map(name).collect();
        (!names.is_empty()).then(|| names.join("、"))
    };
    let quantities: Vec<String> = content
        .quantities
        .iter()
        .map(|((measure, fund_kind), (amount, qualifier))| {
            let value = rust_decimal::Decimal::new(*amount, 2).normalize();
            let fund_kind = fund_kind.map(|kind| format!("({})", word(&kind)));
            format!(
                "{}{} {} {value}",
                word(measure),
                fund_kind.unwrap_or_default(),
                word(qualifier)
            )
        })
        .collect();
    [
        ("hostId", Some(name(content.hosts.lead()))),
        ("coHostIds", names(&mut content.hosts.hosts().skip(1))),
        ("kind", Some(word(&content.kind))),
        ("title", Some(content.title.clone())),
        ("occurredOn.from", Some(content.began_on.to_string())),
        ("occurredOn.to", Some(content.ended_on.to_string())),
        ("placeCode", content.place_code.clone()),
        (
            "campaignIds",
            names(&mut content.campaigns.0.iter().copied()),
        ),
        ("parentId", content.parent.map(|id| id.to_string())),
        (
            "participantIds",
            names(&mut content.participants.iter().copied()),
        ),
        (
            "quantities",
            (!quantities.is_empty()).then(|| quantities.join("；")),
        ),
        ("narrative", content.narrative.clone()),
        ("subjectId", content.subject.map(|id| id.to_string())),
    ]
}

/// A closed list's word as the API writes it.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
