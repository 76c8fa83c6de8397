//! Proposals in the API. Deliberately absent: rules.

pub mod drafting;
pub mod handling;
pub mod letters;
pub mod reviewing;

use async_graphql::{Context, ID, MergedObject, Object, SimpleObject};

use self::letters::letter;
use super::machine::PRACTICE;
use crate::casework::Case;
use crate::casework::case::{Step, read_word};
use crate::casework::content::Particulars;
use crate::casework::deed::Deed;
use crate::casework::entity::case_fact;
use crate::casework::graphql::related::last_master;
use crate::casework::graphql::{Shown, node_of_any};
use crate::casework::kinds::{
    CaseAct, ContactMethod, Conversion, Fact, NotFiledGround, Party, ProposalCategory,
    ProposalSort, ResultClass, Satisfaction,
};
use crate::casework::taking::FACTS;
use crate::events::graphql::words::SealedText;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::{Date, UuidText};
use crate::organization::graphql::nodes::{Member, Workroom};
use crate::organization::graphql::units::HandlingUnit;
use crate::statistics::graphql::node::HierarchyNode;

/// The most contacts, opinions, replies and co-signers that one proposal lists.
const MOST: usize = 100;

crate::case_face! {
    Proposal "proposal" "提案" of PRACTICE;
    ProposalConnection, ProposalEdge, ProposalPayload { proposal }
}

/// The mutations of proposals.
#[derive(MergedObject, Default, Debug)]
pub struct ProposalMutation(
    drafting::ProposalProposeMutation,
    drafting::ProposalDraftingMutation,
    reviewing::ProposalReviewingMutation,
    handling::ProposalHandlingMutation,
    letters::ResultLetterMutation,
);

/// A contact with the proposer (面商).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposalContact {
    /// How (方式).
    pub method: Option<ContactMethod>,
    /// The day (日期).
    pub on: Date,
    /// The day by which the first was due (应面商日).
    pub due_on: Option<Date>,
    /// What was said (内容).
    pub summary: Option<SealedText>,
}

/// The opinion of a supporting unit (会办意见).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposalOpinion {
    /// Which unit (会办单位).
    pub unit: Option<HandlingUnit>,
    /// The day (日期).
    pub on: Date,
    /// The day by which it was due (应提出日).
    pub due_on: Option<Date>,
    /// The opinion (意见).
    pub text: Option<SealedText>,
}

/// A unit's signed reply to each proposer (答复).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposalReply {
    /// Which unit (承办单位).
    pub unit: Option<HandlingUnit>,
    /// What came of it, by meaning (办理结果).
    pub result: ResultClass,
    /// The letter that stands for the result in the year of the reply; null where none is set (结果代码).
    pub letter: Option<String>,
    /// The day (答复日期).
    pub on: Date,
    /// The promised day, where something is still to come (承诺日期).
    pub promised_on: Option<Date>,
    /// What was said (答复内容).
    pub text: Option<SealedText>,
}

/// A feedback form: how a proposer rates the handling and the result (评价).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposalEvaluation {
    /// Who; of the proposal's grade the first proposer (评价人).
    pub member: Member,
    /// How it was handled; null of a co-signer's (过程评价).
    pub process: Option<Satisfaction>,
    /// What came of it (结果评价).
    pub result: Satisfaction,
    /// The day; silence is recorded on a day too (日期).
    pub on: Date,
}

/// How a unit rates the proposal, in marks from 1 to 5 (单位评议).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposalRating {
    /// Which unit (承办单位).
    pub unit: Option<HandlingUnit>,
    /// How well it is aimed (选题).
    pub focus: i32,
    /// How well it is argued (分析).
    pub analysis: i32,
    /// How feasible it is (可行性).
    pub feasibility: i32,
    /// Whether it keeps to one matter (一事一案).
    pub one_matter: bool,
    /// The day (日期).
    pub on: Date,
}

impl Proposal {
    fn members(&self, party: Party) -> Vec<Member> {
        let nodes = self.0.case.parties(party).take(MOST);
        nodes.map(|node| Member::new(&self.0.pin, node)).collect()
    }

    fn units(&self, party: Party) -> Vec<HandlingUnit> {
        let nodes = self.0.case.parties(party);
        nodes
            .filter_map(|node| HandlingUnit::of(&self.0.pin, node))
            .collect()
    }

    fn note(&self, step: Option<&Step>) -> Option<SealedText> {
        self.0.note(step?)
    }

    fn unit_of(&self, node: Option<NodeId>) -> Option<HandlingUnit> {
        HandlingUnit::of(&self.0.pin, node?)
    }

    /// The facts of a sort that stand, each with the step that made it.
    fn told(&self, fact: Fact) -> impl Iterator<Item = (&case_fact::Model, Option<&Step>)> {
        told(&self.0.case, fact)
    }

    fn particulars(&self) -> Option<(ProposalSort, ProposalCategory, Option<NodeId>)> {
        match self.0.case.particulars() {
            Particulars::Proposal {
                sort,
                category,
                body,
            } => Some((*sort, *category, *body)),
            _ => None,
        }
    }
}

/// The facts of a sort, each with the step that made it true.
fn told(case: &Case, fact: Fact) -> impl Iterator<Item = (&case_fact::Model, Option<&Step>)> {
    let step = |row: &case_fact::Model| {
        let ordinal = row.ordinal.checked_div(FACTS);
        let mut steps = case.steps.iter();
        steps.find(|step| Some(step.row.ordinal) == ordinal)
    };
    case.facts_of(fact)
        .take(MOST)
        .map(move |row| (row, step(row)))
}

/// A proposal (提案).
#[Object]
impl Proposal {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title (案由).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// The first proposer (第一提案人).
    async fn author(&self) -> Member {
        Member::new(&self.0.pin, self.0.case.version.author_id)
    }

    /// The workroom whose officer entered it; null when the author did (代录工作室).
    async fn workroom(&self) -> Option<Workroom> {
        let workroom = self.0.case.parties(Party::Workroom).next()?;
        Some(Workroom::new(&self.0.pin, workroom))
    }

    /// Who proposes: one member, several, or a body (提案类别).
    async fn sort(&self) -> Option<ProposalSort> {
        self.particulars().map(|(sort, _, _)| sort)
    }

    /// What it is about (内容分类).
    async fn category(&self) -> Option<ProposalCategory> {
        self.particulars().map(|(_, category, _)| category)
    }

    /// The body that proposes; null unless it is collective (提案主体).
    async fn body(&self) -> Option<HierarchyNode> {
        node_of_any(&self.0.pin, self.particulars()?.2?)
    }

    /// Members who co-signed, at most 100 (联名委员).
    async fn cosigners(&self) -> Vec<Member> {
        self.members(Party::Cosigner)
    }

    /// Members who were invited to co-sign and have not answered, at most 100 (受邀联名委员).
    async fn invited(&self) -> Vec<Member> {
        self.members(Party::Invited)
    }

    /// The number that it is filed under; null before (案号).
    async fn file_number(&self) -> Option<&str> {
        self.0.case.version.reference.as_deref()
    }

    /// The day of filing; null when it was not filed (立案日期).
    async fn filed_on(&self) -> Option<Date> {
        self.0.case.day_of(Fact::Filed).map(Into::into)
    }

    /// On which ground it was not filed; null otherwise (不予立案理由).
    async fn not_filed_ground(&self) -> Option<NotFiledGround> {
        read_word(self.0.case.newest(Fact::NotFiled)?.value.as_deref()?)
    }

    /// Into what it was turned; null otherwise (转办去向).
    async fn converted_into(&self) -> Option<Conversion> {
        read_word(self.0.case.newest(Fact::Converted)?.value.as_deref()?)
    }

    /// Whether it is a key proposal (是否重点提案).
    async fn is_key(&self) -> bool {
        self.0.case.newest(Fact::Key).is_some()
    }

    /// The leader who leads or supervises a key proposal (领衔督办领导).
    async fn supervisor(&self) -> Option<Member> {
        self.members(Party::Supervisor).pop()
    }

    /// Whether it was named an excellent one (是否优秀提案).
    async fn is_excellent(&self) -> bool {
        self.0.case.newest(Fact::Excellent).is_some()
    }

    /// The units that answer: one lead, or several that each answer (主办、分办单位).
    async fn lead_units(&self) -> Vec<HandlingUnit> {
        self.units(Party::LeadUnit)
    }

    /// Units that support the lead (会办单位).
    async fn co_units(&self) -> Vec<HandlingUnit> {
        self.units(Party::CoUnit)
    }

    /// Contacts with the proposer, the first first, at most 100 (面商).
    async fn contacts(&self) -> Vec<ProposalContact> {
        self.told(Fact::Contacted)
            .map(|(row, step)| ProposalContact {
                method: row.value.as_deref().and_then(read_word),
                on: row.on_day.into(),
                due_on: row.due_on.map(Into::into),
                summary: self.note(step),
            })
            .collect()
    }

    /// Opinions of supporting units, at most 100 (会办意见).
    async fn opinions(&self) -> Vec<ProposalOpinion> {
        self.told(Fact::Opined)
            .map(|(row, step)| ProposalOpinion {
                unit: self.unit_of(row.node_id),
                on: row.on_day.into(),
                due_on: row.due_on.map(Into::into),
                text: self.note(step),
            })
            .collect()
    }

    /// The day by which the reply is due; null before a unit signs (应复日).
    async fn reply_due_on(&self) -> Option<Date> {
        self.0.case.day_of(Fact::ReplyDue).map(Into::into)
    }

    /// The replies that stand, one of each unit that answers; of one that was merged, those to its master (答复).
    async fn replies(&self, ctx: &Context<'_>) -> Result<Vec<ProposalReply>> {
        let master = last_master(ctx, &self.0).await?;
        let case = master.as_ref().unwrap_or(&self.0.case);
        let mut replies = Vec::new();
        for (row, step) in told(case, Fact::UnitReplied) {
            let Some(result) = row.value.as_deref().and_then(read_word) else {
                continue;
            };
            let promised_on = match step.map(|step| &step.deed) {
                Some(Deed::Reply { promised_on, .. }) => promised_on.map(Into::into),
                _ => None,
            };
            replies.push(ProposalReply {
                unit: self.unit_of(row.node_id),
                result,
                letter: letter(ctx, &self.0.pin, result, row.on_day).await?,
                on: row.on_day.into(),
                promised_on,
                text: self.note(step),
            });
        }
        Ok(replies)
    }

    /// The result of the proposal as a whole: of several replies the least finished (办理结果).
    async fn result(&self) -> Option<ResultClass> {
        self.0.case.result()
    }

    /// The grade: the first proposer's form, or his silence; null before (评价).
    async fn evaluation(&self) -> Option<ProposalEvaluation> {
        let case = &self.0.case;
        let rated = |fact| read_word(case.newest(fact)?.value.as_deref()?);
        Some(ProposalEvaluation {
            member: Member::new(&self.0.pin, case.version.author_id),
            process: Some(rated(Fact::ProcessRated)?),
            result: rated(Fact::ResultRated)?,
            on: case.day_of(Fact::Evaluated)?.into(),
        })
    }

    /// The forms of co-signers, and of the proposers of a merged proposal, beside the grade; at most 100 (联名人评价).
    async fn cosigner_evaluations(&self) -> Vec<ProposalEvaluation> {
        self.told(Fact::CosignerRated)
            .filter_map(|(row, _)| {
                Some(ProposalEvaluation {
                    member: Member::new(&self.0.pin, row.node_id?),
                    process: None,
                    result: read_word(row.value.as_deref()?)?,
                    on: row.on_day.into(),
                })
            })
            .collect()
    }

    /// How the units rate the proposal (单位评议).
    async fn ratings(&self) -> Vec<ProposalRating> {
        let steps = self.0.case.steps.iter();
        let rated = steps.filter(|step| step.row.act == CaseAct::RateProposal);
        rated
            .take(MOST)
            .filter_map(|step| match step.deed {
                Deed::RateProposal {
                    focus,
                    analysis,
                    feasibility,
                    one_matter,
                } => Some(ProposalRating {
                    unit: self.unit_of(step.row.actor_scope),
                    focus,
                    analysis,
                    feasibility,
                    one_matter,
                    on: step.row.taken_on.into(),
                }),
                _ => None,
            })
            .collect()
    }

    /// The day on which it was found realised; null otherwise (落实日期).
    async fn realized_on(&self) -> Option<Date> {
        self.0.case.day_of(Fact::Solved).map(Into::into)
    }
}
