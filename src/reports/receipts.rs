//! Receipts: what stands behind a number of a report, told so that anybody can ask for the same again. A receipt's id is a
//! digest of all that it says, so that no number can change under it. Pure. Deliberately absent: the records themselves,
//! which the API shows to whoever may see them.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::counting::Figure;
use super::words::{Form, days, numeral};
use crate::events::kinds::Qualifier;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::journal::digest;
use crate::kernel::period::Span;
use crate::linkage::Pin;
use crate::published::entity::published_figure::Model;
use crate::statements::basis::word;
use crate::statements::counting::text;
use crate::statistics::narrowing::Narrowing;

/// How many digits of a digest are told; twelve leave no two of a district alike.
const DIGITS: usize = 12;

/// What stands behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Digest of what it says.
    pub id: String,
    /// Shortly: what is counted, and over which records.
    pub told: String,
    /// In full: the wording of the metric, and how to ask for the records.
    pub in_full: Vec<String>,
}

/// The first digits of a digest.
pub fn short(digest: &str) -> String {
    digest.chars().take(DIGITS).collect()
}

/// The id of a figure's receipt.
pub fn id_of(figure: &Figure, number: i64) -> String {
    let (basis, count) = (&figure.basis, &figure.count);
    let narrowing = &basis.narrowing;
    let told = !figure.is_withheld;
    let value = |value: Option<Decimal>| value.filter(|_| told).map(text);
    let said = json!({
        "metric": word(&basis.metric),
        "version": basis.metric.definition().version,
        "node": basis.node.id(),
        "from": basis.span.from,
        "to": basis.span.to,
        "kinds": narrowing.kinds,
        "fundKinds": narrowing.fund_kinds,
        "campaigns": narrowing.campaigns,
        "isPart": narrowing.is_part,
        "handledBy": figure.handled_by,
        "attribution": word(&basis.attribution),
        "credit": word(&basis.credit),
        "asOf": number,
        "value": value(count.value),
        "numerator": value(count.numerator),
        "denominator": value(count.denominator),
        "records": told.then_some(count.parts.len()),
        "recordsDigest": told.then(|| count.records_digest()),
    });
    short(&digest(&said))
}

/// The receipt of a figure.
pub fn of_figure(figure: &Figure, pin: &Pin) -> Receipt {
    let (basis, count) = (&figure.basis, &figure.count);
    let definition = basis.metric.definition();
    let organization = &pin.chain.organization;
    let id = id_of(figure, pin.number);
    let words = figure.words(None, Form::Plain).unwrap_or_default();
    let over = match (figure.is_withheld, count.numerator, count.denominator) {
        (false, Some(part), Some(whole)) => format!("（{}/{}）", text(part), text(whole)),
        _ => String::new(),
    };
    let node = organization.name_of(basis.node.id()).unwrap_or_default();
    let of = figure.campaign.as_ref();
    let of = of.map_or_else(String::new, |name| format!("，主题活动“{name}”"));
    let mut told = format!(
        "{}（{}）{words}{over}，{node}，{}{of}，",
        definition.name_zh,
        word(&basis.metric),
        days(&basis.span),
    );
    match figure.is_withheld {
        true => told.push_str("人数过少，不列记录"),
        false => told.push_str(&format!("记录{}条", count.parts.len())),
    }
    if figure.unverified > 0 && !figure.is_withheld {
        told.push_str(&format!("，其中待核实{}条", figure.unverified));
    }
    if figure.silent > 0 {
        told.push_str(&format!("，{}个工作室有未报月份", figure.silent));
    }
    let mut in_full = vec![format!(
        "口径（第{}版）：{}",
        definition.version, definition.definition_zh
    )];
    if !figure.is_withheld {
        in_full.push(format!("记录摘要：{}", count.records_digest()));
        in_full.push(format!("查询：{}", query(figure, pin)));
    }
    Receipt { id, told, in_full }
}

/// How the API is asked for the figure and its records.
pub fn query(figure: &Figure, pin: &Pin) -> String {
    let basis = &figure.basis;
    let district = pin.district_id();
    let filter = filter(&basis.narrowing, |campaign| {
        GlobalId::encode("Campaign", district, campaign.0).0
    });
    let (from, to) = (basis.span.from, basis.span.to);
    let to = to.map_or_else(String::new, |to| format!(", to: \"{to}\""));
    format!(
        "{{ district(code: \"{district}\") {{ figures(metrics: [{}], period: {{ between: {{ from: \"{from}\"{to} }} }}{filter}, \
         asOf: {}) {{ value numerator denominator qualifier records(first: 100) {{ totalCount edges {{ amount node {{ id title }} }} }} }} }} }}",
        word(&basis.metric),
        pin.number,
    )
}

fn filter(narrowing: &Narrowing, campaign: impl Fn(&NodeId) -> String) -> String {
    let mut parts = Vec::new();
    if let Some(kinds) = &narrowing.kinds {
        let words: Vec<String> = kinds.iter().map(word).collect();
        parts.push(format!("kinds: [{}]", words.join(", ")));
    }
    if let Some(kinds) = &narrowing.fund_kinds {
        let words: Vec<String> = kinds.iter().map(word).collect();
        parts.push(format!("fundKinds: [{}]", words.join(", ")));
    }
    if let Some(ids) = &narrowing.campaigns {
        let ids: Vec<String> = ids
            .iter()
            .map(|id| format!("\"{}\"", campaign(id)))
            .collect();
        parts.push(format!("campaignIds: [{}]", ids.join(", ")));
    }
    if let Some(is_part) = narrowing.is_part {
        let level = if is_part { "PART" } else { "WHOLE" };
        parts.push(format!("level: {level}"));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!(", filter: {{ {} }}", parts.join(", ")),
    }
}

/// The receipt of a number that a document prints and no record says.
pub fn of_printed(row: &Model, pin: &Pin) -> Receipt {
    let value = row.value.as_ref().or(row.percent.as_ref());
    let said = json!({
        "key": row.key,
        "document": row.document,
        "phrase": row.phrase,
        "value": value,
        "atLeast": row.qualifier == Qualifier::AtLeast,
        "since": row.since_number,
        "asOf": pin.number,
    });
    let mut in_full = vec![format!("口径：{}", row.basis)];
    in_full.extend(row.note.iter().map(|note| format!("说明：{note}")));
    Receipt {
        id: short(&digest(&said)),
        told: format!(
            "公布数据，无系统记录：{}“{}”（{}）",
            row.document, row.phrase, row.key
        ),
        in_full,
    }
}

/// The receipt of a number of bodies, counted from the organisation as it stood.
pub fn of_bodies(name: &str, bodies: &[NodeId], on: &Span, pin: &Pin) -> Receipt {
    let said = json!({ "bodies": name, "ids": bodies, "asOf": pin.number, "to": on.to });
    let ids: Value = json!(bodies);
    Receipt {
        id: short(&digest(&said)),
        told: format!("机构名录：{name}{}个，{}末", bodies.len(), days(on)),
        in_full: vec![format!("名录摘要：{}", digest(&ids))],
    }
}

/// A session by its term and ordinal, `六届一次会议`.
pub fn session((term, ordinal): (i32, i32)) -> String {
    let numeral = |number: i32| numeral(usize::try_from(number).unwrap_or_default());
    format!("{}届{}次会议", numeral(term), numeral(ordinal))
}
