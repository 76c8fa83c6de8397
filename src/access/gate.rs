//! The gate: what a caller shows becomes the actor that it stands for. Whoever shows something that is not good is told
//! that and nothing more. Deliberately absent: HTTP, and callers who show nothing.

use std::net::IpAddr;

use sea_orm::DatabaseConnection;

use super::last_use::LastUses;
use super::tokens;
use crate::kernel::actor::Actor;
use crate::kernel::clock::Clock;
use crate::kernel::error::Fault;

/// What a caller shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// The token.
    pub token: String,
    /// Where he is, as far as it is known.
    pub from: Option<IpAddr>,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What a caller shows never reaches a log.
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

/// Why a caller is not let in.
#[derive(Debug)]
pub enum NotSignedIn {
    /// The token is mistyped, unknown, expired, revoked, or not for this address: he is not told which.
    BadToken,
    /// It could not be looked up.
    Fault(Fault),
}

/// The gate.
#[derive(Debug, Default)]
pub struct Gate {
    /// When tokens were last used.
    pub last_uses: LastUses,
}

impl Gate {
    /// The actor that a caller's token stands for.
    pub async fn admit(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        shown: &Shown,
    ) -> Result<Actor, NotSignedIn> {
        let row = tokens::find_good(db, clock, &shown.token, shown.from).await?;
        self.last_uses.note(db, &row, clock.now());
        Ok(Actor {
            id: row.id,
            role: row.role,
            district: row.district_id,
            scope: row.scope_id,
        })
    }
}
