//! What a district's cases tell: its lists by kind, the limits, letters and points that are data, and the funnel of voices.
//! Deliberately absent: single cases; each kind shows its own.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::casework::graphql::limits::{CaseLimit, case_limits};
use crate::casework::graphql::list::{CaseFilterInput, CasesArgs};
use crate::casework::graphql::points::{AdoptionPoints, adoption_points};
use crate::casework::kinds::CaseKind;
use crate::consultations::graphql::ConsultationConnection;
use crate::kernel::error::Result;
use crate::kernel::scalars::Long;
use crate::linkage::Pin;
use crate::micro_suggestions::graphql::MicroSuggestionConnection;
use crate::oversight::graphql::campaign::OversightCampaignConnection;
use crate::oversight::graphql::finding::FindingConnection;
use crate::personal::graphql::{Retention, retentions};
use crate::practices::practice;
use crate::proposals::graphql::ProposalConnection;
use crate::proposals::graphql::letters::{ResultLetter, letters_of};
use crate::public_voices::graphql::PublicVoiceConnection;
use crate::public_voices::graphql::funnel::{VoiceFunnel, voice_funnel};
use crate::sentiment_reports::graphql::SentimentReportConnection;
use crate::statistics::graphql::inputs::PeriodInput;

/// The cases of a district.
#[derive(Clone, Debug)]
pub struct DistrictCases(pub Arc<Pin>);

/// What a district's cases tell (本区办件).
#[Object]
impl DistrictCases {
    /// Time limits of a kind of case: the defaults, then the district's own by leg and day (办理时限).
    async fn case_limits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which kind (办件种类).")] kind: CaseKind,
    ) -> Result<Vec<CaseLimit>> {
        match practice(kind) {
            Some(practice) => case_limits(ctx, &self.0, practice).await,
            None => Ok(Vec::new()),
        }
    }

    /// The letters that stand for the results of proposals in a year (结果代码).
    async fn result_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year (年度).")] year: i32,
    ) -> Result<Vec<ResultLetter>> {
        letters_of(ctx, &self.0, year).await
    }

    /// The points of adoptions of sentiment reports: the defaults, then the district's own by level and day (采用计分).
    async fn adoption_points(&self, ctx: &Context<'_>) -> Result<Vec<AdoptionPoints>> {
        adoption_points(ctx, &self.0).await
    }

    /// For how long words are kept, by kind and day; what has none is kept without end (保存期限).
    async fn retentions(&self, ctx: &Context<'_>) -> Result<Vec<Retention>> {
        retentions(ctx, &self.0).await
    }

    /// How far the voices of a period came, each counted once; null for who may not see figures (意见建议转化漏斗).
    async fn voice_funnel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which days they were collected (期间).")] period: PeriodInput,
        #[graphql(desc = "With any of these campaigns, at most 50; all if left out (主题活动).")]
        campaign_ids: Option<Vec<ID>>,
    ) -> Result<Option<VoiceFunnel>> {
        voice_funnel(ctx, &self.0, &period, campaign_ids.as_deref()).await
    }
}

/// The lists of cases by kind: they differ in nothing but the kind.
macro_rules! case_lists {
    ($($(#[doc = $doc:literal])+ $name:ident -> $connection:ident;)+) => {
        /// The lists of a district's cases.
        #[derive(Clone, Debug)]
        pub struct CaseLists(pub Arc<Pin>);

        /// The lists of a district's cases (办件列表).
        #[Object]
        impl CaseLists {
            $(
                $(#[doc = $doc])+
                #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
                async fn $name(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
                    first: Option<i32>,
                    #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
                    #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
                    #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
                    #[graphql(desc = "Which (筛选).")] filter: Option<CaseFilterInput>,
                    #[graphql(desc = "Changed after this journal number, for clients that keep the list (此序号后有变更).")]
                    updated_since: Option<Long>,
                ) -> Result<$connection> {
                    let args = CasesArgs { first, after, last, before, filter, updated_since };
                    $connection::load(ctx, &self.0, args).await
                }
            )+
        }
    };
}

case_lists! {
    /// Micro-suggestions that the caller may see, the newest first (微建议).
    micro_suggestions -> MicroSuggestionConnection;

    /// Oversight campaigns that the caller may see, the newest first (专项监督).
    oversight_campaigns -> OversightCampaignConnection;

    /// Findings of oversight that the caller may see, the newest first (监督发现问题).
    findings -> FindingConnection;

    /// Consultations that the caller may see, the newest first (协商).
    consultations -> ConsultationConnection;

    /// Proposals that the caller may see, the newest first (提案).
    proposals -> ProposalConnection;

    /// Sentiment reports that the caller may see, the newest first (社情民意信息).
    sentiment_reports -> SentimentReportConnection;

    /// Public voices that the caller may see, the newest first (群众意见建议).
    public_voices -> PublicVoiceConnection;
}
