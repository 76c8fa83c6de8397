//! Micro-suggestions (微建议) through the 12345 hotline: 提和领, 审和转, 交和督, 商和办.
//!
//! ```text
//! draft ─► submitted ─► accepted ─► forwarded ─► dispatched ─► handling ─► replied ─► evaluated ─► closed ─► escalated
//!            │  ▲          │           ▲             │            ▲                      │  │        ▲
//!            ▼  │          ▼           └──returned───┘            └───dissatisfied───────┘  ▼        │
//!       returned┘       merged                                                          tracking ────┘
//!       declined, converted, merged
//! ```
//!
//! Anybody who claims one (领) stands in a relation to it, in whatever open state it is; a claim is no state.
//! Three clocks run: the first response, the formal reply and the real resolution. Deliberately absent: what every kind
//! of case shares, which is `casework`.

pub mod graphql;
pub mod machine;
pub mod rules;

pub use machine::PRACTICE;
