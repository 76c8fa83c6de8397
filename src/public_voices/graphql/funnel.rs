//! The funnel in the API. Deliberately absent: counting.

use async_graphql::{Context, ID, SimpleObject};

use crate::casework::kinds::CaseKind;
use crate::events::rules::reading::local;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::NodeId;
use crate::linkage::{Pin, Request};
use crate::public_voices::funnel::count;
use crate::public_voices::queries::sources;
use crate::statistics::graphql::inputs::PeriodInput;

/// The most campaigns that a funnel is narrowed to.
const CAMPAIGNS: usize = 50;

/// Voices out of which something of a kind came (转化数).
#[derive(SimpleObject, Clone, Debug)]
pub struct VoiceProducts {
    /// Of which kind (种类).
    pub kind: CaseKind,
    /// How many voices, each once (意见数).
    pub voices: i32,
}

/// How far voices came; each is counted once, whatever came out of it, and withdrawn ones are not (意见建议转化漏斗).
#[derive(SimpleObject, Clone, Debug)]
pub struct VoiceFunnel {
    /// All that were collected (收集数).
    pub voices: i32,
    /// Those out of which a case came, directly or through others (已转化数).
    pub with_product: i32,
    /// The same by kind of case; a voice may stand in several (按种类转化数).
    pub products: Vec<VoiceProducts>,
    /// Those with a case that came to a result: solved, answered, issued (有结果数).
    pub resolved: i32,
    /// Those whose residents were told what came of it (已回告数).
    pub told: i32,
}

/// The funnel of the voices collected in a period; none for who may not see figures.
pub async fn voice_funnel(
    ctx: &Context<'_>,
    pin: &Pin,
    period: &PeriodInput,
    campaign_ids: Option<&[ID]>,
) -> Result<Option<VoiceFunnel>> {
    let request = ctx.data_unchecked::<Request>();
    let district = pin.district_id();
    if !request.may(Action::ReadFigures, district, None) {
        return Ok(None);
    }
    if campaign_ids.is_some_and(|ids| ids.len() > CAMPAIGNS) {
        return Err(Problem::bad_input(
            "campaignIds",
            "campaignIds 不得超过 50 项。",
            "campaignIds must not have more than 50 items.",
        ));
    }
    let days = period.span(pin)?;
    let campaigns: Option<Vec<NodeId>> = campaign_ids.map(|ids| {
        let read = ids
            .iter()
            .filter_map(|id| local(id, district, &["Campaign"]));
        read.map(NodeId).collect()
    });
    let sources = sources(
        &request.db.for_figures(),
        district,
        pin.number,
        days,
        campaigns.as_deref(),
    )
    .await?;
    let funnel = count(&sources);
    let number = |count| i32::try_from(count).unwrap_or(i32::MAX);
    let products = funnel.products.into_iter();
    Ok(Some(VoiceFunnel {
        voices: number(funnel.voices),
        with_product: number(funnel.with_product),
        products: products
            .map(|(kind, voices)| VoiceProducts {
                kind,
                voices: number(voices),
            })
            .collect(),
        resolved: number(funnel.resolved),
        told: number(funnel.told),
    }))
}
