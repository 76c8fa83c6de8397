//! The event in the API: what is said of it in the version that its list asked for, and the way to its other versions.
//! Deliberately absent: what it adds to a figure, which a figure's records tell.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use rust_decimal::Decimal as Number;

use super::campaign::campaign_of;
use super::loading::{
    CampaignsOf, HistoryOf, HostsOf, IdentityOf, ParticipantsOf, PartsOf, QuantitiesOf, VersionAt,
    load,
};
use super::words::{ErasureOf, SealedText, Showing};
use crate::events::entity::{event_quantity, event_version};
use crate::events::hardship::is_small;
use crate::events::kinds::{Category, EventKind, EventStatus, FundKind, Measure, Qualifier, Unit};
use crate::events::words::{field, guarded};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{EventId, GlobalId, NodeId};
use crate::kernel::scalars::{Date, DateTime, Decimal, DivisionCode, Long, UuidText};
use crate::kernel::seal::Sealed;
use crate::linkage::{Pin, Request};
use crate::organization::NodeKind;
use crate::organization::graphql::nodes::Member;
use crate::organization::graphql::places::{Campaign, node_of};
use crate::statistics::graphql::node::HierarchyNode;

/// The most versions or parts that one event lists.
const MOST: usize = 100;

/// One version of an event, seen from the journal number of its pin.
#[derive(Clone, Debug)]
pub struct Event {
    /// The district.
    pub pin: Arc<Pin>,
    /// The version.
    pub version: event_version::Model,
}

/// The days of an event, half-open (活动日期，不含结束日).
#[derive(SimpleObject, Clone, Debug)]
pub struct DateRange {
    /// The first day (起始日).
    pub from: Date,
    /// The first day after (结束日的次日).
    pub to: Date,
}

/// A host of an event (主办或协办单位).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct EventHost {
    /// The host's opaque id (标识).
    pub id: ID,
    /// Its name (名称).
    pub name: String,
    /// Whether it is the lead host (是否主办).
    pub is_lead: bool,
    /// Its share of the event; the shares of all hosts add up to exactly one (份额).
    pub share: Decimal,
    #[graphql(skip)]
    pin: Arc<Pin>,
    #[graphql(skip)]
    node: NodeId,
}

/// A host of an event.
#[ComplexObject]
impl EventHost {
    /// The host itself; null when the organisation no longer holds it (单位).
    async fn node(&self) -> Option<HierarchyNode> {
        let type_name = host_type(&self.pin, self.node)?;
        let node = node_of(type_name, self.node, &self.pin)?;
        Some(HierarchyNode::of(&self.pin, node))
    }
}

fn host_type(pin: &Pin, id: NodeId) -> Option<&'static str> {
    match pin.chain.organization.kind_of(id)? {
        NodeKind::District => Some("District"),
        NodeKind::SpecialCommittee => Some("SpecialCommittee"),
        NodeKind::SectorGroup => Some("SectorGroup"),
        NodeKind::Workroom => Some("Workroom"),
        NodeKind::Member => Some("Member"),
        _ => None,
    }
}

/// A quantity of an event (计量).
#[derive(SimpleObject, Clone, Debug)]
pub struct Quantity {
    /// What is measured (计量项).
    pub measure: Measure,
    /// How much, in the unit (数量).
    pub value: Decimal,
    /// The unit (单位).
    pub unit: Unit,
    /// Exact, or a lower bound (精确程度).
    pub qualifier: Qualifier,
    /// Of money, which kind (资金类别).
    pub fund_kind: Option<FundKind>,
}

impl From<event_quantity::Model> for Quantity {
    fn from(row: event_quantity::Model) -> Self {
        Self {
            measure: row.measure,
            value: Number::new(row.amount, 2).into(),
            unit: row.measure.unit(),
            qualifier: row.qualifier,
            fund_kind: FundKind::read(&row.fund_kind),
        }
    }
}

impl Event {
    /// An event's opaque id.
    pub fn global_id(pin: &Pin, id: EventId) -> ID {
        GlobalId::encode("Event", pin.district_id(), id.0)
    }

    fn seen(&self, version: event_version::Model) -> Self {
        Self {
            pin: Arc::clone(&self.pin),
            version,
        }
    }

    async fn host_shares(&self, ctx: &Context<'_>) -> Result<Vec<(NodeId, i64)>> {
        let key = HostsOf(self.pin.district_id().clone(), self.version.host_set_id);
        Ok(load(ctx, key).await?.unwrap_or_default())
    }

    async fn other(&self, ctx: &Context<'_>, id: Option<EventId>) -> Result<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        let key = VersionAt(self.pin.district_id().clone(), self.pin.number, id);
        Ok(load(ctx, key).await?.map(|version| self.seen(version)))
    }

    fn words(&self, field: &'static str, sealed: &Option<Sealed>) -> Option<SealedText> {
        let of = guarded(self.pin.district_id(), self.version.id);
        Some(SealedText::new(of, field, sealed.clone()?))
    }

    /// Accounts and reasons may hold residents' words.
    async fn may_read_words(&self, ctx: &Context<'_>) -> Result<bool> {
        let lead = self.host_shares(ctx).await?.first().map(|(lead, _)| *lead);
        let request = ctx.data_unchecked::<Request>();
        Ok(request.may(Action::ReadNarrative, self.pin.district_id(), lead))
    }
}

/// What a workroom or another host did (活动).
#[Object]
impl Event {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        Self::global_id(&self.pin, self.version.id)
    }

    /// The id that the posting client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        self.version.id.0.into()
    }

    /// What was done (活动种类).
    async fn kind(&self) -> EventKind {
        self.version.kind
    }

    /// The category of the kind (活动大类).
    async fn category(&self) -> Category {
        self.version.kind.category()
    }

    /// The title (标题).
    pub async fn title(&self) -> &str {
        &self.version.title
    }

    /// The days; the event belongs to the first (活动日期).
    async fn occurred_on(&self) -> DateRange {
        DateRange {
            from: self.version.began_on.into(),
            to: self.version.ended_on.into(),
        }
    }

    /// Where it stands; only posted and verified events count (状态).
    async fn status(&self) -> EventStatus {
        self.version.status
    }

    /// The hosts, the lead first (主办、协办单位).
    async fn hosts(&self, ctx: &Context<'_>) -> Result<Vec<EventHost>> {
        let shares = self.host_shares(ctx).await?;
        let organization = &self.pin.chain.organization;
        Ok(shares
            .into_iter()
            .enumerate()
            .map(|(place, (host, share))| EventHost {
                id: GlobalId::encode(
                    host_type(&self.pin, host).unwrap_or("Workroom"),
                    self.pin.district_id(),
                    host.0,
                ),
                name: organization.name_of(host).unwrap_or_default().to_owned(),
                is_lead: place == 0,
                share: Number::new(share, 6).into(),
                pin: Arc::clone(&self.pin),
                node: host,
            })
            .collect())
    }

    /// Where, as a division code (地点).
    async fn place_code(&self) -> Option<DivisionCode> {
        self.version.place_code.clone().map(DivisionCode)
    }

    /// The campaigns whose labels it carries (主题活动).
    async fn campaigns(&self, ctx: &Context<'_>) -> Result<Vec<Campaign>> {
        let district = self.pin.district_id().clone();
        let key = CampaignsOf(district, self.pin.number, self.version.campaign_set_id);
        let rows = load(ctx, key).await?.unwrap_or_default();
        Ok(rows.into_iter().map(campaign_of).collect())
    }

    /// The event that it is a part of (上级活动).
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        self.other(ctx, self.version.parent_id).await
    }

    /// Its parts, at most 100, by day (分项活动).
    async fn parts(&self, ctx: &Context<'_>) -> Result<Vec<Event>> {
        let key = PartsOf(
            self.pin.district_id().clone(),
            self.pin.number,
            self.version.id,
        );
        let rows = load(ctx, key).await?.unwrap_or_default();
        Ok(rows
            .into_iter()
            .take(MOST)
            .map(|row| self.seen(row))
            .collect())
    }

    /// The event that it repeats, or seems to (疑似或确认重复的活动).
    async fn duplicate_of(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        self.other(ctx, self.version.duplicate_of_id).await
    }

    /// The members who took part (参加委员).
    async fn participants(&self, ctx: &Context<'_>) -> Result<Vec<Member>> {
        let key = ParticipantsOf(
            self.pin.district_id().clone(),
            self.version.id,
            self.version.since_number,
        );
        let members = load(ctx, key).await?.unwrap_or_default();
        Ok(members
            .into_iter()
            .map(|id| Member::new(&self.pin, id))
            .collect())
    }

    /// What it amounted to; the record itself is no quantity here. Fewer than five residents in hardship are told only to
    /// who may read the account of it (计量).
    async fn quantities(&self, ctx: &Context<'_>) -> Result<Vec<Quantity>> {
        let key = QuantitiesOf(
            self.pin.district_id().clone(),
            self.version.id,
            self.version.since_number,
        );
        let rows = load(ctx, key).await?.unwrap_or_default();
        let small = |row: &event_quantity::Model| {
            is_small(self.version.kind, row.measure, Number::new(row.amount, 2))
        };
        let told = !rows.iter().any(small) || self.may_read_words(ctx).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.measure != Measure::Events && (told || !small(row)))
            .map(Quantity::from)
            .collect())
    }

    /// The account of it; null when there is none, the caller may not read it, or it was erased. Numbers like those of
    /// telephones, ID cards and bank cards are masked unless it is asked for in full, which is recorded (活动详情).
    async fn narrative(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false, desc = "Whether in full (是否完整显示).")] full: bool,
        #[graphql(desc = "What a full reading is for, 4 to 200 characters (查看用途).")]
        purpose: Option<String>,
    ) -> Result<Option<String>> {
        match self.words(field::NARRATIVE, &self.version.narrative) {
            Some(text) if self.may_read_words(ctx).await? => {
                text.shown(ctx, "event_words", Showing { full, purpose })
                    .await
            }
            _ => Ok(None),
        }
    }

    /// The day on which its words were erased; null when they were not (文字删除日期).
    async fn words_erased_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let of = guarded(self.pin.district_id(), self.version.id);
        let erasure = load(ctx, ErasureOf(of)).await?;
        Ok(erasure.map(|row| row.erased_on.into()))
    }

    /// What it is about (关联事项).
    async fn subject_id(&self) -> Option<UuidText> {
        self.version.subject_id.map(UuidText::from)
    }

    /// When it was first posted (报送时间).
    async fn posted_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let key = IdentityOf(self.pin.district_id().clone(), self.version.id);
        Ok(load(ctx, key).await?.map(|row| DateTime(row.posted_at)))
    }

    /// When the clerk wrote it down, by his own clock (记录时间).
    async fn client_recorded_at(&self) -> Option<DateTime> {
        self.version.client_recorded_at.map(DateTime)
    }

    /// The journal number that opened this version (版本序号).
    async fn sequence(&self) -> Long {
        Long(self.version.since_number)
    }

    /// The journal number that closed this version; null while it stands (失效序号).
    async fn superseded_by(&self) -> Option<Long> {
        // An earlier number answers as it did then, when this version still stood.
        let closed = self.version.until_number?;
        (closed <= self.pin.number).then_some(Long(closed))
    }

    /// Why this version was made; null when none was given, the caller may not read it, or it was erased (理由).
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<SealedText>> {
        match self.words(field::REASON, &self.version.reason) {
            Some(text) if self.may_read_words(ctx).await? => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    /// All versions up to the journal number that the answer is true for, newest first, at most 100 (历史版本).
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "How many, 1 to 100 (数量).")] first: i32,
    ) -> Result<Vec<Event>> {
        let first = usize::try_from(first)
            .ok()
            .filter(|first| (1..=MOST).contains(first))
            .ok_or_else(|| {
                crate::kernel::error::Problem::bad_input(
                    "first",
                    "first 须在 1 至 100 之间。",
                    "first must be from 1 to 100.",
                )
            })?;
        let key = HistoryOf(
            self.pin.district_id().clone(),
            self.pin.number,
            self.version.id,
        );
        let rows = load(ctx, key).await?.unwrap_or_default();
        Ok(rows
            .into_iter()
            .take(first)
            .map(|row| self.seen(row))
            .collect())
    }
}
