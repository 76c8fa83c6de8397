//! Why a change of endpoints is refused. Deliberately absent: permission, which is a problem above the payload.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// Which rule a change of webhooks broke (网络推送规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebhookErrorCode {
    /// The id is not one that this program gave, or that of another kind of thing (标识无效).
    InvalidId,
    /// There is no such district (区县不存在).
    NoSuchDistrict,
    /// There is no such endpoint, or it was closed (不存在或已关闭).
    NotFound,
    /// The name is empty, longer than 100 characters, or holds control characters (名称无效).
    InvalidName,
    /// Not an address of the web without a name, a password and a fragment, of at most 2000 characters (地址无效).
    InvalidUrl,
    /// An endpoint sees the district as HOTLINE, OFFICE or LEADER (角色不可用).
    WrongRole,
    /// Not a type of what is told (推送类型无效).
    UnknownType,
    /// More than 50 types (推送类型过多).
    TooManyTypes,
    /// Only an endpoint of the hotline calls back (仅热线端点可以回调).
    CallBacksOfHotlineOnly,
    /// The district has 20 open endpoints (端点过多).
    TooMany,
    /// The overlap is from 0 to 168 hours (并用时间无效).
    InvalidOverlap,
    /// The number is not one of the district's journal (序号无效).
    InvalidNumber,
    /// The endpoint does not call back (该端点不回调).
    NoCallBacks,
}

/// A refusal by one of these rules.
pub type Refused = Refusal<WebhookErrorCode>;

/// What a command gives.
pub type Outcome<T> = Result<T, Failure<WebhookErrorCode>>;

impl WebhookErrorCode {
    /// The refusal of a field, with its sentence.
    pub fn at(self, field: &str) -> Refused {
        let (zh, en) = match self {
            Self::InvalidId => ("标识无法识别。", "Not an id of the right kind."),
            Self::NoSuchDistrict => ("没有这一区县。", "There is no such district."),
            Self::NotFound => (
                "没有这一端点，或已关闭。",
                "There is no such endpoint, or it was closed.",
            ),
            Self::InvalidName => (
                "名称须为 1 至 100 个字，不含控制字符。",
                "A name has 1 to 100 characters, none of them a control character.",
            ),
            Self::InvalidUrl => (
                "地址须以 https:// 开头（内网许可的可用 http://），不含用户名、密码和 #，不超过 2000 个字符。",
                "An address begins with https://, or http:// where the settings allow it, has no user, password or #, and at \
                 most 2000 characters.",
            ),
            Self::WrongRole => (
                "端点只能以热线中心、政协机关或区政协领导的角色接收。",
                "An endpoint sees the district as HOTLINE, OFFICE or LEADER.",
            ),
            Self::UnknownType => (
                "没有这一推送类型，应写作 microSuggestion 或 microSuggestion.forward。",
                "There is no such type; write microSuggestion or microSuggestion.forward.",
            ),
            Self::TooManyTypes => ("推送类型不超过 50 个。", "At most 50 types."),
            Self::CallBacksOfHotlineOnly => (
                "仅热线中心的端点可以回调。",
                "Only an endpoint of the hotline calls back.",
            ),
            Self::TooMany => (
                "本区开通的端点已达 20 个，请先关闭不用的。",
                "The district has 20 open endpoints; close one that is not used.",
            ),
            Self::InvalidOverlap => (
                "新旧密钥并用时间须为 0 至 168 小时。",
                "Both secrets hold together for 0 to 168 hours.",
            ),
            Self::InvalidNumber => (
                "序号须在 1 与日志最新序号之间。",
                "A number from 1 to the journal's newest.",
            ),
            Self::NoCallBacks => ("该端点不接受回调。", "The endpoint does not call back."),
        };
        Refused::of(self, field, zh, en)
    }
}
