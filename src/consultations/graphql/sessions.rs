//! The sessions of a consultation in the API: each is an event, with what the organiser says of it.
//! Deliberately absent: events that are no session; `relatedEvents` lists them.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use futures_util::future::try_join_all;

use crate::casework::graphql::Shown;
use crate::casework::kinds::ParticipantClass;
use crate::consultations::account::sessions;
use crate::events::graphql::Event;
use crate::events::graphql::loading::{VersionAt, load};
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::EventId;
use crate::kernel::scalars::Date;
use crate::linkage::Request;

/// The most sessions that one consultation lists.
const MOST: usize = 50;

/// A session of a consultation (协商场次).
#[derive(SimpleObject, Clone, Debug)]
pub struct ConsultationSession {
    /// The event that it is; null to whoever may not see events (活动).
    pub event: Option<Event>,
    /// Whether it was held on the spot (是否实地).
    pub on_site: bool,
    /// Its day (日期).
    pub on: Date,
    /// Which classes of people took part (参加人员类别).
    pub classes: Vec<ParticipantClass>,
    /// Whether a principal leader of Party or government took part (党政主要负责同志是否参加).
    pub principal_leader: bool,
}

/// The sessions of a consultation, with their events through the request's loader.
pub async fn held(ctx: &Context<'_>, shown: &Shown) -> Result<Vec<ConsultationSession>> {
    let (request, pin) = (ctx.data_unchecked::<Request>(), &shown.pin);
    let may = request.may(Action::ReadEvents, pin.district_id(), None);
    let each = sessions(&shown.case).take(MOST).map(async |session| {
        let event = EventId(session.event);
        let key = VersionAt(pin.district_id().clone(), pin.number, event);
        let version = match may {
            true => load(ctx, key).await?,
            false => None,
        };
        Ok(ConsultationSession {
            event: version.map(|version| Event {
                pin: Arc::clone(pin),
                version,
            }),
            on_site: session.on_site,
            on: session.on.into(),
            classes: session.classes.to_vec(),
            principal_leader: session.principal_leader,
        })
    });
    try_join_all(each).await
}
