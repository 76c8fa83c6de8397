//! The rules of assessment, each with its sentence. Deliberately absent: the rules themselves.

use async_graphql::Enum;

use crate::kernel::error::{Failure, Refusal};

/// How a command of assessment ends.
pub type Outcome<T> = std::result::Result<T, Failure<AssessmentErrorCode>>;

/// A refusal.
pub type Refused = Refusal<AssessmentErrorCode>;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $zh:literal $en:literal),+ $(,)?) => {
        /// Which rule of assessment was broken (考核规则代码).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AssessmentErrorCode { $($(#[$doc])* $code),+ }

        impl AssessmentErrorCode {
            fn sentence(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($zh, $en)),+ }
            }
        }
    };
}

codes! {
    /// A text that must be there is empty (文本为空).
    TextEmpty "不能为空" "must not be empty",
    /// A text is too long (文本过长).
    TextTooLong "过长" "is too long",
    /// A text holds a control character (控制字符).
    ControlCharacter "含有控制字符" "holds a control character",
    /// A code is not made of 1 to 30 letters, digits, hyphens and underscores (代码无效).
    CodeInvalid "须由 1 至 30 个字母、数字、连字符或下划线组成" "must be 1 to 30 letters, digits, hyphens or underscores",
    /// Another item or rule of the scheme has this code (代码重复).
    CodeTaken "与方案中另一项相同" "is another's of the scheme",
    /// A number outside its range, or with more than two decimals (数值无效).
    NumberInvalid "须在规定范围内，且至多两位小数" "must be within its range, with two decimals at most",
    /// Too many, or none where one must be (数目无效).
    CountInvalid "的数目超出规定范围" "are too many or too few",
    /// The same value twice (重复).
    Repeated "有重复" "names one twice",
    /// Points of levels fall as levels rise, or are below those of an unadopted report (层级分值顺序).
    LevelOrder "须随层级升高而不降低，且不低于未采用时的分值" "must not fall as levels rise, nor be below an unadopted report's",
    /// Grades do not go down from the highest (等次顺序).
    GradeOrder "须由高到低排列" "must go down from the highest",
    /// No year that is assessed (年度无效).
    YearInvalid "无效" "is no year",
    /// A version of a scheme assesses the same year as the one before (年度不可改).
    YearFixed "同一方案的各版本须为同一年度，请另立方案" "is another than that of the scheme; make a scheme of its own",
    /// Another scheme of the year has this name (方案重名).
    NameTaken "已用于该年度的另一方案" "is that of another scheme of the year",
    /// The newest version says just this (无变化).
    NothingChanges "方案内容与现行版本相同" "The newest version says just this",
    /// No such scheme (方案不存在).
    UnknownScheme "不存在该考核方案" "is no scheme",
    /// No such member (委员不存在).
    UnknownMember "不存在该委员" "is no member",
    /// No such event, case or deduction, or none that the caller may see (对象不存在).
    UnknownSource "找不到该活动、办件或扣分" "is no event, case or deduction",
    /// No such leave, suspension, deduction or contest that stands (记录不存在).
    UnknownRecord "找不到该记录，或已撤销、已裁定" "is none that stands",
    /// Not a date, or not in the order of days (日期无效).
    DaysInvalid "日期无效，或结束早于开始" "is no date, or ends before it begins",
    /// Not of the year that the scheme assesses (不在考核年度).
    OutsideYear "不在该方案的考核年度" "is not of the year that the scheme assesses",
    /// No scheme has such a rule of deduction (扣分规则不存在).
    UnknownRule "不是任何考核方案的扣分规则" "is no scheme's rule of deduction",
    /// A contest of the same waits for a decision (已在申诉中).
    ContestOpen "已有待裁定的申诉" "waits for a decision already",
    /// The item that counts it is settled by the scheme; another cannot be named (计分项已定).
    ItemFixed "须为该记录现有的计分项" "must be the item that counts it",
    /// No item counts it, so one of the scheme must be named (须指定计分项).
    ItemMissing "须指定方案中的一个计分项" "must name an item of the scheme",
    /// Points or an item where they have no place: on a rejection, or of a deduction (不应填写).
    NotApplicable "此处不应填写" "has no place here",
}

impl AssessmentErrorCode {
    /// The refusal at a field, said of what the field is called, with the place where there are many.
    pub fn of(self, field: impl Into<String>, (zh, en): (&str, &str)) -> Refused {
        let (why, because) = self.sentence();
        let english = format!("{en} {because}.");
        Refusal::of(self, field, format!("{zh}{why}。"), english.trim_start())
    }

    /// The refusal at a field.
    pub fn at(self, field: &str) -> Refused {
        self.of(field, ("", field))
    }
}
