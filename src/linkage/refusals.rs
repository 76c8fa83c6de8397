//! Why a change of a link is refused. Deliberately absent: permission, which is a problem above the payload.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// Which rule a change of a link broke (联系关系规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkErrorCode {
    /// The id is not one that this program gave (标识无效).
    InvalidId,
    /// The id is that of another kind of thing (标识种类不符).
    WrongKindOfId,
    /// The id is of another district (标识属于其他区县).
    OtherDistrict,
    /// There is no such link, or it was withdrawn (联系关系不存在).
    NotFound,
    /// The date is not a calendar day between 1900 and 2999 (日期无效).
    InvalidDate,
    /// The end is not after the beginning (结束日期不晚于开始日期).
    EndsBeforeItBegins,
    /// The upper end is not of the kind that the link needs (上端种类不符).
    WrongUpper,
    /// The lower end is not of the kind that the link needs (下端种类不符).
    WrongLower,
    /// The upper end does not exist on all of the days (超出上端存续期).
    OutsideUpperLifetime,
    /// The lower end does not exist on all of the days (超出下端存续期).
    OutsideLowerLifetime,
    /// The upper member does not hold the office on all of the days (上端未任相应职务).
    UpperWithoutOffice,
    /// The lower member does not hold the office on all of the days (下端未任相应职务).
    LowerWithoutOffice,
    /// The upper member is not in the Party, or the lower one is not as the line needs (党派身份不符).
    WrongPartyMembership,
    /// A member cannot contact himself (不能联系自己).
    SameEnds,
    /// The same link holds on some of the days (联系关系重叠).
    Overlap,
    /// The members would contact each other in a circle (联系成环).
    Cycle,
    /// The link has ended before that day; correct it instead (已提前结束).
    AlreadyEnded,
    /// The day is not after the link's first day (日期不晚于开始日期).
    BeforeItBegins,
    /// The change changes nothing (没有改动).
    NothingToChange,
}

/// A refusal by one of these rules.
pub type Refused = Refusal<LinkErrorCode>;

/// What a command gives.
pub type Outcome<T> = Result<T, Failure<LinkErrorCode>>;
