//! What the operator does at the command line of the machine: opens the account of the very first security administrator,
//! and helps one who has lost password or one-time codes. He acts as a security administrator without an account, as who
//! holds the database could anyway; each deed is told like any other. Deliberately absent: every other account.

use sea_orm::DatabaseConnection;

use super::desk::Desk;
use super::{ISSUER, keeping};
use crate::access::commands::{GrantRole, In, OpenAccount, grant, open};
use crate::access::queries::accounts_of;
use crate::access::refusals::{AccountErrorCode as Code, Outcome, Refused};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::clock::Clock;
use crate::kernel::error::Lang;
use crate::kernel::id::DistrictId;
use crate::kernel::seal::Vault;
use crate::linkage::{KeptChains, Request};

/// The operator's view.
pub fn request(db: &DatabaseConnection, clock: &Clock, vault: &Vault) -> Request {
    let actor = Actor {
        id: uuid::Uuid::nil(),
        role: Role::SecurityAdmin,
        district: DistrictId::installation(),
        scope: None,
    };
    Request::new(
        db.clone(),
        clock.clone(),
        KeptChains::default(),
        vault.clone(),
        Some(actor),
        Lang::En,
    )
}

/// Opens the account of a security administrator and gives his password for once.
pub async fn open_administrator(
    request: &Request,
    desk: &Desk,
    (name, display_name): (String, String),
) -> Outcome<String> {
    let installation = DistrictId::installation();
    let wanted = OpenAccount {
        district: installation,
        issuer: ISSUER.to_owned(),
        subject: name,
        display_name,
    };
    let account = open(request, wanted).await?;
    let role = GrantRole {
        account: account.clone(),
        role: Role::SecurityAdmin,
        scope: None,
        from: None,
        to: None,
    };
    grant(request, role).await?;
    keeping::set_password(request, desk, &account).await
}

/// Gives the person of a name a password for once; takes his one-time codes away when they are lost too.
pub async fn reset(request: &Request, desk: &Desk, name: &str, codes_too: bool) -> Outcome<String> {
    let account = account_of(request, name).await?;
    if codes_too {
        keeping::remove_codes(request, &account).await?;
    }
    keeping::set_password(request, desk, &account).await
}

async fn account_of(request: &Request, name: &str) -> Outcome<In> {
    let accounts = accounts_of(&request.db, ISSUER, name).await?;
    let account = accounts.into_iter().next();
    let account = account.map(|account| (account.district_id, account.id));
    Ok(account.ok_or_else(|| {
        Refused::of(
            Code::NotFound,
            "name",
            "没有这一账号。",
            "There is no open account of that name.",
        )
    })?)
}
