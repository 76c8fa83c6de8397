//! Pages of published figures. Deliberately absent: sums over them; bases differ.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};

use super::figure::PublishedFigure;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::Long;
use crate::kernel::since::{self, DeletionReason, Deletions};
use crate::linkage::{Pin, Request};
use crate::published::queries::{self, FigureFilter};
use crate::published::recording::TYPE;
use crate::statistics::asked::Asked;

/// The arguments of a page.
#[derive(Clone, Debug, Default)]
pub struct PublishedFigureArgs {
    /// How many from the front.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
    /// Of this document only.
    pub document: Option<String>,
    /// At this journal number.
    pub as_of: Option<Long>,
    /// Changed after this journal number.
    pub updated_since: Option<Long>,
}

/// A page of published figures.
#[derive(Debug)]
pub struct PublishedFigureConnection {
    pin: Arc<Pin>,
    filter: FigureFilter,
    /// None for a caller who may not see figures.
    page: Option<Page<PublishedFigure>>,
}

impl PublishedFigureConnection {
    /// Loads a page; an empty one for who may not see figures.
    pub async fn load(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        args: PublishedFigureArgs,
    ) -> Result<Self> {
        let (request, asked) = (
            ctx.data_unchecked::<Request>(),
            ctx.data_unchecked::<Asked>(),
        );
        let page_args = PageArgs::new(
            args.first,
            args.after.as_deref(),
            args.last,
            args.before.as_deref(),
        )?;
        // No document has this name, and PostgreSQL refuses to be asked for it.
        let document = args.document.map(|name| name.replace('\0', " "));
        let mut filter = FigureFilter {
            document,
            changed_after: None,
        };
        if !request.may(Action::ReadFigures, pin.district_id(), None) {
            return Ok(Self {
                pin: Arc::clone(pin),
                filter,
                page: None,
            });
        }
        let pin = asked
            .as_of(request, pin, args.as_of.map(|number| number.0))
            .await?;
        let (district, number) = (pin.district_id(), pin.number);
        filter.changed_after = since::read("updatedSince", args.updated_since, number)?;
        let page = queries::page(&request.db, district, number, &filter, &page_args).await?;
        let figure = |row| PublishedFigure {
            pin: Arc::clone(&pin),
            row: Arc::new(row),
        };
        let items = page.items.into_iter();
        let page = Page {
            items: items.map(|(key, row)| (key, figure(row))).collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
        };
        Ok(Self {
            pin,
            filter,
            page: Some(page),
        })
    }

    fn items(&self) -> impl Iterator<Item = &(String, PublishedFigure)> {
        self.page.iter().flat_map(|page| &page.items)
    }
}

/// One published figure of a page (公布数据条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct PublishedFigureEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The published figure (公布数据).
    pub node: PublishedFigure,
}

/// A page of published figures, in the order in which they were recorded (公布数据列表).
#[Object]
impl PublishedFigureConnection {
    /// The figures with their cursors (带游标的条目).
    async fn edges(&self) -> Vec<PublishedFigureEdge> {
        let edge = |(key, figure): &(String, PublishedFigure)| PublishedFigureEdge {
            cursor: encode_cursor(key),
            node: figure.clone(),
        };
        self.items().map(edge).collect()
    }

    /// The figures alone (公布数据).
    async fn nodes(&self) -> Vec<PublishedFigure> {
        self.items().map(|(_, figure)| figure.clone()).collect()
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
        let count = queries::count(&request.db, district, number, &self.filter).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    async fn as_of(&self) -> Long {
        Long(self.pin.number)
    }

    /// What left this list after a journal number, for clients that keep it (移出的数据).
    async fn deletions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The journal number (日志序号).")] since: Long,
        #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
    ) -> Result<Deletions> {
        let args = PageArgs::new(Some(first), after.as_deref(), None, None)?;
        let (district, number) = (self.pin.district_id(), self.pin.number);
        let asked = since::read("since", Some(since), number)?;
        let Some(since) = asked.filter(|_| self.page.is_some()) else {
            return Ok(Deletions::none(number, &args));
        };
        let filter = FigureFilter {
            changed_after: None,
            ..self.filter.clone()
        };
        let request = ctx.data_unchecked::<Request>();
        let page = queries::left(&request.db, district, (since, number), &filter, &args).await?;
        let ids = page.items.iter().map(|(_, (id, _))| NodeId(*id));
        let standing = queries::standing(&request.db, district, number, ids).await?;
        Ok(Deletions::of(page, number, |id| {
            let reason = match standing.contains(&NodeId(id)) {
                true => DeletionReason::NotListed,
                false => DeletionReason::Withdrawn,
            };
            (GlobalId::encode(TYPE, district, id), reason)
        }))
    }
}
