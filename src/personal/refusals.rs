//! The rules of erasing and keeping, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How a command ends.
pub type Outcome<T> = std::result::Result<T, Failure<PersonalDataErrorCode>>;

/// A refusal.
pub type Refused = Refusal<PersonalDataErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of personal data was broken (个人信息规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum PersonalDataErrorCode { $($(#[$doc])* $code),+ }

        impl PersonalDataErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// No event, case or member of the district has this id (对象不存在).
    UnknownSubject "找不到该活动、办件或委员。" "There is no such event, case or member.",
    /// Nothing sealed is held of it, or it was erased already (无可删除).
    NothingToErase "没有可删除的内容，或已经删除。" "There is nothing to erase, or it was erased already.",
    /// Months outside 1 to 1200 (月数超出范围).
    MonthsOutside "保存月数须在 1 至 1200 之间。" "Months are from 1 to 1200.",
    /// Not a day of the calendar, written 2022-07-01 (日期无效).
    InvalidDate "日期无效，应写作 2022-07-01。" "Not a date; write 2022-07-01.",
    /// What stands is the same (内容未变).
    NothingChanges "内容未变。" "Nothing changes.",
}

impl PersonalDataErrorCode {
    /// The refusal at a field, with the code's own sentence.
    pub fn at(self, field: impl Into<String>) -> Refused {
        let (zh, en) = self.sentence();
        Refusal::of(self, field, zh, en)
    }
}
