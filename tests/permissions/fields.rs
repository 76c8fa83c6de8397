//! Every field of `Query` and `Mutation`, and every field below them whose answer depends on the caller, with the action
//! that governs it. A root field without a row fails the walk. Deliberately absent: how the policy answers.

use workrooms::kernel::authz::Action;

/// What the action is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The host that the input names, or the lead host of the event or workroom that it names.
    Host,
    /// The case that the input names, as far as the caller has a part in it.
    Case,
    /// The caller's district.
    District,
    /// The installation.
    Installation,
}

/// Field, action (none: open to everyone), and what it is asked of.
type Row = (&'static str, Option<Action>, Reach);

/// Asked of the caller's district.
const fn here(field: &'static str, action: Action) -> Row {
    (field, Some(action), Reach::District)
}

/// Asked of the host that the input names.
const fn of_host(field: &'static str, action: Action) -> Row {
    (field, Some(action), Reach::Host)
}

/// Asked of the case that the input names.
const fn of_case(field: &'static str, action: Action) -> Row {
    (field, Some(action), Reach::Case)
}

/// The fields.
pub const FIELDS: [Row; 105] = [
    here("Query.district", Action::ReadOrganization),
    here("Query.districts", Action::ReadOrganization),
    ("Query.metricCatalog", None, Reach::Installation),
    here("Query.node", Action::ReadOrganization),
    here("Query.nodes", Action::ReadOrganization),
    here("Query.organizationHistory", Action::ReadJournal),
    ("Query.viewer", None, Reach::Installation),
    here("HierarchyNode.figures", Action::ReadFigures),
    here("HierarchyNode.breakdown", Action::ReadFigures),
    here("HierarchyNode.events", Action::ReadEvents),
    here("District.campaignOverlap", Action::ReadFigures),
    here("District.journal", Action::ReadJournal),
    of_host("Event.narrative", Action::ReadNarrative),
    here("Member.isCpcMember", Action::ReadPartyMembership),
    of_case("District.microSuggestions", Action::ReadCases),
    here("Mutation.calendarYearLoad", Action::KeepOrganization),
    here("Mutation.campaignLaunch", Action::KeepOrganization),
    here("Mutation.campaignRevise", Action::KeepOrganization),
    here("Mutation.caseLimitSet", Action::KeepLimits),
    (
        "Mutation.districtFound",
        Some(Action::FoundDistrict),
        Reach::Installation,
    ),
    here("Mutation.districtRename", Action::KeepOrganization),
    here("Mutation.divisionRegister", Action::KeepOrganization),
    here("Mutation.divisionRevise", Action::KeepOrganization),
    of_host("Mutation.eventCorrect", Action::ChangeEvent),
    here("Mutation.eventMarkDuplicate", Action::JudgeEvent),
    here("Mutation.eventReject", Action::JudgeEvent),
    here("Mutation.eventRelease", Action::JudgeEvent),
    here("Mutation.eventVerify", Action::JudgeEvent),
    of_host("Mutation.eventVoid", Action::ChangeEvent),
    of_host("Mutation.eventsPost", Action::PostEvents),
    here("Mutation.handlingUnitClose", Action::KeepOrganization),
    here("Mutation.handlingUnitEstablish", Action::KeepOrganization),
    here("Mutation.handlingUnitRename", Action::KeepOrganization),
    here("Mutation.lifetimeCorrect", Action::KeepOrganization),
    here("Mutation.linkCorrect", Action::KeepOrganization),
    here("Mutation.linkEnd", Action::KeepOrganization),
    here("Mutation.linkEstablish", Action::KeepOrganization),
    here("Mutation.linkMove", Action::KeepOrganization),
    here("Mutation.linkWithdraw", Action::KeepOrganization),
    here("Mutation.memberAdmit", Action::KeepOrganization),
    here("Mutation.memberAssignSector", Action::KeepOrganization),
    here("Mutation.memberRevise", Action::KeepOrganization),
    here("Mutation.membershipCorrect", Action::KeepOrganization),
    here("Mutation.membershipEnd", Action::KeepOrganization),
    here("Mutation.membershipOpen", Action::KeepOrganization),
    of_case("Mutation.microSuggestionAccept", Action::ReviewCase),
    of_case("Mutation.microSuggestionCallBack", Action::DispatchCase),
    of_case("Mutation.microSuggestionClaim", Action::ClaimCase),
    of_case("Mutation.microSuggestionClaimDrop", Action::ClaimCase),
    of_case("Mutation.microSuggestionClaimFinish", Action::ClaimCase),
    of_case("Mutation.microSuggestionClose", Action::ReviewCase),
    of_case("Mutation.microSuggestionContact", Action::ContactAuthor),
    of_case("Mutation.microSuggestionConvert", Action::ReviewCase),
    of_case("Mutation.microSuggestionDecline", Action::ReviewCase),
    of_case("Mutation.microSuggestionDispatch", Action::DispatchCase),
    of_case("Mutation.microSuggestionEscalate", Action::ReviewCase),
    of_case("Mutation.microSuggestionEvaluate", Action::EvaluateCase),
    of_case(
        "Mutation.microSuggestionExtensionDecide",
        Action::DispatchCase,
    ),
    of_case(
        "Mutation.microSuggestionExtensionRequest",
        Action::HandleCase,
    ),
    of_case("Mutation.microSuggestionForward", Action::ReviewCase),
    of_case("Mutation.microSuggestionLeaderDecide", Action::DecideCase),
    of_case("Mutation.microSuggestionMerge", Action::ReviewCase),
    of_case("Mutation.microSuggestionOrderReturn", Action::HandleCase),
    of_case("Mutation.microSuggestionPause", Action::HandleCase),
    of_case("Mutation.microSuggestionProgressReport", Action::HandleCase),
    of_case("Mutation.microSuggestionPropose", Action::ProposeCase),
    of_case("Mutation.microSuggestionRelate", Action::RelateCase),
    of_case("Mutation.microSuggestionReply", Action::HandleCase),
    of_case("Mutation.microSuggestionResume", Action::HandleCase),
    of_case("Mutation.microSuggestionReturn", Action::ReviewCase),
    of_case("Mutation.microSuggestionReturnRule", Action::ReviewCase),
    of_case("Mutation.microSuggestionRevise", Action::ProposeCase),
    of_case("Mutation.microSuggestionRework", Action::DispatchCase),
    of_case("Mutation.microSuggestionSign", Action::HandleCase),
    of_case("Mutation.microSuggestionSilenceRecord", Action::ReviewCase),
    of_case("Mutation.microSuggestionSubmit", Action::ProposeCase),
    of_case("Mutation.microSuggestionTrack", Action::ReviewCase),
    of_case("Mutation.microSuggestionUrge", Action::UrgeCase),
    of_case("Mutation.microSuggestionVoid", Action::ReviewCase),
    of_host("Mutation.nilReturnDeclare", Action::DeclareNilReturn),
    of_host("Mutation.nilReturnWithdraw", Action::DeclareNilReturn),
    here("Mutation.officeAssume", Action::KeepOrganization),
    here("Mutation.officeCorrect", Action::KeepOrganization),
    here("Mutation.officeLeave", Action::KeepOrganization),
    here("Mutation.sectorClose", Action::KeepOrganization),
    here("Mutation.sectorEstablish", Action::KeepOrganization),
    here("Mutation.sectorGroupClose", Action::KeepOrganization),
    here("Mutation.sectorGroupEstablish", Action::KeepOrganization),
    here("Mutation.sectorGroupRename", Action::KeepOrganization),
    here("Mutation.sectorRename", Action::KeepOrganization),
    here("Mutation.sessionClose", Action::KeepOrganization),
    here("Mutation.sessionOpen", Action::KeepOrganization),
    here("Mutation.specialCommitteeClose", Action::KeepOrganization),
    here(
        "Mutation.specialCommitteeEstablish",
        Action::KeepOrganization,
    ),
    here("Mutation.specialCommitteeRename", Action::KeepOrganization),
    here("Mutation.termClose", Action::KeepOrganization),
    here("Mutation.termOpen", Action::KeepOrganization),
    here("Mutation.townshipClose", Action::KeepOrganization),
    here("Mutation.townshipRegister", Action::KeepOrganization),
    here("Mutation.townshipRevise", Action::KeepOrganization),
    here("Mutation.workroomClose", Action::KeepOrganization),
    here("Mutation.workroomEstablish", Action::KeepOrganization),
    here("Mutation.workroomHonourAward", Action::KeepOrganization),
    here("Mutation.workroomHonourWithdraw", Action::KeepOrganization),
    here("Mutation.workroomRevise", Action::KeepOrganization),
];
