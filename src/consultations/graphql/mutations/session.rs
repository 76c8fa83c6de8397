//! Preparing, holding and minuting, putting off and calling off (筹备、召开、纪要).
//! Deliberately absent: rules; `casework::taking` asks them.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject};

use super::{ConsultationPayload, KIND};
use crate::casework::content::PromisedAction;
use crate::casework::deed::Deed;
use crate::casework::graphql::Reading;
use crate::casework::graphql::reading::UNIT;
use crate::casework::kinds::ParticipantClass;
use crate::casework::sealing::Words;
use crate::kernel::scalars::Date;

/// The longest point or promised action, in characters.
const POINT: usize = 500;
/// The most points, and the most promised actions, of one consultation.
const POINTS: usize = 50;

/// An action that was promised (承诺事项).
#[derive(InputObject, Debug)]
pub struct ConsultationPromiseInput {
    /// What, at most 500 characters (内容).
    text: String,
    /// By which unit (责任单位).
    unit_id: ID,
    /// By which day, after that of the minutes (承诺日期).
    due_on: Date,
}

/// The points of the minutes.
fn points(reading: &mut Reading, typed: &[String]) -> Vec<Words> {
    reading.at_most("points", typed.len(), POINTS);
    let typed = typed.iter().take(POINTS).enumerate();
    typed
        .map(|(n, text)| {
            let text = reading.text(&format!("points.{n}"), text, POINT, true);
            Words::from(text)
        })
        .collect()
}

/// What was promised.
fn promises(reading: &mut Reading, typed: &[ConsultationPromiseInput]) -> Vec<PromisedAction> {
    reading.at_most("promises", typed.len(), POINTS);
    let typed = typed.iter().take(POINTS).enumerate();
    typed
        .map(|(n, promise)| PromisedAction {
            text: reading
                .text(&format!("promises.{n}.text"), &promise.text, POINT, true)
                .into(),
            unit: reading.node(&format!("promises.{n}.unitId"), &promise.unit_id, UNIT),
            due_on: reading.day(&format!("promises.{n}.dueOn"), &promise.due_on),
        })
        .collect()
}

crate::case_deeds! {
    /// The mutations of sessions.
    ConsultationSessionMutation of KIND -> ConsultationPayload;

    /// Prepares one and gives notice of its day (筹备).
    consultation_prepare(ConsultationPrepareInput) of Prepare {
        /// The day on which it is to be held, today or later (计划日期).
        planned_on: Date,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Prepare {
            planned_on: reading.day("plannedOn", &input.planned_on),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Records a session: an event that was posted and counts (召开).
    consultation_hold(ConsultationHoldInput) of Hold {
        /// The event that the session is, of the kind that fits the type (活动).
        event_id: ID,
        /// Whether it was held on the spot; then the event must have a place (是否实地).
        on_site: bool,
        /// Which classes of people took part, at least one (参加人员类别).
        classes: Vec<ParticipantClass>,
        /// Whether a principal leader of Party or government took part (党政主要负责同志是否参加).
        #[graphql(default)]
        principal_leader: bool,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let classes: BTreeSet<_> = input.classes.iter().copied().collect();
        let deed = Deed::Hold {
            event: reading.opaque("eventId", &input.event_id, &["Event"]),
            on_site: input.on_site,
            classes: classes.into_iter().collect(),
            principal_leader: input.principal_leader,
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Records the minutes (形成纪要).
    consultation_minute(ConsultationMinuteInput) of Minute {
        /// The points that are made, 1 to 50, each at most 500 characters (协商意见).
        points: Vec<String>,
        /// What was promised, at most 50 (承诺事项).
        promises: Option<Vec<ConsultationPromiseInput>>,
        /// A remark, at most 2000 characters (说明).
        note: Option<String>,
    } => |reading, input| {
        let deed = Deed::Minute {
            points: points(reading, &input.points),
            promises: promises(reading, input.promises.as_deref().unwrap_or_default()),
        };
        (deed, reading.note("note", input.note.as_deref()))
    };

    /// Puts one off that was not held yet (延期召开).
    consultation_postpone(ConsultationPostponeInput) of Postpone {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Postpone, reading.said("reason", &input.reason));

    /// Calls one off that was not held yet (取消).
    consultation_cancel(ConsultationCancelInput) of Cancel {
        /// Why, at most 2000 characters (理由).
        reason: String,
    } => |reading, input| (Deed::Cancel, reading.said("reason", &input.reason));
}
