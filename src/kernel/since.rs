//! What clients that keep a list ask for: what of it changed after a journal number, and what left it since. Everything is
//! decided between two numbers, by the rows that stood there, so that it does not matter what is written meanwhile: what
//! leaves is whatever was in the list at any number since, and is not now; a page that was read between two writes is put
//! right by the next round. Deliberately absent: wall clocks, and lists, each of which says itself what is in it.

use async_graphql::{Enum, ID, SimpleObject};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, Iden, QueryFilter, QueryTrait, Select};
use uuid::Uuid;

use super::error::{Problem, Result};
use super::id::DistrictId;
use super::page::{Page, PageArgs, PageInfo};
use super::scalars::Long;
use super::versions::Versioned;

/// Why a thing left a list (移出原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionReason {
    /// It is void (作废).
    Void,
    /// It is the same as another (重复).
    Duplicate,
    /// It was merged into another (并案).
    Merged,
    /// It was withdrawn (撤回).
    Withdrawn,
    /// It is still there, and no longer what this list asks for (不再符合此列表).
    NotListed,
    /// It is not there, or not for this caller; nothing more is said (已不可见).
    Gone,
}

/// A thing that left a list (移出的对象).
#[derive(SimpleObject, Clone, Debug)]
pub struct Deletion {
    /// The opaque id that it had in the list (标识).
    pub id: ID,
    /// Why (原因).
    pub reason: DeletionReason,
    /// The number in the district's journal; null for what is gone (日志序号).
    pub sequence: Option<Long>,
}

/// Things that left a list, by id. It may name some that the caller never had (移出的对象列表).
#[derive(SimpleObject, Clone, Debug)]
pub struct Deletions {
    /// What left (移出的对象).
    pub nodes: Vec<Deletion>,
    /// Where the page stands (分页信息).
    pub page_info: PageInfo,
    /// The journal number that this answer is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    pub as_of: Long,
}

impl Deletions {
    /// A page in which each thing is told as `tell` says; in the order of ids.
    pub fn of(
        page: Page<(Uuid, i64)>,
        as_of: i64,
        tell: impl Fn(Uuid) -> (ID, DeletionReason),
    ) -> Self {
        let page_info = page.info();
        let items = page.items.into_iter();
        let node = |(_, (id, number)): (String, (Uuid, i64))| {
            let (id, reason) = tell(id);
            let told = reason != DeletionReason::Gone;
            Deletion {
                id,
                reason,
                sequence: told.then_some(Long(number)),
            }
        };
        Self {
            nodes: items.map(node).collect(),
            page_info,
            as_of: Long(as_of),
        }
    }

    /// A page of nothing.
    pub fn none(as_of: i64, args: &PageArgs) -> Self {
        let nobody = |id: Uuid| (ID(id.to_string()), DeletionReason::Gone);
        Self::of(Page::new(Vec::new(), args, false), as_of, nobody)
    }
}

/// That a list must be read anew, from nothing: the argument is named, so that a program can tell.
pub fn anew(field: &str, zh: &str, en: &str) -> Problem {
    Problem::bad_input(
        field,
        format!("{zh}，须重新读取整个列表。"),
        format!("{en}; read the whole list anew."),
    )
}

/// A number from which on a list is asked for. Refuses numbers that the journal does not have.
pub fn read(field: &str, asked: Option<Long>, newest: i64) -> Result<Option<i64>> {
    match asked {
        Some(Long(number)) if number < 0 => Err(Problem::bad_input(
            field,
            format!("{field} 不得小于 0。"),
            format!("{field} must not be less than 0."),
        )),
        Some(Long(number)) if number > newest => Err(anew(
            field,
            "日志中没有这一序号",
            "The journal has no such number",
        )),
        asked => Ok(asked.map(|number| number.0)),
    }
}

/// Refuses a list whose meaning hangs on the organisation, when that changed after the number.
pub fn unmoved(field: &str, since: Option<i64>, organization: i64) -> Result<()> {
    match since.is_some_and(|since| since > 0 && since < organization) {
        true => Err(anew(
            field,
            "此后组织体系有变更",
            "The organisation changed since",
        )),
        false => Ok(()),
    }
}

/// The things of which a version was closed in (`since`, `number`] that were in the list at any number from `since` on, as
/// `was` selects, and are not in it now, as `is` selects: with the newest of those numbers, by id.
pub async fn left<E: Versioned>(
    conn: &impl ConnectionTrait,
    (district, id): (&DistrictId, E::Column),
    (since, number): (i64, i64),
    (was, is): (Select<E>, Select<E>),
    args: &PageArgs,
) -> Result<Page<(Uuid, i64)>> {
    let after = args.after.as_deref().map(|key| key_in("after", key));
    let query = leaving(
        (district, id),
        (since, number),
        (was, is),
        after.transpose()?,
    )
    .limit(args.limit.saturating_add(1))
    .to_owned();
    let rows = conn.query_all(&query).await?;
    let mut items = rows
        .iter()
        .map(|row| {
            let (id, number): (Uuid, i64) = (row.try_get("", "id")?, row.try_get("", "number")?);
            Ok((id.to_string(), (id, number)))
        })
        .collect::<std::result::Result<Vec<_>, DbErr>>()?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    Ok(Page::new(items, args, more))
}

fn key_in(field: &str, key: &str) -> Result<Uuid> {
    Uuid::try_parse(key).map_err(|_| {
        Problem::bad_input(
            field,
            format!("{field} 不是此列表的游标。"),
            format!("{field} is no cursor of this list."),
        )
    })
}

fn leaving<E: Versioned>(
    (district, id): (&DistrictId, E::Column),
    (since, number): (i64, i64),
    (was, is): (Select<E>, Select<E>),
    after: Option<Uuid>,
) -> SelectStatement {
    let closed = Alias::new("closed");
    let of = |column: E::Column| Expr::col((closed.clone(), Alias::new(column.to_string())));
    // The same table by its own name inside, by another outside.
    let same = |list: Select<E>| {
        let tied = list.filter(id.into_expr().eq(of(id)));
        tied.into_query()
    };
    let mut query = Query::select();
    query
        .expr_as(of(id), Alias::new("id"))
        .expr_as(of(E::until()).max(), Alias::new("number"))
        .from_as(E::default(), closed.clone())
        .and_where(of(E::district()).eq(district.clone()))
        .and_where(of(E::until()).gt(since))
        .and_where(of(E::until()).lte(number))
        .and_where(Expr::exists(same(was)))
        .and_where(Expr::exists(same(is)).not())
        .add_group_by([of(id)])
        .order_by_expr(of(id), Order::Asc);
    if let Some(after) = after {
        query.and_where(of(id).gt(after));
    }
    query
}
