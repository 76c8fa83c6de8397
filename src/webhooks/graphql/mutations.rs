//! Changes of endpoints in the API, by the system administrator. Deliberately absent: the rules.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::WebhookEndpoint;
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::{Result, settle};
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::scalars::{DivisionCode, Long};
use crate::linkage::Request;
use crate::webhooks::commands::{self, In, Shown, USUAL_OVERLAP, Wanted};
use crate::webhooks::entity::Signs;
use crate::webhooks::incoming::ENDPOINT;
use crate::webhooks::refusals::{Outcome, WebhookErrorCode as Code};

crate::user_error! {
    /// Why a change of webhooks was refused (网络推送操作错误).
    WebhookError of Code
}

/// What a change of an endpoint did; secrets stand here once and are told never again (网络推送操作结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct WebhookPayload {
    /// The endpoint; null when refused (端点).
    pub endpoint: Option<WebhookEndpoint>,
    /// By which deliveries are signed from now on, `whsec_…`; null where it was not made now (推送密钥).
    pub secret: Option<String>,
    /// By which call-backs must be signed from now on, `whsec_…`; null where it was not made now (回调密钥).
    pub call_back_secret: Option<String>,
    /// Why it was refused; empty when done (错误).
    pub errors: Vec<WebhookError>,
}

/// An endpoint to open (开通端点).
#[derive(InputObject, Clone, Debug)]
pub struct WebhookEndpointOpenInput {
    /// The district, six digits (区县).
    pub district: DivisionCode,
    /// How it is called, at most 100 characters (名称).
    pub name: String,
    /// Its address: https, or http inside networks that the settings allow (地址).
    pub url: String,
    /// As what it sees the district: HOTLINE, OFFICE or LEADER (角色).
    pub role: Role,
    /// Which types it is told, at most 50: a subject, `microSuggestion`, or one thing that happens to it,
    /// `microSuggestion.forward`; all that its role may see if left out (推送类型).
    pub types: Option<Vec<String>>,
    /// Whether its system calls back; of the hotline only (是否回调).
    #[graphql(default)]
    pub call_backs: bool,
}

/// What an endpoint is to be from now on (变更端点).
#[derive(InputObject, Clone, Debug)]
pub struct WebhookEndpointChangeInput {
    /// The endpoint (端点).
    pub id: ID,
    /// How it is called, at most 100 characters (名称).
    pub name: String,
    /// Its address: https, or http inside networks that the settings allow (地址).
    pub url: String,
    /// As what it sees the district: HOTLINE, OFFICE or LEADER (角色).
    pub role: Role,
    /// Which types it is told, at most 50; all that its role may see if left out (推送类型).
    pub types: Option<Vec<String>>,
    /// Whether its system calls back; of the hotline only (是否回调).
    #[graphql(default)]
    pub call_backs: bool,
}

/// An endpoint to close (关闭端点).
#[derive(InputObject, Clone, Debug)]
pub struct WebhookEndpointCloseInput {
    /// The endpoint (端点).
    pub id: ID,
}

/// A secret to replace (更换密钥).
#[derive(InputObject, Clone, Debug)]
pub struct WebhookSecretRotateInput {
    /// The endpoint (端点).
    pub id: ID,
    /// Which one: of deliveries, or of call-backs (密钥用途).
    pub signs: Signs,
    /// Hours for which the one before holds beside it, 0 to 168; 24 if left out (并用小时数).
    pub overlap_hours: Option<i32>,
}

/// From where on the journal is delivered again (重新推送).
#[derive(InputObject, Clone, Debug)]
pub struct WebhookReplayInput {
    /// The endpoint (端点).
    pub id: ID,
    /// The first number (起始序号).
    pub from: Long,
}

/// Changes of endpoints, by the system administrator.
#[derive(Default, Debug)]
pub struct WebhookMutation;

/// Changes of endpoints, by the system administrator.
#[Object]
impl WebhookMutation {
    /// Opens an endpoint, which is told what happens from now on; its secrets are shown here once (开通网络推送端点).
    async fn webhook_endpoint_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint (端点).")] input: WebhookEndpointOpenInput,
    ) -> Result<WebhookPayload> {
        let request = allowed(ctx)?;
        let wanted = Wanted {
            name: input.name,
            url: input.url,
            role: input.role,
            types: input.types.unwrap_or_default(),
            call_backs: input.call_backs,
        };
        let done = match DistrictId::parse(&input.district.0) {
            Some(district) => commands::open(request, &district, wanted).await,
            None => Err(Code::NoSuchDistrict.at("district").into()),
        };
        payload(request, done).await
    }

    /// Changes what an endpoint is; what is not named is as at an opening (变更网络推送端点).
    async fn webhook_endpoint_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint as it is to be (端点).")] input: WebhookEndpointChangeInput,
    ) -> Result<WebhookPayload> {
        let request = allowed(ctx)?;
        let wanted = Wanted {
            name: input.name,
            url: input.url,
            role: input.role,
            types: input.types.unwrap_or_default(),
            call_backs: input.call_backs,
        };
        let done = match read(&input.id) {
            Ok(of) => commands::change(request, &of, wanted)
                .await
                .map(|shown| (of, shown)),
            Err(failure) => Err(failure),
        };
        payload(request, done).await
    }

    /// Closes an endpoint for good: nothing is delivered any more, and no call-back is taken (关闭网络推送端点).
    async fn webhook_endpoint_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint (端点).")] input: WebhookEndpointCloseInput,
    ) -> Result<WebhookPayload> {
        let request = allowed(ctx)?;
        let done = match read(&input.id) {
            Ok(of) => commands::close(request, &of)
                .await
                .map(|()| (of, Shown::default())),
            Err(failure) => Err(failure),
        };
        payload(request, done).await
    }

    /// Gives a new secret, shown here once. The one before holds for a while beside it: deliveries are signed by both, and
    /// call-backs taken by either (更换密钥).
    async fn webhook_secret_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which secret (密钥).")] input: WebhookSecretRotateInput,
    ) -> Result<WebhookPayload> {
        let request = allowed(ctx)?;
        let overlap = input.overlap_hours.unwrap_or(USUAL_OVERLAP);
        let done = match read(&input.id) {
            Ok(of) => commands::rotate(request, &of, input.signs, overlap)
                .await
                .map(|shown| (of, shown)),
            Err(failure) => Err(failure),
        };
        payload(request, done).await
    }

    /// Has the journal delivered again from a number on, under the same ids; what was given up is sent too (重新推送).
    async fn webhook_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From where on (起点).")] input: WebhookReplayInput,
    ) -> Result<WebhookPayload> {
        let request = allowed(ctx)?;
        let done = match read(&input.id) {
            Ok(of) => commands::replay(request, &of, input.from.0)
                .await
                .map(|()| (of, Shown::default())),
            Err(failure) => Err(failure),
        };
        payload(request, done).await
    }
}

/// The caller's view, when the policy lets the caller keep endpoints: asked before anything that was sent is looked at.
fn allowed<'a>(ctx: &'a Context<'_>) -> Result<&'a Request> {
    let request = ctx.data_unchecked::<Request>();
    let actor = request.actor()?;
    actor.require(Action::KeepWebhooks, actor.standing(&actor.district, None))?;
    Ok(request)
}

fn read(id: &ID) -> Outcome<In> {
    let named = GlobalId::decode(id).filter(|id| id.type_name == ENDPOINT);
    let named = named.ok_or_else(|| Code::InvalidId.at("id"))?;
    Ok((named.district, named.id))
}

async fn payload(request: &Request, done: Outcome<(In, Shown)>) -> Result<WebhookPayload> {
    Ok(match settle(done)? {
        Ok((of, shown)) => WebhookPayload {
            endpoint: WebhookEndpoint::find(request, &of).await?,
            secret: shown.deliveries.map(|secret| secret.to_string()),
            call_back_secret: shown.call_backs.map(|secret| secret.to_string()),
            errors: Vec::new(),
        },
        Err(refusals) => WebhookPayload {
            endpoint: None,
            secret: None,
            call_back_secret: None,
            errors: refusals
                .iter()
                .map(|refusal| WebhookError::of(refusal, request.lang))
                .collect(),
        },
    })
}
