//! The machine of micro-suggestions, its legs and its default limits. The limits are defaults: a district sets its own.
//! Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{
    CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Need as N, Party as P,
};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, all_fit, row};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States in which something may still come of it, from acceptance on.
pub const OPEN: &[S] = &[
    S::Accepted,
    S::Forwarded,
    S::Dispatched,
    S::Handling,
    S::Replied,
    S::Evaluated,
    S::Tracking,
];

/// States from which something may still come.
const LIVE: &[S] = &[
    S::Draft,
    S::Submitted,
    S::Returned,
    S::Accepted,
    S::Forwarded,
    S::Dispatched,
    S::Handling,
    S::Replied,
    S::Evaluated,
    S::Tracking,
];

const DRAFTERS: &[P] = &[P::Author, P::Workroom];
const UNITS: &[P] = &[P::LeadUnit];
const CONTACTS: &[P] = &[P::LeadUnit, P::CoUnit, P::Claimant];
const RELATERS: &[P] = &[P::Author, P::Workroom, P::Claimant];
const NONE: &[N] = &[];

/// The machine of micro-suggestions.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        row(
            A::Revise,
            &[S::Draft, S::Returned],
            None,
            (May::ProposeCase, DRAFTERS),
            NONE,
        ),
        row(
            A::Submit,
            &[S::Draft, S::Returned],
            Some(S::Submitted),
            (May::ProposeCase, DRAFTERS),
            NONE,
        ),
        row(
            A::Return,
            &[S::Submitted],
            Some(S::Returned),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Decline,
            &[S::Submitted],
            Some(S::Declined),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Merge,
            &[S::Submitted, S::Accepted],
            Some(S::Merged),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Convert,
            &[S::Submitted],
            Some(S::Converted),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Accept,
            &[S::Submitted],
            Some(S::Accepted),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Forward,
            &[S::Accepted],
            Some(S::Forwarded),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(A::Claim, OPEN, None, (May::ClaimCase, &[P::Claimant]), NONE),
        row(
            A::DropClaim,
            OPEN,
            None,
            (May::ClaimCase, &[P::Claimant]),
            NONE,
        ),
        row(
            A::FinishClaim,
            OPEN,
            None,
            (May::ClaimCase, &[P::Claimant]),
            NONE,
        ),
        row(
            A::Dispatch,
            &[S::Forwarded],
            Some(S::Dispatched),
            (May::DispatchCase, &[]),
            &[N::Ruling],
        ),
        row(
            A::ReturnOrder,
            &[S::Dispatched],
            Some(S::Forwarded),
            (May::HandleCase, UNITS),
            NONE,
        ),
        row(
            A::RuleReturn,
            &[S::Forwarded],
            None,
            (May::ReviewCase, &[]),
            &[N::OrderReturned],
        ),
        row(
            A::Sign,
            &[S::Dispatched],
            Some(S::Handling),
            (May::HandleCase, UNITS),
            NONE,
        ),
        row(
            A::Contact,
            &[S::Dispatched, S::Handling],
            None,
            (May::ContactAuthor, CONTACTS),
            NONE,
        ),
        row(
            A::Pause,
            &[S::Handling],
            None,
            (May::HandleCase, UNITS),
            &[N::Running],
        ),
        row(
            A::Resume,
            &[S::Handling],
            None,
            (May::HandleCase, UNITS),
            &[N::Paused],
        ),
        row(
            A::RequestExtension,
            &[S::Handling],
            None,
            (May::HandleCase, UNITS),
            &[N::Running],
        ),
        row(
            A::DecideExtension,
            &[S::Handling],
            None,
            (May::DispatchCase, &[]),
            &[N::Request],
        ),
        row(
            A::Urge,
            &[S::Dispatched, S::Handling],
            None,
            (May::UrgeCase, &[]),
            NONE,
        ),
        row(
            A::Reply,
            &[S::Handling],
            Some(S::Replied),
            (May::HandleCase, UNITS),
            &[N::Running, N::Contact],
        ),
        row(
            A::Rework,
            &[S::Replied],
            Some(S::Handling),
            (May::DispatchCase, &[]),
            NONE,
        ),
        row(
            A::Evaluate,
            &[S::Replied],
            Some(S::Evaluated),
            (May::EvaluateCase, &[P::Author]),
            NONE,
        ),
        row(
            A::RecordSilence,
            &[S::Replied],
            Some(S::Evaluated),
            (May::ReviewCase, &[]),
            &[N::Silence],
        ),
        row(
            A::CallBack,
            &[S::Replied, S::Evaluated, S::Tracking, S::Closed],
            None,
            (May::DispatchCase, &[]),
            NONE,
        ),
        row(
            A::LeaderDecide,
            &[S::Evaluated],
            None,
            (May::DecideCase, &[]),
            NONE,
        ),
        row(
            A::Track,
            &[S::Evaluated],
            Some(S::Tracking),
            (May::ReviewCase, &[]),
            &[N::Decision, N::Promise],
        ),
        row(
            A::ReportProgress,
            &[S::Tracking],
            None,
            (May::HandleCase, UNITS),
            NONE,
        ),
        row(
            A::Close,
            &[S::Evaluated],
            Some(S::Closed),
            (May::ReviewCase, &[]),
            &[N::Decision, N::Finished],
        ),
        row(
            A::Close,
            &[S::Tracking],
            Some(S::Closed),
            (May::ReviewCase, &[]),
            NONE,
        ),
        row(
            A::Escalate,
            &[S::Closed],
            Some(S::Escalated),
            (May::EscalateCase, &[P::Claimant]),
            NONE,
        ),
        row(A::Relate, OPEN, None, (May::RelateCase, RELATERS), NONE),
        row(A::Derive, LIVE, None, (May::RelateCase, RELATERS), NONE),
        row(A::Void, LIVE, Some(S::Void), (May::ReviewCase, &[]), NONE),
        // One that was merged by mistake.
        row(
            A::Void,
            &[S::Merged],
            Some(S::Void),
            (May::ReviewCase, &[]),
            NONE,
        ),
        // The first step makes the case; there is no state before it.
        row(A::Propose, &[], None, (May::ProposeCase, DRAFTERS), NONE),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::Submitted => (Leg::Review, LegOwner::Office),
        S::Returned => (Leg::Mend, LegOwner::Author),
        S::Accepted => (Leg::Forward, LegOwner::Office),
        S::Forwarded => (Leg::Dispatch, LegOwner::Hotline),
        S::Dispatched => (Leg::Sign, LegOwner::Unit),
        S::Handling => (Leg::Reply, LegOwner::Unit),
        S::Replied => (Leg::Evaluate, LegOwner::Author),
        S::Evaluated => (Leg::Close, LegOwner::Office),
        S::Tracking => (Leg::Promise, LegOwner::Unit),
        _ => return None,
    })
}

/// Working days. Dispatch after one, reply after 5, complex ones 10, at most 15 with more time: the rules of neighbouring
/// hotlines; review, forwarding, evaluation and closing are defaults of this program.
const LIMITS: &[DefaultLimit] = &[
    (Leg::Review, false, Limit::working_days(2)),
    (Leg::Forward, false, Limit::working_days(1)),
    (Leg::Dispatch, false, Limit::working_days(1)),
    (Leg::Sign, false, Limit::working_days(1)),
    (Leg::Reply, false, Limit::working_days(5)),
    (Leg::Reply, true, Limit::working_days(10)),
    (Leg::Extension, false, Limit::working_days(15)),
    (Leg::Rework, false, Limit::working_days(5)),
    (Leg::Evaluate, false, Limit::working_days(5)),
    (Leg::Close, false, Limit::working_days(2)),
];

/// Micro-suggestions as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::MicroSuggestion,
    machine: &MACHINE,
    leg_of,
    restricted: false,
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
