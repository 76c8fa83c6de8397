//! The closed lists of the organisation, the same words in the tables and in the API.
//! Deliberately absent: lists that differ from district to district (committees, sectors), which are rows.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// What an identity stands for (组织要素种类).
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
pub enum NodeKind {
    /// The district committee (区政协).
    District,
    /// A township, town or subdistrict (乡镇街道).
    Township,
    /// A community or village (社区、村).
    Division,
    /// A special committee (专委会).
    SpecialCommittee,
    /// A sector (界别).
    Sector,
    /// A sector group (界别活动组).
    SectorGroup,
    /// A members' workroom (委员工作室).
    Workroom,
    /// A member (政协委员).
    Member,
    /// An honour (荣誉).
    Honour,
    /// A membership (委员资格).
    Membership,
    /// An office held (职务).
    OfficeHeld,
    /// A term (届).
    Term,
    /// A plenary session (次会议).
    Session,
    /// A dated link (联系关系).
    Link,
    /// A campaign (主题活动).
    Campaign,
    /// A nil return (零报告).
    NilReturn,
    /// A handling unit (承办单位).
    HandlingUnit,
    /// A loaded calendar year (工作日历).
    CalendarYear,
}

/// The kind of a township-level division (乡镇街道类别).
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
pub enum TownshipKind {
    /// A subdistrict (街道).
    Subdistrict,
    /// A town (镇).
    Town,
    /// A township (乡).
    Township,
}

/// Whether a township is agricultural (涉农).
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
pub enum Agricultural {
    /// It is (涉农).
    Yes,
    /// It is not (非涉农).
    No,
    /// Not confirmed by the district yet (待确认).
    Unconfirmed,
}

/// The kind of a division below the township (村级区划类别).
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
pub enum DivisionKind {
    /// A community (社区).
    Community,
    /// A village (村).
    Village,
}

/// Whose workroom it is (委员工作室类别).
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
pub enum WorkroomKind {
    /// Of a township or subdistrict (乡镇街道委员工作室).
    Township,
    /// Named after a member (个人委员工作室).
    Personal,
    /// Of a sector (界别委员工作室).
    Sector,
}

/// Who awarded an honour (荣誉级别).
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
pub enum HonourLevel {
    /// The nation (国家级).
    National,
    /// The province (省级).
    Provincial,
    /// The city (市级).
    Municipal,
    /// The district (区级).
    District,
}

/// An office of the district committee (职务).
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
pub enum Office {
    /// Chairperson (主席).
    Chairperson,
    /// Vice-chairperson (副主席).
    ViceChairperson,
    /// Secretary-general (秘书长).
    SecretaryGeneral,
    /// Standing member (常务委员).
    StandingMember,
    /// Member of the leading Party members' group (党组成员).
    PartyGroupMember,
    /// Director of a special committee (专委会主任).
    CommitteeDirector,
}
