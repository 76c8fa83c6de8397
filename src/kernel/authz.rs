//! The whole policy: which role may take which action on what stands how to it, as one exhaustive match.
//! The golden permission matrix is printed from here. Deliberately absent: lists of users and any check by string.

use super::actor::{Actor, Role};
use super::error::{Problem, Result};
use super::id::{DistrictId, NodeId};

/// Everything that can be asked of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the organisation, the chain, campaigns and the catalogue of metrics.
    ReadOrganization,
    /// See figures, breakdowns and coverage.
    ReadFigures,
    /// See a handling unit's figures beside the hotline's.
    ReadUnitFigures,
    /// See posted events with their quantities.
    ReadEvents,
    /// See the account of an event, which may hold residents' words.
    ReadNarrative,
    /// See who is a member of the Party, and the contact line that tells it.
    ReadPartyMembership,
    /// See a member's phone, ethnicity, religion and Party membership, in full for a purpose; look for a phone.
    ReadPersonal,
    /// See the journal.
    ReadJournal,
    /// Post events.
    PostEvents,
    /// Correct or withdraw an event.
    ChangeEvent,
    /// Verify or reject an event, decide on a held one, mark a duplicate.
    JudgeEvent,
    /// Say that there is nothing to report.
    DeclareNilReturn,
    /// Keep the organisation, the links and the campaigns.
    KeepOrganization,
    /// See cases: all that was submitted, or only those that one has a part in.
    ReadCases,
    /// See cases of restricted reading: all of them, or only those that one has a part in.
    ReadRestrictedCases,
    /// Propose, revise and submit a case (提).
    ProposeCase,
    /// Co-sign, or refuse to (联名).
    CosignCase,
    /// Name a topic, record a resident's words or a finding (点题、收集).
    RecordCase,
    /// Organise a consultation, take part in oversight (组织).
    OrganizeCase,
    /// Record a leader's instruction (批示).
    InstructCase,
    /// Claim a case, and drop or finish a claim (领).
    ClaimCase,
    /// Review, forward, close (审和转).
    ReviewCase,
    /// Dispatch, send back, decide on more time, call back (交和督).
    DispatchCase,
    /// Urge (督).
    UrgeCase,
    /// Sign for, handle, reply (办).
    HandleCase,
    /// Record a contact with the author (商).
    ContactAuthor,
    /// Relate an event to a case (三微联动).
    RelateCase,
    /// Evaluate how a case was handled and what came of it.
    EvaluateCase,
    /// Decide where the author stays dissatisfied.
    DecideCase,
    /// Take a closed case further by another instrument (升级).
    EscalateCase,
    /// Set time limits and load working days.
    KeepLimits,
    /// Import the hotline's own figures of handling units (同考核).
    ImportHotlineFigures,
    /// Export and erase personal data, set for how long words are kept.
    KeepPersonalData,
    /// See a member's ledger of duty, his score and his contests.
    ReadDuty,
    /// Make schemes of assessment, record leave and deductions, decide contests.
    AssessDuty,
    /// Contest one's own score.
    ContestDuty,
    /// Found a district.
    FoundDistrict,
    /// See accounts with their roles.
    ReadAccounts,
    /// Open and close accounts, grant and end their roles, look after their sign-in.
    KeepAccounts,
    /// See who signed in, who was refused, and what was done to accounts and tokens.
    ReadAccesses,
    /// See endpoints of webhooks, and how deliveries to them go.
    ReadWebhooks,
    /// Open, change and close endpoints of webhooks, rotate their secrets, have the journal delivered again.
    KeepWebhooks,
    /// Look after one's own sign-in: password, one-time codes, sessions.
    KeepOwnSignIn,
}

impl Action {
    /// Every action, in the order of the matrix.
    pub const ALL: [Self; 43] = [
        Self::ReadOrganization,
        Self::ReadFigures,
        Self::ReadUnitFigures,
        Self::ReadEvents,
        Self::ReadNarrative,
        Self::ReadPartyMembership,
        Self::ReadPersonal,
        Self::ReadJournal,
        Self::PostEvents,
        Self::ChangeEvent,
        Self::JudgeEvent,
        Self::DeclareNilReturn,
        Self::KeepOrganization,
        Self::ReadCases,
        Self::ReadRestrictedCases,
        Self::ProposeCase,
        Self::CosignCase,
        Self::RecordCase,
        Self::OrganizeCase,
        Self::InstructCase,
        Self::ClaimCase,
        Self::ReviewCase,
        Self::DispatchCase,
        Self::UrgeCase,
        Self::HandleCase,
        Self::ContactAuthor,
        Self::RelateCase,
        Self::EvaluateCase,
        Self::DecideCase,
        Self::EscalateCase,
        Self::KeepLimits,
        Self::ImportHotlineFigures,
        Self::KeepPersonalData,
        Self::ReadDuty,
        Self::AssessDuty,
        Self::ContestDuty,
        Self::FoundDistrict,
        Self::ReadAccounts,
        Self::KeepAccounts,
        Self::ReadAccesses,
        Self::ReadWebhooks,
        Self::KeepWebhooks,
        Self::KeepOwnSignIn,
    ];
}

/// How a thing stands to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Of the very node that the caller acts for.
    Own,
    /// Of the caller's district, but another's.
    District,
    /// Of another district, or of the installation for a caller of a district.
    Foreign,
}

/// What the policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Allowed,
    /// No, and the caller is told so.
    Denied,
    /// The thing reads as absent.
    Invisible,
    /// Nobody is signed in.
    NotSignedIn,
}

/// The policy.
pub fn answer(role: Option<Role>, action: Action, standing: Standing) -> Answer {
    let Some(role) = role else {
        return Answer::NotSignedIn;
    };
    // What is done to the installation stands above all districts.
    match (action, role) {
        (
            Action::FoundDistrict | Action::ReadWebhooks | Action::KeepWebhooks,
            Role::SystemAdmin,
        )
        | (
            Action::ReadAccounts | Action::KeepAccounts | Action::ReadAccesses,
            Role::SecurityAdmin,
        )
        | (Action::KeepOwnSignIn, _) => {
            return Answer::Allowed;
        }
        (Action::FoundDistrict | Action::KeepAccounts | Action::KeepWebhooks, _) => {
            return Answer::Denied;
        }
        _ => {}
    }
    if standing == Standing::Foreign || matches!(role, Role::SystemAdmin | Role::SecurityAdmin) {
        return Answer::Invisible;
    }
    let own = standing == Standing::Own;
    let allowed = match action {
        Action::ReadOrganization => true,
        Action::ReadFigures | Action::ReadEvents => !matches!(role, Role::Hotline | Role::Unit),
        Action::ReadUnitFigures => match role {
            Role::Hotline => false,
            Role::Unit => own,
            _ => true,
        },
        Action::ReadNarrative => match role {
            Role::Office | Role::Leader | Role::Auditor => true,
            Role::WorkroomOfficer => own,
            _ => false,
        },
        Action::ReadPartyMembership => role == Role::Office,
        Action::ReadPersonal => role == Role::Office || (own && role == Role::Member),
        Action::ReadJournal => matches!(role, Role::Auditor | Role::Office),
        Action::PostEvents | Action::ChangeEvent | Action::DeclareNilReturn => {
            role == Role::Office || (role == Role::WorkroomOfficer && own)
        }
        Action::JudgeEvent
        | Action::KeepOrganization
        | Action::ReviewCase
        | Action::KeepLimits
        | Action::KeepPersonalData
        | Action::AssessDuty => role == Role::Office,
        // Who reads all of a member's records today reads what follows from them.
        Action::ReadDuty => {
            matches!(role, Role::Office | Role::Leader) || (own && role == Role::Member)
        }
        Action::ContestDuty => role == Role::Member,
        Action::ReadCases => own || !matches!(role, Role::Hotline | Role::Unit),
        Action::ReadRestrictedCases => {
            matches!(role, Role::Office | Role::Leader)
                || (own && matches!(role, Role::Member | Role::WorkroomOfficer | Role::Unit))
        }
        Action::CosignCase => own && role == Role::Member,
        Action::RecordCase | Action::OrganizeCase => {
            role == Role::Office || (own && matches!(role, Role::Member | Role::WorkroomOfficer))
        }
        Action::InstructCase => matches!(role, Role::Office | Role::Leader),
        Action::ProposeCase => own && matches!(role, Role::Member | Role::WorkroomOfficer),
        Action::ClaimCase => matches!(role, Role::Member | Role::Leader | Role::Office),
        Action::DispatchCase => role == Role::Hotline,
        Action::UrgeCase | Action::ImportHotlineFigures => {
            matches!(role, Role::Hotline | Role::Office)
        }
        Action::HandleCase => own && role == Role::Unit,
        Action::ContactAuthor => own && matches!(role, Role::Unit | Role::Member | Role::Leader),
        Action::RelateCase => {
            role == Role::Office || (own && matches!(role, Role::Member | Role::WorkroomOfficer))
        }
        Action::EvaluateCase => own && role == Role::Member,
        Action::DecideCase => role == Role::Leader,
        Action::EscalateCase => {
            role == Role::Office || (own && matches!(role, Role::Member | Role::Leader))
        }
        Action::ReadAccounts | Action::ReadAccesses | Action::ReadWebhooks => role == Role::Auditor,
        Action::FoundDistrict
        | Action::KeepAccounts
        | Action::KeepWebhooks
        | Action::KeepOwnSignIn => false,
    };
    match (allowed, action) {
        (true, _) => Answer::Allowed,
        (
            false,
            Action::ReadFigures
            | Action::ReadUnitFigures
            | Action::ReadEvents
            | Action::ReadNarrative
            | Action::ReadPartyMembership
            | Action::ReadPersonal
            | Action::ReadJournal
            | Action::ReadCases
            | Action::ReadRestrictedCases
            | Action::ReadDuty
            | Action::ReadAccounts
            | Action::ReadAccesses
            | Action::ReadWebhooks,
        ) => Answer::Invisible,
        (false, _) => Answer::Denied,
    }
}

impl Actor {
    /// How things of a node in a district stand to the caller.
    pub fn standing(&self, district: &DistrictId, of: Option<NodeId>) -> Standing {
        if &self.district != district {
            Standing::Foreign
        } else if of.is_some() && self.scope == of {
            Standing::Own
        } else {
            Standing::District
        }
    }

    /// Whether the policy allows it.
    pub fn may(&self, action: Action, standing: Standing) -> bool {
        self.is_past_filter() || answer(Some(self.role), action, standing) == Answer::Allowed
    }

    /// Goes on only when the policy allows it.
    pub fn require(&self, action: Action, standing: Standing) -> Result<()> {
        if self.may(action, standing) {
            Ok(())
        } else {
            Err(Problem::Forbidden)
        }
    }
}
