//! Which events are meant, as conditions over versions: the same whatever journal number the list is true for.
//! Deliberately absent: which version stands (queries), permission.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, LikeExpr, SelectStatement};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entity::{
    campaign_set_campaign, event_participant, event_quantity, event_version, host_set_host,
};
use super::kinds::{EventKind, EventStatus, FundKind};
use crate::kernel::erasing::erased_after;
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::seal::Guards;
use crate::linkage::Hosts;

/// Which events are meant; what is none does not narrow, and an empty set means none at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventFilter {
    /// Begun on these days.
    pub span: Option<Span>,
    /// Of any of these kinds.
    pub kinds: Option<BTreeSet<EventKind>>,
    /// With any of these campaigns.
    pub campaigns: Option<BTreeSet<NodeId>>,
    /// With any of these hosts.
    pub hosts: Option<BTreeSet<NodeId>>,
    /// With money of any of these kinds.
    pub fund_kinds: Option<BTreeSet<FundKind>>,
    /// At a place whose code begins with one of these, which are digits.
    pub divisions: Option<BTreeSet<String>>,
    /// With any of these members taking part.
    pub participants: Option<BTreeSet<NodeId>>,
    /// With each of these members taking part.
    pub all_participants: BTreeSet<NodeId>,
    /// About this.
    pub subject: Option<Uuid>,
    /// In any of these statuses.
    pub statuses: Option<BTreeSet<EventStatus>>,
    /// Parts of this event.
    pub parent: Option<EventId>,
    /// Parts of some event, or of none.
    pub is_part: Option<bool>,
    /// With these words in the title; Latin letters in either case.
    pub text: Option<String>,
    /// Held by any of these hosts while each was below a node; worked out anew by whoever keeps the filter.
    #[serde(skip)]
    pub below: Option<Hosts>,
    /// Changed after this journal number, or with words that were erased after it.
    pub changed_after: Option<i64>,
}

impl EventFilter {
    /// The conditions over `event_version` rows of a district.
    pub fn conditions(&self, district: &DistrictId) -> Condition {
        use event_version::Column;
        let mut all = Condition::all().add(Column::DistrictId.eq(district.clone()));
        if let Some(span) = &self.span {
            all = all.add(within(span));
        }
        if let Some(kinds) = &self.kinds {
            all = all.add(Column::Kind.is_in(kinds.iter().copied()));
        }
        if let Some(statuses) = &self.statuses {
            all = all.add(Column::Status.is_in(statuses.iter().copied()));
        }
        if let Some(subject) = self.subject {
            all = all.add(Column::SubjectId.eq(subject));
        }
        if let Some(parent) = self.parent {
            all = all.add(Column::ParentId.eq(parent));
        }
        if let Some(is_part) = self.is_part {
            all = all.add(if is_part {
                Column::ParentId.is_not_null()
            } else {
                Column::ParentId.is_null()
            });
        }
        if let Some(campaigns) = &self.campaigns {
            all = all.add(Column::CampaignSetId.in_subquery(sets_with(district, campaigns)));
        }
        if let Some(hosts) = &self.hosts {
            all = all.add(Column::HostSetId.in_subquery(sets_of(district, hosts.iter().copied())));
        }
        if let Some(kinds) = &self.fund_kinds {
            all = all.add(Expr::exists(with_funds(district, kinds)));
        }
        if let Some(members) = &self.participants {
            all = all.add(Expr::exists(with_members(district, members)));
        }
        for member in &self.all_participants {
            all = all.add(Expr::exists(with_members(
                district,
                &BTreeSet::from([*member]),
            )));
        }
        if let Some(divisions) = &self.divisions {
            let mut any = Condition::any().add(Expr::value(1).eq(0));
            for code in divisions {
                any = any.add(Column::PlaceCode.like(format!("{code}%")));
            }
            all = all.add(any);
        }
        if let Some(text) = &self.text {
            let title = Expr::col((event_version::Entity, Column::Title));
            let pattern = LikeExpr::new(pattern(text)).escape('\\');
            all = all.add(Expr::expr(Func::lower(title)).like(pattern));
        }
        if let Some(Hosts::Some(hosts)) = &self.below {
            all = all.add(below(district, hosts));
        }
        if let Some(since) = self.changed_after {
            let erased = erased_after(district, &[Guards::Narrative], since);
            all = all.add(
                Condition::any()
                    .add(Column::SinceNumber.gt(since))
                    .add(Column::Id.in_subquery(erased)),
            );
        }
        all
    }
}

fn within(span: &Span) -> Condition {
    use event_version::Column;
    let mut all = Condition::all();
    // The beginning of time has no date in the databases.
    if span.from > NaiveDate::MIN {
        all = all.add(Column::BeganOn.gte(span.from));
    }
    if let Some(to) = span.to {
        all = all.add(Column::BeganOn.lt(to));
    }
    all
}

/// Hosts that were below on the same days share one condition.
fn below(district: &DistrictId, hosts: &BTreeMap<NodeId, Vec<Span>>) -> Condition {
    let mut by_days = BTreeMap::<&Vec<Span>, Vec<NodeId>>::new();
    for (host, days) in hosts {
        by_days.entry(days).or_default().push(*host);
    }
    let mut any = Condition::any().add(Expr::value(1).eq(0));
    for (days, hosts) in by_days {
        let on_days = days
            .iter()
            .fold(Condition::any(), |any, span| any.add(within(span)));
        any = any.add(
            Condition::all()
                .add(event_version::Column::HostSetId.in_subquery(sets_of(district, hosts)))
                .add(on_days),
        );
    }
    any
}

fn sets_of(district: &DistrictId, hosts: impl IntoIterator<Item = NodeId>) -> SelectStatement {
    host_set_host::Entity::find()
        .select_only()
        .column(host_set_host::Column::HostSetId)
        .filter(host_set_host::Column::DistrictId.eq(district.clone()))
        .filter(host_set_host::Column::HostId.is_in(hosts))
        .into_query()
}

fn sets_with(district: &DistrictId, campaigns: &BTreeSet<NodeId>) -> SelectStatement {
    campaign_set_campaign::Entity::find()
        .select_only()
        .column(campaign_set_campaign::Column::CampaignSetId)
        .filter(campaign_set_campaign::Column::DistrictId.eq(district.clone()))
        .filter(campaign_set_campaign::Column::CampaignId.is_in(campaigns.iter().copied()))
        .into_query()
}

fn with_funds(district: &DistrictId, kinds: &BTreeSet<FundKind>) -> SelectStatement {
    use event_quantity::Column;
    event_quantity::Entity::find()
        .select_only()
        .column(Column::EventId)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(same(Column::EventId, event_version::Column::Id))
        .filter(same(
            Column::SinceNumber,
            event_version::Column::SinceNumber,
        ))
        .filter(Column::FundKind.is_in(kinds.iter().map(ActiveEnum::to_value)))
        .into_query()
}

fn with_members(district: &DistrictId, members: &BTreeSet<NodeId>) -> SelectStatement {
    use event_participant::Column;
    event_participant::Entity::find()
        .select_only()
        .column(Column::EventId)
        .filter(Column::DistrictId.eq(district.clone()))
        .filter(same(Column::EventId, event_version::Column::Id))
        .filter(same(
            Column::SinceNumber,
            event_version::Column::SinceNumber,
        ))
        .filter(Column::MemberId.is_in(members.iter().copied()))
        .into_query()
}

fn same(inner: impl ColumnTrait, outer: event_version::Column) -> Expr {
    inner.into_expr().equals((event_version::Entity, outer))
}

/// The words as a pattern that matches nothing but themselves, anywhere.
pub fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars().flat_map(char::to_lowercase) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
