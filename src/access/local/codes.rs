//! One-time codes by RFC 6238 (six digits, 30 seconds, a step before or after), as every authenticator knows them, and the
//! codes for who has lost his authenticator. Deliberately absent: the database; and sending codes by message.

use totp_rs::{Algorithm, Builder, Totp};

use crate::access::tokens;
use crate::kernel::error::Fault;

/// What authenticators show beside the name.
const ISSUER: &str = "workrooms";

/// Recovery codes that are given at once.
pub const RECOVERY_CODES: usize = 10;

/// Without I, L, O and U, so that nobody reads one for another, and none spells a word.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A secret of one-time codes.
pub struct Secret(Totp);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

impl Secret {
    /// A new secret of a name.
    pub fn new(name: &str) -> Result<Self, Fault> {
        let mut bytes = [0_u8; 20];
        getrandom::fill(&mut bytes)
            .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
        Self::of(name, bytes.to_vec())
    }

    /// The secret that was kept.
    pub fn read(name: &str, kept: &str) -> Result<Self, Fault> {
        let bytes = hex::decode(kept).map_err(|_| Fault::new("a secret of codes is no hex"))?;
        Self::of(name, bytes)
    }

    fn of(name: &str, bytes: Vec<u8>) -> Result<Self, Fault> {
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(bytes)
            .with_account_name(name)
            .with_issuer(Some(ISSUER))
            .build();
        let totp = totp.map_err(|_| Fault::new("a secret of codes cannot be used"))?;
        Ok(Self(totp))
    }

    /// As it is kept, sealed.
    pub fn kept(&self) -> String {
        hex::encode(self.0.secret().as_bytes())
    }

    /// As an authenticator reads it.
    pub fn address(&self) -> Result<String, Fault> {
        let address = self.0.to_url();
        address.map_err(|_| Fault::new("a secret of codes has no address"))
    }

    /// The step of a code that is good at an instant, in seconds, and newer than those that were taken.
    pub fn step(&self, code: &str, now: i64, taken: i64) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(now).ok()?;
        let step = self.0.check(&code, now)?;
        i64::try_from(step).ok().filter(|step| *step > taken)
    }
}

/// New recovery codes: ten letters of 32 each, in two halves.
pub fn recovery_codes() -> Result<Vec<String>, Fault> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let letters = letters(10)?;
            let (first, second) = letters.split_at_checked(5).unwrap_or((&letters, ""));
            Ok(format!("{first}-{second}"))
        })
        .collect()
}

/// A password for once: 20 letters of 32, in fours.
pub fn first_password() -> Result<String, Fault> {
    let parts: Result<Vec<String>, Fault> = (0..5).map(|_| letters(4)).collect();
    Ok(parts?.join("-"))
}

fn letters(count: usize) -> Result<String, Fault> {
    let mut bytes = vec![0_u8; count];
    getrandom::fill(&mut bytes).map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(bytes.iter().filter_map(letter).collect())
}

/// A recovery code as it is kept; they are random, so that a plain hash is enough.
pub fn recovery_hash(code: &str) -> String {
    let folded: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    tokens::hash(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's own test vectors.
    fn known() -> Secret {
        Secret::of("name", b"12345678901234567890".to_vec()).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard_and_are_taken_once_within_a_step() {
        // RFC 6238, appendix B, of whose eight digits the last six are ours.
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let step = at / 30;
            assert_eq!(known().step(code, at, 0), Some(step));
            assert_eq!(known().step(code, at + 30, 0), Some(step));
            assert_eq!(known().step(code, at - 30, 0), Some(step));
            assert_eq!(known().step(code, at + 60, 0), None);
            assert_eq!(known().step(code, at - 60, 0), None);
            assert_eq!(known().step(code, at, step), None, "taken already");
            assert_eq!(known().step(code, at, step - 1), Some(step));
        }
        for wrong in ["", "28708", "2870820", "287083", "abcdef", "２８７０８２"] {
            assert_eq!(known().step(wrong, 59, 0), None, "{wrong}");
        }
        assert_eq!(known().step("287 082", 59, 0), Some(1));
    }

    #[test]
    fn an_authenticator_reads_the_address() {
        let address = known().address().unwrap();
        assert!(
            address.starts_with(
                "otpauth://totp/workrooms:name?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            ),
            "{address}"
        );
        let kept = Secret::read("name", &known().kept()).unwrap();
        assert_eq!(kept.address().unwrap(), address);
    }

    #[test]
    fn recovery_codes_are_many_and_read_as_people_write_them() {
        let codes = recovery_codes().unwrap();
        let mut different = codes.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 11));
        assert_eq!(recovery_hash("abcde-fghjk"), recovery_hash(" ABCDE FGHJK "));
        assert_eq!(first_password().unwrap().len(), 24);
    }
}
