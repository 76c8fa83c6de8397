//! The rules of exports, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How an export ends.
pub type Outcome<T> = std::result::Result<T, Failure<ExportErrorCode>>;

/// A refusal.
pub type Refused = Refusal<ExportErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $name:literal $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of exports was broken (导出规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ExportErrorCode { $($(#[$doc])* $code),+ }

        impl ExportErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }

            /// The code as the API spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }
        }
    };
}

codes! {
    /// More rows than one file holds, 100,000 (行数过多).
    TooManyRows "TOO_MANY_ROWS" "数据超过 10 万行，请缩短期间或增加筛选条件后分次导出。" "More than 100,000 rows; shorten the period or narrow the filter, and export them apart.",
    /// csv holds one table, and more were asked for (csv 只含一张表).
    OneTableOnly "ONE_TABLE_ONLY" "csv 文件只能含一张表；请改用 xlsx，或每次只导出一项分项统计。" "A csv file holds one table; take xlsx, or export one breakdown at a time.",
    /// More than six breakdowns (分项过多).
    TooManyBreakdowns "TOO_MANY_BREAKDOWNS" "一个文件最多 6 项分项统计。" "A file holds at most six breakdowns.",
    /// A cell holds more than a spreadsheet can (单元格过长).
    CellTooLong "CELL_TOO_LONG" "有单元格超过 32767 个字符，电子表格无法容纳；请增加筛选条件。" "A cell holds more than 32,767 characters, which no spreadsheet takes; narrow the filter.",
    /// The filter is too long to be carried by a link (条件过长).
    OrderTooLong "ORDER_TOO_LONG" "筛选条件过长，请减少所列的标识。" "The filter is too long; name fewer ids.",
}

impl ExportErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: &str) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }

    /// The refusal of the whole file.
    pub fn whole(self) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::whole(self, zh, en)
    }
}
