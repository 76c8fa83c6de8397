//! How evenly duty is spread over members: who has no record at all, of how many kinds of duty each has records, how
//! unequal that is, and how much the most active tenth bears; contacts with residents. Pure.
//! Deliberately absent: who they are. Members with nothing have no records, and the rest would be a rank of persons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cases::CaseRow;
use super::duty::{Duty, duty_of, duty_of_case, records_of as records_of_case};
use super::figure::{Credit, Scope};
use super::narrowing::Narrowing;
use super::population::{Population, members_of};
use super::quantiles::Quantile;
use super::reach::{Reach, Reacher, Records, takes};
use super::reach_rows::FirstEvent;
use crate::casework::kinds::Fact;
use crate::events::kinds::EventKind;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Attribution, Node, Pin};

/// Of fewer members than this nothing is told: each could be found out.
pub const FEW: usize = 5;

/// Kinds of duty that make a member broad.
const BROAD: usize = 3;

/// Contacts that make a member one who keeps in touch.
const CONTACTS: u64 = 2;

/// What is told of the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// The share of members without any record.
    NoRecord,
    /// The Gini coefficient of the number of kinds of duty, members with none among them.
    Gini,
    /// The share of all records that the most active tenth of members has.
    TopTenth,
    /// The median number of kinds of duty.
    MedianKinds,
    /// The largest less the smallest of the medians of sectors.
    GapOfSectors,
    /// The same of workrooms.
    GapOfWorkrooms,
    /// The share of members with three kinds of duty or more.
    ThreeKinds,
    /// The share of members with two contacts with residents or more.
    Contacts,
}

/// What a balance comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balanced {
    /// The value; none of nobody, or of nothing.
    pub value: Option<Decimal>,
    /// A share's numerator.
    pub numerator: Option<Decimal>,
    /// A share's denominator.
    pub denominator: Option<Decimal>,
    /// The records that made members reach what is asked, by day: how many members each.
    pub records: Vec<(NaiveDate, Reacher, Decimal)>,
    /// Whether it is of so few members that it must not be told.
    pub is_of_few: bool,
}

/// What a member has records of.
#[derive(Clone, Debug, Default)]
struct Record {
    /// The first record of each kind of duty.
    kinds: BTreeMap<Duty, (NaiveDate, Reacher)>,
    /// How many records.
    all: u64,
    /// How many of them are contacts with residents.
    contacts: u64,
    /// The first of those.
    first_contact: Option<(NaiveDate, Reacher)>,
}

impl Record {
    fn add(&mut self, of: Option<Duty>, is_contact: bool, at: (NaiveDate, Reacher), times: u64) {
        self.all = self.all.saturating_add(times);
        if let Some(duty) = of {
            let first = self.kinds.entry(duty).or_insert(at);
            *first = (*first).min(at);
        }
        if is_contact {
            self.contacts = self.contacts.saturating_add(times);
            let first = self.first_contact.unwrap_or(at);
            self.first_contact = Some(first.min(at));
        }
    }

    /// The record by which it became so many kinds.
    fn kinds_at(&self, many: usize) -> Option<(NaiveDate, Reacher)> {
        let mut firsts: Vec<_> = self.kinds.values().copied().collect();
        firsts.sort_unstable();
        firsts.get(many.checked_sub(1)?).copied()
    }
}

/// Counts a balance over the members of a scope: those in office below its node on some day of the period, each with all of
/// his records of the period, whoever the hosts were.
pub fn count(
    balance: Balance,
    records: Records<'_>,
    scope: &Scope,
    attribution: Attribution,
    narrowing: &Narrowing,
    pin: &Pin,
) -> Balanced {
    let asked = narrowing.participants.as_ref();
    let mut all = members_of(Population::Authors, scope, &pin.chain.organization);
    all.retain(|member| asked.is_none_or(|members| members.contains(member)));
    let of = records_of(&all, records, scope, narrowing);
    let mut balanced = match balance {
        Balance::NoRecord => {
            let without = of.values().filter(|record| record.all == 0).count();
            share(Decimal::from(without), of.len())
        }
        Balance::ThreeKinds => reached(&of, |record| record.kinds_at(BROAD)),
        Balance::Contacts => reached(&of, |record| {
            record.first_contact.filter(|_| record.contacts >= CONTACTS)
        }),
        Balance::Gini => of_value(gini(kinds(&of, &all))),
        Balance::TopTenth => top_tenth(of.values().map(|record| record.all).collect()),
        Balance::MedianKinds => of_value(median(&of, &all)),
        Balance::GapOfSectors | Balance::GapOfWorkrooms => {
            let groups = groups(balance, scope, attribution, pin);
            let groups = groups.into_iter().map(|group| &group & &all);
            of_value(gap(groups.filter(|group| group.len() >= FEW), &of))
        }
    };
    balanced.is_of_few = !all.is_empty() && all.len() < FEW;
    balanced
}

fn records_of(
    all: &BTreeSet<NodeId>,
    records: Records<'_>,
    scope: &Scope,
    narrowing: &Narrowing,
) -> BTreeMap<NodeId, Record> {
    let mut of: BTreeMap<NodeId, Record> = all
        .iter()
        .map(|member| (*member, Record::default()))
        .collect();
    for event in records.events {
        let member = event.member.and_then(|member| of.get_mut(&member));
        if let Some(record) = member.filter(|_| is_of(event, records, scope)) {
            let at = (event.on, Reacher::Event(event.id, event.since_number));
            let times = u64::try_from(event.together).unwrap_or(0);
            record.add(duty_of(event.kind), is_contact(event.kind), at, times);
        }
    }
    for case in records.cases {
        if !case.is_labelled(narrowing, scope) {
            continue;
        }
        for (member, (on, _)) in records_of_case(case, &scope.span) {
            if let Some(record) = of.get_mut(&member) {
                let is_contact = member == case.author && is_collected(case);
                let at = (on, Reacher::Case(case.id));
                record.add(Some(duty_of_case(case.kind)), is_contact, at, 1);
            }
        }
    }
    of
}

fn is_of(event: &FirstEvent, records: Records<'_>, scope: &Scope) -> bool {
    takes(Reach::Members, event, records.sets, scope, Credit::Full)
}

fn is_contact(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Visit | EventKind::Reception | EventKind::PublicTalk | EventKind::Consolation
    )
}

fn is_collected(case: &CaseRow) -> bool {
    case.facts.iter().any(|row| row.fact == Fact::Collected)
}

fn of_value(value: Option<Decimal>) -> Balanced {
    Balanced {
        value: value.map(|value| value.round_dp(6).normalize()),
        ..Balanced::default()
    }
}

fn share(numerator: Decimal, of: usize) -> Balanced {
    let denominator = Decimal::from(of);
    Balanced {
        numerator: Some(numerator),
        denominator: Some(denominator),
        ..of_value(numerator.checked_div(denominator))
    }
}

/// The share of members with a record by which they reached something; of each one that record.
fn reached(
    of: &BTreeMap<NodeId, Record>,
    by: impl Fn(&Record) -> Option<(NaiveDate, Reacher)>,
) -> Balanced {
    let mut by_record = BTreeMap::<(NaiveDate, Reacher), u32>::new();
    for at in of.values().filter_map(by) {
        let count = by_record.entry(at).or_default();
        *count = count.saturating_add(1);
    }
    let numerator: u32 = by_record.values().sum();
    let records = by_record.into_iter();
    Balanced {
        records: records
            .map(|((on, by), count)| (on, by, count.into()))
            .collect(),
        ..share(numerator.into(), of.len())
    }
}

fn kinds(of: &BTreeMap<NodeId, Record>, members: &BTreeSet<NodeId>) -> Vec<Decimal> {
    let records = members.iter().filter_map(|member| of.get(member));
    records
        .map(|record| Decimal::from(record.kinds.len()))
        .collect()
}

fn median(of: &BTreeMap<NodeId, Record>, members: &BTreeSet<NodeId>) -> Option<Decimal> {
    Quantile::Median.of(kinds(of, members))
}

/// The mean of all differences over twice the mean; none where nobody has anything.
fn gini(mut numbers: Vec<Decimal>) -> Option<Decimal> {
    numbers.sort();
    let count = Decimal::from(numbers.len());
    let sum: Decimal = numbers.iter().sum();
    // The i-th smallest is the larger one of i - 1 pairs, and the smaller one of the n - i others.
    let ranks = (1_u32..).map(Decimal::from);
    let weighted = ranks.zip(&numbers).map(|(rank, number)| {
        let pairs = Decimal::TWO.checked_mul(rank)?;
        let pairs = pairs.checked_sub(count)?.checked_sub(Decimal::ONE)?;
        pairs.checked_mul(*number)
    });
    let weighted = weighted.sum::<Option<Decimal>>()?;
    weighted.checked_div(count.checked_mul(sum)?)
}

/// The tenth is rounded up, so that it is somebody.
fn top_tenth(mut counts: Vec<u64>) -> Balanced {
    counts.sort_unstable_by(|one, other| other.cmp(one));
    let tenth = counts.len().div_ceil(10);
    let top: Decimal = counts.iter().take(tenth).copied().map(Decimal::from).sum();
    let all: Decimal = counts.iter().copied().map(Decimal::from).sum();
    Balanced {
        numerator: Some(top),
        denominator: Some(all),
        ..of_value(top.checked_div(all))
    }
}

/// The members of each sector, by their memberships, or of each workroom, by the chain, on some day of the period.
fn groups(
    balance: Balance,
    scope: &Scope,
    attribution: Attribution,
    pin: &Pin,
) -> Vec<BTreeSet<NodeId>> {
    let organization = &pin.chain.organization;
    if balance == Balance::GapOfSectors {
        let mut of = BTreeMap::<NodeId, BTreeSet<NodeId>>::new();
        for row in organization.memberships.values() {
            let days = Span::new(row.valid_from, row.valid_to);
            if days.intersect(&scope.span).is_some() {
                of.entry(row.sector_id).or_default().insert(row.member_id);
            }
        }
        return of.into_values().collect();
    }
    let members = organization.workrooms.keys().map(|workroom| {
        let node = Node::Workroom(*workroom);
        let hosts = pin.chain.hosts(node, attribution, pin.today);
        let of_workroom = Scope {
            hosts: Arc::new(hosts),
            ..scope.clone()
        };
        members_of(Population::Authors, &of_workroom, organization)
    });
    members.collect()
}

/// The largest less the smallest of the medians; none of fewer than two groups.
fn gap(
    groups: impl Iterator<Item = BTreeSet<NodeId>>,
    of: &BTreeMap<NodeId, Record>,
) -> Option<Decimal> {
    let medians: Vec<Decimal> = groups.filter_map(|group| median(of, &group)).collect();
    let most = medians.iter().max().filter(|_| medians.len() > 1)?;
    most.checked_sub(*medians.iter().min()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[u32]) -> Vec<Decimal> {
        numbers.iter().copied().map(Decimal::from).collect()
    }

    #[test]
    fn inequality_is_none_when_all_are_alike_and_near_one_when_one_has_all() {
        let text = |given: &[u32]| of_value(gini(numbers(given))).value.map(|v| v.to_string());
        for (given, due) in [
            (&[][..], None),
            (&[0, 0, 0], None),
            (&[3, 3, 3, 3], Some("0")),
            // Differences 1+2+1, twice, over 2 · 9 · 2.
            (&[1, 2, 3], Some("0.222222")),
            // Zeros count: without them it would be nothing.
            (&[0, 0, 0, 4], Some("0.75")),
            (&[0, 5], Some("0.5")),
        ] {
            assert_eq!(text(given).as_deref(), due, "{given:?}");
        }
    }

    #[test]
    fn a_tenth_is_at_least_one_and_nothing_has_no_share() {
        let told = |counts: Vec<u64>| {
            let told = top_tenth(counts);
            let text = |number: Option<Decimal>| number.map(|number| number.to_string());
            (
                text(told.numerator),
                text(told.denominator),
                text(told.value),
            )
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(told(vec![1, 5, 4]), (some("5"), some("10"), some("0.5")));
        let of_eleven = vec![9, 8, 1, 1, 1, 0, 0, 0, 0, 0, 0];
        assert_eq!(told(of_eleven), (some("17"), some("20"), some("0.85")));
        assert_eq!(told(vec![0, 0]), (some("0"), some("0"), None));
    }

    #[test]
    fn a_contact_is_a_duty_of_contact_or_service() {
        for kind in EventKind::ALL.into_iter().filter(|kind| is_contact(*kind)) {
            assert_eq!(duty_of(kind), Some(Duty::ContactOrService), "{kind:?}");
        }
    }
}
