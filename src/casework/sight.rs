//! Which cases a caller may see, said twice from one value: as a condition of the query and as a test of one case.
//! Deliberately absent: hiding after the query.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};

use super::case::{Case, word};
use super::entity::{case_fact, case_version};
use super::kinds::{CaseState, Fact, Party};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::{Action, Standing};
use crate::kernel::id::{DistrictId, NodeId};

/// What a caller may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing.
    Nothing,
    /// Everything that was submitted, and drafts in which the node has a part.
    Submitted(Option<NodeId>),
    /// What was forwarded to the hotline centre.
    Forwarded,
    /// Cases whose unit the node is.
    OfUnit(NodeId),
}

const DRAFTERS: [Party; 2] = [Party::Author, Party::Workroom];
const UNITS: [Party; 2] = [Party::LeadUnit, Party::CoUnit];

/// What this caller may see in a district.
pub fn sight(actor: Option<&Actor>, district: &DistrictId) -> Sight {
    let Some(actor) = actor else {
        return Sight::Nothing;
    };
    let standing = actor.standing(district, None);
    if actor.may(Action::ReadCases, standing) {
        return Sight::Submitted(actor.scope);
    }
    if standing == Standing::Foreign || !actor.may(Action::ReadCases, Standing::Own) {
        return Sight::Nothing;
    }
    match (actor.role, actor.scope) {
        (Role::Hotline, _) => Sight::Forwarded,
        (_, Some(unit)) => Sight::OfUnit(unit),
        (_, None) => Sight::Nothing,
    }
}

impl Sight {
    /// Whether it takes in a case.
    pub fn sees(self, case: &Case) -> bool {
        match self {
            Self::Nothing => false,
            Self::Submitted(node) => {
                case.version.state != CaseState::Draft
                    || node.is_some_and(|node| case.is_of(node, &DRAFTERS))
            }
            Self::Forwarded => case.newest(Fact::Forwarded).is_some(),
            Self::OfUnit(unit) => case.is_of(unit, &UNITS),
        }
    }

    /// The same as a condition on `case_version` of a district at a journal number.
    pub fn condition(self, district: &DistrictId, number: i64) -> Condition {
        let having = |fact: Fact, of: Option<(NodeId, &[Party])>| {
            let mut facts = Query::select();
            facts
                .column(case_fact::Column::CaseId)
                .from(case_fact::Entity)
                .and_where(case_fact::Column::DistrictId.eq(district.clone()))
                .and_where(case_fact::Column::Fact.eq(fact))
                .cond_where(crate::kernel::versions::standing_at::<case_fact::Entity>(
                    number,
                ));
            if let Some((node, parties)) = of {
                facts
                    .and_where(case_fact::Column::NodeId.eq(node))
                    .and_where(case_fact::Column::Value.is_in(parties.iter().map(word)));
            }
            case_version::Column::Id.in_subquery(facts.to_owned())
        };
        match self {
            Self::Nothing => Condition::all().add(Expr::val(1).eq(0)),
            Self::Submitted(node) => {
                let submitted = case_version::Column::State.ne(CaseState::Draft);
                let mut any = Condition::any().add(submitted);
                if let Some(node) = node {
                    any = any.add(having(Fact::Party, Some((node, &DRAFTERS))));
                }
                any
            }
            Self::Forwarded => Condition::all().add(having(Fact::Forwarded, None)),
            Self::OfUnit(unit) => Condition::all().add(having(Fact::Party, Some((unit, &UNITS)))),
        }
    }
}
