//! Reports of social conditions and public sentiment (社情民意信息): written, edited, issued, reported up, instructed on.
//!
//! ```text
//! draft ─► submitted ─► editing ─► issued ─► reported up ─► instructed ─► transferred ─► feedback ─► closed
//!   │        │  ▲          │          │            │              ▲                                   ▲
//!   ▼        ▼  │          ▼          └────────────┼──────────────┘                                   │
//! withdrawn     └─returned─┘                       └──────────────────────────────────────────────────┤
//!                          not adopted ───────────────────────────────────────────────────────────────┘
//!                          merged, converted
//! ```
//!
//! Adoption is a list of facts by level and kind, in whatever state; the score counts only the highest level. Only the
//! author, the workroom whose officer entered it, the units that it was given to, the office and leaders may read one.
//! Deliberately absent: what every kind of case shares, which is `casework`; the points, which are data.

pub mod graphql;
pub mod machine;
pub mod rules;

pub use machine::PRACTICE;
