//! Oversight in the API. Deliberately absent: rules.

pub mod campaign;
pub mod finding;
pub mod groups;
pub mod office;
pub mod rounds;
pub mod units;

use async_graphql::MergedObject;

pub use campaign::{OversightCampaign, load as load_campaign};
pub use finding::{Finding, load as load_finding};

/// The mutations of oversight.
#[derive(MergedObject, Default, Debug)]
pub struct OversightMutation(
    office::OversightCampaignProposeMutation,
    office::CampaignOfficeMutation,
    office::FindingOfficeMutation,
    groups::FindingRecordMutation,
    groups::CampaignGroupMutation,
    groups::FindingGroupMutation,
    units::CampaignUnitMutation,
    units::FindingUnitMutation,
);
