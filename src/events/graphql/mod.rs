//! Events in the API.
//! Deliberately absent: figures.

use std::sync::Arc;

use async_graphql::{ID, Object};

use super::entity::event_version;
use crate::kernel::id::GlobalId;
use crate::linkage::Pin;

/// One event at the journal number of its pin.
#[derive(Clone, Debug)]
pub struct Event {
    /// The district.
    pub pin: Arc<Pin>,
    /// The version.
    pub version: event_version::Model,
}

/// What a workroom or another host did (活动).
#[Object]
impl Event {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        GlobalId::encode("Event", self.pin.district_id(), self.version.id.0)
    }

    /// The title (标题).
    async fn title(&self) -> &str {
        &self.version.title
    }
}
