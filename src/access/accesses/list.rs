//! One list of accesses out of two sources: the table of accesses, and those kinds of the district's journal that are
//! accesses too. Both are ordered by the time, then by source and number, which is what a cursor holds.
//! Deliberately absent: who may see them.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::entity::{self, AccessKind, AccessOutcome};
use crate::kernel::actor::Role;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::DistrictId;
use crate::kernel::journal::entry;
use crate::kernel::page::{Page, PageArgs};

/// The kinds that the district's journal tells.
const IN_JOURNAL: [(&str, AccessKind); 6] = [
    ("account.opened", AccessKind::AccountOpen),
    ("account.closed", AccessKind::AccountClose),
    ("account_role.granted", AccessKind::RoleGrant),
    ("account_role.ended", AccessKind::RoleEnd),
    ("personal.read", AccessKind::PersonalDataRead),
    ("personal.searched", AccessKind::PersonalDataSearch),
];

/// The same, to the letter of the index that holds these entries alone.
const OF_THE_INDEX: &str = "kind IN ('account.opened', 'account.closed', 'account_role.granted', 'account_role.ended', \
                            'personal.read', 'personal.searched')";

/// Which accesses.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these kinds.
    pub kinds: Option<Vec<AccessKind>>,
    /// That ended so.
    pub outcome: Option<AccessOutcome>,
    /// Of this account.
    pub account: Option<Uuid>,
    /// From this address.
    pub address: Option<String>,
    /// By this token, or this role of an account.
    pub by: Option<Uuid>,
    /// From this instant on.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// One access.
#[derive(Clone, Debug)]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: AccessKind,
    /// How it ended.
    pub outcome: AccessOutcome,
    /// The account.
    pub account: Option<Uuid>,
    /// The session.
    pub session: Option<Uuid>,
    /// The token.
    pub token: Option<Uuid>,
    /// The role that they act in.
    pub role: Option<Role>,
    /// From where.
    pub address: Option<String>,
    /// How many like it.
    pub count: i64,
    /// Who did it, and in which role.
    pub by: Option<(Uuid, Role)>,
    /// Of whom personal data were read: how many.
    pub subjects: Option<i64>,
    /// What for.
    pub purpose: Option<String>,
    /// Its number in the journal of the installation, or of the district.
    pub number: i64,
    /// Whether the district's own journal tells it.
    pub of_district: bool,
    source: Source,
}

/// Where an access is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Journal,
    Accesses,
}

/// Where a page begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: DateTime<Utc>,
    source: Source,
    number: i64,
}

impl Place {
    fn read(field: &str, cursor: Option<&str>) -> Result<Option<Self>> {
        let read = |text: &str| {
            let mut parts = text.split(':');
            let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
            let source = match parts.next()? {
                "j" => Source::Journal,
                "a" => Source::Accesses,
                _ => return None,
            };
            let number = parts.next()?.parse().ok()?;
            Some(Self { at, source, number })
        };
        let read = |text| {
            read(text).ok_or_else(|| {
                Problem::bad_input(
                    field,
                    format!("{field} 不是有效的游标。"),
                    format!("{field} is not a cursor."),
                )
            })
        };
        cursor.map(read).transpose()
    }

    fn written(self) -> String {
        let source = match self.source {
            Source::Journal => 'j',
            Source::Accesses => 'a',
        };
        format!("{}:{source}:{}", self.at.timestamp_micros(), self.number)
    }

    /// What lies beyond it in a source.
    fn beyond<C: ColumnTrait>(
        self,
        source: Source,
        at: C,
        number: C,
        backward: bool,
    ) -> SimpleExpr {
        let (later, same) = if backward {
            (at.lt(self.at), source < self.source)
        } else {
            (at.gt(self.at), source > self.source)
        };
        if same {
            return later.or(at.eq(self.at));
        }
        if source != self.source {
            return later;
        }
        let further = if backward {
            number.lt(self.number)
        } else {
            number.gt(self.number)
        };
        later.or(at.eq(self.at).and(further))
    }
}

/// A page of the accesses of a district, the oldest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    filter: &Filter,
    args: &PageArgs,
) -> Result<Page<Line>> {
    let after = Place::read("after", args.after.as_deref())?;
    let before = Place::read("before", args.before.as_deref())?;
    let mut lines = written(conn, district, filter, args, (after, before)).await?;
    lines.extend(journalled(conn, district, filter, args, (after, before)).await?);
    lines.sort_by_key(Line::place);
    if args.backward {
        lines.reverse();
    }
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = lines.len() > limit;
    lines.truncate(limit);
    if args.backward {
        lines.reverse();
    }
    let items = lines
        .into_iter()
        .map(|line| (line.place().written(), line))
        .collect();
    Ok(Page::new(items, args, more))
}

/// The rows of a source that a page may hold, in the page's order, and one more.
async fn rows_of<E: EntityTrait, C: ColumnTrait>(
    conn: &impl ConnectionTrait,
    (source, at, number): (Source, C, C),
    mut all: Condition,
    args: &PageArgs,
    (after, before): (Option<Place>, Option<Place>),
) -> Result<Vec<E::Model>> {
    for (place, backward) in [(after, false), (before, true)] {
        all = all.add_option(place.map(|place| place.beyond(source, at, number, backward)));
    }
    let order = if args.backward {
        Order::Desc
    } else {
        Order::Asc
    };
    let query = E::find().filter(all);
    let query = query.order_by(at, order.clone()).order_by(number, order);
    Ok(query.limit(args.limit.saturating_add(1)).all(conn).await?)
}

async fn written(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    filter: &Filter,
    args: &PageArgs,
    places: (Option<Place>, Option<Place>),
) -> Result<Vec<Line>> {
    use entity::Column as C;
    let all = Condition::all()
        .add(C::DistrictId.eq(district.clone()))
        .add_option(filter.kinds.clone().map(|kinds| C::Kind.is_in(kinds)))
        .add_option(filter.outcome.map(|outcome| C::Outcome.eq(outcome)))
        .add_option(filter.account.map(|account| C::AccountId.eq(account)))
        .add_option(filter.address.clone().map(|address| C::Address.eq(address)))
        .add_option(filter.by.map(|by| C::ById.eq(by)))
        .add_option(filter.since.map(|since| C::At.gte(since)))
        .add_option(filter.until.map(|until| C::At.lt(until)));
    let of = (Source::Accesses, C::At, C::Number);
    let rows = rows_of::<entity::Entity, _>(conn, of, all, args, places).await?;
    Ok(rows.into_iter().map(Line::of_access).collect())
}

async fn journalled(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    filter: &Filter,
    args: &PageArgs,
    places: (Option<Place>, Option<Place>),
) -> Result<Vec<Line>> {
    use entry::Column as C;
    let wanted = |kind: AccessKind| {
        filter
            .kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&kind))
    };
    let kinds: Vec<&str> = IN_JOURNAL
        .iter()
        .filter(|(_, kind)| wanted(*kind))
        .map(|(name, _)| *name)
        .collect();
    // What the journal tells was done, by somebody whose address it does not keep.
    let none = filter.outcome == Some(AccessOutcome::Refused) || filter.address.is_some();
    if none || kinds.is_empty() {
        return Ok(Vec::new());
    }
    let all = Condition::all()
        .add(C::DistrictId.eq(district.clone()))
        .add(Expr::cust(OF_THE_INDEX))
        .add(C::Kind.is_in(kinds))
        .add_option(filter.account.map(about))
        .add_option(filter.by.map(|by| C::ActorId.eq(by)))
        .add_option(filter.since.map(|since| C::At.gte(since)))
        .add_option(filter.until.map(|until| C::At.lt(until)));
    let of = (Source::Journal, C::At, C::Number);
    let rows = rows_of::<entry::Entity, _>(conn, of, all, args, places).await?;
    Ok(rows.into_iter().filter_map(Line::of_entry).collect())
}

/// Entries about an account: its own, and those of roles that name it.
fn about(account: Uuid) -> Condition {
    use entry::Column as C;
    Condition::any()
        .add(C::SubjectId.eq(account))
        .add(C::Content.contains(format!("\"account\":\"{account}\"")))
}

impl Line {
    fn place(&self) -> Place {
        Place {
            at: self.at,
            source: self.source,
            number: self.number,
        }
    }

    fn of_access(row: entity::Model) -> Self {
        Self {
            at: row.at,
            kind: row.kind,
            outcome: row.outcome,
            account: row.account_id,
            session: row.session_id,
            token: row.token_id,
            role: row.role,
            address: row.address,
            count: row.count,
            by: row.by_id.zip(row.by_role),
            subjects: None,
            purpose: None,
            number: row.number,
            of_district: false,
            source: Source::Accesses,
        }
    }

    fn of_entry(row: entry::Model) -> Option<Self> {
        let mut kinds = IN_JOURNAL.iter();
        let (_, kind) = kinds.find(|(name, _)| *name == row.kind)?;
        let content: Value = serde_json::from_str(&row.content).unwrap_or_default();
        let of_content = content.get("account").and_then(Value::as_str);
        let account = match row.subject_kind.as_str() {
            "account" => Some(row.subject_id),
            _ => of_content.and_then(|id| Uuid::try_parse(id).ok()),
        };
        let role = content.get("role").cloned();
        let subjects = content.get("subjects").and_then(Value::as_array);
        let purpose = content.get("purpose").and_then(Value::as_str);
        Some(Self {
            at: row.at,
            kind: *kind,
            outcome: AccessOutcome::Done,
            account,
            session: None,
            token: None,
            role: role.and_then(|role| serde_json::from_value(role).ok()),
            address: None,
            count: 1,
            by: (!row.actor_id.is_nil()).then_some((row.actor_id, row.actor_role)),
            subjects: subjects.and_then(|all| i64::try_from(all.len()).ok()),
            purpose: purpose.map(str::to_owned),
            number: row.number,
            of_district: true,
            source: Source::Journal,
        })
    }
}
