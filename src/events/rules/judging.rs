//! Judges what was read of a draft against the organisation, the campaigns and the parents as they stand.
//! Deliberately absent: whether the post repeats another (batch, likeness).

use std::collections::{BTreeMap, HashSet};

use chrono::{Days, NaiveDate};

use super::reading::{Host, Outline};
use crate::events::codes::EventErrorCode as Code;
use crate::events::entity::campaign;
use crate::events::kinds::EventStatus;
use crate::kernel::error::Refusal;
use crate::kernel::id::{EventId, NodeId};
use crate::kernel::period::Span;
use crate::organization::{NodeKind, Organization};

/// No event of this product lies before this year.
const FIRST_YEAR: i32 = 2000;

/// What is known of an event that others may be parts of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Whether it is a part itself.
    pub is_part: bool,
    /// Where it stands.
    pub status: EventStatus,
}

/// Everything that drafts are judged against.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The organisation.
    pub organization: &'a Organization,
    /// The day of the post, in China.
    pub today: NaiveDate,
    /// The only lead host that the caller may post for; any when none.
    pub only_host: Option<NodeId>,
    /// The campaigns that stand.
    pub campaigns: BTreeMap<NodeId, campaign::Model>,
    /// The events that the drafts name as parents, those of the same batch included.
    pub wholes: BTreeMap<EventId, Whole>,
    memberships: BTreeMap<NodeId, Vec<Span>>,
    places: HashSet<&'a str>,
}

impl<'a> Surroundings<'a> {
    /// Prepares the organisation for many questions.
    pub fn new(
        organization: &'a Organization,
        today: NaiveDate,
        only_host: Option<NodeId>,
        campaigns: Vec<campaign::Model>,
        wholes: BTreeMap<EventId, Whole>,
    ) -> Self {
        let mut memberships = BTreeMap::<_, Vec<_>>::new();
        for row in organization.memberships.values() {
            memberships
                .entry(row.member_id)
                .or_default()
                .push(Span::new(row.valid_from, row.valid_to));
        }
        let townships = organization.townships.values().map(|row| row.code.as_str());
        let divisions = organization.divisions.values().map(|row| row.code.as_str());
        let places = std::iter::once(organization.district_id().as_str())
            .chain(townships)
            .chain(divisions)
            .collect();
        Self {
            organization,
            today,
            only_host,
            campaigns: campaigns.into_iter().map(|row| (row.id, row)).collect(),
            wholes,
            memberships,
            places,
        }
    }

    /// All that is wrong with what was read, for the event of an id.
    pub fn judge(&self, id: Option<EventId>, outline: &Outline) -> Vec<Refusal<Code>> {
        let mut errors = Vec::new();
        self.days(outline, &mut errors);
        for host in outline.lead.iter().chain(&outline.co_hosts) {
            self.host(host, outline.began_on, &mut errors);
        }
        if let (Some(lead), Some(only)) = (&outline.lead, self.only_host)
            && lead.id != only
        {
            errors.push(Code::ForbiddenHost.at(lead.field.clone()));
        }
        if let Some(code) = &outline.place_code
            && !self.places.contains(code.as_str())
        {
            errors.push(Code::PlaceUnknown.at("placeCode"));
        }
        for (place, id) in &outline.campaigns {
            match (self.campaigns.get(id), outline.began_on) {
                (None, _) => errors.push(Code::CampaignUnknown.at(format!("campaignIds.{place}"))),
                (Some(row), Some(day)) if !Span::new(row.starts_on, row.ends_on).contains(day) => {
                    errors.push(Code::CampaignClosed.at(format!("campaignIds.{place}")));
                }
                (Some(_), _) => {}
            }
        }
        if let Some(parent) = outline.parent {
            errors.extend(self.parent(id, parent));
        }
        for (place, id) in &outline.participants {
            let field = format!("participantIds.{place}");
            if !self.organization.members.contains_key(id) {
                errors.push(Code::ParticipantUnknown.at(field));
            } else if outline
                .began_on
                .is_some_and(|day| !self.is_member(*id, day))
            {
                errors.push(Code::ParticipantNotInOffice.at(field));
            }
        }
        errors
    }

    fn days(&self, outline: &Outline, errors: &mut Vec<Refusal<Code>>) {
        let Some(began_on) = outline.began_on else {
            return;
        };
        let tomorrow = self.today.checked_add_days(Days::new(1));
        if began_on > self.today {
            errors.push(Code::DateInFuture.at("occurredOn.from"));
        } else if outline.ended_on > tomorrow {
            errors.push(Code::DateInFuture.at("occurredOn.to"));
        }
        if Some(began_on) < NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1) {
            errors.push(Code::DateTooEarly.at("occurredOn.from"));
        }
    }

    fn host(&self, host: &Host, day: Option<NaiveDate>, errors: &mut Vec<Refusal<Code>>) {
        let Some(claims) = host.claims else {
            errors.push(Code::HostNotAllowed.at(host.field.clone()));
            return;
        };
        if self.organization.kind_of(host.id) != Some(claims) {
            errors.push(Code::UnknownHost.at(host.field.clone()));
            return;
        }
        let Some(day) = day else { return };
        let life = match claims {
            NodeKind::Member => self.memberships.get(&host.id).cloned().unwrap_or_default(),
            _ => self.organization.lifetime(host.id),
        };
        if life.iter().any(|span| span.contains(day)) {
            return;
        }
        let not_yet = life.iter().all(|span| day < span.from);
        if not_yet && claims != NodeKind::Member && host.field == "hostId" {
            errors.push(Code::DateTooEarly.at("occurredOn.from"));
        } else {
            errors.push(Code::HostAbsent.at(host.field.clone()));
        }
    }

    fn parent(&self, id: Option<EventId>, parent: EventId) -> Option<Refusal<Code>> {
        let code = if id == Some(parent) {
            Code::ParentSelf
        } else {
            match self.wholes.get(&parent) {
                None => Code::ParentUnknown,
                Some(whole) if whole.is_part => Code::ParentIsPart,
                Some(whole) if !whole.status.counts() && whole.status != EventStatus::Held => {
                    Code::ParentWithdrawn
                }
                Some(_) => return None,
            }
        };
        Some(code.at("parentId"))
    }

    fn is_member(&self, id: NodeId, day: NaiveDate) -> bool {
        self.memberships
            .get(&id)
            .is_some_and(|spans| spans.iter().any(|span| span.contains(day)))
    }
}
