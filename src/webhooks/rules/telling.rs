//! What an endpoint is told of an entry of the journal, and whether it is told at all. Every kind of subject has a row that
//! says who sees it; one that has none is told to nobody. Deliberately absent: what the entry itself holds.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::casework::case::word;
use crate::casework::kinds::{CaseKind, CaseState};
use crate::casework::sight::{Sight, sight};
use crate::kernel::actor::{Actor, Role};
use crate::kernel::authz::{Action, Answer, Standing, answer};
use crate::kernel::id::{DistrictId, GlobalId};
use crate::kernel::journal::entry;

/// The roles that an endpoint can have: those that act for a whole district and are no administrator's.
pub const ROLES: [Role; 3] = [Role::Hotline, Role::Office, Role::Leader];

/// Types that one endpoint names at most.
pub const MOST_TYPES: usize = 50;

/// Who sees a kind of subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeenBy {
    /// Whoever sees the case.
    Case,
    /// Whoever may take the action in the district.
    Who(Action),
}

/// The kinds of subjects of the journals of districts.
const SUBJECTS: &[(&str, SeenBy)] = &[
    ("case", SeenBy::Case),
    ("case_notice", SeenBy::Case),
    ("case_words", SeenBy::Case),
    ("event", SeenBy::Who(Action::ReadEvents)),
    ("event_words", SeenBy::Who(Action::ReadNarrative)),
    ("nil_return", SeenBy::Who(Action::ReadFigures)),
    ("published_figure", SeenBy::Who(Action::ReadFigures)),
    ("statement", SeenBy::Who(Action::ReadFigures)),
    ("assessment_scheme", SeenBy::Who(Action::ReadFigures)),
    ("duty_absence", SeenBy::Who(Action::ReadDuty)),
    ("duty_deduction", SeenBy::Who(Action::ReadDuty)),
    ("duty_contest", SeenBy::Who(Action::ReadDuty)),
    ("hotline_import", SeenBy::Who(Action::ReadUnitFigures)),
    ("import_batch", SeenBy::Who(Action::ReadEvents)),
    ("import_identity", SeenBy::Who(Action::JudgeEvent)),
    ("import_heading", SeenBy::Who(Action::ReadEvents)),
    ("district", SeenBy::Who(Action::ReadOrganization)),
    ("township", SeenBy::Who(Action::ReadOrganization)),
    ("division", SeenBy::Who(Action::ReadOrganization)),
    ("special_committee", SeenBy::Who(Action::ReadOrganization)),
    ("sector", SeenBy::Who(Action::ReadOrganization)),
    ("sector_group", SeenBy::Who(Action::ReadOrganization)),
    ("workroom", SeenBy::Who(Action::ReadOrganization)),
    ("honour", SeenBy::Who(Action::ReadOrganization)),
    ("member", SeenBy::Who(Action::ReadOrganization)),
    ("membership", SeenBy::Who(Action::ReadOrganization)),
    ("term", SeenBy::Who(Action::ReadOrganization)),
    ("session", SeenBy::Who(Action::ReadOrganization)),
    ("campaign", SeenBy::Who(Action::ReadOrganization)),
    ("handling_unit", SeenBy::Who(Action::ReadOrganization)),
    ("calendar_year", SeenBy::Who(Action::ReadOrganization)),
    ("case_limit", SeenBy::Who(Action::ReadOrganization)),
    ("result_letter", SeenBy::Who(Action::ReadOrganization)),
    ("adoption_point", SeenBy::Who(Action::ReadOrganization)),
    ("retention", SeenBy::Who(Action::ReadOrganization)),
    // Some of these tell who is in the Party, and an entry does not say which.
    ("office_held", SeenBy::Who(Action::ReadPartyMembership)),
    ("link", SeenBy::Who(Action::ReadPartyMembership)),
    ("member_data", SeenBy::Who(Action::ReadPersonal)),
    ("account", SeenBy::Who(Action::ReadAccounts)),
    ("account_role", SeenBy::Who(Action::ReadAccounts)),
    ("webhook_endpoint", SeenBy::Who(Action::ReadWebhooks)),
];

/// Kinds of entries that tell who looked at whom.
const READINGS: [&str; 2] = ["personal.read", "personal.searched"];

/// What must be known of a case besides the entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCase {
    /// Its kind.
    pub kind: CaseKind,
    /// Between which numbers it was with the hotline centre.
    pub forwarded: Vec<(i64, Option<i64>)>,
    /// The number at which it was first submitted.
    pub submitted: Option<i64>,
}

/// The cases that entries are about.
pub type KnownCases = BTreeMap<Uuid, KnownCase>;

/// To whom entries are told.
#[derive(Clone, Debug)]
pub struct Hearer {
    /// The endpoint.
    pub id: Uuid,
    /// Its district.
    pub district: DistrictId,
    /// As what it sees the district.
    pub role: Role,
    /// Which types it is told; none for all.
    pub types: Vec<String>,
}

impl Hearer {
    /// Whether it is told of an entry.
    pub fn hears(&self, entry: &entry::Model, known: &KnownCases) -> bool {
        let Some(said) = type_of(entry, known) else {
            return false;
        };
        let chosen = |wanted: &String| {
            let rest = said.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        (self.types.is_empty() || self.types.iter().any(chosen)) && self.sees(entry, known)
    }

    fn sees(&self, entry: &entry::Model, known: &KnownCases) -> bool {
        if READINGS.contains(&entry.kind.as_str()) {
            return self.may(Action::ReadAccesses);
        }
        match seen_by(&entry.subject_kind) {
            None => false,
            Some(SeenBy::Who(action)) => self.may(action),
            Some(SeenBy::Case) => known
                .get(&entry.subject_id)
                .is_some_and(|case| self.sees_case(entry, case)),
        }
    }

    fn may(&self, action: Action) -> bool {
        answer(Some(self.role), action, Standing::District) == Answer::Allowed
    }

    /// Whether it saw a case as the entry left it, by the same rule as callers of its role.
    fn sees_case(&self, entry: &entry::Model, case: &KnownCase) -> bool {
        let actor = Actor {
            id: self.id,
            role: self.role,
            district: self.district.clone(),
            scope: None,
        };
        match sight(Some(&actor), &self.district, case.kind.is_restricted()) {
            Sight::Forwarded => case.forwarded.iter().any(|(since, until)| {
                *since <= entry.number && until.is_none_or(|until| entry.number < until)
            }),
            Sight::Submitted(_) => {
                let draft = [CaseState::Draft, CaseState::Cosigning];
                let content: Value = serde_json::from_str(&entry.content).unwrap_or_default();
                let state = content.get("to").and_then(Value::as_str);
                let is = |wanted: &CaseState| state == Some(word(wanted).as_str());
                let submitted = case.submitted.is_some_and(|since| since <= entry.number);
                !draft.iter().any(is) && (submitted || !is(&CaseState::Withdrawn))
            }
            _ => false,
        }
    }
}

fn seen_by(subject_kind: &str) -> Option<SeenBy> {
    let mut rows = SUBJECTS.iter();
    rows.find(|(kind, _)| *kind == subject_kind)
        .map(|(_, seen)| *seen)
}

/// Whether it is said of a kind of subject who sees it.
pub fn is_known(subject_kind: &str) -> bool {
    seen_by(subject_kind).is_some()
}

/// Whether entries about a subject are about a case.
pub fn is_of_case(subject_kind: &str) -> bool {
    seen_by(subject_kind) == Some(SeenBy::Case)
}

/// `micro_suggestion` or `MICRO_SUGGESTION` as `MicroSuggestion`.
fn capitals(name: &str) -> String {
    let one = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first
            .into_iter()
            .chain(letters.map(|c| c.to_ascii_lowercase()))
            .collect::<String>()
    };
    name.split('_').map(one).collect()
}

/// The same as `microSuggestion`.
fn camel(name: &str) -> String {
    let name = capitals(name);
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// What an entry is about, as types name it: the kind of a case, or the kind of the subject.
fn subject_of(entry: &entry::Model, known: &KnownCases) -> Option<String> {
    match seen_by(&entry.subject_kind)? {
        SeenBy::Case => Some(word(&known.get(&entry.subject_id)?.kind)),
        SeenBy::Who(_) => Some(entry.subject_kind.clone()),
    }
}

/// The type that an entry is told under: `microSuggestion.forward`. None where it is told to nobody.
pub fn type_of(entry: &entry::Model, known: &KnownCases) -> Option<String> {
    let (_, verb) = entry.kind.split_once('.')?;
    Some(format!(
        "{}.{}",
        camel(&subject_of(entry, known)?),
        camel(verb)
    ))
}

/// Whether endpoints can choose it: a subject, `microSuggestion`, or one thing that happens to it, `microSuggestion.forward`.
pub fn is_type(text: &str) -> bool {
    let (subject, verb) = match text.split_once('.') {
        Some((subject, verb)) => (subject, Some(verb)),
        None => (text, None),
    };
    let others = SUBJECTS
        .iter()
        .filter(|(_, seen)| *seen != SeenBy::Case)
        .map(|(kind, _)| camel(kind));
    let mut known = CaseKind::ALL
        .iter()
        .map(|kind| camel(&word(kind)))
        .chain(others);
    let letters = |verb: &str| {
        !verb.is_empty() && verb.len() <= 40 && verb.chars().all(|c| c.is_ascii_alphabetic())
    };
    known.any(|known| known == subject) && verb.is_none_or(letters)
}

/// The id of the delivery of an entry: the same whenever and however often it is delivered.
pub fn message_id(district: &DistrictId, endpoint: Uuid, number: i64) -> String {
    format!("msg_{district}_{}_{number}", endpoint.simple())
}

/// What is told: ids and what happened, nothing else. None where it is told to nobody.
pub fn payload(entry: &entry::Model, known: &KnownCases) -> Option<Value> {
    let subject = capitals(&subject_of(entry, known)?);
    Some(json!({
        "type": type_of(entry, known)?,
        "timestamp": entry.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "data": {
            "districtCode": entry.district_id.as_str(),
            "sequence": entry.number,
            "subject": GlobalId::encode(&subject, &entry.district_id, entry.subject_id).0,
            "kind": entry.kind,
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: Uuid = Uuid::from_u128(7);

    fn entry(kind: &str, subject_kind: &str, content: Value) -> entry::Model {
        entry::Model {
            district_id: DistrictId::parse("430503").unwrap(),
            number: 20,
            at: "2022-11-07T01:02:03.000004Z".parse().unwrap(),
            actor_id: Uuid::from_u128(1),
            actor_role: Role::Office,
            kind: kind.to_owned(),
            subject_kind: subject_kind.to_owned(),
            subject_id: CASE,
            content: content.to_string(),
            previous_hash: String::new(),
            hash: String::new(),
        }
    }

    fn known(
        kind: CaseKind,
        forwarded: &[(i64, Option<i64>)],
        submitted: Option<i64>,
    ) -> KnownCases {
        let forwarded = forwarded.to_vec();
        let case = KnownCase {
            kind,
            forwarded,
            submitted,
        };
        [(CASE, case)].into()
    }

    fn hearer(role: Role, types: &[&str]) -> Hearer {
        Hearer {
            id: Uuid::from_u128(2),
            district: DistrictId::parse("430503").unwrap(),
            role,
            types: types.iter().map(|one| (*one).to_owned()).collect(),
        }
    }

    #[test]
    fn a_payload_names_ids_and_nothing_else() {
        let told = entry(
            "case.call_back",
            "case",
            json!({ "to": "REPLIED", "digest": "x" }),
        );
        let known = known(CaseKind::MicroSuggestion, &[], None);
        let subject = GlobalId::encode("MicroSuggestion", &told.district_id, CASE).0;
        assert_eq!(
            payload(&told, &known),
            Some(json!({
                "type": "microSuggestion.callBack",
                "timestamp": "2022-11-07T01:02:03.000004Z",
                "data": { "districtCode": "430503", "sequence": 20, "subject": subject, "kind": "case.call_back" },
            }))
        );
        let id = message_id(&told.district_id, Uuid::from_u128(2), 20);
        assert_eq!(id, "msg_430503_00000000000000000000000000000002_20");
    }

    #[test]
    fn an_endpoint_hears_what_it_chose() {
        let known = known(CaseKind::MicroSuggestion, &[(5, None)], Some(2));
        let told = entry("case.forward", "case", json!({ "to": "FORWARDED" }));
        for (types, hears) in [
            (&[][..], true),
            (&["microSuggestion"], true),
            (&["microSuggestion.forward"], true),
            (&["event", "microSuggestion"], true),
            (&["micro"], false),
            (&["microSuggestion.forwarded"], false),
            (&["microSuggestion.reply"], false),
            (&["proposal"], false),
        ] {
            assert_eq!(
                hearer(Role::Hotline, types).hears(&told, &known),
                hears,
                "{types:?}"
            );
        }
    }

    #[test]
    fn nobody_hears_of_a_case_that_his_role_did_not_see() {
        use CaseKind::{MicroSuggestion as Micro, PublicVoice as Voice};
        let (hotline, office, leader) = (Role::Hotline, Role::Office, Role::Leader);
        for (role, kind, forwarded, submitted, to, hears) in [
            (hotline, Micro, &[(5, None)][..], Some(2), "FORWARDED", true),
            (hotline, Micro, &[(20, None)], Some(2), "FORWARDED", true),
            (hotline, Micro, &[(21, None)], Some(2), "ACCEPTED", false),
            (hotline, Micro, &[(5, Some(20))], Some(2), "VOID", false),
            (hotline, Micro, &[], Some(2), "SUBMITTED", false),
            (hotline, Voice, &[], Some(2), "SUBMITTED", false),
            (office, Micro, &[], None, "DRAFT", false),
            (office, Micro, &[], None, "COSIGNING", false),
            (office, Micro, &[], Some(20), "SUBMITTED", true),
            (office, Micro, &[], None, "WITHDRAWN", false),
            (office, Micro, &[], Some(3), "WITHDRAWN", true),
            (leader, Voice, &[], Some(3), "SUBMITTED", true),
        ] {
            let told = entry("case.any", "case", json!({ "to": to }));
            let known = known(kind, forwarded, submitted);
            let is = hearer(role, &[]).hears(&told, &known);
            assert_eq!(
                is, hears,
                "{role:?} {kind:?} {forwarded:?} {submitted:?} {to}"
            );
            assert!(
                !hearer(role, &[]).hears(&told, &KnownCases::new()),
                "an unknown case"
            );
        }
    }

    #[test]
    fn what_else_is_heard_follows_the_policy() {
        for (kind, subject, hotline, leader, office) in [
            ("event.posted", "event", false, true, true),
            ("workroom.established", "workroom", true, true, true),
            ("link.established", "link", false, false, true),
            ("personal.erased", "member_data", false, false, true),
            ("personal.read", "member", false, false, false),
            ("personal.searched", "member", false, false, false),
            ("account.opened", "account", false, false, false),
            (
                "webhook_endpoint.opened",
                "webhook_endpoint",
                false,
                false,
                false,
            ),
            ("novel.made", "novel", false, false, false),
        ] {
            let told = entry(kind, subject, json!({}));
            let is = ROLES.map(|role| hearer(role, &[]).hears(&told, &KnownCases::new()));
            assert_eq!(is, [hotline, office, leader], "{kind}");
        }
    }

    #[test]
    fn types_are_those_of_the_journal() {
        for (text, is) in [
            ("microSuggestion", true),
            ("microSuggestion.forward", true),
            ("publicVoice", true),
            ("event.posted", true),
            ("caseLimit", true),
            ("case", false),
            ("case.forward", false),
            ("MicroSuggestion", false),
            ("novel", false),
            ("event.", false),
            ("event.a b", false),
            ("", false),
        ] {
            assert_eq!(is_type(text), is, "{text}");
        }
    }
}
