//! A filter of events as figures understand it, and its SQL over rows that have the columns of a tally (and, for the
//! event rows, those that a tally lacks). Deliberately absent: permission; the district is always bound by the caller.

use std::collections::BTreeSet;

use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::cells::{Cell, Sets};
use super::sql::Sql;
use crate::events::kinds::{EventKind, FundKind, Measure};
use crate::kernel::id::{DistrictId, NodeId};

/// Which records are meant; what is none does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Narrowing {
    /// Of these kinds.
    pub kinds: Option<BTreeSet<EventKind>>,
    /// With any of these campaigns.
    pub campaigns: Option<BTreeSet<NodeId>>,
    /// With each of these campaigns at once.
    pub all_campaigns: BTreeSet<NodeId>,
    /// With any of these hosts.
    pub hosts: Option<BTreeSet<NodeId>>,
    /// Of funds, only these kinds.
    pub fund_kinds: Option<BTreeSet<FundKind>>,
    /// At a place whose code begins with one of these.
    pub divisions: Option<BTreeSet<String>>,
    /// With any of these members taking part.
    pub participants: Option<BTreeSet<NodeId>>,
    /// About this.
    pub subject: Option<Uuid>,
    /// Parts of another event only, or none of them.
    pub is_part: Option<bool>,
    /// Verified events only.
    pub verified_only: bool,
}

impl Narrowing {
    /// The first condition that only events know, by its name in the filter; cases cannot be narrowed by it.
    pub fn of_events_only(&self) -> Option<&'static str> {
        [
            (self.kinds.is_some(), "kinds"),
            (self.hosts.is_some(), "hostIds"),
            (self.fund_kinds.is_some(), "fundKinds"),
            (self.subject.is_some(), "subjectId"),
            (self.is_part.is_some(), "level"),
            (self.verified_only, "verifiedOnly"),
        ]
        .into_iter()
        .find_map(|(asked, name)| asked.then_some(name))
    }

    /// Whether the tallies hold all that is asked.
    pub fn fits_tallies(&self) -> bool {
        self.divisions.is_none() && self.participants.is_none() && self.subject.is_none()
    }

    /// The same of a cell told apart by kind and campaign, its hosts aside: what `conditions` says in SQL.
    pub fn means(&self, cell: &Cell, sets: &Sets) -> bool {
        let campaigns = cell.campaign_set.and_then(|set| sets.campaigns.get(&set));
        let with = |campaign: &NodeId| campaigns.is_some_and(|set| set.contains(campaign));
        let any = |kinds: &BTreeSet<EventKind>| cell.kind.is_some_and(|kind| kinds.contains(&kind));
        let fund = |kinds: &BTreeSet<FundKind>| {
            cell.measure != Measure::Funds
                || cell.fund_kind.is_some_and(|kind| kinds.contains(&kind))
        };
        self.kinds.as_ref().is_none_or(any)
            && self
                .campaigns
                .as_ref()
                .is_none_or(|list| list.iter().any(with))
            && self.all_campaigns.iter().all(with)
            && self.fund_kinds.as_ref().is_none_or(fund)
            && self.is_part.is_none_or(|is_part| is_part == cell.is_part)
    }

    /// Adds ` AND …` for every condition, over the alias `t`.
    pub fn conditions(&self, sql: &mut Sql, district: &DistrictId) {
        if let Some(kinds) = &self.kinds {
            sql.push(" AND t.kind IN ")
                .bind_list(kinds.iter().map(ActiveEnum::to_value));
        }
        if let Some(campaigns) = &self.campaigns {
            in_campaigns(sql, district, campaigns);
        }
        for campaign in &self.all_campaigns {
            in_campaigns(sql, district, &BTreeSet::from([*campaign]));
        }
        if let Some(hosts) = &self.hosts {
            sql.push(
                " AND t.host_set_id IN (SELECT host_set_id FROM host_set_host WHERE district_id = ",
            )
            .bind(district.as_str())
            .push(" AND host_id IN ")
            .bind_list(hosts.iter().copied())
            .push(")");
        }
        if let Some(kinds) = &self.fund_kinds {
            sql.push(" AND (t.measure <> 'FUNDS' OR t.fund_kind IN ")
                .bind_list(kinds.iter().map(ActiveEnum::to_value))
                .push(")");
        }
        if let Some(is_part) = self.is_part {
            sql.push(" AND t.is_part = ").bind(is_part);
        }
        if let Some(divisions) = &self.divisions {
            sql.push(" AND (1 = 0");
            for code in divisions {
                // Codes are digits, which no pattern or collation reads in another way.
                sql.push(" OR t.place_code LIKE ").bind(format!("{code}%"));
            }
            sql.push(")");
        }
        if let Some(members) = &self.participants {
            sql.push(
                " AND t.id IN (SELECT p.event_id FROM event_participant p WHERE p.district_id = ",
            )
            .bind(district.as_str())
            .push(" AND p.since_number = t.since_number AND p.member_id IN ")
            .bind_list(members.iter().copied())
            .push(")");
        }
        if let Some(subject) = self.subject {
            sql.push(" AND t.subject_id = ").bind(subject);
        }
    }
}

fn in_campaigns(sql: &mut Sql, district: &DistrictId, campaigns: &BTreeSet<NodeId>) {
    sql.push(" AND t.campaign_set_id IN (SELECT campaign_set_id FROM campaign_set_campaign WHERE district_id = ")
        .bind(district.as_str())
        .push(" AND campaign_id IN ")
        .bind_list(campaigns.iter().copied())
        .push(")");
}
