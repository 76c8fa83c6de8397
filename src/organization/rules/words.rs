//! Texts and codes of the organisation: what is kept of what was typed.
//! Deliberately absent: any guess at what was meant; only white space at the ends is dropped.

use crate::kernel::id::DistrictId;
use crate::organization::refusals::{OrganizationErrorCode as Code, Refused};

/// Longest name, in characters.
pub const NAME: usize = 100;
/// Longest note or wording, in characters.
pub const NOTE: usize = 500;
/// Longest address, in characters.
pub const ADDRESS: usize = 500;

/// A text that must be there: without the white space at its ends, not empty, at most `longest` characters, one line.
pub fn text(field: &str, typed: &str, longest: usize) -> Result<String, Refused> {
    let kept = text_or_empty(field, typed, longest)?;
    if kept.is_empty() {
        return Err(Refused::of(
            Code::Empty,
            field,
            "请填写此项。",
            "This must not be empty.",
        ));
    }
    Ok(kept)
}

/// A text that may be empty; otherwise as [`text`].
pub fn text_or_empty(field: &str, typed: &str, longest: usize) -> Result<String, Refused> {
    let kept = typed.trim();
    if kept.chars().any(is_control) {
        return Err(Refused::of(
            Code::ControlCharacters,
            field,
            "文字中不能有换行或控制字符。",
            "The text must not hold line breaks or control characters.",
        ));
    }
    if kept.chars().count() > longest {
        return Err(Refused::of(
            Code::TooLong,
            field,
            format!("最多 {longest} 个字。"),
            format!("At most {longest} characters."),
        ));
    }
    Ok(kept.to_owned())
}

/// A text that may be left out; an empty one counts as left out.
pub fn optional_text(
    field: &str,
    typed: Option<&str>,
    longest: usize,
) -> Result<Option<String>, Refused> {
    let kept = text_or_empty(field, typed.unwrap_or_default(), longest)?;
    Ok((!kept.is_empty()).then_some(kept))
}

/// Characters that end a line, ring a bell or turn the direction of what follows.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Other names in use, at most 20, none twice; kept one a line.
pub fn aliases(field: &str, typed: &[String]) -> Result<String, Refused> {
    if typed.len() > 20 {
        return Err(Refused::of(
            Code::WrongNumberOfItems,
            field,
            "别名最多 20 个。",
            "At most 20 aliases.",
        ));
    }
    let mut kept: Vec<String> = Vec::with_capacity(typed.len());
    for (index, alias) in typed.iter().enumerate() {
        let alias = text(&format!("{field}.{index}"), alias, NAME)?;
        if !kept.contains(&alias) {
            kept.push(alias);
        }
    }
    Ok(kept.join("\n"))
}

/// The address of an online twin: `http://` or `https://` with a host, or none.
pub fn address(field: &str, typed: Option<&str>) -> Result<Option<String>, Refused> {
    let Some(kept) = optional_text(field, typed, ADDRESS)? else {
        return Ok(None);
    };
    let host = kept
        .strip_prefix("https://")
        .or_else(|| kept.strip_prefix("http://"))
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    if host.is_none_or(str::is_empty) || kept.contains(char::is_whitespace) {
        return Err(Refused::of(
            Code::InvalidAddress,
            field,
            "请填写以 http:// 或 https:// 开头的网址。",
            "An address begins with http:// or https://.",
        ));
    }
    Ok(Some(kept))
}

/// A division code of so many digits below the district.
pub fn code(
    field: &str,
    typed: &str,
    digits: usize,
    district: &DistrictId,
) -> Result<String, Refused> {
    let kept = typed.trim();
    if kept.len() != digits || !kept.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refused::of(
            Code::InvalidCode,
            field,
            format!("区划代码应为 {digits} 位数字。"),
            format!("The code has {digits} digits."),
        ));
    }
    if !kept.starts_with(district.as_str()) {
        return Err(Refused::of(
            Code::CodeOutsideDistrict,
            field,
            format!("区划代码应以本区代码 {district} 开头。"),
            format!("The code begins with this district's code, {district}."),
        ));
    }
    Ok(kept.to_owned())
}

/// The code of a district to be founded.
pub fn district_code(field: &str, typed: &str) -> Result<DistrictId, Refused> {
    DistrictId::parse(typed.trim())
        .filter(|id| id.as_str() != DistrictId::INSTALLATION)
        .ok_or_else(|| {
            Refused::of(
                Code::InvalidCode,
                field,
                "区县的区划代码应为 6 位数字。",
                "A district's code has 6 digits.",
            )
        })
}

/// An ordinal of a term or a session.
pub fn ordinal(field: &str, typed: i32) -> Result<i32, Refused> {
    if (1..=99).contains(&typed) {
        return Ok(typed);
    }
    Err(Refused::of(
        Code::InvalidOrdinal,
        field,
        "届次序号应为 1 至 99。",
        "An ordinal is one from 1 to 99.",
    ))
}

/// A year in which an honour could have been awarded.
pub fn year(field: &str, typed: i32, this_year: i32) -> Result<i32, Refused> {
    if (1949..=this_year).contains(&typed) {
        return Ok(typed);
    }
    Err(Refused::of(
        Code::InvalidYear,
        field,
        format!("年份应为 1949 至 {this_year}。"),
        format!("The year is one from 1949 to {this_year}."),
    ))
}

/// Refuses a name that another bears.
pub fn free_name<'a>(
    field: &str,
    name: &str,
    mut others: impl Iterator<Item = &'a str>,
) -> Result<(), Refused> {
    if !others.any(|other| other == name) {
        return Ok(());
    }
    Err(Refused::of(
        Code::NameInUse,
        field,
        "已有同名的在用对象。",
        "Another that exists bears this name.",
    ))
}

/// Refuses a code that another bears.
pub fn free_code<'a>(
    field: &str,
    code: &str,
    mut others: impl Iterator<Item = &'a str>,
) -> Result<(), Refused> {
    if !others.any(|other| other == code) {
        return Ok(());
    }
    Err(Refused::of(
        Code::CodeInUse,
        field,
        "该区划代码已被使用。",
        "Another that exists bears this code.",
    ))
}

/// Refuses a change that leaves everything as it was.
pub fn something_changes<T: PartialEq>(before: &T, after: &T) -> Result<(), Refused> {
    if before != after {
        return Ok(());
    }
    Err(Refused::whole(
        Code::NothingToChange,
        "没有任何改动。",
        "Nothing would change.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn district() -> DistrictId {
        DistrictId::parse("430503").unwrap()
    }

    #[test]
    fn texts_are_trimmed_and_checked() {
        let long = "字".repeat(101);
        let fits = "字".repeat(100);
        for (typed, expected) in [
            ("城南委员工作室", Ok("城南委员工作室")),
            ("　城南 \n", Ok("城南")),
            (fits.as_str(), Ok(fits.as_str())),
            (long.as_str(), Err(Code::TooLong)),
            ("", Err(Code::Empty)),
            ("　 ", Err(Code::Empty)),
            ("a\0b", Err(Code::ControlCharacters)),
            ("a\nb", Err(Code::ControlCharacters)),
            ("a\u{7f}b", Err(Code::ControlCharacters)),
            ("a\u{202e}b", Err(Code::ControlCharacters)),
        ] {
            let kept = text("name", typed, NAME);
            assert_eq!(
                kept.as_deref().map_err(|refused| refused.code),
                expected,
                "{typed:?}"
            );
            if let Err(refused) = kept {
                assert_eq!(refused.field.as_deref(), Some("name"));
                assert!(!refused.message.zh.is_empty() && !refused.message.en.is_empty());
            }
        }
    }

    #[test]
    fn codes_have_their_digits_and_lie_below_the_district() {
        for (typed, digits, expected) in [
            ("430503101", 9, Ok("430503101")),
            ("430503101214", 12, Ok("430503101214")),
            ("430503101214", 9, Err(Code::InvalidCode)),
            ("43050310", 9, Err(Code::InvalidCode)),
            ("43050310x", 9, Err(Code::InvalidCode)),
            ("４30503101", 9, Err(Code::InvalidCode)),
            ("430502101", 9, Err(Code::CodeOutsideDistrict)),
        ] {
            let kept = code("code", typed, digits, &district());
            assert_eq!(
                kept.as_deref().map_err(|refused| refused.code),
                expected,
                "{typed}"
            );
        }
        for (typed, good) in [
            ("430503", true),
            ("0", false),
            ("4305", false),
            ("43050a", false),
        ] {
            assert_eq!(district_code("code", typed).is_ok(), good, "{typed}");
        }
    }

    #[test]
    fn addresses_name_a_host() {
        for (typed, expected) in [
            (None, Ok(None)),
            (Some("  "), Ok(None)),
            (
                Some("https://zx.example.cn/a?b"),
                Ok(Some("https://zx.example.cn/a?b")),
            ),
            (Some("https://"), Err(Code::InvalidAddress)),
            (Some("https:///a"), Err(Code::InvalidAddress)),
            (Some("javascript:alert(1)"), Err(Code::InvalidAddress)),
            (Some("https://a b"), Err(Code::InvalidAddress)),
        ] {
            let kept = address("onlineUrl", typed);
            assert_eq!(
                kept.as_ref()
                    .map(Option::as_deref)
                    .map_err(|refused| refused.code),
                expected,
                "{typed:?}"
            );
        }
    }

    #[test]
    fn aliases_are_kept_once_each_and_named_by_their_place() {
        let typed = ["檀江乡".to_owned(), " 檀江乡".to_owned(), "檀江".to_owned()];
        assert_eq!(aliases("aliases", &typed).unwrap(), "檀江乡\n檀江");
        let refused = aliases("aliases", &["好".to_owned(), "a\nb".to_owned()]).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("aliases.1"));
        let many = vec!["甲".to_owned(); 21];
        assert_eq!(
            aliases("aliases", &many).unwrap_err().code,
            Code::WrongNumberOfItems
        );
    }

    #[test]
    fn numbers_stay_in_their_ranges() {
        for (typed, good) in [(0, false), (1, true), (99, true), (100, false), (-6, false)] {
            assert_eq!(ordinal("ordinal", typed).is_ok(), good, "{typed}");
        }
        for (typed, good) in [(1948, false), (1949, true), (2022, true), (2023, false)] {
            assert_eq!(year("year", typed, 2022).is_ok(), good, "{typed}");
        }
    }
}
