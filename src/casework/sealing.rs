//! Words of persons in a case: said in plain while a deed is under way, sealed by the case's own data key once it is kept.
//! What is read from a table is always sealed, so that rules, lists and figures can be asked without a key.
//! Deliberately absent: titles and numbers of orders, which name the matter and are looked for.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::case::Case;
use super::content::{Content, Particulars};
use super::deed::Deed;
use super::kinds::CaseKind;
use crate::kernel::erasing::Guarded;
use crate::kernel::error::Fault;
use crate::kernel::id::{CaseId, DistrictId};
use crate::kernel::seal::{DataKey, Guards, Sealed, Vault, key_for};
use crate::linkage::Writing;

/// The names of fields that are sealed.
pub mod field {
    /// What a case says.
    pub const CONTENT: &str = "content";
    /// What is said of a step.
    pub const NOTE: &str = "note";
    /// A resident's own words.
    pub const WORDS: &str = "words";
    /// A point of minutes.
    pub const POINT: &str = "point";
    /// A promised action.
    pub const PROMISE: &str = "promise";
}

/// Words of a person.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// As they are said.
    Said(String),
    /// As they are kept.
    Kept(Sealed),
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(_) => f.write_str("Said"),
            Self::Kept(sealed) => sealed.fmt(f),
        }
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Said(text)
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Said(text) => serializer.serialize_str(text),
            Self::Kept(sealed) => sealed.serialize(serializer),
        }
    }
}

/// What is read back was kept.
impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Sealed::deserialize(deserializer).map(Self::Kept)
    }
}

impl Words {
    /// The words, while they are said.
    pub fn said(&self) -> Option<&str> {
        match self {
            Self::Said(text) => Some(text),
            Self::Kept(_) => None,
        }
    }

    /// The words, once they are kept.
    pub fn kept(&self) -> Option<&Sealed> {
        match self {
            Self::Said(_) => None,
            Self::Kept(sealed) => Some(sealed),
        }
    }

    /// The words as they are kept.
    pub fn seal(&self, key: &DataKey, field: &str) -> Result<Sealed, Fault> {
        match self {
            Self::Said(text) => key.seal(field, text),
            Self::Kept(sealed) => Ok(sealed.clone()),
        }
    }

    fn keep(&mut self, key: &DataKey, field: &str) -> Result<(), Fault> {
        *self = Self::Kept(self.seal(key, field)?);
        Ok(())
    }
}

impl Deed {
    /// Its words with the names of their fields.
    fn words(&mut self) -> Vec<(&'static str, &mut Words)> {
        match self {
            Self::Propose { content, .. } | Self::Revise { content } | Self::Edit { content } => {
                content.words()
            }
            Self::Minute { points, promises } => {
                let points = points.iter_mut().map(|point| (field::POINT, point));
                let promises = promises.iter_mut();
                let promises = promises.map(|promise| (field::PROMISE, &mut promise.text));
                points.chain(promises).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it brings words.
    pub fn has_words(&self) -> bool {
        matches!(
            self,
            Self::Propose { .. } | Self::Revise { .. } | Self::Edit { .. } | Self::Minute { .. }
        )
    }

    /// The deed as it is kept.
    pub fn sealed(mut self, key: &DataKey) -> Result<Self, Fault> {
        for (field, words) in self.words() {
            words.keep(key, field)?;
        }
        Ok(self)
    }

    /// Its sealed words with the names of their fields, for telling a person what is held of him.
    pub fn kept_words(&mut self) -> Vec<(&'static str, Sealed)> {
        let words = self.words().into_iter();
        words
            .filter_map(|(field, words)| Some((field, words.kept()?.clone())))
            .collect()
    }
}

impl Content {
    fn words(&mut self) -> Vec<(&'static str, &mut Words)> {
        let mut words = vec![(field::CONTENT, &mut self.content)];
        if let Particulars::Voice { words: own, .. } = &mut self.particulars {
            words.push((field::WORDS, own));
        }
        words
    }
}

/// Under which key the words of a case of a kind are.
pub fn guarded(district: &DistrictId, kind: CaseKind, id: CaseId) -> Guarded {
    Guarded {
        district: district.clone(),
        guards: match kind.is_restricted() {
            true => Guards::RestrictedCase,
            false => Guards::Case,
        },
        subject: id.0,
    }
}

impl Case {
    /// Under which key its words are.
    pub fn guarded(&self) -> Guarded {
        let version = &self.version;
        guarded(&version.district_id, version.kind, version.id)
    }
}

/// The key under which a step's words are kept, made where the case has none; none when it brings no words.
pub async fn key_of(
    writing: &Writing,
    case: &Case,
    has_words: bool,
) -> Result<Option<DataKey>, Fault> {
    if !has_words {
        return Ok(None);
    }
    let of = case.guarded();
    let subject = (of.subject, None);
    let key = key_for(
        &writing.tx,
        &writing.vault,
        &of.district,
        of.guards,
        subject,
    );
    Ok(Some(key.await?))
}

/// What a case says, opened; none when it was erased.
pub async fn stands(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    case: &Case,
) -> Result<Option<Content>, Fault> {
    let (version, guarded) = (&case.version, case.guarded());
    let content = guarded.open(conn, vault, field::CONTENT, &version.content);
    let Some(content) = content.await? else {
        return Ok(None);
    };
    let mut particulars = case.particulars().clone();
    if let Particulars::Voice { words, .. } = &mut particulars
        && let Some(sealed) = words.kept().cloned()
    {
        let Some(opened) = guarded.open(conn, vault, field::WORDS, &sealed).await? else {
            return Ok(None);
        };
        *words = opened.into();
    }
    Ok(Some(Content {
        title: version.title.clone(),
        content: content.into(),
        place_code: version.place_code.clone(),
        particulars,
    }))
}
