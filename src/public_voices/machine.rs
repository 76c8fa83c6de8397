//! The machine of public voices, its leg and its default limit. The limit is a default: a district sets its own.
//! Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Party as P};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, all_fit, plain};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

const COLLECTED: &[S] = &[S::Collected];
const LIVE: &[S] = &[S::Collected, S::Told];
const RECORDERS: &[P] = &[P::Host, P::Author];

/// The machine of public voices.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        plain(A::Revise, COLLECTED, None, (May::RecordCase, RECORDERS)),
        plain(
            A::Tell,
            COLLECTED,
            Some(S::Told),
            (May::RecordCase, RECORDERS),
        ),
        // What came of it later is told too.
        plain(A::Tell, &[S::Told], None, (May::RecordCase, RECORDERS)),
        plain(A::Relate, LIVE, None, (May::RelateCase, RECORDERS)),
        plain(A::Void, LIVE, Some(S::Void), (May::ReviewCase, &[])),
        // The first step makes the case; there is no state before it.
        plain(A::Propose, &[], None, (May::RecordCase, RECORDERS)),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    (state == S::Collected).then_some((Leg::Tell, LegOwner::Organizer))
}

/// Days, a default of this program.
const LIMITS: &[DefaultLimit] = &[(Leg::Tell, false, Limit::days(60))];

/// Public voices as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::PublicVoice,
    machine: &MACHINE,
    leg_of,
    restricted: true,
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
        assert_eq!(MACHINE.faults(&[S::Collected]), Vec::<String>::new());
    }
}
