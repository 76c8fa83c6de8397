//! Which cases a caller may see, said twice from one value: as a condition of the query and as a test of one case.
//! Deliberately absent: hiding after the query.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};

use super::case::{Case, Step, word};
use super::entity::{case_fact, case_version};
use super::kinds::{CaseState, Fact, Party};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::{Action, Standing};
use crate::kernel::id::{DistrictId, NodeId};
use crate::kernel::versions::standing_within;

/// What a caller may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing.
    Nothing,
    /// Everything, for a caller whom no filter binds.
    Everything,
    /// Everything that was ever submitted, and drafts, taken back or not, in which the node has a part.
    Submitted(Option<NodeId>),
    /// Cases in which the node has any part.
    OfParty(NodeId),
    /// What was forwarded to the hotline centre.
    Forwarded,
    /// Cases whose unit the node is.
    OfUnit(NodeId),
}

const DRAFTERS: [Party; 4] = [
    Party::Author,
    Party::Workroom,
    Party::Invited,
    Party::Cosigner,
];
const DRAFTS: [CaseState; 2] = [CaseState::Draft, CaseState::Cosigning];
const UNITS: [Party; 2] = [Party::LeadUnit, Party::CoUnit];

/// What this caller may see in a district, of a kind that is restricted or not.
pub fn sight(actor: Option<&Actor>, district: &DistrictId, restricted: bool) -> Sight {
    let Some(actor) = actor else {
        return Sight::Nothing;
    };
    if actor.is_past_filter() {
        return Sight::Everything;
    }
    let standing = actor.standing(district, None);
    let all = match restricted {
        true => Action::ReadRestrictedCases,
        false => Action::ReadCases,
    };
    if actor.may(all, standing) {
        return Sight::Submitted(actor.scope);
    }
    if standing == Standing::Foreign || !actor.may(Action::ReadCases, Standing::Own) {
        return Sight::Nothing;
    }
    match (actor.role, actor.scope) {
        (Role::Hotline, _) => Sight::Forwarded,
        (Role::Unit, Some(unit)) => Sight::OfUnit(unit),
        (_, Some(node)) => Sight::OfParty(node),
        (_, None) => Sight::Nothing,
    }
}

impl Sight {
    /// Whether it takes in a case.
    pub fn sees(self, case: &Case) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Submitted(node) => {
                let state = case.version.state;
                let submitted = |step: &Step| step.row.to_state == CaseState::Submitted;
                let drafted = DRAFTS.contains(&state)
                    || state == CaseState::Withdrawn && !case.steps.iter().any(submitted);
                !drafted || node.is_some_and(|node| case.is_of(node, &DRAFTERS))
            }
            Self::OfParty(node) => {
                let mut parties = case.facts_of(Fact::Party);
                parties.any(|row| row.node_id == Some(node))
            }
            Self::Forwarded => case.newest(Fact::Forwarded).is_some(),
            Self::OfUnit(unit) => case.is_of(unit, &UNITS),
        }
    }

    /// The same as a condition on `case_version` of a district at any journal number from the first to the second.
    pub fn condition(self, district: &DistrictId, (from, to): (i64, i64)) -> Condition {
        let ever = |fact: Fact| {
            let mut facts = Query::select();
            facts
                .column(case_fact::Column::CaseId)
                .from(case_fact::Entity)
                .and_where(case_fact::Column::DistrictId.eq(district.clone()))
                .and_where(case_fact::Column::Fact.eq(fact))
                .and_where(case_fact::Column::SinceNumber.lte(to));
            facts
        };
        let having = |fact: Fact, of: Option<(NodeId, &[Party])>| {
            let mut facts = ever(fact);
            facts.cond_where(standing_within::<case_fact::Entity>((from, to)));
            if let Some((node, parties)) = of {
                facts.and_where(case_fact::Column::NodeId.eq(node));
                if !parties.is_empty() {
                    facts.and_where(case_fact::Column::Value.is_in(parties.iter().map(word)));
                }
            }
            case_version::Column::Id.in_subquery(facts.to_owned())
        };
        match self {
            Self::Nothing => Condition::all().add(Expr::val(1).eq(0)),
            Self::Everything => Condition::all(),
            Self::Submitted(node) => {
                let state = case_version::Column::State;
                let drafted = Condition::any().add(state.is_in(DRAFTS)).add(
                    Condition::all()
                        .add(state.eq(CaseState::Withdrawn))
                        .add(case_version::Column::Id.not_in_subquery(ever(Fact::Submitted))),
                );
                let mut any = Condition::any().add(drafted.not());
                if let Some(node) = node {
                    any = any.add(having(Fact::Party, Some((node, &DRAFTERS))));
                }
                any
            }
            Self::OfParty(node) => Condition::all().add(having(Fact::Party, Some((node, &[])))),
            Self::Forwarded => Condition::all().add(having(Fact::Forwarded, None)),
            Self::OfUnit(unit) => Condition::all().add(having(Fact::Party, Some((unit, &UNITS)))),
        }
    }
}
