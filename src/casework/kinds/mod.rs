//! The closed lists of casework, the same words in the tables and in the API, shared by every kind of case: one word means
//! one thing wherever it stands. Deliberately absent: time limits and the letters A to D of result classes, which are data.

pub mod acts;
pub mod facts;
pub mod lists;
pub mod states;

pub use acts::CaseAct;
pub use facts::{Fact, Leg, LegOwner, LinkKind, Need, Party};
pub use lists::*;
pub use states::CaseState;

/// A closed list: the enum, in the tables and in the API, and all of its words in order.
macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident),+ $(,)? }) => {
        #[derive(
            async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        $(#[$doc])*
        pub enum $name { $($(#[$item_doc])* $item),+ }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];
        }
    };
}
pub(crate) use word_list;

word_list! {
    /// The kind of a case (办件种类).
    CaseKind {
        /// A micro-suggestion through the 12345 hotline (微建议).
        MicroSuggestion,
        /// A proposal (提案).
        Proposal,
        /// A report of social conditions and public sentiment (社情民意信息).
        SentimentReport,
        /// A consultation (协商).
        Consultation,
        /// An oversight campaign (专项监督).
        OversightCampaign,
        /// A finding of an oversight campaign (监督发现问题).
        Finding,
        /// An opinion or suggestion of residents (群众意见建议).
        PublicVoice,
    }
}

impl CaseKind {
    /// Whether only those with a part, the office and leaders may read it.
    pub fn is_restricted(self) -> bool {
        matches!(self, Self::SentimentReport | Self::PublicVoice)
    }
}
