//! Medians and 90th percentiles of durations. Deliberately absent: means, which one long case would bend.

use rust_decimal::Decimal;

/// Which of ordered durations is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantile {
    /// The one in the middle.
    Median,
    /// The smallest that nine in ten do not exceed.
    NinetiethPercentile,
}

impl Quantile {
    /// The one of some durations; none of none.
    pub fn of(self, mut days: Vec<Decimal>) -> Option<Decimal> {
        days.sort();
        match self {
            Self::Median => {
                let half = days.len() / 2;
                let upper = days.get(half)?;
                if days.len() % 2 == 1 {
                    return Some(*upper);
                }
                let lower = days.get(half.checked_sub(1)?)?;
                let sum = lower.checked_add(*upper)?;
                sum.checked_div(Decimal::TWO).map(|mean| mean.normalize())
            }
            Self::NinetiethPercentile => {
                let rank = days.len().checked_mul(9)?.div_ceil(10);
                days.get(rank.checked_sub(1)?).copied()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(quantile: Quantile, days: &[i64]) -> Option<Decimal> {
        quantile.of(days.iter().copied().map(Decimal::from).collect())
    }

    #[test]
    fn a_median_is_the_middle() {
        let of = |days: &[i64]| of(Quantile::Median, days);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(Decimal::from(7)));
        assert_eq!(of(&[9, 1, 5]), Some(Decimal::from(5)));
        assert_eq!(of(&[1, 2, 10, 3]), Some(Decimal::new(25, 1)));
    }

    #[test]
    fn nine_in_ten_do_not_exceed_the_ninetieth_percentile() {
        let of = |days: &[i64]| of(Quantile::NinetiethPercentile, days);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(Decimal::from(7)));
        assert_eq!(
            of(&[1, 2, 3, 4, 5, 6, 7, 8, 90, 100]),
            Some(Decimal::from(90))
        );
        assert_eq!(of(&[1, 2, 3]), Some(Decimal::from(3)));
    }
}
