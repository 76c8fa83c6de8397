//! The closed lists of events: kinds and their categories, measures with their units, statuses.
//! Deliberately absent: campaigns, which are rows.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// A category of event kinds (活动大类).
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
pub enum Category {
    /// Consultation (协商).
    Consultation,
    /// Democratic oversight (民主监督).
    Oversight,
    /// Service to the people (服务群众).
    Service,
    /// Study (学习).
    Study,
    /// Other work (其他工作).
    Work,
}

/// What was done (活动种类).
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
pub enum EventKind {
    /// A consultation at a standing committee meeting (专题议政性常委会会议).
    StandingCommitteeConsultation,
    /// A thematic consultation (专题协商).
    ThematicConsultation,
    /// A consultation with relevant departments (对口协商).
    CounterpartConsultation,
    /// A sector-specific consultation (界别协商).
    SectorConsultation,
    /// A consultation on the handling of proposals (提案办理协商).
    ProposalHandlingConsultation,
    /// A community-level consultation (基层协商).
    CommunityConsultation,
    /// A micro-consultation (微协商).
    MicroConsultation,
    /// A round of an oversight campaign (监督调研).
    OversightRound,
    /// Regular or invited oversight (经常性监督).
    RegularOversight,
    /// A micro-oversight (微监督).
    MicroOversight,
    /// An inspection (视察).
    Inspection,
    /// A good deed for residents (为民办实事).
    GoodDeed,
    /// Volunteering (志愿服务).
    Volunteer,
    /// A member lecture (委员讲堂).
    Lecture,
    /// A talk with residents (民情恳谈).
    PublicTalk,
    /// A visit of consolation (走访慰问).
    Consolation,
    /// Aid to students (金秋助学).
    StudentAid,
    /// A donation (捐款捐物).
    Donation,
    /// Disaster relief (抗灾救灾).
    DisasterRelief,
    /// Epidemic service (疫情防控服务).
    EpidemicService,
    /// A patrol (巡河巡查).
    Patrol,
    /// A visit (走访).
    Visit,
    /// A study talk (学习宣讲).
    StudyTalk,
    /// A reading session (委员读书).
    Reading,
    /// A contest (比赛).
    Contest,
    /// A training (培训).
    Training,
    /// A seminar (研讨会).
    Seminar,
    /// Research (调研).
    Research,
    /// A meeting (会议).
    Meeting,
    /// A reception of visitors (接待).
    Reception,
    /// Anything else (其他).
    Other,
}

impl EventKind {
    /// Every kind, category by category.
    pub const ALL: [Self; 31] = [
        Self::StandingCommitteeConsultation,
        Self::ThematicConsultation,
        Self::CounterpartConsultation,
        Self::SectorConsultation,
        Self::ProposalHandlingConsultation,
        Self::CommunityConsultation,
        Self::MicroConsultation,
        Self::OversightRound,
        Self::RegularOversight,
        Self::MicroOversight,
        Self::Inspection,
        Self::GoodDeed,
        Self::Volunteer,
        Self::Lecture,
        Self::PublicTalk,
        Self::Consolation,
        Self::StudentAid,
        Self::Donation,
        Self::DisasterRelief,
        Self::EpidemicService,
        Self::Patrol,
        Self::Visit,
        Self::StudyTalk,
        Self::Reading,
        Self::Contest,
        Self::Training,
        Self::Seminar,
        Self::Research,
        Self::Meeting,
        Self::Reception,
        Self::Other,
    ];

    /// The category that the kind belongs to.
    pub fn category(self) -> Category {
        match self {
            Self::StandingCommitteeConsultation
            | Self::ThematicConsultation
            | Self::CounterpartConsultation
            | Self::SectorConsultation
            | Self::ProposalHandlingConsultation
            | Self::CommunityConsultation
            | Self::MicroConsultation => Category::Consultation,
            Self::OversightRound
            | Self::RegularOversight
            | Self::MicroOversight
            | Self::Inspection => Category::Oversight,
            Self::GoodDeed
            | Self::Volunteer
            | Self::Lecture
            | Self::PublicTalk
            | Self::Consolation
            | Self::StudentAid
            | Self::Donation
            | Self::DisasterRelief
            | Self::EpidemicService
            | Self::Patrol
            | Self::Visit => Category::Service,
            Self::StudyTalk | Self::Reading | Self::Contest | Self::Training | Self::Seminar => {
                Category::Study
            }
            Self::Research | Self::Meeting | Self::Reception | Self::Other => Category::Work,
        }
    }

    /// Whether an event of this kind counts one session unless it says otherwise.
    pub fn is_held_in_sessions(self) -> bool {
        match self.category() {
            Category::Consultation | Category::Oversight | Category::Study => true,
            Category::Service | Category::Work => matches!(
                self,
                Self::Volunteer | Self::Lecture | Self::PublicTalk | Self::Patrol | Self::Meeting
            ),
        }
    }

    /// Its Chinese name.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::StandingCommitteeConsultation => "专题议政性常委会会议",
            Self::ThematicConsultation => "专题协商",
            Self::CounterpartConsultation => "对口协商",
            Self::SectorConsultation => "界别协商",
            Self::ProposalHandlingConsultation => "提案办理协商",
            Self::CommunityConsultation => "基层协商",
            Self::MicroConsultation => "微协商",
            Self::OversightRound => "监督调研",
            Self::RegularOversight => "经常性监督",
            Self::MicroOversight => "微监督",
            Self::Inspection => "视察",
            Self::GoodDeed => "为民办实事",
            Self::Volunteer => "志愿服务",
            Self::Lecture => "委员讲堂",
            Self::PublicTalk => "民情恳谈",
            Self::Consolation => "走访慰问",
            Self::StudentAid => "金秋助学",
            Self::Donation => "捐款捐物",
            Self::DisasterRelief => "抗灾救灾",
            Self::EpidemicService => "疫情防控服务",
            Self::Patrol => "巡河巡查",
            Self::Visit => "走访",
            Self::StudyTalk => "学习宣讲",
            Self::Reading => "委员读书",
            Self::Contest => "比赛",
            Self::Training => "培训",
            Self::Seminar => "研讨会",
            Self::Research => "调研",
            Self::Meeting => "会议",
            Self::Reception => "接待",
            Self::Other => "其他",
        }
    }
}

/// What a quantity measures (计量项).
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
pub enum Measure {
    /// Records of events themselves (活动记录).
    Events,
    /// Sessions held (场次).
    Sessions,
    /// Attendances: the same person twice counts twice (人次).
    PersonTimes,
    /// Persons, each counted once within the event (人).
    Persons,
    /// Good deeds (件).
    GoodDeeds,
    /// Opinions and suggestions of residents (条).
    Voices,
    /// Enterprises visited (家).
    Enterprises,
    /// Villages and communities (个).
    Villages,
    /// Comments left; shown, never scored or ranked (条).
    Comments,
    /// Money, in yuan, of one fund kind (元).
    Funds,
}

/// A unit; amounts of different units are never added (单位).
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
pub enum Unit {
    /// Records (条记录).
    Records,
    /// Sessions (场次).
    Sessions,
    /// Person-times (人次).
    PersonTimes,
    /// Persons (人).
    Persons,
    /// Cases (件).
    Cases,
    /// Items (条).
    Items,
    /// Written pieces (篇).
    Pieces,
    /// Points (分).
    Points,
    /// Enterprises (家).
    Enterprises,
    /// Villages and communities (个).
    Villages,
    /// Townships, towns and subdistricts (个).
    Divisions,
    /// Workrooms (个).
    Workrooms,
    /// Comments (条).
    Comments,
    /// Yuan (元).
    Yuan,
    /// A share of one, shown as a percentage (%).
    Percent,
    /// Months (个月).
    Months,
    /// Working days (个工作日).
    WorkingDays,
    /// Calendar days (天).
    Days,
    /// Records per hundred members (条/百名委员).
    PerHundredMembers,
    /// Kinds (种).
    Kinds,
    /// A number without a unit, from 0 to 1 (系数).
    Coefficient,
}

/// Whether an amount is exact (精确程度).
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
pub enum Qualifier {
    /// Exactly this (精确).
    Exact,
    /// This or more (余).
    AtLeast,
}

/// A kind of funds; kinds are never added together (资金类别).
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
pub enum FundKind {
    /// Donated cash (捐款).
    DonationCash,
    /// The value of donated goods (捐物).
    DonationInKind,
    /// Funds mobilised from others for a project (争取资金).
    Mobilised,
    /// Aid paid out (资助).
    AidPaid,
}

impl FundKind {
    /// The kind as the tables hold it; none for the empty text of other measures.
    pub fn read(text: &str) -> Option<Self> {
        sea_orm::ActiveEnum::try_from_value(&text.to_owned()).ok()
    }
}

/// Where a posted event stands (活动状态).
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
pub enum EventStatus {
    /// Posted and counted (已报送).
    Posted,
    /// Verified by the office and counted (已核实).
    Verified,
    /// Held as a likely duplicate until a person decides; not counted (待甄别).
    Held,
    /// Refused at verification; not counted (核实未通过).
    Rejected,
    /// The same event as another; not counted (重复).
    Duplicate,
    /// Withdrawn; not counted (作废).
    Void,
}

impl EventStatus {
    /// Whether figures count it.
    pub fn counts(self) -> bool {
        matches!(self, Self::Posted | Self::Verified)
    }
}

impl Measure {
    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::Events => Unit::Records,
            Self::Sessions => Unit::Sessions,
            Self::PersonTimes => Unit::PersonTimes,
            Self::Persons => Unit::Persons,
            Self::GoodDeeds => Unit::Cases,
            Self::Voices => Unit::Items,
            Self::Enterprises => Unit::Enterprises,
            Self::Villages => Unit::Villages,
            Self::Comments => Unit::Comments,
            Self::Funds => Unit::Yuan,
        }
    }
}
