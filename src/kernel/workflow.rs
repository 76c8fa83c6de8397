//! A state machine as a table: from which states an action leads where, which permission it takes and of whom, and what
//! must be on record before. The table is all there is: answers, hints and the golden files are read from it.
//! Deliberately absent: time limits (they are data) and what an action writes.

use std::fmt::Debug;

use super::authz::Action as Permission;

/// The words of one machine.
pub trait Vocabulary: 'static {
    /// Where a case stands.
    type State: Copy + Debug + PartialEq + 'static;
    /// What can be done.
    type Act: Copy + Debug + PartialEq + 'static;
    /// Who stands in a relation to the case.
    type Party: Copy + Debug + PartialEq + 'static;
    /// What must be on record.
    type Need: Copy + Debug + PartialEq + 'static;
}

/// One row of the table.
#[derive(Debug)]
pub struct Move<V: Vocabulary> {
    /// What is done.
    pub act: V::Act,
    /// In which states it can be done.
    pub from: &'static [V::State],
    /// Where it leads; none when the state stays.
    pub to: Option<V::State>,
    /// The permission that it takes.
    pub permission: Permission,
    /// Whose case it is then: a caller who is one of these acts on his own.
    pub of: &'static [V::Party],
    /// What must be on record.
    pub needs: &'static [V::Need],
}

/// A state machine.
#[derive(Debug)]
pub struct Machine<V: Vocabulary> {
    /// Its rows; no two of one action share a state.
    pub moves: &'static [Move<V>],
}

impl<V: Vocabulary> Machine<V> {
    /// The row of an action in a state.
    pub fn find(&self, state: V::State, act: V::Act) -> Option<&'static Move<V>> {
        self.moves
            .iter()
            .find(|row| row.act == act && row.from.contains(&state))
    }

    /// The rows of a state, in the order of the table.
    pub fn open(&self, state: V::State) -> impl Iterator<Item = &'static Move<V>> {
        self.moves
            .iter()
            .filter(move |row| row.from.contains(&state))
    }

    /// The rows of an action.
    pub fn of(&self, act: V::Act) -> impl Iterator<Item = &'static Move<V>> {
        self.moves.iter().filter(move |row| row.act == act)
    }

    /// What is wrong with the table: an action that a state could take two ways, or a state that nothing leads to.
    pub fn faults(&self, first: &[V::State]) -> Vec<String> {
        let mut faults = Vec::new();
        for (n, row) in self.moves.iter().enumerate() {
            let twice = |other: &Move<V>| {
                other.act == row.act && other.from.iter().any(|state| row.from.contains(state))
            };
            if self.moves.iter().skip(n.saturating_add(1)).any(twice) {
                faults.push(format!("{:?} leads two ways", row.act));
            }
            for state in row.from {
                let led_to = self.moves.iter().any(|other| other.to == Some(*state));
                if !led_to && !first.contains(state) {
                    faults.push(format!("nothing leads to {state:?}"));
                }
            }
        }
        faults
    }
}
