//! Pages of workrooms and of members, cut from the organisation in memory.
//! Deliberately absent: SQL.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::NaiveDate;

use super::nodes::{Member, Workroom};
use super::places::one_day;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::Long;
use crate::kernel::since::{self, DeletionReason, Deletions};
use crate::linkage::moved::Moved;
use crate::linkage::{Pin, Request};

/// One workroom of a page (委员工作室).
#[derive(SimpleObject, Clone, Debug)]
pub struct WorkroomEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The workroom (委员工作室).
    pub node: Workroom,
}

/// A page of workrooms (委员工作室列表).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct WorkroomConnection {
    /// The workrooms with their cursors (带游标的条目).
    pub edges: Vec<WorkroomEdge>,
    /// The workrooms alone (委员工作室).
    pub nodes: Vec<Workroom>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
    /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    pub as_of: Long,
    #[graphql(skip)]
    pin: Arc<Pin>,
    #[graphql(skip)]
    day: NaiveDate,
}

impl WorkroomConnection {
    fn of(pin: &Arc<Pin>, day: NaiveDate, all: &[(String, NodeId)], args: &PageArgs) -> Self {
        let page = args.cut(all);
        let edges: Vec<_> = page
            .items
            .iter()
            .map(|(key, id)| WorkroomEdge {
                cursor: encode_cursor(key),
                node: Workroom::new(pin, *id),
            })
            .collect();
        Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info: page.info(),
            total_count: i32::try_from(all.len()).unwrap_or(i32::MAX),
            as_of: Long(pin.number),
            pin: Arc::clone(pin),
            day,
        }
    }
}

/// One member of a page (委员).
#[derive(SimpleObject, Clone, Debug)]
pub struct MemberEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The member (委员).
    pub node: Member,
}

/// A page of members (委员列表).
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct MemberConnection {
    /// The members with their cursors (带游标的条目).
    pub edges: Vec<MemberEdge>,
    /// The members alone (委员).
    pub nodes: Vec<Member>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// How many there are in all (总数).
    pub total_count: i32,
    /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    pub as_of: Long,
    #[graphql(skip)]
    pin: Arc<Pin>,
    #[graphql(skip)]
    day: NaiveDate,
}

impl MemberConnection {
    fn of(pin: &Arc<Pin>, day: NaiveDate, all: &[(String, NodeId)], args: &PageArgs) -> Self {
        let page = args.cut(all);
        let edges: Vec<_> = page
            .items
            .iter()
            .map(|(key, id)| MemberEdge {
                cursor: encode_cursor(key),
                node: Member::new(pin, *id),
            })
            .collect();
        Self {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
            page_info: page.info(),
            total_count: i32::try_from(all.len()).unwrap_or(i32::MAX),
            as_of: Long(pin.number),
            pin: Arc::clone(pin),
            day,
        }
    }
}

impl WorkroomConnection {
    /// The workrooms that exist on a day: those of townships by code, then the others; of those that moved, where a list is
    /// kept.
    pub fn new(pin: &Arc<Pin>, day: NaiveDate, moved: Option<&Moved>, args: &PageArgs) -> Self {
        let organization = &pin.chain.organization;
        let code = |id: Option<NodeId>| {
            let township = id.and_then(|id| organization.townships.get(&id));
            township.map_or_else(|| "~".to_owned(), |row| row.code.clone())
        };
        let mut all: Vec<_> = organization
            .workrooms
            .values()
            .filter(|row| organization.exists_in(row.id, &one_day(day)))
            .filter(|row| moved.is_none_or(|moved| moved.holds(pin, row.id)))
            .map(|row| (format!("{}/{}", code(row.township_id), row.id), row.id))
            .collect();
        all.sort();
        Self::of(pin, day, &all, args)
    }
}

impl MemberConnection {
    /// The members in office on a day, by id; of those who were found, where some were looked for, and of those who moved,
    /// where a list is kept.
    pub fn new(
        pin: &Arc<Pin>,
        day: NaiveDate,
        (found, moved): (Option<&BTreeSet<NodeId>>, Option<&Moved>),
        args: &PageArgs,
    ) -> Self {
        let organization = &pin.chain.organization;
        let all: Vec<_> = organization
            .members
            .keys()
            .filter(|id| found.is_none_or(|found| found.contains(id)))
            .filter(|id| organization.exists_in(**id, &one_day(day)))
            .filter(|id| moved.is_none_or(|moved| moved.holds(pin, **id)))
            .map(|id| (id.to_string(), *id))
            .collect();
        Self::of(pin, day, &all, args)
    }
}

/// What a kept list of them needs.
#[ComplexObject]
impl WorkroomConnection {
    /// What left this list after a journal number, for clients that keep it (移出的委员工作室).
    async fn deletions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The journal number (日志序号).")] since: Long,
        #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
    ) -> Result<Deletions> {
        let args = LeftArgs {
            since,
            first,
            after,
        };
        left(
            ctx,
            (&self.pin, self.day),
            ("Workroom", Moved::workrooms),
            args,
        )
        .await
    }
}

/// What a kept list of them needs.
#[ComplexObject]
impl MemberConnection {
    /// What left this list after a journal number, for clients that keep it (移出的委员).
    async fn deletions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The journal number (日志序号).")] since: Long,
        #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
    ) -> Result<Deletions> {
        let args = LeftArgs {
            since,
            first,
            after,
        };
        left(ctx, (&self.pin, self.day), ("Member", Moved::members), args).await
    }
}

struct LeftArgs {
    since: Long,
    first: i32,
    after: Option<String>,
}

/// Which nodes of a type are among what moved.
type MovedOf = fn(&Moved, &Pin) -> BTreeSet<NodeId>;

/// The nodes of a type that moved after a number and are not there on the day.
async fn left(
    ctx: &Context<'_>,
    (pin, day): (&Pin, NaiveDate),
    (type_name, of): (&str, MovedOf),
    args: LeftArgs,
) -> Result<Deletions> {
    let page = PageArgs::new(Some(args.first), args.after.as_deref(), None, None)?;
    let since = since::read("since", Some(args.since), pin.number)?.unwrap_or_default();
    let moved = Moved::since(ctx.data_unchecked::<Request>(), pin, since).await?;
    let organization = &pin.chain.organization;
    let gone: Vec<_> = of(&moved, pin)
        .into_iter()
        .filter(|id| !organization.exists_in(*id, &one_day(day)))
        .map(|id| {
            (
                id.to_string(),
                (id.0, moved.number(id).unwrap_or(pin.number)),
            )
        })
        .collect();
    let page: Page<_> = page.cut(&gone);
    Ok(Deletions::of(page, pin.number, |id| {
        let reason = match organization.kind_of(NodeId(id)) {
            Some(_) => DeletionReason::NotListed,
            None => DeletionReason::Gone,
        };
        (GlobalId::encode(type_name, pin.district_id(), id), reason)
    }))
}
