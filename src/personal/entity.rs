//! For how long words of a kind are kept, as rows with a validity. Deliberately absent: defaults; without a row words stay.

use crate::casework::kinds::CaseKind;

/// What is kept for a time (保存对象).
#[derive(
    async_graphql::Enum,
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "Text",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeptKind {
    /// Accounts of events and reasons of their versions, from the event on (活动文字).
    Event,
    /// Words of micro-suggestions, from their end on (微建议文字).
    MicroSuggestion,
    /// Words of proposals, from their end on (提案文字).
    Proposal,
    /// Words of sentiment reports, from their end on (社情民意信息文字).
    SentimentReport,
    /// Words of consultations, from their end on (协商文字).
    Consultation,
    /// Words of oversight campaigns, from their end on (专项监督文字).
    OversightCampaign,
    /// Words of findings, from their end on (监督发现问题文字).
    Finding,
    /// Residents' words, from the day on which they were told what came of them (群众意见建议文字).
    PublicVoice,
}

impl KeptKind {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::Event,
        Self::MicroSuggestion,
        Self::Proposal,
        Self::SentimentReport,
        Self::Consultation,
        Self::OversightCampaign,
        Self::Finding,
        Self::PublicVoice,
    ];

    /// The kind of case; none of events.
    pub fn case(self) -> Option<CaseKind> {
        Some(match self {
            Self::Event => return None,
            Self::MicroSuggestion => CaseKind::MicroSuggestion,
            Self::Proposal => CaseKind::Proposal,
            Self::SentimentReport => CaseKind::SentimentReport,
            Self::Consultation => CaseKind::Consultation,
            Self::OversightCampaign => CaseKind::OversightCampaign,
            Self::Finding => CaseKind::Finding,
            Self::PublicVoice => CaseKind::PublicVoice,
        })
    }
}

/// For how long words of a kind are kept.
pub mod retention {
    use sea_orm::entity::prelude::*;

    use super::KeptKind;
    use crate::kernel::id::{DistrictId, NodeId};

    /// For how long words of a kind are kept (保存期限).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "retention")]
    pub struct Model {
        /// The district.
        #[sea_orm(primary_key, auto_increment = false)]
        pub district_id: DistrictId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NodeId,
        /// The journal number that opened this row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub since_number: i64,
        /// The journal number that closed it; none while it stands.
        pub until_number: Option<i64>,
        /// Of what.
        pub kind: KeptKind,
        /// For how many months; none without end.
        pub months: Option<i32>,
        /// From this day on it is so.
        pub valid_from: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

crate::versioned!(retention::Entity);
