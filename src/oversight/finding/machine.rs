//! The machine of findings, its legs and its default limits. A unit says that it put something right; only a group of the
//! CPPCC, or the office for it, finds that it is so. Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Party as P};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, all_fit, plain};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States in which something may still be tied to it.
const LIVE: &[S] = &[
    S::Open,
    S::Notified,
    S::Disputed,
    S::Accepted,
    S::Rectifying,
    S::Rectified,
    S::Verified,
    S::Relapsed,
];

const GROUP: &[P] = &[P::Group];
const FINDERS: &[P] = &[P::Group, P::Author];
const RECORD: (May, &[P]) = (May::RecordCase, FINDERS);
const REVIEW: (May, &[P]) = (May::ReviewCase, &[]);
const ORGANIZE: (May, &[P]) = (May::OrganizeCase, GROUP);
const HANDLE: (May, &[P]) = (May::HandleCase, &[P::LeadUnit]);
const RELATE: (May, &[P]) = (May::RelateCase, FINDERS);

/// The machine of findings.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        plain(A::Revise, &[S::Open], None, RECORD),
        plain(A::Notify, &[S::Open], Some(S::Notified), REVIEW),
        plain(A::AcceptFinding, &[S::Notified], Some(S::Accepted), HANDLE),
        plain(A::Dispute, &[S::Notified], Some(S::Disputed), HANDLE),
        // It stands; else it is withdrawn.
        plain(
            A::SettleDispute,
            &[S::Disputed],
            Some(S::Accepted),
            ORGANIZE,
        ),
        plain(
            A::BeginRectifying,
            &[S::Accepted],
            Some(S::Rectifying),
            HANDLE,
        ),
        plain(
            A::ClaimRectified,
            &[S::Accepted, S::Rectifying],
            Some(S::Rectified),
            HANDLE,
        ),
        plain(A::Verify, &[S::Rectified], Some(S::Verified), ORGANIZE),
        plain(
            A::RefuseRectified,
            &[S::Rectified],
            Some(S::Rectifying),
            ORGANIZE,
        ),
        plain(A::Relapse, &[S::Verified], Some(S::Relapsed), ORGANIZE),
        plain(A::Reopen, &[S::Relapsed], Some(S::Open), REVIEW),
        plain(A::Relate, LIVE, None, RELATE),
        plain(
            A::Void,
            &[S::Open, S::Notified, S::Disputed],
            Some(S::Void),
            REVIEW,
        ),
        // The first step makes the case; there is no state before it.
        plain(A::Propose, &[], None, RECORD),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::Open => (Leg::Notify, LegOwner::Office),
        S::Notified => (Leg::Answer, LegOwner::Unit),
        S::Disputed => (Leg::Settle, LegOwner::Group),
        S::Accepted | S::Rectifying => (Leg::Rectify, LegOwner::Unit),
        S::Rectified => (Leg::Verify, LegOwner::Group),
        _ => return None,
    })
}

/// The unit is told within three working days and answers within ten; what has no promised day is put right within 60 days.
/// Settling a dispute and verifying are defaults of this program.
const LIMITS: &[DefaultLimit] = &[
    (Leg::Notify, false, Limit::working_days(3)),
    (Leg::Answer, false, Limit::working_days(10)),
    (Leg::Settle, false, Limit::working_days(10)),
    (Leg::Rectify, false, Limit::days(60)),
    (Leg::Verify, false, Limit::working_days(10)),
];

/// Findings as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::Finding,
    machine: &MACHINE,
    leg_of,
    restricted: false,
    fits: all_fit,
    limits: LIMITS,
    open: super::rules::open,
    decide: super::rules::decide,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leads_one_way_and_everywhere() {
        assert_eq!(MACHINE.faults(&[S::Open]), Vec::<String>::new());
    }
}
