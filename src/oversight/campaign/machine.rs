//! The machine of oversight campaigns, its legs and its default limits. The limits are defaults: a district sets its own.
//! Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{
    CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Need as N, Party as P,
};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, all_fit, row};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States of a campaign in which something can be found.
pub const RUNNING: &[S] = &[
    S::Launched,
    S::InProgress,
    S::OpinionDrafted,
    S::OpinionSubmitted,
    S::Assigned,
    S::Rectifying,
    S::LookBack,
];

/// States from which something may still come.
const LIVE: &[S] = &[
    S::Proposed,
    S::Approved,
    S::Launched,
    S::InProgress,
    S::OpinionDrafted,
    S::OpinionSubmitted,
    S::Assigned,
    S::Rectifying,
    S::LookBack,
];

const GROUPS: &[P] = &[P::Group, P::Organizer];
const REVIEW: (May, &[P]) = (May::ReviewCase, &[]);
const ORGANIZE: (May, &[P]) = (May::OrganizeCase, GROUPS);
const INSTRUCT: (May, &[P]) = (May::InstructCase, &[]);
const HANDLE: (May, &[P]) = (May::HandleCase, &[P::LeadUnit]);
const RELATE: (May, &[P]) = (May::RelateCase, GROUPS);
const NONE: &[N] = &[];

/// The machine of oversight campaigns.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        row(A::Revise, &[S::Proposed], None, REVIEW, NONE),
        row(A::Approve, &[S::Proposed], Some(S::Approved), REVIEW, NONE),
        row(A::Launch, &[S::Approved], Some(S::Launched), REVIEW, NONE),
        row(
            A::RecordRound,
            &[S::Launched],
            Some(S::InProgress),
            ORGANIZE,
            NONE,
        ),
        row(
            A::RecordRound,
            &[S::InProgress, S::Rectifying, S::LookBack],
            None,
            ORGANIZE,
            NONE,
        ),
        row(
            A::DraftOpinion,
            &[S::InProgress],
            Some(S::OpinionDrafted),
            REVIEW,
            &[N::Rounds],
        ),
        row(
            A::SubmitOpinion,
            &[S::OpinionDrafted],
            Some(S::OpinionSubmitted),
            REVIEW,
            NONE,
        ),
        row(
            A::Instruct,
            &[S::OpinionSubmitted, S::Assigned, S::Rectifying, S::LookBack],
            None,
            INSTRUCT,
            NONE,
        ),
        row(
            A::Assign,
            &[S::OpinionSubmitted],
            Some(S::Assigned),
            REVIEW,
            NONE,
        ),
        row(
            A::GiveFeedback,
            &[S::Assigned, S::Rectifying],
            None,
            HANDLE,
            NONE,
        ),
        row(
            A::BeginRectifying,
            &[S::Assigned],
            Some(S::Rectifying),
            REVIEW,
            NONE,
        ),
        row(
            A::LookAgain,
            &[S::Rectifying],
            Some(S::LookBack),
            ORGANIZE,
            NONE,
        ),
        row(A::Close, &[S::LookBack], Some(S::Closed), REVIEW, NONE),
        row(A::Relate, LIVE, None, RELATE, NONE),
        row(A::Derive, LIVE, None, RELATE, NONE),
        row(A::Void, LIVE, Some(S::Void), REVIEW, NONE),
        // The first step makes the case; there is no state before it.
        row(A::Propose, &[], None, REVIEW, NONE),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::Proposed => (Leg::Review, LegOwner::Office),
        S::Launched | S::InProgress => (Leg::Round, LegOwner::Group),
        S::OpinionDrafted => (Leg::Opine, LegOwner::Office),
        S::OpinionSubmitted => (Leg::Assign, LegOwner::Office),
        S::Assigned => (Leg::Feedback, LegOwner::Unit),
        S::LookBack => (Leg::Close, LegOwner::Office),
        _ => return None,
    })
}

/// All of them are defaults of this program; the rules of other places give none for these. Rounds have the months of their
/// plan and no limit.
const LIMITS: &[DefaultLimit] = &[
    (Leg::Review, false, Limit::working_days(10)),
    (Leg::Opine, false, Limit::working_days(10)),
    (Leg::Assign, false, Limit::working_days(10)),
    (Leg::Feedback, false, Limit::months(2)),
    (Leg::Close, false, Limit::working_days(10)),
];

/// Oversight campaigns as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::OversightCampaign,
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
        assert_eq!(MACHINE.faults(&[S::Proposed]), Vec::<String>::new());
    }
}
