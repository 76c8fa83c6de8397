//! Duty records and assessment (履职记录与考核): a member's ledger from what is recorded anyway, schemes as data, scores that
//! say of every entry under which item it counts, with which share, or why it does not; contests, of which an accepted one
//! changes exactly one item. A score is worked out at each reading from a version of a scheme and a journal number, and
//! comes to the same bytes for ever.
//!
//! ```text
//! events, cases ─► ledger ─┐                       contest: open ─► accepted │ rejected
//! scheme, version n ───────┼─► score ◄─ accepted contests ─────────┘
//! leave, deductions ───────┘
//! ```
//!
//! Deliberately absent: any list in the order of scores, any score of another for a member; log-ins, likes, comments and
//! time online; a scheme built into the program, because each place has its own; and what the two examinations of “双考” are.

pub mod assessing;
pub mod audit;
pub mod commands;
pub mod entity;
pub mod graphql;
pub mod ledger;
pub mod queries;
pub mod refusals;
pub mod rules;
pub mod words;
