//! Proposals (提案): co-signing, filing, handling by units, replies, feedback, realisation.
//!
//! ```text
//! draft ─► cosigning ─► submitted ─► filed ─► assigned ─► handling ─► reply review ─► replied ─► evaluated ─► closed ─► archived
//!                         │  ▲         │  ▲       │           ▲              │                    │   │        ▲
//!               withdrawn ◄─┤  │         │  └returned┘          └──sent back────┘                    │   ▼        │
//!                returned ◄─┴──┘         ▼                      ▲                                    │ tracking ─► realised, not realised
//!                not filed, converted, merged                   └────────── rehandling ◄─────────────┘
//! ```
//!
//! A merged proposal is handled with its master, and every proposer is answered and asked: its own proposers rate the master's
//! reply in their own file. A key proposal has a leader; being one is a fact and no state. Deliberately absent: what every
//! kind of case shares, which is `casework`.

pub mod graphql;
pub mod handling;
pub mod letters;
pub mod machine;
pub mod rules;

pub use machine::PRACTICE;
