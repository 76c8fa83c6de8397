//! Why a change of accounts is refused. Deliberately absent: permission, which is a problem above the payload.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// Which rule a change of accounts broke (账号规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountErrorCode {
    /// The id is not one that this program gave, or that of another kind of thing (标识无效).
    InvalidId,
    /// The text is empty, too long, or holds characters that it must not hold (文字无效).
    InvalidText,
    /// There is no such district (区县不存在).
    NoSuchDistrict,
    /// There is no such account or role, or it was closed or ended (不存在).
    NotFound,
    /// The identity has an open account in this district (该身份已有账号).
    IdentityTaken,
    /// The date is not a calendar day between 1900 and 2999 (日期无效).
    InvalidDate,
    /// The role would begin before today (起始日早于今天).
    StartsInThePast,
    /// The role would end before today (结束日早于今天).
    EndsInThePast,
    /// The end is not after the beginning (结束日期不晚于开始日期).
    EndsBeforeItBegins,
    /// The role has ended by that day (已提前结束).
    AlreadyEnded,
    /// The role belongs to the installation and not to a district, or the other way about (职务与账号归属不符).
    WrongPlaceForRole,
    /// The role acts for one node, which is not named (缺少代表节点).
    ScopeMissing,
    /// The node is not of the kind that the role acts for, or not of this district (代表节点不符).
    WrongScope,
    /// The same role of the same node holds on some of the days (职务重叠).
    Overlap,
    /// System, security and audit are separate: nobody holds two of them at once, nor one with another role (三员分立).
    AdministratorsExclusive,
    /// Nobody changes the account that he acts by (不得改动本人账号).
    OwnAccount,
    /// The account's person signs in at an issuer, not here (非本地登录账号).
    SignsInElsewhere,
    /// The text is no address such as 10.2.0.7 (地址无效).
    InvalidAddress,
    /// Too many sign-ins are under way; try again (系统繁忙).
    Busy,
}

/// A refusal by one of these rules.
pub type Refused = Refusal<AccountErrorCode>;

/// What a command gives.
pub type Outcome<T> = Result<T, Failure<AccountErrorCode>>;
