//! Numbers, units and days as official documents write them: 余 after round lower bounds, 万 only where it is exact,
//! percentages that never round up to all. Pure. Deliberately absent: adding anything up.

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::events::kinds::{Qualifier, Unit};
use crate::kernel::period::Span;

/// The words that may stand after a number of a unit, the usual one first.
pub fn classifiers(unit: Unit) -> &'static [&'static str] {
    match unit {
        Unit::Records => &["条记录", "项", "次"],
        Unit::Sessions => &["场次", "场", "次"],
        Unit::PersonTimes => &["人次"],
        Unit::Persons => &["人", "名", "位"],
        Unit::Cases => &["件"],
        Unit::Items => &["条", "项", "件"],
        Unit::Pieces => &["篇"],
        Unit::Points => &["分"],
        Unit::Enterprises => &["家"],
        Unit::Villages | Unit::Divisions | Unit::Workrooms => &["个"],
        Unit::Comments => &["条"],
        Unit::Yuan => &["元"],
        Unit::Percent => &[""],
        Unit::Months => &["个月"],
        Unit::WorkingDays => &["个工作日"],
        Unit::Days => &["天"],
        Unit::PerHundredMembers => &["条/百名委员"],
        Unit::Kinds => &["种"],
        Unit::Coefficient => &[""],
    }
}

/// How a lower bound in tens of thousands is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// 40万余元.
    #[default]
    Plain,
    /// 30余万元: of whole hundreds of thousands.
    OverWan,
}

/// A number with the word for its unit, `1.5万余条`; none when the form does not fit the number.
pub fn amount(value: Decimal, qualifier: Qualifier, word: &str, form: Form) -> Option<String> {
    let at_least = qualifier == Qualifier::AtLeast;
    let ten_wan = Decimal::from(100_000);
    if form == Form::OverWan {
        let whole = value >= ten_wan && (value % ten_wan).is_zero();
        let wan = (value / Decimal::from(10_000)).normalize();
        return (at_least && whole).then(|| format!("{wan}余万{word}"));
    }
    let ten = Decimal::TEN;
    let is_round = value >= ten && (value % ten).is_zero();
    let digits = in_wan(value);
    Some(match (at_least, is_round) {
        (false, _) => format!("{digits}{word}"),
        (true, true) => format!("{digits}余{word}"),
        // 余 stands after round numbers only.
        (true, false) => format!("不少于{digits}{word}"),
    })
}

/// The digits, in 万 where two decimals tell all of them.
fn in_wan(value: Decimal) -> String {
    let wan = Decimal::from(10_000);
    match value >= wan && (value % Decimal::ONE_HUNDRED).is_zero() {
        true => format!("{}万", (value / wan).normalize()),
        false => value.normalize().to_string(),
    }
}

/// A part over a whole as a percentage with one decimal, or as many more as it takes not to say all or nothing of what is
/// neither; none over nothing.
pub fn percent(part: Decimal, whole: Decimal) -> Option<String> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    let is_partial = part != whole && !part.is_zero();
    let rounded = (1..=6).map(|decimals| {
        share.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    });
    let mut rounded =
        rounded.filter(|told| !is_partial || (!told.is_zero() && *told != Decimal::ONE_HUNDRED));
    let told = rounded.next().unwrap_or(share);
    Some(format!("{}%", told.normalize()))
}

/// A day, `2022年12月31日`.
pub fn date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Days in words: a calendar year, a month, a range with its last day, or since a day.
pub fn days(span: &Span) -> String {
    let Some(to) = span.to else {
        return format!("{}以来", date(span.from));
    };
    if Span::year(span.from.year()) == Some(*span) {
        return format!("{}年", span.from.year());
    }
    if Span::month_of(span.from) == *span {
        return month(span.from);
    }
    let last = to.checked_sub_days(Days::new(1)).unwrap_or(to);
    format!("{}至{}", date(span.from), date(last))
}

/// A month, `2022年3月`.
pub fn month(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

/// Months of one list, `2022年3月、4月`: a year is told where it changes.
pub fn months(list: &[NaiveDate]) -> String {
    let mut year = None;
    let told = list.iter().map(|day| match year.replace(day.year()) {
        Some(before) if before == day.year() => format!("{}月", day.month()),
        _ => month(*day),
    });
    told.collect::<Vec<_>>().join("、")
}

/// A number from 1 to 99 in Chinese, as headings are numbered.
pub fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |place: usize| DIGITS.get(place).copied().unwrap_or_default();
    let (tens, ones) = (number / 10, number % 10);
    match tens {
        0 => digit(ones).to_owned(),
        1 => format!("十{}", digit(ones)),
        2..=9 => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Qualifier::{AtLeast, Exact};

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_written_as_documents_write_them() {
        for (value, qualifier, unit, due) in [
            ("65", Exact, Unit::Items, "65条"),
            ("0", Exact, Unit::Cases, "0件"),
            ("23.00", Exact, Unit::Sessions, "23场次"),
            ("1700", AtLeast, Unit::PersonTimes, "1700余人次"),
            ("1733", AtLeast, Unit::PersonTimes, "不少于1733人次"),
            ("0", AtLeast, Unit::PersonTimes, "不少于0人次"),
            ("7", AtLeast, Unit::Persons, "不少于7人"),
            ("15000", AtLeast, Unit::Comments, "1.5万余条"),
            ("400000", AtLeast, Unit::Yuan, "40万余元"),
            ("35000", Exact, Unit::Yuan, "3.5万元"),
            ("9900", Exact, Unit::Yuan, "9900元"),
            ("10000", Exact, Unit::Yuan, "1万元"),
            ("12300", Exact, Unit::Yuan, "1.23万元"),
            ("12345", Exact, Unit::Yuan, "12345元"),
            ("35000.5", Exact, Unit::Yuan, "35000.5元"),
            ("12345", AtLeast, Unit::Yuan, "不少于12345元"),
            ("12340", AtLeast, Unit::Yuan, "12340余元"),
            ("123456700", Exact, Unit::Yuan, "12345.67万元"),
        ] {
            let word = classifiers(unit).first().unwrap();
            let told = amount(number(value), qualifier, word, Form::Plain);
            assert_eq!(told.as_deref(), Some(due), "{value}");
        }
    }

    #[test]
    fn over_so_many_wan_is_said_of_whole_hundreds_of_thousands_only() {
        for (value, qualifier, due) in [
            ("300000", AtLeast, Some("30余万元")),
            ("300000", Exact, None),
            ("310000", AtLeast, None),
            ("3000", AtLeast, None),
        ] {
            let told = amount(number(value), qualifier, "元", Form::OverWan);
            assert_eq!(told.as_deref(), due, "{value}");
        }
    }

    #[test]
    fn percentages_never_say_all_of_a_part() {
        for (part, whole, due) in [
            ("76", "76", Some("100%")),
            ("74", "76", Some("97.4%")),
            ("75", "76", Some("98.7%")),
            ("74", "75", Some("98.7%")),
            ("1", "8", Some("12.5%")),
            ("1", "2", Some("50%")),
            ("0", "9", Some("0%")),
            ("2999", "3000", Some("99.97%")),
            ("1", "3000", Some("0.03%")),
            ("0", "0", None),
        ] {
            let told = percent(number(part), number(whole));
            assert_eq!(told.as_deref(), due, "{part}/{whole}");
        }
    }

    #[test]
    fn days_are_told_as_people_tell_them() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (from, to, due) in [
            ("2022-01-01", Some("2023-01-01"), "2022年"),
            ("2022-03-01", Some("2022-04-01"), "2022年3月"),
            (
                "2021-10-25",
                Some("2023-01-01"),
                "2021年10月25日至2022年12月31日",
            ),
            ("2021-10-25", None, "2021年10月25日以来"),
        ] {
            let span = Span::new(day(from), to.map(day));
            assert_eq!(days(&span), due);
        }
        let list = ["2021-12-01", "2022-01-01", "2022-02-01"].map(day);
        assert_eq!(months(&list), "2021年12月、2022年1月、2月");
    }

    #[test]
    fn headings_are_numbered_in_chinese() {
        for (number, due) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
        ] {
            assert_eq!(numeral(number), due);
        }
    }
}
