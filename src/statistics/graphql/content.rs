//! What a figure says, as a text that is the same as long as it says the same. Deliberately absent: the journal number,
//! which moves with every change, and what is withheld, so that nobody learns of it by being told.

use super::figure::Figure;

impl Figure {
    /// Everything that its reader is told but the number that it is true for.
    pub fn content(&self) -> String {
        let completeness = &self.completeness;
        let silences = completeness.silences.iter();
        let silences: Vec<_> = silences
            .map(|silence| (silence.workroom.global_id(), &silence.months))
            .collect();
        let counts = [
            completeness.expected,
            completeness.reported,
            completeness.declared_zero,
            completeness.silent,
            completeness.not_yet_due,
        ];
        let value = (
            &self.value,
            self.suppressed,
            self.qualifier,
            &self.numerator,
            &self.denominator,
        );
        format!(
            "{value:?} {:?} {:?} {counts:?} {silences:?} {:?}",
            self.by_fund_kind, self.period, self.excluded
        )
    }
}
