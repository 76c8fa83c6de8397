//! Correcting the days of a township, body or workroom that were recorded wrongly, a closing in error included.
//! Deliberately absent: the days of memberships, offices and terms, which have corrections of their own.

use chrono::NaiveDate;
use serde_json::json;

use super::dependants::{no_links_outside, no_memberships_outside, no_workrooms_outside};
use super::workrooms::Belonging;
use super::{Done, Keeping, known};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Chain, Request};
use crate::organization::Organization;
use crate::organization::entity::{sector, sector_group, special_committee, township, workroom};
use crate::organization::kinds::NodeKind;
use crate::organization::refusals::{Outcome, Refused};
use crate::organization::rules::days::span;
use crate::organization::rules::words::{free_code, free_name, something_changes};

/// Days as they should have been recorded; what is left out stays.
#[derive(Clone, Debug)]
pub struct CorrectLifetime {
    /// The township, special committee, sector, sector group or workroom.
    pub id: NodeId,
    /// The first day it exists.
    pub from: Option<NaiveDate>,
    /// The first day it no longer exists; `Some(None)` says that it goes on.
    pub to: Option<Option<NaiveDate>>,
}

/// Corrects the days on which something exists. Refuses days that would leave links, workrooms or memberships over, days
/// of a workroom outside its township's or sector's, and a name or code that another has taken meanwhile.
pub async fn correct_lifetime(request: &Request, input: CorrectLifetime) -> Outcome<Done> {
    let mut keeping = Keeping::start(request).await?;
    let organization = keeping.organization();
    let kind = organization.kind_of(input.id);
    let lives = organization.lifetime(input.id);
    let correctable = kind.filter(|kind| {
        matches!(
            kind,
            NodeKind::Township
                | NodeKind::SpecialCommittee
                | NodeKind::Sector
                | NodeKind::SectorGroup
                | NodeKind::Workroom
        )
    });
    let kind = *known("id", correctable.as_ref())?;
    let before = *known("id", lives.first())?;
    let life = span(
        "to",
        input.from.unwrap_or(before.from),
        input.to.unwrap_or(before.to),
    )?;
    something_changes(&before, &life)?;
    stands_alone(&organization, input.id, life)?;
    nothing_left_over(&keeping.chain, input.id, life)?;
    let verb = verb(kind);
    let content = json!({"from": life.from, "to": life.to});
    macro_rules! replace {
        ($entity:ident, $rows:ident) => {{
            let row = known("id", organization.$rows.get(&input.id))?;
            keeping
                .replace::<$entity::Entity, _>(kind, input.id, verb, content, |since_number| {
                    $entity::Model {
                        since_number,
                        established_on: life.from,
                        closed_on: life.to,
                        ..row.clone()
                    }
                })
                .await?;
        }};
    }
    match kind {
        NodeKind::Township => replace!(township, townships),
        NodeKind::SpecialCommittee => replace!(special_committee, special_committees),
        NodeKind::Sector => replace!(sector, sectors),
        NodeKind::SectorGroup => replace!(sector_group, sector_groups),
        _ => replace!(workroom, workrooms),
    }
    keeping.finish(input.id).await
}

fn verb(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Township => "township.lifetime_corrected",
        NodeKind::SpecialCommittee => "special_committee.lifetime_corrected",
        NodeKind::Sector => "sector.lifetime_corrected",
        NodeKind::SectorGroup => "sector_group.lifetime_corrected",
        _ => "workroom.lifetime_corrected",
    }
}

/// Refuses days of a workroom outside its owner's, and a name or code that another who goes on bears.
fn stands_alone(organization: &Organization, id: NodeId, life: Span) -> Result<(), Refused> {
    if let Some(row) = organization.workrooms.get(&id) {
        Belonging::of(row).within(organization, &life)?;
    }
    if life.to.is_some() {
        return Ok(());
    }
    macro_rules! free {
        ($rows:ident) => {
            if let Some(row) = organization.$rows.get(&id) {
                let others = organization.$rows.values();
                let others = others.filter(|other| other.id != id && other.closed_on.is_none());
                free_name("to", &row.name, others.map(|other| other.name.as_str()))?;
            }
        };
    }
    free!(townships);
    free!(special_committees);
    free!(sectors);
    free!(sector_groups);
    free!(workrooms);
    if let Some(row) = organization.townships.get(&id) {
        let others = organization.townships.values();
        let others = others.filter(|other| other.id != id && other.closed_on.is_none());
        free_code("to", &row.code, others.map(|other| other.code.as_str()))?;
    }
    Ok(())
}

fn nothing_left_over(chain: &Chain, id: NodeId, life: Span) -> Result<(), Refused> {
    no_links_outside("to", chain, id, &[life])?;
    no_workrooms_outside("to", &chain.organization, id, life)?;
    no_memberships_outside("to", &chain.organization, id, life)
}
