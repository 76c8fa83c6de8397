//! Naming a topic, choosing it and entering it in the plan (点题、选题、列入计划).
//! Deliberately absent: rules; `casework::taking` asks them.

use async_graphql::{Context, ID, InputObject, Object};

use super::{ConsultationPayload, KIND};
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::doing::{opened, started};
use crate::casework::graphql::reading::BODY;
use crate::casework::kinds::{CaseAct, ConsultationType, DeclineGround, TopicSource};
use crate::casework::opening::Opening;
use crate::kernel::error::Result;
use crate::kernel::scalars::{Date, DivisionCode, UuidText};

/// The longest item of the annual plan, in characters.
const ITEM: usize = 200;
/// The types of whoever names a topic.
const NAMERS: &[&str] = &["Township", "Workroom", "Member", "ViceChair"];

/// A topic to name (点题).
#[derive(InputObject, Debug)]
pub struct ConsultationProposeInput {
    /// The id that the client made, a UUID; sending it again is safe for ever (客户端编号).
    id: UuidText,
    /// The topic, at most 200 characters (议题).
    title: String,
    /// What is to be consulted on, at most 5000 characters (内容).
    content: String,
    /// The type (协商类型).
    #[graphql(name = "type")]
    sort: ConsultationType,
    /// Where the topic came from (点题来源).
    topic_source: TopicSource,
    /// The township, workroom or member that named the topic (点题者).
    named_by_id: Option<ID>,
    /// The proposal, of a consultation on the handling of one and of no other (所属提案).
    proposal_id: Option<ID>,
    /// The body whose topic it is; the office names it, or leaves it out for the district's own (提出者).
    author_id: Option<ID>,
    /// Where (地点).
    place_code: Option<DivisionCode>,
    /// The campaigns whose labels it carries, at most 10 (主题活动).
    campaign_ids: Option<Vec<ID>>,
    /// The residents' opinions or other cases that it came out of, at most 10 (来源).
    derived_from_ids: Option<Vec<ID>>,
    /// The day; today when left out (日期).
    on: Option<Date>,
}

/// Adds to what is said what only a consultation says.
fn topic(
    reading: &mut Reading,
    content: Content,
    (kind, source): (ConsultationType, TopicSource),
    (named_by, proposal): (Option<&ID>, Option<&ID>),
) -> Content {
    let particulars = Particulars::Consultation {
        kind,
        source,
        named_by: reading.node_if("namedById", named_by, NAMERS),
        proposal: proposal.map(|id| reading.case("proposalId", id, "Proposal")),
    };
    Content {
        particulars,
        ..content
    }
}

/// The mutation that begins a consultation.
#[derive(Default, Debug)]
pub struct ConsultationProposeMutation;

/// The mutation that begins a consultation.
#[Object]
impl ConsultationProposeMutation {
    /// Names a topic to consult on; the same id with the same content does nothing again (点题).
    async fn consultation_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is proposed (内容).")] input: ConsultationProposeInput,
    ) -> Result<ConsultationPayload> {
        let (request, mut reading) = started(ctx, KIND.0, CaseAct::Propose)?;
        let id = reading.made("id", &input.id);
        let content = reading.content(&input.title, &input.content, input.place_code.as_ref());
        let sort = (input.sort, input.topic_source);
        let of = (input.named_by_id.as_ref(), input.proposal_id.as_ref());
        let opening = Opening {
            id,
            content: topic(&mut reading, content, sort, of),
            author: reading.node_if("authorId", input.author_id.as_ref(), BODY),
            campaigns: reading.campaigns(input.campaign_ids.as_deref()),
            derived: reading.derived(input.derived_from_ids.as_deref()),
            draft: false,
            on: reading.day_if("on", input.on.as_ref()),
        };
        let done = opened(request, reading, KIND.0, opening).await;
        ConsultationPayload::of(request, id, done).await
    }
}

crate::case_deeds! {
    /// The mutations of topics.
    ConsultationTopicMutation of KIND -> ConsultationPayload;

    /// Says a topic anew, before it is chosen (修改议题).
    consultation_revise(ConsultationReviseInput) of Revise {
        /// The topic, at most 200 characters (议题).
        title: String,
        /// What is to be consulted on, at most 5000 characters (内容).
        content: String,
        /// The type (协商类型).
        #[graphql(name = "type")]
        sort: ConsultationType,
        /// Where the topic came from (点题来源).
        topic_source: TopicSource,
        /// The township, workroom or member that named the topic (点题者).
        named_by_id: Option<ID>,
        /// The proposal that it belongs to, which cannot change (所属提案).
        proposal_id: Option<ID>,
        /// Where (地点).
        place_code: Option<DivisionCode>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let content = reading.content(&input.title, &input.content, input.place_code.as_ref());
        let sort = (input.sort, input.topic_source);
        let of = (input.named_by_id.as_ref(), input.proposal_id.as_ref());
        let deed = Deed::Revise {
            content: topic(reading, content, sort, of),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Chooses a topic and names who organises it (选题).
    consultation_select(ConsultationSelectInput) of Select {
        /// The body of the CPPCC that organises it (组织单位).
        organizer_id: ID,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Select {
            organizer: reading.node("organizerId", &input.organizer_id, BODY),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Does not take up a topic, on a ground (不予选题).
    consultation_decline(ConsultationDeclineInput) of Decline {
        /// The ground (理由).
        ground: DeclineGround,
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| {
        let deed = Deed::Decline {
            ground: input.ground,
        };
        (deed, reading.said("reason", &input.reason))
    };

    /// Enters one in the annual plan, or marks it as off the plan (列入计划).
    consultation_plan(ConsultationPlanInput) of Plan {
        /// The item of the annual plan, at most 200 characters; left out when it is off the plan (年度计划项目).
        item: Option<String>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let item = input.item.as_deref();
        let deed = Deed::Plan {
            item: item.map(|item| reading.text("item", item, ITEM, false)),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };
}
