//! Consultations (协商) by the district's mode: 乡镇街道点题、政协组织、实地协商、广泛参与.
//!
//! ```text
//! topic proposed ─► selected ─► planned ─► preparing ─► held ─► minuted ─► submitted ─► instructed ─► assigned ─► feedback
//!       │              │  └────────────────────▲  ▲               │ │          └─────────────────────────▲            │
//!       ▼              ▼       micro, community   │               │ └──────────────micro, community─► tracked ◄───────┘
//!    declined      postponed ─────────────────────┘               └──micro──► closed ◄──────────────────┘
//!                      └─► cancelled
//! ```
//!
//! A session is an event that was posted and counts; no second record of it is made, a consultation only says which events
//! its sessions are. One on the handling of a proposal is a part of that proposal and adds none. Whether all four phrases
//! of the mode hold is settled with the minutes, when organiser and sessions can no longer change.
//! Deliberately absent: what every kind of case shares, which is `casework`.

pub mod account;
pub mod graphql;
pub mod machine;
pub mod rules;

pub use machine::PRACTICE;
