//! The type of oversight campaigns in the API. Deliberately absent: its rounds and its coverage, which are in `rounds`.

use async_graphql::{Context, ID, Object, SimpleObject};

use super::rounds::{OversightCoverage, OversightRound, coverage, held};
use crate::casework::case::read_word;
use crate::casework::content::Particulars;
use crate::casework::deed::Deed;
use crate::casework::graphql::{Shown, node_of_any};
use crate::casework::kinds::{CaseAct, Fact, Level, OversightForm, Party, PointAdoption};
use crate::events::graphql::words::SealedText;
use crate::kernel::error::Result;
use crate::kernel::scalars::{Date, DivisionCode, Month, UuidText};
use crate::organization::graphql::units::HandlingUnit;
use crate::oversight::campaign::PRACTICE;
use crate::oversight::campaign::plan::Plan;
use crate::statistics::graphql::node::HierarchyNode;

/// The most instructions and answers that one campaign lists.
const MOST: usize = 50;

crate::case_face! {
    OversightCampaign "campaign of oversight" "专项监督" of PRACTICE;
    OversightCampaignConnection, OversightCampaignEdge, OversightCampaignPayload { oversight_campaign }
}

/// A leader's instruction on the opinion (批示).
#[derive(SimpleObject, Clone, Debug)]
pub struct OversightInstruction {
    /// Of which level the leader is (层级).
    pub level: Level,
    /// The day (日期).
    pub on: Date,
    /// What it says (批示内容).
    pub text: Option<SealedText>,
}

/// A unit's answer to the opinion (单位反馈).
#[derive(SimpleObject, Clone, Debug)]
pub struct OversightFeedback {
    /// Which unit (承办单位).
    pub unit: Option<HandlingUnit>,
    /// What it makes of the opinion (采纳情况).
    pub adoption: PointAdoption,
    /// The day (日期).
    pub on: Date,
    /// What it says (反馈内容).
    pub text: Option<SealedText>,
}

impl OversightCampaign {
    fn plan(&self) -> Option<Plan<'_>> {
        Plan::of(&self.0.case)
    }
}

/// An oversight campaign; it advises (专项监督).
#[Object]
impl OversightCampaign {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title: what is looked at (监督议题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// The body that proposed it (提出单位).
    async fn author(&self) -> Option<HierarchyNode> {
        node_of_any(&self.0.pin, self.0.case.version.author_id)
    }

    /// The body that organises it (组织单位).
    async fn organizer(&self) -> Option<HierarchyNode> {
        node_of_any(&self.0.pin, self.0.case.parties(Party::Organizer).next()?)
    }

    /// Its form (监督形式).
    async fn form(&self) -> Option<OversightForm> {
        read_word(self.0.case.newest(Fact::Sorted)?.value.as_deref()?)
    }

    /// The campaign of the province or city that it is a part of; null when it is of none (上级联动活动).
    async fn parent_campaign(&self) -> Option<&str> {
        match self.0.case.particulars() {
            Particulars::Oversight { parent, .. } => parent.as_deref(),
            _ => None,
        }
    }

    /// The item of the annual plan; null when there is none (年度计划项目).
    async fn plan_item(&self) -> Option<&str> {
        match &self.0.case.last(CaseAct::Approve)?.deed {
            Deed::Approve { item } => item.as_deref(),
            _ => None,
        }
    }

    /// Whether it is off the annual plan; null while it is not approved (是否计划外).
    async fn off_plan(&self) -> Option<bool> {
        let planned = self.0.case.newest(Fact::Planned)?;
        Some(planned.value.as_deref() == Some("OFF_PLAN"))
    }

    /// The townships and subdistricts to visit, at most 50; empty before it is launched (监督范围).
    async fn divisions(&self) -> Vec<DivisionCode> {
        let divisions = self.plan().map(|plan| plan.divisions).unwrap_or_default();
        divisions
            .iter()
            .map(|code| DivisionCode(code.clone()))
            .collect()
    }

    /// The months of the plan, at most 24; empty before it is launched (监督月份).
    async fn months(&self) -> Vec<Month> {
        let plan = self.plan().into_iter();
        plan.flat_map(Plan::months).map(Month::of).collect()
    }

    /// What is looked at, at most 30; empty before it is launched (监督事项).
    async fn items(&self) -> Vec<String> {
        self.plan()
            .map(|plan| plan.items.to_vec())
            .unwrap_or_default()
    }

    /// The groups that take part, at most 20; empty before it is launched (监督小组).
    async fn groups(&self) -> Vec<HierarchyNode> {
        let groups = self.0.case.parties(Party::Group);
        groups
            .filter_map(|group| node_of_any(&self.0.pin, group))
            .collect()
    }

    /// How much of the plan was visited; null before it is launched (监督覆盖情况).
    async fn coverage(&self) -> Option<OversightCoverage> {
        coverage(&self.0)
    }

    /// Its rounds, the first recorded first, at most 200 (监督轮次).
    async fn rounds(&self, ctx: &Context<'_>) -> Result<Vec<OversightRound>> {
        held(ctx, &self.0).await
    }

    /// The day on which the opinion was submitted; null before (监督意见报送日期).
    async fn opinion_submitted_on(&self) -> Option<Date> {
        self.0.case.day_of(Fact::OpinionSubmitted).map(Into::into)
    }

    /// Leaders' instructions on the opinion, the first first, at most 50 (批示).
    async fn instructions(&self) -> Vec<OversightInstruction> {
        let steps = self.0.case.steps.iter();
        let instructions = steps.filter_map(|step| match &step.deed {
            Deed::Instruct { level } => Some(OversightInstruction {
                level: *level,
                on: step.row.taken_on.into(),
                text: self.0.note(step),
            }),
            _ => None,
        });
        instructions.take(MOST).collect()
    }

    /// The units that the opinion was assigned to (承办单位).
    async fn units(&self) -> Vec<HandlingUnit> {
        let units = self.0.case.parties(Party::LeadUnit);
        units
            .filter_map(|unit| HandlingUnit::of(&self.0.pin, unit))
            .collect()
    }

    /// What the units answered, one answer of each, at most 50 (单位反馈).
    async fn feedback(&self) -> Vec<OversightFeedback> {
        let steps = self.0.case.steps.iter();
        let answers = steps.filter_map(|step| match &step.deed {
            Deed::GiveFeedback {
                adoption: Some(adoption),
                ..
            } => Some(OversightFeedback {
                unit: HandlingUnit::of(&self.0.pin, step.row.actor_scope?),
                adoption: *adoption,
                on: step.row.taken_on.into(),
                text: self.0.note(step),
            }),
            _ => None,
        });
        answers.take(MOST).collect()
    }
}
