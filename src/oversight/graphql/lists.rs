//! The lists of oversight in a district. Deliberately absent: lists of other kinds of case.

use std::sync::Arc;

use async_graphql::{Context, Object};

use super::campaign::OversightCampaignConnection;
use super::finding::FindingConnection;
use crate::casework::graphql::list::{CaseFilterInput, CasesArgs};
use crate::kernel::error::Result;
use crate::linkage::Pin;

/// Oversight campaigns and findings of a district.
#[derive(Clone, Debug)]
pub struct OversightLists(pub Arc<Pin>);

/// Oversight campaigns and findings of a district (专项监督).
#[Object]
impl OversightLists {
    /// Oversight campaigns that the caller may see, the newest first (专项监督).
    async fn oversight_campaigns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "Which (筛选).")] filter: Option<CaseFilterInput>,
    ) -> Result<OversightCampaignConnection> {
        let args = CasesArgs {
            first,
            after,
            last,
            before,
            filter,
        };
        OversightCampaignConnection::load(ctx, &self.0, args).await
    }

    /// Findings of oversight campaigns that the caller may see, the newest first (监督发现问题).
    async fn findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from the beginning; 1 to 100, 20 if left out (条数).")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
        #[graphql(desc = "How many, from the end; 1 to 100 (末尾条数).")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor (结束游标).")] before: Option<String>,
        #[graphql(desc = "Which (筛选).")] filter: Option<CaseFilterInput>,
    ) -> Result<FindingConnection> {
        let args = CasesArgs {
            first,
            after,
            last,
            before,
            filter,
        };
        FindingConnection::load(ctx, &self.0, args).await
    }
}
