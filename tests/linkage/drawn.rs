//! Chains drawn by hand, for rules and walks that need no database. Things are called by small numbers.
//! Deliberately absent: everything of the organisation that links do not ask about.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;
use workrooms::kernel::id::{DistrictId, NodeId};
use workrooms::kernel::period::Span;
use workrooms::linkage::entity::link;
use workrooms::linkage::rules::{PartyMembership, Wanted};
use workrooms::linkage::{Chain, LinkKind};
use workrooms::organization::entity::{
    district, member, membership, office_held, sector, sector_group, special_committee, workroom,
};
use workrooms::organization::{Office, Organization, WorkroomKind};

use crate::organization::stage::{day, district};

pub fn id(number: u32) -> NodeId {
    NodeId(Uuid::from_u128(number.into()))
}

/// `"2022-01-01…2022-07-01"`, `"2022-01-01…"`.
pub fn span(text: &str) -> Span {
    let (from, to) = text.split_once('…').unwrap();
    Span::new(day(from), (!to.is_empty()).then(|| day(to)))
}

pub fn wanted(kind: LinkKind, upper: u32, lower: u32, days: &str) -> Wanted {
    Wanted {
        kind,
        upper: id(upper),
        lower: id(lower),
        span: span(days),
    }
}

/// An organisation with links, as far as it is drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    organization: Organization,
    links: Vec<link::Model>,
    in_party: BTreeMap<NodeId, bool>,
    next: u32,
}

fn here() -> DistrictId {
    district("430503")
}

impl Drawn {
    pub fn new() -> Self {
        let district = district::Model {
            district_id: here(),
            id: id(0),
            since_number: 1,
            until_number: None,
            name: "大祥区".to_owned(),
            name_en: String::new(),
            city: String::new(),
            province: String::new(),
        };
        let organization = Organization {
            number: 1,
            district,
            townships: BTreeMap::new(),
            divisions: BTreeMap::new(),
            special_committees: BTreeMap::new(),
            sectors: BTreeMap::new(),
            sector_groups: BTreeMap::new(),
            workrooms: BTreeMap::new(),
            honours: BTreeMap::new(),
            members: BTreeMap::new(),
            memberships: BTreeMap::new(),
            offices: BTreeMap::new(),
            terms: BTreeMap::new(),
            sessions: BTreeMap::new(),
            handling_units: BTreeMap::new(),
            calendar_years: BTreeMap::new(),
            calendar: workrooms::kernel::workdays::Calendar::built_in(),
        };
        Self {
            organization,
            links: Vec::new(),
            in_party: BTreeMap::new(),
            next: 1000,
        }
    }

    fn fresh(&mut self) -> NodeId {
        self.next += 1;
        id(self.next)
    }

    pub fn committee(mut self, number: u32, days: &str) -> Self {
        let row = special_committee::Model {
            district_id: here(),
            id: id(number),
            since_number: 1,
            until_number: None,
            name: format!("专委会 {number}"),
            established_on: span(days).from,
            closed_on: span(days).to,
        };
        self.organization.special_committees.insert(row.id, row);
        self
    }

    pub fn group(mut self, number: u32, days: &str) -> Self {
        let row = sector_group::Model {
            district_id: here(),
            id: id(number),
            since_number: 1,
            until_number: None,
            name: format!("活动组 {number}"),
            established_on: span(days).from,
            closed_on: span(days).to,
        };
        self.organization.sector_groups.insert(row.id, row);
        self
    }

    pub fn sector(mut self, number: u32, days: &str) -> Self {
        let row = sector::Model {
            district_id: here(),
            id: id(number),
            since_number: 1,
            until_number: None,
            name: format!("界别 {number}"),
            established_on: span(days).from,
            closed_on: span(days).to,
        };
        self.organization.sectors.insert(row.id, row);
        self
    }

    pub fn workroom(mut self, number: u32, days: &str) -> Self {
        let row = workroom::Model {
            district_id: here(),
            id: id(number),
            since_number: 1,
            until_number: None,
            name: format!("工作室 {number}"),
            kind: WorkroomKind::Township,
            township_id: None,
            sector_id: None,
            member_id: None,
            online_url: None,
            posts_monthly: true,
            established_on: span(days).from,
            closed_on: span(days).to,
        };
        self.organization.workrooms.insert(row.id, row);
        self
    }

    /// A member who is in the Party or is not, and sits on each of these spans.
    pub fn member(mut self, number: u32, is_cpc_member: bool, sits: &[&str]) -> Self {
        let row = member::Model {
            district_id: here(),
            id: id(number),
            since_number: 1,
            until_number: None,
            name: format!("示例委员 {number:02}"),
            expertise: None,
        };
        self.in_party.insert(row.id, is_cpc_member);
        self.organization.members.insert(row.id, row);
        for days in sits {
            let row = membership::Model {
                district_id: here(),
                id: self.fresh(),
                since_number: 1,
                until_number: None,
                member_id: id(number),
                term: 6,
                sector_id: id(0),
                valid_from: span(days).from,
                valid_to: span(days).to,
            };
            self.organization.memberships.insert(row.id, row);
        }
        self
    }

    pub fn office(mut self, member: u32, office: Office, days: &str) -> Self {
        let row = office_held::Model {
            district_id: here(),
            id: self.fresh(),
            since_number: 1,
            until_number: None,
            member_id: id(member),
            office,
            valid_from: span(days).from,
            valid_to: span(days).to,
        };
        self.organization.offices.insert(row.id, row);
        self
    }

    pub fn link(self, kind: LinkKind, upper: u32, lower: u32, days: &str) -> Self {
        self.stand(&wanted(kind, upper, lower, days))
    }

    /// Lets a link stand whether the rules would or not.
    pub fn stand(mut self, wanted: &Wanted) -> Self {
        let row = link::Model {
            district_id: here(),
            id: self.fresh(),
            since_number: 1,
            until_number: None,
            kind: wanted.kind,
            upper_id: wanted.upper,
            lower_id: wanted.lower,
            valid_from: wanted.span.from,
            valid_to: wanted.span.to,
        };
        self.links.push(row);
        self
    }

    pub fn chain(&self) -> Chain {
        Chain::new(Arc::new(self.organization.clone()), self.links.clone())
    }

    /// Who is in the Party.
    pub fn party(&self) -> PartyMembership {
        self.in_party.clone().into()
    }

    /// What is directly below over links that hold on a day, found by looking at every link.
    pub fn looked_below(&self, kind: LinkKind, upper: NodeId, on: NaiveDate) -> Vec<NodeId> {
        let in_office = |member: NodeId| {
            self.organization.offices.values().any(|row| {
                row.member_id == member
                    && row.office == Office::ViceChairperson
                    && row.valid_from <= on
                    && row.valid_to.is_none_or(|to| on < to)
            })
        };
        let holds = |link: &&link::Model| {
            link.kind == kind
                && link.upper_id == upper
                && link.valid_from <= on
                && link.valid_to.is_none_or(|to| on < to)
                && (kind != LinkKind::LeadsCommittee || in_office(upper))
        };
        let links = self.links.iter().filter(holds);
        links.map(|link| link.lower_id).collect()
    }
}
