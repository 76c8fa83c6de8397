//! What hangs on a thing of the organisation and would be left over if its days were shortened.
//! Deliberately absent: events, which are facts and stay where they were posted; and ending anything unasked.

use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::Chain;
use crate::organization::Organization;
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};
use crate::organization::rules::days::{covered, none_left};

/// Refuses while a link at either of whose ends the thing stands goes on outside its new days.
pub fn no_links_outside(
    field: &str,
    chain: &Chain,
    id: NodeId,
    lives: &[Span],
) -> Result<(), Refused> {
    let left = chain
        .links
        .values()
        .filter(|link| link.upper_id == id || link.lower_id == id)
        .filter(|link| !covered(lives, &link.span()))
        .count();
    none_left(Code::HasOpenLinks, field, left, ("联系关系", "links"))
}

/// Refuses while a workroom of the township or sector goes on outside its new days.
pub fn no_workrooms_outside(
    field: &str,
    organization: &Organization,
    id: NodeId,
    life: Span,
) -> Result<(), Refused> {
    let left = organization
        .workrooms
        .values()
        .filter(|row| row.township_id == Some(id) || row.sector_id == Some(id))
        .filter(|row| !life.covers(&Span::new(row.established_on, row.closed_on)))
        .count();
    none_left(
        Code::HasOpenWorkrooms,
        field,
        left,
        ("委员工作室", "workrooms"),
    )
}

/// Refuses while a membership for the sector goes on outside its new days.
pub fn no_memberships_outside(
    field: &str,
    organization: &Organization,
    sector: NodeId,
    life: Span,
) -> Result<(), Refused> {
    let left = organization
        .memberships
        .values()
        .filter(|row| row.sector_id == sector)
        .filter(|row| !life.covers(&Span::new(row.valid_from, row.valid_to)))
        .count();
    none_left(
        Code::HasOpenMemberships,
        field,
        left,
        ("委员资格", "memberships"),
    )
}

/// Refuses while an office of the member goes on outside the new days of membership.
pub fn no_offices_outside(
    field: &str,
    organization: &Organization,
    member: NodeId,
    lives: &[Span],
) -> Result<(), Refused> {
    let left = organization
        .offices
        .values()
        .filter(|row| row.member_id == member)
        .filter(|row| !covered(lives, &Span::new(row.valid_from, row.valid_to)))
        .count();
    none_left(Code::HasOpenOffices, field, left, ("职务", "offices"))
}
