//! A kind of case: its machine, its legs, its limits and its rules, as one value that the slice of the kind declares.
//! Deliberately absent: databases; what a rule must know was looked up before.

use chrono::NaiveDate;

use super::case::Case;
use super::content::Content;
use super::deed::Deed;
use super::kinds::{CaseAct, CaseKind, CaseState, Fact, LinkKind, Need, Party};
use super::legs::LegOf;
use super::limits::{DefaultLimit, Limits};
use super::looking::Found;
use super::opening::{Born, Opening};
use super::refusals::{Outcome, Refused};
use crate::kernel::actor::Actor;
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::workdays::Calendar;
use crate::kernel::workflow::{Machine, Move, Vocabulary};
use crate::linkage::Chain;

/// The words of every machine of casework.
#[derive(Clone, Copy, Debug)]
pub struct Casework;

impl Vocabulary for Casework {
    type State = CaseState;
    type Act = CaseAct;
    type Party = Party;
    type Need = Need;
}

/// One row of a machine of casework.
pub type Row = Move<Casework>;

/// The permission that a row takes, and whose case it is then.
pub type Whose = (Action, &'static [Party]);

/// A row: what is done, in which states, where it leads, who may, and what must be on record.
pub const fn row(
    act: CaseAct,
    from: &'static [CaseState],
    to: Option<CaseState>,
    (permission, of): Whose,
    needs: &'static [Need],
) -> Row {
    Move {
        act,
        from,
        to,
        permission,
        of,
        needs,
    }
}

/// A row for which nothing must be on record.
pub const fn plain(
    act: CaseAct,
    from: &'static [CaseState],
    to: Option<CaseState>,
    whose: Whose,
) -> Row {
    row(act, from, to, whose, &[])
}

/// What a rule decides from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The case as it stands.
    pub case: &'a Case,
    /// The day of the deed.
    pub on: NaiveDate,
    /// Who does it.
    pub actor: &'a Actor,
    /// The organisation with its links.
    pub chain: &'a Chain,
    /// The limits of the kind.
    pub limits: &'a Limits,
    /// The working days.
    pub calendar: &'a Calendar,
    /// What was looked up for the deed.
    pub found: &'a Found,
}

/// A fact that a deed makes true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFact {
    /// What is true.
    pub fact: Fact,
    /// From which day on.
    pub on: NaiveDate,
    /// By which day it was due.
    pub due: Option<NaiveDate>,
    /// Which one.
    pub value: Option<String>,
    /// About whom.
    pub node: Option<NodeId>,
}

impl NewFact {
    /// A fact of a day.
    pub fn new(fact: Fact, on: NaiveDate) -> Self {
        Self {
            fact,
            on,
            due: None,
            value: None,
            node: None,
        }
    }

    /// With a value of a closed list.
    pub fn of(self, value: &impl sea_orm::ActiveEnum<Value = String>) -> Self {
        Self {
            value: Some(super::case::word(value)),
            ..self
        }
    }

    /// About a node.
    pub fn about(self, node: NodeId) -> Self {
        Self {
            node: Some(node),
            ..self
        }
    }

    /// With the day by which it was due.
    pub fn due(self, due: Option<NaiveDate>) -> Self {
        Self { due, ..self }
    }
}

/// Facts that a deed ends: of a sort, and where given, about a node or a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which sort.
    pub fact: Fact,
    /// Only with this value.
    pub value: Option<String>,
    /// Only about this node.
    pub node: Option<NodeId>,
}

/// What follows from a deed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Where it leads, when the outcome decides and not the machine alone.
    pub to: Option<CaseState>,
    /// What becomes true.
    pub facts: Vec<NewFact>,
    /// What no longer is.
    pub ends: Vec<Ending>,
    /// What the case says from now on.
    pub content: Option<Content>,
    /// Ties to other things: how, `case` or `event`, which.
    pub links: Vec<(LinkKind, &'static str, uuid::Uuid)>,
    /// The number that the offices know it by from now on; empty takes it away.
    pub reference: Option<String>,
    /// Whether the clock stands still from now on.
    pub paused: Option<bool>,
}

impl Effect {
    /// One fact and nothing else.
    pub fn fact(fact: NewFact) -> Self {
        Self {
            facts: vec![fact],
            ..Self::default()
        }
    }

    /// Ends every standing fact of a sort.
    #[must_use]
    pub fn ending(mut self, fact: Fact) -> Self {
        self.ends.push(Ending {
            fact,
            value: None,
            node: None,
        });
        self
    }

    /// Ends the standing party facts of one sort, or of one node among them.
    #[must_use]
    pub fn ending_party(mut self, party: Party, node: Option<NodeId>) -> Self {
        self.ends.push(Ending {
            fact: Fact::Party,
            value: Some(super::case::word(&party)),
            node,
        });
        self
    }
}

/// Every act of the machine is for every case.
pub fn all_fit(_: CaseAct, _: &Case) -> bool {
    true
}

/// A kind of case.
#[derive(Debug)]
pub struct Practice {
    /// Which.
    pub kind: CaseKind,
    /// Its machine.
    pub machine: &'static Machine<Casework>,
    /// The leg of each state.
    pub leg_of: LegOf,
    /// Whether only those who have a part in it, the office and leaders may read it.
    pub restricted: bool,
    /// Whether an act is for a case of this sort at all, where the machine serves several sorts.
    pub fits: fn(CaseAct, &Case) -> bool,
    /// Its default limits.
    pub limits: &'static [DefaultLimit],
    /// What becomes of an opening, or why not.
    pub open: fn(&Opening, &Scene<'_>) -> Outcome<Born>,
    /// What follows from a deed, or why not.
    pub decide: fn(&Deed, &Scene<'_>) -> Result<Effect, Refused>,
}
