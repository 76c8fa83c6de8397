//! The lists of a district that clients keep: workrooms, members, published figures, and how to know whether the short
//! lists, which are told whole, moved. Deliberately absent: cases and events, which have lists of their own.

use std::sync::Arc;

use async_graphql::{Context, Object};

use super::pages::{MemberConnection, WorkroomConnection};
use super::personal::{MemberFilter, looked_for};
use crate::events::entity::campaign;
use crate::kernel::error::{Problem, Result};
use crate::kernel::page::PageArgs;
use crate::kernel::scalars::{Date, Long};
use crate::kernel::since;
use crate::kernel::versions::newest_stamp;
use crate::linkage::moved::Moved;
use crate::linkage::{Pin, Request};
use crate::published::graphql::{PublishedFigureArgs, PublishedFigureConnection};
use crate::statistics::graphql::inputs::day_or_today;

/// The lists of a district that clients keep.
#[derive(Clone, Debug)]
pub struct KeptLists(pub Arc<Pin>);

/// The lists of a district that clients keep (本区名册).
#[Object]
impl KeptLists {
    /// The newest journal number at which the organisation, a link or a campaign changed: while it stays, so do the short
    /// lists that are told whole, townships, bodies, units, terms, campaigns and lines, but for what begins or ends on a day
    /// (组织与活动的最新序号).
    async fn organization_sequence(&self, ctx: &Context<'_>) -> Result<Long> {
        let request = ctx.data_unchecked::<Request>();
        let campaigns = newest_stamp::<campaign::Entity>(&request.db, self.0.district_id()).await?;
        let organization = self.0.chain.organization.number;
        Ok(Long(
            organization
                .max(campaigns.unwrap_or_default())
                .min(self.0.number),
        ))
    }

    /// Figures as documents print them, in the order in which they were recorded; empty for who may not see figures (公布数据).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn published_figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "Of the document of this name only (文件).")] document: Option<String>,
        #[graphql(desc = "The journal number; the newest if left out (日志序号).")] as_of: Option<
            Long,
        >,
        #[graphql(
            desc = "Changed after this journal number, for clients that keep the list (此序号后有变更)."
        )]
        updated_since: Option<Long>,
    ) -> Result<PublishedFigureConnection> {
        let args = PublishedFigureArgs {
            first,
            after,
            last,
            before,
            document,
            as_of,
            updated_since,
        };
        PublishedFigureConnection::load(ctx, &self.0, args).await
    }

    /// Workrooms that exist on a day (委员工作室).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn workrooms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        #[graphql(
            desc = "Moved after this journal number, for clients that keep the list (此序号后有变更)."
        )]
        updated_since: Option<Long>,
    ) -> Result<WorkroomConnection> {
        let day = day_or_today(as_of.as_ref(), &self.0)?;
        let page = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        let moved = moved(ctx, &self.0, updated_since).await?;
        Ok(WorkroomConnection::new(&self.0, day, moved.as_ref(), &page))
    }

    /// Members in office on a day (政协委员).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "On which day; today if left out (日期).")] as_of: Option<Date>,
        #[graphql(desc = "Which members (筛选).")] filter: Option<MemberFilter>,
        #[graphql(
            desc = "Moved after this journal number, for clients that keep the list (此序号后有变更)."
        )]
        updated_since: Option<Long>,
    ) -> Result<MemberConnection> {
        let day = day_or_today(as_of.as_ref(), &self.0)?;
        let page = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        if filter.is_some() && updated_since.is_some() {
            return Err(Problem::bad_input(
                "filter",
                "查找委员的结果不能增量读取。",
                "Members who were looked for are no list to keep.",
            ));
        }
        let found = looked_for(ctx.data_unchecked::<Request>(), &self.0, filter).await?;
        let moved = moved(ctx, &self.0, updated_since).await?;
        Ok(MemberConnection::new(
            &self.0,
            day,
            (found.as_ref(), moved.as_ref()),
            &page,
        ))
    }
}

async fn moved(ctx: &Context<'_>, pin: &Pin, since: Option<Long>) -> Result<Option<Moved>> {
    match since::read("updatedSince", since, pin.number)? {
        Some(since) => {
            let request = ctx.data_unchecked::<Request>();
            Ok(Some(Moved::since(request, pin, since).await?))
        }
        None => Ok(None),
    }
}
