//! What the rules of campaigns and of findings both ask. Pure. Deliberately absent: what every kind of case asks.

use uuid::Uuid;

use crate::casework::Case;
use crate::casework::checks::related;
use crate::casework::kinds::LinkKind;
use crate::casework::practice::{Effect, NewFact, Scene};
use crate::casework::refusals::{CaseErrorCode as Code, Refused};
use crate::events::kinds::{Category, EventKind};

/// Refuses an event that does not count, and one that is no oversight.
pub fn round(scene: &Scene<'_>) -> Result<(), Refused> {
    match scene.found.event.map(EventKind::category) {
        None => Err(Code::UnknownEvent.at("eventId")),
        Some(Category::Oversight) => Ok(()),
        Some(_) => Err(Code::EventOfOtherKind.at("eventId")),
    }
}

/// Whether an event belongs to a case.
pub fn is_tied(case: &Case, event: Uuid) -> bool {
    let mut links = case.links.iter();
    links.any(|link| link.relation == LinkKind::Related && link.other_id == event)
}

/// Relates a consultation, an oversight event or a piece of research.
pub fn relate(scene: &Scene<'_>, event: Uuid) -> Result<Effect, Refused> {
    let Some(kind) = scene.found.event else {
        return Err(Code::UnknownEvent.at("eventId"));
    };
    match kind.category() {
        Category::Consultation | Category::Oversight | Category::Work => {}
        _ => return Err(Code::EventOfOtherKind.at("eventId")),
    }
    if is_tied(scene.case, event) {
        return Err(Code::RelatedAlready.at("eventId"));
    }
    Ok(Effect {
        links: vec![(LinkKind::Related, "event", event)],
        ..Effect::fact(related(scene)?)
    })
}

/// A fact with a word of its own.
pub fn with(fact: NewFact, value: impl Into<String>) -> NewFact {
    NewFact {
        value: Some(value.into()),
        ..fact
    }
}
