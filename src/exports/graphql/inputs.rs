//! What callers say of what they want exported, read into an order as their lists and figures read it. Deliberately absent:
//! whether they may see it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, OneofObject};

use crate::casework::graphql::list::{CaseFilterInput, read as read_cases};
use crate::casework::kinds::CaseKind;
use crate::events::filter::EventFilter as EventsMeant;
use crate::events::graphql::connection::{EventsArgs, narrowed};
use crate::events::kinds::EventStatus;
use crate::exports::order::{CasesOrder, EventsOrder, FiguresOrder, MembersOrder, What};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Date, Long};
use crate::linkage::{Attribution, Node, Pin, Request};
use crate::organization::graphql::places::node_of;
use crate::statistics::asked::Asked;
use crate::statistics::breakdown::Dimension;
use crate::statistics::figure::Credit;
use crate::statistics::fitting::Wanted;
use crate::statistics::graphql::inputs::{EventFilter, PeriodInput, day_or_today};
use crate::statistics::metrics::MetricCode;

/// Events to export, as the list `events` of a node tells them (导出活动).
#[derive(InputObject, Debug)]
pub struct EventsExportInput {
    /// Of which node; the district if left out (节点).
    node_id: Option<ID>,
    /// Which events (筛选).
    filter: Option<EventFilter>,
    /// On which days they began (期间).
    period: Option<PeriodInput>,
    /// In any of these states; all if left out (状态).
    statuses: Option<Vec<EventStatus>>,
    /// With these words in the title (标题文字).
    text: Option<String>,
}

/// Cases to export, as the list of their kind tells them, without contents and notes (导出办件).
#[derive(InputObject, Debug)]
pub struct CasesExportInput {
    /// Which kind (办件种类).
    kind: CaseKind,
    /// Which (筛选).
    filter: Option<CaseFilterInput>,
}

/// Members to export, without phones and other personal fields (导出委员).
#[derive(InputObject, Debug)]
pub struct MembersExportInput {
    /// In office on which day; today if left out (日期).
    as_of: Option<Date>,
}

/// A breakdown, which has a sheet of its own (分项统计).
#[derive(InputObject, Debug)]
pub struct ExportBreakdownInput {
    /// One or two dimensions (维度).
    by: Vec<Dimension>,
}

/// Figures to export, with what makes them up, and their breakdowns (导出统计数据).
#[derive(InputObject, Debug)]
pub struct FiguresExportInput {
    /// Of which node; the district if left out (节点).
    node_id: Option<ID>,
    /// Which metrics, at most 30 (指标).
    metrics: Vec<MetricCode>,
    /// On which days the records began (期间).
    period: PeriodInput,
    /// Told apart how, a sheet each, at most 6; csv holds one (分项统计).
    #[graphql(default)]
    breakdowns: Vec<ExportBreakdownInput>,
    /// By which chain records are attributed (归属口径).
    #[graphql(default_with = "Attribution::AtEvent")]
    attribution: Attribution,
    /// How joint records count (计入方式).
    #[graphql(default_with = "Credit::Full")]
    credit: Credit,
    /// Which records (筛选).
    filter: Option<EventFilter>,
    /// The journal number; that of the download if left out (日志序号).
    as_of: Option<Long>,
}

/// What to export (导出内容).
#[derive(OneofObject, Debug)]
pub enum ExportedInput {
    /// The list of events (活动).
    Events(EventsExportInput),
    /// The register of a kind of case (办件).
    Cases(CasesExportInput),
    /// The members in office (委员).
    Members(MembersExportInput),
    /// Figures and breakdowns (统计数据).
    Figures(FiguresExportInput),
}

impl ExportedInput {
    /// What is meant, or what is wrong with it.
    pub async fn read(self, ctx: &Context<'_>, pin: &Arc<Pin>) -> Result<What> {
        match self {
            Self::Events(input) => events(pin, input).map(What::Events),
            Self::Cases(input) => Ok(What::Cases(CasesOrder {
                kind: input.kind,
                filter: read_cases(pin, input.filter.unwrap_or_default())?,
            })),
            Self::Members(input) => {
                let day = input.as_of.as_ref();
                let on = day.map(|day| day_or_today(Some(day), pin)).transpose()?;
                Ok(What::Members(MembersOrder { on }))
            }
            Self::Figures(input) => figures(ctx, pin, input).await.map(What::Figures),
        }
    }
}

fn events(pin: &Pin, input: EventsExportInput) -> Result<EventsOrder> {
    let args = EventsArgs {
        filter: input.filter,
        period: input.period,
        statuses: input.statuses,
        text: input.text,
        ..EventsArgs::default()
    };
    let node = input.node_id.as_ref();
    Ok(EventsOrder {
        node: node.map(|id| node_at(pin, id)).transpose()?,
        filter: narrowed(pin, EventsMeant::default(), args)?,
    })
}

async fn figures(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    input: FiguresExportInput,
) -> Result<FiguresOrder> {
    let (request, asked) = (
        ctx.data_unchecked::<Request>(),
        ctx.data_unchecked::<Asked>(),
    );
    let as_of = input.as_of.map(|number| number.0);
    let then = asked.as_of(request, pin, as_of).await?;
    let node = match &input.node_id {
        Some(id) => node_at(&then, id)?,
        None => Node::District(then.chain.organization.district.id),
    };
    Ok(FiguresOrder {
        node,
        wanted: Wanted {
            metrics: input.metrics,
            span: input.period.span(&then)?,
            narrowing: match &input.filter {
                Some(filter) => filter.narrowing(&then)?,
                None => Default::default(),
            },
            attribution: input.attribution,
            credit: input.credit,
        },
        breakdowns: input.breakdowns.into_iter().map(|one| one.by).collect(),
        as_of,
    })
}

fn node_at(pin: &Pin, id: &ID) -> Result<Node> {
    let found = GlobalId::decode(id)
        .filter(|id| &id.district == pin.district_id())
        .and_then(|id| node_of(&id.type_name, NodeId(id.id), pin));
    found.ok_or_else(|| {
        Problem::bad_input(
            "input.what.nodeId",
            "找不到该节点。",
            "There is no such node.",
        )
    })
}
