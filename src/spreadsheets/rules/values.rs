//! Dates and amounts as clerks write them: 2022年7月3日, 7.3, １７００余人次, 3.5万元. What can be meant in two ways is not
//! guessed. Deliberately absent: numbers in Chinese characters, and years of two digits; they are told to be unclear.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::troubles::Wrong;
use crate::events::kinds::Qualifier;

/// An amount that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much, in plain digits.
    pub value: String,
    /// Exact, or a lower bound (余).
    pub qualifier: Qualifier,
    /// The unit that stands behind it.
    pub unit: Option<&'static str>,
}

/// Words that say that an amount is none: about, nearly, more or less.
const VAGUE: [&str; 12] = [
    "约", "大概", "大约", "近", "将近", "左右", "上下", "多", "几", "数", "超", "~",
];

/// What follows an amount; longer words before those that they begin with.
const UNITS: [&str; 15] = [
    "人次", "场次", "元", "人", "名", "位", "件", "条", "家", "个", "场", "次", "篇", "户", "块",
];

/// Full-width letters, digits and marks as plain ones.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' | '\u{a0}' => ' ',
            '。' if text.chars().any(|c| c.is_numeric()) => '.',
            '\u{ff01}'..='\u{ff5e}' => u32::from(c)
                .checked_sub(0xfee0)
                .and_then(char::from_u32)
                .unwrap_or(c),
            _ => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Reads an amount. Only 余 makes a lower bound; 约 and its like are unclear.
pub fn amount(text: &str) -> Result<Amount, Wrong> {
    let text: String = plain(text).split_whitespace().collect();
    if VAGUE.iter().any(|word| text.contains(word)) {
        return Err(Wrong::Approximate);
    }
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')))
        .unwrap_or(text.len());
    let (digits, mut rest) = text.split_at(end);
    let mut value = number(digits)?;
    let mut qualifier = Qualifier::Exact;
    let mut scaled = false;
    loop {
        if let Some(after) = rest.strip_prefix('余') {
            if qualifier == Qualifier::AtLeast {
                return Err(Wrong::NotANumber);
            }
            qualifier = Qualifier::AtLeast;
            rest = after;
            continue;
        }
        let scale = [
            ('万', 10_000_i64),
            ('千', 1000),
            ('百', 100),
            ('亿', 100_000_000),
        ]
        .into_iter()
        .find_map(|(word, times)| Some((rest.strip_prefix(word)?, times)));
        match scale {
            Some((after, times)) if !scaled => {
                value = value
                    .checked_mul(Decimal::from(times))
                    .ok_or(Wrong::NotANumber)?;
                scaled = true;
                rest = after;
            }
            _ => break,
        }
    }
    let mut unit = None;
    if !rest.is_empty() {
        let known = UNITS
            .into_iter()
            .find_map(|word| Some((word, rest.strip_prefix(word)?)));
        match known {
            Some((word, "")) => unit = Some(word),
            // 30元余, 25件余.
            Some((word, "余")) if qualifier == Qualifier::Exact => {
                unit = Some(word);
                qualifier = Qualifier::AtLeast;
            }
            _ => return Err(Wrong::NotANumber),
        }
    }
    Ok(Amount {
        value: value.normalize().to_string(),
        qualifier,
        unit,
    })
}

/// Digits with a point and with separators of thousands, where they stand as such.
fn number(digits: &str) -> Result<Decimal, Wrong> {
    let (sign, unsigned) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(digits)),
    };
    let (whole, part) = match unsigned.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (unsigned, None),
    };
    if part.is_some_and(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(Wrong::NotANumber);
    }
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let well = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
        if !well {
            return Err(Wrong::Separators);
        }
    }
    let whole: String = whole.split(',').collect();
    if whole.is_empty() || whole.len() > 18 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Wrong::NotANumber);
    }
    let part = part.map(|part| format!(".{part}")).unwrap_or_default();
    format!("{sign}{whole}{part}")
        .parse()
        .map_err(|_| Wrong::NotANumber)
}

/// Reads a day. One without a year is of the year that is said for the whole file; without that it is unclear.
pub fn day(text: &str, year: Option<i32>) -> Result<NaiveDate, Wrong> {
    let text = plain(text);
    // 2022-07-03 00:00:00, as programs write days.
    let text = match text.split_once([' ', 'T']) {
        Some((day, time)) if is_midnight(time) => day.to_owned(),
        _ => text,
    };
    let text: String = text.split_whitespace().collect();
    let (numbers, marks) = parts(&text)?;
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    let (y, m, d) = match (numbers.as_slice(), marks.as_slice()) {
        (
            [y, m, d],
            ["年", "月", "日" | "号" | ""] | ["-", "-", ""] | ["/", "/", ""] | [".", ".", ""],
        ) => (Some(y.as_str()), m.as_str(), d.as_str()),
        ([m, d], ["月", "日" | "号" | ""] | ["-" | "/" | ".", ""]) if m.len() <= 2 => {
            (None, m.as_str(), d.as_str())
        }
        ([all], [""]) if all.len() == 8 => {
            let (y, rest) = all.split_at(4);
            let (m, d) = rest.split_at(2);
            (Some(y), m, d)
        }
        _ => return Err(Wrong::NotADate),
    };
    let year = match y {
        Some(y) if y.len() == 4 => y.parse().map_err(|_| Wrong::NotADate)?,
        Some(y) if y.len() == 2 => return Err(Wrong::ShortYear),
        Some(_) => return Err(Wrong::NotADate),
        None => year.ok_or(Wrong::YearMissing)?,
    };
    let small = |text: &str| {
        let short = (1..=2).contains(&text.len());
        short.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (Some(month), Some(day)) = (small(m), small(d)) else {
        return Err(Wrong::NotADate);
    };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Wrong::InvalidDate)
}

/// Reads a day that stands as a number in its cell: 20220703 is one, 7.1 may be the first or the tenth.
pub fn day_of_number(text: &str, year: Option<i32>) -> Result<NaiveDate, Wrong> {
    match text.split_once('.') {
        None if text.len() == 8 => day(text, year),
        Some((_, "1" | "2" | "3")) => Err(Wrong::LostZero),
        Some((_, part)) if part.len() <= 2 => day(text, year),
        _ => Err(Wrong::NotADate),
    }
}

fn is_midnight(time: &str) -> bool {
    let mut digits = time.trim_end_matches('Z').split([':', '.']);
    time.contains(':') && digits.all(|part| part.bytes().all(|b| b == b'0'))
}

/// The runs of digits of a text, and what stands behind each.
fn parts(text: &str) -> Result<(Vec<String>, Vec<String>), Wrong> {
    let (mut numbers, mut marks): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut in_number = false;
    for c in text.chars() {
        match (c.is_ascii_digit(), in_number) {
            (true, false) => {
                numbers.push(c.to_string());
                marks.push(String::new());
            }
            (true, true) => {
                if let Some(number) = numbers.last_mut() {
                    number.push(c);
                }
            }
            (false, _) => match marks.last_mut() {
                Some(mark) => mark.push(c),
                None => return Err(Wrong::NotADate),
            },
        }
        in_number = c.is_ascii_digit();
        if numbers.len() > 3 {
            return Err(Wrong::NotADate);
        }
    }
    match numbers.is_empty() {
        true => Err(Wrong::NotADate),
        false => Ok((numbers, marks)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<(String, bool, Option<&'static str>), Wrong> {
        amount(text).map(|it| (it.value, it.qualifier == Qualifier::AtLeast, it.unit))
    }

    #[test]
    fn amounts() {
        let exact = |value: &str| Ok((value.to_owned(), false, None));
        let least = |value: &str, unit| Ok((value.to_owned(), true, unit));
        for (text, said) in [
            ("25", exact("25")),
            ("１，７００", exact("1700")),
            ("1,234,567.50", exact("1234567.5")),
            ("1700余人次", least("1700", Some("人次"))),
            ("1.5万余条", least("15000", Some("条"))),
            ("30余万元", least("300000", Some("元"))),
            ("40万余元", least("400000", Some("元"))),
            ("３.５万元", Ok(("35000".into(), false, Some("元")))),
            ("25件余", least("25", Some("件"))),
            (" 16 名 ", Ok(("16".into(), false, Some("名")))),
            ("-3", exact("-3")),
            ("约30", Err(Wrong::Approximate)),
            ("30左右", Err(Wrong::Approximate)),
            ("1700多", Err(Wrong::Approximate)),
            ("近百", Err(Wrong::Approximate)),
            ("12,34", Err(Wrong::Separators)),
            ("三十", Err(Wrong::NotANumber)),
            ("1.2.3", Err(Wrong::NotANumber)),
            ("30余余", Err(Wrong::NotANumber)),
            ("3万万", Err(Wrong::NotANumber)),
            ("1e5", Err(Wrong::NotANumber)),
            ("10-20", Err(Wrong::NotANumber)),
            ("", Err(Wrong::NotANumber)),
        ] {
            assert_eq!(read(text), said, "{text}");
        }
    }

    #[test]
    fn days() {
        let of = |m, d| Ok(NaiveDate::from_ymd_opt(2022, m, d).unwrap());
        for (text, said) in [
            ("2022年7月3日", of(7, 3)),
            ("２０２２年７月３日", of(7, 3)),
            ("2022年07月03号", of(7, 3)),
            ("2022-7-3", of(7, 3)),
            ("2022/07/03", of(7, 3)),
            ("2022.7.3", of(7, 3)),
            ("20220703", of(7, 3)),
            ("2022-07-03 00:00:00", of(7, 3)),
            ("2022-07-03T00:00:00", of(7, 3)),
            ("7.3", of(7, 3)),
            ("7月3日", of(7, 3)),
            ("7/30", of(7, 30)),
            ("2022年13月3日", Err(Wrong::InvalidDate)),
            ("2022-02-30", Err(Wrong::InvalidDate)),
            ("22.7.3", Err(Wrong::ShortYear)),
            ("7月3日-5日", Err(Wrong::NotADate)),
            ("7月", Err(Wrong::NotADate)),
            ("七月三日", Err(Wrong::NotADate)),
            ("44745", Err(Wrong::NotADate)),
            ("2022-07-03 08:30", Err(Wrong::NotADate)),
            ("", Err(Wrong::NotADate)),
        ] {
            assert_eq!(day(text, Some(2022)), said, "{text}");
        }
        assert_eq!(day("7.3", None), Err(Wrong::YearMissing));
        assert_eq!(day_of_number("7.3", Some(2022)), Err(Wrong::LostZero));
        assert_eq!(day_of_number("7.4", Some(2022)), of(7, 4));
        assert_eq!(day_of_number("20220703", None), of(7, 3));
        assert_eq!(day_of_number("44745", Some(2022)), Err(Wrong::NotADate));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9０-９.,，年月日余万元 约人次\\-/]{0,20}") {
            if let Ok(read) = amount(&text) {
                let again = amount(&read.value).unwrap();
                prop_assert_eq!(again.value, read.value);
            }
            let _ = day(&text, Some(2022));
            let _ = day_of_number(&text, None);
        }

        #[test]
        fn a_day_is_read_in_every_way_it_is_written(n in 0..20_000i64) {
            let on = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::TimeDelta::days(n);
            for form in ["%Y年%-m月%-d日", "%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y%m%d"] {
                prop_assert_eq!(day(&on.format(form).to_string(), None), Ok(on));
            }
        }
    }
}
