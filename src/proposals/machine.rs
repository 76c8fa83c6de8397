//! The machine of proposals, its legs and its default limits. The limits are defaults: a district sets its own.
//! Deliberately absent: what follows from a deed.

use crate::casework::Practice;
use crate::casework::kinds::{
    CaseAct as A, CaseKind, CaseState as S, Leg, LegOwner, Need as N, Party as P,
};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::{Casework, Row, row};
use crate::kernel::authz::Action as May;
use crate::kernel::workflow::Machine;

/// States of a filed proposal in which something may still come of it.
pub const OPEN: &[S] = &[
    S::Filed,
    S::Assigned,
    S::Handling,
    S::ReplyReview,
    S::Replied,
    S::Evaluated,
    S::Rehandling,
    S::Tracking,
];

/// States from which something may still come.
const LIVE: &[S] = &[
    S::Draft,
    S::Cosigning,
    S::Submitted,
    S::Returned,
    S::Filed,
    S::Assigned,
    S::Handling,
    S::ReplyReview,
    S::Replied,
    S::Evaluated,
    S::Rehandling,
    S::Tracking,
];

const UNDER_HANDLING: &[S] = &[S::Handling, S::Rehandling];
const DRAFTERS: &[P] = &[P::Author, P::Workroom];
const LEADS: &[P] = &[P::LeadUnit];
const CO_UNITS: &[P] = &[P::CoUnit];
const RELATERS: &[P] = &[P::Author, P::Workroom, P::Cosigner];
const NOBODY: &[P] = &[];
const NONE: &[N] = &[];

/// What the proposer, or the officer of his workroom for him, does.
const fn drafts(act: A, from: &'static [S], to: Option<S>, needs: &'static [N]) -> Row {
    row(act, from, to, (May::ProposeCase, DRAFTERS), needs)
}

/// What the proposal office does: reviewing, assigning, supervising, closing.
const fn office(act: A, from: &'static [S], to: Option<S>, needs: &'static [N]) -> Row {
    row(act, from, to, (May::ReviewCase, NOBODY), needs)
}

/// What a unit that answers does.
const fn lead(act: A, from: &'static [S], to: Option<S>, needs: &'static [N]) -> Row {
    row(act, from, to, (May::HandleCase, LEADS), needs)
}

/// The machine of proposals.
pub static MACHINE: Machine<Casework> = Machine {
    moves: &[
        drafts(
            A::Revise,
            &[S::Draft, S::Cosigning, S::Returned],
            None,
            NONE,
        ),
        drafts(
            A::InviteCosigners,
            &[S::Draft, S::Cosigning],
            Some(S::Cosigning),
            NONE,
        ),
        // Whoever co-signed words that were said anew after a return is asked again.
        drafts(A::InviteCosigners, &[S::Returned], None, NONE),
        row(
            A::Cosign,
            &[S::Cosigning, S::Returned],
            None,
            (May::CosignCase, &[P::Invited]),
            NONE,
        ),
        row(
            A::RefuseCosign,
            &[S::Cosigning, S::Returned],
            None,
            (May::CosignCase, &[P::Invited]),
            NONE,
        ),
        drafts(
            A::Submit,
            &[S::Draft, S::Cosigning, S::Returned],
            Some(S::Submitted),
            &[N::Cosigner],
        ),
        drafts(
            A::Withdraw,
            &[S::Submitted, S::Returned],
            Some(S::Withdrawn),
            NONE,
        ),
        office(A::Return, &[S::Submitted], Some(S::Returned), NONE),
        office(A::File, &[S::Submitted], Some(S::Filed), NONE),
        office(A::NotFile, &[S::Submitted], Some(S::NotFiled), NONE),
        office(A::Convert, &[S::Submitted], Some(S::Converted), NONE),
        office(A::Merge, &[S::Submitted, S::Filed], Some(S::Merged), NONE),
        office(
            A::MakeKey,
            &[S::Filed, S::Assigned, S::Handling],
            None,
            NONE,
        ),
        office(A::Assign, &[S::Filed], Some(S::Assigned), NONE),
        lead(A::ReturnOrder, &[S::Assigned], Some(S::Filed), NONE),
        lead(A::Sign, &[S::Assigned], Some(S::Handling), NONE),
        row(
            A::Contact,
            &[
                S::Assigned,
                S::Handling,
                S::ReplyReview,
                S::Replied,
                S::Evaluated,
                S::Rehandling,
                S::Tracking,
            ],
            None,
            (May::ContactAuthor, &[P::LeadUnit, P::CoUnit, P::Supervisor]),
            NONE,
        ),
        row(
            A::Opine,
            UNDER_HANDLING,
            None,
            (May::HandleCase, CO_UNITS),
            NONE,
        ),
        lead(A::RequestExtension, &[S::Handling], None, NONE),
        office(A::DecideExtension, &[S::Handling], None, &[N::Request]),
        row(
            A::Urge,
            &[S::Assigned, S::Handling, S::Rehandling],
            None,
            (May::UrgeCase, NOBODY),
            NONE,
        ),
        lead(
            A::DraftReply,
            UNDER_HANDLING,
            Some(S::ReplyReview),
            &[N::Opinions],
        ),
        office(A::SendBackReply, &[S::ReplyReview], Some(S::Handling), NONE),
        row(
            A::Countersign,
            &[S::ReplyReview],
            None,
            (May::HandleCase, CO_UNITS),
            NONE,
        ),
        office(
            A::ApproveReply,
            &[S::ReplyReview],
            None,
            &[N::Countersignatures],
        ),
        lead(
            A::Reply,
            &[S::ReplyReview],
            Some(S::Replied),
            &[N::Approval],
        ),
        row(
            A::Evaluate,
            &[S::Replied],
            Some(S::Evaluated),
            (May::EvaluateCase, &[P::Author, P::Cosigner]),
            NONE,
        ),
        row(
            A::Evaluate,
            &[S::Evaluated],
            None,
            (May::EvaluateCase, &[P::Author, P::Cosigner]),
            NONE,
        ),
        row(
            A::Evaluate,
            &[S::Merged],
            None,
            (May::EvaluateCase, &[P::Author, P::Cosigner]),
            &[N::MasterReply],
        ),
        office(
            A::RecordSilence,
            &[S::Replied],
            Some(S::Evaluated),
            &[N::Silence],
        ),
        lead(
            A::RateProposal,
            &[S::Replied, S::Evaluated, S::Tracking, S::Closed],
            None,
            NONE,
        ),
        office(
            A::Rework,
            &[S::Evaluated],
            Some(S::Rehandling),
            &[N::Dissatisfied],
        ),
        row(
            A::LeaderDecide,
            &[S::Evaluated],
            None,
            (May::DecideCase, NOBODY),
            &[N::Dissatisfied],
        ),
        office(
            A::Track,
            &[S::Evaluated],
            Some(S::Tracking),
            &[N::Decision, N::Promise],
        ),
        lead(A::ReportProgress, &[S::Tracking], None, NONE),
        office(A::Realize, &[S::Tracking], Some(S::Realized), NONE),
        office(A::NotRealize, &[S::Tracking], Some(S::NotRealized), NONE),
        office(
            A::Close,
            &[S::Evaluated],
            Some(S::Closed),
            &[N::Decision, N::Finished],
        ),
        office(
            A::Close,
            &[S::Realized, S::NotRealized],
            Some(S::Closed),
            NONE,
        ),
        office(A::Award, &[S::Closed, S::Archived], None, NONE),
        office(A::Archive, &[S::Closed], Some(S::Archived), NONE),
        row(A::Relate, OPEN, None, (May::RelateCase, RELATERS), NONE),
        row(A::Derive, LIVE, None, (May::RelateCase, RELATERS), NONE),
        office(A::Void, LIVE, Some(S::Void), NONE),
        // One that was merged by mistake.
        office(A::Void, &[S::Merged], Some(S::Void), NONE),
        // The first step makes the case; there is no state before it.
        drafts(A::Propose, &[], None, NONE),
    ],
};

/// The leg of a state; none where nobody is waited for.
fn leg_of(state: S) -> Option<(Leg, LegOwner)> {
    Some(match state {
        S::Submitted => (Leg::File, LegOwner::Office),
        S::Returned => (Leg::Mend, LegOwner::Author),
        S::Filed => (Leg::Assign, LegOwner::Office),
        S::Assigned => (Leg::Sign, LegOwner::Unit),
        S::Handling => (Leg::Reply, LegOwner::Unit),
        S::Rehandling => (Leg::Rework, LegOwner::Unit),
        S::ReplyReview => (Leg::ReplyReview, LegOwner::Office),
        S::Replied => (Leg::Evaluate, LegOwner::Author),
        S::Evaluated | S::Realized | S::NotRealized => (Leg::Close, LegOwner::Office),
        S::Tracking => (Leg::Promise, LegOwner::Unit),
        _ => return None,
    })
}

/// Filing within ten working days between sessions; assignment within a month; signing and returning within five working
/// days; a reply within three months of signing, six at most; a supporting unit's opinion within one; the first contact
/// within 15 working days; feedback within 15; handling again within three months: rules of provinces and counties nearby.
/// Mending a draft, its review and closing are defaults of this program.
const LIMITS: &[DefaultLimit] = &[
    (Leg::File, false, Limit::working_days(10)),
    (Leg::Assign, false, Limit::months(1)),
    (Leg::Sign, false, Limit::working_days(5)),
    (Leg::FirstContact, false, Limit::working_days(15)),
    (Leg::Opinion, false, Limit::months(1)),
    (Leg::Reply, false, Limit::months(3)),
    (Leg::Extension, false, Limit::months(6)),
    (Leg::ReplyReview, false, Limit::working_days(10)),
    (Leg::Redraft, false, Limit::working_days(5)),
    (Leg::Evaluate, false, Limit::working_days(15)),
    (Leg::Rework, false, Limit::months(3)),
    (Leg::Close, false, Limit::working_days(10)),
];

/// Proposals as a kind of case.
pub static PRACTICE: Practice = Practice {
    kind: CaseKind::Proposal,
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
        assert_eq!(MACHINE.faults(&[S::Draft]), Vec::<String>::new());
    }
}
