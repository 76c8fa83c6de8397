//! The share of a population that records reach: members with a record of duty, communities that were visited, sectors
//! that took part in oversight. Of each one reached, its first record is the receipt. Pure.
//! Deliberately absent: SQL, ranks of persons.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cases::{CaseRow, Ground};
use super::cells::Sets;
use super::duty::acted;
use super::figure::{Credit, Scope};
use super::narrowing::Narrowing;
use super::population::{Population, members_of};
use super::reach_rows::FirstEvent;
use crate::events::kinds::Category;
use crate::kernel::id::{CaseId, EventId, NodeId};
use crate::linkage::Hosts;

/// What is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Members in office in the period, by an event that they took part in or a case in which they acted.
    Members,
    /// Communities and villages, by events at them.
    Communities,
    /// Sectors of the district, by members of theirs who took part in oversight.
    Sectors,
}

impl Reach {
    /// Whether it needs to know who took part.
    pub fn by_member(self) -> bool {
        self != Self::Communities
    }

    /// Whether cases reach it too.
    pub fn by_case(self) -> bool {
        self == Self::Members
    }
}

/// A record that reached somebody or something first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reacher {
    /// An event, in a version.
    Event(EventId, i64),
    /// A case.
    Case(CaseId),
}

/// What a share of a population comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// How many were reached.
    pub numerator: Decimal,
    /// How many there are.
    pub denominator: Decimal,
    /// The records, by day: how many each was the first to reach.
    pub records: Vec<(NaiveDate, Reacher, Decimal)>,
}

impl Reached {
    /// The share; none of an empty population.
    pub fn share(&self) -> Option<Decimal> {
        let share = self.numerator.checked_div(self.denominator)?;
        Some(share.round_dp(6).normalize())
    }
}

/// What shares are counted from.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// First events.
    pub events: &'a [FirstEvent],
    /// Cases.
    pub cases: &'a [CaseRow],
    /// The sets that events name.
    pub sets: &'a Sets,
}

/// Counts whom or what the records of a scope reach.
pub fn count(
    reach: Reach,
    records: Records<'_>,
    scope: &Scope,
    credit: Credit,
    narrowing: &Narrowing,
    ground: Ground<'_>,
) -> Reached {
    let all = population(reach, scope, narrowing, ground);
    let mut first = BTreeMap::<String, (NaiveDate, Reacher)>::new();
    let mut take = |key: String, on: NaiveDate, by: Reacher| {
        if !all.contains(&key) {
            return;
        }
        let entry = first.entry(key).or_insert((on, by));
        *entry = (*entry).min((on, by));
    };
    for event in records.events {
        if takes(reach, event, records.sets, scope, credit)
            && let Some(key) = reached(reach, event, ground)
        {
            take(key, event.on, Reacher::Event(event.id, event.since_number));
        }
    }
    if reach.by_case() {
        for case in records.cases.iter().filter(|case| !case.void) {
            for (member, on, _) in acted(case) {
                if scope.span.contains(on) && case.is_labelled(narrowing, scope) {
                    take(member.to_string(), on, Reacher::Case(case.id));
                }
            }
        }
    }
    let mut by_record = BTreeMap::<(NaiveDate, Reacher), u32>::new();
    for record in first.values() {
        let count = by_record.entry(*record).or_default();
        *count = count.saturating_add(1);
    }
    Reached {
        numerator: Decimal::from(first.len()),
        denominator: Decimal::from(all.len()),
        records: by_record
            .into_iter()
            .map(|((on, by), count)| (on, by, count.into()))
            .collect(),
    }
}

/// Whether an event is one of the scope. A member's duty is his, whoever the hosts were.
pub fn takes(reach: Reach, event: &FirstEvent, sets: &Sets, scope: &Scope, credit: Credit) -> bool {
    let hosts = sets.hosts.get(&event.host_set).map(Vec::as_slice);
    let below = || scope.weight(hosts.unwrap_or_default(), event.on, credit) > 0;
    let campaigns = sets.campaigns.get(&event.campaign_set);
    scope.span.contains(event.on)
        && scope.kind.is_none_or(|kind| kind == event.kind)
        && scope
            .campaign
            .is_none_or(|campaign| campaigns.is_some_and(|set| set.contains(&campaign)))
        && scope
            .member
            .is_none_or(|member| event.member == Some(member))
        && match reach {
            Reach::Members => true,
            Reach::Communities => below(),
            Reach::Sectors => event.kind.category() == Category::Oversight && below(),
        }
}

/// Whom or what an event reaches.
fn reached(reach: Reach, event: &FirstEvent, ground: Ground<'_>) -> Option<String> {
    match reach {
        Reach::Members => event.member.map(|member| member.to_string()),
        Reach::Communities => event.place_code.clone(),
        Reach::Sectors => {
            let sector = ground.organization.sector_of(event.member?, event.on)?;
            Some(sector.id.to_string())
        }
    }
}

/// All that can be reached, by a key that records name too.
fn population(
    reach: Reach,
    scope: &Scope,
    narrowing: &Narrowing,
    ground: Ground<'_>,
) -> BTreeSet<String> {
    let organization = ground.organization;
    let asked = narrowing.participants.as_ref();
    match reach {
        Reach::Members => members_of(Population::Authors, scope, organization)
            .into_iter()
            .filter(|member| asked.is_none_or(|members| members.contains(member)))
            .map(|member| member.to_string())
            .collect(),
        Reach::Communities => {
            let served = served(scope, ground);
            let divisions = organization.divisions.values();
            divisions
                .filter(|row| {
                    served
                        .as_ref()
                        .is_none_or(|served| served.contains(&row.township_id))
                })
                .map(|row| row.code.clone())
                .collect()
        }
        Reach::Sectors => organization
            .sectors
            .keys()
            .filter(|sector| organization.exists_in(**sector, &scope.span))
            .map(|sector| sector.to_string())
            .collect(),
    }
}

/// The townships that the workrooms of a scope serve; none for all.
fn served(scope: &Scope, ground: Ground<'_>) -> Option<BTreeSet<NodeId>> {
    let Hosts::Some(hosts) = &*scope.hosts else {
        return None;
    };
    let workrooms = ground.organization.workrooms.values().filter(|row| {
        let days = hosts.get(&row.id).into_iter().flatten();
        days.into_iter()
            .any(|days| days.intersect(&scope.span).is_some())
    });
    Some(workrooms.filter_map(|row| row.township_id).collect())
}
