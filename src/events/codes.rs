//! The rules of posting and changing events, each with its code and its sentence in Chinese and English.
//! Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Message, Refusal};

/// Which rule of events was broken (活动规则代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventErrorCode {
    /// The id is no UUID with hyphens (编号).
    InvalidId,
    /// No such host (主办单位不存在).
    UnknownHost,
    /// The host belongs to another district (他区单位).
    HostOfOtherDistrict,
    /// This kind of thing cannot host events; the district, committees, sector groups, workrooms and members can (不能主办).
    HostNotAllowed,
    /// The host no longer existed, or the member was not in office, on the day (单位当日不存在).
    HostAbsent,
    /// The caller may post for another host only (无权代报).
    ForbiddenHost,
    /// More than 20 hosts (单位过多).
    TooManyHosts,
    /// The title is empty (标题为空).
    TitleEmpty,
    /// The title is longer than 200 characters (标题过长).
    TitleTooLong,
    /// The account is longer than 5000 characters (详情过长).
    NarrativeTooLong,
    /// The text holds a control character (控制字符).
    ControlCharacter,
    /// Not a day of the calendar, written 2022-07-01 (日期无效).
    InvalidDate,
    /// The first day after the event is not after its first day (日期顺序).
    DateOrder,
    /// The day has not come yet, in China (日期在未来).
    DateInFuture,
    /// Before 2000, or before the lead host existed (日期过早).
    DateTooEarly,
    /// No such place in the district (地点未知).
    PlaceUnknown,
    /// The place lies in another district (他区地点).
    PlaceOfOtherDistrict,
    /// No such campaign in the district (主题活动未知).
    CampaignUnknown,
    /// The campaign does not run on the day on which the event began (不在主题活动期间).
    CampaignClosed,
    /// More than 10 campaigns (主题活动过多).
    TooManyCampaigns,
    /// No such event to be a part of (上级活动未知).
    ParentUnknown,
    /// The parent is a part itself; there is one level only (上级活动本身是分项).
    ParentIsPart,
    /// An event cannot be a part of itself (上级活动是自身).
    ParentSelf,
    /// The parent was withdrawn, rejected or marked a duplicate (上级活动已失效).
    ParentWithdrawn,
    /// No such member in the district (参加委员未知).
    ParticipantUnknown,
    /// The person was no member on the day (参加人不在任).
    ParticipantNotInOffice,
    /// More than 500 members took part (参加委员过多).
    TooManyParticipants,
    /// Not a decimal number (数量无效).
    QuantityInvalid,
    /// The quantity is negative (数量为负).
    QuantityNegative,
    /// A count must be whole; money has at most two decimals (数量不是整数).
    QuantityNotWhole,
    /// More than 9 999 999 999 (数量过大).
    QuantityTooLarge,
    /// More than 20 quantities (数量项过多).
    TooManyQuantities,
    /// The same measure (of the same fund kind) is given twice (计量项重复).
    MeasureTwice,
    /// The program counts this measure itself (计量项不可报).
    MeasureNotAllowed,
    /// Money needs a fund kind (缺少资金类别).
    FundKindRequired,
    /// Only money has a fund kind (资金类别多余).
    FundKindNotAllowed,
    /// The unit is not the measure's (单位不符).
    WrongUnit,
    /// What the event is about is named by no id of this district (关联事项无效).
    SubjectInvalid,
    /// The batch is empty (空批次).
    Empty,
    /// More than 500 items in a batch (批次过大).
    TooMany,
    /// No such event in the district (活动不存在).
    UnknownEvent,
    /// The event's status does not allow this (状态不允许).
    StatusForbids,
    /// A reason must be given (缺少理由).
    ReasonRequired,
    /// The reason is longer than 500 characters (理由过长).
    ReasonTooLong,
    /// The correction says what already stands (内容未变).
    NothingChanges,
    /// The event has parts, so it cannot be withdrawn, marked a duplicate or become a part (有分项).
    HasParts,
    /// Other events are marked duplicates of this one (有重复项指向).
    HasDuplicates,
    /// The original must be another event that counts (原活动不计入).
    OriginalNotCounted,
}

impl EventErrorCode {
    /// What to tell the person; never what was sent.
    pub fn message(self) -> Message {
        let (zh, en) = match self {
            Self::InvalidId => ("编号不是有效的 UUID。", "The id is no UUID."),
            Self::UnknownHost => ("找不到该主办或协办单位。", "There is no such host."),
            Self::HostOfOtherDistrict => (
                "该单位属于其他区县。",
                "The host belongs to another district.",
            ),
            Self::HostNotAllowed => (
                "该对象不能主办活动，只有区政协、专委会、界别活动组、委员工作室和委员可以。",
                "This cannot host events; the district, committees, sector groups, workrooms and members can.",
            ),
            Self::HostAbsent => (
                "活动当日该单位已撤销，或该委员不在任。",
                "On that day the host no longer existed, or the member was not in office.",
            ),
            Self::ForbiddenHost => (
                "您只能以本工作室为主办单位报送。",
                "You may post only with your own workroom as the lead host.",
            ),
            Self::TooManyHosts => (
                "主办和协办单位合计不得超过 20 个。",
                "No more than 20 hosts.",
            ),
            Self::TitleEmpty => ("标题不能为空。", "The title is empty."),
            Self::TitleTooLong => (
                "标题不得超过 200 字。",
                "The title is longer than 200 characters.",
            ),
            Self::NarrativeTooLong => (
                "活动详情不得超过 5000 字。",
                "The narrative is longer than 5000 characters.",
            ),
            Self::ControlCharacter => ("文本含有控制字符。", "The text holds a control character."),
            Self::InvalidDate => (
                "日期无效，应写作 2022-07-01。",
                "Not a date; write 2022-07-01.",
            ),
            Self::DateOrder => (
                "结束日期（不含当日）必须晚于开始日期。",
                "The end, which is the first day after, must come after the beginning.",
            ),
            Self::DateInFuture => ("日期不能晚于今天。", "The date lies in the future."),
            Self::DateTooEarly => (
                "日期早于 2000 年，或早于主办单位成立。",
                "The date lies before 2000 or before the host existed.",
            ),
            Self::PlaceUnknown => (
                "区划代码不存在。",
                "There is no place with this division code.",
            ),
            Self::PlaceOfOtherDistrict => (
                "该区划代码属于其他区县。",
                "The division code belongs to another district.",
            ),
            Self::CampaignUnknown => ("找不到该主题活动。", "There is no such campaign."),
            Self::CampaignClosed => (
                "活动日期不在该主题活动期间。",
                "The campaign does not run on that day.",
            ),
            Self::TooManyCampaigns => ("主题活动不得超过 10 个。", "No more than 10 campaigns."),
            Self::ParentUnknown => ("找不到上级活动。", "There is no such parent event."),
            Self::ParentIsPart => (
                "上级活动本身已是分项，只允许一级。",
                "The parent is a part itself; one level only.",
            ),
            Self::ParentSelf => (
                "活动不能是自身的分项。",
                "An event cannot be a part of itself.",
            ),
            Self::ParentWithdrawn => (
                "上级活动已作废、未通过核实或为重复。",
                "The parent was withdrawn, rejected or marked a duplicate.",
            ),
            Self::ParticipantUnknown => ("找不到该委员。", "There is no such member."),
            Self::ParticipantNotInOffice => (
                "活动当日该委员不在任。",
                "The person was no member on that day.",
            ),
            Self::TooManyParticipants => (
                "参加委员不得超过 500 人。",
                "No more than 500 participants.",
            ),
            Self::QuantityInvalid => ("数量不是有效的数字。", "Not a decimal number."),
            Self::QuantityNegative => ("数量不能为负。", "The quantity is negative."),
            Self::QuantityNotWhole => (
                "计数须为整数，金额至多两位小数。",
                "A count must be whole; money has at most two decimals.",
            ),
            Self::QuantityTooLarge => ("数量过大。", "The quantity is too large."),
            Self::TooManyQuantities => ("数量项不得超过 20 个。", "No more than 20 quantities."),
            Self::MeasureTwice => ("同一计量项重复。", "The same measure is given twice."),
            Self::MeasureNotAllowed => (
                "该计量项由系统统计，不能报送。",
                "The program counts this measure itself.",
            ),
            Self::FundKindRequired => ("资金必须注明类别。", "Money needs a fund kind."),
            Self::FundKindNotAllowed => ("只有资金才有资金类别。", "Only money has a fund kind."),
            Self::WrongUnit => ("单位与计量项不符。", "The unit is not that of the measure."),
            Self::SubjectInvalid => (
                "关联事项编号无效。",
                "What the event is about is named by no id of this district.",
            ),
            Self::Empty => ("没有要报送的活动。", "There is nothing to post."),
            Self::TooMany => ("一次最多报送 500 条。", "No more than 500 items a call."),
            Self::UnknownEvent => ("找不到该活动。", "There is no such event."),
            Self::StatusForbids => (
                "活动当前状态不允许此操作。",
                "The status of the event does not allow this.",
            ),
            Self::ReasonRequired => ("必须填写理由。", "Give a reason."),
            Self::ReasonTooLong => (
                "理由不得超过 500 字。",
                "The reason is longer than 500 characters.",
            ),
            Self::NothingChanges => (
                "更正内容与现有内容相同。",
                "The correction changes nothing.",
            ),
            Self::HasParts => (
                "该活动下有分项，请先处理分项。",
                "The event has parts; see to them first.",
            ),
            Self::HasDuplicates => (
                "已有其他活动被标为本活动的重复。",
                "Other events are marked duplicates of this one.",
            ),
            Self::OriginalNotCounted => (
                "原活动必须是另一条计入统计的活动。",
                "The original must be another event that counts.",
            ),
        };
        Message::new(zh, en)
    }

    /// The refusal of a field, a path inside the item: `occurredOn.from`.
    pub fn at(self, field: impl Into<String>) -> Refusal<Self> {
        Refusal {
            code: self,
            field: Some(field.into()),
            message: self.message(),
        }
    }

    /// The refusal of the whole.
    pub fn whole(self) -> Refusal<Self> {
        Refusal {
            code: self,
            field: None,
            message: self.message(),
        }
    }
}
