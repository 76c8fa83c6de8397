//! Reads of accounts: who holds which roles, by identity, and the accounts of a district page by page.
//! Deliberately absent: which of the roles stand on a day; a span tells.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::entity::{account, account_role};
use crate::kernel::error::{Fault, Problem, Result};
use crate::kernel::id::DistrictId;
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::seal::{Guards, Vault, load_keys};

/// Every role, not ended by now, of the open accounts of an identity, in whichever districts they are. The heads of the
/// journals name the districts, so that each is looked up by its own key.
pub async fn roles_of(
    conn: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> std::result::Result<Vec<account_role::Model>, DbErr> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT r.* FROM journal_head h \
         JOIN account a ON a.district_id = h.district_id AND a.issuer = $1 AND a.subject = $2 \
         AND a.until_number IS NULL \
         JOIN account_role r ON r.district_id = a.district_id AND r.account_id = a.id AND r.until_number IS NULL \
         ORDER BY r.district_id, r.valid_from, r.role, r.id",
        [Value::from(issuer), subject.into()],
    );
    account_role::Entity::find()
        .from_raw_sql(statement)
        .all(conn)
        .await
}

/// The role of an id in a district, not ended by now, of an open account.
pub async fn role_of_id(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    id: Uuid,
) -> std::result::Result<Option<account_role::Model>, DbErr> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT r.* FROM account_role r \
         JOIN account a ON a.district_id = r.district_id AND a.id = r.account_id AND a.until_number IS NULL \
         WHERE r.district_id = $1 AND r.id = $2 AND r.until_number IS NULL",
        [Value::from(district.as_str()), id.into()],
    );
    account_role::Entity::find()
        .from_raw_sql(statement)
        .one(conn)
        .await
}

/// The open accounts of an identity, in whichever districts they are.
pub async fn accounts_of(
    conn: &impl ConnectionTrait,
    issuer: &str,
    subject: &str,
) -> std::result::Result<Vec<account::Model>, DbErr> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT a.* FROM journal_head h \
         JOIN account a ON a.district_id = h.district_id AND a.issuer = $1 AND a.subject = $2 \
         AND a.until_number IS NULL ORDER BY a.district_id",
        [Value::from(issuer), subject.into()],
    );
    account::Entity::find()
        .from_raw_sql(statement)
        .all(conn)
        .await
}

/// The roles that stand of some accounts of a district, by their first day.
pub async fn list_roles(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    accounts: &[Uuid],
) -> std::result::Result<Vec<account_role::Model>, DbErr> {
    account_role::Entity::find()
        .filter(account_role::Column::DistrictId.eq(district.clone()))
        .filter(account_role::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(account_role::Column::UntilNumber.is_null())
        .order_by_asc(account_role::Column::ValidFrom)
        .order_by_asc(account_role::Column::Role)
        .order_by_asc(account_role::Column::Id)
        .all(conn)
        .await
}

/// The names of some accounts of a district, opened; one whose data key was erased has none any more.
pub async fn names(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    district: &DistrictId,
    accounts: &[&account::Model],
) -> std::result::Result<BTreeMap<Uuid, String>, Fault> {
    let ids = accounts.iter().map(|row| row.id).collect();
    let keys = load_keys(conn, vault, district, Guards::Account, ids).await?;
    let mut names = BTreeMap::new();
    for row in accounts {
        if let (Some(sealed), Some(key)) = (&row.sealed_name, keys.get(&row.id)) {
            names.insert(row.id, key.open(account::DISPLAY_NAME, sealed)?);
        }
    }
    Ok(names)
}

/// How many accounts a district has in all.
pub async fn count_accounts(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
) -> std::result::Result<u64, DbErr> {
    account::Entity::find()
        .filter(account::Column::DistrictId.eq(district.clone()))
        .count(conn)
        .await
}

/// A page of a district's accounts, the oldest first.
pub async fn list_accounts(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    args: &PageArgs,
) -> Result<Page<account::Model>> {
    let all = account::Entity::find().filter(account::Column::DistrictId.eq(district.clone()));
    let mut query = all.limit(args.limit.saturating_add(1));
    if let Some(after) = number("after", args.after.as_deref())? {
        query = query.filter(account::Column::SinceNumber.gt(after));
    }
    if let Some(before) = number("before", args.before.as_deref())? {
        query = query.filter(account::Column::SinceNumber.lt(before));
    }
    query = if args.backward {
        query.order_by_desc(account::Column::SinceNumber)
    } else {
        query.order_by_asc(account::Column::SinceNumber)
    };
    let mut rows = query.all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let items = rows
        .into_iter()
        .map(|row| (row.since_number.to_string(), row));
    Ok(Page::new(items.collect(), args, more))
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
