//! The metrics of casework, by the codes of the district's list of indicators, a file for each kind of case.
//! Deliberately absent: how cases are counted.

pub mod consultations;
pub mod micro_suggestions;
pub mod oversight;
pub mod proposals;
pub mod sentiment_reports;
pub mod voices;

use super::cases::{CaseCount, Test, What, Words};
use super::metrics::{Counts, Definition, MetricCode};
use crate::casework::kinds::{CaseKind, Fact};
use crate::events::kinds::Unit;

/// Ratings that somebody gave.
const RATED: Words = &["SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED"];
/// Ratings of the content.
const CONTENT: Words = &["SATISFIED", "BASICALLY_SATISFIED"];

/// What a metric counts of cases of some kinds, placed by a base fact.
const fn counted(kinds: &'static [CaseKind], base: &'static [Fact], what: What) -> CaseCount {
    CaseCount {
        kinds,
        base,
        base_values: None,
        of: None,
        what,
    }
}

impl CaseCount {
    /// Only where the base came true with one of these values.
    const fn valued(self, values: Words) -> Self {
        Self {
            base_values: Some(values),
            ..self
        }
    }

    /// Only those that pass a test.
    const fn only(self, test: Test) -> Self {
        Self {
            of: Some(test),
            ..self
        }
    }
}

const fn metric(
    code: MetricCode,
    names: (&'static str, &'static str),
    definitions: (&'static str, &'static str),
    unit: Unit,
    count: CaseCount,
) -> Definition {
    let additive = matches!(count.what, What::Number | What::Sum(_));
    let counts = Counts::Cases(count);
    Definition::new(code, names, definitions, unit, additive, counts)
}

/// Every metric of casework.
pub fn all() -> impl Iterator<Item = &'static Definition> {
    micro_suggestions::METRICS
        .iter()
        .chain(&proposals::METRICS)
        .chain(&consultations::METRICS)
        .chain(&sentiment_reports::METRICS)
        .chain(&oversight::METRICS)
        .chain(&voices::METRICS)
}
