//! The residents' opinions of 2022: one for each that the events count, 265 of 学习二十大，委员在行动 and 35 of
//! 民情恳谈·我为群众办实事, none of both, each collected by the event's workroom on its day. What they are about, which
//! became micro-suggestions and sentiment reports, and who was told, is illustrative.
//! Deliberately absent: residents' words.

use chrono::{Days, NaiveDate};

use super::acting::{Acting, OFFICE, Stage, numbered};
use super::organization::Loaded;
use super::plan::{Deed as Planned, Who, deeds};
use super::{Stopped, event_id, told};
use crate::app::App;
use crate::casework::content::{Content, Particulars};
use crate::casework::deed::Deed;
use crate::casework::kinds::ContactMethod;
use crate::casework::opening::Opening;
use crate::events::kinds::Measure;
use crate::kernel::actor::Role;
use crate::kernel::id::{CaseId, NodeId};
use crate::kernel::workdays::Calendar;
use crate::linkage::Request;
use crate::public_voices::PRACTICE;
use crate::public_voices::recording::{BATCH, Ruling, record};

/// Every so many is told what came of it.
const TOLD: usize = 6;

/// Voices out of which micro-suggestions came: the place of the suggestion, and those of the voices.
const SOURCES: [(usize, &[usize]); 5] = [
    (17, &[266, 267]),
    (24, &[271]),
    (31, &[276]),
    (40, &[281, 282]),
    (64, &[1]),
];

/// The n-th voice.
pub fn voice_id(n: usize) -> CaseId {
    numbered(0x9600, n)
}

/// The voices out of which a micro-suggestion came, by its place.
pub fn sources_of(suggestion: usize) -> Vec<CaseId> {
    let of = SOURCES.iter().filter(|(place, _)| *place == suggestion);
    of.flat_map(|(_, voices)| voices.iter().copied().map(voice_id))
        .collect()
}

/// A voice with its day and the workroom that collected it.
struct Voice {
    opening: Opening,
    on: NaiveDate,
    workroom: NodeId,
}

/// Loads them; `campaigns` are those of the plan, in its order.
pub async fn load(
    app: &App,
    office: &Request,
    organization: &Loaded,
    campaigns: &[NodeId],
) -> Result<(), Stopped> {
    let district = office
        .actor()
        .map_err(|_| "nobody is signed in")?
        .district
        .clone();
    let stage = Stage {
        app,
        district,
        calendar: Calendar::built_in(),
        practice: &PRACTICE,
    };
    let voices = voices(organization, campaigns)?;
    for batch in voices.chunks(BATCH) {
        let openings = batch.iter().map(|voice| Ok(voice.opening.clone()));
        let view = stage.view(OFFICE);
        let rulings = record(&view, &stage.district, openings.collect())
            .await
            .map_err(|failure| told("voices", &failure))?;
        for ruling in rulings {
            if !matches!(ruling, Ruling::Accepted(_)) {
                return Err(format!("voice: {ruling:?}"));
            }
        }
    }
    for voice in voices.iter().step_by(TOLD) {
        let on = voice.on.checked_add_days(Days::new(30));
        let officer: Acting = (Role::WorkroomOfficer, Some(voice.workroom));
        let method = ContactMethod::Phone;
        let tell = Deed::Tell { method };
        stage
            .step(voice.opening.id, officer, on.unwrap_or(voice.on), tell)
            .await?;
    }
    Ok(())
}

/// As many as the events of the plan count.
fn voices(organization: &Loaded, campaigns: &[NodeId]) -> Result<Vec<Voice>, Stopped> {
    let (mut all, mut event) = (Vec::new(), 1_u32);
    for planned in deeds() {
        let place = event;
        let parts = u32::try_from(planned.parts.len()).unwrap_or_default();
        event = event.saturating_add(1).saturating_add(parts);
        let counted = planned.quantities.iter();
        let counted = counted.filter(|(measure, ..)| *measure == Measure::Voices);
        for (_, value, ..) in counted {
            for _ in 0..*value {
                let n = all.len().saturating_add(1);
                all.push(voice(n, &planned, place, organization, campaigns)?);
            }
        }
    }
    Ok(all)
}

fn voice(
    n: usize,
    planned: &Planned,
    event: u32,
    organization: &Loaded,
    campaigns: &[NodeId],
) -> Result<Voice, Stopped> {
    let workroom = match planned.who {
        Who::Workroom(n) => organization.workrooms.get(n).map(|(_, id)| *id),
        _ => organization.personal,
    };
    let workroom = workroom.ok_or("no workroom")?;
    let labels = planned.campaigns.iter();
    let labels = labels.filter_map(|place| campaigns.get(*place)).copied();
    let topic = format!("群众意见建议第{n}条（示例）");
    Ok(Voice {
        opening: Opening {
            id: voice_id(n),
            content: Content {
                title: topic.clone(),
                content: topic.into(),
                place_code: None,
                particulars: Particulars::Voice {
                    event: Some(event_id(event)),
                    words: "原话从略（示例）。".to_owned().into(),
                },
            },
            author: Some(workroom),
            campaigns: labels.collect(),
            derived: Vec::new(),
            draft: false,
            on: Some(planned.on),
        },
        on: planned.on,
        workroom,
    })
}
