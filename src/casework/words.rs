//! What owners and roles are called in sentences to people. Deliberately absent: states and acts, which carry their names.

use super::kinds::LegOwner;
use crate::kernel::actor::Role;
use crate::kernel::authz::{Action as Permission, Answer, Standing, answer};

impl LegOwner {
    /// What it is called in Chinese and in English.
    pub fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Author => ("提出人", "author"),
            Self::Office => ("政协机关", "office"),
            Self::Hotline => ("热线中心", "hotline"),
            Self::Unit => ("承办单位", "unit"),
            Self::Leader => ("领导", "leader"),
            Self::Organizer => ("组织单位", "organiser"),
            Self::Group => ("监督小组", "group"),
        }
    }
}

/// Whose part it is to do what takes a permission, in Chinese and in English.
pub fn roles(permission: Permission) -> (Vec<&'static str>, Vec<&'static str>) {
    Role::ALL
        .into_iter()
        .filter(|role| answer(Some(*role), permission, Standing::Own) == Answer::Allowed)
        .map(role)
        .unzip()
}

/// A role in Chinese and in English.
pub fn role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::SystemAdmin => ("系统管理员", "system administrator"),
        Role::SecurityAdmin => ("安全管理员", "security administrator"),
        Role::Auditor => ("审计员", "auditor"),
        Role::Office => ("政协机关", "CPPCC office"),
        Role::Leader => ("区政协领导", "leader"),
        Role::WorkroomOfficer => ("政协专干", "workroom officer"),
        Role::Member => ("委员", "member"),
        Role::Hotline => ("热线中心", "hotline centre"),
        Role::Unit => ("承办单位", "handling unit"),
    }
}
