//! What is wrong with a value, with its sentence in Chinese and English. Deliberately absent: the value itself, which may
//! be anybody's name; who sent the file finds it by its row and column.

use crate::events::codes::EventErrorCode;
use crate::kernel::error::Message;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there, and something must.
    Missing,
    /// No date in any form that is known.
    NotADate,
    /// A date that the calendar does not have.
    InvalidDate,
    /// A date without a year, and none is said for the file.
    YearMissing,
    /// A year of two digits.
    ShortYear,
    /// A date that is kept as a number and may have lost its last zero.
    LostZero,
    /// The last day is before the first.
    DateOrder,
    /// No number.
    NotANumber,
    /// About so many.
    Approximate,
    /// Separators that part no thousands.
    Separators,
    /// A unit that is not the column's.
    WrongUnit,
    /// No such kind of event.
    UnknownKind,
    /// No such kind of funds.
    UnknownFundKind,
    /// No such workroom, or several of that name.
    UnknownHost,
    /// A name that is not exactly one member's: the office decides.
    WhichMember,
    /// A number that several rows share in one merged cell.
    Shared,
    /// The cell holds an error of its formula.
    CellError,
    /// The cell is too long.
    CellTooLong,
    /// The same row stands above.
    Repeated,
    /// It resembles an event that stands: the office decides.
    Resembles,
    /// Another event stands under the row's own id.
    Conflict,
    /// A rule of events.
    Rule(EventErrorCode),
}

impl Wrong {
    /// Its name in answers.
    pub fn code(self) -> String {
        match self {
            Self::Missing => "MISSING",
            Self::NotADate => "NOT_A_DATE",
            Self::InvalidDate => "INVALID_DATE",
            Self::YearMissing => "YEAR_MISSING",
            Self::ShortYear => "SHORT_YEAR",
            Self::LostZero => "LOST_ZERO",
            Self::DateOrder => "DATE_ORDER",
            Self::NotANumber => "NOT_A_NUMBER",
            Self::Approximate => "APPROXIMATE",
            Self::Separators => "SEPARATORS",
            Self::WrongUnit => "WRONG_UNIT",
            Self::UnknownKind => "UNKNOWN_KIND",
            Self::UnknownFundKind => "UNKNOWN_FUND_KIND",
            Self::UnknownHost => "UNKNOWN_HOST",
            Self::WhichMember => "WHICH_MEMBER",
            Self::Shared => "SHARED",
            Self::CellError => "CELL_ERROR",
            Self::CellTooLong => "CELL_TOO_LONG",
            Self::Repeated => "REPEATED",
            Self::Resembles => "RESEMBLES",
            Self::Conflict => "CONFLICT",
            Self::Rule(code) => {
                return match async_graphql::resolver_utils::enum_value(code) {
                    async_graphql::Value::Enum(name) => name.to_string(),
                    _ => String::new(),
                };
            }
        }
        .to_owned()
    }

    /// Whether it is no mistake but can be meant in two ways, so that the row waits for a clearer one.
    pub fn is_unclear(self) -> bool {
        matches!(
            self,
            Self::YearMissing | Self::ShortYear | Self::LostZero | Self::Approximate | Self::Shared
        )
    }

    /// The sentence, without where.
    pub fn message(self) -> Message {
        let (zh, en) = match self {
            Self::Missing => ("必须填写。", "must be filled in."),
            Self::NotADate => (
                "不是日期，应写作 2022年7月3日 或 2022-07-03。",
                "is no date; write 2022-07-03.",
            ),
            Self::InvalidDate => (
                "不是有效日期。",
                "is a date that the calendar does not have.",
            ),
            Self::YearMissing => (
                "没有年份；请写全，或为整份文件指明年份。",
                "has no year; write it, or say the year of the whole file.",
            ),
            Self::ShortYear => ("年份须写四位。", "needs a year of four digits."),
            Self::LostZero => (
                "在表中存成了数字，无法分辨是 1 日还是 10 日；请把单元格设为文本后重写。",
                "is kept as a number, so that the 1st cannot be told from the 10th; make the cell text.",
            ),
            Self::DateOrder => ("早于开始日期。", "lies before the first day."),
            Self::NotANumber => ("不是数字。", "is no number."),
            Self::Approximate => (
                "是约数；请写准确数，或以“余”表示至少。",
                "is approximate; write the number, or 余 for at least.",
            ),
            Self::Separators => (
                "千位分隔符位置不对。",
                "has separators that part no thousands.",
            ),
            Self::WrongUnit => ("单位与本列不符。", "has a unit that is not the column's."),
            Self::UnknownKind => ("不是已知的活动种类。", "is no kind of event."),
            Self::UnknownFundKind => ("不是已知的资金类别。", "is no kind of funds."),
            Self::UnknownHost => (
                "不是唯一一个委员工作室的全称。",
                "is not the full name of exactly one workroom.",
            ),
            Self::WhichMember => (
                "不是唯一一位委员的姓名，须由政协机关认定。",
                "is not the name of exactly one member; the office decides who is meant.",
            ),
            Self::Shared => (
                "是几行合并的单元格，无法分辨是各行的数还是合计；请逐行填写。",
                "is one merged cell of several rows: each row's number or their sum? Fill in each row.",
            ),
            Self::CellError => ("公式出错。", "holds an error of its formula."),
            Self::CellTooLong => ("内容过长。", "is too long."),
            Self::Repeated => ("与上面的一行完全相同。", "is the same as a row above."),
            Self::Resembles => (
                "与已有活动相似，须由政协机关核定。",
                "resembles an event that stands; the office decides.",
            ),
            Self::Conflict => ("与已有记录冲突。", "conflicts with a record that stands."),
            Self::Rule(code) => return code.message(),
        };
        Message::new(zh, en)
    }
}
