//! Signing in: the attempt is counted, the password is compared at a cost that is the same for names that nobody has, the
//! one-time code is looked at, and a session of one role is opened; or the refusal is written down, and is the same
//! whatever was wrong. Deliberately absent: what the session may do.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::ISSUER;
use super::attempt::{Attempt, Right, find, take_code};
use super::desk::Presence;
use super::entity::{credential, session};
use super::refusals::{Outcome, Refused, SignInErrorCode as Code};
use super::sessions::{self, Duty};
use crate::access::accesses::{About, Access, AccessKind, Book};
use crate::access::entity::account_role;
use crate::access::gate::is_named;
use crate::access::queries::roles_of;
use crate::access::tokens;
use crate::kernel::id::DistrictId;
use crate::linkage::Request;

/// How long a password is good that somebody else gave.
const FIRST_PASSWORD: TimeDelta = TimeDelta::days(7);

/// What a person says to sign in.
#[derive(Clone)]
pub struct Said {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The one-time code, or a recovery code.
    pub code: Option<String>,
    /// The role to act in, by its opaque id.
    pub grant: Option<String>,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What a person says to sign in never reaches a log.
        f.debug_struct("Said").finish_non_exhaustive()
    }
}

/// How a sign-in ended that was right.
#[derive(Debug)]
pub enum SignedIn {
    /// A session was opened.
    Opened(Box<Opened>),
    /// The person has several roles today and names none: no session yet.
    Several(Vec<account_role::Model>),
}

/// A session at the only moment when its token can be read.
#[derive(Debug)]
pub struct Opened {
    /// The token.
    pub token: String,
    /// The row.
    pub session: session::Model,
    /// The role that it acts in.
    pub role: account_role::Model,
    /// What must be done first.
    pub duties: Vec<Duty>,
}

/// Signs somebody in.
pub async fn sign_in(request: &Request, presence: &Presence, said: Said) -> Outcome<SignedIn> {
    let desk = &*presence.desk;
    if !desk.settings.offered {
        return Err(Refused::whole(
            Code::NotOffered,
            "本系统未启用本地登录，请通过统一身份认证登录。",
            "Nobody signs in here; sign in at the issuer.",
        )
        .into());
    }
    let code = said.code.as_deref().filter(|code| !code.trim().is_empty());
    let what = (AccessKind::SignIn, said.name.as_str(), code.is_some());
    let attempt = Attempt::begin(request, presence, what).await?;
    let found = attempt.compare(said.password).await?;
    let now = request.clock.now();
    let Some((found, renewed)) = found.filter(|(found, _)| !is_stale(found, now)) else {
        return Err(attempt.was_wrong().await?.into());
    };
    let Some(right) = attempt.right_code(&found, code, now).await? else {
        return Err(attempt.was_wrong().await?.into());
    };
    let mut roles = roles_of(&attempt.door, ISSUER, &found.name).await?;
    let today = request.clock.today();
    roles.retain(|role| role.span().contains(today));
    let grant = said.grant.or_else(|| presence.grant.clone());
    let meant = match &grant {
        None if roles.len() == 1 => roles.pop(),
        None => None,
        Some(id) => roles
            .iter()
            .position(|role| is_named(role, id))
            .map(|place| roles.swap_remove(place)),
    };
    let Some(role) = meant else {
        attempt.abandon().await?;
        if roles.is_empty() {
            return Err(no_role().into());
        }
        return Ok(SignedIn::Several(roles));
    };
    open(&attempt, (found, renewed), right, role).await
}

/// Opens the session, unless the password or the code was used or changed since it was looked at.
async fn open(
    attempt: &Attempt<'_>,
    (seen, renewed): (credential::Model, Option<String>),
    right: Right,
    role: account_role::Model,
) -> Outcome<SignedIn> {
    let settings = &attempt.desk.settings;
    let mut book = Book::open(&attempt.door, attempt.clock).await?;
    let now = book.at;
    let found = find(&book.tx, &seen.name).await?;
    let unchanged =
        found.as_ref() == Some(&seen) && take_code(&book.tx, &seen, &right, now).await?;
    if !unchanged {
        book.abandon().await?;
        return Err(attempt.was_wrong().await?.into());
    }
    if let Some(hash) = renewed {
        set_hash(&book.tx, seen.id, hash).await?;
    }
    attempt.take_back(&book, true).await?;
    sessions::make_room(&book.tx, seen.id, now).await?;
    let token = sessions::new_token()?;
    let row = session::Model {
        district_id: DistrictId::installation(),
        id: attempt.clock.new_uuid(),
        credential_id: seen.id,
        secret_hash: tokens::hash(&token),
        role_district: role.district_id.clone(),
        role_id: role.id,
        address: attempt.address.to_string(),
        opened_at: now,
        used_at: now,
        ends_at: now + settings.longest,
        ended_at: None,
    };
    session::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&book.tx)
        .await?;
    let concerned = vec![(role.district_id.clone(), Some(role.account_id))];
    let about = About {
        session: Some(row.id),
        role: Some(role.role),
        ..attempt.about()
    };
    if matches!(right, Right::Recovery(_)) {
        let kind = AccessKind::RecoveryCodeUse;
        book.record(Access::done(kind, concerned.clone(), about.clone()));
    }
    book.record(Access::done(AccessKind::SignIn, concerned, about));
    book.commit().await?;
    let held = (seen.must_change, seen.password_set_at, seen.code_since);
    Ok(SignedIn::Opened(Box::new(Opened {
        token,
        duties: sessions::duties(settings, role.role, held, now),
        session: row,
        role,
    })))
}

/// Keeps the same password by another hash.
async fn set_hash(tx: &impl ConnectionTrait, id: Uuid, hash: String) -> Result<(), DbErr> {
    credential::Entity::update_many()
        .set(credential::ActiveModel {
            password_hash: Set(hash),
            ..Default::default()
        })
        .filter(credential::Column::DistrictId.eq(DistrictId::installation()))
        .filter(credential::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether a password for once was left lying about for too long.
fn is_stale(found: &credential::Model, now: DateTime<Utc>) -> bool {
    found.must_change && now - found.password_set_at >= FIRST_PASSWORD
}

fn no_role() -> Refused {
    Refused::whole(
        Code::NoRole,
        "您今天没有职务，请联系安全管理员。",
        "You have no role today; ask the security administrator.",
    )
}
