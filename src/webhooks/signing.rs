//! Signatures by the Standard Webhooks specification: HMAC-SHA-256 over id, time and body, by a secret `whsec_…`. Written
//! here because the specification's own crate asks the machine for the time, which only the clock of the kernel may; the
//! specification's vector, and verifiers of the specification in other languages, check it.
//! Deliberately absent: public-key signatures, and where secrets lie.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::kernel::error::Fault;

/// The header of a message's id.
pub const ID: &str = "webhook-id";
/// The header of the time of sending, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header of the signatures.
pub const SIGNATURE: &str = "webhook-signature";

/// How secrets begin.
const PREFIX: &str = "whsec_";
/// How signatures begin.
const VERSION: &str = "v1,";
/// Bytes of a new secret.
const BYTES: usize = 32;
/// A time of sending may be so far from ours.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// Signatures of one message that are looked at, at most.
const MOST: usize = 10;

/// By what a message is signed.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// A new secret, as it is shown once.
pub fn new_secret() -> Result<Zeroizing<String>, Fault> {
    let mut bytes = Zeroizing::new([0_u8; BYTES]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
    let text = STANDARD.encode(bytes.as_slice());
    Ok(Zeroizing::new(format!("{PREFIX}{text}")))
}

impl Secret {
    /// Reads a secret as it was shown.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (!bytes.is_empty()).then(|| Self(Zeroizing::new(bytes)))
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        Some(mac)
    }

    /// The signature of a message.
    pub fn sign(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> Option<String> {
        let mac = self.mac(id, &at.timestamp().to_string(), body)?;
        let code = STANDARD.encode(mac.finalize().into_bytes());
        Some(format!("{VERSION}{code}"))
    }
}

/// The signatures by every secret that holds, as one header.
pub fn signatures(secrets: &[Secret], id: &str, at: DateTime<Utc>, body: &[u8]) -> String {
    let all = secrets
        .iter()
        .filter_map(|secret| secret.sign(id, at, body));
    all.collect::<Vec<_>>().join(" ")
}

/// What came with a message.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it says that it was sent.
    pub timestamp: &'a str,
    /// Its signatures.
    pub signatures: &'a str,
}

/// Whether a message was sent just now by who holds one of the secrets.
pub fn is_genuine(secrets: &[Secret], shown: Shown<'_>, body: &[u8], now: DateTime<Utc>) -> bool {
    let sent = shown.timestamp.parse().ok();
    let sent = sent.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let fresh = sent.is_some_and(|sent| (now - sent).abs() <= TOLERANCE);
    let codes: Vec<Vec<u8>> = shown
        .signatures
        .split(' ')
        .take(MOST)
        .filter_map(|one| STANDARD.decode(one.strip_prefix(VERSION)?).ok())
        .collect();
    let by = |secret: &Secret| {
        codes.iter().any(|code| {
            let mac = secret.mac(shown.id, shown.timestamp, body);
            mac.is_some_and(|mac| mac.verify_slice(code).is_ok())
        })
    };
    fresh && secrets.iter().any(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_vector_of_the_specification_holds() {
        let secret = Secret::read(SECRET).unwrap();
        let signed = secret.sign(ID, at(1_614_265_330), BODY);
        assert_eq!(signed.as_deref(), Some(SIGNED));
    }

    #[test]
    fn a_message_is_genuine_by_any_secret_that_holds_and_within_five_minutes() {
        let secret = Secret::read(SECRET).unwrap();
        let other = Secret::read(&new_secret().unwrap()).unwrap();
        let both = [other.clone(), secret.clone()];
        let shown = Shown {
            id: ID,
            timestamp: "1614265330",
            signatures: SIGNED,
        };
        let noise = format!("v2,abc {SIGNED} v1,abc");
        for (secrets, shown, body, now, due) in [
            (&both[..], shown, BODY, 1_614_265_330, true),
            (&both[1..], shown, BODY, 1_614_265_630, true),
            (&both[1..], shown, BODY, 1_614_265_030, true),
            (&both[1..], shown, BODY, 1_614_265_631, false),
            (&both[1..], shown, BODY, 1_614_265_029, false),
            (&both[..1], shown, BODY, 1_614_265_330, false),
            (&both[..], shown, b"{}", 1_614_265_330, false),
            (&[], shown, BODY, 1_614_265_330, false),
            (
                &both[..],
                Shown {
                    id: "msg_2",
                    ..shown
                },
                BODY,
                1_614_265_330,
                false,
            ),
            (
                &both[..],
                Shown {
                    timestamp: "1614265331",
                    ..shown
                },
                BODY,
                1_614_265_330,
                false,
            ),
            (
                &both[..],
                Shown {
                    timestamp: "",
                    ..shown
                },
                BODY,
                1_614_265_330,
                false,
            ),
            (
                &both[..],
                Shown {
                    signatures: "",
                    ..shown
                },
                BODY,
                1_614_265_330,
                false,
            ),
            (
                &both[..],
                Shown {
                    signatures: &noise,
                    ..shown
                },
                BODY,
                1_614_265_330,
                true,
            ),
        ] {
            assert_eq!(
                is_genuine(secrets, shown, body, at(now)),
                due,
                "{shown:?} at {now}"
            );
        }
    }

    #[test]
    fn a_secret_is_read_as_it_was_shown_and_never_told() {
        assert!(Secret::read("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_none());
        assert!(Secret::read("whsec_").is_none());
        assert!(Secret::read("whsec_!").is_none());
        let shown = new_secret().unwrap();
        let secret = Secret::read(&shown).unwrap();
        assert_eq!(secret.0.len(), BYTES);
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
