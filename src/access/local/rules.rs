//! What a name and a password must be. Deliberately absent: rules about kinds of characters, which make passwords worse.

use super::refusals::{Refused, SignInErrorCode as Code};

/// Passwords that are tried first, of ten characters and more, in order: those of the list of `zxcvbn` (MIT), and what is
/// much used in China.
const MOST_USED: &str = include_str!("most_used.txt");

/// Characters of a password.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;

/// How many passwords before are not taken again, the present one among them.
pub const REMEMBERED: usize = 5;

/// A name in the one form in which it is kept: 3 to 64 of the small letters, digits, `.`, `_` and `-`.
pub fn name(text: &str) -> Option<String> {
    let name = text.trim().to_ascii_lowercase();
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    ((3..=64).contains(&name.len()) && name.chars().all(known)).then_some(name)
}

/// Whether a password may be taken by the person of a name.
pub fn password(name: &str, password: &str) -> Result<(), Refused> {
    if !LENGTH.contains(&password.chars().count()) {
        return Err(Refused::of(
            Code::PasswordLength,
            "newPassword",
            "密码须为 10 至 128 个字符。",
            "A password has 10 to 128 characters.",
        ));
    }
    let folded = password.to_lowercase();
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    let weak = folded.contains(name)
        || different.len() < 5
        || MOST_USED.lines().any(|used| used == folded);
    if weak {
        return Err(Refused::of(
            Code::PasswordWeak,
            "newPassword",
            "密码过于简单：不得含用户名，不得为常用密码，至少五种不同字符。",
            "The password is easily guessed: it must not hold the name, not be a much used one, and have five different \
             characters.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        for (text, name) in [
            ("zhang.san", Some("zhang.san")),
            (" Zhang-San_3 ", Some("zhang-san_3")),
            ("ab", None),
            ("张三张三", None),
            ("a b c", None),
            ("", None),
        ] {
            assert_eq!(super::name(text).as_deref(), name, "{text:?}");
        }
        assert_eq!(super::name(&"a".repeat(65)), None);
    }

    #[test]
    fn a_password_is_long_enough_and_not_easily_guessed() {
        for (text, due) in [
            ("ein-guter-satz", None),
            ("九个汉字不算太短的密码", None),
            ("only-nine", Some(Code::PasswordLength)),
            ("my-ZHANG.san-word", Some(Code::PasswordWeak)),
            ("Password123", Some(Code::PasswordWeak)),
            ("zhengxie2022", Some(Code::PasswordWeak)),
            ("aaaabbbbaaaabbbb", Some(Code::PasswordWeak)),
        ] {
            let is = password("zhang.san", text);
            assert_eq!(is.err().map(|refused| refused.code), due, "{text}");
        }
        for (length, taken) in [(9, false), (10, true), (128, true), (129, false)] {
            let text: String = "abcdefgh".chars().cycle().take(length).collect();
            assert_eq!(password("zhang.san", &text).is_ok(), taken, "{length}");
        }
    }
}
