//! The gate: what a caller shows becomes the actor that it stands for: a token of ours, a session, or an issuer's token,
//! whose identity has an account with a role today. Whoever shows something that is not good is told that and nothing more; whom an issuer
//! vouches for is told what he lacks. Deliberately absent: HTTP, and callers who show nothing.

use std::net::IpAddr;
use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entity::{account_role, token};
use super::issuer::{Identity, Issuer, Settings};
use super::last_use::LastUses;
use super::local::{Desk, Session, sessions};
use super::queries::{role_of_id, roles_of};
use super::tokens;
use crate::kernel::actor::Actor;
use crate::kernel::clock::Clock;
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::reader::Reader;
use crate::kernel::together::Together;
use crate::kernel::viewpoint::Errand;

/// What a caller shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// The token.
    pub token: String,
    /// The role that he names, by its opaque id; of use to an account only.
    pub grant: Option<String>,
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
    /// The token is mistyped, unknown, expired, revoked, forged, or not for this address: he is not told which.
    BadToken,
    /// The issuer vouches for him, and he has no role here today.
    NoRole,
    /// Of the roles that he has today he names none.
    NamesNone(Vec<account_role::Model>),
    /// It could not be looked up.
    Fault(Fault),
}

/// Who was let in.
#[derive(Clone, Debug, Default)]
pub struct Admitted {
    /// Whom he stands for; none while his session has something else to do first.
    pub actor: Option<Actor>,
    /// His session, where he shows one.
    pub session: Option<Session>,
    /// Whether he may send documents that are not registered; a token's right alone.
    pub open_queries: bool,
}

impl Admitted {
    /// Somebody without a session.
    pub fn by(actor: Actor) -> Self {
        Self {
            actor: Some(actor),
            session: None,
            open_queries: false,
        }
    }
}

/// By what somebody was let in, for who comes again without showing it: a token, a role of an account, or a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// The district.
    pub district: DistrictId,
    /// The id of the token or the role, as the journal names it.
    pub id: Uuid,
    /// The session in which he acts by the role.
    pub session: Option<Uuid>,
}

/// The gate.
#[derive(Debug)]
pub struct Gate {
    /// When tokens and sessions were last used.
    pub last_uses: LastUses,
    /// Where people sign in.
    pub desk: Arc<Desk>,
    issuer: Option<Issuer>,
    /// Tokens that are being looked up.
    tokens: Together<tokens::Key, token::Model>,
}

impl Gate {
    /// A gate that trusts an issuer beside its own tokens and sessions, or none.
    pub fn new(issuer: Option<Settings>, desk: Desk) -> Result<Self, String> {
        Ok(Self {
            last_uses: LastUses::default(),
            desk: Arc::new(desk),
            issuer: issuer.map(Issuer::new).transpose()?,
            tokens: Together::default(),
        })
    }

    /// Whom a caller's token or session stands for.
    pub async fn admit(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        shown: &Shown,
    ) -> Result<Admitted, NotSignedIn> {
        self.look(db, clock, shown, true).await
    }

    /// The same for who was admitted before and is being told since; being told is no use of a token or a session, which
    /// would never end of itself otherwise.
    pub async fn admit_still(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        shown: &Shown,
    ) -> Result<Admitted, NotSignedIn> {
        self.look(db, clock, shown, false).await
    }

    /// Whom a right stands for that was good before, if it still is.
    pub async fn admit_again(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        right: &Right,
        from: Option<IpAddr>,
    ) -> Result<Actor, NotSignedIn> {
        let reader = Reader::on_errand(db, Errand::Admit);
        let actor = self.still(&reader, clock, right, from).await;
        reader.close().await;
        bound(actor?)
    }

    async fn still(
        &self,
        reader: &Reader,
        clock: &Clock,
        right: &Right,
        from: Option<IpAddr>,
    ) -> Result<Actor, NotSignedIn> {
        let fault = |error: DbErr| NotSignedIn::Fault(error.into());
        if let Some(session) = right.session {
            let (settings, when) = (&self.desk.settings, (clock.now(), clock.today()));
            let found = sessions::find_by_id(reader, settings, when, session).await;
            let found = found.map_err(fault)?;
            let found = found.filter(|session| {
                settings.offered
                    && session.actor.id == right.id
                    && session.actor.district == right.district
            });
            return found
                .map(|session| session.actor)
                .ok_or(NotSignedIn::BadToken);
        }
        let of = (&right.district, right.id);
        if let Some(row) = tokens::find_by_id(reader, clock, of, from).await? {
            return Ok(Actor {
                id: row.id,
                role: row.role,
                district: row.district_id,
                scope: row.scope_id,
            });
        }
        let role = role_of_id(reader, &right.district, right.id).await;
        let role = role.map_err(fault)?;
        let role = role.filter(|role| role.span().contains(clock.today()));
        let role = role.ok_or(NotSignedIn::BadToken)?;
        Ok(Actor {
            id: role.id,
            role: role.role,
            district: role.district_id,
            scope: role.scope_id,
        })
    }

    async fn look(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        shown: &Shown,
        is_use: bool,
    ) -> Result<Admitted, NotSignedIn> {
        if shown.token.starts_with(sessions::PREFIX) {
            return self.by_session(db, clock, &shown.token, is_use).await;
        }
        if let Some(issuer) = &self.issuer
            && !shown.token.starts_with(tokens::PREFIX)
        {
            let proved = issuer.prove(clock, &shown.token).await;
            let identity = proved.map_err(|_| NotSignedIn::BadToken)?;
            let actor = act_as(db, clock, &identity, shown.grant.as_deref()).await;
            return actor.map(Admitted::by);
        }
        let key = tokens::key_of(&shown.token).ok_or(NotSignedIn::BadToken)?;
        let found = self.tokens.ask(key, |asked| async move {
            let reader = Reader::on_errand(db, Errand::Admit);
            let rows = tokens::find_all(&reader, &asked).await;
            reader.close().await;
            rows
        });
        let found = found.await;
        let found = found.map_err(|error| NotSignedIn::Fault(error.into()))?;
        let row = tokens::good(found, clock, shown.from)?;
        if is_use {
            self.last_uses.note_token(db, &row, clock.now());
        }
        let actor = bound(Actor {
            id: row.id,
            role: row.role,
            district: row.district_id,
            scope: row.scope_id,
        })?;
        Ok(Admitted {
            open_queries: row.open_queries,
            ..Admitted::by(actor)
        })
    }

    async fn by_session(
        &self,
        db: &DatabaseConnection,
        clock: &Clock,
        token: &str,
        is_use: bool,
    ) -> Result<Admitted, NotSignedIn> {
        let settings = &self.desk.settings;
        if !settings.offered {
            return Err(NotSignedIn::BadToken);
        }
        let now = clock.now();
        let reader = Reader::on_errand(db, Errand::Admit);
        let found = sessions::find_good(&reader, settings, (now, clock.today()), token).await;
        reader.close().await;
        let found = found.map_err(|error| NotSignedIn::Fault(error.into()))?;
        let session = found.ok_or(NotSignedIn::BadToken)?;
        let actor = bound(session.actor.clone())?;
        if is_use {
            self.last_uses.note_session(db, &session, now);
        }
        Ok(Admitted {
            actor: session.duties.is_empty().then_some(actor),
            session: Some(session),
            open_queries: false,
        })
    }
}

/// The actor of an identity in the role that stands today: the only one, or the one that is named.
async fn act_as(
    db: &DatabaseConnection,
    clock: &Clock,
    identity: &Identity,
    grant: Option<&str>,
) -> Result<Actor, NotSignedIn> {
    let reader = Reader::on_errand(db, Errand::Admit);
    let roles = roles_of(&reader, &identity.issuer, &identity.subject).await;
    reader.close().await;
    let mut roles = roles.map_err(|error| NotSignedIn::Fault(error.into()))?;
    let today = clock.today();
    roles.retain(|role| role.span().contains(today));
    if roles.is_empty() {
        return Err(NotSignedIn::NoRole);
    }
    let meant = match grant {
        None if roles.len() == 1 => Some(0),
        None => None,
        Some(id) => roles.iter().position(|role| is_named(role, id)),
    };
    let Some(meant) = meant else {
        return Err(NotSignedIn::NamesNone(roles));
    };
    let role = roles.swap_remove(meant);
    bound(Actor {
        id: role.id,
        role: role.role,
        district: role.district_id,
        scope: role.scope_id,
    })
}

/// Whoever is let in is bound by the policy, whatever a row says.
fn bound(actor: Actor) -> Result<Actor, NotSignedIn> {
    match actor.is_past_filter() {
        false => Ok(actor),
        true => Err(NotSignedIn::BadToken),
    }
}

/// Whether an opaque id names a role.
pub fn is_named(role: &account_role::Model, id: &str) -> bool {
    GlobalId::decode(id).is_some_and(|id| {
        id.type_name == account_role::TYPE_NAME
            && id.district == role.district_id
            && id.id == role.id
    })
}
