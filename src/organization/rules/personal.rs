//! Personal fields of a member: the one form in which each is kept, and how it is shown to who does not ask for all of it.
//! No refusal repeats what was typed. Deliberately absent: sealing, and who may see what.

use super::words::text;
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};

/// The 56 ethnicities by name (民族).
pub const ETHNICITIES: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

/// Longest word for a religion, in characters.
const RELIGION: usize = 20;

/// A phone in its one form: `13812345678`, or `0739-5321234` for a landline. Blanks, hyphens and a leading +86 do not
/// matter.
pub fn phone(field: &str, typed: &str) -> Result<String, Refused> {
    one_form(typed).ok_or_else(|| {
        Refused::of(
            Code::InvalidPhone,
            field,
            "电话须为 11 位手机号，或带区号的座机号（如 0739-5321234）。",
            "A phone is a mobile number of 11 digits, or a landline with its area code (0739-5321234).",
        )
    })
}

/// A phone in its one form; none where it is no phone.
pub fn one_form(typed: &str) -> Option<String> {
    let kept: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
        .collect();
    let digits = kept.strip_prefix("+86").unwrap_or(&kept);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.as_bytes() {
        [b'1', b'3'..=b'9', ..] if digits.len() == 11 => Some(digits.to_owned()),
        [b'0', b'1' | b'2', ..] => landline(digits, 3),
        [b'0', b'3'..=b'9', ..] => landline(digits, 4),
        _ => None,
    }
}

fn landline(digits: &str, area: usize) -> Option<String> {
    let (area, own) = digits.split_at_checked(area)?;
    matches!(own.len(), 7 | 8).then(|| format!("{area}-{own}"))
}

/// A phone as it is shown by default: `138****5678`, `0739-***1234`.
pub fn masked_phone(phone: &str) -> String {
    let (area, own) = match phone.split_once('-') {
        Some((area, own)) => (format!("{area}-"), own),
        None => {
            let (head, rest) = phone.split_at_checked(3).unwrap_or(("", phone));
            (head.to_owned(), rest)
        }
    };
    let hidden = own.chars().count().saturating_sub(4);
    let last: String = own.chars().skip(hidden).collect();
    format!("{area}{}{last}", "*".repeat(hidden))
}

/// One of the 56 ethnicities by name; 族 may be left out.
pub fn ethnicity(field: &str, typed: &str) -> Result<String, Refused> {
    let typed = typed.trim();
    let found = ETHNICITIES
        .iter()
        .find(|name| **name == typed || name.strip_suffix('族') == Some(typed));
    found.map(|name| (*name).to_owned()).ok_or_else(|| {
        Refused::of(
            Code::UnknownEthnicity,
            field,
            "请填写 56 个民族之一的名称，如“汉族”。",
            "Write the name of one of the 56 ethnicities, for instance 汉族.",
        )
    })
}

/// A religion in a short word.
pub fn religion(field: &str, typed: &str) -> Result<String, Refused> {
    text(field, typed, RELIGION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_has_one_form_and_one_mask() {
        let rows = [
            ("13812345678", Some(("13812345678", "138****5678"))),
            (" +86 138-1234-5678", Some(("13812345678", "138****5678"))),
            ("0739-5321234", Some(("0739-5321234", "0739-***1234"))),
            ("07395321234", Some(("0739-5321234", "0739-***1234"))),
            ("010 8812 3456", Some(("010-88123456", "010-****3456"))),
            ("12812345678", None),
            ("1381234567", None),
            ("138123456789", None),
            ("5321234", None),
            ("0739-532123", None),
            ("0739-532123456", None),
            ("1381234567八", None),
            ("", None),
        ];
        for (typed, expected) in rows {
            let kept = phone("phone", typed).ok();
            let shown = kept.as_deref().map(masked_phone);
            let expected = expected.map(|(kept, shown)| (kept.to_owned(), shown.to_owned()));
            assert_eq!(kept.zip(shown), expected, "{typed}");
        }
    }

    #[test]
    fn an_ethnicity_is_one_of_56() {
        let mut names = ETHNICITIES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 56);
        assert!(names.iter().all(|name| name.ends_with('族')));
        for (typed, kept) in [
            ("苗族", Some("苗族")),
            (" 苗 ", Some("苗族")),
            ("族", None),
            ("", None),
        ] {
            assert_eq!(
                ethnicity("ethnicity", typed).ok().as_deref(),
                kept,
                "{typed}"
            );
        }
    }

    #[test]
    fn no_refusal_repeats_what_was_typed() {
        let typed = "1381234567八";
        for refused in [
            phone("phone", typed).unwrap_err(),
            ethnicity("ethnicity", typed).unwrap_err(),
            religion("religion", &typed.repeat(3)).unwrap_err(),
        ] {
            assert!(!format!("{refused:?}").contains("138"), "{refused:?}");
        }
    }
}
