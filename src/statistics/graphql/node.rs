//! What every node of the hierarchy can be asked: its figures, its breakdown, its events. The macro writes these three
//! fields, with `id` and `name`, into each node's object, because GraphQL wants them in every one of them.
//! Deliberately absent: the fields that belong to one kind of node.

#![expect(
    clippy::duplicated_attributes,
    reason = "the interface names the same arguments in several fields"
)]

use std::sync::Arc;

use async_graphql::{Context, ID, Interface};

use super::breakdown::BreakdownRow;
use super::figure::{Asking, Figure};
use super::inputs::{EventFilter, PeriodInput};
use crate::events::graphql::EventConnection;
use crate::events::kinds::EventStatus;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::Long;
use crate::linkage::{Attribution, Node, Pin, Request};
use crate::organization::NodeKind;
use crate::organization::graphql::nodes::{
    District, Member, Sector, SectorGroup, SpecialCommittee, Township, ViceChair, Workroom,
};
use crate::statistics::asked::Asked;
use crate::statistics::breakdown::Dimension;
use crate::statistics::figure::Credit;
use crate::statistics::fitting::{Wanted, count_fits};
use crate::statistics::metrics::MetricCode;
use crate::statistics::question::Apart;

/// What figures are asked for.
#[derive(Clone, Debug)]
pub struct NodeArgs {
    /// The metrics.
    pub metrics: Vec<MetricCode>,
    /// The period.
    pub period: PeriodInput,
    /// By which chain records are attributed.
    pub attribution: Attribution,
    /// How joint records count.
    pub credit: Credit,
    /// Which records.
    pub filter: Option<EventFilter>,
    /// The journal number.
    pub as_of: Option<Long>,
}

impl NodeArgs {
    /// The question for a node and the district pinned where it is asked; none when the caller may not see figures.
    pub async fn asking(
        &self,
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        node: Node,
        apart: Apart,
    ) -> Result<Option<(Arc<Pin>, Asking)>> {
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        if !request.may(Action::ReadFigures, pin.district_id(), Some(node.id())) {
            return Ok(None);
        }
        count_fits(&self.metrics)?;
        let pin = asked
            .as_of(request, pin, self.as_of.map(|number| number.0))
            .await?;
        let wanted = Wanted {
            metrics: self.metrics.clone(),
            span: self.period.span(&pin)?,
            narrowing: match &self.filter {
                Some(filter) => filter.narrowing(&pin)?,
                None => Default::default(),
            },
            attribution: self.attribution,
            credit: self.credit,
        };
        let asking = wanted.of(request, &pin, node, apart)?;
        Ok(Some((pin, asking)))
    }
}

/// A node's figures, in the order of the metrics.
pub async fn figures(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    node: Node,
    args: NodeArgs,
) -> Result<Vec<Figure>> {
    match args.asking(ctx, pin, node, Apart::default()).await? {
        Some((pin, asking)) => asking.answer(ctx, &pin, &args.metrics).await,
        None => Ok(Vec::new()),
    }
}

/// The events that belong to a node: a member's are those that the member took part in.
pub fn events_scope(pin: &Pin, node: Node) -> crate::events::filter::EventFilter {
    let mut scope = crate::events::filter::EventFilter::default();
    match node {
        Node::Member(id) => scope.all_participants = [id].into(),
        node => scope.below = Some(pin.chain.hosts(node, Attribution::AtEvent, pin.today)),
    }
    scope
}

/// A node of the hierarchy: the district, what it is made of, and who leads it (体系节点).
#[derive(Interface, Clone, Debug)]
#[graphql(
    field(name = "id", ty = "ID", desc = "The opaque id (标识)."),
    field(name = "name", ty = "String", desc = "The name (名称)."),
    field(
        name = "figures",
        ty = "Vec<Figure>",
        desc = "Figures of what the node hosted itself and what the hosts below it did (统计数据).",
        arg(
            name = "metrics",
            ty = "Vec<MetricCode>",
            desc = "Which metrics, at most 30 (指标)."
        ),
        arg(
            name = "period",
            ty = "PeriodInput",
            desc = "On which days the records began (期间)."
        ),
        arg(
            name = "attribution",
            ty = "Attribution",
            default_with = "Attribution::AtEvent",
            desc = "By which chain records are attributed (归属口径)."
        ),
        arg(
            name = "credit",
            ty = "Credit",
            default_with = "Credit::Full",
            desc = "How joint records count (计入方式)."
        ),
        arg(
            name = "filter",
            ty = "Option<EventFilter>",
            desc = "Which records (筛选)."
        ),
        arg(
            name = "as_of",
            ty = "Option<Long>",
            desc = "The journal number; the newest if left out (日志序号)."
        )
    ),
    field(
        name = "breakdown",
        ty = "Vec<BreakdownRow>",
        desc = "The figures told apart by one dimension or two crossed, zero rows included (分项统计).",
        arg(
            name = "by",
            ty = "Vec<Dimension>",
            desc = "One or two dimensions (维度)."
        ),
        arg(
            name = "metrics",
            ty = "Vec<MetricCode>",
            desc = "Which metrics, at most 30 (指标)."
        ),
        arg(
            name = "period",
            ty = "PeriodInput",
            desc = "On which days the records began (期间)."
        ),
        arg(
            name = "attribution",
            ty = "Attribution",
            default_with = "Attribution::AtEvent",
            desc = "By which chain records are attributed (归属口径)."
        ),
        arg(
            name = "credit",
            ty = "Credit",
            default_with = "Credit::Full",
            desc = "How joint records count (计入方式)."
        ),
        arg(
            name = "filter",
            ty = "Option<EventFilter>",
            desc = "Which records (筛选)."
        ),
        arg(
            name = "as_of",
            ty = "Option<Long>",
            desc = "The journal number; the newest if left out (日志序号)."
        )
    ),
    field(
        name = "events",
        ty = "EventConnection",
        desc = "Events of the node and of the hosts below it on the days on which they were, latest first (活动).",
        arg(
            name = "first",
            ty = "Option<i32>",
            desc = "How many, from the beginning; 1 to 100, 20 if left out (条数)."
        ),
        arg(
            name = "after",
            ty = "Option<String>",
            desc = "Only what follows this cursor (起始游标)."
        ),
        arg(
            name = "last",
            ty = "Option<i32>",
            desc = "How many, from the end; 1 to 100 (末尾条数)."
        ),
        arg(
            name = "before",
            ty = "Option<String>",
            desc = "Only what precedes this cursor (结束游标)."
        ),
        arg(
            name = "filter",
            ty = "Option<EventFilter>",
            desc = "Which events (筛选)."
        ),
        arg(
            name = "period",
            ty = "Option<PeriodInput>",
            desc = "On which days they began (期间)."
        ),
        arg(
            name = "statuses",
            ty = "Option<Vec<EventStatus>>",
            desc = "In any of these states; all if left out (状态)."
        ),
        arg(
            name = "text",
            ty = "Option<String>",
            desc = "With these words in the title (标题文字)."
        ),
        arg(
            name = "updated_since",
            ty = "Option<Long>",
            desc = "Changed after this journal number, for clients that keep the list (此序号后有变更)."
        )
    )
)]
pub enum HierarchyNode {
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
}

impl HierarchyNode {
    /// The object of a node.
    pub fn of(pin: &Arc<Pin>, node: Node) -> Self {
        match node {
            Node::District(id) => Self::District(District::new(pin, id)),
            Node::Township(id) => Self::Township(Township::new(pin, id)),
            Node::Sector(id) => Self::Sector(Sector::new(pin, id)),
            Node::ViceChair(id) => Self::ViceChair(ViceChair::new(pin, id)),
            Node::SpecialCommittee(id) => Self::SpecialCommittee(SpecialCommittee::new(pin, id)),
            Node::SectorGroup(id) => Self::SectorGroup(SectorGroup::new(pin, id)),
            Node::Workroom(id) => Self::Workroom(Workroom::new(pin, id)),
            Node::Member(id) => Self::Member(Member::new(pin, id)),
        }
    }

    /// The object of an id; none when it is no node of the hierarchy.
    pub fn find(pin: &Arc<Pin>, id: NodeId) -> Option<Self> {
        let node = match pin.chain.organization.kind_of(id)? {
            NodeKind::District => Node::District(id),
            NodeKind::Township => Node::Township(id),
            NodeKind::Sector => Node::Sector(id),
            NodeKind::SpecialCommittee => Node::SpecialCommittee(id),
            NodeKind::SectorGroup => Node::SectorGroup(id),
            NodeKind::Workroom => Node::Workroom(id),
            NodeKind::Member => Node::Member(id),
            _ => return None,
        };
        Some(Self::of(pin, node))
    }

    /// Its opaque id.
    pub fn global_id(&self) -> ID {
        match self {
            Self::District(node) => node.global_id(),
            Self::Township(node) => node.global_id(),
            Self::Sector(node) => node.global_id(),
            Self::ViceChair(node) => node.global_id(),
            Self::SpecialCommittee(node) => node.global_id(),
            Self::SectorGroup(node) => node.global_id(),
            Self::Workroom(node) => node.global_id(),
            Self::Member(node) => node.global_id(),
        }
    }
}

/// Writes the object of a node: `id`, `name`, `figures`, `breakdown`, and the fields that are its own.
#[macro_export]
macro_rules! hierarchy_node {
    ($(#[$doc:meta])* impl $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[async_graphql::Object]
        impl $name {
            /// The opaque id (标识).
            pub async fn id(&self) -> async_graphql::ID {
                self.global_id()
            }

            /// The name (名称).
            pub async fn name(&self) -> String {
                self.pin.chain.organization.name_of(self.id).unwrap_or_default().to_owned()
            }

            /// Figures of what the node hosted itself and what the hosts below it did (统计数据).
            #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
            pub async fn figures(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "Which metrics, at most 30 (指标).")]
                metrics: Vec<$crate::statistics::metrics::MetricCode>,
                #[graphql(desc = "On which days the records began (期间).")]
                period: $crate::statistics::graphql::inputs::PeriodInput,
                #[graphql(
                    default_with = "crate::linkage::Attribution::AtEvent",
                    desc = "By which chain records are attributed (归属口径)."
                )]
                attribution: $crate::linkage::Attribution,
                #[graphql(
                    default_with = "crate::statistics::figure::Credit::Full",
                    desc = "How joint records count (计入方式)."
                )]
                credit: $crate::statistics::figure::Credit,
                #[graphql(desc = "Which records (筛选).")]
                filter: Option<$crate::statistics::graphql::inputs::EventFilter>,
                #[graphql(desc = "The journal number; the newest if left out (日志序号).")]
                as_of: Option<$crate::kernel::scalars::Long>,
            ) -> $crate::kernel::error::Result<Vec<$crate::statistics::graphql::figure::Figure>> {
                use $crate::statistics::graphql::node::{NodeArgs, figures};
                let args = NodeArgs { metrics, period, attribution, credit, filter, as_of };
                figures(ctx, &self.pin, $crate::linkage::Node::$name(self.id), args).await
            }

            /// The figures told apart by one dimension or two crossed, zero rows included (分项统计).
            #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
            pub async fn breakdown(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "One or two dimensions (维度).")]
                by: Vec<$crate::statistics::breakdown::Dimension>,
                #[graphql(desc = "Which metrics, at most 30 (指标).")]
                metrics: Vec<$crate::statistics::metrics::MetricCode>,
                #[graphql(desc = "On which days the records began (期间).")]
                period: $crate::statistics::graphql::inputs::PeriodInput,
                #[graphql(
                    default_with = "crate::linkage::Attribution::AtEvent",
                    desc = "By which chain records are attributed (归属口径)."
                )]
                attribution: $crate::linkage::Attribution,
                #[graphql(
                    default_with = "crate::statistics::figure::Credit::Full",
                    desc = "How joint records count (计入方式)."
                )]
                credit: $crate::statistics::figure::Credit,
                #[graphql(desc = "Which records (筛选).")]
                filter: Option<$crate::statistics::graphql::inputs::EventFilter>,
                #[graphql(desc = "The journal number; the newest if left out (日志序号).")]
                as_of: Option<$crate::kernel::scalars::Long>,
            ) -> $crate::kernel::error::Result<Vec<$crate::statistics::graphql::breakdown::BreakdownRow>> {
                use $crate::statistics::graphql::{breakdown::breakdown, node::NodeArgs};
                let args = NodeArgs { metrics, period, attribution, credit, filter, as_of };
                breakdown(ctx, &self.pin, $crate::linkage::Node::$name(self.id), by, args).await
            }

            /// Events of the node and of the hosts below it on the days on which they were, latest first (活动).
            #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
            pub async fn events(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
                first: Option<i32>,
                #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
                #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
                #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
                #[graphql(desc = "Which events (筛选).")]
                filter: Option<$crate::statistics::graphql::inputs::EventFilter>,
                #[graphql(desc = "On which days they began (期间).")]
                period: Option<$crate::statistics::graphql::inputs::PeriodInput>,
                #[graphql(desc = "In any of these states; all if left out (状态).")]
                statuses: Option<Vec<$crate::events::kinds::EventStatus>>,
                #[graphql(desc = "With these words in the title (标题文字).")] text: Option<String>,
                #[graphql(desc = "Changed after this journal number, for clients that keep the list (此序号后有变更).")]
                updated_since: Option<$crate::kernel::scalars::Long>,
            ) -> $crate::kernel::error::Result<$crate::events::graphql::EventConnection> {
                use $crate::events::graphql::{EventsArgs, events_connection};
                use $crate::statistics::graphql::node::events_scope;
                let scope = events_scope(&self.pin, $crate::linkage::Node::$name(self.id));
                let args =
                    EventsArgs { first, after, last, before, filter, period, statuses, text, updated_since };
                events_connection(ctx, &self.pin, scope, args).await
            }

            $($own)*
        }
    };
}
