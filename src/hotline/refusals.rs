//! The rules of importing the hotline's figures, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How an import ends.
pub type Outcome<T> = std::result::Result<T, Failure<HotlineFigureErrorCode>>;

/// A refusal.
pub type Refused = Refusal<HotlineFigureErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of the hotline's figures was broken (热线考核数据规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum HotlineFigureErrorCode { $($(#[$doc])* $code),+ }

        impl HotlineFigureErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// The import has no row (空批次).
    Empty "请至少导入一行。" "Import at least one row.",
    /// More than 500 rows in an import (批次过大).
    TooMany "一次最多导入 500 行。" "At most 500 rows at once.",
    /// No such handling unit in the month (承办单位不存在).
    UnknownUnit "找不到该承办单位，或其当月不存在。" "No such handling unit in that month.",
    /// The month has not begun (月份未到).
    MonthInFuture "月份不能晚于本月。" "The month lies in the future.",
    /// The month lies before 2000 (月份过早).
    MonthTooEarly "月份不能早于 2000 年。" "The month lies before 2000.",
    /// A number is negative (数值为负).
    NumberNegative "数值不能为负。" "The number is negative.",
    /// The part is more than the whole (分子大于分母).
    PartAboveWhole "分子不能大于分母。" "The numerator is more than the denominator.",
    /// The source is empty (来源为空).
    SourceEmpty "须注明数据来源。" "Say where the figure comes from.",
    /// The source is longer than 200 characters (来源过长).
    SourceTooLong "数据来源不得超过 200 字。" "The source is longer than 200 characters.",
    /// The source holds a control character (控制字符).
    ControlCharacter "文本含有控制字符。" "The text holds a control character.",
    /// An earlier row of the import says something else of the same unit, month and metric (同批次内矛盾).
    RowTwice "同一批次中，该单位该月的同一指标出现了不同数值。" "An earlier row of this import says something else of the same unit, month and metric.",
}

impl HotlineFigureErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: &str) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }
}
