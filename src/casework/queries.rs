//! Reads of cases as they stood at a journal number: by id, and page by page under a filter; a fixed number of statements
//! however many cases. Deliberately absent: what a caller may see, which comes in as a condition.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};

use super::case::{Case, Step, word};
use super::entity::{
    case_campaign, case_fact, case_limit, case_link, case_notice, case_step, case_version,
};
use super::kinds::{CaseKind, CaseState, Fact, LegOwner};
use super::sight::Sight;
use crate::events::filter::pattern;
use crate::kernel::erasing::erased_after;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::period::Span;
use crate::kernel::seal::Guards;
use crate::kernel::since;
use crate::kernel::versions::{standing_at, standing_within};

/// Which cases a list means; empty means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CaseFilter {
    /// In any of these states.
    pub states: Option<Vec<CaseState>>,
    /// With any of these parties: an author, a claimant, a unit.
    pub parties: Option<Vec<NodeId>>,
    /// Waiting for any of these.
    pub owners: Option<Vec<LegOwner>>,
    /// At places whose codes begin with any of these.
    pub places: Option<Vec<String>>,
    /// With any of these campaigns.
    pub campaigns: Option<Vec<NodeId>>,
    /// Opened in these days.
    pub opened: Option<Span>,
    /// Past (or not past) the last day of the leg, as of this day.
    pub overdue: Option<(bool, NaiveDate)>,
    /// With these words in the title; what else is said is sealed, and cannot be looked through.
    pub text: Option<String>,
    /// Whose version, reminders or inward ties changed, or whose words were erased, after this journal number.
    pub changed_after: Option<i64>,
}

/// Cases by id as they stood at a number, five statements.
pub async fn cases(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    ids: &BTreeSet<CaseId>,
) -> std::result::Result<BTreeMap<CaseId, Case>, DbErr> {
    let versions = case_version::Entity::find()
        .filter(case_version::Column::DistrictId.eq(district.clone()))
        .filter(case_version::Column::Id.is_in(ids.iter().copied()))
        .filter(standing_at::<case_version::Entity>(number))
        .all(conn)
        .await?;
    whole(conn, district, number, versions).await
}

/// The cases of these versions.
async fn whole(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    versions: Vec<case_version::Model>,
) -> std::result::Result<BTreeMap<CaseId, Case>, DbErr> {
    let ids: Vec<CaseId> = versions.iter().map(|version| version.id).collect();
    let steps = case_step::Entity::find()
        .filter(case_step::Column::DistrictId.eq(district.clone()))
        .filter(case_step::Column::CaseId.is_in(ids.iter().copied()))
        .filter(case_step::Column::Number.lte(number))
        .order_by_asc(case_step::Column::Ordinal)
        .all(conn)
        .await?;
    let facts = case_fact::Entity::find()
        .filter(case_fact::Column::DistrictId.eq(district.clone()))
        .filter(case_fact::Column::CaseId.is_in(ids.iter().copied()))
        .filter(standing_at::<case_fact::Entity>(number))
        .order_by_asc(case_fact::Column::Ordinal)
        .all(conn)
        .await?;
    let notices = case_notice::Entity::find()
        .filter(case_notice::Column::DistrictId.eq(district.clone()))
        .filter(case_notice::Column::CaseId.is_in(ids.iter().copied()))
        .filter(case_notice::Column::Number.lte(number))
        .order_by_asc(case_notice::Column::Number)
        .all(conn)
        .await?;
    let links = case_link::Entity::find()
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(
            Condition::any()
                .add(case_link::Column::CaseId.is_in(ids.iter().copied()))
                .add(case_link::Column::OtherId.is_in(ids.iter().map(|id| id.0))),
        )
        .filter(case_link::Column::SinceNumber.lte(number))
        .order_by_asc(case_link::Column::SinceNumber)
        .order_by_asc(case_link::Column::OtherId)
        .order_by_asc(case_link::Column::CaseId)
        .all(conn)
        .await?;
    let mut cases: BTreeMap<CaseId, Case> = versions
        .into_iter()
        .map(|version| {
            let case = Case::new(version);
            (case.id(), case)
        })
        .collect();
    for row in steps {
        let deed = serde_json::from_str(&row.deed)
            .map_err(|_| DbErr::Type(format!("step {} of {}", row.ordinal, row.case_id)))?;
        if let Some(case) = cases.get_mut(&row.case_id) {
            case.steps.push(Step { row, deed });
        }
    }
    for row in facts {
        if let Some(case) = cases.get_mut(&row.case_id) {
            case.facts.push(row);
        }
    }
    for row in notices {
        if let Some(case) = cases.get_mut(&row.case_id) {
            case.notices.push(row);
        }
    }
    for row in links {
        if let Some(case) = cases.get_mut(&CaseId(row.other_id)) {
            case.inward.push(row.clone());
        }
        if let Some(case) = cases.get_mut(&row.case_id) {
            case.links.push(row);
        }
    }
    Ok(cases)
}

/// A district's own limits of a kind as they stood at a number.
pub async fn limit_rows(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    kind: CaseKind,
) -> std::result::Result<Vec<case_limit::Model>, DbErr> {
    case_limit::Entity::find()
        .filter(case_limit::Column::DistrictId.eq(district.clone()))
        .filter(case_limit::Column::Kind.eq(kind))
        .filter(standing_at::<case_limit::Entity>(number))
        .all(conn)
        .await
}

/// The cases that were listed at any number of a window; of one number, the list.
fn select(
    district: &DistrictId,
    window: (i64, i64),
    kind: CaseKind,
    sight: Sight,
    filter: &CaseFilter,
) -> Select<case_version::Entity> {
    use case_version::Column;
    let mut query = case_version::Entity::find()
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(Column::Kind.eq(kind))
        .filter(standing_within::<case_version::Entity>(window))
        .filter(sight.condition(district, window));
    if let Some(states) = &filter.states {
        query = query.filter(Column::State.is_in(states.iter().copied()));
    }
    if let Some(owners) = &filter.owners {
        query = query.filter(Column::LegOwner.is_in(owners.iter().copied()));
    }
    if let Some(parties) = &filter.parties {
        let of = case_fact::Entity::find()
            .select_only()
            .column(case_fact::Column::CaseId)
            .filter(case_fact::Column::DistrictId.eq(district.clone()))
            .filter(case_fact::Column::Fact.eq(Fact::Party))
            .filter(case_fact::Column::NodeId.is_in(parties.iter().copied()))
            .filter(standing_within::<case_fact::Entity>(window));
        query = query.filter(Column::Id.in_subquery(of.into_query()));
    }
    if let Some(campaigns) = &filter.campaigns {
        let of = case_campaign::Entity::find()
            .select_only()
            .column(case_campaign::Column::CaseId)
            .filter(case_campaign::Column::DistrictId.eq(district.clone()))
            .filter(case_campaign::Column::CampaignId.is_in(campaigns.iter().copied()))
            .filter(standing_within::<case_campaign::Entity>(window));
        query = query.filter(Column::Id.in_subquery(of.into_query()));
    }
    if let Some(places) = &filter.places {
        let mut any = Condition::any();
        for code in places {
            any = any.add(Column::PlaceCode.starts_with(code));
        }
        query = query.filter(any);
    }
    if let Some(opened) = &filter.opened {
        query = query.filter(Column::OpenedOn.gte(opened.from));
        if let Some(to) = opened.to {
            query = query.filter(Column::OpenedOn.lt(to));
        }
    }
    if let Some((overdue, today)) = filter.overdue {
        query = query.filter(if overdue {
            Condition::all().add(Column::LegDueOn.lt(today))
        } else {
            Condition::any()
                .add(Column::LegDueOn.is_null())
                .add(Column::LegDueOn.gte(today))
        });
    }
    if let Some(since) = filter.changed_after {
        query = query.filter(changed(district, kind, since));
    }
    if let Some(text) = &filter.text {
        let title = Expr::col((case_version::Entity, Column::Title));
        let pattern = LikeExpr::new(pattern(text)).escape('\\');
        query = query.filter(Expr::expr(Func::lower(title)).like(pattern));
    }
    query
}

/// What a case shows of itself: its versions, reminders of it, ties of others to it, and that its words are erased.
fn changed(district: &DistrictId, kind: CaseKind, since: i64) -> Condition {
    use case_version::Column;
    let reminded = case_notice::Entity::find()
        .select_only()
        .column(case_notice::Column::CaseId)
        .filter(case_notice::Column::DistrictId.eq(district.clone()))
        .filter(case_notice::Column::Number.gt(since));
    let tied = case_link::Entity::find()
        .select_only()
        .column(case_link::Column::OtherId)
        .filter(case_link::Column::DistrictId.eq(district.clone()))
        .filter(case_link::Column::SinceNumber.gt(since));
    let guards = match kind.is_restricted() {
        true => Guards::RestrictedCase,
        false => Guards::Case,
    };
    Condition::any()
        .add(Column::SinceNumber.gt(since))
        .add(Column::Id.in_subquery(reminded.into_query()))
        .add(Column::Id.in_subquery(tied.into_query()))
        .add(Column::Id.in_subquery(erased_after(district, &[guards], since)))
}

/// One page of the cases of a kind that a filter means and the sight takes in, the newest day first.
pub async fn page(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    kind: CaseKind,
    sight: Sight,
    filter: &CaseFilter,
    args: &PageArgs,
) -> Result<Page<Case>> {
    use case_version::Column;
    let mut query = select(district, (number, number), kind, sight, filter);
    if let Some(key) = &args.after {
        let (day, id) = read_key("after", kind, key)?;
        query = query.filter(
            Condition::any()
                .add(Column::OpenedOn.lt(day))
                .add(Column::OpenedOn.eq(day).and(Column::Id.lt(id))),
        );
    }
    if let Some(key) = &args.before {
        let (day, id) = read_key("before", kind, key)?;
        query = query.filter(
            Condition::any()
                .add(Column::OpenedOn.gt(day))
                .add(Column::OpenedOn.eq(day).and(Column::Id.gt(id))),
        );
    }
    query = if args.backward {
        query
            .order_by_asc(Column::OpenedOn)
            .order_by_asc(Column::Id)
    } else {
        query
            .order_by_desc(Column::OpenedOn)
            .order_by_desc(Column::Id)
    };
    let mut rows = query.limit(args.limit.saturating_add(1)).all(conn).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    if args.backward {
        rows.reverse();
    }
    let order: Vec<_> = rows.iter().map(|row| (row.opened_on, row.id)).collect();
    let mut cases = whole(conn, district, number, rows).await?;
    let items = order
        .into_iter()
        .filter_map(|(day, id)| Some((format!("{}/{day}/{id}", word(&kind)), cases.remove(&id)?)))
        .collect();
    Ok(Page::new(items, args, more))
}

/// How many cases of a kind a filter means and the sight takes in.
pub async fn count(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    kind: CaseKind,
    sight: Sight,
    filter: &CaseFilter,
) -> std::result::Result<u64, DbErr> {
    select(district, (number, number), kind, sight, filter)
        .count(conn)
        .await
}

/// The cases of a kind that were in a list at some number from `since` on and are not now, by id. It looks at cases that the
/// caller may see no longer, so it is asked through the lens of figures, and gives ids alone.
pub async fn left(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    (since, number): (i64, i64),
    (kind, sight): (CaseKind, Sight),
    filter: &CaseFilter,
    args: &PageArgs,
) -> Result<Page<(uuid::Uuid, i64)>> {
    let lists = (
        select(district, (since, number), kind, sight, filter),
        select(district, (number, number), kind, sight, filter),
    );
    let of = (district, case_version::Column::Id);
    since::left::<case_version::Entity>(conn, of, (since, number), lists, args).await
}

/// Where those of these cases stand that the caller may see.
pub async fn states(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    number: i64,
    (kind, sight): (CaseKind, Sight),
    ids: impl IntoIterator<Item = CaseId>,
) -> std::result::Result<BTreeMap<CaseId, CaseState>, DbErr> {
    let listed = select(
        district,
        (number, number),
        kind,
        sight,
        &CaseFilter::default(),
    );
    let rows = listed
        .filter(case_version::Column::Id.is_in(ids))
        .select_only()
        .columns([case_version::Column::Id, case_version::Column::State])
        .into_tuple::<(CaseId, CaseState)>()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// A key of a list: the kind of case, so that a cursor is of one list only, the day and the id.
fn read_key(field: &str, kind: CaseKind, key: &str) -> Result<(NaiveDate, CaseId)> {
    let read = || {
        let key = key.strip_prefix(&word(&kind))?.strip_prefix('/')?;
        let (day, id) = key.split_once('/')?;
        Some((day.parse().ok()?, CaseId(uuid::Uuid::try_parse(id).ok()?)))
    };
    read().ok_or_else(|| {
        Problem::bad_input(
            field,
            format!("{field} 不是该列表的游标。"),
            format!("{field} is not a cursor of this list."),
        )
    })
}
