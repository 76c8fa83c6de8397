//! Reads quantities into hundredths: counts are whole, money has at most two decimals, every measure stands once.
//! Deliberately absent: `EVENTS`, which is added where the version is made.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::events::codes::EventErrorCode as Code;
use crate::events::content::{ONE, Quantities};
use crate::events::draft::QuantityDraft;
use crate::events::kinds::{EventKind, Measure, Qualifier};
use crate::kernel::error::Refusal;

/// The most quantities of one event.
pub const QUANTITIES: usize = 20;

/// The largest amount, in its unit.
pub const LARGEST: i64 = 9_999_999_999;

/// Reads the quantities of an event of a kind; one held in sessions counts one unless it says otherwise.
pub fn read(
    kind: EventKind,
    drafts: &[QuantityDraft],
    errors: &mut Vec<Refusal<Code>>,
) -> Quantities {
    let mut quantities = Quantities::new();
    if drafts.len() > QUANTITIES {
        errors.push(Code::TooManyQuantities.at("quantities"));
        return quantities;
    }
    for (place, draft) in drafts.iter().enumerate() {
        let field = |part: &str| format!("quantities.{place}.{part}");
        if draft.measure == Measure::Events {
            errors.push(Code::MeasureNotAllowed.at(field("measure")));
            continue;
        }
        if draft.unit.is_some_and(|unit| unit != draft.measure.unit()) {
            errors.push(Code::WrongUnit.at(field("unit")));
        }
        match (draft.measure, draft.fund_kind) {
            (Measure::Funds, None) => errors.push(Code::FundKindRequired.at(field("fundKind"))),
            (Measure::Funds, Some(_)) | (_, None) => {}
            (_, Some(_)) => errors.push(Code::FundKindNotAllowed.at(field("fundKind"))),
        }
        let amount = hundredths(draft.measure, &draft.value);
        if let Err(code) = amount {
            errors.push(code.at(field("value")));
        }
        let key = (draft.measure, draft.fund_kind);
        let amount = (amount.unwrap_or_default(), draft.qualifier);
        if quantities.insert(key, amount).is_some() {
            errors.push(Code::MeasureTwice.at(field("measure")));
        }
    }
    if kind.is_held_in_sessions() {
        quantities
            .entry((Measure::Sessions, None))
            .or_insert((ONE, Qualifier::Exact));
    }
    quantities
}

/// An amount in hundredths.
fn hundredths(measure: Measure, text: &str) -> Result<i64, Code> {
    let plain = text.len() <= 40
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    let value = Decimal::from_str_exact(text)
        .ok()
        .filter(|_| plain)
        .ok_or(
            if plain && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
                Code::QuantityTooLarge
            } else {
                Code::QuantityInvalid
            },
        )?
        .normalize();
    if value.is_sign_negative() && !value.is_zero() {
        return Err(Code::QuantityNegative);
    }
    if value > Decimal::from(LARGEST) {
        return Err(Code::QuantityTooLarge);
    }
    let decimals = if measure == Measure::Funds { 2 } else { 0 };
    if value.scale() > decimals {
        return Err(Code::QuantityNotWhole);
    }
    (value * Decimal::from(ONE))
        .to_i64()
        .ok_or(Code::QuantityInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::kinds::{FundKind, Unit};

    fn one(measure: Measure, value: &str) -> QuantityDraft {
        QuantityDraft {
            measure,
            value: value.to_owned(),
            qualifier: Qualifier::Exact,
            fund_kind: (measure == Measure::Funds).then_some(FundKind::AidPaid),
            unit: None,
        }
    }

    fn read_all(kind: EventKind, drafts: &[QuantityDraft]) -> (Quantities, Vec<(Code, String)>) {
        let mut errors = Vec::new();
        let quantities = read(kind, drafts, &mut errors);
        let errors = errors
            .into_iter()
            .map(|error| (error.code, error.field.unwrap()))
            .collect();
        (quantities, errors)
    }

    #[test]
    fn values_are_read_exactly_or_refused() {
        for (measure, value, read) in [
            (Measure::Persons, "16", Ok(1600)),
            (Measure::Persons, "16.0", Ok(1600)),
            (Measure::Persons, "0", Ok(0)),
            (Measure::Persons, "-0", Ok(0)),
            (Measure::Persons, "-1", Err(Code::QuantityNegative)),
            (Measure::Persons, "1.5", Err(Code::QuantityNotWhole)),
            (Measure::Funds, "35000.05", Ok(3_500_005)),
            (Measure::Funds, "35000.005", Err(Code::QuantityNotWhole)),
            (Measure::Funds, "9999999999", Ok(999_999_999_900)),
            (Measure::Funds, "9999999999.01", Err(Code::QuantityTooLarge)),
            (
                Measure::Funds,
                "99999999999999999999999999999999",
                Err(Code::QuantityTooLarge),
            ),
            (Measure::Funds, "", Err(Code::QuantityInvalid)),
            (Measure::Funds, "NaN", Err(Code::QuantityInvalid)),
            (Measure::Funds, "1e3", Err(Code::QuantityInvalid)),
            (Measure::Funds, "1_000", Err(Code::QuantityInvalid)),
            (Measure::Funds, "三百", Err(Code::QuantityInvalid)),
            (
                Measure::Funds,
                "1.00000000000000000000000000000000001",
                Err(Code::QuantityInvalid),
            ),
        ] {
            assert_eq!(hundredths(measure, value), read, "{measure:?} {value}");
        }
    }

    #[test]
    fn each_wrong_quantity_has_its_code_and_its_field() {
        let wrong = |change: &dyn Fn(&mut QuantityDraft)| {
            let mut draft = one(Measure::Persons, "1");
            change(&mut draft);
            read_all(EventKind::GoodDeed, &[draft]).1
        };
        for (found, code, part) in [
            (
                wrong(&|d| d.measure = Measure::Events),
                Code::MeasureNotAllowed,
                "measure",
            ),
            (
                wrong(&|d| d.unit = Some(Unit::Yuan)),
                Code::WrongUnit,
                "unit",
            ),
            (
                wrong(&|d| d.measure = Measure::Funds),
                Code::FundKindRequired,
                "fundKind",
            ),
            (
                wrong(&|d| d.fund_kind = Some(FundKind::Mobilised)),
                Code::FundKindNotAllowed,
                "fundKind",
            ),
            (
                wrong(&|d| d.value = "-3".into()),
                Code::QuantityNegative,
                "value",
            ),
        ] {
            assert_eq!(found, [(code, format!("quantities.0.{part}"))]);
        }
        let twice = [one(Measure::Persons, "1"), one(Measure::Persons, "1")];
        assert_eq!(
            read_all(EventKind::GoodDeed, &twice).1,
            [(Code::MeasureTwice, "quantities.1.measure".to_owned())]
        );
        let many = vec![one(Measure::Persons, "1"); 21];
        assert_eq!(
            read_all(EventKind::GoodDeed, &many).1,
            [(Code::TooManyQuantities, "quantities".to_owned())]
        );
    }

    #[test]
    fn a_kind_held_in_sessions_counts_one_unless_it_says_otherwise() {
        let sessions = |kind, drafts: &[QuantityDraft]| {
            read_all(kind, drafts)
                .0
                .get(&(Measure::Sessions, None))
                .copied()
        };
        assert_eq!(
            sessions(EventKind::StudyTalk, &[]),
            Some((100, Qualifier::Exact))
        );
        assert_eq!(
            sessions(EventKind::StudyTalk, &[one(Measure::Sessions, "3")]),
            Some((300, Qualifier::Exact))
        );
        assert_eq!(sessions(EventKind::GoodDeed, &[]), None);
    }
}
