//! Contests: a member says that a record of his is not counted, or not as it should be, or that something was deducted
//! wrongly; the office decides. Until it is accepted a contest changes nothing, and then exactly one item.
//! Deliberately absent: contests of others' scores, and taking a decision back; a new contest may follow it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{CONTEST, DEDUCTION, SCHEME, said_of_contest};
use crate::assessment::assessing::source_of;
use crate::assessment::entity::{ContestState, duty_contest, duty_deduction};
use crate::assessment::ledger::{events_named, granted, records};
use crate::assessment::queries::{Version, meant, versions};
use crate::assessment::refusals::{AssessmentErrorCode as Code, Outcome, Refused};
use crate::assessment::rules::reading::{points, reason};
use crate::assessment::rules::scoring::{DutyRecord, Source};
use crate::assessment::words::{field, seal};
use crate::casework::kinds::CaseKind;
use crate::casework::seen::seen;
use crate::kernel::authz::Action;
use crate::kernel::error::{Failure, Problem};
use crate::kernel::id::{CaseId, DistrictId, EventId, GlobalId, NodeId};
use crate::kernel::journal::{Change, digest};
use crate::kernel::period::Span;
use crate::kernel::versions::{close, open};
use crate::linkage::{Request, Writing};
use crate::statistics::case_rows;

/// A contest to file.
#[derive(Clone, Debug)]
pub struct ContestDraft {
    /// The opaque id of the scheme.
    pub scheme: String,
    /// That of an event, a case or a deduction.
    pub source: String,
    /// Why.
    pub reason: String,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct DecisionDraft {
    /// The opaque id of the contest.
    pub id: String,
    /// Whether it is accepted.
    pub accept: bool,
    /// The item that counts it, where none would by itself.
    pub item: Option<String>,
    /// How many points it has.
    pub points: Option<Decimal>,
    /// Why.
    pub reason: String,
}

/// Files a contest of the caller's own score.
pub async fn file(
    request: &Request,
    district: &DistrictId,
    draft: &ContestDraft,
) -> Outcome<duty_contest::Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::ContestDuty, None)?;
    let member = writing.actor.scope.ok_or(Problem::Forbidden)?;
    let why = reason(&draft.reason)?;
    let schemes = versions(&writing.tx, district, i64::MAX).await?;
    let id = crate::events::rules::reading::local(&draft.scheme, district, &[SCHEME]);
    let scheme = id.and_then(|id| meant(&schemes, Some(NodeId(id)), None));
    let scheme = scheme.ok_or_else(|| Code::UnknownScheme.at("schemeId"))?;
    let (source_type, source) = named(&writing, member, &draft.source).await?;
    let on = match source {
        Source::Deduction(id) => deduction(&writing, id).await?.map(|row| row.on_day),
        source => {
            let record = record(&writing, member, source, None).await?;
            record.map(|record| record.on)
        }
    };
    let on = on.ok_or_else(|| Code::UnknownSource.at("sourceId"))?;
    if !Span::year(scheme.row.year).is_some_and(|year| year.contains(on)) {
        return Err(Code::OutsideYear.of("sourceId", ("", "sourceId")).into());
    }
    let waiting = duty_contest::Entity::find()
        .filter(duty_contest::Column::DistrictId.eq(district.clone()))
        .filter(duty_contest::Column::MemberId.eq(member))
        .filter(duty_contest::Column::SchemeId.eq(scheme.row.id))
        .filter(duty_contest::Column::SourceId.eq(source.id()))
        .filter(duty_contest::Column::State.eq(ContestState::Open))
        .filter(duty_contest::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    if waiting.is_some() {
        return Err(Code::ContestOpen.of("sourceId", ("", "sourceId")).into());
    }
    let row = duty_contest::Model {
        district_id: district.clone(),
        id: NodeId(request.clock.new_uuid()),
        since_number: 0,
        until_number: None,
        member_id: member,
        scheme_id: scheme.row.id,
        source_type,
        source_id: source.id(),
        reason: seal(&writing, member, (field::CONTEST, &why)).await?,
        state: ContestState::Open,
        decision: None,
        item: None,
        points: None,
    };
    let row = recorded(&mut writing, "duty_contest.filed", row);
    open::<duty_contest::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

/// Decides a contest.
pub async fn decide(
    request: &Request,
    district: &DistrictId,
    draft: &DecisionDraft,
) -> Outcome<duty_contest::Model> {
    let mut writing = request.write(district).await?;
    writing.require(Action::AssessDuty, None)?;
    let id = crate::events::rules::reading::local(&draft.id, district, &[CONTEST]);
    let waiting = duty_contest::Entity::find()
        .filter(duty_contest::Column::DistrictId.eq(district.clone()))
        .filter(duty_contest::Column::Id.eq(NodeId(id.unwrap_or_default())))
        .filter(duty_contest::Column::State.eq(ContestState::Open))
        .filter(duty_contest::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await?;
    let waiting = waiting.ok_or_else(|| Code::UnknownRecord.at("id"))?;
    let why = reason(&draft.reason)?;
    let (item, points) = match draft.accept {
        true => accepted(&writing, &waiting, draft).await?,
        false => {
            nothing_else(draft)?;
            (None, None)
        }
    };
    let decision = seal(&writing, waiting.member_id, (field::DECISION, &why)).await?;
    let row = duty_contest::Model {
        state: match draft.accept {
            true => ContestState::Accepted,
            false => ContestState::Rejected,
        },
        decision: Some(decision),
        item,
        points: points.map(|points| points.to_string()),
        ..waiting
    };
    let row = recorded(&mut writing, "duty_contest.decided", row);
    close::<duty_contest::Entity>(&writing.tx, district, row.id.0, row.since_number).await?;
    open::<duty_contest::Entity, _>(&writing.tx, row.clone()).await?;
    writing.commit().await?;
    Ok(row)
}

fn recorded(
    writing: &mut Writing,
    kind: &'static str,
    mut row: duty_contest::Model,
) -> duty_contest::Model {
    row.since_number = writing.record(Change {
        kind,
        subject_kind: "duty_contest",
        subject_id: row.id.0,
        content: json!({
            "member": row.member_id, "scheme": row.scheme_id, "source": row.source_id,
            "state": row.state, "item": row.item, "points": row.points,
            "digest": digest(&said_of_contest(&row)),
        }),
        organization: false,
    });
    row
}

/// What an accepted contest sets: the item, where the scheme settles none, and the points.
async fn accepted(
    writing: &Writing,
    contest: &duty_contest::Model,
    draft: &DecisionDraft,
) -> Outcome<(Option<String>, Option<Decimal>)> {
    let source = source_of(contest);
    if matches!(source, Source::Deduction(_)) {
        nothing_else(draft)?;
        return Ok((None, None));
    }
    let schemes = versions(&writing.tx, writing.ledger.district(), i64::MAX).await?;
    let scheme = meant(&schemes, Some(contest.scheme_id), None);
    let scheme = scheme.ok_or_else(|| Code::UnknownScheme.at("id"))?;
    let points = draft.points.unwrap_or(Decimal::NEGATIVE_ONE);
    let points = self::points(points)?;
    let record = record(writing, contest.member_id, source, Some(scheme)).await?;
    let record = record.ok_or_else(|| Code::UnknownSource.at("id"))?;
    let settled = scheme.scheme.item_of(record.traits);
    match (settled, draft.item.as_deref()) {
        (Some(item), Some(named)) if item.code != named => {
            Err(Code::ItemFixed.of("item", ("计分项", "The item")).into())
        }
        (Some(_), _) => Ok((None, Some(points))),
        (None, named) => {
            let item = named.and_then(|code| scheme.scheme.item(code));
            let item = item.ok_or_else(|| Code::ItemMissing.of("item", ("", "The decision")))?;
            Ok((Some(item.code.clone()), Some(points)))
        }
    }
}

fn nothing_else(draft: &DecisionDraft) -> Result<(), Failure<Code>> {
    let not = |field: &str| Code::NotApplicable.of(field, ("", field));
    let item = draft.item.as_ref().map(|_| not("item"));
    let points = draft.points.map(|_| not("points"));
    let refusals: Vec<Refused> = item.into_iter().chain(points).collect();
    match refusals.is_empty() {
        true => Ok(()),
        false => Err(Failure::Refused(refusals)),
    }
}

/// What an opaque id names, as far as the member may know of it.
async fn named(writing: &Writing, member: NodeId, typed: &str) -> Outcome<(String, Source)> {
    let (district, unknown) = (writing.ledger.district(), || {
        Code::UnknownSource.at("sourceId")
    });
    let id = GlobalId::decode(typed).filter(|id| &id.district == district);
    let id = id.ok_or_else(unknown)?;
    let source = match id.type_name.as_str() {
        "Event" => Source::Event(EventId(id.id)),
        DEDUCTION => {
            let row = deduction(writing, NodeId(id.id)).await?;
            let row = row
                .filter(|row| row.member_id == member)
                .ok_or_else(unknown)?;
            Source::Deduction(row.id)
        }
        name => {
            let case = CaseId(id.id);
            let seen = seen(&writing.tx, &writing.actor, district, &[case].into()).await?;
            let is_named = |kind: &CaseKind| format!("{kind:?}") == name;
            seen.get(&case)
                .filter(|kind| is_named(kind))
                .ok_or_else(unknown)?;
            Source::Case(case)
        }
    };
    Ok((id.type_name, source))
}

async fn deduction(
    writing: &Writing,
    id: NodeId,
) -> Result<Option<duty_deduction::Model>, sea_orm::DbErr> {
    duty_deduction::Entity::find()
        .filter(duty_deduction::Column::DistrictId.eq(writing.ledger.district().clone()))
        .filter(duty_deduction::Column::Id.eq(id))
        .filter(duty_deduction::Column::UntilNumber.is_null())
        .one(&writing.tx)
        .await
}

/// The record that a source is of a member, of the year of a scheme or of any; where it is none of his, what it would be.
async fn record(
    writing: &Writing,
    member: NodeId,
    source: Source,
    scheme: Option<&Version>,
) -> Result<Option<DutyRecord>, sea_orm::DbErr> {
    let district = writing.ledger.district();
    let place = (district, writing.ledger.head().number);
    let all = Span::new(chrono::NaiveDate::MIN, None);
    let span = scheme
        .and_then(|one| Span::year(one.row.year))
        .unwrap_or(all);
    let (mut events, mut cases, sources) = (Vec::new(), Vec::new(), BTreeSet::from([source]));
    match source {
        Source::Event(id) => events = events_named(&writing.tx, place, &[id].into()).await?,
        Source::Case(id) => {
            cases = case_rows::load(&writing.tx, district, place.1).await?;
            cases.retain(|case| case.id == id);
        }
        Source::Deduction(_) => return Ok(None),
    }
    let own = records(member, &[], &cases, &span).into_iter().next();
    Ok(own.or_else(|| granted(&sources, &events, &cases).pop()))
}
