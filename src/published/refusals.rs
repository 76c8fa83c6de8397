//! The rules of published figures, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How a command of published figures ends.
pub type Outcome<T> = std::result::Result<T, Failure<PublishedFigureErrorCode>>;

/// A refusal.
pub type Refused = Refusal<PublishedFigureErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of published figures was broken (公布数据规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum PublishedFigureErrorCode { $($(#[$doc])* $code),+ }

        impl PublishedFigureErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// No such published figure, or it was withdrawn (公布数据不存在).
    UnknownFigure "找不到该公布数据，或其已撤回。" "There is no such published figure, or it was withdrawn.",
    /// Not a key of small letters, digits, dots and underscores (键无效).
    InvalidKey "键只能用小写字母、数字、点和下划线，不超过 100 字。" "A key is of small letters, digits, dots and underscores, at most 100.",
    /// Another figure of the document has this key (键已用).
    KeyTaken "该文件中已有同键的公布数据。" "Another figure of the document has this key.",
    /// A text that must be there is empty (文本为空).
    TextEmpty "文本不能为空。" "The text is empty.",
    /// A text is too long (文本过长).
    TextTooLong "文本过长。" "The text is too long.",
    /// A text holds a control character (控制字符).
    ControlCharacter "文本含有控制字符。" "The text holds a control character.",
    /// Not a day of the calendar, written 2022-07-01 (日期无效).
    InvalidDate "日期无效，应写作 2022-07-01。" "Not a date; write 2022-07-01.",
    /// The first day after the end is not after the first day (日期顺序).
    DateOrder "结束日期（不含当日）必须晚于开始日期。" "The end, which is the first day after, must come after the beginning.",
    /// Not a decimal number, or negative (数值无效).
    NumberInvalid "数值无效，应为不带符号的小数。" "Not a plain decimal number.",
    /// More than 9 999 999 999 or with more than six decimals (数值超出范围).
    NumberOutside "数值过大，或小数位过多。" "The number is too large or has too many decimals.",
    /// Neither a number nor a percentage, or both (数值与百分比须选其一).
    ValueOrPercent "数值与百分比须给出其一，且只能给其一。" "Give a number or a percentage, and only one of them.",
    /// A percentage above 100 or with more than four decimals (百分比超出范围).
    PercentOutside "百分比须在 0 至 100 之间，小数不超过四位。" "A percentage is from 0 to 100 with at most four decimals.",
    /// A part over a whole stands beside a percentage only (只有百分比有分子分母).
    PercentMissing "分子、分母只用于百分比。" "A numerator and a denominator belong to a percentage.",
    /// A numerator without a denominator, or the other way round (分子分母须同时给出).
    PairIncomplete "分子与分母须同时给出。" "Give the numerator and the denominator together.",
    /// The denominator is zero or smaller than the numerator (分母无效).
    PairOutside "分母须大于零且不小于分子。" "The denominator must be more than zero and not less than the numerator.",
    /// The part over the whole is not the percentage as printed (与百分比不符).
    PercentDoesNotFit "分子除以分母与所印百分比不符。" "The numerator over the denominator is not the percentage as printed.",
    /// A percentage has the unit PERCENT, and nothing else has (单位不符).
    UnitOfOtherSort "百分比的单位须为 PERCENT，其他数值不得用该单位。" "A percentage has the unit PERCENT, and a number has another.",
    /// The metric counts in another unit (指标单位不同).
    MetricOfOtherUnit "该指标的单位与公布数据不同，无法比对。" "The metric counts in another unit; the two cannot be compared.",
    /// What only events know cannot narrow a metric of cases (筛选不适用).
    NarrowingOfEventsOnly "活动种类、资金类别和层级不适用于办件指标。" "Kinds, fund kinds and the level do not narrow a metric of cases.",
    /// No such campaign (主题活动不存在).
    UnknownCampaign "找不到该主题活动。" "There is no such campaign.",
    /// A list is too long (项目过多).
    TooMany "项目过多。" "Too many items.",
    /// The correction says what already stands (内容未变).
    NothingChanges "内容未变。" "Nothing changes.",
}

impl PublishedFigureErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: impl Into<String>) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }
}
