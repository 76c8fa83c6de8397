//! Special committees, handling units, sectors and sector groups: established, renamed, closed. They are alike, so one
//! macro writes them. Deliberately absent: who contacts whom, and workrooms, which have more to say.

use chrono::NaiveDate;
use serde_json::json;

use super::dependants::{no_links_outside, no_memberships_outside, no_workrooms_outside};
use super::{Done, Keeping, known};
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::linkage::{Chain, Request};
use crate::organization::entity::{handling_unit, sector, sector_group, special_committee};
use crate::organization::kinds::NodeKind;
use crate::organization::refusals::{Outcome, Refused};
use crate::organization::rules::days::{closing, not_closed};
use crate::organization::rules::words::{NAME, free_name, something_changes, text};

/// A body to be established.
#[derive(Clone, Debug)]
pub struct EstablishBody {
    /// Its name.
    pub name: String,
    /// The first day it exists.
    pub from: NaiveDate,
}

/// A new name of a body.
#[derive(Clone, Debug)]
pub struct RenameBody {
    /// Which one.
    pub id: NodeId,
    /// Its new name.
    pub name: String,
}

/// The end of a body.
#[derive(Clone, Debug)]
pub struct CloseBody {
    /// Which one.
    pub id: NodeId,
    /// The first day it no longer exists.
    pub on: NaiveDate,
}

macro_rules! body {
    (
        $entity:ident, $rows:ident, $kind:expr, $left:expr,
        $(#[$establish_doc:meta])* $establish:ident $established:literal,
        $(#[$rename_doc:meta])* $rename:ident $renamed:literal,
        $(#[$close_doc:meta])* $close:ident $closed:literal
    ) => {
        $(#[$establish_doc])*
        pub async fn $establish(request: &Request, input: EstablishBody) -> Outcome<Done> {
            let mut keeping = Keeping::start(request).await?;
            let organization = keeping.organization();
            let name = text("name", &input.name, NAME)?;
            let others = organization.$rows.values().filter(|row| row.closed_on.is_none());
            free_name("name", &name, others.map(|row| row.name.as_str()))?;
            let content = json!({"name": name, "from": input.from});
            let id = keeping
                .create::<$entity::Entity, _>($kind, $established, content, |stamp| $entity::Model {
                    district_id: stamp.district_id,
                    id: stamp.id,
                    since_number: stamp.since_number,
                    until_number: None,
                    name,
                    established_on: input.from,
                    closed_on: None,
                })
                .await?;
            keeping.finish(id).await
        }

        $(#[$rename_doc])*
        pub async fn $rename(request: &Request, input: RenameBody) -> Outcome<Done> {
            let mut keeping = Keeping::start(request).await?;
            let organization = keeping.organization();
            let before = known("id", organization.$rows.get(&input.id))?;
            not_closed(before.closed_on)?;
            let name = text("name", &input.name, NAME)?;
            let others = organization
                .$rows
                .values()
                .filter(|row| row.closed_on.is_none() && row.id != input.id);
            free_name("name", &name, others.map(|row| row.name.as_str()))?;
            something_changes(&before.name, &name)?;
            let content = json!({"name": name});
            keeping
                .replace::<$entity::Entity, _>($kind, input.id, $renamed, content, |since_number| $entity::Model {
                    since_number,
                    name,
                    ..before.clone()
                })
                .await?;
            keeping.finish(input.id).await
        }

        $(#[$close_doc])*
        pub async fn $close(request: &Request, input: CloseBody) -> Outcome<Done> {
            let mut keeping = Keeping::start(request).await?;
            let organization = keeping.organization();
            let before = known("id", organization.$rows.get(&input.id))?;
            let life = closing("on", before.established_on, before.closed_on, input.on)?;
            no_links_outside("on", &keeping.chain, input.id, &[life])?;
            $left(&keeping.chain, input.id, life)?;
            let content = json!({"on": input.on});
            keeping
                .replace::<$entity::Entity, _>($kind, input.id, $closed, content, |since_number| $entity::Model {
                    since_number,
                    closed_on: life.to,
                    ..before.clone()
                })
                .await?;
            keeping.finish(input.id).await
        }
    };
}

body!(
    special_committee, special_committees, NodeKind::SpecialCommittee, nothing_more,
    /// Establishes a special committee. Refuses the name of another that exists.
    establish_special_committee "special_committee.established",
    /// Renames a special committee. Refuses a closed one and the name of another.
    rename_special_committee "special_committee.renamed",
    /// Closes a special committee on a day. Refuses while links go on beyond it.
    close_special_committee "special_committee.closed"
);

body!(
    handling_unit, handling_units, NodeKind::HandlingUnit, nothing_more,
    /// Establishes a handling unit. Refuses the name of another that exists.
    establish_handling_unit "handling_unit.established",
    /// Renames a handling unit. Refuses a closed one and the name of another.
    rename_handling_unit "handling_unit.renamed",
    /// Closes a handling unit on a day; cases that it handles stay with it until they are returned.
    close_handling_unit "handling_unit.closed"
);

body!(
    sector_group, sector_groups, NodeKind::SectorGroup, nothing_more,
    /// Establishes a sector group. Refuses the name of another that exists.
    establish_sector_group "sector_group.established",
    /// Renames a sector group. Refuses a closed one and the name of another.
    rename_sector_group "sector_group.renamed",
    /// Closes a sector group on a day. Refuses while links go on beyond it.
    close_sector_group "sector_group.closed"
);

body!(
    sector, sectors, NodeKind::Sector, nobody_sits,
    /// Establishes a sector. Refuses the name of another that exists.
    establish_sector "sector.established",
    /// Renames a sector. Refuses a closed one and the name of another.
    rename_sector "sector.renamed",
    /// Closes a sector on a day. Refuses while links, workrooms or memberships go on beyond it.
    close_sector "sector.closed"
);

fn nothing_more(_: &Chain, _: NodeId, _: Span) -> Result<(), Refused> {
    Ok(())
}

fn nobody_sits(chain: &Chain, sector: NodeId, life: Span) -> Result<(), Refused> {
    no_workrooms_outside("on", &chain.organization, sector, life)?;
    no_memberships_outside("on", &chain.organization, sector, life)
}
