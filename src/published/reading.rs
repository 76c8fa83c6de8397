//! From what was typed to what can stand: texts, numbers, days and the metric of a published figure, every refusal told
//! with its field. Deliberately absent: whether the campaign exists and the key is free, which is looked up under the
//! lock.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::comparing::percent;
use super::entity::published_figure::Model;
use super::refusals::{PublishedFigureErrorCode as Code, Refused};
use super::words::{Pair, lines, metric_word, pairs_text};
use crate::events::kinds::{EventKind, FundKind, Qualifier, Unit};
use crate::events::rules::reading::{Trouble, clean, day, local};
use crate::kernel::id::{DistrictId, NodeId};
use crate::statistics::metrics::MetricCode;

/// The longest key.
const KEY: usize = 100;
/// The longest name of a document, phrase or basis, in characters.
const TEXT: usize = 200;
/// The longest note, in characters.
const NOTE: usize = 1000;
/// The most pairs that a percentage is said to fit.
const PAIRS: usize = 10;
/// The largest number.
const LARGEST: i64 = 9_999_999_999;
/// The most decimals of a number.
const DECIMALS: u32 = 6;
/// The most decimals of a percentage.
const PERCENT_DECIMALS: u32 = 4;

/// What is said of a published figure, unchecked.
#[derive(Clone, Debug)]
pub struct FigureDraft {
    /// Its key for machines.
    pub key: String,
    /// The document.
    pub document: String,
    /// The phrase, as printed.
    pub phrase: String,
    /// The number.
    pub value: Option<String>,
    /// The percentage.
    pub percent: Option<String>,
    /// The part that the percentage is.
    pub numerator: Option<String>,
    /// Of this whole.
    pub denominator: Option<String>,
    /// Pairs that it would fit.
    pub fits: Vec<(String, String)>,
    /// The unit.
    pub unit: Unit,
    /// Exact, or a lower bound.
    pub qualifier: Qualifier,
    /// What it is counted over.
    pub basis: String,
    /// The first day.
    pub from: String,
    /// The first day after; none while it is open.
    pub to: Option<String>,
    /// The metric that says the same.
    pub metric: Option<MetricCode>,
    /// Of events of these kinds.
    pub kinds: Option<BTreeSet<EventKind>>,
    /// Of funds of these kinds.
    pub fund_kinds: Option<BTreeSet<FundKind>>,
    /// Of parts only, or of none of them.
    pub is_part: Option<bool>,
    /// The opaque id of a campaign.
    pub campaign: Option<String>,
    /// What else must be known.
    pub note: Option<String>,
    /// Shown, never scored.
    pub display_only: bool,
}

struct Reader<'a> {
    draft: &'a FigureDraft,
    refusals: Vec<Refused>,
}

/// Reads a draft as a row of a district that is not yet numbered.
pub fn read(draft: &FigureDraft, district: &DistrictId, id: NodeId) -> Result<Model, Vec<Refused>> {
    let mut reader = Reader {
        draft,
        refusals: Vec::new(),
    };
    let (from_day, to_day) = reader.days();
    let (value, percent) = (reader.value(), reader.percent());
    let pair = reader.pair(percent);
    let fits = reader.fits(percent);
    reader.sorts();
    let row = Model {
        district_id: district.clone(),
        id,
        since_number: 0,
        until_number: None,
        key: reader.key(),
        document: reader.text("document", &draft.document),
        phrase: reader.text("phrase", &draft.phrase),
        value: value.map(|value| value.normalize().to_string()),
        percent: percent.map(|percent| percent.to_string()),
        numerator: pair.map(|(part, _)| part.to_string()),
        denominator: pair.map(|(_, whole)| whole.to_string()),
        fits: (!fits.is_empty()).then(|| pairs_text(&fits)),
        unit: draft.unit,
        qualifier: draft.qualifier,
        basis: reader.text("basis", &draft.basis),
        from_day: from_day.unwrap_or_default(),
        to_day,
        metric: draft.metric.map(metric_word),
        kinds: draft.kinds.as_ref().map(lines),
        fund_kinds: draft.fund_kinds.as_ref().map(lines),
        is_part: draft.is_part,
        campaign_id: reader.campaign(district),
        note: reader.note(),
        is_display_only: draft.display_only,
    };
    match reader.refusals.is_empty() {
        true => Ok(row),
        false => Err(reader.refusals),
    }
}

/// All that a row says, without the numbers between which it stands; the journal holds its digest.
pub fn said(row: &Model) -> Value {
    json!({
        "key": row.key,
        "document": row.document,
        "phrase": row.phrase,
        "value": row.value,
        "percent": row.percent,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "fits": row.fits,
        "unit": row.unit,
        "qualifier": row.qualifier,
        "basis": row.basis,
        "from": row.from_day,
        "to": row.to_day,
        "metric": row.metric,
        "kinds": row.kinds,
        "fundKinds": row.fund_kinds,
        "isPart": row.is_part,
        "campaign": row.campaign_id,
        "note": row.note,
        "isDisplayOnly": row.is_display_only,
    })
}

/// A plain decimal number, with the decimals that are written.
fn number(text: &str) -> Result<Decimal, Code> {
    let plain = text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !plain {
        return Err(Code::NumberInvalid);
    }
    Decimal::from_str_exact(text)
        .ok()
        .filter(|number| *number <= Decimal::from(LARGEST))
        .ok_or(Code::NumberOutside)
}

impl Reader<'_> {
    fn refuse(&mut self, code: Code, field: impl Into<String>) {
        self.refusals.push(code.at(field));
    }

    fn key(&mut self) -> String {
        let key = &self.draft.key;
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        if key.is_empty() || key.len() > KEY || !key.bytes().all(fits) {
            self.refuse(Code::InvalidKey, "key");
        }
        key.clone()
    }

    fn cleaned(&mut self, field: &str, text: &str, longest: usize) -> String {
        match clean(text, longest, field == "note") {
            Ok(text) => text,
            Err(trouble) => {
                let code = match trouble {
                    Trouble::TooLong => Code::TextTooLong,
                    Trouble::Control => Code::ControlCharacter,
                };
                self.refuse(code, field);
                String::new()
            }
        }
    }

    fn text(&mut self, field: &str, text: &str) -> String {
        if text.trim().is_empty() {
            self.refuse(Code::TextEmpty, field);
            return String::new();
        }
        self.cleaned(field, text, TEXT)
    }

    fn note(&mut self) -> Option<String> {
        let note = self
            .draft
            .note
            .clone()
            .filter(|note| !note.trim().is_empty())?;
        Some(self.cleaned("note", &note, NOTE))
    }

    fn days(&mut self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let from = day(&self.draft.from);
        if from.is_none() {
            self.refuse(Code::InvalidDate, "period.from");
        }
        let to = self.draft.to.as_deref().map(day);
        if to == Some(None) {
            self.refuse(Code::InvalidDate, "period.to");
        }
        let to = to.flatten();
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            self.refuse(Code::DateOrder, "period.to");
        }
        (from, to)
    }

    fn number(&mut self, field: &str, text: &str, decimals: u32) -> Option<Decimal> {
        match number(text) {
            Ok(number) if number.scale() <= decimals => Some(number),
            Ok(_) => {
                self.refuse(Code::NumberOutside, field);
                None
            }
            Err(code) => {
                self.refuse(code, field);
                None
            }
        }
    }

    fn value(&mut self) -> Option<Decimal> {
        if self.draft.value.is_some() == self.draft.percent.is_some() {
            self.refuse(Code::ValueOrPercent, "value");
        }
        let value = self.draft.value.as_deref()?;
        self.number("value", value, DECIMALS)
    }

    fn percent(&mut self) -> Option<Decimal> {
        let text = self.draft.percent.as_deref()?;
        let percent = self.number("percent", text, u32::MAX)?;
        if percent > Decimal::ONE_HUNDRED || percent.scale() > PERCENT_DECIMALS {
            self.refuse(Code::PercentOutside, "percent");
            return None;
        }
        Some(percent)
    }

    /// The part over the whole, as far as both can be read and make up the percentage.
    fn over(
        &mut self,
        at: &str,
        (part, whole): (&str, &str),
        printed: Option<Decimal>,
    ) -> Option<Pair> {
        let field = |name: &str| match at {
            "" => name.to_owned(),
            at => format!("{at}.{name}"),
        };
        let part = self.number(&field("numerator"), part, DECIMALS);
        let whole = self.number(&field("denominator"), whole, DECIMALS);
        let (part, whole) = (part?.normalize(), whole?.normalize());
        if whole.is_zero() || whole < part {
            self.refuse(Code::PairOutside, field("denominator"));
            return None;
        }
        let printed = printed?;
        if percent((part, whole), printed.scale()) != Some(printed) {
            self.refuse(Code::PercentDoesNotFit, field("numerator"));
            return None;
        }
        Some((part, whole))
    }

    fn pair(&mut self, printed: Option<Decimal>) -> Option<Pair> {
        let draft = self.draft;
        let field = match (&draft.numerator, &draft.denominator) {
            (None, None) => return None,
            (Some(_), None) => "denominator",
            (_, Some(_)) => "numerator",
        };
        if draft.percent.is_none() {
            self.refuse(Code::PercentMissing, field);
            return None;
        }
        let (Some(part), Some(whole)) = (&draft.numerator, &draft.denominator) else {
            self.refuse(Code::PairIncomplete, field);
            return None;
        };
        self.over("", (part, whole), printed)
    }

    fn fits(&mut self, printed: Option<Decimal>) -> Vec<Pair> {
        let draft = self.draft;
        if draft.fits.len() > PAIRS {
            self.refuse(Code::TooMany, "fits");
            return Vec::new();
        }
        if !draft.fits.is_empty() && draft.percent.is_none() {
            self.refuse(Code::PercentMissing, "fits");
            return Vec::new();
        }
        let mut pairs = Vec::with_capacity(draft.fits.len());
        for (place, (part, whole)) in draft.fits.iter().enumerate() {
            pairs.extend(self.over(&format!("fits.{place}"), (part, whole), printed));
        }
        pairs
    }

    /// A percentage is compared with rates, and a number with what is counted in its unit; 件、条、篇 are one another's.
    fn sorts(&mut self) {
        let draft = self.draft;
        if draft.percent.is_some() != (draft.unit == Unit::Percent) {
            self.refuse(Code::UnitOfOtherSort, "unit");
        }
        let Some(metric) = draft.metric.map(MetricCode::definition) else {
            return;
        };
        let written = |unit| matches!(unit, Unit::Cases | Unit::Items | Unit::Pieces);
        let alike = metric.unit == draft.unit || (written(metric.unit) && written(draft.unit));
        if !alike {
            self.refuse(Code::MetricOfOtherUnit, "metric");
        }
        if metric.counts.of_events() {
            return;
        }
        for (given, field) in [
            (draft.kinds.is_some(), "kinds"),
            (draft.fund_kinds.is_some(), "fundKinds"),
            (draft.is_part.is_some(), "level"),
        ] {
            if given {
                self.refuse(Code::NarrowingOfEventsOnly, field);
            }
        }
    }

    fn campaign(&mut self, district: &DistrictId) -> Option<NodeId> {
        let text = self.draft.campaign.as_deref()?;
        let found = local(text, district, &["Campaign"]).map(NodeId);
        if found.is_none() {
            self.refuse(Code::UnknownCampaign, "campaignId");
        }
        found
    }
}
