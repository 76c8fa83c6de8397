//! Residents in hardship: which kinds of event help them, and which numbers of them are so small that in a village they
//! point at persons. Deliberately absent: who may see such a number.

use rust_decimal::Decimal;

use super::kinds::{EventKind, Measure};

/// From so many on, a number of them points at nobody.
const FEWEST: u8 = 5;

/// Whether those whom an event of a kind helps are residents in hardship.
pub fn concerns_hardship(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Consolation | EventKind::StudentAid | EventKind::DisasterRelief
    )
}

/// Whether a measure counts people.
pub fn counts_people(measure: Measure) -> bool {
    matches!(measure, Measure::Persons | Measure::PersonTimes)
}

/// Whether a number is small and not nothing.
pub fn is_few(value: Decimal) -> bool {
    value > Decimal::ZERO && value < Decimal::from(FEWEST)
}

/// Whether a quantity of an event is a small number of residents in hardship.
pub fn is_small(kind: EventKind, measure: Measure, value: Decimal) -> bool {
    concerns_hardship(kind) && counts_people(measure) && is_few(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_residents_in_hardship_are_a_small_number() {
        for (kind, measure, value, small) in [
            (EventKind::Consolation, Measure::Persons, 1, true),
            (EventKind::StudentAid, Measure::Persons, 4, true),
            (EventKind::DisasterRelief, Measure::PersonTimes, 4, true),
            (EventKind::Consolation, Measure::Persons, 0, false),
            (EventKind::Consolation, Measure::Persons, 5, false),
            (EventKind::Consolation, Measure::Villages, 1, false),
            (EventKind::Lecture, Measure::Persons, 1, false),
        ] {
            let is = is_small(kind, measure, value.into());
            assert_eq!(is, small, "{kind:?} {measure:?} {value}");
        }
    }
}
