//! What is done in a step, with everything that it brings. Words of persons are the step's note, apart from this.
//! Deliberately absent: whether it may be done; the machine of the kind and its rules say so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kinds::{
    CaseAct, ContactMethod, Conversion, DeclineGround, PauseReason, ResultClass, Satisfaction,
};
use crate::kernel::id::{CaseId, NodeId};

/// What a case says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its title.
    pub title: String,
    /// What is suggested.
    pub content: String,
    /// Where, as a division code.
    pub place_code: Option<String>,
}

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deed {
    /// Proposes: whose words, through which workroom, under which campaigns; a draft or at once.
    Propose {
        /// What it says.
        content: Content,
        /// The member whose words these are.
        author: NodeId,
        /// The workroom whose officer entered it.
        workroom: Option<NodeId>,
        /// The campaigns whose labels it carries.
        campaigns: Vec<NodeId>,
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
    /// Withdraws.
    Void,
}

impl Deed {
    /// What is done.
    pub fn act(&self) -> CaseAct {
        match self {
            Self::Propose { .. } => CaseAct::Propose,
            Self::Revise { .. } => CaseAct::Revise,
            Self::Submit => CaseAct::Submit,
            Self::Return => CaseAct::Return,
            Self::Decline { .. } => CaseAct::Decline,
            Self::Merge { .. } => CaseAct::Merge,
            Self::Convert { .. } => CaseAct::Convert,
            Self::Accept => CaseAct::Accept,
            Self::Forward => CaseAct::Forward,
            Self::Claim { .. } => CaseAct::Claim,
            Self::DropClaim { .. } => CaseAct::DropClaim,
            Self::FinishClaim { .. } => CaseAct::FinishClaim,
            Self::Dispatch { .. } => CaseAct::Dispatch,
            Self::ReturnOrder => CaseAct::ReturnOrder,
            Self::RuleReturn { .. } => CaseAct::RuleReturn,
            Self::Sign => CaseAct::Sign,
            Self::Contact { .. } => CaseAct::Contact,
            Self::Pause { .. } => CaseAct::Pause,
            Self::Resume => CaseAct::Resume,
            Self::RequestExtension { .. } => CaseAct::RequestExtension,
            Self::DecideExtension { .. } => CaseAct::DecideExtension,
            Self::Urge => CaseAct::Urge,
            Self::Reply { .. } => CaseAct::Reply,
            Self::Rework => CaseAct::Rework,
            Self::Evaluate { .. } => CaseAct::Evaluate,
            Self::RecordSilence => CaseAct::RecordSilence,
            Self::CallBack { .. } => CaseAct::CallBack,
            Self::LeaderDecide { .. } => CaseAct::LeaderDecide,
            Self::Track => CaseAct::Track,
            Self::ReportProgress { .. } => CaseAct::ReportProgress,
            Self::Close { .. } => CaseAct::Close,
            Self::Escalate { .. } => CaseAct::Escalate,
            Self::Relate { .. } => CaseAct::Relate,
            Self::Void => CaseAct::Void,
        }
    }
}
