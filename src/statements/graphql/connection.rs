//! Pages of statements, one of them, and one beside what its lines come to now. Deliberately absent: comparing several at
//! once; each is counted anew at a number of its own.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::difference::{StatementDifference, compare_with};
use super::statement::{Statement, all, load};
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::Long;
use crate::kernel::since::{self, Deletions};
use crate::linkage::{Pin, Request};
use crate::statements::commands::TYPE;
use crate::statements::queries;
use crate::statistics::asked::Asked;

/// The statements of a district.
#[derive(Clone, Debug)]
pub struct DistrictStatements(pub Arc<Pin>);

/// The statements of a district (定稿报表).
#[Object]
impl DistrictStatements {
    /// Statements in the order in which they were frozen, those that were replaced among them; empty for who may not see
    /// figures (定稿报表).
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments are the contract's"
    )]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "The journal number; the newest if left out (日志序号).")] as_of: Option<
            Long,
        >,
        #[graphql(
            desc = "Frozen or replaced after this journal number, for clients that keep the list (此序号后有变更)."
        )]
        updated_since: Option<Long>,
    ) -> Result<StatementConnection> {
        let args = PageArgs::new(first, after.as_deref(), last, before.as_deref())?;
        StatementConnection::load(ctx, &self.0, &args, as_of, updated_since).await
    }

    /// One statement; null when there is none or the caller may not see figures (定稿报表).
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement (定稿报表).")] id: ID,
    ) -> Result<Option<Statement>> {
        match local(&id, self.0.district_id(), &[TYPE]) {
            Some(id) => load(ctx.data_unchecked::<Request>(), &self.0, NodeId(id)).await,
            None => Ok(None),
        }
    }

    /// A statement beside what its lines come to at a later number, and the records that make each difference; null when
    /// there is none or the caller may not see figures (定稿比对).
    async fn statement_difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement (定稿报表).")] id: ID,
        #[graphql(
            desc = "The journal number to compare with, not before the statement's own; the newest if left out (比对序号)."
        )]
        as_of: Option<Long>,
    ) -> Result<Option<StatementDifference>> {
        match local(&id, self.0.district_id(), &[TYPE]) {
            Some(id) => compare_with(ctx, &self.0, NodeId(id), as_of).await,
            None => Ok(None),
        }
    }
}

/// One statement of a page (定稿报表条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct StatementEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The statement (定稿报表).
    pub node: Statement,
}

/// A page of statements.
#[derive(Debug)]
pub struct StatementConnection {
    pin: Arc<Pin>,
    changed_after: Option<i64>,
    /// None for a caller who may not see figures.
    page: Option<Page<Statement>>,
}

impl StatementConnection {
    /// Loads a page; an empty one for who may not see figures.
    async fn load(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        args: &PageArgs,
        as_of: Option<Long>,
        updated_since: Option<Long>,
    ) -> Result<Self> {
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        if !request.may(Action::ReadFigures, pin.district_id(), None) {
            return Ok(Self {
                pin: Arc::clone(pin),
                changed_after: None,
                page: None,
            });
        }
        let number = as_of.map(|number| number.0);
        let pin = asked.as_of(request, pin, number).await?;
        let (district, number) = (pin.district_id(), pin.number);
        let changed_after = since::read("updatedSince", updated_since, number)?;
        let page = queries::page(&request.db, district, number, changed_after, args).await?;
        let (keys, rows): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
        let statements = all(request, &pin, rows).await?;
        let page = Page {
            items: keys.into_iter().zip(statements).collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
        };
        Ok(Self {
            pin,
            changed_after,
            page: Some(page),
        })
    }

    fn items(&self) -> impl Iterator<Item = &(String, Statement)> {
        self.page.iter().flat_map(|page| &page.items)
    }
}

/// A page of statements, in the order in which they were frozen (定稿报表列表).
#[Object]
impl StatementConnection {
    /// The statements with their cursors (带游标的条目).
    async fn edges(&self) -> Vec<StatementEdge> {
        let edge = |(key, statement): &(String, Statement)| StatementEdge {
            cursor: encode_cursor(key),
            node: statement.clone(),
        };
        self.items().map(edge).collect()
    }

    /// The statements alone (定稿报表).
    async fn nodes(&self) -> Vec<Statement> {
        self.items()
            .map(|(_, statement)| statement.clone())
            .collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> PageInfo {
        let nothing = || PageInfo {
            has_next_page: false,
            has_previous_page: false,
            start_cursor: None,
            end_cursor: None,
        };
        self.page.as_ref().map_or_else(nothing, Page::info)
    }

    /// How many there are in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        if self.page.is_none() {
            return Ok(0);
        }
        let request = ctx.data_unchecked::<Request>();
        let (district, number) = (self.pin.district_id(), self.pin.number);
        let count = queries::count(&request.db, district, number, self.changed_after).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    async fn as_of(&self) -> Long {
        Long(self.pin.number)
    }

    /// What left this list after a journal number: nothing ever, because a statement that is replaced stays (移出的数据).
    async fn deletions(
        &self,
        #[graphql(desc = "The journal number (日志序号).")] since: Long,
        #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
    ) -> Result<Deletions> {
        let args = PageArgs::new(Some(first), after.as_deref(), None, None)?;
        since::read("since", Some(since), self.pin.number)?;
        Ok(Deletions::none(self.pin.number, &args))
    }
}
