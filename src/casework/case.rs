//! A case as a value: what stands of it at a journal number, with its steps, its facts and its ties, asked by pure
//! functions. Deliberately absent: SQL, permission, what a kind of case demands.

use chrono::NaiveDate;

use super::content::Particulars;
use super::deed::Deed;
use super::entity::{case_fact, case_link, case_notice, case_step, case_version};
use super::kinds::{
    CaseAct, ConsultationType, Fact, Need, Party, ProposalSort, ResultClass, Satisfaction,
};
use crate::kernel::id::{CaseId, NodeId};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What stands of it.
    pub version: case_version::Model,
    /// Its steps, the first first.
    pub steps: Vec<Step>,
    /// The facts that stand, by fact and ordinal.
    pub facts: Vec<case_fact::Model>,
    /// Its ties to other things.
    pub links: Vec<case_link::Model>,
    /// The ties of other cases to it.
    pub inward: Vec<case_link::Model>,
    /// Its reminders, the first first.
    pub notices: Vec<case_notice::Model>,
}

/// A step with its deed read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The row.
    pub row: case_step::Model,
    /// What was done.
    pub deed: Deed,
}

impl Case {
    /// A case of which only what stands is known.
    pub fn new(version: case_version::Model) -> Self {
        Self {
            version,
            steps: Vec::new(),
            facts: Vec::new(),
            links: Vec::new(),
            inward: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// What only its kind says, as it was last said.
    pub fn particulars(&self) -> &Particulars {
        let said = self.steps.iter().rev().find_map(|step| match &step.deed {
            Deed::Propose { content, .. } | Deed::Revise { content } | Deed::Edit { content } => {
                Some(&content.particulars)
            }
            _ => None,
        });
        said.unwrap_or(&Particulars::None)
    }

    /// Its id.
    pub fn id(&self) -> CaseId {
        self.version.id
    }

    /// The facts of one sort that stand.
    pub fn facts_of(&self, fact: Fact) -> impl DoubleEndedIterator<Item = &case_fact::Model> {
        self.facts.iter().filter(move |row| row.fact == fact)
    }

    /// The newest fact of a sort that stands.
    pub fn newest(&self, fact: Fact) -> Option<&case_fact::Model> {
        self.facts_of(fact).next_back()
    }

    /// The day on which a fact came true, of the newest one.
    pub fn day_of(&self, fact: Fact) -> Option<NaiveDate> {
        self.newest(fact).map(|row| row.on_day)
    }

    /// The nodes that stand to the case in a way.
    pub fn parties(&self, party: Party) -> impl Iterator<Item = NodeId> {
        self.facts_of(Fact::Party)
            .filter(move |row| row.value.as_deref() == Some(word(&party).as_str()))
            .filter_map(|row| row.node_id)
    }

    /// Whether a node stands to the case in one of these ways.
    pub fn is_of(&self, node: NodeId, parties: &[Party]) -> bool {
        parties
            .iter()
            .any(|party| self.parties(*party).any(|one| one == node))
    }

    /// How often something was done.
    pub fn times(&self, act: CaseAct) -> usize {
        self.steps.iter().filter(|step| step.row.act == act).count()
    }

    /// The newest step of an act.
    pub fn last(&self, act: CaseAct) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.row.act == act)
    }

    /// The day of the newest step that somebody took; what the program moved by itself binds nobody.
    pub fn last_day(&self) -> NaiveDate {
        let mut taken = self.steps.iter().rev();
        taken
            .find(|step| step.row.act != CaseAct::MoveDue)
            .map_or(self.version.opened_on, |step| step.row.taken_on)
    }

    /// What somebody did after a step.
    pub fn acted_since(&self, step: i32) -> impl Iterator<Item = &Step> {
        let newer = self.steps.iter().filter(move |one| one.row.ordinal > step);
        newer.filter(|one| one.row.act != CaseAct::MoveDue)
    }

    /// The day on which the journal first told that the leg in which the case is was past due.
    pub fn overdue_since(&self) -> Option<NaiveDate> {
        let mut moves = self.steps.iter().rev();
        let began = moves.find(|step| step.row.from_state != Some(step.row.to_state))?;
        let mut told = self.notices.iter();
        told.find(|row| row.leg_step == began.row.ordinal && row.overdue_days > 0)
            .map(|row| row.on_day)
    }

    /// The class of the reply that stands.
    pub fn result(&self) -> Option<ResultClass> {
        let reply = self.newest(Fact::Replied)?;
        read_word(reply.value.as_deref()?)
    }

    /// How the author rates the result, as the newest evaluation says.
    pub fn rated(&self) -> Option<Satisfaction> {
        read_word(self.newest(Fact::ResultRated)?.value.as_deref()?)
    }

    /// The ordinal of the newest step of an act.
    pub fn place(&self, act: CaseAct) -> Option<i32> {
        self.last(act).map(|step| step.row.ordinal)
    }

    /// The extension that was asked for and not decided on.
    pub fn pending_extension(&self) -> Option<NaiveDate> {
        let asked = self.last(CaseAct::RequestExtension)?;
        let Deed::RequestExtension { until } = asked.deed else {
            return None;
        };
        let over = [CaseAct::DecideExtension, CaseAct::Reply, CaseAct::Sign]
            .into_iter()
            .filter_map(|act| self.place(act))
            .any(|ordinal| ordinal > asked.row.ordinal);
        (!over).then_some(until)
    }

    /// Whether every supporting unit has done its part.
    fn all_co_units(&self, part: Fact) -> bool {
        let done = |unit| self.facts_of(part).any(|row| row.node_id == Some(unit));
        self.parties(Party::CoUnit).all(done)
    }

    /// The points and promised actions of the newest minutes.
    pub fn minutes(&self) -> Option<(&[super::sealing::Words], &[super::content::PromisedAction])> {
        match &self.last(CaseAct::Minute)?.deed {
            Deed::Minute { points, promises } => Some((points, promises)),
            _ => None,
        }
    }

    /// Whether it is a consultation of a type that needs no annual plan.
    fn needs_no_plan(&self) -> bool {
        matches!(
            self.particulars(),
            Particulars::Consultation {
                kind: ConsultationType::Micro | ConsultationType::CommunityLevel,
                ..
            }
        )
    }

    fn points_without_answer(&self) -> usize {
        let points = self.minutes().map_or(0, |(points, _)| points.len());
        let answered = |place: usize| {
            let place = i32::try_from(place).ok();
            self.steps.iter().any(|step| match &step.deed {
                Deed::GiveFeedback { point, .. } => point.is_some() && *point == place,
                _ => false,
            })
        };
        (1..=points).filter(|place| !answered(*place)).count()
    }

    fn promises_without_outcome(&self) -> usize {
        let promises = self.minutes().map_or(0, |(_, promises)| promises.len());
        let told = |place: usize| {
            let place = i32::try_from(place).ok();
            self.steps.iter().any(|step| match &step.deed {
                Deed::KeepPromise { promise, .. } => Some(*promise) == place,
                _ => false,
            })
        };
        (1..=promises).filter(|place| !told(*place)).count()
    }

    /// Whether what an action needs is not on record. `on` is the day of the action.
    pub fn lacks(&self, need: Need, on: NaiveDate) -> bool {
        let dissatisfied = self.rated() == Some(Satisfaction::Dissatisfied);
        let decided = self.place(CaseAct::LeaderDecide) > self.place(CaseAct::Evaluate);
        let returns = self.times(CaseAct::ReturnOrder);
        !match need {
            Need::Contact => self.place(CaseAct::Contact) > self.place(CaseAct::Dispatch),
            Need::Silence => self.version.leg_due_on.is_some_and(|due| due < on),
            Need::Decision => !dissatisfied || decided,
            Need::Ruling => returns < 2 || self.times(CaseAct::RuleReturn) > 0,
            Need::Promise => self.result().is_some_and(ResultClass::is_promise),
            Need::Finished => self.result().is_some_and(|result| !result.is_promise()),
            Need::Request => self.pending_extension().is_some(),
            Need::Paused => self.version.paused,
            Need::Running => !self.version.paused,
            Need::Cosigner => {
                let joint = matches!(
                    self.particulars(),
                    Particulars::Proposal {
                        sort: ProposalSort::Joint,
                        ..
                    }
                );
                !joint || self.parties(Party::Cosigner).next().is_some()
            }
            Need::Opinions => self.all_co_units(Fact::Opined),
            Need::Countersignatures => self.all_co_units(Fact::Countersigned),
            Need::Approval => self.place(CaseAct::ApproveReply) > self.place(CaseAct::DraftReply),
            Need::Dissatisfied => dissatisfied,
            Need::Feedback => {
                self.newest(Fact::FedBack).is_some() && self.points_without_answer() == 0
            }
            Need::Promises => self.promises_without_outcome() == 0,
            Need::Rounds => self.newest(Fact::RoundHeld).is_some(),
            Need::Outcome => self.newest(Fact::Minuted).is_some(),
            Need::Planned => self.needs_no_plan() || self.newest(Fact::Planned).is_some(),
            Need::OrderReturned => returns > 0,
            // Of another case; whoever knows that one says so.
            Need::MasterReply => true,
        }
    }
}

/// A word of a closed list as the tables hold it.
pub fn word(value: &impl sea_orm::ActiveEnum<Value = String>) -> String {
    sea_orm::ActiveEnum::to_value(value)
}

/// The value of a closed list that a word means.
pub fn read_word<E: sea_orm::ActiveEnum<Value = String>>(word: &str) -> Option<E> {
    E::try_from_value(&word.to_owned()).ok()
}
