//! Reads a draft as far as it can be read, and says of each value that is not what it claims to be.
//! Deliberately absent: anything that the organisation must be asked.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, SubsecRound, Utc};
use uuid::Uuid;

use super::quantities;
use crate::events::codes::EventErrorCode as Code;
use crate::events::content::{Content, Quantities};
use crate::events::draft::EventDraft;
use crate::events::kinds::EventKind;
use crate::events::sets::{CampaignSet, HostSet};
use crate::kernel::error::Refusal;
use crate::kernel::id::{DistrictId, EventId, GlobalId, NodeId};
use crate::organization::NodeKind;

/// The longest title, in characters.
pub const TITLE: usize = 200;
/// The longest account, in characters.
pub const NARRATIVE: usize = 5000;
/// The longest reason, in characters.
pub const REASON: usize = 500;
/// The most hosts, the lead among them.
pub const HOSTS: usize = 20;
/// The most campaigns.
pub const CAMPAIGNS: usize = 10;
/// The most members who took part.
pub const PARTICIPANTS: usize = 500;

/// A host by its opaque id, and where it stood in the draft.
#[derive(Clone, Debug)]
pub struct Host {
    /// `hostId`, `coHostIds.2`.
    pub field: String,
    /// Its id.
    pub id: NodeId,
    /// What its opaque id claims it to be; none when such things cannot host.
    pub claims: Option<NodeKind>,
}

/// What could be read of a draft.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The lead host.
    pub lead: Option<Host>,
    /// The other hosts.
    pub co_hosts: Vec<Host>,
    /// What was done.
    pub kind: EventKind,
    /// Its title.
    pub title: Option<String>,
    /// The first day.
    pub began_on: Option<NaiveDate>,
    /// The first day after.
    pub ended_on: Option<NaiveDate>,
    /// Where.
    pub place_code: Option<String>,
    /// Its campaigns, with their places in the draft.
    pub campaigns: Vec<(usize, NodeId)>,
    /// The event that it is a part of.
    pub parent: Option<EventId>,
    /// Who took part, with their places in the draft.
    pub participants: Vec<(usize, NodeId)>,
    /// What it amounted to.
    pub quantities: Quantities,
    /// The account of it.
    pub narrative: Option<String>,
    /// What it is about.
    pub subject: Option<Uuid>,
    /// When the clerk wrote it down.
    pub client_recorded_at: Option<DateTime<Utc>>,
}

impl Outline {
    /// The content, when every part of it that must be there could be read.
    pub fn content(&self) -> Option<Content> {
        let lead = self.lead.as_ref()?;
        let co_hosts = self.co_hosts.iter().map(|host| host.id);
        let member_hosts = std::iter::once(lead)
            .chain(&self.co_hosts)
            .filter(|host| host.claims == Some(NodeKind::Member))
            .map(|host| host.id);
        Some(Content {
            hosts: HostSet::new(lead.id, co_hosts),
            kind: self.kind,
            title: self.title.clone()?,
            began_on: self.began_on?,
            ended_on: self.ended_on?,
            place_code: self.place_code.clone(),
            campaigns: CampaignSet(self.campaigns.iter().map(|(_, id)| *id).collect()),
            parent: self.parent,
            participants: self
                .participants
                .iter()
                .map(|(_, id)| *id)
                .chain(member_hosts)
                .collect::<BTreeSet<_>>(),
            quantities: self.quantities.clone(),
            narrative: self.narrative.clone(),
            subject: self.subject,
            client_recorded_at: self.client_recorded_at,
        })
    }
}

/// Reads a draft for a district.
pub fn read(draft: &EventDraft, district: &DistrictId) -> (Outline, Vec<Refusal<Code>>) {
    let mut reader = Reader {
        district,
        errors: Vec::new(),
    };
    let (began_on, ended_on) = reader.days(&draft.from, draft.to.as_deref());
    let outline = Outline {
        lead: reader.host("hostId".to_owned(), &draft.host),
        co_hosts: reader.co_hosts(&draft.co_hosts),
        kind: draft.kind,
        title: reader.title(&draft.title),
        began_on,
        ended_on,
        place_code: draft
            .place_code
            .as_deref()
            .and_then(|code| reader.place(code)),
        campaigns: reader.ids(
            &draft.campaigns,
            ("campaignIds", &["Campaign"]),
            CAMPAIGNS,
            Code::TooManyCampaigns,
            Code::CampaignUnknown,
        ),
        parent: draft.parent.as_deref().and_then(|id| reader.parent(id)),
        participants: reader.ids(
            &draft.participants,
            ("participantIds", &["Member", "ViceChair"]),
            PARTICIPANTS,
            Code::TooManyParticipants,
            Code::ParticipantUnknown,
        ),
        quantities: quantities::read(draft.kind, &draft.quantities, &mut reader.errors),
        narrative: draft
            .narrative
            .as_deref()
            .and_then(|account| {
                reader.text("narrative", account, NARRATIVE, Code::NarrativeTooLong)
            })
            .filter(|account| !account.is_empty()),
        subject: draft.subject.as_deref().and_then(|id| reader.subject(id)),
        client_recorded_at: draft.client_recorded_at.map(|at| at.trunc_subsecs(6)),
    };
    (outline, reader.errors)
}

/// Reads the reason of a change.
pub fn read_reason(reason: &str) -> Result<String, Refusal<Code>> {
    let reason = clean(reason, REASON, true).map_err(|trouble| match trouble {
        Trouble::TooLong => Code::ReasonTooLong.at("reason"),
        Trouble::Control => Code::ControlCharacter.at("reason"),
    })?;
    if reason.is_empty() {
        return Err(Code::ReasonRequired.at("reason"));
    }
    Ok(reason)
}

/// An event's id, written as its opaque id in this district or as its UUID.
pub fn event_id(text: &str, district: &DistrictId) -> Option<EventId> {
    uuid(text)
        .or_else(|| local(text, district, &["Event"]))
        .map(EventId)
}

/// A UUID in its usual form with hyphens.
pub fn uuid(text: &str) -> Option<Uuid> {
    (text.len() == 36)
        .then(|| Uuid::try_parse(text).ok())
        .flatten()
        .filter(|id| !id.is_nil())
}

/// The id behind an opaque id, when it is of this district and of one of these types.
pub fn local(text: &str, district: &DistrictId, types: &[&str]) -> Option<Uuid> {
    GlobalId::decode(text)
        .filter(|id| &id.district == district && types.contains(&id.type_name.as_str()))
        .map(|id| id.id)
}

/// A day of the calendar, written `2022-07-01`.
pub fn day(text: &str) -> Option<NaiveDate> {
    (text.len() == 10)
        .then(|| text.parse::<NaiveDate>().ok())
        .flatten()
        .filter(|day| (1900..3000).contains(&day.year()))
}

/// Why a text cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// More characters than allowed.
    TooLong,
    /// A control character, line breaks and tabs aside where the text has lines.
    Control,
}

/// Trims a text and checks it.
pub fn clean(text: &str, longest: usize, has_lines: bool) -> Result<String, Trouble> {
    let text = text.trim();
    if text.chars().nth(longest).is_some() {
        return Err(Trouble::TooLong);
    }
    let forbidden = |c: char| c.is_control() && !(has_lines && matches!(c, '\n' | '\r' | '\t'));
    if text.chars().any(forbidden) {
        return Err(Trouble::Control);
    }
    Ok(text.to_owned())
}

struct Reader<'a> {
    district: &'a DistrictId,
    errors: Vec<Refusal<Code>>,
}

impl Reader<'_> {
    fn refuse(&mut self, code: Code, field: impl Into<String>) {
        self.errors.push(code.at(field));
    }

    fn text(&mut self, field: &str, text: &str, longest: usize, too_long: Code) -> Option<String> {
        match clean(text, longest, field != "title") {
            Ok(text) => Some(text),
            Err(trouble) => {
                self.refuse(
                    match trouble {
                        Trouble::TooLong => too_long,
                        Trouble::Control => Code::ControlCharacter,
                    },
                    field,
                );
                None
            }
        }
    }

    fn title(&mut self, title: &str) -> Option<String> {
        let title = self.text("title", title, TITLE, Code::TitleTooLong)?;
        if title.is_empty() {
            self.refuse(Code::TitleEmpty, "title");
            return None;
        }
        Some(title)
    }

    fn days(&mut self, from: &str, to: Option<&str>) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let began_on = day(from);
        if began_on.is_none() {
            self.refuse(Code::InvalidDate, "occurredOn.from");
        }
        let ended_on = match to {
            None => began_on.and_then(|day| day.checked_add_days(Days::new(1))),
            Some(to) => {
                let ended_on = day(to);
                if ended_on.is_none() {
                    self.refuse(Code::InvalidDate, "occurredOn.to");
                }
                ended_on
            }
        };
        if began_on
            .zip(ended_on)
            .is_some_and(|(began_on, ended_on)| ended_on <= began_on)
        {
            self.refuse(Code::DateOrder, "occurredOn.to");
        }
        (began_on, ended_on)
    }

    fn host(&mut self, field: String, text: &str) -> Option<Host> {
        let Some(id) = GlobalId::decode(text) else {
            self.refuse(Code::UnknownHost, field);
            return None;
        };
        if &id.district != self.district {
            self.refuse(Code::HostOfOtherDistrict, field);
            return None;
        }
        let claims = match id.type_name.as_str() {
            "District" => Some(NodeKind::District),
            "SpecialCommittee" => Some(NodeKind::SpecialCommittee),
            "SectorGroup" => Some(NodeKind::SectorGroup),
            "Workroom" => Some(NodeKind::Workroom),
            "Member" | "ViceChair" => Some(NodeKind::Member),
            _ => None,
        };
        Some(Host {
            field,
            id: NodeId(id.id),
            claims,
        })
    }

    fn co_hosts(&mut self, texts: &[String]) -> Vec<Host> {
        if texts.len() >= HOSTS {
            self.refuse(Code::TooManyHosts, "coHostIds");
            return Vec::new();
        }
        texts
            .iter()
            .enumerate()
            .filter_map(|(place, text)| self.host(format!("coHostIds.{place}"), text))
            .collect()
    }

    fn place(&mut self, code: &str) -> Option<String> {
        let well_formed =
            matches!(code.len(), 6 | 9 | 12) && code.bytes().all(|b| b.is_ascii_digit());
        if !well_formed {
            let hidden = code.len() < 100 && code.chars().any(char::is_control);
            self.refuse(
                if hidden {
                    Code::ControlCharacter
                } else {
                    Code::PlaceUnknown
                },
                "placeCode",
            );
            return None;
        }
        if !code.starts_with(self.district.as_str()) {
            self.refuse(Code::PlaceOfOtherDistrict, "placeCode");
            return None;
        }
        Some(code.to_owned())
    }

    fn ids(
        &mut self,
        texts: &[String],
        (field, types): (&str, &[&str]),
        most: usize,
        too_many: Code,
        unknown: Code,
    ) -> Vec<(usize, NodeId)> {
        if texts.len() > most {
            self.refuse(too_many, field);
            return Vec::new();
        }
        let mut ids = Vec::with_capacity(texts.len());
        for (place, text) in texts.iter().enumerate() {
            match local(text, self.district, types) {
                Some(id) => ids.push((place, NodeId(id))),
                None => self.refuse(unknown, format!("{field}.{place}")),
            }
        }
        ids
    }

    fn parent(&mut self, text: &str) -> Option<EventId> {
        let found = event_id(text, self.district);
        if found.is_none() {
            self.refuse(Code::ParentUnknown, "parentId");
        }
        found
    }

    fn subject(&mut self, text: &str) -> Option<Uuid> {
        let found = uuid(text).or_else(|| {
            GlobalId::decode(text)
                .filter(|id| &id.district == self.district)
                .map(|id| id.id)
        });
        if found.is_none() {
            self.refuse(Code::SubjectInvalid, "subjectId");
        }
        found
    }
}
