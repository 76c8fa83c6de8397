//! The kinds of case that the program knows. Deliberately absent: anything about them; each has a slice of its own.

use crate::casework::Practice;
use crate::casework::kinds::CaseKind;

/// Every kind of case.
pub static ALL: [&Practice; 7] = [
    &crate::micro_suggestions::PRACTICE,
    &crate::proposals::PRACTICE,
    &crate::sentiment_reports::PRACTICE,
    &crate::consultations::PRACTICE,
    &crate::oversight::campaign::PRACTICE,
    &crate::oversight::finding::PRACTICE,
    &crate::public_voices::PRACTICE,
];

/// A kind of case.
pub fn practice(kind: CaseKind) -> Option<&'static Practice> {
    ALL.into_iter().find(|practice| practice.kind == kind)
}
