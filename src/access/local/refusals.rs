//! Why a sign-in, or a change of one's own sign-in, is refused. Deliberately absent: which of name, password and code was
//! wrong, and whether a name is known.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// Which rule a sign-in, or a change of one's own sign-in, broke (登录规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignInErrorCode {
    /// Nobody signs in here; the site has an issuer (本系统未启用本地登录).
    NotOffered,
    /// Name, password or one-time code is wrong; it is not told which (用户名、密码或动态码错误).
    WrongCredentials,
    /// Too many failures: no attempt is looked at until the time that is told (已锁定).
    Locked,
    /// Too many sign-ins are under way; try again (系统繁忙).
    Busy,
    /// The person has no role today (今天没有职务).
    NoRole,
    /// The person has several roles today and names none of them (未指明职务).
    GrantMissing,
    /// This is of use to a session only, not to a token (非登录会话).
    NotASession,
    /// The password has fewer than 10 or more than 128 characters (密码长度不符).
    PasswordLength,
    /// The password is easily guessed: it holds the name, is much used, or has fewer than five different characters (密码过于简单).
    PasswordWeak,
    /// The password is one of the last five (密码近期用过).
    PasswordUsedBefore,
    /// The one-time code is wrong, or was taken already (动态码错误).
    WrongCode,
    /// There is nothing to confirm: show a new secret first (没有待确认的动态码).
    NothingToConfirm,
    /// There is no such session of one's own (会话不存在).
    NotFound,
}

/// A refusal by one of these rules.
pub type Refused = Refusal<SignInErrorCode>;

/// What a command gives.
pub type Outcome<T> = Result<T, Failure<SignInErrorCode>>;

/// The one answer to a wrong name, a wrong password and a wrong code.
pub fn wrong() -> Refused {
    Refused::whole(
        SignInErrorCode::WrongCredentials,
        "用户名、密码或动态码错误。",
        "Name, password or one-time code is wrong.",
    )
}

/// Too many hashes are waited for.
pub fn busy() -> Refused {
    Refused::whole(
        SignInErrorCode::Busy,
        "登录人数过多，请稍后再试。",
        "Too many sign-ins at once; try again shortly.",
    )
}
