//! Whether a printed number and a computed one agree. Pure: values in, a comparison out.
//! Deliberately absent: where either comes from.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::events::kinds::Qualifier;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// A number.
    Number(Decimal),
    /// A percentage, with the decimals that are printed.
    Percent(Decimal),
}

/// What a metric says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// A number.
    Number(Decimal),
    /// A part over a whole.
    Rate(Decimal, Decimal),
}

/// A comparison of two that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether the computed value bears the printed one out.
    pub agrees: bool,
    /// The computed less the printed one; of percentages in points, at the decimals that are printed.
    pub difference: Decimal,
}

/// A part over a whole in hundredths, rounded half up to some decimals; none over nothing.
pub fn percent((part, whole): (Decimal, Decimal), decimals: u32) -> Option<Decimal> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(share.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

/// Compares; none when one is a number and the other a rate, and for a rate over nothing.
pub fn compare(printed: Printed, qualifier: Qualifier, computed: Computed) -> Option<Comparison> {
    let (printed, computed) = match (printed, computed) {
        (Printed::Number(printed), Computed::Number(computed)) => (printed, computed),
        (Printed::Percent(printed), Computed::Rate(part, whole)) => {
            (printed, percent((part, whole), printed.scale())?)
        }
        _ => return None,
    };
    Some(Comparison {
        agrees: match qualifier {
            Qualifier::Exact => computed == printed,
            Qualifier::AtLeast => computed >= printed,
        },
        difference: computed.checked_sub(printed)?.normalize(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Qualifier::{AtLeast, Exact};

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn told(comparison: Option<Comparison>) -> Option<(bool, String)> {
        comparison.map(|told| (told.agrees, told.difference.to_string()))
    }

    #[test]
    fn numbers_agree_when_equal_and_lower_bounds_when_reached() {
        for (printed, qualifier, computed, agrees, difference) in [
            ("65", Exact, "65", true, "0"),
            ("65", Exact, "66", false, "1"),
            ("65", Exact, "64", false, "-1"),
            ("1700", AtLeast, "1700", true, "0"),
            ("1700", AtLeast, "1750.5", true, "50.5"),
            ("1700", AtLeast, "1699", false, "-1"),
        ] {
            let compared = compare(
                Printed::Number(number(printed)),
                qualifier,
                Computed::Number(number(computed)),
            );
            assert_eq!(told(compared), Some((agrees, difference.to_owned())));
        }
    }

    #[test]
    fn percentages_agree_at_the_decimals_that_are_printed() {
        for (printed, part, whole, told_as) in [
            ("97.4", "74", "76", Some((true, "0"))),
            ("98.7", "75", "76", Some((true, "0"))),
            ("98.7", "74", "75", Some((true, "0"))),
            ("98.70", "75", "76", Some((false, "-0.02"))),
            ("98.7", "76", "76", Some((false, "1.3"))),
            ("100", "199", "200", Some((true, "0"))),
            ("100", "198", "200", Some((false, "-1"))),
            ("12.5", "1", "8", Some((true, "0"))),
            ("13", "1", "8", Some((true, "0"))),
            ("98.7", "0", "0", None),
        ] {
            let rate = Computed::Rate(number(part), number(whole));
            let compared = compare(Printed::Percent(number(printed)), Exact, rate);
            let due = told_as.map(|(agrees, difference)| (agrees, difference.to_owned()));
            assert_eq!(told(compared), due, "{printed} of {part}/{whole}");
        }
    }

    #[test]
    fn a_number_and_a_rate_are_not_compared() {
        let (one, rate) = (Decimal::ONE, Computed::Rate(Decimal::ONE, Decimal::ONE));
        assert_eq!(compare(Printed::Number(one), Exact, rate), None);
        let compared = compare(Printed::Percent(one), Exact, Computed::Number(one));
        assert_eq!(compared, None);
    }
}
