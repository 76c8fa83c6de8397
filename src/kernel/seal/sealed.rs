//! A sealed text as it lies in the database: `<SUITE>.<base64url(number ‖ ciphertext ‖ tag)>`.
//! Deliberately absent: opening it; that takes a data key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::suite::Suite;

/// A sealed text. Its length tells that of what it holds; nothing else does.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct Sealed(String);

impl Sealed {
    /// Writes what a suite sealed.
    pub(super) fn of(suite: Suite, bytes: &[u8]) -> Self {
        Self(format!(
            "{}.{}",
            suite.as_str(),
            URL_SAFE_NO_PAD.encode(bytes)
        ))
    }

    /// The suite and what it sealed; none where the text was not written by `of`.
    pub(super) fn parts(&self) -> Option<(Suite, Vec<u8>)> {
        Self::parts_of(&self.0)
    }

    /// The same of a text that comes from elsewhere.
    pub(super) fn parts_of(text: &str) -> Option<(Suite, Vec<u8>)> {
        let (suite, bytes) = text.split_once('.')?;
        Some((Suite::parse(suite)?, URL_SAFE_NO_PAD.decode(bytes).ok()?))
    }

    /// The text as it lies in the database, which digests cover.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let suite = self.parts().map(|(suite, _)| suite.as_str());
        write!(f, "Sealed({})", suite.unwrap_or("?"))
    }
}
