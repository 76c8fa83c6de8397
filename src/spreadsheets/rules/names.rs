//! Whom a name in a file means: the workroom of exactly that name, where there is one alone; the member on whom the office
//! decided; or the one member of that name in the whole district, where the row's own workroom contacts him on its day.
//! Whoever is taken by his name alone is told, so that a person can see it.
//! Deliberately absent: likeness of names; nobody is guessed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::seal::Vault;
use crate::linkage::{Chain, LinkKind};

/// The field under which blind values of names are made.
const NAME: &str = "spreadsheet-name";

/// The names of a district, and what the office decided of them.
#[derive(Clone, Debug)]
pub struct Names {
    chain: Arc<Chain>,
    workrooms: BTreeMap<String, Vec<NodeId>>,
    members: BTreeMap<String, Vec<NodeId>>,
    decided: BTreeMap<String, NodeId>,
}

/// Where a name stands: the workroom of its row, as it is written and as it is known, and the row's first day.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The workroom as it is written.
    pub written: &'a str,
    /// The workroom.
    pub host: NodeId,
    /// The first day.
    pub day: NaiveDate,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// The member on whom the office decided.
    Decided(NodeId),
    /// The only member of the name, whom the workroom contacts.
    ByName(NodeId),
    /// Several members, nobody, or a member of elsewhere: a person decides.
    Open,
}

impl Names {
    /// The names of a district; the decisions by the blind value of the name and its workroom.
    pub fn new(chain: Arc<Chain>, decided: BTreeMap<String, NodeId>) -> Self {
        let (mut workrooms, mut members) = (BTreeMap::new(), BTreeMap::new());
        for row in chain.organization.workrooms.values() {
            add(&mut workrooms, &row.name, row.id);
        }
        for row in chain.organization.members.values() {
            add(&mut members, &row.name, row.id);
        }
        Self {
            chain,
            workrooms,
            members,
            decided,
        }
    }

    /// The one workroom of a name.
    pub fn workroom(&self, name: &str) -> Option<NodeId> {
        only(self.workrooms.get(&folded(name))?)
    }

    /// Whom a name means in a row.
    pub fn member(
        &self,
        (vault, district): (&Vault, &DistrictId),
        name: &str,
        standing: Standing<'_>,
    ) -> Meant {
        let said = said(name, standing.written);
        let decided = vault
            .blinds(district, NAME, &said)
            .iter()
            .find_map(|blind| self.decided.get(blind).copied());
        if let Some(decided) = decided {
            return Meant::Decided(decided);
        }
        match only(self.members(name)) {
            Some(id) if self.contacts(standing, id) => Meant::ByName(id),
            _ => Meant::Open,
        }
    }

    fn contacts(&self, standing: Standing<'_>, member: NodeId) -> bool {
        let mut links = self
            .chain
            .links_up(LinkKind::ContactsMember, member)
            .filter(|link| link.upper_id == standing.host);
        links.any(|link| link.span().contains(standing.day))
    }

    /// The members of a name.
    pub fn members(&self, name: &str) -> &[NodeId] {
        self.members.get(&folded(name)).map_or(&[], Vec::as_slice)
    }

    /// The name of a workroom or a member, as the district knows it.
    pub fn name_of(&self, id: NodeId) -> &str {
        self.chain.organization.name_of(id).unwrap_or_default()
    }
}

/// The blind values of a name as it is written in files of a workroom: the one to keep first, then those to look for.
pub fn blinds(
    vault: &Vault,
    district: &DistrictId,
    name: &str,
    workroom: &str,
) -> (String, Vec<String>) {
    let said = said(name, workroom);
    (
        vault.blind(district, NAME, &said),
        vault.blinds(district, NAME, &said),
    )
}

fn said(name: &str, workroom: &str) -> String {
    format!("{}\u{1f}{}", folded(name), folded(workroom))
}

/// Names without the blanks that tables set them with: 示　例.
pub fn folded(name: &str) -> String {
    name.split_whitespace().collect()
}

fn add(names: &mut BTreeMap<String, Vec<NodeId>>, name: &str, id: NodeId) {
    names.entry(folded(name)).or_default().push(id);
}

fn only(ids: &[NodeId]) -> Option<NodeId> {
    match ids {
        [only] => Some(*only),
        _ => None,
    }
}
