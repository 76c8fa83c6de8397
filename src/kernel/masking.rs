//! Masks numbers inside words that look like those of telephones, ID cards and bank cards: `138****5678`,
//! `4305**********1234`. Full-width digits and groups parted by a blank or a dash are seen too, and come out in one piece.
//! Deliberately absent: names, which no pattern finds, and numbers without an area code, which amounts look like.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A run of digits in groups that one blank or dash parts; the last may end in the X of an ID card.
static RUN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[0-9０-９]+(?:[ \-－　][0-9０-９]+)*[xXｘＸ]?").ok());

/// A group within a run.
static GROUP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[0-9０-９xXｘＸ]+").ok());

/// The most groups that are one number.
const GROUPS: usize = 6;

/// The text with such numbers masked.
pub fn masked(text: &str) -> Cow<'_, str> {
    match &*RUN {
        Some(run) => run.replace_all(text, |found: &Captures<'_>| {
            found
                .get(0)
                .map(|run| run_masked(run.as_str()))
                .unwrap_or_default()
        }),
        // The pattern is a constant that compiles; were it not, nothing may be shown.
        None => Cow::Borrowed(""),
    }
}

/// A run with its numbers masked: of the groups from any place on, the longest that are one number.
fn run_masked(run: &str) -> String {
    let Some(pattern) = &*GROUP else {
        return String::new();
    };
    let groups: Vec<_> = pattern.find_iter(run).collect();
    let (mut out, mut shown, mut place) = (String::new(), 0, 0);
    while let Some(first) = groups.get(place) {
        let rest = groups.get(place..).unwrap_or_default();
        let number = (1..=rest.len().min(GROUPS)).rev().find_map(|length| {
            let parts = rest.get(..length)?;
            let last = parts.last()?;
            let between = run.get(first.start()..last.end())?;
            let digits: Vec<String> = parts.iter().map(|part| half_width(part.as_str())).collect();
            let mut number = mask(&digits, between.contains(['-', '－']))?;
            let behind = digits.concat().ends_with('X') && !number.ends_with('X');
            number.extend(last.as_str().chars().last().filter(|_| behind));
            Some((number, length, last.end()))
        });
        let Some((number, length, end)) = number else {
            place = place.saturating_add(1);
            continue;
        };
        out.push_str(run.get(shown..first.start()).unwrap_or_default());
        out.push_str(&number);
        shown = end;
        place = place.saturating_add(length);
    }
    out.push_str(run.get(shown..).unwrap_or_default());
    out
}

fn half_width(text: &str) -> String {
    let half = |sign: char| match sign {
        '０'..='９' => u32::from(sign)
            .checked_sub(u32::from('０'))
            .and_then(|value| char::from_digit(value, 10)),
        'x' | 'ｘ' | 'Ｘ' => Some('X'),
        other => Some(other),
    };
    text.chars().filter_map(half).collect()
}

/// The number that the groups are, masked; none when they are none.
fn mask(groups: &[String], dashed: bool) -> Option<String> {
    let all = groups.concat();
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    if let Some((digits, "")) = all.split_once('X') {
        if digits.len() == 17 {
            return Some(hidden(&all, 4, 4));
        }
        // An X behind any other number is a word's.
        let mut groups = groups.to_vec();
        if let Some(last) = groups.last_mut() {
            last.pop();
        }
        return mask(&groups, dashed);
    }
    for prefix in ["0086", "86", ""] {
        let Some(rest) = all.strip_prefix(prefix) else {
            continue;
        };
        let grouped = lengths.as_slice() == [3, 4, 4]
            || lengths.as_slice() == [prefix.len(), 3, 4, 4]
            || lengths.as_slice() == [prefix.len().saturating_add(3), 4, 4]
            || lengths.as_slice() == [prefix.len(), 11]
            || groups.len() == 1;
        if grouped && is_mobile(rest) {
            return Some(format!("{prefix}{}", hidden(rest, 3, 4)));
        }
    }
    let landline = all.starts_with('0')
        && matches!((groups.len(), all.len()), (1 | 2, 10..=12))
        && (groups.len() == 1 || matches!(lengths.as_slice(), [3 | 4, 7 | 8]));
    if landline {
        return Some(hidden(&all, 4, 2));
    }
    let id_card =
        matches!((groups.len(), all.len()), (1, 15 | 18)) || lengths.as_slice() == [6, 8, 4];
    let fours = !dashed && lengths.iter().rev().skip(1).all(|length| *length == 4);
    let bank_card = matches!(all.len(), 16..=19) && (groups.len() == 1 || fours);
    (id_card || bank_card).then(|| hidden(&all, 4, 4))
}

fn is_mobile(digits: &str) -> bool {
    let mut signs = digits.bytes();
    digits.len() == 11
        && signs.next() == Some(b'1')
        && signs.next().is_some_and(|second| second >= b'3')
}

/// A number of which the first and the last signs are shown.
fn hidden(number: &str, first: usize, last: usize) -> String {
    let until = number.len().saturating_sub(last);
    let sign = |(place, sign)| match (first..until).contains(&place) {
        true => '*',
        false => sign,
    };
    number.chars().enumerate().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_masked() {
        for (text, wanted) in [
            ("请拨13812345678。", "请拨138****5678。"),
            ("１３８１２３４５６７８", "138****5678"),
            ("+8619912345678 找张", "+86199****5678 找张"),
            ("+86 138-1234-5678", "+86138****5678"),
            ("138 1234 5678", "138****5678"),
            ("13712345678 13812345678", "137****5678 138****5678"),
            ("0739-5312345", "0739*****45"),
            ("证号430503199001011234", "证号4305**********1234"),
            ("43050319900101123x!", "4305**********123X!"),
            ("卡 6222 0212 3456 7890 123", "卡 6222***********0123"),
            ("6222021234567890", "6222********7890"),
            ("微信13812345678x", "微信138****5678x"),
        ] {
            assert_eq!(masked(text), wanted, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left() {
        for text in [
            "",
            "路灯3盏不亮",
            "2022年11月7日 1500元",
            "2022-11-07 2022-11-08",
            "12345热线",
            "12812345678",
            "工单20221107000113812345678",
            "430503",
            "300000元，12人",
            "4x4",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
