//! What the security administrator does to the sign-in of others, in the API. Deliberately absent: the rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::Account;
use super::mutations::{AccountError, AccountPayload, allowed, payload, read, told};
use crate::access::commands::In;
use crate::access::local::{Presence, keeping};
use crate::access::refusals::{AccountErrorCode as Code, Outcome, Refused};
use crate::kernel::error::{Problem, Result, settle};
use crate::linkage::Request;

/// An account whose sign-in is looked after (账号登录维护).
#[derive(InputObject, Clone, Debug)]
pub struct AccountSignInInput {
    /// The account (账号).
    pub id: ID,
}

/// An address to unlock (解除地址锁定).
#[derive(InputObject, Clone, Debug)]
pub struct AddressUnlockInput {
    /// The address, as the list of accesses shows it (地址).
    pub address: String,
}

/// A password for once (初始密码).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountPasswordPayload {
    /// The account; null when refused (账号).
    pub account: Option<Account>,
    /// The password, shown this once; it is good for a week and must be changed at the first sign-in (初始密码).
    pub password: Option<String>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<AccountError>,
}

/// What unlocking an address did (解除地址锁定结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct AddressUnlockPayload {
    /// The address; null when refused (地址).
    pub address: Option<String>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<AccountError>,
}

/// Care for others' sign-in, by the security administrator.
#[derive(Default, Debug)]
pub struct SignInKeepingMutation;

/// Care for others' sign-in, by the security administrator.
#[Object]
impl SignInKeepingMutation {
    /// Gives an account's person a password for once; his sessions end and his locks are opened (设置初始密码).
    async fn account_password_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountSignInInput,
    ) -> Result<AccountPasswordPayload> {
        let request = allowed(ctx)?;
        let done = match read("id", &input.id, "Account") {
            Ok(account) => {
                let presence = ctx.data_opt::<Presence>().ok_or(Problem::Forbidden)?;
                let password = keeping::set_password(request, &presence.desk, &account).await;
                password.map(|password| (account, password))
            }
            Err(refused) => Err(refused.into()),
        };
        Ok(match settle(done)? {
            Ok((account, password)) => AccountPasswordPayload {
                account: Account::load(request, account).await?,
                password: Some(password),
                errors: Vec::new(),
            },
            Err(refusals) => AccountPasswordPayload {
                account: None,
                password: None,
                errors: told(&refusals, request.lang),
            },
        })
    }

    /// Opens the locks that failed sign-ins put on an account's name (解除账号锁定).
    async fn account_unlock(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountSignInInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match read("id", &input.id, "Account") {
            Ok(account) => of(&account, keeping::unlock(request, &account).await),
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Ends every session of an account's person at once (强制退出).
    async fn account_sessions_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountSignInInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match read("id", &input.id, "Account") {
            Ok(account) => of(&account, keeping::end_sessions(request, &account).await),
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Takes the one-time codes away of an account's person, who has lost them; his sessions end (停用动态码).
    async fn account_one_time_code_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountSignInInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match read("id", &input.id, "Account") {
            Ok(account) => of(&account, keeping::remove_codes(request, &account).await),
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Opens the lock that failed sign-ins put on an address (解除地址锁定).
    async fn address_unlock(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address (地址).")] input: AddressUnlockInput,
    ) -> Result<AddressUnlockPayload> {
        let request = allowed(ctx)?;
        let done = unlock_address(request, &input.address).await;
        Ok(match settle(done)? {
            Ok(address) => AddressUnlockPayload {
                address: Some(address),
                errors: Vec::new(),
            },
            Err(refusals) => AddressUnlockPayload {
                address: None,
                errors: told(&refusals, request.lang),
            },
        })
    }
}

async fn unlock_address(request: &Request, address: &str) -> Outcome<String> {
    let address = address.trim().parse().map_err(|_| {
        Refused::of(
            Code::InvalidAddress,
            "address",
            "地址无效，如 10.2.0.7。",
            "An address is due, such as 10.2.0.7.",
        )
    })?;
    keeping::unlock_address(request, address).await?;
    Ok(address.to_string())
}

fn of(account: &In, done: Outcome<()>) -> Outcome<In> {
    done.map(|()| account.clone())
}
