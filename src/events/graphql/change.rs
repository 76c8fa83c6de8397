//! Changing and judging posted events in the API: each mutation answers with the event as it stands now.
//! Deliberately absent: rules.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::event::Event;
use super::inputs::{EventContentInput, caller_district};
use crate::events::codes::EventErrorCode;
use crate::events::commands::change::{EventChange, correct, void};
use crate::events::commands::judge::{mark_duplicate, reject, release, verify};
use crate::events::queries;
use crate::kernel::error::{Failure, Problem, Result, settle};
use crate::kernel::id::EventId;
use crate::linkage::Request;

crate::user_error! {
    /// Why an event was not changed (活动变更被拒原因).
    EventChangeError of EventErrorCode
}

/// A correction: the whole content as it should have been (更正活动).
#[derive(InputObject, Debug)]
pub struct EventCorrectInput {
    /// The event: its opaque id or its UUID (活动).
    event_id: ID,
    /// Why, at most 500 characters (理由).
    reason: String,
    /// The content in full; what is left out is taken away (内容).
    content: EventContentInput,
}

/// A withdrawal (作废活动).
#[derive(InputObject, Debug)]
pub struct EventVoidInput {
    /// The event: its opaque id or its UUID (活动).
    event_id: ID,
    /// Why, at most 500 characters (理由).
    reason: String,
}

/// A verification (核实活动).
#[derive(InputObject, Debug)]
pub struct EventVerifyInput {
    /// The event: its opaque id or its UUID (活动).
    event_id: ID,
    /// A remark, at most 500 characters (说明).
    reason: Option<String>,
}

/// A refusal at verification (核实不通过).
#[derive(InputObject, Debug)]
pub struct EventRejectInput {
    /// The event: its opaque id or its UUID (活动).
    event_id: ID,
    /// Why, at most 500 characters (理由).
    reason: String,
}

/// A duplicate to mark (标记重复).
#[derive(InputObject, Debug)]
pub struct EventMarkDuplicateInput {
    /// The event that repeats another (重复的活动).
    event_id: ID,
    /// The event that it repeats, which must count (原活动).
    original_id: ID,
    /// A remark, at most 500 characters (说明).
    reason: Option<String>,
}

/// A held event, or one marked by mistake, to let count (放行活动).
#[derive(InputObject, Debug)]
pub struct EventReleaseInput {
    /// The event: its opaque id or its UUID (活动).
    event_id: ID,
    /// A remark, at most 500 characters (说明).
    reason: Option<String>,
}

macro_rules! payload {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject, Debug)]
        pub struct $name {
            /// The event as it stands now; null when the change was refused (活动).
            event: Option<Event>,
            /// Why it was refused (被拒原因).
            errors: Vec<EventChangeError>,
        }

        impl From<Told> for $name {
            fn from((event, errors): Told) -> Self {
                Self { event, errors }
            }
        }
    };
}

payload! {
    /// What became of a correction (更正结果).
    EventCorrectPayload
}
payload! {
    /// What became of a withdrawal (作废结果).
    EventVoidPayload
}
payload! {
    /// What became of a verification (核实结果).
    EventVerifyPayload
}
payload! {
    /// What became of a refusal at verification (核实不通过结果).
    EventRejectPayload
}
payload! {
    /// What became of marking a duplicate (标记重复结果).
    EventMarkDuplicatePayload
}
payload! {
    /// What became of a release (放行结果).
    EventReleasePayload
}

type Told = (Option<Event>, Vec<EventChangeError>);

/// The mutations of changing and judging.
#[derive(Default, Debug)]
pub struct ChangeMutation;

/// The mutations of changing and judging.
#[Object]
impl ChangeMutation {
    /// Corrects an event; what stood before stays readable (更正活动).
    async fn event_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event, the reason and the content (内容).")] input: EventCorrectInput,
    ) -> Result<EventCorrectPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, Some(input.reason));
        let done = correct(request, &district, change, &input.content.into()).await;
        Ok(told(request, done).await?.into())
    }

    /// Withdraws an event for good; it stays readable and no longer counts (作废活动).
    async fn event_void(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event and the reason (活动与理由).")] input: EventVoidInput,
    ) -> Result<EventVoidPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, Some(input.reason));
        Ok(told(request, void(request, &district, change).await)
            .await?
            .into())
    }

    /// Finds an event true (核实活动).
    async fn event_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event (活动).")] input: EventVerifyInput,
    ) -> Result<EventVerifyPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, input.reason);
        Ok(told(request, verify(request, &district, change).await)
            .await?
            .into())
    }

    /// Finds an event untrue; it no longer counts (核实不通过).
    async fn event_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event and the reason (活动与理由).")] input: EventRejectInput,
    ) -> Result<EventRejectPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, Some(input.reason));
        Ok(told(request, reject(request, &district, change).await)
            .await?
            .into())
    }

    /// Says that an event is the same as another, so that it counts once (标记重复).
    async fn event_mark_duplicate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event and the one that it repeats (重复活动与原活动).")]
        input: EventMarkDuplicateInput,
    ) -> Result<EventMarkDuplicatePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, input.reason);
        let done = mark_duplicate(request, &district, change, &input.original_id).await;
        Ok(told(request, done).await?.into())
    }

    /// Lets a held event count, or one that was marked a duplicate by mistake (放行活动).
    async fn event_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event (活动).")] input: EventReleaseInput,
    ) -> Result<EventReleasePayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let change = change(input.event_id, input.reason);
        Ok(told(request, release(request, &district, change).await)
            .await?
            .into())
    }
}

fn change(event: ID, reason: Option<String>) -> EventChange {
    EventChange {
        event: event.0,
        reason,
    }
}

async fn told(
    request: &Request,
    done: std::result::Result<EventId, Failure<EventErrorCode>>,
) -> Result<Told> {
    let id = match settle(done)? {
        Ok(id) => id,
        Err(refusals) => {
            let errors = refusals
                .iter()
                .map(|refusal| EventChangeError::of(refusal, request.lang));
            return Ok((None, errors.collect()));
        }
    };
    let district = caller_district(request)?;
    request.unpin(&district).await;
    let pin = request.pin(&district).await?.ok_or(Problem::Forbidden)?;
    let mut versions = queries::versions_at(&request.db, &district, pin.number, [id]).await?;
    let event = versions.remove(&id).map(|version| Event {
        pin: Arc::clone(&pin),
        version,
    });
    Ok((event, Vec::new()))
}
