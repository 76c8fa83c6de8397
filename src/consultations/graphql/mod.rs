//! Consultations in the API. Deliberately absent: rules.

pub mod minutes;
pub mod mutations;
pub mod sessions;

use async_graphql::{Context, ID, Object, SimpleObject};

use minutes::ConsultationMinutes;
use sessions::{ConsultationSession, held};

use super::account::{Conformity, classes};
use super::machine::PRACTICE;
use crate::casework::case::read_word;
use crate::casework::content::Particulars;
use crate::casework::deed::Deed;
use crate::casework::graphql::Shown;
use crate::casework::kinds::{
    CaseAct, CaseKind, ConsultationType, DeclineGround, Fact, Level, OutcomeForm, ParticipantClass,
    Party, TopicSource,
};
use crate::events::graphql::words::SealedText;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Date, UuidText};
use crate::organization::graphql::units::HandlingUnit;
use crate::statistics::graphql::node::HierarchyNode;

/// The most instructions that one consultation lists.
const MOST: usize = 50;

/// A leader's instruction on the outcome (批示).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseInstruction {
    /// Of which level the leader is (层级).
    pub level: Level,
    /// The day (日期).
    pub on: Date,
    /// What it says (批示内容).
    pub text: Option<SealedText>,
}

/// The four phrases of the district's mode, each as it stands now (四要素).
#[derive(SimpleObject, Clone, Debug)]
pub struct ConsultationConformity {
    /// A township or subdistrict named the topic (乡镇街道点题).
    pub township_topic: bool,
    /// A body of the CPPCC organises it (政协组织).
    pub cppcc_organized: bool,
    /// At least one session was held on the spot (实地协商).
    pub on_site: bool,
    /// At least four of the six classes of people took part, in all sessions together (广泛参与).
    pub broad_participation: bool,
    /// Whether all four hold (四要素全部符合).
    pub all: bool,
}

/// A consultation (协商).
#[Object]
impl Consultation {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title: the topic (议题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// Its type (协商类型).
    #[graphql(name = "type")]
    async fn sort(&self) -> Option<ConsultationType> {
        read_word(self.0.case.newest(Fact::Sorted)?.value.as_deref()?)
    }

    /// Where the topic came from (点题来源).
    async fn topic_source(&self) -> Option<TopicSource> {
        read_word(self.0.case.newest(Fact::Topic)?.value.as_deref()?)
    }

    /// The township, workroom or member that named the topic; null when none is named (点题者).
    async fn named_by(&self) -> Option<HierarchyNode> {
        match self.0.case.particulars() {
            Particulars::Consultation { named_by, .. } => self.node((*named_by)?),
            _ => None,
        }
    }

    /// Whose topic it is: a member's, a workroom's, or that of another body (提出者).
    async fn author(&self) -> Option<HierarchyNode> {
        self.node(self.0.case.version.author_id)
    }

    /// The body of the CPPCC that organises it; null while none is named (组织单位).
    async fn organizer(&self) -> Option<HierarchyNode> {
        self.node(self.0.case.parties(Party::Organizer).next()?)
    }

    /// On which ground the topic was not taken up; null otherwise (不予选题理由).
    async fn decline_ground(&self) -> Option<DeclineGround> {
        read_word(self.0.case.newest(Fact::Declined)?.value.as_deref()?)
    }

    /// The opaque id of the proposal that it belongs to; null when it belongs to none (所属提案).
    async fn proposal_id(&self) -> Option<ID> {
        match self.0.case.particulars() {
            Particulars::Consultation { proposal, .. } => {
                let kind = crate::casework::graphql::related::type_name(CaseKind::Proposal);
                Some(GlobalId::encode(
                    kind,
                    self.0.pin.district_id(),
                    (*proposal)?.0,
                ))
            }
            _ => None,
        }
    }

    /// The item of the annual plan; null when there is none (年度计划项目).
    async fn plan_item(&self) -> Option<&str> {
        match &self.0.case.last(CaseAct::Plan)?.deed {
            Deed::Plan { item } => item.as_deref(),
            _ => None,
        }
    }

    /// Whether it is off the annual plan; null while it was not decided (是否计划外).
    async fn off_plan(&self) -> Option<bool> {
        let planned = self.0.case.newest(Fact::Planned)?;
        Some(planned.value.as_deref() == Some("OFF_PLAN"))
    }

    /// The day on which it is to be held, as was last said; null while none is set (计划日期).
    async fn planned_on(&self) -> Option<Date> {
        match &self.0.case.last(CaseAct::Prepare)?.deed {
            Deed::Prepare { planned_on } => Some((*planned_on).into()),
            _ => None,
        }
    }

    /// Its sessions, the first recorded first, at most 50 (场次).
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<ConsultationSession>> {
        held(ctx, &self.0).await
    }

    /// The classes of people who took part, in all sessions together (参加人员类别).
    async fn participant_classes(&self) -> Vec<ParticipantClass> {
        classes(&self.0.case).into_iter().collect()
    }

    /// The minutes; null while there are none (纪要).
    async fn minutes(&self) -> Option<ConsultationMinutes> {
        ConsultationMinutes::of(&self.0)
    }

    /// The form in which the outcome was submitted; null while it was not (成果形式).
    async fn outcome_form(&self) -> Option<OutcomeForm> {
        read_word(
            self.0
                .case
                .newest(Fact::OutcomeSubmitted)?
                .value
                .as_deref()?,
        )
    }

    /// Leaders' instructions on the outcome, the first first, at most 50 (批示).
    async fn instructions(&self) -> Vec<CaseInstruction> {
        let steps = self.0.case.steps.iter();
        let instructions = steps.filter_map(|step| match &step.deed {
            Deed::Instruct { level } => Some(CaseInstruction {
                level: *level,
                on: step.row.taken_on.into(),
                text: self.0.note(step),
            }),
            _ => None,
        });
        instructions.take(MOST).collect()
    }

    /// The units that answer its points (承办单位).
    async fn units(&self) -> Vec<HandlingUnit> {
        let units = self.0.case.parties(Party::LeadUnit);
        units
            .filter_map(|unit| HandlingUnit::of(&self.0.pin, unit))
            .collect()
    }

    /// How far it keeps to the four phrases of the district's mode (四要素符合情况).
    async fn conformity(&self) -> ConsultationConformity {
        let is = Conformity::of(&self.0.case);
        ConsultationConformity {
            township_topic: is.township_topic,
            cppcc_organized: is.cppcc_organized,
            on_site: is.on_site,
            broad_participation: is.broad_participation,
            all: is.all(),
        }
    }
}

impl Consultation {
    fn node(&self, id: NodeId) -> Option<HierarchyNode> {
        HierarchyNode::find(&self.0.pin, id)
    }
}

crate::case_face! {
    Consultation "consultation" "协商" of PRACTICE;
    ConsultationConnection, ConsultationEdge, ConsultationPayload { consultation }
}
