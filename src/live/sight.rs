//! What a caller is told of entries of the journal, at the moment when they are given: of what his lists and `node` would
//! show him, all that they would; of everything else the number. Who reads the journal itself is told of every entry.
//! A fixed number of statements, however many entries. Deliberately absent: any memory of what he could see before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::turn::{Seen, Told};
use crate::casework::kinds::CaseKind;
use crate::casework::seen::seen;
use crate::kernel::actor::Actor;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{CaseId, DistrictId, NodeId};
use crate::kernel::journal::entry;
use crate::linkage::Request;
use crate::linkage::seen::plain;

/// By what it is decided whether an entry of a kind of thing is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// The same action as its lists.
    May(Action),
    /// The case itself.
    Case,
    /// The link itself.
    Link,
    /// Whoever reads the journal, and nobody else.
    Journal,
}

/// The rule of a kind of thing. What is not named here is the journal's.
fn rule(subject_kind: &str) -> Rule {
    match subject_kind {
        "event" => Rule::May(Action::ReadEvents),
        "nil_return" | "published_figure" | "statement" | "assessment_scheme"
        | "hotline_import" => Rule::May(Action::ReadFigures),
        "district" | "township" | "division" | "special_committee" | "sector" | "sector_group"
        | "workroom" | "member" | "honour" | "membership" | "term" | "session" | "campaign"
        | "handling_unit" | "calendar_year" => Rule::May(Action::ReadOrganization),
        "office_held" => Rule::May(Action::ReadPartyMembership),
        "case" | "case_notice" => Rule::Case,
        "link" => Rule::Link,
        _ => Rule::Journal,
    }
}

/// What the caller is told of entries of a district, in their order; of kinds that he did not ask for, the number.
pub async fn told(
    request: &Request,
    district: &DistrictId,
    entries: &[Arc<entry::Model>],
    kinds: Option<&BTreeSet<String>>,
) -> Result<Vec<Arc<Told>>> {
    let actor = request.actor()?;
    let asked = |entry: &entry::Model| kinds.is_none_or(|kinds| kinds.contains(&entry.kind));
    let of = |wanted: Rule| {
        let entries = entries.iter().filter(|entry| asked(entry));
        entries
            .filter(move |entry| rule(&entry.subject_kind) == wanted)
            .map(|entry| entry.subject_id)
    };
    let standing = actor.standing(district, None);
    let sight = Sight {
        actor,
        reads_journal: actor.may(Action::ReadJournal, standing),
        knows_party: actor.may(Action::ReadPartyMembership, standing),
        may: |action| actor.may(action, standing),
        cases: seen(
            &request.db,
            actor,
            district,
            &of(Rule::Case).map(CaseId).collect(),
        )
        .await?,
        links: plain(&request.db, district, &of(Rule::Link).map(NodeId).collect()).await?,
    };
    let tell = |entry: &Arc<entry::Model>| {
        Arc::new(Told {
            number: entry.number,
            seen: asked(entry).then(|| sight.of(entry)).flatten(),
        })
    };
    Ok(entries.iter().map(tell).collect())
}

/// What one caller may see of one batch.
struct Sight<'a, M> {
    actor: &'a Actor,
    reads_journal: bool,
    knows_party: bool,
    may: M,
    cases: BTreeMap<CaseId, CaseKind>,
    links: BTreeSet<NodeId>,
}

impl<M: Fn(Action) -> bool> Sight<'_, M> {
    fn of(&self, entry: &entry::Model) -> Option<Seen> {
        let case = self.cases.get(&CaseId(entry.subject_id)).copied();
        let sees = self.reads_journal
            || match rule(&entry.subject_kind) {
                Rule::May(action) => (self.may)(action),
                Rule::Case => case.is_some(),
                Rule::Link => self.knows_party || self.links.contains(&NodeId(entry.subject_id)),
                Rule::Journal => false,
            };
        let known = self.reads_journal || entry.actor_id == self.actor.id;
        sees.then(|| Seen {
            kind: entry.kind.clone(),
            subject_kind: entry.subject_kind.clone(),
            subject: entry.subject_id,
            case,
            actor: known.then_some(entry.actor_id),
            role: (!entry.actor_id.is_nil()).then_some(entry.actor_role),
            at: entry.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_list_shows_is_the_journals() {
        for kind in [
            "access",
            "account",
            "account_role",
            "document",
            "retention",
            "case_words",
            "member_data",
            "novel",
        ] {
            assert_eq!(rule(kind), Rule::Journal, "{kind}");
        }
        assert_eq!(rule("case_notice"), Rule::Case);
        assert_eq!(rule("office_held"), Rule::May(Action::ReadPartyMembership));
    }
}
