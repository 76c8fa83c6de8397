//! What a person does to his own sign-in by a session: changes the password, sets up one-time codes, looks through his
//! sessions and ends them. Deliberately absent: what the security administrator does to others'.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::attempt::{Attempt, find, open_secret, store, take_code};
use super::codes::{self, Secret};
use super::desk::Presence;
use super::entity::{credential, recovery_code, session};
use super::refusals::{Outcome, Refused, SignInErrorCode as Code, busy};
use super::rules;
use super::sessions::{self, Session};
use crate::access::accesses::{About, Access, AccessKind, Book};
use crate::kernel::error::Problem;
use crate::kernel::id::DistrictId;
use crate::kernel::seal::{Guards, key_for};
use crate::linkage::Request;

/// The session that asks. Refuses who is not signed in, and who shows a token.
pub fn session_of<'a>(request: &Request, presence: Option<&'a Presence>) -> Outcome<&'a Session> {
    let session = presence.and_then(|presence| presence.session.as_ref());
    match session {
        Some(session) => Ok(session),
        None if request.actor.is_none() => Err(Problem::Unauthenticated.into()),
        None => Err(Refused::whole(
            Code::NotASession,
            "仅限登录会话使用，令牌不适用。",
            "This is for sessions, not for tokens.",
        )
        .into()),
    }
}

fn done(kind: AccessKind, session: &Session, presence: &Presence) -> Access {
    let about = About {
        session: Some(session.id),
        role: Some(session.actor.role),
        address: Some(presence.address.to_string()),
        ..About::default()
    };
    let concerned = vec![(session.actor.district.clone(), Some(session.account_id))];
    Access::done(kind, concerned, about).by(&session.actor)
}

/// Changes the password of a person who knows the present one; his other sessions end.
pub async fn change_password(
    request: &Request,
    presence: &Presence,
    session: &Session,
    (current, wanted): (String, String),
) -> Outcome<()> {
    let what = (AccessKind::PasswordChange, session.name.as_str(), false);
    let attempt = Attempt::begin(request, presence, what).await?;
    let Some((found, _)) = attempt.compare(current).await? else {
        return Err(attempt.was_wrong().await?.into());
    };
    let hash = match new_hash(presence, &found, wanted).await {
        Ok(hash) => hash,
        Err(failure) => {
            attempt.abandon().await?;
            return Err(failure);
        }
    };
    let mut book = Book::open(&attempt.door, &request.clock).await?;
    if find(&book.tx, &found.name).await?.as_ref() != Some(&found) {
        book.abandon().await?;
        return Err(attempt.was_wrong().await?.into());
    }
    attempt.take_back(&book, true).await?;
    let earlier = std::iter::once(found.password_hash.as_str())
        .chain(found.earlier_hashes.lines())
        .take(rules::REMEMBERED.saturating_sub(1));
    let change = credential::ActiveModel {
        password_hash: Set(hash),
        password_set_at: Set(book.at),
        must_change: Set(false),
        earlier_hashes: Set(earlier.collect::<Vec<_>>().join("\n")),
        ..Default::default()
    };
    store(&book.tx, found.id, change).await?;
    let others = sessions::of(found.id).add(session::Column::Id.ne(session.id));
    sessions::end(&book.tx, others, book.at).await?;
    book.record(done(AccessKind::PasswordChange, session, presence));
    Ok(book.commit().await?)
}

/// The hash of a password that may be taken.
async fn new_hash(
    presence: &Presence,
    found: &credential::Model,
    wanted: String,
) -> Outcome<String> {
    rules::password(&found.name, &wanted)?;
    let (present, earlier) = (found.password_hash.clone(), found.earlier_hashes.clone());
    let hashed = presence.desk.hasher.work(move |hashing| {
        let mut all = std::iter::once(present.as_str()).chain(earlier.lines());
        let used = all.any(|hash| hashing.is(&wanted, Some(hash)));
        (!used).then(|| hashing.hash(&wanted))
    });
    match hashed.await? {
        Some(Some(hash)) => Ok(hash?),
        Some(None) => Err(Refused::of(
            Code::PasswordUsedBefore,
            "newPassword",
            "不得使用最近五次用过的密码。",
            "The password is one of the last five.",
        )
        .into()),
        None => Err(busy().into()),
    }
}

/// A new secret of one-time codes, for the authenticator to read; it is of use once a code of it is confirmed. Who has
/// codes already shows one.
pub async fn enrol(
    request: &Request,
    presence: &Presence,
    session: &Session,
    code: Option<&str>,
) -> Outcome<String> {
    let what = (
        AccessKind::OneTimeCodeEnrol,
        session.name.as_str(),
        code.is_some(),
    );
    let attempt = Attempt::begin(request, presence, what).await?;
    let found = find(&attempt.door, &session.name).await?;
    let found = found.ok_or(Problem::Unauthenticated)?;
    let now = request.clock.now();
    let Some(right) = attempt.right_code(&found, code, now).await? else {
        attempt.was_wrong().await?;
        return Err(wrong_code().into());
    };
    let book = Book::open(&attempt.door, &request.clock).await?;
    if !take_code(&book.tx, &found, &right, now).await? {
        book.abandon().await?;
        attempt.was_wrong().await?;
        return Err(wrong_code().into());
    }
    attempt.take_back(&book, false).await?;
    let secret = Secret::new(&found.name)?;
    let installation = DistrictId::installation();
    let whose = (found.id, None);
    let key = key_for(
        &book.tx,
        &request.vault,
        &installation,
        Guards::Account,
        whose,
    )
    .await?;
    let change = credential::ActiveModel {
        code_pending: Set(Some(key.seal("one_time_code", &secret.kept())?)),
        ..Default::default()
    };
    store(&book.tx, found.id, change).await?;
    book.commit().await?;
    Ok(secret.address()?)
}

/// Confirms a new secret by a code of it; from now on codes are asked for. Gives the recovery codes, which are shown once.
pub async fn confirm(
    request: &Request,
    presence: &Presence,
    session: &Session,
    code: &str,
) -> Outcome<Vec<String>> {
    let mut book = Book::open(&request.door().await, &request.clock).await?;
    let found = find(&book.tx, &session.name).await?;
    let pending = found.and_then(|found| found.code_pending.clone().map(|secret| (found, secret)));
    let Some((found, sealed)) = pending else {
        book.abandon().await?;
        return Err(Refused::whole(
            Code::NothingToConfirm,
            "没有待确认的动态码，请先启用。",
            "There is nothing to confirm; set up one-time codes first.",
        )
        .into());
    };
    let secret = open_secret(&book.tx, &request.vault, &found, &sealed).await?;
    let Some(step) = secret.step(code, book.at.timestamp(), 0) else {
        book.abandon().await?;
        return Err(wrong_code().into());
    };
    let change = credential::ActiveModel {
        code_secret: Set(Some(sealed)),
        code_pending: Set(None),
        code_since: Set(Some(book.at)),
        code_step: Set(step),
        ..Default::default()
    };
    store(&book.tx, found.id, change).await?;
    let codes = codes::recovery_codes()?;
    replace_recovery(&book.tx, found.id, &codes).await?;
    book.record(done(AccessKind::OneTimeCodeEnrol, session, presence));
    book.commit().await?;
    Ok(codes)
}

/// Puts other recovery codes in the place of those that stand.
pub async fn replace_recovery(
    tx: &impl ConnectionTrait,
    credential: Uuid,
    codes: &[String],
) -> Result<(), DbErr> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::DistrictId.eq(DistrictId::installation()))
        .filter(recovery_code::Column::CredentialId.eq(credential))
        .exec(tx)
        .await?;
    if codes.is_empty() {
        return Ok(());
    }
    let rows = codes.iter().map(|code| {
        let row = recovery_code::Model {
            district_id: DistrictId::installation(),
            credential_id: credential,
            code_hash: codes::recovery_hash(code),
            used_at: None,
        };
        row.into_active_model().reset_all()
    });
    recovery_code::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Ends one session of a person, or all of them.
pub async fn end(
    request: &Request,
    presence: &Presence,
    session: &Session,
    which: Option<Uuid>,
) -> Outcome<()> {
    let mut book = Book::open(&request.door().await, &request.clock).await?;
    let which_id = which.map(|id| session::Column::Id.eq(id));
    let ended = sessions::of(session.credential_id).add_option(which_id);
    if sessions::end(&book.tx, ended, book.at).await? == 0 {
        book.abandon().await?;
        return Err(Refused::of(
            Code::NotFound,
            "id",
            "没有这一会话，或已结束。",
            "There is no such session of yours, or it has ended.",
        )
        .into());
    }
    let mut access = done(AccessKind::SignOut, session, presence);
    access.about.session = which.or(access.about.session);
    book.record(access);
    Ok(book.commit().await?)
}

fn wrong_code() -> Refused {
    Refused::of(
        Code::WrongCode,
        "code",
        "动态码错误或已使用。",
        "The code is wrong, or was taken already.",
    )
}
