//! Assessment in the API. Deliberately absent: rules.

pub mod contest;
pub mod inputs;
pub mod loading;
pub mod member;
pub mod mutations;
pub mod scheme;
pub mod score;

pub use member::MemberDuty;
pub use mutations::AssessmentMutation;
pub use scheme::DistrictAssessment;
