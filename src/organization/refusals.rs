//! Why a change of the organisation is refused: one list for all of its mutations, because they share their rules.
//! Deliberately absent: permission, which is a problem above the payload.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// Which rule a change of the organisation broke (组织操作规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrganizationErrorCode {
    /// The id is not one that this program gave (标识无法识别).
    InvalidId,
    /// The id is of another kind of thing (标识种类不符).
    WrongKindOfId,
    /// The id is of another district (标识属于其他区县).
    OtherDistrict,
    /// There is no such thing in this district (不存在).
    NotFound,
    /// The date is not a calendar day between 1900 and 2999 (日期无效).
    InvalidDate,
    /// The end is not after the beginning (结束日期不晚于开始日期).
    EndsBeforeItBegins,
    /// The text is empty (文字为空).
    Empty,
    /// The text is too long (文字过长).
    TooLong,
    /// The text holds control characters (含控制字符).
    ControlCharacters,
    /// The phone is neither a mobile number nor a landline with its area code (电话号码无效).
    InvalidPhone,
    /// It is none of the 56 ethnicities (民族名称无效).
    UnknownEthnicity,
    /// The address is not an http or https address (网址无效).
    InvalidAddress,
    /// The code has not the digits that it must have (区划代码位数不符).
    InvalidCode,
    /// The code does not lie below this district (区划代码不属于本区).
    CodeOutsideDistrict,
    /// The code belongs to another that exists (区划代码已被使用).
    CodeInUse,
    /// Another that exists bears the name (名称已被使用).
    NameInUse,
    /// More things at once than allowed, or none (数量超出范围).
    WrongNumberOfItems,
    /// The change changes nothing (没有改动).
    NothingToChange,
    /// The district was founded before (区县已建立).
    AlreadyFounded,
    /// A workroom of this kind needs the field (缺少该类工作室所需字段).
    FieldNeeded,
    /// A workroom of this kind has no such field (该类工作室不应有此字段).
    FieldUnwanted,
    /// It would exist while what it belongs to does not (超出所属对象的存续期).
    OutsideLifetime,
    /// It is closed and is not changed any more (已撤销).
    Closed,
    /// It would close before it was established (撤销早于设立).
    ClosedBeforeEstablished,
    /// Links go on beyond the day; end them first (尚有联系关系).
    HasOpenLinks,
    /// Workrooms go on beyond the day; close them first (尚有工作室).
    HasOpenWorkrooms,
    /// Memberships go on beyond the day; end them first (尚有委员资格).
    HasOpenMemberships,
    /// Offices go on beyond the day; leave them first (尚有职务).
    HasOpenOffices,
    /// The workroom holds this very honour (荣誉已登记).
    AlreadyAwarded,
    /// The year is not one from 1949 to this year (年份无效).
    InvalidYear,
    /// The ordinal is not one from 1 to 99 (届次序号无效).
    InvalidOrdinal,
    /// The term or session of that ordinal exists (届次已存在).
    OrdinalInUse,
    /// There is no such term (届不存在).
    UnknownTerm,
    /// It lies outside its term (不在该届任期内).
    OutsideTerm,
    /// Two terms would overlap (任期重叠).
    TermOverlap,
    /// Two memberships of the member would overlap (委员资格重叠).
    MembershipOverlap,
    /// The member has no membership on that day (当日不是委员).
    NoMembership,
    /// The office would be held while the person is no member (任职超出委员资格期).
    OutsideMembership,
    /// The member would hold the office twice at once (职务重叠).
    OfficeOverlap,
    /// Another is Chairperson on one of the days (主席只能有一位).
    ChairpersonTaken,
    /// It has ended already; correct it instead (已经结束).
    AlreadyEnded,
    /// More than 60 days in one list (日期过多).
    TooManyDays,
    /// The day is of another year (日期不在该年度).
    DayOfOtherYear,
    /// A weekend among the days off, or a weekday among the make-up days (日期类别不符).
    DayOfWrongSort,
    /// The same day twice (日期重复).
    DayTwice,
    /// A year without any day off (放假日为空).
    NoDaysOff,
    /// The program carries the announced days of the year (该年度安排已公布).
    YearAnnounced,
}

/// A refusal by one of these rules.
pub type Refused = Refusal<OrganizationErrorCode>;

/// What a command gives.
pub type Outcome<T> = Result<T, Failure<OrganizationErrorCode>>;
