//! What a JWT must be to prove somebody: an algorithm of ours, a key of the issuer that is made for it, its signature, then
//! issuer, audience and times. A key that the token itself brings along is not looked at.
//! Deliberately absent: reading keys, encrypted tokens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Unproved;

/// Characters of a token at most.
const LONGEST: usize = 8 * 1024;

/// The algorithms that prove something: signatures with a pair of keys. Never one whose key both sides know, never none.
const ALGORITHMS: [(&str, Algorithm); 4] = [
    ("RS256", Algorithm::RS256),
    ("PS256", Algorithm::PS256),
    ("ES256", Algorithm::ES256),
    ("EdDSA", Algorithm::EdDSA),
];

/// The three parts of a token.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'t> {
    signed: &'t str,
    header: &'t str,
    claims: &'t str,
    signature: &'t str,
}

impl<'t> Parts<'t> {
    /// Parts a token.
    pub fn of(token: &'t str) -> Result<Self, Unproved> {
        if token.len() > LONGEST {
            return Err(Unproved);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Unproved)?;
        let (header, claims) = signed.split_once('.').ok_or(Unproved)?;
        if claims.contains('.') {
            return Err(Unproved);
        }
        Ok(Self {
            signed,
            header,
            claims,
            signature,
        })
    }
}

fn read<T: DeserializeOwned>(part: &str) -> Result<T, Unproved> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Unproved)?;
    serde_json::from_slice(&bytes).map_err(|_| Unproved)
}

/// What a token says of how it is signed.
#[derive(Clone, Debug)]
pub struct Header {
    algorithm: Algorithm,
    key_id: Option<String>,
}

#[derive(Deserialize)]
struct WrittenHeader {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

impl Header {
    /// Refuses other algorithms, and whatever the token says must be understood.
    pub fn read(parts: &Parts<'_>) -> Result<Self, Unproved> {
        let written: WrittenHeader = read(parts.header)?;
        let known = ALGORITHMS.iter().find(|(name, _)| *name == written.alg);
        let (_, algorithm) = known.ok_or(Unproved)?;
        if written.crit.is_some() {
            return Err(Unproved);
        }
        Ok(Self {
            algorithm: *algorithm,
            key_id: written.kid,
        })
    }

    /// The key that the token names, or the only one that it can mean when it names none.
    pub fn choose(&self, keys: &[Key]) -> Option<Key> {
        let named = |key: &&Key| self.key_id.is_none() || key.id == self.key_id;
        let mut fitting = keys
            .iter()
            .filter(named)
            .filter(|key| key.algorithms.contains(&self.algorithm));
        let key = fitting.next()?;
        let is_meant = self.key_id.is_some() || fitting.next().is_none();
        is_meant.then(|| key.clone())
    }
}

/// A key of the issuer.
#[derive(Clone, Debug)]
pub struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

impl Key {
    /// A published key, when it is one for signatures by an algorithm of ours.
    pub fn of(published: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(published.clone()).ok()?;
        let made_for: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                &[Algorithm::ES256]
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                &[Algorithm::EdDSA]
            }
            _ => return None,
        };
        let common = &jwk.common;
        let signs = common.public_key_use.as_ref();
        let signs = signs.is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let verifies = common.key_operations.as_ref();
        let verifies = verifies.is_none_or(|all| all.contains(&KeyOperations::Verify));
        if !signs || !verifies {
            return None;
        }
        let said = published.get("alg").and_then(Value::as_str);
        let algorithms = ALGORITHMS.iter().filter(|(name, algorithm)| {
            made_for.contains(algorithm) && said.is_none_or(|said| said == *name)
        });
        Some(Self {
            id: common.key_id.clone(),
            algorithms: algorithms.map(|(_, algorithm)| *algorithm).collect(),
            key: DecodingKey::from_jwk(&jwk).ok()?,
        })
    }
}

/// What a token claims, its signature having been found good.
#[derive(Debug)]
pub struct Claims {
    /// Whom it is about.
    pub subject: String,
    issuer: String,
    audience: Vec<String>,
    expires: i64,
    issued: i64,
    not_before: Option<i64>,
}

#[derive(Deserialize)]
struct WrittenClaims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: serde_json::Number,
    iat: serde_json::Number,
    nbf: Option<serde_json::Number>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Claims {
    /// Refuses a signature that the key did not make.
    pub fn read(parts: &Parts<'_>, header: &Header, key: &Key) -> Result<Self, Unproved> {
        let signed = parts.signed.as_bytes();
        let good =
            jsonwebtoken::crypto::verify(parts.signature, signed, &key.key, header.algorithm);
        if !good.unwrap_or(false) {
            return Err(Unproved);
        }
        let written: WrittenClaims = read(parts.claims)?;
        let audience = match written.aud {
            Audience::One(one) => vec![one],
            Audience::Several(all) => all,
        };
        let not_before = written.nbf.as_ref().map(seconds).transpose()?;
        Ok(Self {
            subject: written.sub,
            issuer: written.iss,
            audience,
            expires: seconds(&written.exp)?,
            issued: seconds(&written.iat)?,
            not_before,
        })
    }

    /// Refuses what another issuer signed, what is meant for another program, what is over and what is yet to begin.
    pub fn hold(
        &self,
        issuer: &str,
        audience: &str,
        tolerance: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), Unproved> {
        let (now, tolerance) = (now.timestamp(), tolerance.num_seconds());
        let latest = now.saturating_add(tolerance);
        let begun = self.not_before.is_none_or(|from| from <= latest);
        let holds = self.issuer == issuer
            && self.audience.iter().any(|named| named == audience)
            && !self.subject.is_empty()
            && now < self.expires.saturating_add(tolerance)
            && self.issued <= latest
            && begun;
        holds.then_some(()).ok_or(Unproved)
    }
}

/// Whole seconds since 1970; a part of a second is left off.
fn seconds(number: &serde_json::Number) -> Result<i64, Unproved> {
    let text = number.to_string();
    let whole = text
        .split_once('.')
        .map_or(text.as_str(), |(whole, _)| whole);
    whole.parse().map_err(|_| Unproved)
}
