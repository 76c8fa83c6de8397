//! A district's journal in the API, for its office and its auditors. Deliberately absent: the content of an entry, which
//! names rows by digest and is for verification only; and a stream of entries.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::journal::entry;
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{DateTime, Long, UuidText};
use crate::linkage::{Pin, Request};

/// One change of one thing (日志条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct JournalEntry {
    /// Its number: 1, 2, 3 … without gaps (序号).
    pub sequence: Long,
    /// What happened, `event.posted` (动作).
    pub kind: String,
    /// What it happened to, `event` (对象种类).
    pub subject_kind: String,
    /// Which one (对象).
    pub subject: UuidText,
    /// The token, or the role of an account, that did it (操作令牌或账号职务).
    pub actor: UuidText,
    /// The role it acted in (操作角色).
    pub role: Role,
    /// When (时刻).
    pub at: DateTime,
    /// The hash over this entry and the one before (散列).
    pub hash: String,
}

/// One entry of a page (日志条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct JournalEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The entry (条目).
    pub node: JournalEntry,
}

/// A page of the journal, oldest first; empty for callers who may not see it (日志).
#[derive(Clone, Debug)]
pub struct JournalConnection {
    edges: Vec<JournalEdge>,
    page: PageInfo,
    total: i64,
}

impl JournalConnection {
    /// Loads a page as it stood at the pin's number.
    pub async fn load(request: &Request, pin: &Arc<Pin>, args: &PageArgs) -> Result<Self> {
        let visible = request.may(Action::ReadJournal, pin.district_id(), None);
        let mut query = entry::Entity::find()
            .filter(entry::Column::DistrictId.eq(pin.district_id().clone()))
            .filter(entry::Column::Number.lte(if visible { pin.number } else { 0 }))
            .limit(args.limit.saturating_add(1));
        if let Some(after) = number("after", args.after.as_deref())? {
            query = query.filter(entry::Column::Number.gt(after));
        }
        if let Some(before) = number("before", args.before.as_deref())? {
            query = query.filter(entry::Column::Number.lt(before));
        }
        query = if args.backward {
            query.order_by_desc(entry::Column::Number)
        } else {
            query.order_by_asc(entry::Column::Number)
        };
        let mut rows = query.all(&request.db).await?;
        let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if args.backward {
            rows.reverse();
        }
        let items = rows.into_iter().map(|row| (row.number.to_string(), row));
        let page = Page::new(items.collect(), args, more);
        Ok(Self {
            page: page.info(),
            edges: page.items.into_iter().map(edge).collect(),
            total: if visible { pin.number } else { 0 },
        })
    }
}

fn number(field: &str, cursor: Option<&str>) -> Result<Option<i64>> {
    let read = |text: &str| {
        text.parse().map_err(|_| {
            Problem::bad_input(
                field,
                format!("{field} 不是有效的游标。"),
                format!("{field} is not a cursor."),
            )
        })
    };
    cursor.map(read).transpose()
}

fn edge((key, row): (String, entry::Model)) -> JournalEdge {
    JournalEdge {
        cursor: encode_cursor(&key),
        node: JournalEntry {
            sequence: Long(row.number),
            kind: row.kind,
            subject_kind: row.subject_kind,
            subject: row.subject_id.into(),
            actor: row.actor_id.into(),
            role: row.actor_role,
            at: DateTime(row.at),
            hash: row.hash,
        },
    }
}

/// A page of the journal (日志).
#[Object]
impl JournalConnection {
    /// The entries with their cursors (带游标的条目).
    async fn edges(&self) -> &[JournalEdge] {
        &self.edges
    }

    /// The entries alone (条目).
    async fn nodes(&self) -> Vec<JournalEntry> {
        self.edges.iter().map(|edge| edge.node.clone()).collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> &PageInfo {
        &self.page
    }

    /// How many entries there are: the newest number, because there are no gaps (总数).
    async fn total_count(&self, _ctx: &Context<'_>) -> i32 {
        i32::try_from(self.total).unwrap_or(i32::MAX)
    }
}
