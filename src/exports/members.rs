//! The members in office on a day as rows, as far as the organisation tells everybody of the district. Deliberately absent:
//! phones, ethnicity, religion and membership of the Party, which are read one by one, in full for a purpose.

use chrono::NaiveDate;

use super::file::File;
use super::order::MembersOrder;
use super::refusals::Outcome;
use super::table::{Cell, Column};
use super::words::office;
use crate::kernel::authz::Action;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{LinkKind, Pin, Request};
use crate::organization::Office;
use crate::organization::entity::member;

/// The columns, each with its width.
const COLUMNS: [(&str, u16); 7] = [
    ("编号", 38),
    ("姓名", 14),
    ("界别", 20),
    ("届", 8),
    ("职务", 24),
    ("专长", 24),
    ("联系该委员的工作室", 30),
];

/// Writes the members.
pub fn write(request: &Request, pin: &Pin, order: &MembersOrder, file: &mut File) -> Outcome<()> {
    let columns = COLUMNS
        .iter()
        .map(|(heading, width)| Column::new(*heading, *width));
    file.table("委员", columns.collect())?;
    let day = order.on.unwrap_or(pin.today);
    let one_day = Span::new(day, day.succ_opt());
    let organization = &pin.chain.organization;
    let in_office = organization.members.values();
    for member in in_office.filter(|row| organization.exists_in(row.id, &one_day)) {
        file.row(&row(request, pin, member, day))?;
    }
    Ok(())
}

fn row(request: &Request, pin: &Pin, member: &member::Model, day: NaiveDate) -> Vec<Cell> {
    let (chain, organization) = (&pin.chain, &pin.chain.organization);
    let sits = organization.memberships.values().find(|row| {
        row.member_id == member.id && Span::new(row.valid_from, row.valid_to).contains(day)
    });
    let sector = organization.sector_of(member.id, day);
    let sees_all = request.may(
        Action::ReadPartyMembership,
        pin.district_id(),
        Some(member.id),
    );
    let mut offices: Vec<Office> = organization
        .offices
        .values()
        .filter(|row| row.member_id == member.id)
        .filter(|row| Span::new(row.valid_from, row.valid_to).contains(day))
        .map(|row| row.office)
        .filter(|office| sees_all || *office != Office::PartyGroupMember)
        .collect();
    offices.sort();
    let workrooms = chain.above(LinkKind::ContactsMember, member.id, day);
    let name = |id: &NodeId| organization.name_of(*id);
    vec![
        member.id.to_string().into(),
        member.name.as_str().into(),
        sector.map(|row| row.name.as_str()).into(),
        sits.map(|row| row.term).into(),
        Cell::joined(offices.into_iter().map(office)),
        member.expertise.clone().into(),
        Cell::joined(workrooms.iter().filter_map(name)),
    ]
}
