//! What the security administrator does to the sign-in of others: gives a password for once, opens locks, ends sessions,
//! takes lost one-time codes away. Each is told to the districts in which the person has an account; nobody does it to
//! himself. Deliberately absent: learning a password or a code that is in use.

use std::net::IpAddr;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::attempt::{concerned, find, store};
use super::desk::Desk;
use super::entity::credential;
use super::own::replace_recovery;
use super::{ISSUER, codes, guard, rules, sessions};
use crate::access::accesses::{About, Access, AccessKind, Book};
use crate::access::commands::{In, not_found};
use crate::access::entity::account;
use crate::access::queries::{accounts_of, roles_of};
use crate::access::refusals::{AccountErrorCode as Code, Outcome, Refused};
use crate::kernel::authz::Action;
use crate::kernel::id::DistrictId;
use crate::kernel::seal::{Guards, data_key};
use crate::linkage::Request;

/// The name of an account's person, when the caller may change his sign-in.
async fn name_of(request: &Request, (district, id): &In) -> Outcome<String> {
    let actor = request.actor()?;
    actor.require(Action::KeepAccounts, actor.standing(district, None))?;
    let found = account::Entity::find_by_id((district.clone(), *id));
    let found = found.one(&request.db).await?;
    let found = found.filter(|account| account.until_number.is_none());
    let account = found.ok_or_else(not_found)?;
    if account.issuer != ISSUER {
        return Err(Refused::of(
            Code::SignsInElsewhere,
            "id",
            "该账号通过统一身份认证登录，不在本系统登录。",
            "The account's person signs in at an issuer, not here.",
        )
        .into());
    }
    let roles = roles_of(&request.db, ISSUER, &account.subject).await?;
    // A hash may come next, which takes its time and holds no connection.
    request.db.close().await;
    if roles.iter().any(|role| role.id == actor.id) {
        return Err(Refused::whole(
            Code::OwnAccount,
            "不得改动本人的账号，请由另一安全管理员操作。",
            "Nobody changes his own account; another security administrator does.",
        )
        .into());
    }
    Ok(account.subject)
}

async fn open_book(request: &Request) -> Outcome<Book> {
    Ok(Book::open(&request.door().await, &request.clock).await?)
}

/// Writes down what was done to a name, and commits.
async fn close_book(
    request: &Request,
    mut book: Book,
    kind: AccessKind,
    name: &str,
) -> Outcome<()> {
    let concerned = concerned(&book.tx, name).await?;
    let access = Access::done(kind, concerned, About::default());
    book.record(access.by(request.actor()?));
    Ok(book.commit().await?)
}

/// Gives an account's person a password for once, which he must change at his first sign-in within a week. Whatever
/// sessions he has end, and his locks are opened.
pub async fn set_password(request: &Request, desk: &Desk, account: &In) -> Outcome<String> {
    let name = name_of(request, account).await?;
    let password = codes::first_password()?;
    let hashed = password.clone();
    let hash = desk
        .hasher
        .work(move |hashing| hashing.hash(&hashed))
        .await?;
    let hash = hash.ok_or_else(|| {
        Refused::whole(
            Code::Busy,
            "登录人数过多，请稍后再试。",
            "Too many sign-ins at once; try again shortly.",
        )
    })??;
    let book = open_book(request).await?;
    // The account may have been closed meanwhile, and its name be another's.
    let accounts = accounts_of(&book.tx, ISSUER, &name).await?;
    if !accounts.iter().any(|open| open.id == account.1) {
        book.abandon().await?;
        return Err(not_found().into());
    }
    match find(&book.tx, &name).await? {
        Some(found) => {
            let earlier = std::iter::once(found.password_hash.as_str())
                .chain(found.earlier_hashes.lines())
                .take(rules::REMEMBERED.saturating_sub(1));
            let change = credential::ActiveModel {
                password_hash: Set(hash),
                password_set_at: Set(book.at),
                must_change: Set(true),
                earlier_hashes: Set(earlier.collect::<Vec<_>>().join("\n")),
                ..Default::default()
            };
            store(&book.tx, found.id, change).await?;
            sessions::end(&book.tx, sessions::of(found.id), book.at).await?;
        }
        None => {
            let row = credential::Model {
                district_id: DistrictId::installation(),
                id: request.clock.new_uuid(),
                name: name.clone(),
                password_hash: hash,
                password_set_at: book.at,
                must_change: true,
                earlier_hashes: String::new(),
                code_secret: None,
                code_pending: None,
                code_since: None,
                code_step: 0,
            };
            credential::Entity::insert(row.into_active_model().reset_all())
                .exec_without_returning(&book.tx)
                .await?;
        }
    }
    guard::unlock(&book.tx, &name).await?;
    close_book(request, book, AccessKind::PasswordSet, &name).await?;
    Ok(password)
}

/// Opens the locks of an account's name.
pub async fn unlock(request: &Request, account: &In) -> Outcome<()> {
    let name = name_of(request, account).await?;
    let book = open_book(request).await?;
    guard::unlock(&book.tx, &name).await?;
    close_book(request, book, AccessKind::Unlock, &name).await
}

/// Opens the lock of an address.
pub async fn unlock_address(request: &Request, address: IpAddr) -> Outcome<()> {
    let actor = request.actor()?;
    actor.require(Action::KeepAccounts, actor.standing(&actor.district, None))?;
    let mut book = open_book(request).await?;
    guard::unlock_address(&book.tx, address).await?;
    let about = About {
        address: Some(address.to_string()),
        ..About::default()
    };
    book.record(Access::done(AccessKind::Unlock, Vec::new(), about).by(actor));
    Ok(book.commit().await?)
}

/// Ends every session of an account's person.
pub async fn end_sessions(request: &Request, account: &In) -> Outcome<()> {
    let name = name_of(request, account).await?;
    let book = open_book(request).await?;
    if let Some(found) = find(&book.tx, &name).await? {
        sessions::end(&book.tx, sessions::of(found.id), book.at).await?;
    }
    close_book(request, book, AccessKind::SessionsEnd, &name).await
}

/// Takes the one-time codes of an account's person away, who has lost them; where he needs some, he sets new ones up at the
/// next sign-in. His sessions end.
pub async fn remove_codes(request: &Request, account: &In) -> Outcome<()> {
    let name = name_of(request, account).await?;
    let book = open_book(request).await?;
    if let Some(found) = find(&book.tx, &name).await? {
        let change = credential::ActiveModel {
            code_secret: Set(None),
            code_pending: Set(None),
            code_since: Set(None),
            code_step: Set(0),
            ..Default::default()
        };
        store(&book.tx, found.id, change).await?;
        replace_recovery(&book.tx, found.id, &[]).await?;
        sessions::end(&book.tx, sessions::of(found.id), book.at).await?;
    }
    close_book(request, book, AccessKind::OneTimeCodeRemove, &name).await
}

/// Forgets the credential of a name whose last account was closed: whoever gets the name next begins anew.
pub async fn forget(
    tx: &impl ConnectionTrait,
    name: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), sea_orm::DbErr> {
    if !accounts_of(tx, ISSUER, name).await?.is_empty() {
        return Ok(());
    }
    let Some(found) = find(tx, name).await? else {
        return Ok(());
    };
    let installation = DistrictId::installation();
    sessions::end(tx, sessions::of(found.id), now).await?;
    replace_recovery(tx, found.id, &[]).await?;
    data_key::Entity::delete_many()
        .filter(data_key::Column::DistrictId.eq(installation.clone()))
        .filter(data_key::Column::SubjectId.eq(found.id))
        .filter(data_key::Column::Guards.eq(Guards::Account))
        .exec(tx)
        .await?;
    credential::Entity::delete_by_id((installation, found.id))
        .exec(tx)
        .await?;
    guard::unlock(tx, name).await
}
