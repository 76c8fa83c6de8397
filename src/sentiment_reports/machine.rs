//! The machine of sentiment reports, its legs and its default limits. The limits are defaults: a district sets its own.
//! Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Party as P};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, all_fit, plain};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States of a master that others may be merged into.
pub const MASTERS: &[S] = &[S::Editing, S::Issued];

/// States from which something may still come.
const LIVE: &[S] = &[
    S::Draft,
    S::Submitted,
    S::Returned,
    S::Editing,
    S::NotAdopted,
    S::Issued,
    S::ReportedUp,
    S::Instructed,
    S::Transferred,
    S::Feedback,
];

/// States after the issue; higher levels may adopt in any of them.
const ISSUED: &[S] = &[
    S::Issued,
    S::ReportedUp,
    S::Instructed,
    S::Transferred,
    S::Feedback,
    S::Closed,
];

/// States after a leader's first instruction.
const GIVEN: &[S] = &[S::Instructed, S::Transferred, S::Feedback];

const DRAFTERS: &[P] = &[P::Author, P::Workroom];

/// The machine of sentiment reports.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        plain(
            A::Revise,
            &[S::Draft, S::Returned],
            None,
            (May::ProposeCase, DRAFTERS),
        ),
        plain(
            A::Submit,
            &[S::Draft, S::Returned],
            Some(S::Submitted),
            (May::ProposeCase, DRAFTERS),
        ),
        plain(
            A::Withdraw,
            &[S::Draft, S::Submitted, S::Returned],
            Some(S::Withdrawn),
            (May::ProposeCase, DRAFTERS),
        ),
        plain(
            A::TakeUp,
            &[S::Submitted],
            Some(S::Editing),
            (May::ReviewCase, &[]),
        ),
        plain(A::Edit, &[S::Editing], None, (May::ReviewCase, &[])),
        plain(
            A::Return,
            &[S::Editing],
            Some(S::Returned),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::Merge,
            &[S::Submitted, S::Editing],
            Some(S::Merged),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::NotAdopt,
            &[S::Editing],
            Some(S::NotAdopted),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::Convert,
            &[S::Editing],
            Some(S::Converted),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::Issue,
            &[S::Editing],
            Some(S::Issued),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::ReportUp,
            &[S::Issued],
            Some(S::ReportedUp),
            (May::ReviewCase, &[]),
        ),
        plain(A::ReportUp, GIVEN, None, (May::ReviewCase, &[])),
        plain(A::Adopt, ISSUED, None, (May::ReviewCase, &[])),
        plain(
            A::Instruct,
            &[S::Issued, S::ReportedUp],
            Some(S::Instructed),
            (May::InstructCase, &[]),
        ),
        plain(A::Instruct, GIVEN, None, (May::InstructCase, &[])),
        plain(
            A::Transfer,
            &[S::Instructed],
            Some(S::Transferred),
            (May::ReviewCase, &[]),
        ),
        plain(
            A::GiveFeedback,
            &[S::Transferred],
            Some(S::Feedback),
            (May::HandleCase, &[P::LeadUnit]),
        ),
        plain(
            A::Close,
            &[S::Issued, S::ReportedUp, S::NotAdopted, S::Feedback],
            Some(S::Closed),
            (May::ReviewCase, &[]),
        ),
        plain(A::Derive, LIVE, None, (May::RelateCase, DRAFTERS)),
        plain(A::Void, LIVE, Some(S::Void), (May::ReviewCase, &[])),
        // One that was merged by mistake.
        plain(A::Void, &[S::Merged], Some(S::Void), (May::ReviewCase, &[])),
        // The first step makes the case; there is no state before it.
        plain(A::Propose, &[], None, (May::ProposeCase, DRAFTERS)),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::Submitted => (Leg::Edit, LegOwner::Office),
        S::Editing => (Leg::Review, LegOwner::Office),
        S::Returned => (Leg::Mend, LegOwner::Author),
        S::Issued => (Leg::ReportUp, LegOwner::Office),
        S::Instructed => (Leg::Transfer, LegOwner::Office),
        S::Transferred => (Leg::Feedback, LegOwner::Unit),
        S::Feedback => (Leg::Close, LegOwner::Office),
        _ => return None,
    })
}

/// Working days, defaults of this program.
const LIMITS: &[DefaultLimit] = &[
    (Leg::Edit, false, Limit::working_days(3)),
    (Leg::Review, false, Limit::working_days(5)),
    (Leg::ReportUp, false, Limit::working_days(2)),
    (Leg::Transfer, false, Limit::working_days(2)),
    (Leg::Feedback, false, Limit::working_days(20)),
    (Leg::Close, false, Limit::working_days(2)),
];

/// Sentiment reports as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::SentimentReport,
    machine: &MACHINE,
    leg_of,
    restricted: true,
    fits: all_fit,
    limits: LIMITS,
    open: crate::casework::checks::in_own_words,
    decide: super::rules::decide,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leads_one_way_and_everywhere() {
        assert_eq!(MACHINE.faults(&[S::Draft]), Vec::<String>::new());
    }
}
