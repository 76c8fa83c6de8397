//! Campaigns in the API. Deliberately absent: their figures; a node's figures take a filter.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::inputs::caller_district;
use crate::events::commands::campaign::{CampaignDraft, CampaignErrorCode, launch, revise};
use crate::events::entity::campaign;
use crate::kernel::error::{Failure, Lang, Result, settle};
use crate::kernel::id::GlobalId;
use crate::kernel::period::Span;
use crate::linkage::Request;
use crate::organization::graphql::places::Campaign;
use crate::statistics::graphql::inputs::DateRangeInput;

/// A campaign in the API.
pub fn campaign_of(row: campaign::Model) -> Campaign {
    Campaign {
        id: GlobalId::encode("Campaign", &row.district_id, row.id.0),
        name: row.name,
        period: Span::new(row.starts_on, row.ends_on).into(),
    }
}

crate::user_error! {
    /// Why a campaign was not launched or revised (主题活动被拒原因).
    CampaignError of CampaignErrorCode
}

/// A campaign to launch (发起主题活动).
#[derive(InputObject, Debug)]
pub struct CampaignLaunchInput {
    /// The name, at most 100 characters (名称).
    name: String,
    /// The days on which it runs, half-open (起止日期).
    period: DateRangeInput,
}

/// A campaign's new name and dates (修订主题活动).
#[derive(InputObject, Debug)]
pub struct CampaignReviseInput {
    /// Which campaign (主题活动).
    campaign_id: ID,
    /// The name, at most 100 characters (名称).
    name: String,
    /// The days on which it runs, half-open (起止日期).
    period: DateRangeInput,
}

/// What became of a launch (发起结果).
#[derive(SimpleObject, Debug)]
pub struct CampaignLaunchPayload {
    /// The campaign; null when it was refused (主题活动).
    campaign: Option<Campaign>,
    /// Why it was refused (被拒原因).
    errors: Vec<CampaignError>,
}

/// What became of a revision (修订结果).
#[derive(SimpleObject, Debug)]
pub struct CampaignRevisePayload {
    /// The campaign; null when the revision was refused (主题活动).
    campaign: Option<Campaign>,
    /// Why it was refused (被拒原因).
    errors: Vec<CampaignError>,
}

/// The mutations of campaigns.
#[derive(Default, Debug)]
pub struct CampaignMutation;

/// The mutations of campaigns.
#[Object]
impl CampaignMutation {
    /// Launches a campaign whose label events may carry (发起主题活动).
    async fn campaign_launch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of the campaign (内容).")] input: CampaignLaunchInput,
    ) -> Result<CampaignLaunchPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let draft = draft(input.name, &input.period);
        let done = launch(request, &district, draft).await;
        let (campaign, errors) = told(request, done).await?;
        Ok(CampaignLaunchPayload { campaign, errors })
    }

    /// Revises the name and the dates of a campaign; what stood stays readable (修订主题活动).
    async fn campaign_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of the campaign from now on (内容).")]
        input: CampaignReviseInput,
    ) -> Result<CampaignRevisePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let draft = draft(input.name, &input.period);
        let done = revise(request, &district, &input.campaign_id, draft).await;
        let (campaign, errors) = told(request, done).await?;
        Ok(CampaignRevisePayload { campaign, errors })
    }
}

fn draft(name: String, period: &DateRangeInput) -> CampaignDraft {
    CampaignDraft {
        name,
        from: period.from.as_str().to_owned(),
        to: period.to.as_ref().map(|to| to.as_str().to_owned()),
    }
}

async fn told(
    request: &Request,
    done: std::result::Result<campaign::Model, Failure<CampaignErrorCode>>,
) -> Result<(Option<Campaign>, Vec<CampaignError>)> {
    let lang: Lang = request.lang;
    Ok(match settle(done)? {
        Ok(row) => {
            request.unpin(&row.district_id).await;
            (Some(campaign_of(row)), Vec::new())
        }
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| CampaignError::of(refusal, lang));
            (None, errors.collect())
        }
    })
}
