//! Small cells: how many residents in hardship were helped is withheld where it is fewer than five, from whoever may not
//! read what was posted of them; in a village such a number points at persons. Where one row of a breakdown is withheld, the
//! smallest of the others is withheld with it, so that no total gives it away.
//! Deliberately absent: guarding against a caller who asks for many periods and subtracts.

use rust_decimal::Decimal;

use super::figure::Scope;
use super::metrics::Counts;
use super::narrowing::Narrowing;
use crate::events::hardship::{concerns_hardship, counts_people, is_few};
use crate::kernel::actor::Actor;
use crate::kernel::authz::{Action, Standing};
use crate::linkage::{Hosts, Pin};

/// Whether a figure may be one of residents in hardship, and is small. Where kinds are not told apart, a small sum of all of
/// them is taken for one.
pub fn is_small_figure(
    counts: Counts,
    narrowing: &Narrowing,
    scope: &Scope,
    value: Option<Decimal>,
) -> bool {
    let kinds = narrowing.kinds.as_ref();
    let may_concern = match scope.kind {
        Some(kind) => concerns_hardship(kind),
        None => kinds.is_none_or(|kinds| kinds.iter().any(|kind| concerns_hardship(*kind))),
    };
    let of_people = matches!(counts, Counts::Measure(measure) if counts_people(measure));
    of_people && may_concern && value.is_some_and(is_few)
}

/// Whether a caller is told small cells: one who may read what everybody posted, or what the workroom posted that is counted
/// with its members alone.
pub fn sees(actor: Option<&Actor>, pin: &Pin, hosts: &Hosts) -> bool {
    let Some(actor) = actor else {
        return false;
    };
    let district = pin.district_id();
    let members = &pin.chain.organization.members;
    let of_all = actor.may(Action::ReadNarrative, actor.standing(district, None));
    let own = actor.standing(district, actor.scope) == Standing::Own
        && actor.may(Action::ReadNarrative, Standing::Own);
    let only_own = match hosts {
        Hosts::All => false,
        Hosts::Some(hosts) => {
            let others = hosts.keys().filter(|host| Some(**host) != actor.scope);
            let own = actor.scope.is_some_and(|own| hosts.contains_key(&own));
            own && others.into_iter().all(|host| members.contains_key(host))
        }
    };
    of_all || (own && only_own)
}

/// Of the rows of one metric, which one is withheld besides the only one that is: the smallest that is not nothing.
pub fn also_withheld(rows: &[(Option<Decimal>, bool)]) -> Option<usize> {
    let withheld = rows.iter().filter(|(_, withheld)| *withheld).count();
    if withheld != 1 {
        return None;
    }
    let told = rows.iter().enumerate();
    let told = told.filter_map(|(place, (value, withheld))| match (value, withheld) {
        (Some(value), false) if !value.is_zero() => Some((*value, place)),
        _ => None,
    });
    told.min().map(|(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_withheld_row_takes_the_smallest_other_with_it() {
        let row = |value: i64, withheld| (Some(Decimal::from(value)), withheld);
        for (rows, also) in [
            (
                vec![row(3, true), row(90, false), row(7, false), row(0, false)],
                Some(2),
            ),
            (vec![row(3, true), row(2, true), row(7, false)], None),
            (vec![row(30, false), row(7, false)], None),
            (vec![row(3, true), row(0, false)], None),
            (vec![], None),
        ] {
            assert_eq!(also_withheld(&rows), also, "{rows:?}");
        }
    }
}
