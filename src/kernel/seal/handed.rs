//! Texts that a caller is handed and shows again: sealed by a master key, so that every program with these keys reads them,
//! and nobody else can read or make one. Deliberately absent: what they say, and until when they are good.

use super::Sealed;
use super::vault::Vault;
use crate::kernel::error::Fault;

/// What a master key is used for.
const HAND_OUT: &str = "hand out texts";

impl Vault {
    /// A text for a caller to show again, for one purpose; its signs have a place in a path.
    pub fn hand_out(&self, purpose: &str, plain: &str) -> Result<String, Fault> {
        let ring = self.ring();
        let (id, master) = ring.current().ok_or_else(|| Fault::new("no master key"))?;
        let suite = self.suite();
        let key = suite.derive(master, HAND_OUT);
        let sealed = suite.seal(&key, purpose.as_bytes(), plain.as_bytes());
        let sealed = sealed.ok_or_else(|| Fault::new("a text cannot be handed out"))?;
        Ok(format!("{id}.{}", Sealed::of(suite, &sealed).as_str()))
    }

    /// What was handed out for the purpose; none of any other text.
    pub fn take_back(&self, purpose: &str, handed: &str) -> Option<String> {
        let (id, sealed) = handed.split_once('.')?;
        let (suite, bytes) = Sealed::parts_of(sealed)?;
        let ring = self.ring();
        let key = suite.derive(ring.get(id)?, HAND_OUT);
        let plain = suite.open(&key, purpose.as_bytes(), &bytes)?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::seal::Suite;

    const INDEX: &str = "index AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const FIRST: &str = "key a AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    const SECOND: &str = "key b AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

    fn vault(keys: &[&str], suite: Suite) -> Vault {
        Vault::of_text(&format!("{INDEX};{}", keys.join(";")), suite).unwrap()
    }

    #[test]
    fn what_was_handed_out_is_taken_back_for_the_purpose_alone() {
        for suite in [Suite::Aes, Suite::Sm] {
            let here = vault(&[FIRST], suite);
            let handed = here.hand_out("export", "内容").unwrap();
            let in_a_path = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            assert!(handed.chars().all(in_a_path), "{handed}");
            assert_eq!(here.take_back("export", &handed).as_deref(), Some("内容"));
            assert_eq!(here.take_back("import", &handed), None);
            // After a rotation too, and by a program with another suite; not by other keys.
            let rotated = vault(&[FIRST, SECOND], Suite::Aes);
            assert_eq!(
                rotated.take_back("export", &handed).as_deref(),
                Some("内容")
            );
            assert_eq!(vault(&[SECOND], suite).take_back("export", &handed), None);
            for place in 0..handed.len() {
                let mut changed = handed.clone().into_bytes();
                changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(here.take_back("export", &changed), None, "{place}");
            }
        }
    }

    #[test]
    fn other_texts_are_none() {
        let here = vault(&[FIRST], Suite::Aes);
        for text in ["", ".", "a.", "a.AES", "a.AES.", "b.AES.AAAA", "a.AES.!"] {
            assert_eq!(here.take_back("export", text), None, "{text}");
        }
    }
}
