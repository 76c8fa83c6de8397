//! Typed ids: the district's code, the id of anything the organisation holds, the id of an event, and opaque Relay ids.
//! Deliberately absent: making ids (the clock does it) and looking things up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The division code of a district (`430503`), which leads every key in the database.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType,
)]
#[sea_orm(value_type = "String")]
#[serde(transparent)]
pub struct DistrictId(String);

impl DistrictId {
    /// The district of the whole installation, to which system administrators' tokens belong.
    pub const INSTALLATION: &'static str = "0";

    /// Reads a district's code: six digits, or `0` for the installation.
    pub fn parse(code: &str) -> Option<Self> {
        let six_digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        (six_digits || code == Self::INSTALLATION).then(|| Self(code.to_owned()))
    }

    /// The installation itself, which holds no township.
    pub fn installation() -> Self {
        Self(Self::INSTALLATION.to_owned())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl sea_orm::TryFromU64 for DistrictId {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("DistrictId"))
    }
}

impl std::fmt::Display for DistrictId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for DistrictId {
    type Err = NotADistrict;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or(NotADistrict)
    }
}

/// A text that is no district's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADistrict;

impl std::fmt::Display for NotADistrict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a district is six digits, for instance 430503")
    }
}

impl std::error::Error for NotADistrict {}

impl From<DistrictId> for String {
    fn from(id: DistrictId) -> Self {
        id.0
    }
}

impl From<String> for DistrictId {
    fn from(code: String) -> Self {
        Self(code)
    }
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

typed_id! {
    /// The id of anything that the organisation holds: a node of the hierarchy, a campaign, a dated fact about them.
    NodeId
}
typed_id! {
    /// The id of a posted event, made by the client; it is the event's idempotency key for ever.
    EventId
}
typed_id! {
    /// The id of a case, made by the client; proposing it again is safe for ever.
    CaseId
}
typed_id! {
    /// The id of an interned set of hosts or of campaigns: the same members always give the same id.
    SetId
}

/// An opaque Relay id: the GraphQL type, the district and the thing's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// The GraphQL type's name.
    pub type_name: String,
    /// The district that holds it.
    pub district: DistrictId,
    /// Its id there.
    pub id: Uuid,
}

impl GlobalId {
    /// Writes the id of a thing.
    pub fn encode(type_name: &str, district: &DistrictId, id: Uuid) -> async_graphql::ID {
        URL_SAFE_NO_PAD
            .encode(format!("{type_name}:{district}:{}", id.simple()))
            .into()
    }

    /// Reads an id that this program wrote; anything else is `None`.
    pub fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = text.split(':');
        let (type_name, district, id) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Some(Self {
            type_name: type_name.to_owned(),
            district: DistrictId::parse(district)?,
            id: Uuid::try_parse(id).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn global_ids_read_back_and_garbage_does_not() {
        let district = DistrictId::parse("430503").unwrap();
        let id = Uuid::from_u128(7);
        let text = GlobalId::encode("Workroom", &district, id);
        assert_eq!(
            GlobalId::decode(&text),
            Some(GlobalId {
                type_name: "Workroom".into(),
                district,
                id
            })
        );
        for bad in ["", "x", "V29ya3Jvb20", "V29ya3Jvb206NDMwNTAzOjc6OA"] {
            assert_eq!(GlobalId::decode(bad), None, "{bad}");
        }
    }
}
