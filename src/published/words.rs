//! How lists, pairs and the codes of metrics are written in the table, and read again. What cannot be read any more (a
//! metric that is gone) reads as absent. Deliberately absent: checking; what is written was checked.

use std::collections::BTreeSet;

use async_graphql::{InputType, Name, Value};
use rust_decimal::Decimal;
use sea_orm::ActiveEnum;

use crate::statistics::metrics::MetricCode;

/// A metric's code as the API spells it, `MS1_SUBMITTED`.
pub fn metric_word(metric: MetricCode) -> String {
    match InputType::to_value(&metric) {
        Value::Enum(name) => name.to_string(),
        other => other.to_string(),
    }
}

/// The metric of a code; none of a code that is none.
pub fn metric_of(word: &str) -> Option<MetricCode> {
    <MetricCode as InputType>::parse(Some(Value::Enum(Name::new(word)))).ok()
}

/// A list of words, one a line, in the order of the closed list.
pub fn lines<E: ActiveEnum<Value = String>>(list: &BTreeSet<E>) -> String {
    let words: Vec<String> = list.iter().map(ActiveEnum::to_value).collect();
    words.join("\n")
}

/// The list again.
pub fn list_of<E: ActiveEnum<Value = String> + Ord>(text: &str) -> BTreeSet<E> {
    text.lines()
        .filter_map(|word| E::try_from_value(&word.to_owned()).ok())
        .collect()
}

/// A part over a whole.
pub type Pair = (Decimal, Decimal);

/// Pairs, one a line: `75/76`.
pub fn pairs_text(pairs: &[Pair]) -> String {
    let texts: Vec<String> = pairs
        .iter()
        .map(|(part, whole)| format!("{part}/{whole}"))
        .collect();
    texts.join("\n")
}

/// The pairs again.
pub fn pairs_of(text: &str) -> Vec<Pair> {
    text.lines()
        .filter_map(|line| {
            let (part, whole) = line.split_once('/')?;
            Some((part.parse().ok()?, whole.parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::kinds::FundKind;

    #[test]
    fn what_is_written_reads_back() {
        for metric in [
            MetricCode::Ms1Submitted,
            MetricCode::PersonTimes,
            MetricCode::W1,
        ] {
            assert_eq!(metric_of(&metric_word(metric)), Some(metric));
        }
        assert_eq!(metric_word(MetricCode::Ms7Result), "MS7_RESULT");
        assert_eq!(metric_of("NO_SUCH"), None);
        let kinds = BTreeSet::from([FundKind::DonationInKind, FundKind::DonationCash]);
        assert_eq!(lines(&kinds), "DONATION_CASH\nDONATION_IN_KIND");
        assert_eq!(list_of::<FundKind>(&lines(&kinds)), kinds);
        let pairs = vec![
            (Decimal::from(75), Decimal::from(76)),
            (Decimal::from(74), Decimal::from(75)),
        ];
        assert_eq!(pairs_text(&pairs), "75/76\n74/75");
        assert_eq!(pairs_of("75/76\n74/75"), pairs);
    }
}
