//! The district and its townships in the API, with the lists that hang on a district.
//! Deliberately absent: mutations.

use std::sync::Arc;

use async_graphql::{Context, ID, SimpleObject};

use super::cases::{CaseLists, DistrictCases};
use super::lists::KeptLists;
use super::nodes::{
    District, Member, Sector, SectorGroup, SpecialCommittee, Township, ViceChair, Workroom,
};
use super::terms::{Term, terms};
use super::units::{CalendarYear, HandlingUnit};
use crate::access::graphql::AccountConnection;
use crate::access::graphql::accesses::{AccessConnection, AccessFilter};
use crate::assessment::graphql::DistrictAssessment;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::{Date, DivisionCode, Long};
use crate::linkage::graphql::{
    ChainCoverage, ContactCoverage, ContactLine, WhatIf, chain_coverage, contact_coverage,
    contact_lines, what_if,
};
use crate::linkage::{Node, Pin, Request};
use crate::organization::entity::division;
use crate::organization::kinds::{Agricultural, DivisionKind, Office, TownshipKind};
use crate::statements::graphql::DistrictStatements;
use crate::statistics::breakdown::CampaignLine;
use crate::statistics::graphql::figure::Period;
use crate::statistics::graphql::inputs::day_or_today;
use crate::statistics::graphql::overlap::{CampaignOverlap, campaign_overlap};
use crate::webhooks::graphql::WebhookEndpoint;

/// A community or village (社区、村).
#[derive(SimpleObject, Clone, Debug)]
pub struct Division {
    /// The opaque id (标识).
    pub id: ID,
    /// Twelve digits (区划代码).
    pub code: DivisionCode,
    /// The name (名称).
    pub name: String,
    /// Community or village (类别).
    pub kind: DivisionKind,
}

impl Division {
    /// A row as the API tells it.
    pub fn of(pin: &Pin, row: &division::Model) -> Self {
        Self {
            id: GlobalId::encode("Division", pin.district_id(), row.id.0),
            code: DivisionCode(row.code.clone()),
            name: row.name.clone(),
            kind: row.kind,
        }
    }
}

/// A campaign whose label events carry (主题活动).
#[derive(SimpleObject, Clone, Debug)]
pub struct Campaign {
    /// The opaque id (标识).
    pub id: ID,
    /// The name (名称).
    pub name: String,
    /// Its days (起止).
    pub period: Period,
}

crate::hierarchy_node! {
    /// The district with its committee (区政协).
    impl District {
        /// The division code (区划代码).
        async fn code(&self) -> DivisionCode {
            DivisionCode(self.pin.district_id().to_string())
        }

        /// The English name (英文名称).
        async fn name_en(&self) -> &str {
            &self.pin.chain.organization.district.name_en
        }

        /// The city above (所属市).
        async fn city(&self) -> &str {
            &self.pin.chain.organization.district.city
        }

        /// The province above (所属省).
        async fn province(&self) -> &str {
            &self.pin.chain.organization.district.province
        }

        /// The journal number that this answer is true for (日志序号).
        async fn sequence(&self) -> Long {
            Long(self.pin.number)
        }

        /// Townships, towns and subdistricts, by code (乡镇街道).
        async fn townships(&self) -> Vec<Township> {
            let mut rows: Vec<_> = self.pin.chain.organization.townships.values().collect();
            rows.sort_by(|a, b| a.code.cmp(&b.code));
            rows.iter().map(|row| Township::new(&self.pin, row.id)).collect()
        }

        /// Handling units that exist on a day, by name, at most 500 (承办单位).
        async fn handling_units(
            &self,
            #[graphql(desc = "The day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<HandlingUnit>> {
            Ok(HandlingUnit::on(&self.pin, day_or_today(as_of.as_ref(), &self.pin)?))
        }

        /// How a year differs from plain weeks; null when the year is not known (工作日历).
        async fn calendar_year(
            &self,
            #[graphql(desc = "The year (年度).")] year: i32,
        ) -> Option<CalendarYear> {
            CalendarYear::of(&self.pin, year)
        }

        /// What the district's cases tell.
        #[graphql(flatten)]
        async fn cases(&self) -> DistrictCases {
            DistrictCases(Arc::clone(&self.pin))
        }

        /// Its cases by kind.
        #[graphql(flatten)]
        async fn case_lists(&self) -> CaseLists {
            CaseLists(Arc::clone(&self.pin))
        }

        /// Its lists of workrooms, members and published figures.
        #[graphql(flatten)]
        async fn kept_lists(&self) -> KeptLists {
            KeptLists(Arc::clone(&self.pin))
        }

        /// Its statements.
        #[graphql(flatten)]
        async fn frozen(&self) -> DistrictStatements {
            DistrictStatements(Arc::clone(&self.pin))
        }

        /// Its assessment of members.
        #[graphql(flatten)]
        async fn assessment(&self) -> DistrictAssessment {
            DistrictAssessment(Arc::clone(&self.pin))
        }

        /// Sectors that exist on a day (界别).
        async fn sectors(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Sector>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let organization = &self.pin.chain.organization;
            let ids = organization.sectors.keys().copied();
            Ok(ids.filter(|id| organization.exists_in(*id, &one_day(day))).map(|id| Sector::new(&self.pin, id)).collect())
        }

        /// Sector groups that exist on a day (界别活动组).
        async fn sector_groups(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SectorGroup>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let organization = &self.pin.chain.organization;
            let ids = organization.sector_groups.keys().copied();
            Ok(ids
                .filter(|id| organization.exists_in(*id, &one_day(day)))
                .map(|id| SectorGroup::new(&self.pin, id))
                .collect())
        }

        /// Special committees that exist on a day (专委会).
        async fn special_committees(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SpecialCommittee>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let organization = &self.pin.chain.organization;
            let ids = organization.special_committees.keys().copied();
            Ok(ids
                .filter(|id| organization.exists_in(*id, &one_day(day)))
                .map(|id| SpecialCommittee::new(&self.pin, id))
                .collect())
        }

        /// Vice-chairpersons in office on a day: the tops of the chain (副主席).
        async fn vice_chairs(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<ViceChair>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let holders = self.pin.chain.organization.holders(Office::ViceChairperson, &one_day(day));
            Ok(holders.iter().map(|member| ViceChair::new(&self.pin, member.id)).collect())
        }

        /// The lines of contact with the links that hold on a day; the Party's line for the office only (联系线).
        async fn contact_lines(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<ContactLine>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            Ok(contact_lines(ctx.data_unchecked::<Request>(), &self.pin, day))
        }

        /// Who is reached over each hop of the lines on a day, who by nobody, who carries too many (联系覆盖).
        async fn contact_coverage(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
            #[graphql(default = 15, desc = "More contacts than this are too many (联系上限).")] too_many: i32,
        ) -> Result<Vec<ContactCoverage>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            contact_coverage(ctx.data_unchecked::<Request>(), &self.pin, day, too_many).await
        }

        /// Members whom a vice-chairperson reaches through all four hops on a day; null for who may not see figures (链完整率).
        async fn chain_coverage(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Option<ChainCoverage>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            Ok(chain_coverage(ctx.data_unchecked::<Request>(), &self.pin, day))
        }

        /// What falls away when a member leaves; null for no such member, and for who may not see figures (某人离任的影响).
        async fn what_if(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "The member who leaves (委员).")] member_id: ID,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Option<WhatIf>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            what_if(ctx.data_unchecked::<Request>(), &self.pin, &member_id, day).await
        }

        /// The journal, oldest first; empty for all but the office and auditors (日志).
        async fn journal(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")] first: Option<i32>,
            #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
            #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
            #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        ) -> Result<super::journal::JournalConnection> {
            let args = crate::kernel::page::PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
            super::journal::JournalConnection::load(ctx.data_unchecked::<Request>(), &self.pin, &args).await
        }

        /// Accounts, the oldest first; empty for all but auditors (账号).
        async fn accounts(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")] first: Option<i32>,
            #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
            #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
            #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        ) -> Result<AccountConnection> {
            let args = crate::kernel::page::PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
            AccountConnection::load(ctx.data_unchecked::<Request>(), self.pin.district_id(), &args).await
        }

        /// Endpoints of webhooks, those that are open first, at most 50; empty for all but auditors (网络推送端点).
        async fn webhook_endpoints(&self, ctx: &Context<'_>) -> Result<Vec<WebhookEndpoint>> {
            WebhookEndpoint::list(ctx.data_unchecked::<Request>(), self.pin.district_id()).await
        }

        /// Accesses, the oldest first: sign-ins, accounts, tokens, full readings of personal data; empty for all but auditors
        /// (访问日志).
        async fn accesses(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Which (筛选).")] filter: Option<AccessFilter>,
            #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")] first: Option<i32>,
            #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
            #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
            #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        ) -> Result<AccessConnection> {
            let args = crate::kernel::page::PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
            AccessConnection::load(ctx.data_unchecked::<Request>(), self.pin.district_id(), filter, &args).await
        }

        /// Terms with their sessions (届次).
        async fn terms(&self) -> Vec<Term> {
            terms(&self.pin.chain.organization)
        }

        /// Campaigns, by id (主题活动).
        async fn campaigns(&self, ctx: &Context<'_>) -> Result<Vec<Campaign>> {
            let (request, asked) = (
                ctx.data_unchecked::<crate::linkage::Request>(),
                ctx.data_unchecked::<crate::statistics::asked::Asked>(),
            );
            let lines = asked.campaigns(request, &self.pin).await?;
            Ok(lines.iter().map(|line| campaign(&self.pin, line)).collect())
        }

        /// What campaigns share: the union counts each record once; never add the campaigns themselves (主题活动重叠).
        async fn campaign_overlap(
            &self,
            ctx: &Context<'_>,
            #[graphql(desc = "Two to ten campaigns (主题活动).")] campaign_ids: Vec<ID>,
            #[graphql(desc = "Which metrics, at most 30 (指标).")]
            metrics: Vec<crate::statistics::metrics::MetricCode>,
            #[graphql(desc = "On which days the records began (期间).")]
            period: crate::statistics::graphql::inputs::PeriodInput,
            #[graphql(desc = "Which records (筛选).")] filter: Option<crate::statistics::graphql::inputs::EventFilter>,
            #[graphql(desc = "The journal number; the newest if left out (日志序号).")] as_of: Option<Long>,
        ) -> Result<Option<CampaignOverlap>> {
            let args = crate::statistics::graphql::node::NodeArgs {
                metrics,
                period,
                attribution: crate::linkage::Attribution::AtEvent,
                credit: crate::statistics::figure::Credit::Full,
                filter,
                as_of,
            };
            campaign_overlap(ctx, &self.pin, Node::District(self.id), &campaign_ids, args).await
        }
    }
}

crate::hierarchy_node! {
    /// A township, town or subdistrict (乡镇街道).
    impl Township {
        /// Nine digits (区划代码).
        async fn code(&self) -> Option<DivisionCode> {
            self.row().map(|row| DivisionCode(row.code.clone()))
        }

        /// The English name (英文名称).
        async fn name_en(&self) -> Option<String> {
            self.row().map(|row| row.name_en.clone())
        }

        /// The name in pinyin (拼音).
        async fn pinyin(&self) -> Option<String> {
            self.row().map(|row| row.pinyin.clone())
        }

        /// Which of the three it is (类别).
        async fn kind(&self) -> Option<TownshipKind> {
            self.row().map(|row| row.kind)
        }

        /// Whether it is agricultural (涉农).
        async fn agricultural(&self) -> Option<Agricultural> {
            self.row().map(|row| row.agricultural)
        }

        /// Where that is known from (涉农依据).
        async fn agricultural_note(&self) -> Option<String> {
            self.row().and_then(|row| row.agricultural_note.clone())
        }

        /// Other names in use (别名).
        async fn aliases(&self) -> Vec<String> {
            self.row().map(|row| row.aliases.lines().map(str::to_owned).collect()).unwrap_or_default()
        }

        /// Its communities and villages, by code (社区、村).
        async fn divisions(&self) -> Vec<Division> {
            let mut rows: Vec<_> = self.pin.chain.organization.divisions.values().collect();
            rows.retain(|row| row.township_id == self.id);
            rows.sort_by(|a, b| a.code.cmp(&b.code));
            rows.into_iter().map(|row| Division::of(&self.pin, row)).collect()
        }

        /// The workrooms that serve it on a day (委员工作室).
        async fn workrooms(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Workroom>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let organization = &self.pin.chain.organization;
            let here = organization.workrooms.values().filter(|row| row.township_id == Some(self.id));
            Ok(here
                .filter(|row| organization.exists_in(row.id, &one_day(day)))
                .map(|row| Workroom::new(&self.pin, row.id))
                .collect())
        }
    }
}

impl Township {
    fn row(&self) -> Option<&crate::organization::entity::township::Model> {
        self.pin.chain.organization.townships.get(&self.id)
    }
}

crate::hierarchy_node! {
    /// A sector (界别).
    impl Sector {
        /// The sector groups that gather it on a day (界别活动组).
        async fn sector_groups(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<SectorGroup>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let above = self.pin.chain.above(crate::linkage::LinkKind::GathersSector, self.id, day);
            Ok(above.into_iter().map(|id| SectorGroup::new(&self.pin, id)).collect())
        }

        /// The members who sit for it on a day (委员).
        async fn members(
            &self,
            #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        ) -> Result<Vec<Member>> {
            let day = day_or_today(as_of.as_ref(), &self.pin)?;
            let organization = &self.pin.chain.organization;
            let ids = organization.members.keys().copied();
            Ok(ids
                .filter(|id| organization.sector_of(*id, day).is_some_and(|sector| sector.id == self.id))
                .map(|id| Member::new(&self.pin, id))
                .collect())
        }
    }
}

/// The span of one day.
pub fn one_day(day: chrono::NaiveDate) -> Span {
    Span::new(day, day.succ_opt())
}

/// A campaign as the API tells it.
pub fn campaign(pin: &Arc<crate::linkage::Pin>, line: &CampaignLine) -> Campaign {
    Campaign {
        id: crate::kernel::id::GlobalId::encode("Campaign", pin.district_id(), line.id.0),
        name: line.name.clone(),
        period: line.span.into(),
    }
}

/// The node of an id in a district, by the type that its opaque id names.
pub fn node_of(type_name: &str, id: NodeId, pin: &crate::linkage::Pin) -> Option<Node> {
    use crate::organization::NodeKind;
    let kind = pin.chain.organization.kind_of(id)?;
    match (type_name, kind) {
        ("District", NodeKind::District) => Some(Node::District(id)),
        ("Township", NodeKind::Township) => Some(Node::Township(id)),
        ("Sector", NodeKind::Sector) => Some(Node::Sector(id)),
        ("ViceChair", NodeKind::Member) => Some(Node::ViceChair(id)),
        ("SpecialCommittee", NodeKind::SpecialCommittee) => Some(Node::SpecialCommittee(id)),
        ("SectorGroup", NodeKind::SectorGroup) => Some(Node::SectorGroup(id)),
        ("Workroom", NodeKind::Workroom) => Some(Node::Workroom(id)),
        ("Member", NodeKind::Member) => Some(Node::Member(id)),
        _ => None,
    }
}
