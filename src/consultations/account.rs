//! What a consultation amounts to, read from its steps: its sessions, what units answered to its points, what became of what
//! was promised, and whether the four phrases of the district's mode hold. Pure. Deliberately absent: deciding.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::casework::case::{Case, Step};
use crate::casework::content::Particulars;
use crate::casework::deed::Deed;
use crate::casework::kinds::{Fact, ParticipantClass, Party, PointAdoption, TopicSource};

/// How many of the six classes make participation broad.
const BROAD: usize = 4;

/// A session: an event, and what the organiser says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session<'a> {
    /// The event.
    pub event: Uuid,
    /// Whether it was held on the spot.
    pub on_site: bool,
    /// Its day.
    pub on: NaiveDate,
    /// Which classes of people took part.
    pub classes: &'a [ParticipantClass],
    /// Whether a principal leader of Party or government took part.
    pub principal_leader: bool,
}

/// The sessions, in the order in which they were recorded.
pub fn sessions(case: &Case) -> impl Iterator<Item = Session<'_>> {
    let held = case.steps.iter().filter_map(|step| match &step.deed {
        Deed::Hold {
            event,
            on_site,
            classes,
            principal_leader,
        } => Some((*event, *on_site, classes.as_slice(), *principal_leader)),
        _ => None,
    });
    // Each of these steps made one such fact, and none of them ever ends.
    let days = case.facts_of(Fact::SessionHeld).map(|row| row.on_day);
    held.zip(days).map(
        |((event, on_site, classes, principal_leader), on)| Session {
            event,
            on_site,
            on,
            classes,
            principal_leader,
        },
    )
}

/// The classes of people who took part in any session.
pub fn classes(case: &Case) -> BTreeSet<ParticipantClass> {
    sessions(case)
        .flat_map(|session| session.classes.iter().copied())
        .collect()
}

/// What the units answered to a point, and the step in which they did.
pub fn answer(case: &Case, wanted: i32) -> Option<(PointAdoption, &Step)> {
    case.steps.iter().find_map(|step| match &step.deed {
        Deed::GiveFeedback {
            point: Some(point),
            adoption: Some(adoption),
        } if *point == wanted => Some((*adoption, step)),
        _ => None,
    })
}

/// By promised action, the last word on it: on which day, and whether it was done.
pub fn kept(case: &Case) -> BTreeMap<i32, (NaiveDate, bool)> {
    let words = case.steps.iter().filter_map(|step| match &step.deed {
        Deed::KeepPromise { promise, done } => Some((*promise, (step.row.taken_on, *done))),
        _ => None,
    });
    words.collect()
}

/// The four phrases of the district's mode (乡镇街道点题、政协组织、实地协商、广泛参与).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conformity {
    /// A township or subdistrict named the topic.
    pub township_topic: bool,
    /// A body of the CPPCC organises it.
    pub cppcc_organized: bool,
    /// At least one session was held on the spot.
    pub on_site: bool,
    /// At least four of the six classes of people took part, in all sessions together.
    pub broad_participation: bool,
}

impl Conformity {
    /// How far a consultation meets them so far.
    pub fn of(case: &Case) -> Self {
        let township = matches!(
            case.particulars(),
            Particulars::Consultation {
                source: TopicSource::Township,
                ..
            }
        );
        Self {
            township_topic: township,
            // No other body can be named.
            cppcc_organized: case.parties(Party::Organizer).next().is_some(),
            on_site: sessions(case).any(|session| session.on_site),
            broad_participation: classes(case).len() >= BROAD,
        }
    }

    /// Whether all four hold.
    pub fn all(self) -> bool {
        self.township_topic && self.cppcc_organized && self.on_site && self.broad_participation
    }
}
