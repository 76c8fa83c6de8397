//! The mutations of sentiment reports, one for each deed; each answers with the report as it stands now, also when the deed
//! was refused. Deliberately absent: rules; `casework::taking` asks them.

pub mod drafting;
pub mod editing;
pub mod following;

use async_graphql::MergedObject;

use super::{KIND, SentimentReportPayload};

/// The mutations of sentiment reports.
#[derive(MergedObject, Default, Debug)]
pub struct SentimentReportMutation(
    drafting::SentimentReportProposeMutation,
    drafting::SentimentReportDraftingMutation,
    editing::SentimentReportEditingMutation,
    following::SentimentReportFollowingMutation,
);
