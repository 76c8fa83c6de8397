//! Changes of accounts in the API, by the security administrator. Deliberately absent: the rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;

use super::{Account, AccountRole, kinds_of_scopes};
use crate::access::commands::{self, GrantRole, In, OpenAccount};
use crate::access::entity::account_role;
use crate::access::refusals::{AccountErrorCode as Code, Outcome, Refused};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::{Lang, Result, settle};
use crate::kernel::id::{DistrictId, GlobalId, NodeId};
use crate::kernel::scalars::{Date, DivisionCode};
use crate::linkage::Request;

crate::user_error! {
    /// Why a change of accounts was refused (账号操作错误).
    AccountError of Code
}

/// What a change of an account did (账号操作结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountPayload {
    /// The account; null when refused (账号).
    pub account: Option<Account>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<AccountError>,
}

/// What ending a role did (职务结束结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountRolePayload {
    /// The role with its last days; null when refused (职务).
    pub role: Option<AccountRole>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<AccountError>,
}

/// An account to open (开通账号).
#[derive(InputObject, Clone, Debug)]
pub struct AccountOpenInput {
    /// The district; left out for the installation's administrators (区县).
    pub district: Option<DivisionCode>,
    /// Who vouches for the person: the issuer's address to the letter, or `local` for who signs in here (身份提供方).
    pub issuer: String,
    /// The issuer's name for the person, to the letter; here, the name to sign in by: 3 to 64 small letters, digits, dots,
    /// underscores and hyphens (身份标识).
    pub subject: String,
    /// How the person is shown, at most 100 characters (显示名称).
    pub display_name: String,
}

/// An account to close (关闭账号).
#[derive(InputObject, Clone, Debug)]
pub struct AccountCloseInput {
    /// The account (账号).
    pub id: ID,
}

/// A role to grant (授予职务).
#[derive(InputObject, Clone, Debug)]
pub struct AccountRoleGrantInput {
    /// The account (账号).
    pub account_id: ID,
    /// The role (职务).
    pub role: Role,
    /// The workroom, member, unit or other node that it acts for (代表节点).
    pub scope_id: Option<ID>,
    /// The first day; today if left out (起始日).
    pub from: Option<Date>,
    /// The first day after; left out while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// A role to end (结束职务).
#[derive(InputObject, Clone, Debug)]
pub struct AccountRoleEndInput {
    /// The role (职务).
    pub id: ID,
    /// The first day on which it no longer holds; today if left out, which is at once (失效日).
    pub on: Option<Date>,
}

/// Changes of accounts, by the security administrator.
#[derive(Default, Debug)]
pub struct AccessMutation;

/// Changes of accounts, by the security administrator.
#[Object]
impl AccessMutation {
    /// Opens an account for a person whom an issuer vouches for, or who signs in here; it has no role yet (开通账号).
    async fn account_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountOpenInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match where_to(input.district.as_ref()) {
            Ok(district) => {
                let wanted = OpenAccount {
                    district,
                    issuer: input.issuer,
                    subject: input.subject,
                    display_name: input.display_name,
                };
                commands::open(request, wanted).await
            }
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Closes an account at once and for good (关闭账号).
    async fn account_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account (账号).")] input: AccountCloseInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match read("id", &input.id, "Account") {
            Ok(id) => commands::close(request, id).await,
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Grants an account a role over days (授予职务).
    async fn account_role_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role (职务).")] input: AccountRoleGrantInput,
    ) -> Result<AccountPayload> {
        let request = allowed(ctx)?;
        let done = match wanted(&input) {
            Ok(wanted) => {
                let account = wanted.account.clone();
                commands::grant(request, wanted).await.map(|_| account)
            }
            Err(refused) => Err(refused.into()),
        };
        payload(request, done).await
    }

    /// Ends a role on a day; one that began today or later and ends by then is withdrawn (结束职务).
    async fn account_role_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role and the day (职务与日期).")] input: AccountRoleEndInput,
    ) -> Result<AccountRolePayload> {
        let request = allowed(ctx)?;
        let asked = read("id", &input.id, account_role::TYPE_NAME).and_then(|id| {
            let on = input.on.as_ref().map(|on| day("on", on)).transpose()?;
            Ok((id, on))
        });
        let done = match asked {
            Ok((id, on)) => commands::end(request, id, on).await,
            Err(refused) => Err(refused.into()),
        };
        Ok(match settle(done)? {
            Ok(row) => {
                let district = &row.district_id;
                let of_row = std::slice::from_ref(&row);
                let kinds = kinds_of_scopes(&request.db, district, of_row).await?;
                AccountRolePayload {
                    role: Some(AccountRole::of(&row, &kinds)),
                    errors: Vec::new(),
                }
            }
            Err(refusals) => AccountRolePayload {
                role: None,
                errors: told(&refusals, request.lang),
            },
        })
    }
}

/// The caller's view, when the policy lets the caller keep accounts: asked before anything that was sent is looked at.
pub fn allowed<'a>(ctx: &'a Context<'_>) -> Result<&'a Request> {
    let request = ctx.data_unchecked::<Request>();
    let actor = request.actor()?;
    actor.require(Action::KeepAccounts, actor.standing(&actor.district, None))?;
    Ok(request)
}

fn wanted(input: &AccountRoleGrantInput) -> std::result::Result<GrantRole, Refused> {
    let account = read("accountId", &input.account_id, "Account")?;
    let scope = input.scope_id.as_ref();
    let scope = scope
        .map(|id| node("scopeId", id, &account.0))
        .transpose()?;
    let from = input.from.as_ref();
    let to = input.to.as_ref();
    Ok(GrantRole {
        account,
        role: input.role,
        scope,
        from: from.map(|from| day("from", from)).transpose()?,
        to: to.map(|to| day("to", to)).transpose()?,
    })
}

fn where_to(code: Option<&DivisionCode>) -> std::result::Result<DistrictId, Refused> {
    let Some(code) = code else {
        return Ok(DistrictId::installation());
    };
    DistrictId::parse(&code.0).ok_or_else(|| {
        Refused::of(
            Code::NoSuchDistrict,
            "district",
            "没有这一区县。",
            "There is no such district.",
        )
    })
}

/// Reads an opaque id of a kind of thing.
pub fn read(field: &str, id: &ID, type_name: &str) -> std::result::Result<In, Refused> {
    GlobalId::decode(id)
        .filter(|id| id.type_name == type_name)
        .map(|id| (id.district, id.id))
        .ok_or_else(|| invalid(field))
}

fn node(field: &str, id: &ID, district: &DistrictId) -> std::result::Result<NodeId, Refused> {
    GlobalId::decode(id)
        .filter(|id| id.district == *district)
        .map(|id| NodeId(id.id))
        .ok_or_else(|| invalid(field))
}

fn invalid(field: &str) -> Refused {
    Refused::of(
        Code::InvalidId,
        field,
        "标识无效。",
        "This is no id of such a thing.",
    )
}

fn day(field: &str, date: &Date) -> std::result::Result<NaiveDate, Refused> {
    date.day().ok_or_else(|| {
        Refused::of(
            Code::InvalidDate,
            field,
            "日期须为 1900 至 2999 年间的公历日期，如 2022-07-01。",
            "A calendar day between 1900 and 2999 is due, such as 2022-07-01.",
        )
    })
}

/// What a change of an account gives.
pub async fn payload(request: &Request, done: Outcome<In>) -> Result<AccountPayload> {
    Ok(match settle(done)? {
        Ok(id) => AccountPayload {
            account: Account::load(request, id).await?,
            errors: Vec::new(),
        },
        Err(refusals) => AccountPayload {
            account: None,
            errors: told(&refusals, request.lang),
        },
    })
}

/// Refusals in the caller's language.
pub fn told(refusals: &[Refused], lang: Lang) -> Vec<AccountError> {
    refusals
        .iter()
        .map(|refusal| AccountError::of(refusal, lang))
        .collect()
}
