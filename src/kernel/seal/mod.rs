//! Sealing of personal data. Each subject (a member, an account, an event, a case) has a data key of its own, and what
//! is personal about it is kept only as text that this key sealed. Data keys lie in the table `data_key`, wrapped by a
//! master key that never enters the database. So a lost backup tells nothing; rotation of the master key rewrites the
//! short wrappings and no sealed row; and erasing a person is deleting one row: the sealed text stays where digests and
//! the journal cover it, and nobody can read it any more.
//!
//! Sealed text cannot be moved: the district, the subject, what the key guards and the field's name are authenticated
//! with it. Two suites are always readable, `AES` (AES-256-GCM, HMAC-SHA-256) and `SM` (SM4-GCM, HMAC-SM3); the
//! configured one writes. Equality is asked for by blind values, which are keyed hashes.
//! Deliberately absent: any table of the domain, and what is personal; the slices know that.

mod handed;
mod keys;
mod sealed;
mod source;
mod store;
mod suite;
mod vault;

use sea_orm::{DeriveActiveEnum, EnumIter};

pub use keys::{KeyRing, new_key_line, new_key_text};
pub use sealed::Sealed;
pub use source::{KeySource, add_to_file, make_file};
pub use store::{
    Rotated, blind_index, check, data_key, find_by_blind, is_keyed, key_for, load_key, load_keys,
    load_rows, remember_blind, rotate, wrapping_keys,
};
pub use suite::Suite;
pub use vault::{DataKey, Vault};

/// What a data key guards; part of its name and of everything that it seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Guards {
    /// Personal fields of a member.
    Member,
    /// The name of a person who signs in.
    Account,
    /// An event's account in words.
    Narrative,
    /// Words of a case of a kind that the district may read.
    Case,
    /// Words of a case of a kind that few may read.
    RestrictedCase,
    /// Words of a member's assessment.
    Duty,
    /// The secrets of an endpoint of webhooks.
    Webhook,
    /// The index key itself, once for the installation: so a wrong one is noticed at the start.
    Index,
}

impl Guards {
    /// As the table and the sealed text name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "MEMBER",
            Self::Account => "ACCOUNT",
            Self::Narrative => "NARRATIVE",
            Self::Case => "CASE",
            Self::RestrictedCase => "RESTRICTED_CASE",
            Self::Duty => "DUTY",
            Self::Webhook => "WEBHOOK",
            Self::Index => "INDEX",
        }
    }
}
