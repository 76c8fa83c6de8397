//! Changes of links in the API, by the office. Deliberately absent: the rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::reading::Reading;
use super::{Link, view};
use crate::kernel::authz::Action;
use crate::kernel::error::{Result, settle};
use crate::kernel::id::NodeId;
use crate::kernel::scalars::Date;
use crate::linkage::Request;
use crate::linkage::commands;
use crate::linkage::entity::LinkKind;
use crate::linkage::refusals::{LinkErrorCode, Outcome};
use crate::linkage::rules::{Wanted, ends};

crate::user_error! {
    /// Why a change of a link was refused (联系关系操作错误).
    LinkError of LinkErrorCode
}

/// What a change of a link did (联系关系操作结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct LinkPayload {
    /// The link; of a move, the new one; null when refused or withdrawn (联系关系).
    pub link: Option<Link>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<LinkError>,
}

/// A link to establish (建立联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkEstablishInput {
    /// What it says (类别).
    pub kind: LinkKind,
    /// The end that leads or contacts (上端).
    pub upper_id: ID,
    /// The end that is led or contacted (下端).
    pub lower_id: ID,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; left out while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// A link to end (结束联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkEndInput {
    /// The link (联系关系).
    pub id: ID,
    /// The first day on which it no longer holds (失效日).
    pub on: Date,
}

/// A link whose lower end goes to another upper end (调整联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkMoveInput {
    /// The link that ends (联系关系).
    pub id: ID,
    /// The new upper end (新上端).
    pub new_upper_id: ID,
    /// The first day of the new link (生效日).
    pub on: Date,
}

/// The right days of a link (更正联系日期).
#[derive(InputObject, Clone, Debug)]
pub struct LinkCorrectInput {
    /// The link (联系关系).
    pub id: ID,
    /// The first day (起始日).
    pub from: Date,
    /// The first day after; left out while it lasts (结束日的次日).
    pub to: Option<Date>,
}

/// A link made in error (撤回联系).
#[derive(InputObject, Clone, Debug)]
pub struct LinkWithdrawInput {
    /// The link (联系关系).
    pub id: ID,
}

/// Changes of links, by the office.
#[derive(Default, Debug)]
pub struct LinkageMutation;

/// Changes of links, by the office.
#[Object]
impl LinkageMutation {
    /// Establishes a dated link (建立联系关系).
    async fn link_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link (联系关系).")] input: LinkEstablishInput,
    ) -> Result<LinkPayload> {
        let (request, mut reading) = allowed(ctx)?;
        let (upper, lower) = ends(input.kind);
        let wanted = Wanted {
            kind: input.kind,
            upper: reading.end("upperId", &input.upper_id, upper),
            lower: reading.end("lowerId", &input.lower_id, lower),
            span: reading.span(&input.from, input.to.as_ref()),
        };
        let done = match reading.finish() {
            Ok(()) => commands::establish(request, wanted).await,
            Err(refused) => Err(refused),
        };
        payload(request, done).await
    }

    /// Ends a link on a day (结束联系关系).
    async fn link_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and the day (联系关系与日期).")] input: LinkEndInput,
    ) -> Result<LinkPayload> {
        let (request, mut reading) = allowed(ctx)?;
        let id = reading.link("id", &input.id);
        let on = reading.day("on", &input.on);
        let done = match reading.finish() {
            Ok(()) => commands::end(request, id, on).await,
            Err(refused) => Err(refused),
        };
        payload(request, done).await
    }

    /// Moves the lower end of a link to another upper end from a day on (调整联系关系).
    async fn link_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link, its new upper end and the day (联系关系、新上端与日期).")]
        input: LinkMoveInput,
    ) -> Result<LinkPayload> {
        let (request, mut reading) = allowed(ctx)?;
        let id = reading.link("id", &input.id);
        let upper = reading.any_upper("newUpperId", &input.new_upper_id);
        let on = reading.day("on", &input.on);
        let done = match reading.finish() {
            Ok(()) => commands::move_lower(request, id, upper, on).await,
            Err(refused) => Err(refused),
        };
        payload(request, done).await
    }

    /// Corrects the days of a link that were entered wrongly (更正联系日期).
    async fn link_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link and its right days (联系关系与日期).")] input: LinkCorrectInput,
    ) -> Result<LinkPayload> {
        let (request, mut reading) = allowed(ctx)?;
        let id = reading.link("id", &input.id);
        let span = reading.span(&input.from, input.to.as_ref());
        let done = match reading.finish() {
            Ok(()) => commands::correct(request, id, span).await,
            Err(refused) => Err(refused),
        };
        payload(request, done).await
    }

    /// Withdraws a link that should never have been made (撤回联系关系).
    async fn link_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link (联系关系).")] input: LinkWithdrawInput,
    ) -> Result<LinkPayload> {
        let (request, mut reading) = allowed(ctx)?;
        let id = reading.link("id", &input.id);
        let done = match reading.finish() {
            Ok(()) => commands::withdraw(request, id).await,
            Err(refused) => Err(refused),
        };
        payload(request, done).await
    }
}

/// The caller's view and the reading of an input, when the policy lets the caller keep links: asked before anything that
/// was sent is looked at.
fn allowed<'a>(ctx: &'a Context<'_>) -> Result<(&'a Request, Reading)> {
    let request = ctx.data_unchecked::<Request>();
    let actor = request.actor()?;
    actor.require(
        Action::KeepOrganization,
        actor.standing(&actor.district, None),
    )?;
    Ok((request, Reading::new(actor.district.clone())))
}

async fn payload(request: &Request, done: Outcome<NodeId>) -> Result<LinkPayload> {
    let district = request.actor()?.district.clone();
    match settle(done)? {
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| LinkError::of(refusal, request.lang))
                .collect();
            Ok(LinkPayload { link: None, errors })
        }
        Ok(id) => {
            request.unpin(&district).await;
            let pin = request.pin(&district).await?;
            let link = pin
                .as_ref()
                .and_then(|pin| pin.chain.links.get(&id).map(|link| view(pin, link)));
            Ok(LinkPayload {
                link,
                errors: Vec::new(),
            })
        }
    }
}
