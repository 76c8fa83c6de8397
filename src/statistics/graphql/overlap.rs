//! What campaigns share: the union counts each record once, and the overlap says how many records carry all the labels,
//! so that nobody adds the campaigns blindly. Deliberately absent: overlaps of other labels.

use std::sync::Arc;

use async_graphql::{Context, ID, SimpleObject};

use super::figure::Figure;
use super::inputs::{EventFilter, ids};
use super::node::NodeArgs;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::GlobalId;
use crate::linkage::{Node, Pin};
use crate::statistics::question::Apart;

/// One campaign's own figures (单项主题活动数据).
#[derive(SimpleObject, Clone, Debug)]
pub struct CampaignFigures {
    /// The campaign's id (主题活动标识).
    pub campaign_id: ID,
    /// Its figures, in the order of the metrics asked (数据).
    pub figures: Vec<Figure>,
}

/// Figures of several campaigns with what they share (主题活动重叠).
#[derive(SimpleObject, Clone, Debug)]
pub struct CampaignOverlap {
    /// Each campaign on its own; not to be added (各自数据，不可相加).
    pub campaigns: Vec<CampaignFigures>,
    /// Records with any of the campaigns, each once (合并去重).
    pub union: Vec<Figure>,
    /// Records with all of the campaigns (重叠部分).
    pub shared: Vec<Figure>,
}

/// The overlap of two to ten campaigns.
pub async fn campaign_overlap(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    node: Node,
    campaign_ids: &[ID],
    args: NodeArgs,
) -> Result<Option<CampaignOverlap>> {
    let all = ids(pin, "campaignIds", Some(campaign_ids), &["Campaign"])?.unwrap_or_default();
    if all.len() < 2 || all.len() > 10 {
        return Err(Problem::bad_input(
            "campaignIds",
            "请给出 2 至 10 个主题活动。",
            "Give 2 to 10 campaigns.",
        ));
    }
    let mut campaigns = Vec::new();
    for campaign in &all {
        let campaign_id = GlobalId::encode("Campaign", pin.district_id(), campaign.0);
        let figures =
            with_campaigns(ctx, pin, node, &args, std::slice::from_ref(&campaign_id)).await?;
        campaigns.push(CampaignFigures {
            campaign_id,
            figures,
        });
    }
    let union = with_campaigns(ctx, pin, node, &args, campaign_ids).await?;
    let Some((pin, mut asking)) = args.asking(ctx, pin, node, Apart::default()).await? else {
        return Ok(None);
    };
    asking.question.narrowing.all_campaigns = all;
    let shared = asking.answer(ctx, &pin, &args.metrics).await?;
    Ok(Some(CampaignOverlap {
        campaigns,
        union,
        shared,
    }))
}

async fn with_campaigns(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    node: Node,
    args: &NodeArgs,
    campaign_ids: &[ID],
) -> Result<Vec<Figure>> {
    let filter = EventFilter {
        campaign_ids: Some(campaign_ids.to_vec()),
        ..args.filter.clone().unwrap_or_default()
    };
    super::node::figures(
        ctx,
        pin,
        node,
        NodeArgs {
            filter: Some(filter),
            ..args.clone()
        },
    )
    .await
}
