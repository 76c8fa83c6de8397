//! Ordering a file in the API: the caller is told where to fetch it within ten minutes. Deliberately absent: making it,
//! which the door does when it is fetched.

pub mod inputs;

use async_graphql::{Context, InputObject, Object, SimpleObject};

use self::inputs::ExportedInput;
use super::file::Format;
use super::making::check;
use super::order::Order;
use super::refusals::{ExportErrorCode, Outcome};
use super::ticket::{Issued, issue};
use crate::access::{Presence, Right};
use crate::events::graphql::inputs::caller_district;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result, settle};
use crate::kernel::scalars::DateTime;
use crate::linkage::Request;

crate::user_error! {
    /// Why nothing is exported (导出被拒原因).
    ExportError of ExportErrorCode
}

/// A file to prepare (准备导出).
#[derive(InputObject, Debug)]
pub struct ExportPrepareInput {
    /// In what form (格式).
    format: Format,
    /// What (内容).
    what: ExportedInput,
}

/// Where a file is fetched (下载).
#[derive(SimpleObject, Debug)]
pub struct ExportDownload {
    /// The path at this server, without its name; whoever has it has the file, so it is shown to nobody else (下载地址).
    pub url: String,
    /// Up to when it is good, ten minutes from now; not longer than the right of who asked (有效期至).
    pub expires_at: DateTime,
}

/// What became of preparing a file (导出结果).
#[derive(SimpleObject, Debug)]
pub struct ExportPreparePayload {
    /// Where it is fetched; null when it was refused (下载).
    download: Option<ExportDownload>,
    /// Why it was refused, all reasons at once (被拒原因).
    errors: Vec<ExportError>,
}

/// The mutations of exports.
#[derive(Default, Debug)]
pub struct ExportMutation;

/// The mutations of exports.
#[Object]
impl ExportMutation {
    /// Prepares a file of what the caller may see, made when it is fetched, true for the journal number that it names; what
    /// he may not see is not in it. Nothing of the district changes (导出).
    async fn export_prepare(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and in what form (内容与格式).")] input: ExportPrepareInput,
    ) -> Result<ExportPreparePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let actor = request.actor()?;
        actor.require(Action::ReadOrganization, actor.standing(&district, None))?;
        let pin = request.pin(&district).await?.ok_or(Problem::Forbidden)?;
        let order = Order {
            district: district.clone(),
            format: input.format,
            what: input.what.read(ctx, &pin).await?,
        };
        let presence = ctx.data_opt::<Presence>();
        let session = presence.and_then(|presence| presence.session.as_ref());
        let right = Right {
            district,
            id: actor.id,
            session: session.map(|session| session.id),
        };
        Ok(match settle(prepared(request, right, order).await)? {
            Ok(issued) => ExportPreparePayload {
                download: Some(ExportDownload {
                    url: format!("/exports/{}", issued.text),
                    expires_at: DateTime(issued.until),
                }),
                errors: Vec::new(),
            },
            Err(refusals) => {
                let errors = refusals.iter();
                let errors = errors.map(|refusal| ExportError::of(refusal, request.lang));
                ExportPreparePayload {
                    download: None,
                    errors: errors.collect(),
                }
            }
        })
    }
}

async fn prepared(request: &Request, right: Right, order: Order) -> Outcome<Issued> {
    Box::pin(check(request, &order)).await?;
    issue(&request.vault, &request.clock, right, order)
}
