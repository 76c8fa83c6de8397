//! Events in the API: the event with its history, pages of events, campaigns, and the mutations of posting and judging.
//! Deliberately absent: figures.

pub mod campaign;
pub mod change;
pub mod connection;
pub mod event;
pub mod inputs;
pub mod loading;
pub mod nil_return;
pub mod post;
pub mod words;

pub use campaign::campaign_of;
pub use connection::{EventConnection, EventsArgs, events_connection, load_event};
pub use event::Event;
pub use loading::{EventLoader, of_request};

/// The mutations of events.
#[derive(async_graphql::MergedObject, Default, Debug)]
pub struct EventsMutation(
    post::PostMutation,
    change::ChangeMutation,
    nil_return::NilReturnMutation,
    campaign::CampaignMutation,
);
