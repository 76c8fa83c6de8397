//! The share of a population that has a part in cases: members with a proposal, workrooms with two consultations.
//! Deliberately absent: ranks of persons.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::cases::{CaseFigure, CaseRow, Counted, Ground};
use super::figure::{self, Scope};
use crate::casework::kinds::Fact;
use crate::kernel::id::NodeId;
use crate::linkage::Hosts;
use crate::organization::Organization;

/// Of whom a share is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// Members in office in the period, by the cases that are theirs.
    Authors,
    /// Members in office in the period, by the cases that are theirs or that they co-signed.
    AuthorsAndCosigners,
    /// Workrooms that exist in the period, by the cases that are theirs or that they host.
    Workrooms,
}

impl CaseRow {
    /// Who has a part in it, of a population.
    pub fn parts(&self, population: Population) -> Vec<NodeId> {
        let with = |fact, value: Option<&str>| {
            let rows = self.facts.iter().filter(move |row| row.fact == fact);
            let rows = rows.filter(move |row| value.is_none() || row.value.as_deref() == value);
            rows.filter_map(|row| row.node).collect::<Vec<_>>()
        };
        let mut parts = vec![self.author];
        match population {
            Population::Authors => {}
            Population::AuthorsAndCosigners => parts.extend(with(Fact::Cosigned, None)),
            Population::Workrooms => parts.extend(with(Fact::Party, Some("HOST"))),
        }
        parts
    }
}

/// The share of a population that has a part in at least so many of the counted cases. Of each one who has, the case that
/// made it so many is the record, so that the records add up to the numerator.
pub fn of_population(
    figure: &mut CaseFigure<'_>,
    population: Population,
    least: usize,
    scope: &Scope,
    ground: Ground<'_>,
) {
    let all = members_of(population, scope, ground.organization);
    let mut parts = BTreeMap::<NodeId, usize>::new();
    let mut records = Vec::new();
    for counted in figure.counted.drain(..) {
        let mut reached = 0_u32;
        let own: BTreeSet<NodeId> = counted.case.parts(population).into_iter().collect();
        for node in own.intersection(&all) {
            let seen = parts.entry(*node).or_default();
            *seen = seen.saturating_add(1);
            if *seen == least {
                reached = reached.saturating_add(1);
            }
        }
        if reached > 0 {
            records.push(Counted {
                amount: reached.into(),
                ..counted
            });
        }
    }
    figure.counted = records;
    let numerator: Decimal = figure.counted.iter().map(|counted| counted.amount).sum();
    let denominator = Decimal::from(all.len());
    figure.numerator = Some(numerator);
    figure.denominator = Some(denominator);
    let share = numerator.checked_div(denominator);
    figure.value = share.map(|share| share.round_dp(6).normalize());
}

/// Turns a number into one per hundred members.
pub fn per_hundred_members(
    result: &mut figure::Result,
    scope: &Scope,
    organization: &Organization,
) {
    let members = members_of(Population::Authors, scope, organization);
    let members = Decimal::from(members.len());
    result.numerator = result.value;
    result.denominator = Some(members);
    let hundredfold = result
        .value
        .and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED));
    let share = hundredfold.and_then(|value| value.checked_div(members));
    result.value = share.map(|share| share.round_dp(6).normalize());
}

/// The members of a population: those of the district, or those that are below a node on some day of the period.
pub fn members_of(
    population: Population,
    scope: &Scope,
    organization: &Organization,
) -> BTreeSet<NodeId> {
    let nodes: Vec<NodeId> = match population {
        Population::Workrooms => organization.workrooms.keys().copied().collect(),
        Population::Authors | Population::AuthorsAndCosigners => {
            organization.members.keys().copied().collect()
        }
    };
    let there = |node: &NodeId| {
        let lives = organization.lifetime(*node);
        let lives = lives.iter().filter_map(|life| life.intersect(&scope.span));
        match &*scope.hosts {
            Hosts::All => lives.count() > 0,
            Hosts::Some(hosts) => {
                let below = hosts.get(node).map(Vec::as_slice).unwrap_or_default();
                lives
                    .into_iter()
                    .any(|life| below.iter().any(|span| span.intersect(&life).is_some()))
            }
        }
    };
    let asked = |node: &NodeId| {
        let member = scope.member.filter(|_| population != Population::Workrooms);
        member.is_none_or(|member| member == *node)
    };
    nodes.into_iter().filter(asked).filter(there).collect()
}
