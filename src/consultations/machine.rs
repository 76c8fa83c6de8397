//! The machine of consultations, its legs and its default limits. The limits are defaults: a district sets its own.
//! Deliberately absent: what follows from a deed, and what only some types of consultation may do.

use crate::casework::Practice;
use crate::casework::kinds::{
    CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Need as N, Party as P,
};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, row};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States from which something may still come.
const LIVE: &[S] = &[
    S::TopicProposed,
    S::TopicSelected,
    S::Planned,
    S::Preparing,
    S::Postponed,
    S::Held,
    S::Minuted,
    S::Submitted,
    S::Instructed,
    S::Assigned,
    S::Feedback,
    S::Tracked,
];

/// States before the first session, in which it can still be put off.
const AHEAD: &[S] = &[S::TopicSelected, S::Planned, S::Preparing];

/// States in which a promised action can be followed up.
const PROMISED: &[S] = &[
    S::Minuted,
    S::Submitted,
    S::Instructed,
    S::Assigned,
    S::Feedback,
];

/// Whose topic it is.
const NAMERS: &[P] = &[P::Author, P::Host];
const ORGANIZERS: &[P] = &[P::Organizer, P::Host];
const RELATERS: &[P] = &[P::Author, P::Host, P::Organizer];

const RECORD: (May, &[P]) = (May::RecordCase, NAMERS);
const REVIEW: (May, &[P]) = (May::ReviewCase, &[]);
const ORGANIZE: (May, &[P]) = (May::OrganizeCase, ORGANIZERS);
const INSTRUCT: (May, &[P]) = (May::InstructCase, &[]);
const HANDLE: (May, &[P]) = (May::HandleCase, &[P::LeadUnit]);
const RELATE: (May, &[P]) = (May::RelateCase, RELATERS);
const NONE: &[N] = &[];

/// The machine of consultations.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        row(A::Revise, &[S::TopicProposed], None, RECORD, NONE),
        row(
            A::Select,
            &[S::TopicProposed],
            Some(S::TopicSelected),
            REVIEW,
            NONE,
        ),
        row(
            A::Decline,
            &[S::TopicProposed],
            Some(S::Declined),
            REVIEW,
            NONE,
        ),
        row(
            A::Plan,
            &[S::TopicSelected, S::Postponed],
            Some(S::Planned),
            REVIEW,
            NONE,
        ),
        row(
            A::Prepare,
            &[S::TopicSelected, S::Planned, S::Postponed],
            Some(S::Preparing),
            ORGANIZE,
            &[N::Planned],
        ),
        row(A::Hold, &[S::Preparing], Some(S::Held), ORGANIZE, NONE),
        row(A::Hold, &[S::Held], None, ORGANIZE, NONE),
        row(A::Minute, &[S::Held], Some(S::Minuted), ORGANIZE, NONE),
        row(
            A::SubmitOutcome,
            &[S::Minuted],
            Some(S::Submitted),
            REVIEW,
            NONE,
        ),
        row(
            A::Instruct,
            &[S::Submitted],
            Some(S::Instructed),
            INSTRUCT,
            NONE,
        ),
        row(
            A::Instruct,
            &[S::Instructed, S::Assigned, S::Feedback, S::Tracked],
            None,
            INSTRUCT,
            NONE,
        ),
        row(
            A::Assign,
            &[S::Submitted, S::Instructed],
            Some(S::Assigned),
            REVIEW,
            NONE,
        ),
        // It stays assigned until every point is answered.
        row(
            A::GiveFeedback,
            &[S::Assigned],
            Some(S::Feedback),
            HANDLE,
            NONE,
        ),
        row(A::KeepPromise, PROMISED, None, ORGANIZE, NONE),
        row(
            A::Track,
            &[S::Feedback, S::Minuted],
            Some(S::Tracked),
            ORGANIZE,
            &[N::Promises],
        ),
        row(A::Close, &[S::Tracked], Some(S::Closed), ORGANIZE, NONE),
        row(
            A::Close,
            &[S::Minuted],
            Some(S::Closed),
            ORGANIZE,
            &[N::Outcome, N::Promises],
        ),
        row(A::Postpone, AHEAD, Some(S::Postponed), ORGANIZE, NONE),
        row(
            A::Cancel,
            &[S::TopicSelected, S::Planned, S::Preparing, S::Postponed],
            Some(S::Cancelled),
            ORGANIZE,
            NONE,
        ),
        row(A::Relate, LIVE, None, RELATE, NONE),
        row(A::Derive, LIVE, None, RELATE, NONE),
        row(A::Void, LIVE, Some(S::Void), REVIEW, NONE),
        // The first step makes the case; there is no state before it.
        row(A::Propose, &[], None, RECORD, NONE),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::TopicProposed => (Leg::Select, LegOwner::Office),
        S::Planned => (Leg::Prepare, LegOwner::Organizer),
        S::Held => (Leg::Minute, LegOwner::Organizer),
        S::Minuted => (Leg::SubmitOutcome, LegOwner::Office),
        S::Instructed => (Leg::Assign, LegOwner::Office),
        S::Assigned => (Leg::Feedback, LegOwner::Unit),
        S::Feedback => (Leg::Track, LegOwner::Organizer),
        S::Tracked => (Leg::Close, LegOwner::Organizer),
        _ => return None,
    })
}

/// Notice 15 working days before and minutes within 7 are the rules of one city; the others are defaults of this program.
const LIMITS: &[DefaultLimit] = &[
    (Leg::Select, false, Limit::working_days(10)),
    (Leg::Prepare, false, Limit::working_days(15)),
    (Leg::Minute, false, Limit::working_days(7)),
    (Leg::SubmitOutcome, false, Limit::working_days(10)),
    (Leg::Assign, false, Limit::working_days(10)),
    (Leg::Feedback, false, Limit::months(2)),
    (Leg::Track, false, Limit::months(6)),
    (Leg::Close, false, Limit::working_days(10)),
];

/// Consultations as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::Consultation,
    machine: &MACHINE,
    leg_of,
    restricted: false,
    fits: super::rules::fits,
    limits: LIMITS,
    open: super::rules::open,
    decide: super::rules::decide,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_leads_one_way_and_everywhere() {
        assert_eq!(MACHINE.faults(&[S::TopicProposed]), Vec::<String>::new());
    }
}
