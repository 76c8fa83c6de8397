//! The minutes of a consultation in the API: its points with the units' answers, and what was promised with what became of
//! it. Deliberately absent: who said what.

use async_graphql::SimpleObject;

use crate::casework::content::PromisedAction;
use crate::casework::graphql::Shown;
use crate::casework::kinds::{CaseAct, PointAdoption};
use crate::casework::sealing::{Words, field};
use crate::consultations::account::{answer, kept};
use crate::events::graphql::words::SealedText;
use crate::kernel::scalars::Date;
use crate::organization::graphql::units::HandlingUnit;

/// A point of the minutes (协商意见).
#[derive(SimpleObject, Clone, Debug)]
pub struct ConsultationPoint {
    /// What it says; null once it was erased (内容).
    pub text: Option<SealedText>,
    /// What the unit makes of it; null while none has answered (采纳情况).
    pub adoption: Option<PointAdoption>,
    /// Why, as the unit says (理由).
    pub reason: Option<SealedText>,
    /// The unit that answered (答复单位).
    pub unit: Option<HandlingUnit>,
    /// The day of the answer (答复日期).
    pub answered_on: Option<Date>,
}

/// An action that was promised in a consultation (承诺事项).
#[derive(SimpleObject, Clone, Debug)]
pub struct ConsultationPromise {
    /// What; null once it was erased (内容).
    pub text: Option<SealedText>,
    /// By which unit (责任单位).
    pub unit: Option<HandlingUnit>,
    /// By which day (承诺日期).
    pub due_on: Date,
    /// Whether it was done, as was last said; null while nothing was said (是否落实).
    pub done: Option<bool>,
    /// The day on which that was said (核实日期).
    pub told_on: Option<Date>,
}

/// The minutes of a consultation (协商纪要).
#[derive(SimpleObject, Clone, Debug)]
pub struct ConsultationMinutes {
    /// The day (日期).
    pub on: Date,
    /// Its points, in their order from 1 (协商意见).
    pub points: Vec<ConsultationPoint>,
    /// What was promised, in its order from 1 (承诺事项).
    pub promises: Vec<ConsultationPromise>,
}

impl ConsultationMinutes {
    /// The minutes that stand; none while there are none.
    pub fn of(shown: &Shown) -> Option<Self> {
        let on = shown.case.last(CaseAct::Minute)?.row.taken_on;
        let (points, promises) = shown.case.minutes()?;
        let points = (1..).zip(points);
        let promises = (1..).zip(promises);
        Some(Self {
            on: on.into(),
            points: points
                .map(|(place, text)| point(shown, place, text))
                .collect(),
            promises: promises
                .map(|(place, action)| promise(shown, place, action))
                .collect(),
        })
    }
}

fn point(shown: &Shown, place: i32, text: &Words) -> ConsultationPoint {
    let answered = answer(&shown.case, place);
    let reason = answered.and_then(|(_, step)| shown.note(step));
    let step = answered.map(|(_, step)| &step.row);
    ConsultationPoint {
        text: text.kept().map(|text| shown.words(field::POINT, text)),
        adoption: answered.map(|(adoption, _)| adoption),
        reason,
        unit: step
            .and_then(|row| row.actor_scope)
            .and_then(|unit| HandlingUnit::of(&shown.pin, unit)),
        answered_on: step.map(|row| row.taken_on.into()),
    }
}

fn promise(shown: &Shown, place: i32, action: &PromisedAction) -> ConsultationPromise {
    let word = kept(&shown.case).get(&place).copied();
    ConsultationPromise {
        text: action
            .text
            .kept()
            .map(|text| shown.words(field::PROMISE, text)),
        unit: HandlingUnit::of(&shown.pin, action.unit),
        due_on: action.due_on.into(),
        done: word.map(|(_, done)| done),
        told_on: word.map(|(on, _)| on.into()),
    }
}
