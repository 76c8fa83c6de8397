//! What spreadsheets can hold: lengths, names, numbers, days; and which texts a program that opens a csv would take for a
//! formula. Pure. Deliberately absent: the formats.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Asia::Shanghai;
use rust_decimal::Decimal;

/// The longest text of a cell, in the units that spreadsheets count: those of UTF-16.
pub const LONGEST_CELL: usize = 32_767;

/// The rows of a sheet, its heading among them.
pub const ROWS_OF_SHEET: u32 = 1_048_576;

/// The longest name of a sheet, in the same units.
const LONGEST_NAME: usize = 31;

/// The digits that spreadsheets keep of a number.
const DIGITS: usize = 15;

/// Whether a text fits a cell.
pub fn fits_cell(text: &str) -> bool {
    // No character has more units of UTF-16 than bytes of UTF-8.
    text.len() <= LONGEST_CELL || text.encode_utf16().count() <= LONGEST_CELL
}

/// The name of the so-manieth sheet of a table, none where spreadsheets would refuse it.
pub fn sheet_name(table: &str, part: u32) -> Option<String> {
    let name = match part {
        0 | 1 => table.to_owned(),
        part => format!("{table}（{part}）"),
    };
    let fits = !name.is_empty()
        && name.encode_utf16().count() <= LONGEST_NAME
        && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
        && !name.chars().any(char::is_control)
        && !name.starts_with('\'')
        && !name.ends_with('\'');
    fits.then_some(name)
}

/// A number as a spreadsheet reads it back to the digit; none where it would lose digits.
pub fn exact(number: Decimal) -> Option<String> {
    let text = number.normalize().to_string();
    let digits = text.trim_start_matches(['-', '0', '.']);
    let digits = digits.bytes().filter(u8::is_ascii_digit).count();
    (digits <= DIGITS).then_some(text)
}

/// A text that no program takes for a formula when it opens a csv: one that would begin with a sign of formulas begins with
/// an apostrophe.
pub fn guarded(text: &str) -> Cow<'_, str> {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    match text.starts_with(SIGNS) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The number by which spreadsheets know a day; none before 1900-03-01, where they count a day that never was.
pub fn serial(day: NaiveDate) -> Option<Decimal> {
    let days = (day - NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    (days >= 61).then(|| days.into())
}

/// The number by which spreadsheets know an instant, by the time of China, to the second.
pub fn serial_of(at: DateTime<Utc>) -> Option<Decimal> {
    let local = at.with_timezone(&Shanghai).naive_local();
    let seconds = (local.time() - NaiveTime::MIN).num_seconds();
    let part = Decimal::from(seconds).checked_div(Decimal::from(86_400))?;
    serial(local.date())?.checked_add(part.round_dp(9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_to_the_digit_or_as_text() {
        for (number, told) in [
            ("0", Some("0")),
            ("-0.5", Some("-0.5")),
            ("10.50", Some("10.5")),
            ("0.000123", Some("0.000123")),
            ("123456789012345", Some("123456789012345")),
            ("1234567890123456", None),
            ("0.1234567890123456", None),
            ("0.123456789012345", Some("0.123456789012345")),
        ] {
            let number: Decimal = number.parse().unwrap();
            let is = exact(number);
            assert_eq!(is.as_deref(), told, "{number}");
            if let Some(text) = is {
                // What a spreadsheet reads and writes again is the same number.
                let read: f64 = text.parse().unwrap();
                let again: Decimal = read.to_string().parse().unwrap();
                assert_eq!(again, number.normalize());
            }
        }
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "恳谈会", "1-2", " =1", "'=1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn names_of_sheets_are_those_that_are_taken() {
        assert_eq!(sheet_name("活动", 1).as_deref(), Some("活动"));
        assert_eq!(sheet_name("活动", 2).as_deref(), Some("活动（2）"));
        let long = "活".repeat(31);
        assert!(sheet_name(&long, 1).is_some() && sheet_name(&long, 2).is_none());
        for bad in [
            "", "a/b", "a\\b", "[a]", "a:b", "a*", "a?", "'a", "a'", "a\u{7}",
        ] {
            assert_eq!(sheet_name(bad, 1), None, "{bad:?}");
        }
    }

    #[test]
    fn cells_are_counted_as_spreadsheets_count_them() {
        assert!(fits_cell(&"字".repeat(32_767)));
        assert!(!fits_cell(&"字".repeat(32_768)));
        // Outside the basic plane a character counts for two.
        assert!(fits_cell(&"𠀀".repeat(16_383)));
        assert!(!fits_cell(&"𠀀".repeat(16_384)));
    }

    #[test]
    fn days_have_the_numbers_that_spreadsheets_give_them() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(serial(day("1900-03-01")), Some(61.into()));
        assert_eq!(serial(day("2022-05-01")), Some(44_682.into()));
        assert_eq!(serial(day("1900-02-28")), None);
        let at = "2022-05-01T04:00:00Z".parse().unwrap();
        assert_eq!(serial_of(at), Some("44682.5".parse().unwrap()));
        let at = "2022-05-01T16:00:00Z".parse().unwrap();
        assert_eq!(serial_of(at), Some(44_683.into()), "midnight in China");
    }
}
