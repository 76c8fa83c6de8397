//! Oversight (专项监督): campaigns that go round divisions and months, and the findings that come of them. The CPPCC advises:
//! it looks, says what it found, and looks again.
//!
//! ```text
//! campaign  proposed ─► approved ─► launched ─► in progress ─► opinion drafted ─► opinion submitted
//!                                                                                       │
//!                                   closed ◄─ look-back ◄─ rectifying ◄─ assigned ◄─────┘
//!
//! finding   open ─► notified ─► accepted ─► rectifying ─► rectified ─► verified
//!            ▲         │           ▲  └───────────────────────▲          │
//!            │         ▼           │           not put right: rectifying ◄┘ (refused)
//!            │      disputed ─►────┘ or void                              │
//!            └──────────────────────── relapsed ◄─────────────────────────┘
//! ```
//!
//! A round is an event that exists, for a division and a month of the plan. A unit says that a finding is put right; only a
//! group of the CPPCC verifies it. A campaign closes when each of its findings is verified or withdrawn. Deliberately absent:
//! what every kind of case shares, which is `casework`.

pub mod campaign;
pub mod checks;
pub mod finding;
pub mod graphql;
