//! Live readers: what changes in a district, entry by entry of its journal, and which figures a change touched. A reader
//! names the last number that he has and is given everything after it, then what comes; he is told of an entry what its
//! lists and `node` would tell him at that moment, and of what he may not see its number alone.
//!
//! A subscription is not one long answer. The door asks its field once, to learn what is to be followed (`turn`), waits for
//! entries (`following`), looks which of them the caller may see (`sight`), and asks the field again for each thing to
//! tell: every item is an answer of its own, with a view, loaders and a snapshot of its own, and nothing is held between.
//! Deliberately absent: the doors, and how long a caller may go on.

pub mod following;
pub mod graphql;
pub mod sight;
pub mod turn;
