//! The text of master keys, as a provider gives it: lines `key ID SECRET`, of which the last is the current one, and one
//! line `index SECRET`; a semicolon ends a line too, so that the whole fits one variable. Secrets are 32 bytes in
//! base64url. Deliberately absent: where the text comes from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::suite::{KEY_BYTES, Key};

/// The master keys, oldest first, and the key of blind values.
pub struct KeyRing {
    keys: Vec<(String, Key)>,
    pub(super) index: Key,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl KeyRing {
    /// Reads the text. Refuses, without repeating any of it, a line that is none, an id twice, and a text without a key or
    /// without the index key.
    pub fn read(text: &str) -> Result<Self, String> {
        let (mut keys, mut index) = (Vec::<(String, Key)>::new(), None);
        let lines = text.split(['\n', ';']).map(str::trim);
        for (number, line) in (1_u32..).zip(lines) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["key", id, secret] if is_id(id) => {
                    if keys.iter().any(|(known, _)| known == id) {
                        return Err(format!(
                            "line {number} of the keys names an id a second time"
                        ));
                    }
                    keys.push(((*id).to_owned(), secret_of(secret, number)?));
                }
                ["index", secret] if index.is_none() => index = Some(secret_of(secret, number)?),
                _ => {
                    return Err(format!(
                        "line {number} of the keys is neither `key ID SECRET` nor the one `index SECRET`"
                    ));
                }
            }
        }
        if keys.is_empty() {
            return Err("the keys hold no line `key ID SECRET`".to_owned());
        }
        let index = index.ok_or("the keys hold no line `index SECRET`")?;
        Ok(Self { keys, index })
    }

    /// The ids, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }

    /// The key of an id.
    pub(super) fn get(&self, id: &str) -> Option<&Key> {
        let found = self.keys.iter().find(|(known, _)| known == id);
        found.map(|(_, key)| key)
    }

    /// The key that wraps; there is one, because a text without is refused.
    pub(super) fn current(&self) -> Option<(&str, &Key)> {
        self.keys.last().map(|(id, key)| (id.as_str(), key))
    }
}

fn is_id(text: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.len() <= 32 && text.chars().all(known)
}

fn secret_of(text: &str, line: u32) -> Result<Key, String> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new).ok();
    bytes
        .and_then(|bytes| bytes.as_slice().try_into().ok().map(Zeroizing::new))
        .ok_or_else(|| {
            format!("the secret in line {line} of the keys is not {KEY_BYTES} bytes in base64url")
        })
}

/// A line with a new key, for adding to a text of keys.
pub fn new_key_line() -> Result<Zeroizing<String>, String> {
    let mut id = [0_u8; 4];
    getrandom::fill(&mut id).map_err(|error| format!("no random bytes: {error}"))?;
    Ok(Zeroizing::new(format!(
        "key k-{} {}",
        hex::encode(id),
        new_secret()?.as_str()
    )))
}

/// A whole new text: one key, and the index key.
pub fn new_key_text() -> Result<Zeroizing<String>, String> {
    Ok(Zeroizing::new(format!(
        "index {}\n{}\n",
        new_secret()?.as_str(),
        new_key_line()?.as_str()
    )))
}

fn new_secret() -> Result<Zeroizing<String>, String> {
    let mut secret = Zeroizing::new([0_u8; KEY_BYTES]);
    getrandom::fill(secret.as_mut_slice()).map_err(|error| format!("no random bytes: {error}"))?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn the_last_key_is_the_current_one() {
        for text in [
            format!("# kept apart\nindex {SECRET}\nkey a {SECRET}\n\nkey b {SECRET}\n"),
            format!("key a {SECRET}; key b {SECRET}; index {SECRET}"),
        ] {
            let ring = KeyRing::read(&text).unwrap();
            assert_eq!(ring.ids().collect::<Vec<_>>(), ["a", "b"]);
            assert_eq!(ring.current().map(|(id, _)| id), Some("b"));
            assert!(ring.get("a").is_some() && ring.get("c").is_none());
            assert!(!format!("{ring:?}").contains("AAAA"));
        }
    }

    #[test]
    fn what_is_made_new_can_be_read() {
        let text = new_key_text().unwrap();
        assert_eq!(KeyRing::read(&text).unwrap().ids().count(), 1);
        let more = format!("{}{}\n", text.as_str(), new_key_line().unwrap().as_str());
        assert_eq!(KeyRing::read(&more).unwrap().ids().count(), 2);
    }

    #[test]
    fn other_texts_are_refused_and_not_repeated() {
        let rows = [
            (String::new(), "no line `key"),
            (format!("key a {SECRET}"), "no line `index"),
            (format!("index {SECRET}"), "no line `key"),
            (format!("key a {SECRET}\nkey a {SECRET}"), "line 2"),
            (format!("index {SECRET};index {SECRET}"), "line 2"),
            ("key a c2hvcnQ".to_owned(), "line 1"),
            (format!("key a!b {SECRET}"), "line 1"),
            ("sesame".to_owned(), "line 1"),
        ];
        for (text, why) in rows {
            let said = KeyRing::read(&text).unwrap_err();
            assert!(said.contains(why), "{said}");
            assert!(!said.contains("AAAA") && !said.contains("sesame") && !said.contains("c2hv"));
        }
    }
}
