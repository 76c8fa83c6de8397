//! Endpoints of webhooks and the log of deliveries in the API, for system administrators and auditors. Of an address the host
//! alone is told. Deliberately absent: secrets, which are shown once, when they are made.

pub mod mutations;

use std::collections::BTreeMap;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject};
use uuid::Uuid;

use super::commands::In;
use super::entity::{AttemptOutcome, ClosedBecause, attempt, endpoint, position};
use super::incoming::ENDPOINT;
use super::queries::{
    Waiting, count_attempts, find_endpoint, list_attempts, list_endpoints, progress,
};
use super::rules::addresses::host_of;
use super::rules::telling::message_id;
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::db::load_head;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::page::{PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{DateTime, DivisionCode, Long};
use crate::linkage::Request;

/// How an endpoint is (端点状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookEndpointState {
    /// Open, and the newest attempts were answered (正常).
    Open,
    /// Open, but nobody answered at the newest attempt, or some deliveries wait to be tried again (不畅).
    Failing,
    /// Closed for good (已关闭).
    Closed,
}

/// Where the journal is told to another system (网络推送端点).
#[derive(SimpleObject, Clone, Debug)]
pub struct WebhookEndpoint {
    /// The opaque id; call-backs are posted to /hooks/hotline/ and this (标识).
    pub id: ID,
    /// The district (区县).
    pub district_code: DivisionCode,
    /// How it is called (名称).
    pub name: String,
    /// The host of its address; the rest may hold a secret and is not told (主机).
    pub host: String,
    /// As what it sees the district: it is told of nothing that this role may not see (角色).
    pub role: Role,
    /// Which types it is told; empty for all that its role may see (推送类型).
    pub types: Vec<String>,
    /// Whether its system calls back (是否回调).
    pub call_backs: bool,
    /// How it is (状态).
    pub state: WebhookEndpointState,
    /// When it was opened (开通时刻).
    pub opened_at: DateTime,
    /// When it was closed; null while it is open (关闭时刻).
    pub closed_at: Option<DateTime>,
    /// Why it was closed; null while it is open (关闭原因).
    pub closed_because: Option<ClosedBecause>,
    /// Every entry of the journal up to this number was delivered, waits, or is none of the endpoint's (已处理序号).
    pub position: Long,
    /// Entries of the journal after its position (滞后条数).
    pub lag: Long,
    /// Deliveries that wait, for their first attempt or another one (待推送).
    pub waiting: Long,
    /// When the first attempt was of the oldest delivery that failed and waits; null when there is none (最早失败时刻).
    pub failing_since: Option<DateTime>,
    /// Deliveries that were given up after seven days; `webhookReplay` has them sent again (已放弃).
    pub exhausted: Long,
    /// Until when nothing is sent to it, because it wished so or nobody answered; null when it does not rest (暂停至).
    pub rests_until: Option<DateTime>,
}

impl WebhookEndpoint {
    fn of(
        row: endpoint::Model,
        head: i64,
        progress: Option<(position::Model, Option<Waiting>)>,
    ) -> Self {
        let (place, waiting) = progress.unzip();
        let waiting = waiting.flatten();
        let failing = waiting.as_ref().and_then(|waiting| waiting.first_at);
        let unanswered = place.as_ref().is_some_and(|place| place.unanswered > 0);
        let open = row.closed_at.is_none();
        let number = place.as_ref().map_or(0, |place| place.number);
        let state = match (open, failing.is_some() || unanswered) {
            (false, _) => WebhookEndpointState::Closed,
            (true, true) => WebhookEndpointState::Failing,
            (true, false) => WebhookEndpointState::Open,
        };
        let rests = place.as_ref().and_then(|place| place.rests_until);
        Self {
            id: GlobalId::encode(ENDPOINT, &row.district_id, row.id),
            district_code: DivisionCode(row.district_id.to_string()),
            host: host_of(&row.url),
            name: row.name,
            role: row.role,
            types: row.types.lines().map(str::to_owned).collect(),
            call_backs: row.call_backs,
            state,
            opened_at: DateTime(row.opened_at),
            closed_at: row.closed_at.map(DateTime),
            closed_because: row.closed_because,
            position: Long(number),
            lag: Long(if open {
                head.saturating_sub(number).max(0)
            } else {
                0
            }),
            waiting: Long(waiting.as_ref().map_or(0, |waiting| waiting.count)),
            failing_since: failing.map(DateTime),
            exhausted: Long(place.as_ref().map_or(0, |place| place.exhausted)),
            rests_until: rests.filter(|_| open).map(DateTime),
        }
    }

    /// The endpoints of a district; none for a caller who may not see them.
    pub async fn list(request: &Request, district: &DistrictId) -> Result<Vec<Self>> {
        if !request.may(Action::ReadWebhooks, district, None) {
            return Ok(Vec::new());
        }
        let rows = list_endpoints(&request.db, district).await?;
        Self::load(request, district, rows).await
    }

    /// An endpoint as it stands after a change.
    async fn find(request: &Request, (district, id): &In) -> Result<Option<Self>> {
        let row = find_endpoint(&request.db, district, *id).await?;
        let rows = row.into_iter().collect();
        Ok(Self::load(request, district, rows).await?.pop())
    }

    async fn load(
        request: &Request,
        district: &DistrictId,
        rows: Vec<endpoint::Model>,
    ) -> Result<Vec<Self>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut progress: BTreeMap<_, _> = progress(&request.db, district, &ids).await?;
        let head = load_head(&request.db, district).await?;
        let head = head.map_or(0, |head| head.number);
        let of = |row: endpoint::Model| {
            let progress = progress.remove(&row.id);
            Self::of(row, head, progress)
        };
        Ok(rows.into_iter().map(of).collect())
    }
}

/// An attempt to deliver (推送记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct WebhookDelivery {
    /// The id of the message, the same at each attempt (消息编号).
    pub message_id: String,
    /// The number of the journal's entry (序号).
    pub sequence: Long,
    /// When (时刻).
    pub at: DateTime,
    /// How it ended (结果).
    pub outcome: AttemptOutcome,
    /// The status of the answer; null when there was none (状态码).
    pub status: Option<i32>,
    /// When the next attempt is due; null where there is none: it was delivered, or given up (下次推送时刻).
    pub next_at: Option<DateTime>,
}

/// One attempt of a page (推送记录).
#[derive(SimpleObject, Clone, Debug)]
pub struct WebhookDeliveryEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The attempt (推送记录).
    pub node: WebhookDelivery,
}

/// A page of the log of an endpoint, the oldest attempt first; attempts stay for 30 days (推送记录列表).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct WebhookDeliveryConnection {
    /// The attempts with their cursors (带游标的条目).
    pub edges: Vec<WebhookDeliveryEdge>,
    /// The attempts alone (推送记录).
    pub nodes: Vec<WebhookDelivery>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// Whose log; none for a caller who may not see it.
    #[graphql(skip)]
    of: Option<In>,
}

#[ComplexObject]
impl WebhookDeliveryConnection {
    /// How many there are in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let Some((district, id)) = &self.of else {
            return Ok(0);
        };
        let request = ctx.data_unchecked::<Request>();
        let count = count_attempts(&request.db, (district, *id)).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

impl WebhookDeliveryConnection {
    async fn load(request: &Request, of: Option<In>, args: &PageArgs) -> Result<Self> {
        let may = |(district, _): &In| request.may(Action::ReadWebhooks, district, None);
        let Some((district, id)) = of.filter(may) else {
            return Ok(Self {
                edges: Vec::new(),
                nodes: Vec::new(),
                page_info: args.cut::<()>(&[]).info(),
                of: None,
            });
        };
        let page = list_attempts(&request.db, (&district, id), args).await?;
        let page_info = page.info();
        let edge = |(key, row): (String, attempt::Model)| WebhookDeliveryEdge {
            cursor: encode_cursor(&key),
            node: WebhookDelivery {
                message_id: message_id(&district, id, row.number),
                sequence: Long(row.number),
                at: DateTime(row.at),
                outcome: row.outcome,
                status: row.status,
                next_at: row.next_at.map(DateTime),
            },
        };
        let edges: Vec<_> = page.items.into_iter().map(edge).collect();
        Ok(Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info,
            of: Some((district, id)),
        })
    }
}

/// The roots of webhooks.
#[derive(Default, Debug)]
pub struct WebhookQuery;

/// The roots of webhooks.
#[Object]
impl WebhookQuery {
    /// Endpoints of a district, those that are open first, at most 50: of any district for a system administrator, of his
    /// own for an auditor; empty for all others (网络推送端点).
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The six-digit code (区划代码).")] district: DivisionCode,
    ) -> Result<Vec<WebhookEndpoint>> {
        let request = ctx.data_unchecked::<Request>();
        request.actor()?;
        let district = DistrictId::parse(&district.0).ok_or_else(|| {
            Problem::bad_input(
                "district",
                "区划代码须为六位数字。",
                "A district is six digits.",
            )
        })?;
        WebhookEndpoint::list(request, &district).await
    }

    /// The log of an endpoint, the oldest attempt first; empty for all but system administrators and the district's auditor
    /// (推送记录).
    async fn webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint (端点).")] endpoint_id: ID,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
    ) -> Result<WebhookDeliveryConnection> {
        let request = ctx.data_unchecked::<Request>();
        request.actor()?;
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        let named = GlobalId::decode(&endpoint_id).filter(|id| id.type_name == ENDPOINT);
        let of = named.map(|id| (id.district, id.id));
        WebhookDeliveryConnection::load(request, of, &args).await
    }
}
