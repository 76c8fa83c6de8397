//! The rules of statements, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How a command of statements ends.
pub type Outcome<T> = std::result::Result<T, Failure<StatementErrorCode>>;

/// A refusal.
pub type Refused = Refusal<StatementErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of statements was broken (定稿报表规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum StatementErrorCode { $($(#[$doc])* $code),+ }

        impl StatementErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// No such statement (定稿报表不存在).
    UnknownStatement "找不到该定稿报表。" "There is no such statement.",
    /// Another statement replaces this one already; correct that one (已被替代).
    AlreadySuperseded "该定稿报表已被新版本替代，请更正新版本。" "Another statement replaces this one; correct that one.",
    /// A standing statement has this title (标题已用).
    TitleTaken "已有同标题的现行定稿报表；如需更正请另出新版本。" "A standing statement has this title; supersede it to correct it.",
    /// A text that must be there is empty (文本为空).
    TextEmpty "文本不能为空。" "The text is empty.",
    /// A text is too long (文本过长).
    TextTooLong "文本过长。" "The text is too long.",
    /// A text holds a control character (控制字符).
    ControlCharacter "文本含有控制字符。" "The text holds a control character.",
    /// No line, or more than 60 (数据项数).
    LineCount "定稿报表须有 1 至 60 项数据。" "A statement has 1 to 60 lines.",
    /// Another line of the statement has this name (名称重复).
    NameTaken "本表中已有同名数据项。" "Another line of the statement has this name.",
    /// No such node, or a single member (节点无效).
    UnknownNode "找不到该节点，或该节点为单个委员；委员个人数据不作定稿。" "There is no such node, or it is a single member, of whom no figures are frozen.",
    /// The metric has no list of records that could be frozen (指标不可定稿).
    MetricNotFrozen "该指标没有可定稿的记录清单（覆盖面、沉默月数等）。" "The metric has no list of records that could be frozen: whom records reach, and silence.",
    /// A statement is not narrowed by participants or a subject (筛选不可定稿).
    FilterNotFrozen "定稿数据不能按参加委员或关联事项筛选。" "A line is not narrowed by participants or by a subject.",
    /// What only events know cannot narrow a metric of cases (筛选不适用).
    FilterOfEventsOnly "该筛选只适用于活动，不适用于办件指标。" "This narrows events and not a metric of cases.",
    /// Funds of several kinds are never added unasked (须指定资金类别).
    FundKindsMissing "资金须指定资金类别；不同类别不作合计。" "Name the kinds of funds; kinds are never added unasked.",
    /// More records than can be frozen in one statement (记录过多).
    TooManyRecords "涉及的活动记录过多，请缩短期间或分表定稿。" "Too many events; shorten the periods or freeze them apart.",
}

impl StatementErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: impl Into<String>) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }
}
