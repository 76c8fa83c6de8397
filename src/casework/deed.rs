//! What is done in a step, with everything that it brings. Words of persons in it are sealed where it is kept; the step's
//! note stands apart from this.
//! Deliberately absent: whether it may be done; the machine of the kind and its rules say so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::content::{Content, PromisedAction};
use super::kinds::{
    AdoptionKind, CaseAct, ContactMethod, Conversion, DeclineGround, Level, NotFiledGround,
    OutcomeForm, ParticipantClass, PauseReason, PointAdoption, ResultClass, RoundMethod,
    Satisfaction,
};
use super::sealing::Words;
use crate::kernel::id::{CaseId, NodeId};

/// The deeds, and of each which act it is: the one of the same name.
macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })?),+ $(,)?) => {
        /// One deed.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "act", rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Deed {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),+ })?),+
        }

        impl Deed {
            /// What is done.
            pub fn act(&self) -> CaseAct {
                match self { $(Self::$name { .. } => CaseAct::$name),+ }
            }
        }
    };
}

deeds! {
    /// Makes the case: whose it is, through which workroom, under which campaigns, out of what; a draft or at once.
    Propose {
        /// What it says.
        content: Content,
        /// Whose it is: the member whose words these are, or the body that it belongs to.
        author: NodeId,
        /// The workroom whose officer entered it.
        workroom: Option<NodeId>,
        /// The campaigns whose labels it carries.
        campaigns: Vec<NodeId>,
        /// The cases that it came out of.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        derived: Vec<CaseId>,
        /// Whether it is submitted at once.
        submitted: bool,
    },
    /// Says it anew.
    Revise {
        /// What it says from now on.
        content: Content,
    },
    /// Submits a draft, or again.
    Submit,
    /// Sends back to mend.
    Return,
    /// Does not accept.
    Decline {
        /// On which ground.
        ground: DeclineGround,
    },
    /// Merges into a master.
    Merge {
        /// The master.
        master: CaseId,
    },
    /// Turns into another instrument.
    Convert {
        /// Which.
        into: Conversion,
        /// The day on which the author agreed.
        consented_on: NaiveDate,
    },
    /// Accepts.
    Accept,
    /// Forwards.
    Forward,
    /// Claims.
    Claim {
        /// Who claims.
        member: NodeId,
        /// Whether as a leader.
        leader: bool,
    },
    /// Drops a claim.
    DropClaim {
        /// Whose.
        member: NodeId,
    },
    /// Finishes a claim.
    FinishClaim {
        /// Whose.
        member: NodeId,
    },
    /// Dispatches as a work order.
    Dispatch {
        /// The number of the order.
        work_order: String,
        /// The unit that is responsible.
        lead: NodeId,
        /// Units that support it.
        co_units: Vec<NodeId>,
        /// Whether the limit of complex matters holds.
        complex: bool,
    },
    /// Returns an order.
    ReturnOrder,
    /// Rules to whom a twice returned order goes.
    RuleReturn {
        /// The unit.
        lead: NodeId,
    },
    /// Signs for an order.
    Sign,
    /// Contacts the author.
    Contact {
        /// How.
        method: ContactMethod,
    },
    /// Stops the clock.
    Pause {
        /// Why.
        reason: PauseReason,
    },
    /// Lets the clock go on.
    Resume,
    /// Asks for more time.
    RequestExtension {
        /// The new last day.
        until: NaiveDate,
    },
    /// Grants or refuses more time.
    DecideExtension {
        /// Whether it is granted.
        granted: bool,
        /// The new last day that was asked for.
        until: NaiveDate,
    },
    /// Urges.
    Urge,
    /// Replies.
    Reply {
        /// What came of it.
        result: ResultClass,
        /// The promised day, where something is still to come.
        promised_on: Option<NaiveDate>,
    },
    /// Sends back to be handled again.
    Rework,
    /// Evaluates.
    Evaluate {
        /// How it was handled.
        process: Satisfaction,
        /// What came of it.
        result: Satisfaction,
    },
    /// Records silence.
    RecordSilence,
    /// Records a call-back; none when nobody was reached.
    CallBack {
        /// How satisfied whoever was reached is.
        outcome: Option<Satisfaction>,
    },
    /// Decides as a leader.
    LeaderDecide {
        /// Whether it is to be handled again.
        again: bool,
    },
    /// Follows a promise.
    Track,
    /// Reports on a promise.
    ReportProgress {
        /// A new promised day.
        promised_on: Option<NaiveDate>,
    },
    /// Closes.
    Close {
        /// The day on which the office found it solved.
        solved_on: Option<NaiveDate>,
    },
    /// Takes further.
    Escalate {
        /// By which instrument.
        into: Conversion,
    },
    /// Relates an event.
    Relate {
        /// The event.
        event: Uuid,
    },
    /// Says out of what it came.
    Derive {
        /// The case that it came out of.
        from: CaseId,
    },
    /// Invites co-signers.
    InviteCosigners {
        /// Who.
        members: Vec<NodeId>,
    },
    /// Co-signs.
    Cosign,
    /// Refuses to co-sign.
    RefuseCosign,
    /// Takes it back.
    Withdraw,
    /// Files.
    File {
        /// The number that it is filed under.
        number: String,
    },
    /// Does not file.
    NotFile {
        /// On which ground.
        ground: NotFiledGround,
    },
    /// Makes it a key proposal.
    MakeKey {
        /// The leader who leads or supervises it.
        leader: NodeId,
    },
    /// Assigns to units: one lead with supporting units, or several that each answer.
    Assign {
        /// The units that answer.
        leads: Vec<NodeId>,
        /// The units that support the lead.
        co_units: Vec<NodeId>,
    },
    /// Gives a supporting unit's opinion.
    Opine,
    /// Drafts a reply.
    DraftReply {
        /// What came of it.
        result: ResultClass,
        /// The promised day, where something is still to come.
        promised_on: Option<NaiveDate>,
    },
    /// Sends the draft of a reply back.
    SendBackReply,
    /// Countersigns the draft of a reply.
    Countersign,
    /// Approves the draft of a reply.
    ApproveReply,
    /// Rates the proposal as its unit, in marks from 1 to 5.
    RateProposal {
        /// How well it is aimed.
        focus: i32,
        /// How well it is argued.
        analysis: i32,
        /// How feasible it is.
        feasibility: i32,
        /// Whether it keeps to one matter.
        one_matter: bool,
    },
    /// Finds a promise kept.
    Realize {
        /// On which day it was.
        solved_on: NaiveDate,
    },
    /// Finds a promise not kept.
    NotRealize,
    /// Names it an excellent one.
    Award,
    /// Files it away.
    Archive,
    /// Takes it up for editing.
    TakeUp,
    /// Edits the text.
    Edit {
        /// What it says from now on.
        content: Content,
    },
    /// Does not issue it.
    NotAdopt,
    /// Issues it.
    Issue {
        /// The number of the issue.
        number: String,
    },
    /// Reports it up to the city.
    ReportUp,
    /// Records an adoption.
    Adopt {
        /// By which level.
        level: Level,
        /// How.
        kind: AdoptionKind,
        /// On which day, when that was before the step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        adopted_on: Option<NaiveDate>,
    },
    /// Records a leader's instruction.
    Instruct {
        /// Of which level the leader is.
        level: Level,
    },
    /// Gives it to a unit to answer.
    Transfer {
        /// The unit.
        unit: NodeId,
    },
    /// Answers as a unit, point by point where there are points.
    GiveFeedback {
        /// The place of the point among those of the minutes, from 1; none for the whole.
        point: Option<i32>,
        /// What the unit makes of it.
        adoption: Option<PointAdoption>,
    },
    /// Chooses the topic.
    Select {
        /// The CPPCC body that organises it.
        organizer: NodeId,
    },
    /// Enters it in the annual plan.
    Plan {
        /// The item of the plan; none when it is off-plan.
        item: Option<String>,
    },
    /// Prepares and gives notice.
    Prepare {
        /// The day on which it is to be held.
        planned_on: NaiveDate,
    },
    /// Records a session.
    Hold {
        /// The event that the session is.
        event: Uuid,
        /// Whether it was held on the spot.
        on_site: bool,
        /// Which classes of people took part.
        classes: Vec<ParticipantClass>,
        /// Whether a principal leader of Party or government took part.
        principal_leader: bool,
    },
    /// Records the minutes.
    Minute {
        /// The points that are made.
        points: Vec<Words>,
        /// What was promised.
        promises: Vec<PromisedAction>,
    },
    /// Submits the outcome.
    SubmitOutcome {
        /// In which form.
        form: OutcomeForm,
    },
    /// Says what became of a promised action.
    KeepPromise {
        /// Its place among those of the minutes, from 1.
        promise: i32,
        /// Whether it was done.
        done: bool,
    },
    /// Puts it off.
    Postpone,
    /// Calls it off.
    Cancel,
    /// Approves it.
    Approve {
        /// The item of the annual plan; none when it is off-plan.
        item: Option<String>,
    },
    /// Launches it with its plan.
    Launch {
        /// The first month.
        from: NaiveDate,
        /// How many months, 1 to 24.
        months: i32,
        /// The divisions to visit.
        divisions: Vec<String>,
        /// What is looked at.
        items: Vec<String>,
        /// The groups that take part.
        groups: Vec<NodeId>,
    },
    /// Records a round.
    RecordRound {
        /// The event that the round is.
        event: Uuid,
        /// The division that was visited.
        division: String,
        /// The month that it is for, by its first day.
        month: NaiveDate,
        /// The group.
        group: NodeId,
        /// How it looked.
        method: RoundMethod,
        /// Whether the unit under oversight was consulted with.
        consulted: bool,
    },
    /// Drafts the opinion.
    DraftOpinion,
    /// Submits the opinion.
    SubmitOpinion,
    /// Begins to put right.
    BeginRectifying,
    /// Looks again.
    LookAgain,
    /// Tells the unit.
    Notify {
        /// The unit.
        unit: NodeId,
    },
    /// Accepts the finding.
    AcceptFinding {
        /// The day by which it will be put right.
        promised_on: Option<NaiveDate>,
    },
    /// Disputes the finding.
    Dispute,
    /// Settles a dispute by consultation.
    SettleDispute {
        /// Whether the finding stands.
        stands: bool,
    },
    /// Says that it is put right.
    ClaimRectified,
    /// Finds it not put right.
    RefuseRectified,
    /// Finds it put right.
    Verify,
    /// Finds that it came back.
    Relapse,
    /// Opens it again.
    Reopen,
    /// Tells the resident.
    Tell {
        /// How.
        method: ContactMethod,
    },
    /// Withdraws.
    Void,
    /// Moves the last day of the leg after a limit or a calendar changed.
    MoveDue {
        /// The last day from now on.
        due_on: Option<NaiveDate>,
    },
}
