//! Who asks. An `Actor` is made only from a verified token and is what every rule of permission looks at.
//! Deliberately absent: the tokens themselves and the policy.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{DistrictId, NodeId};

/// What a caller is, in the district that his token names.
#[derive(
    Enum,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumIter,
    DeriveActiveEnum,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(rename_items = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Runs the installation: districts and tokens; sees no district's records (系统管理员).
    SystemAdmin,
    /// Looks after accounts and security settings; sees no district's records (安全管理员).
    SecurityAdmin,
    /// Reads everything of its district, changes nothing (审计员).
    Auditor,
    /// Keeps the organisation and verifies what workrooms post (政协机关).
    Office,
    /// Reads figures and records of the district (区政协领导).
    Leader,
    /// Posts and corrects for one workroom (政协专干).
    WorkroomOfficer,
    /// A member of the district committee (政协委员).
    Member,
    /// The 12345 hotline centre (热线中心).
    Hotline,
    /// A unit that handles cases (承办单位).
    Unit,
}

impl Role {
    /// Every role, in the order of the permission matrix.
    pub const ALL: [Self; 9] = [
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::Auditor,
        Self::Office,
        Self::Leader,
        Self::WorkroomOfficer,
        Self::Member,
        Self::Hotline,
        Self::Unit,
    ];

    /// The name on the command line: `workroom_officer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::Auditor => "auditor",
            Self::Office => "office",
            Self::Leader => "leader",
            Self::WorkroomOfficer => "workroom_officer",
            Self::Member => "member",
            Self::Hotline => "hotline",
            Self::Unit => "unit",
        }
    }

    /// Whether it is one of the three administrators, who are separate: system, security and audit (三员).
    pub fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdmin | Self::SecurityAdmin | Self::Auditor
        )
    }

    /// Whether a token of this role must name the one node it acts for.
    pub fn needs_scope(self) -> bool {
        matches!(self, Self::WorkroomOfficer | Self::Member | Self::Unit)
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = Self::ALL.iter().map(|role| role.name()).collect();
                format!("a role is one of {}", names.join(", "))
            })
    }
}

/// A caller whose token was verified.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The id of what gives the right: a token, or a role granted to an account; the journal names it.
    pub id: Uuid,
    /// What the caller is.
    pub role: Role,
    /// The district; the installation for system and security administrators.
    pub district: DistrictId,
    /// The one workroom, member or unit that the caller acts for.
    pub scope: Option<NodeId>,
}

/// The id that no right has, because ids are made from the clock.
const NO_RIGHT: Uuid = Uuid::max();

impl Actor {
    /// The same caller with the policy taken out, to whom everything is allowed: what he sees then is what the second wall
    /// lets through. For the tests of that wall alone; nothing in the program calls it, and the gate lets no such actor in.
    pub fn without_filter(self) -> Self {
        Self {
            id: NO_RIGHT,
            ..self
        }
    }

    /// Whether the policy was taken out.
    pub fn is_past_filter(&self) -> bool {
        self.id == NO_RIGHT
    }
}
