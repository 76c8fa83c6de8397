//! The mutations of consultations, from the topic to the telling of whoever took part. One for each deed; each answers
//! with the consultation as it stands now, also when the deed was refused.
//! Deliberately absent: rules; `casework::taking` asks them.

pub mod outcome;
pub mod session;
pub mod ties;
pub mod topic;

use async_graphql::MergedObject;

use super::{ConsultationPayload, KIND};

/// The mutations of consultations.
#[derive(MergedObject, Default, Debug)]
pub struct ConsultationMutation(
    topic::ConsultationProposeMutation,
    topic::ConsultationTopicMutation,
    session::ConsultationSessionMutation,
    outcome::ConsultationOutcomeMutation,
    ties::ConsultationTiesMutation,
);
