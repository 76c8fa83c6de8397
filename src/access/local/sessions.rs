//! Sessions: opened by a sign-in, shown as `ws_<secret><checksum>`, stored by the token's hash, and looked up at every
//! request together with the role that they act in, so that a role that ends takes its sessions along at once.
//! Deliberately absent: signing in, and when a use is written down (`last_use`).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::desk::Settings;
use super::entity::session;
use crate::access::tokens;
use crate::kernel::actor::{Actor, Role};
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::Span;

/// What every session's token begins with.
pub const PREFIX: &str = "ws_";

/// Sessions of one person at once; the one that was used least recently gives way.
const AT_ONCE: u64 = 10;

/// More than anybody can have open.
const MANY: u64 = 10_000;

/// A use is written when the last one written is so old.
pub const STEP: TimeDelta = TimeDelta::minutes(1);

/// What a person must do before his session is good for anything else (登录后须先完成的事项).
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Change the password: it was given by somebody else, or is too old (修改密码).
    ChangePassword,
    /// Set up one-time codes (启用动态码).
    EnrolOneTimeCode,
}

/// A session that is good now.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub credential_id: Uuid,
    /// The name.
    pub name: String,
    /// The account of the role.
    pub account_id: Uuid,
    /// The role that it acts in.
    pub actor: Actor,
    /// What must be done first; the session is good for nothing else before.
    pub duties: Vec<Duty>,
    /// The last use that is written.
    pub used_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    credential_id: Uuid,
    name: String,
    account_id: Uuid,
    used_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    must_change: bool,
    password_set_at: DateTime<Utc>,
    code_since: Option<DateTime<Utc>>,
    role_id: Uuid,
    role_district: DistrictId,
    role: Role,
    scope_id: Option<NodeId>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

/// The session of a token; none when it is over, or its role does not stand today.
pub async fn find_good(
    conn: &impl ConnectionTrait,
    settings: &Settings,
    (now, today): (DateTime<Utc>, NaiveDate),
    token: &str,
) -> Result<Option<Session>, DbErr> {
    if !is_well_formed(token) {
        return Ok(None);
    }
    let by = ("s.secret_hash = $2", tokens::hash(token).into());
    find(conn, settings, (now, today), by).await
}

/// The session of an id, if it is good now and has nothing else to do first.
pub async fn find_by_id(
    conn: &impl ConnectionTrait,
    settings: &Settings,
    (now, today): (DateTime<Utc>, NaiveDate),
    id: Uuid,
) -> Result<Option<Session>, DbErr> {
    let found = find(conn, settings, (now, today), ("s.id = $2", id.into())).await?;
    Ok(found.filter(|session| session.duties.is_empty()))
}

async fn find(
    conn: &impl ConnectionTrait,
    settings: &Settings,
    (now, today): (DateTime<Utc>, NaiveDate),
    (which, value): (&str, Value),
) -> Result<Option<Session>, DbErr> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        format!(
            "SELECT s.id, s.credential_id, c.name, r.account_id, s.used_at, s.ends_at, c.must_change, \
             c.password_set_at, c.code_since, s.role_id, s.role_district, r.role, r.scope_id, r.valid_from, r.valid_to \
             FROM sign_in_session s \
             JOIN credential c ON c.district_id = s.district_id AND c.id = s.credential_id \
             JOIN account_role r ON r.district_id = s.role_district AND r.id = s.role_id AND r.until_number IS NULL \
             JOIN account a ON a.district_id = r.district_id AND a.id = r.account_id AND a.until_number IS NULL \
             WHERE s.district_id = $1 AND s.ended_at IS NULL AND {which}"
        ),
        [Value::from(DistrictId::INSTALLATION), value],
    );
    let row = Row::find_by_statement(statement).one(conn).await?;
    let row = row.filter(|row| {
        now < row.ends_at
            && now < row.used_at + settings.idle
            && Span::new(row.valid_from, row.valid_to).contains(today)
    });
    Ok(row.map(|row| Session {
        duties: duties(
            settings,
            row.role,
            (row.must_change, row.password_set_at, row.code_since),
            now,
        ),
        id: row.id,
        credential_id: row.credential_id,
        name: row.name,
        account_id: row.account_id,
        actor: Actor {
            id: row.role_id,
            role: row.role,
            district: row.role_district,
            scope: row.scope_id,
        },
        used_at: row.used_at,
    }))
}

/// What a person must do first who acts in a role.
pub fn duties(
    settings: &Settings,
    role: Role,
    (must_change, password_set_at, code_since): (bool, DateTime<Utc>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Vec<Duty> {
    let days = settings
        .password_days
        .map(|days| TimeDelta::days(days.into()));
    let too_old = days.is_some_and(|days| now - password_set_at >= days);
    let needs_code = settings.codes_for_all || role.is_administrator();
    let mut duties = Vec::new();
    if must_change || too_old {
        duties.push(Duty::ChangePassword);
    }
    if needs_code && code_since.is_none() {
        duties.push(Duty::EnrolOneTimeCode);
    }
    duties
}

/// A new session's token.
pub fn new_token() -> Result<String, Fault> {
    let secret = tokens::random_text()?;
    Ok(format!("{PREFIX}{secret}{}", tokens::checksum(&secret)))
}

fn is_well_formed(token: &str) -> bool {
    let rest = token.strip_prefix(PREFIX).filter(|_| token.len() <= 100);
    let parts = rest.and_then(|rest| rest.split_at_checked(rest.len().checked_sub(8)?));
    parts.is_some_and(|(secret, sum)| tokens::checksum(secret) == sum)
}

/// Ends those sessions of a person, beyond the most that there may be, which were used least recently.
pub async fn make_room(
    tx: &impl ConnectionTrait,
    credential: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let open = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(of(credential))
        .filter(session::Column::EndsAt.gt(now))
        .order_by_desc(session::Column::UsedAt)
        .offset(AT_ONCE.saturating_sub(1))
        // SQLite takes no offset without a limit.
        .limit(MANY)
        .into_tuple::<Uuid>()
        .all(tx)
        .await?;
    end(
        tx,
        Condition::all().add(session::Column::Id.is_in(open)),
        now,
    )
    .await?;
    Ok(())
}

/// The sessions of a person that are not ended.
pub fn of(credential: Uuid) -> Condition {
    Condition::all()
        .add(session::Column::DistrictId.eq(DistrictId::installation()))
        .add(session::Column::CredentialId.eq(credential))
        .add(session::Column::EndedAt.is_null())
}

/// The sessions that act in a role.
pub fn in_role(role: Uuid) -> Condition {
    Condition::all().add(session::Column::RoleId.eq(role))
}

/// Ends sessions; says how many.
pub async fn end(
    tx: &impl ConnectionTrait,
    which: Condition,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::DistrictId.eq(DistrictId::installation()))
        .filter(session::Column::EndedAt.is_null())
        .filter(which)
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// The sessions of a person that are good now, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    settings: &Settings,
    credential: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(of(credential))
        .filter(session::Column::EndsAt.gt(now))
        .filter(session::Column::UsedAt.gt(now - settings.idle))
        .order_by_desc(session::Column::OpenedAt)
        .order_by_desc(session::Column::Id)
        .limit(AT_ONCE)
        .all(conn)
        .await
}

/// Forgets sessions that ended half a year ago.
pub async fn forget(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::DistrictId.eq(DistrictId::installation()))
        .filter(session::Column::EndsAt.lt(now - TimeDelta::days(180)))
        .exec(conn)
        .await
        .map(|_| ())
}
