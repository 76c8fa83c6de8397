//! A workroom's word that it has nothing to report for a month, and taking it back. It changes no figure's value, only its
//! completeness. Deliberately absent: guessing silence (statistics).

use async_graphql::Enum;
use chrono::{Days, NaiveDate};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement,
    Value,
};
use serde_json::json;

use crate::events::entity::nil_return;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Refusal};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::journal::Change;
use crate::kernel::period::Span;
use crate::kernel::scalars::Month;
use crate::kernel::versions;
use crate::linkage::{Request, Writing};
use crate::organization::NodeKind;
use crate::organization::entity::node;

/// Which rule of nil returns was broken (零报告规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NilReturnErrorCode {
    /// No such workroom in the district (工作室不存在).
    UnknownWorkroom,
    /// The workroom did not exist in that month (工作室当月不存在).
    WorkroomAbsent,
    /// The month's last day has not come yet (月份未结束).
    MonthNotOver,
    /// The workroom has an event that counts in that month (当月有活动).
    HasEvents,
    /// The month was declared already (已零报告).
    AlreadyDeclared,
    /// No nil return stands for that month (没有零报告).
    NotDeclared,
}

use NilReturnErrorCode as Code;

impl Code {
    fn at(self, field: &str) -> Refusal<Self> {
        let (zh, en) = match self {
            Self::UnknownWorkroom => ("找不到该委员工作室。", "There is no such workroom."),
            Self::WorkroomAbsent => (
                "该工作室当月不存在。",
                "The workroom did not exist in that month.",
            ),
            Self::MonthNotOver => ("该月尚未结束。", "The month is not over yet."),
            Self::HasEvents => (
                "该工作室当月已有计入统计的活动。",
                "The workroom has events that count in that month.",
            ),
            Self::AlreadyDeclared => ("该月已作零报告。", "The month was declared already."),
            Self::NotDeclared => ("该月没有零报告。", "No nil return stands for that month."),
        };
        Refusal::of(self, field, zh, en)
    }
}

/// Which workroom and which month.
#[derive(Clone, Debug)]
pub struct NilReturnOf {
    /// The workroom's opaque id.
    pub workroom: String,
    /// The month.
    pub month: Month,
}

/// Declares that a workroom has nothing to report for a month. Refused before the month's last day, for a month with an
/// event that counts, and when it stands already.
pub async fn declare(
    request: &Request,
    district: &DistrictId,
    of: NilReturnOf,
) -> Result<nil_return::Model, Failure<Code>> {
    let (mut writing, workroom) = open(request, district, &of).await?;
    let month = Span::month_of(of.month.first_day());
    let last = month.to.and_then(|to| to.checked_sub_days(Days::new(1)));
    if last.is_none_or(|last| last > writing.today) {
        return Err(Code::MonthNotOver.at("month").into());
    }
    if !writing.chain.organization.exists_in(workroom, &month) {
        return Err(Code::WorkroomAbsent.at("month").into());
    }
    if standing(&writing.tx, district, workroom, month.from)
        .await?
        .is_some()
    {
        return Err(Code::AlreadyDeclared.at("month").into());
    }
    if has_counted(&writing.tx, district, workroom, &month).await? {
        return Err(Code::HasEvents.at("month").into());
    }
    let id = NodeId(request.clock.new_uuid());
    let number = record(&mut writing, "nil_return.declared", id, workroom, of.month);
    node::Entity::insert(node::ActiveModel {
        district_id: Set(district.clone()),
        id: Set(id),
        kind: Set(NodeKind::NilReturn),
        since_number: Set(number),
    })
    .exec_without_returning(&writing.tx)
    .await?;
    let row = nil_return::Model {
        district_id: district.clone(),
        id,
        since_number: number,
        until_number: None,
        workroom_id: workroom,
        month: month.from,
    };
    versions::open::<nil_return::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

/// Takes a nil return back. Refused when none stands.
pub async fn withdraw(
    request: &Request,
    district: &DistrictId,
    of: NilReturnOf,
) -> Result<nil_return::Model, Failure<Code>> {
    let (mut writing, workroom) = open(request, district, &of).await?;
    let mut row = standing(&writing.tx, district, workroom, of.month.first_day())
        .await?
        .ok_or_else(|| Code::NotDeclared.at("month"))?;
    let number = record(
        &mut writing,
        "nil_return.withdrawn",
        row.id,
        workroom,
        of.month,
    );
    versions::close::<nil_return::Entity>(&writing.tx, district, row.id.0, number).await?;
    writing.commit().await?;
    row.until_number = Some(number);
    Ok(row)
}

async fn open(
    request: &Request,
    district: &DistrictId,
    of: &NilReturnOf,
) -> Result<(Writing, NodeId), Failure<Code>> {
    let writing = request.write(district).await?;
    writing.require(Action::DeclareNilReturn, writing.actor.scope)?;
    let workroom = local(&of.workroom, district, &["Workroom"])
        .map(NodeId)
        .filter(|id| writing.chain.organization.workrooms.contains_key(id))
        .ok_or_else(|| Code::UnknownWorkroom.at("workroomId"))?;
    writing.require(Action::DeclareNilReturn, Some(workroom))?;
    Ok((writing, workroom))
}

fn record(
    writing: &mut Writing,
    kind: &'static str,
    id: NodeId,
    workroom: NodeId,
    month: Month,
) -> i64 {
    writing.record(Change {
        kind,
        subject_kind: "nil_return",
        subject_id: id.0,
        content: json!({ "workroom": workroom, "month": month.to_string() }),
        organization: false,
    })
}

async fn standing(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    workroom: NodeId,
    month: NaiveDate,
) -> Result<Option<nil_return::Model>, DbErr> {
    nil_return::Entity::find()
        .filter(nil_return::Column::DistrictId.eq(district.clone()))
        .filter(nil_return::Column::WorkroomId.eq(workroom))
        .filter(nil_return::Column::Month.eq(month))
        .filter(nil_return::Column::UntilNumber.is_null())
        .one(conn)
        .await
}

/// Whether the workroom, alone or with others, held an event that counts in these days.
async fn has_counted(
    conn: &impl ConnectionTrait,
    district: &DistrictId,
    workroom: NodeId,
    days: &Span,
) -> Result<bool, DbErr> {
    let found = conn
        .query_one_raw(Statement::from_sql_and_values(
            conn.get_database_backend(),
            "SELECT t.day FROM tally t JOIN host_set_host h \
             ON h.district_id = t.district_id AND h.host_set_id = t.host_set_id \
             WHERE t.district_id = $1 AND t.day >= $2 AND t.day < $3 AND t.measure = 'EVENTS' \
             AND t.status IN ('POSTED', 'VERIFIED') AND h.host_id = $4 LIMIT 1",
            [
                Value::from(district.as_str()),
                days.from.into(),
                days.to.unwrap_or(NaiveDate::MAX).into(),
                workroom.into(),
            ],
        ))
        .await?;
    Ok(found.is_some())
}
