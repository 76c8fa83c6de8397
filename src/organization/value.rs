//! The organisation as a value: everything of one district as it stood at a journal number, loaded whole in a fixed
//! number of statements and asked by pure functions. Deliberately absent: writing, permission, links.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::entity::{
    calendar_year, district, division, handling_unit, honour, member, membership, office_held,
    sector, sector_group, session, special_committee, term, township, workroom,
};
use super::kinds::{NodeKind, Office};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::period::{Span, union};
use crate::kernel::versions::load_at;
use crate::kernel::workdays::{Calendar, YearDays};

/// One district's organisation at a journal number.
#[derive(Clone, Debug)]
pub struct Organization {
    /// The journal number it is true for.
    pub number: i64,
    /// The district and its committee.
    pub district: district::Model,
    /// Townships, towns and subdistricts.
    pub townships: BTreeMap<NodeId, township::Model>,
    /// Communities and villages.
    pub divisions: BTreeMap<NodeId, division::Model>,
    /// Special committees.
    pub special_committees: BTreeMap<NodeId, special_committee::Model>,
    /// Sectors.
    pub sectors: BTreeMap<NodeId, sector::Model>,
    /// Sector groups.
    pub sector_groups: BTreeMap<NodeId, sector_group::Model>,
    /// Workrooms.
    pub workrooms: BTreeMap<NodeId, workroom::Model>,
    /// Honours of workrooms.
    pub honours: BTreeMap<NodeId, honour::Model>,
    /// Members.
    pub members: BTreeMap<NodeId, member::Model>,
    /// Memberships.
    pub memberships: BTreeMap<NodeId, membership::Model>,
    /// Offices held.
    pub offices: BTreeMap<NodeId, office_held::Model>,
    /// Terms.
    pub terms: BTreeMap<NodeId, term::Model>,
    /// Plenary sessions.
    pub sessions: BTreeMap<NodeId, session::Model>,
    /// Handling units.
    pub handling_units: BTreeMap<NodeId, handling_unit::Model>,
    /// Calendar years that the district loaded.
    pub calendar_years: BTreeMap<NodeId, calendar_year::Model>,
    /// The working days: those that the program carries, the loaded years over them.
    pub calendar: Calendar,
}

macro_rules! by_id {
    ($conn:expr, $district:expr, $number:expr, $entity:ident) => {
        load_at::<$entity::Entity>($conn, $district, $number)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect::<BTreeMap<_, _>>()
    };
}

impl Organization {
    /// Loads the organisation as it stood at a journal number; `None` when the district did not exist then.
    pub async fn load(
        conn: &impl ConnectionTrait,
        district_id: &DistrictId,
        number: i64,
    ) -> Result<Option<Self>, DbErr> {
        let Some(district) = load_at::<district::Entity>(conn, district_id, number)
            .await?
            .into_iter()
            .next()
        else {
            return Ok(None);
        };
        let calendar_years = by_id!(conn, district_id, number, calendar_year);
        Ok(Some(Self {
            number,
            district,
            townships: by_id!(conn, district_id, number, township),
            divisions: by_id!(conn, district_id, number, division),
            special_committees: by_id!(conn, district_id, number, special_committee),
            sectors: by_id!(conn, district_id, number, sector),
            sector_groups: by_id!(conn, district_id, number, sector_group),
            workrooms: by_id!(conn, district_id, number, workroom),
            honours: by_id!(conn, district_id, number, honour),
            members: by_id!(conn, district_id, number, member),
            memberships: by_id!(conn, district_id, number, membership),
            offices: by_id!(conn, district_id, number, office_held),
            terms: by_id!(conn, district_id, number, term),
            sessions: by_id!(conn, district_id, number, session),
            handling_units: by_id!(conn, district_id, number, handling_unit),
            calendar: calendar(calendar_years.values())?,
            calendar_years,
        }))
    }

    /// The district's code.
    pub fn district_id(&self) -> &DistrictId {
        &self.district.district_id
    }

    /// What an id stands for; none when the organisation does not hold it.
    pub fn kind_of(&self, id: NodeId) -> Option<NodeKind> {
        let known = [
            (self.district.id == id, NodeKind::District),
            (self.townships.contains_key(&id), NodeKind::Township),
            (self.divisions.contains_key(&id), NodeKind::Division),
            (
                self.special_committees.contains_key(&id),
                NodeKind::SpecialCommittee,
            ),
            (self.sectors.contains_key(&id), NodeKind::Sector),
            (self.sector_groups.contains_key(&id), NodeKind::SectorGroup),
            (self.workrooms.contains_key(&id), NodeKind::Workroom),
            (self.members.contains_key(&id), NodeKind::Member),
            (
                self.handling_units.contains_key(&id),
                NodeKind::HandlingUnit,
            ),
        ];
        known
            .into_iter()
            .find_map(|(holds, kind)| holds.then_some(kind))
    }

    /// The name of a node; none when the organisation does not hold it.
    pub fn name_of(&self, id: NodeId) -> Option<&str> {
        if self.district.id == id {
            return Some(&self.district.name);
        }
        None.or_else(|| self.townships.get(&id).map(|row| row.name.as_str()))
            .or_else(|| self.divisions.get(&id).map(|row| row.name.as_str()))
            .or_else(|| {
                self.special_committees
                    .get(&id)
                    .map(|row| row.name.as_str())
            })
            .or_else(|| self.sectors.get(&id).map(|row| row.name.as_str()))
            .or_else(|| self.sector_groups.get(&id).map(|row| row.name.as_str()))
            .or_else(|| self.workrooms.get(&id).map(|row| row.name.as_str()))
            .or_else(|| self.members.get(&id).map(|row| row.name.as_str()))
            .or_else(|| self.handling_units.get(&id).map(|row| row.name.as_str()))
    }

    /// The days on which a node exists: a member's are those of all memberships together.
    pub fn lifetime(&self, id: NodeId) -> Vec<Span> {
        let body = None
            .or_else(|| {
                self.townships
                    .get(&id)
                    .map(|row| Span::new(row.established_on, row.closed_on))
            })
            .or_else(|| {
                self.special_committees
                    .get(&id)
                    .map(|row| Span::new(row.established_on, row.closed_on))
            })
            .or_else(|| {
                self.sectors
                    .get(&id)
                    .map(|row| Span::new(row.established_on, row.closed_on))
            })
            .or_else(|| {
                self.sector_groups
                    .get(&id)
                    .map(|row| Span::new(row.established_on, row.closed_on))
            })
            .or_else(|| {
                self.workrooms
                    .get(&id)
                    .map(|row| Span::new(row.established_on, row.closed_on))
            });
        match body {
            Some(span) => vec![span],
            None if self.members.contains_key(&id) => union(
                self.memberships
                    .values()
                    .filter(|row| row.member_id == id)
                    .map(|row| Span::new(row.valid_from, row.valid_to))
                    .collect(),
            ),
            None if self.district.id == id => vec![Span::new(NaiveDate::MIN, None)],
            None => Vec::new(),
        }
    }

    /// Whether a node exists on some day of a span.
    pub fn exists_in(&self, id: NodeId, span: &Span) -> bool {
        self.lifetime(id)
            .iter()
            .any(|life| life.intersect(span).is_some())
    }

    /// The days on which a member holds an office.
    pub fn office_spans(&self, member: NodeId, office: Office) -> Vec<Span> {
        union(
            self.offices
                .values()
                .filter(|row| row.member_id == member && row.office == office)
                .map(|row| Span::new(row.valid_from, row.valid_to))
                .collect(),
        )
    }

    /// Whether a member holds an office on a day.
    pub fn holds(&self, member: NodeId, office: Office, day: NaiveDate) -> bool {
        self.office_spans(member, office)
            .iter()
            .any(|span| span.contains(day))
    }

    /// The members who hold an office on some day of a span, in the order of their ids.
    pub fn holders(&self, office: Office, span: &Span) -> Vec<&member::Model> {
        self.members
            .values()
            .filter(|member| {
                self.office_spans(member.id, office)
                    .iter()
                    .any(|held| held.intersect(span).is_some())
            })
            .collect()
    }

    /// The sector that a member sits for on a day.
    pub fn sector_of(&self, member: NodeId, day: NaiveDate) -> Option<&sector::Model> {
        self.memberships
            .values()
            .find(|row| {
                row.member_id == member && Span::new(row.valid_from, row.valid_to).contains(day)
            })
            .and_then(|row| self.sectors.get(&row.sector_id))
    }

    /// Whether a code names the district, one of its townships or one of their communities and villages.
    pub fn knows_place(&self, code: &str) -> bool {
        code == self.district_id().as_str()
            || self.townships.values().any(|row| row.code == code)
            || self.divisions.values().any(|row| row.code == code)
    }
}

/// The working days that the program carries with a district's own years over them.
fn calendar<'a>(
    mut years: impl Iterator<Item = &'a calendar_year::Model>,
) -> Result<Calendar, DbErr> {
    let days = |text: &str| {
        serde_json::from_str(text).map_err(|_| DbErr::Type("days of a calendar year".to_owned()))
    };
    years.try_fold(Calendar::built_in(), |calendar, row| {
        let of_year = YearDays {
            days_off: days(&row.days_off)?,
            working_days: days(&row.working_days)?,
        };
        Ok(calendar.with_year(row.year, of_year))
    })
}
