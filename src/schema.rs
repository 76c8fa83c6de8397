//! The schema: the slices' roots merged. Deliberately absent: limits of requests, which the doors keep.

use async_graphql::{
    Context, ID, Interface, MergedObject, Object, Pos, Response, Schema, SimpleObject,
    ValidationMode,
};
use futures_util::StreamExt;

use crate::access::graphql::AccessQuery;
use crate::access::graphql::accesses::AccessesQuery;
use crate::access::graphql::keeping::SignInKeepingMutation;
use crate::access::graphql::mutations::AccessMutation;
use crate::access::graphql::signing::{SigningMutation, SigningQuery};
use crate::assessment::graphql::AssessmentMutation;
use crate::casework::graphql::limits::CaseLimitMutation;
use crate::casework::graphql::points::AdoptionPointsMutation;
use crate::consultations::graphql::mutations::ConsultationMutation;
use crate::consultations::graphql::{Consultation, load as load_consultation};
use crate::events::graphql::{Event, EventsMutation, load_event};
use crate::exports::graphql::ExportMutation;
use crate::hotline::graphql::HotlineMutation;
use crate::kernel::actor::Role;
use crate::kernel::batches::batches;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{CaseId, DistrictId, EventId, GlobalId, NodeId};
use crate::kernel::scalars::{DateTime, DivisionCode};
use crate::linkage::graphql::LinkageMutation;
use crate::linkage::{Node as ChainNode, Request};
use crate::live::graphql::LiveSubscription;
use crate::live::turn::Turn;
use crate::micro_suggestions::graphql::mutations::MicroSuggestionMutation;
use crate::micro_suggestions::graphql::{MicroSuggestion, load as load_micro_suggestion};
use crate::organization::graphql::history::OrganizationQuery;
use crate::organization::graphql::mutations::OrganizationMutation;
use crate::organization::graphql::nodes::{
    District, Member, Sector, SectorGroup, SpecialCommittee, Township, ViceChair, Workroom,
};
use crate::organization::graphql::places::node_of;
use crate::organization::graphql::units::HandlingUnit;
use crate::oversight::graphql::{
    Finding, OversightCampaign, OversightMutation, load_campaign, load_finding,
};
use crate::personal::graphql::{PersonalDataMutation, PersonalDataQuery};
use crate::proposals::graphql::{Proposal, ProposalMutation, load as load_proposal};
use crate::public_voices::graphql::mutations::PublicVoiceMutation;
use crate::public_voices::graphql::{PublicVoice, load as load_public_voice};
use crate::published::graphql::{
    PublishedFigure, PublishedFigureMutation, load as load_published_figure,
};
use crate::sentiment_reports::graphql::mutations::SentimentReportMutation;
use crate::sentiment_reports::graphql::{SentimentReport, load as load_sentiment_report};
use crate::statements::graphql::{Statement, StatementMutation, load as load_statement};
use crate::statistics::asked::Asked;
use crate::statistics::graphql::catalog::CatalogQuery;
use crate::statistics::graphql::node::HierarchyNode;
use crate::webhooks::graphql::WebhookQuery;
use crate::webhooks::graphql::mutations::WebhookMutation;

/// The program's schema.
pub type WorkroomsSchema = Schema<Query, Mutation, LiveSubscription>;

/// What can be asked (查询).
#[derive(MergedObject, Default, Debug)]
pub struct Query(
    RootQuery,
    CatalogQuery,
    OrganizationQuery,
    AccessQuery,
    PersonalDataQuery,
    AccessesQuery,
    SigningQuery,
    WebhookQuery,
);

/// What can be done (操作).
#[derive(MergedObject, Default, Debug)]
pub struct Mutation(
    OrganizationMutation,
    LinkageMutation,
    EventsMutation,
    MicroSuggestionMutation,
    ProposalMutation,
    ConsultationMutation,
    OversightMutation,
    CaseLimitMutation,
    PublishedFigureMutation,
    StatementMutation,
    AssessmentMutation,
    ExportMutation,
    HotlineMutation,
    SentimentReportMutation,
    PublicVoiceMutation,
    AdoptionPointsMutation,
    AccessMutation,
    PersonalDataMutation,
    SignInKeepingMutation,
    SigningMutation,
    WebhookMutation,
);

/// Anything with an opaque id (可按标识读取的对象).
#[derive(Interface, Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few of them are made for an answer"
)]
#[graphql(
    name = "Node",
    field(name = "id", ty = "ID", desc = "The opaque id (标识).")
)]
pub enum AnyNode {
    /// The district.
    District(District),
    /// A township.
    Township(Township),
    /// A sector.
    Sector(Sector),
    /// A vice-chairperson.
    ViceChair(ViceChair),
    /// A special committee.
    SpecialCommittee(SpecialCommittee),
    /// A sector group.
    SectorGroup(SectorGroup),
    /// A workroom.
    Workroom(Workroom),
    /// A member.
    Member(Member),
    /// An event.
    Event(Event),
    /// A micro-suggestion.
    MicroSuggestion(MicroSuggestion),
    /// A proposal.
    Proposal(Proposal),
    /// A sentiment report.
    SentimentReport(SentimentReport),
    /// A public voice.
    PublicVoice(PublicVoice),
    /// A consultation.
    Consultation(Consultation),
    /// An oversight campaign.
    OversightCampaign(OversightCampaign),
    /// A finding of one.
    Finding(Finding),
    /// A handling unit.
    HandlingUnit(HandlingUnit),
    /// A published figure.
    PublishedFigure(PublishedFigure),
    /// A statement.
    Statement(Statement),
}

impl From<HierarchyNode> for AnyNode {
    fn from(node: HierarchyNode) -> Self {
        match node {
            HierarchyNode::District(node) => Self::District(node),
            HierarchyNode::Township(node) => Self::Township(node),
            HierarchyNode::Sector(node) => Self::Sector(node),
            HierarchyNode::ViceChair(node) => Self::ViceChair(node),
            HierarchyNode::SpecialCommittee(node) => Self::SpecialCommittee(node),
            HierarchyNode::SectorGroup(node) => Self::SectorGroup(node),
            HierarchyNode::Workroom(node) => Self::Workroom(node),
            HierarchyNode::Member(node) => Self::Member(node),
        }
    }
}

/// Who asks (当前调用者).
#[derive(SimpleObject, Clone, Debug)]
pub struct Viewer {
    /// The role of the token (角色).
    pub role: Role,
    /// The district of the token; null for administrators of the installation (区县).
    pub district: Option<District>,
    /// The workroom, member or other node that the token acts for (代表节点).
    pub scope: Option<HierarchyNode>,
    /// The handling unit that the token acts for (承办单位).
    pub unit: Option<HandlingUnit>,
}

/// The roots that belong to no slice.
#[derive(Default, Debug)]
pub struct RootQuery;

/// The roots that belong to no slice.
#[Object]
impl RootQuery {
    /// Who asks; null when nobody is signed in (当前调用者).
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let request = ctx.data_unchecked::<Request>();
        let Some(actor) = &request.actor else {
            return Ok(None);
        };
        let pin = request.pin(&actor.district).await?;
        let scope = match (&pin, actor.scope) {
            (Some(pin), Some(id)) => [
                "Workroom",
                "Member",
                "SectorGroup",
                "SpecialCommittee",
                "Township",
                "Sector",
            ]
            .into_iter()
            .find_map(|kind| node_of(kind, id, pin))
            .map(|node| HierarchyNode::of(pin, node)),
            _ => None,
        };
        let unit = match (&pin, actor.scope) {
            (Some(pin), Some(id)) => HandlingUnit::of(pin, id),
            _ => None,
        };
        let district = pin.map(|pin| District::new(&pin, pin.chain.organization.district.id));
        Ok(Some(Viewer {
            role: actor.role,
            district,
            scope,
            unit,
        }))
    }

    /// The instant at this server, for clients whose clocks are wrong (服务器时间).
    async fn server_time(&self, ctx: &Context<'_>) -> DateTime {
        DateTime(ctx.data_unchecked::<Request>().this_moment())
    }

    /// A district by its code, `430503`; null when there is none or the caller may not see it (区县).
    async fn district(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The six-digit code (区划代码).")] code: DivisionCode,
    ) -> Result<Option<District>> {
        let request = ctx.data_unchecked::<Request>();
        request.actor()?;
        let Some(id) = DistrictId::parse(&code.0) else {
            return Ok(None);
        };
        Ok(request
            .pin(&id)
            .await?
            .map(|pin| District::new(&pin, pin.chain.organization.district.id)))
    }

    /// The districts that the caller may see (可见区县).
    async fn districts(&self, ctx: &Context<'_>) -> Result<Vec<District>> {
        let request = ctx.data_unchecked::<Request>();
        let own = request.pin(&request.actor()?.district).await?;
        Ok(own
            .into_iter()
            .map(|pin| District::new(&pin, pin.chain.organization.district.id))
            .collect())
    }

    /// Anything by its opaque id; null when there is none or the caller may not see it (按标识读取).
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The opaque id (标识).")] id: ID,
    ) -> Result<Option<AnyNode>> {
        Ok(load_nodes(ctx, &[id]).await?.pop().flatten())
    }

    /// Several things by their opaque ids, in their order; null where there is none (批量按标识读取).
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque ids, at most 100 (标识).")] ids: Vec<ID>,
    ) -> Result<Vec<Option<AnyNode>>> {
        if ids.len() > 100 {
            return Err(Problem::bad_input(
                "ids",
                "一次不超过 100 个。",
                "At most 100 at once.",
            ));
        }
        load_nodes(ctx, &ids).await
    }
}

async fn load_nodes(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Option<AnyNode>>> {
    let request = ctx.data_unchecked::<Request>();
    request.actor()?;
    let mut nodes = Vec::with_capacity(ids.len());
    for id in ids {
        nodes.push(load_node(request, id).await?);
    }
    Ok(nodes)
}

async fn load_node(request: &Request, id: &ID) -> Result<Option<AnyNode>> {
    let Some(id) = GlobalId::decode(id) else {
        return Ok(None);
    };
    let Some(pin) = request.pin(&id.district).await? else {
        return Ok(None);
    };
    if id.type_name == "Event" {
        let event = load_event(request, &pin, EventId(id.id)).await?;
        return Ok(event.map(AnyNode::Event));
    }
    if id.type_name == "MicroSuggestion" {
        let case = load_micro_suggestion(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::MicroSuggestion));
    }
    if id.type_name == "Proposal" {
        let case = load_proposal(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::Proposal));
    }
    if id.type_name == "Consultation" {
        let case = load_consultation(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::Consultation));
    }
    if id.type_name == "OversightCampaign" {
        let case = load_campaign(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::OversightCampaign));
    }
    if id.type_name == "Finding" {
        let case = load_finding(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::Finding));
    }
    if id.type_name == "PublishedFigure" {
        let figure = load_published_figure(request, &pin, NodeId(id.id)).await?;
        return Ok(figure.map(AnyNode::PublishedFigure));
    }
    if id.type_name == "Statement" {
        let statement = load_statement(request, &pin, NodeId(id.id)).await?;
        return Ok(statement.map(AnyNode::Statement));
    }
    if id.type_name == "SentimentReport" {
        let case = load_sentiment_report(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::SentimentReport));
    }
    if id.type_name == "PublicVoice" {
        let case = load_public_voice(request, &pin, CaseId(id.id)).await?;
        return Ok(case.map(AnyNode::PublicVoice));
    }
    if id.type_name == "HandlingUnit" {
        return Ok(HandlingUnit::of(&pin, NodeId(id.id)).map(AnyNode::HandlingUnit));
    }
    let node: Option<ChainNode> = node_of(&id.type_name, NodeId(id.id), &pin);
    Ok(node.map(|node| HierarchyNode::of(&pin, node).into()))
}

/// The schema, ready to execute documents that the doors have validated; it does not look at them a second time.
pub fn build() -> WorkroomsSchema {
    Schema::build(Query::default(), Mutation::default(), LiveSubscription)
        .register_output_type::<HierarchyNode>()
        .disable_suggestions()
        .validation_mode(ValidationMode::Fast)
        .finish()
}

/// Answers a document for a caller, with what resolvers look for: the view and the memory of one request.
pub async fn execute(
    schema: &WorkroomsSchema,
    document: async_graphql::Request,
    view: Request,
) -> Response {
    let answer = answer(document, view, |document| {
        let answer = schema.execute(document);
        async { Some(answer.await) }
    });
    answer.await.unwrap_or_default()
}

/// Answers a query for a caller from a standby; none where the primary must answer, because something was read in full.
pub async fn execute_on_standby(
    schema: &WorkroomsSchema,
    document: async_graphql::Request,
    view: Request,
) -> Option<Response> {
    answer(document, view, |document| {
        let answer = schema.execute(document);
        async { Some(answer.await) }
    })
    .await
}

/// Asks the field of a subscription one turn; none where it has nothing to tell.
pub async fn execute_turn(
    schema: &WorkroomsSchema,
    document: async_graphql::Request,
    view: Request,
    turn: Turn,
) -> Option<Response> {
    answer(document.data(turn), view, |document| {
        let mut told = schema.execute_stream(document);
        async move { told.next().await }
    })
    .await
}

async fn answer<F: Future<Output = Option<Response>>>(
    document: async_graphql::Request,
    view: Request,
    execute: impl FnOnce(async_graphql::Request) -> F,
) -> Option<Response> {
    let (asking, asked) = batches();
    let (accesses, reader, at) = (view.accesses.clone(), view.db.clone(), view.clock.now());
    let actor = view.actor.clone();
    let loader = crate::events::graphql::of_request(&view, asking);
    let document = document.data(view).data(loader).data(Asked::default());
    // Boxed, because what it holds is large and would be moved from stack frame to stack frame.
    let answer = Box::pin(execute(document));
    let answer = crate::kernel::batches::run(answer, asked).await;
    reader.close().await;
    if accesses.is_empty() {
        return answer;
    }
    if reader.is_on_standby() {
        return None;
    }
    // What was read in full leaves only after the journal says so.
    let told = match &actor {
        Some(actor) => accesses.tell(&reader, actor, at).await.map_err(Fault::from),
        None => Err(Fault::new("nobody read in full")),
    };
    match told {
        Ok(()) => answer,
        Err(fault) => Some(Response::from_errors(vec![
            async_graphql::Error::from(Problem::Fault(fault)).into_server_error(Pos::default()),
        ])),
    }
}

/// The schema in its own language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by();
    build().sdl_with_options(options)
}
