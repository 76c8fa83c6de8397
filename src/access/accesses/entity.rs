//! The table of accesses, and their kinds. Deliberately absent: changes of accounts and readings of personal data, which
//! stand in the journals of the districts.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;

use crate::kernel::actor::Role;
use crate::kernel::id::DistrictId;

/// What was done (访问种类).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum AccessKind {
    /// Somebody signed in, or was refused (登录).
    SignIn,
    /// Too many failures locked a name or an address (锁定).
    Lock,
    /// The security administrator opened a lock (解锁).
    Unlock,
    /// A session was ended by its own person (退出登录).
    SignOut,
    /// The security administrator ended the sessions of an account (强制退出).
    SessionsEnd,
    /// A one-time password was given (设置初始密码).
    PasswordSet,
    /// A password was changed by its own person (修改密码).
    PasswordChange,
    /// One-time codes were set up (启用动态码).
    OneTimeCodeEnrol,
    /// One-time codes were taken away by the security administrator (停用动态码).
    OneTimeCodeRemove,
    /// A recovery code was taken in place of a one-time code (使用恢复码).
    RecoveryCodeUse,
    /// A token was issued (签发令牌).
    TokenIssue,
    /// A token was revoked (吊销令牌).
    TokenRevoke,
    /// A token's holder may send documents that are not registered (允许自由查询).
    OpenQueriesAllow,
    /// A token's holder may no longer send documents that are not registered (收回自由查询).
    OpenQueriesWithdraw,
    /// An account was opened (开通账号).
    AccountOpen,
    /// An account was closed (关闭账号).
    AccountClose,
    /// A role was granted (授予职务).
    RoleGrant,
    /// A role was ended (结束职务).
    RoleEnd,
    /// Personal data were read in full (查看个人信息).
    PersonalDataRead,
    /// Somebody was looked for by personal data (按个人信息查找).
    PersonalDataSearch,
}

impl AccessKind {
    /// As the journal of the installation names it.
    pub fn entry_kind(self) -> &'static str {
        match self {
            Self::SignIn => "access.sign_in",
            Self::Lock => "access.lock",
            Self::Unlock => "access.unlock",
            Self::SignOut => "access.sign_out",
            Self::SessionsEnd => "access.sessions_end",
            Self::PasswordSet => "access.password_set",
            Self::PasswordChange => "access.password_change",
            Self::OneTimeCodeEnrol => "access.one_time_code_enrol",
            Self::OneTimeCodeRemove => "access.one_time_code_remove",
            Self::RecoveryCodeUse => "access.recovery_code_use",
            Self::TokenIssue => "access.token_issue",
            Self::TokenRevoke => "access.token_revoke",
            Self::OpenQueriesAllow => "access.open_queries_allow",
            Self::OpenQueriesWithdraw => "access.open_queries_withdraw",
            // These never stand in `access`; the journal has them under its own names.
            Self::AccountOpen => "account.opened",
            Self::AccountClose => "account.closed",
            Self::RoleGrant => "account_role.granted",
            Self::RoleEnd => "account_role.ended",
            Self::PersonalDataRead => "personal.read",
            Self::PersonalDataSearch => "personal.searched",
        }
    }
}

/// How it ended (访问结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum AccessOutcome {
    /// It was done (成功).
    Done,
    /// It was refused (拒绝).
    Refused,
}

/// One access as it concerns one district.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access")]
pub struct Model {
    /// The district that it concerns; the installation where it concerns none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub district_id: DistrictId,
    /// Its number in the journal of the installation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When.
    pub at: DateTimeUtc,
    /// What.
    pub kind: AccessKind,
    /// How it ended.
    pub outcome: AccessOutcome,
    /// The account of this district.
    pub account_id: Option<Uuid>,
    /// The session.
    pub session_id: Option<Uuid>,
    /// The token.
    pub token_id: Option<Uuid>,
    /// The role that the session or token acts in.
    pub role: Option<Role>,
    /// From where.
    pub address: Option<String>,
    /// How many like it this stands for.
    pub count: i64,
    /// Who did it: a token, or the role of an account; none for the program and its operator.
    pub by_id: Option<Uuid>,
    /// In which role.
    pub by_role: Option<Role>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
