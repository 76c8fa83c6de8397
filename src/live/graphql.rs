//! The subscriptions of the API. Their fields are asked turn by turn by the door, which waits between. Deliberately absent:
//! a stream of their own.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, ID, SimpleObject, Subscription};
use futures_util::stream::{self, Stream};

use super::turn::{Of, Seen, Told, Turn, Wanted};
use crate::casework::graphql::related::type_name;
use crate::kernel::actor::Role;
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::scalars::{DateTime, DivisionCode, Long, UuidText};
use crate::linkage::{Attribution, Node, Pin, Request};
use crate::organization::graphql::places::node_of;
use crate::statistics::figure::Credit;
use crate::statistics::graphql::figure::Figure;
use crate::statistics::graphql::inputs::{EventFilter, PeriodInput};
use crate::statistics::graphql::node::{NodeArgs, figures};
use crate::statistics::metrics::MetricCode;
use crate::statistics::question::Apart;

/// Kinds of change that one subscription may name.
const MOST_KINDS: usize = 50;

/// One entry of the journal, as far as the caller may see it: of what he may not see, the number alone (变更).
#[derive(SimpleObject, Clone, Debug)]
pub struct DistrictChange {
    /// Its number in the district's journal: 1, 2, 3 … without gaps (序号).
    pub sequence: Long,
    /// What happened, in the domain's verb: `event.posted` (变更类别).
    pub kind: Option<String>,
    /// What it happened to: `event` (对象种类).
    pub subject_kind: Option<String>,
    /// Which one (对象).
    pub subject: Option<UuidText>,
    /// The opaque id by which `node` reads it, where it is anything that `node` reads (标识).
    pub node_id: Option<ID>,
    /// The token, or the role of an account, that did it; for who reads the journal, and of one's own deeds (操作令牌或账号职务).
    pub actor: Option<UuidText>,
    /// The role it acted in; null where the program did it (操作角色).
    pub role: Option<Role>,
    /// When (时刻).
    pub at: Option<DateTime>,
}

impl DistrictChange {
    fn of(district: &DistrictId, told: &Told) -> Self {
        let seen = told.seen.as_ref();
        Self {
            sequence: Long(told.number),
            kind: seen.map(|seen| seen.kind.clone()),
            subject_kind: seen.map(|seen| seen.subject_kind.clone()),
            subject: seen.map(|seen| seen.subject.into()),
            node_id: seen.and_then(|seen| {
                let name = type_of(seen)?;
                Some(GlobalId::encode(name, district, seen.subject))
            }),
            actor: seen.and_then(|seen| seen.actor).map(Into::into),
            role: seen.and_then(|seen| seen.role),
            at: seen.map(|seen| DateTime(seen.at)),
        }
    }
}

/// The type in the API of what an entry is of.
fn type_of(seen: &Seen) -> Option<&'static str> {
    match seen.subject_kind.as_str() {
        "district" => Some("District"),
        "township" => Some("Township"),
        "special_committee" => Some("SpecialCommittee"),
        "sector" => Some("Sector"),
        "sector_group" => Some("SectorGroup"),
        "workroom" => Some("Workroom"),
        "member" => Some("Member"),
        "handling_unit" => Some("HandlingUnit"),
        "event" => Some("Event"),
        "published_figure" => Some("PublishedFigure"),
        "statement" => Some("Statement"),
        "case" | "case_notice" => seen.case.map(type_name),
        _ => None,
    }
}

/// What can be followed (订阅).
#[derive(Default, Debug)]
pub struct LiveSubscription;

/// What can be followed live, over a websocket (`graphql-transport-ws`) or as server-sent events (订阅).
#[Subscription(name = "Subscription")]
impl LiveSubscription {
    /// The changes of a district: every entry of its journal after a number, then each new one as it is written. Numbers
    /// follow each other without a gap, so whoever loses the connection asks again after the last one that he has
    /// (区县变更).
    async fn district_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The six-digit code (区划代码).")] district_code: DivisionCode,
        #[graphql(
            desc = "The last number that the caller has, 0 for everything; left out, only what comes from now on (起始序号)."
        )]
        after: Option<Long>,
        #[graphql(
            desc = "Tell of these kinds only, `event.posted`, at most 50; of all others the number alone (变更类别)."
        )]
        kinds: Option<Vec<String>>,
    ) -> Result<impl Stream<Item = DistrictChange> + use<>> {
        let district = DistrictId::parse(&district_code.0);
        let change = match ctx.data_unchecked::<Turn>() {
            Turn::Opening(opening) => {
                let request = ctx.data_unchecked::<Request>();
                request.actor()?;
                let pin = match &district {
                    Some(district) => request.pin(district).await?,
                    None => None,
                };
                let pin = pin.ok_or(Problem::Forbidden)?;
                opening.want(Wanted {
                    district: pin.district_id().clone(),
                    after: after_of(&pin, after)?,
                    of: Of::Changes(kinds_of(kinds)?),
                });
                None
            }
            Turn::Change(told) => district.map(|district| DistrictChange::of(&district, told)),
            Turn::Figures(_) => return Err(Fault::new("figures where changes are told").into()),
        };
        Ok(stream::iter(change))
    }

    /// Figures of a node: first all that are asked, then after each change those that are no longer what they were, each
    /// with the journal number that it is true for. Changes that come together are told together (统计数据变更).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn figure_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The node of the hierarchy (体系节点).")] node_id: ID,
        #[graphql(desc = "Which metrics, at most 30 (指标).")] metrics: Vec<MetricCode>,
        #[graphql(desc = "On which days the records began (期间).")] period: PeriodInput,
        #[graphql(
            default_with = "Attribution::AtEvent",
            desc = "By which chain records are attributed (归属口径)."
        )]
        attribution: Attribution,
        #[graphql(
            default_with = "Credit::Full",
            desc = "How joint records count (计入方式)."
        )]
        credit: Credit,
        #[graphql(desc = "Which records (筛选).")] filter: Option<EventFilter>,
    ) -> Result<impl Stream<Item = Vec<Figure>> + use<>> {
        let args = NodeArgs {
            metrics,
            period,
            attribution,
            credit,
            filter,
            as_of: None,
        };
        let told = match ctx.data_unchecked::<Turn>() {
            Turn::Opening(opening) => {
                ctx.data_unchecked::<Request>().actor()?;
                let found = node(ctx, &node_id).await?;
                let asking = match &found {
                    Some((pin, node)) => args.asking(ctx, pin, *node, Apart::default()).await?,
                    None => None,
                };
                let (pin, _) = asking.ok_or_else(no_node)?;
                opening.want(Wanted {
                    district: pin.district_id().clone(),
                    after: pin.number,
                    of: Of::Figures,
                });
                None
            }
            Turn::Figures(known) => {
                let (pin, node) = node(ctx, &node_id).await?.ok_or_else(no_node)?;
                let figures = figures(ctx, &pin, node, args).await?;
                let news = known.news(figures.iter().map(Figure::content).collect());
                let told: Vec<Figure> = figures
                    .into_iter()
                    .zip(news)
                    .filter_map(|(figure, is_news)| is_news.then_some(figure))
                    .collect();
                (!told.is_empty()).then_some(told)
            }
            Turn::Change(_) => return Err(Fault::new("changes where figures are told").into()),
        };
        Ok(stream::iter(told))
    }
}

async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<(Arc<Pin>, Node)>> {
    let Some(id) = GlobalId::decode(id) else {
        return Ok(None);
    };
    let Some(pin) = ctx.data_unchecked::<Request>().pin(&id.district).await? else {
        return Ok(None);
    };
    Ok(node_of(&id.type_name, NodeId(id.id), &pin).map(|node| (pin, node)))
}

fn no_node() -> Problem {
    Problem::bad_input(
        "nodeId",
        "没有这一节点，或您不能查看其统计数据。",
        "There is no such node, or you may not see its figures.",
    )
}

fn after_of(pin: &Pin, after: Option<Long>) -> Result<i64> {
    let after = after.map_or(pin.number, |after| after.0);
    if after < 0 {
        return Err(Problem::bad_input(
            "after",
            "after 不能小于 0。",
            "after is not below 0.",
        ));
    }
    if after > pin.number {
        let newest = pin.number;
        return Err(Problem::bad_input(
            "after",
            format!("after 大于本区日志的最新序号 {newest}；请核对所连接的是否为同一系统。"),
            format!(
                "after is beyond {newest}, the newest number of the district's journal; see that this is the system it came from."
            ),
        ));
    }
    Ok(after)
}

fn kinds_of(kinds: Option<Vec<String>>) -> Result<Option<BTreeSet<String>>> {
    let Some(kinds) = kinds else {
        return Ok(None);
    };
    if kinds.is_empty() || kinds.len() > MOST_KINDS || kinds.iter().any(|kind| kind.len() > 100) {
        return Err(Problem::bad_input(
            "kinds",
            format!("请给出 1 至 {MOST_KINDS} 个变更类别。"),
            format!("Give 1 to {MOST_KINDS} kinds of change."),
        ));
    }
    Ok(Some(kinds.into_iter().collect()))
}
