//! Legs: the stretches of a case between two changes of who is waited for, each with its owner, its limit in working
//! days, its pauses and what of the limit was used. Time that waits for another is not charged to the owner.
//! Deliberately absent: overdue as a state; it follows from the due day and today.

use chrono::NaiveDate;

use super::case::Step;
use super::deed::Deed;
use super::kinds::{CaseAct, CaseState, Leg, LegOwner};
use super::limits::{Limit, Limits};
use crate::kernel::workdays::{Calendar, NoCalendar};

/// One leg of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegRun {
    /// Which.
    pub leg: Leg,
    /// Whom it waits for.
    pub owner: LegOwner,
    /// The ordinal of the step that began it.
    pub step: i32,
    /// The day it began.
    pub began_on: NaiveDate,
    /// The day it ended; none while it runs.
    pub ended_on: Option<NaiveDate>,
    /// Its limit; none when it has none.
    pub limit: Option<Limit>,
    /// The last day of it in time; none without a limit and while the clock stands still.
    pub due_on: Option<NaiveDate>,
    /// Working days that were used, pauses left out.
    pub used: u32,
    /// Working days on which the clock stood still.
    pub paused: u32,
    /// Whether the clock stands still now.
    pub is_paused: bool,
    /// Whether more time was granted.
    pub extended: bool,
    /// The year whose working days are not known, so that nothing can be said of the days.
    pub unknown_year: Option<i32>,
}

impl LegRun {
    /// Whether it ended, or goes on, after its last day.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.due_on
            .is_some_and(|due| self.ended_on.unwrap_or(today) > due)
    }
}

/// Which leg a state is in.
pub type LegOf = fn(CaseState) -> Option<(Leg, LegOwner)>;

struct Open {
    leg: Leg,
    owner: LegOwner,
    step: i32,
    began_on: NaiveDate,
    complex: bool,
    promised_on: Option<NaiveDate>,
    extended_until: Option<NaiveDate>,
    pauses: Vec<(NaiveDate, Option<NaiveDate>)>,
}

/// The legs of a case, from its steps. `today` ends what still runs.
pub fn legs(
    steps: &[Step],
    leg_of: LegOf,
    limits: &Limits,
    calendar: &Calendar,
    today: NaiveDate,
) -> Vec<LegRun> {
    let mut done = Vec::new();
    let mut open: Option<Open> = None;
    let (mut complex, mut promised_on) = (false, None);
    for step in steps {
        let on = step.row.taken_on;
        match &step.deed {
            Deed::Dispatch { complex: is, .. } => complex = *is,
            Deed::Reply {
                promised_on: day, ..
            }
            | Deed::AcceptFinding { promised_on: day } => promised_on = *day,
            Deed::Reopen => promised_on = None,
            Deed::ReportProgress {
                promised_on: Some(day),
            } => {
                promised_on = Some(*day);
                if let Some(open) = &mut open {
                    open.promised_on = promised_on;
                }
            }
            Deed::Pause { .. } => {
                if let Some(open) = &mut open {
                    open.pauses.push((on, None));
                }
            }
            Deed::Resume => {
                if let Some(pause) = open.as_mut().and_then(|open| open.pauses.last_mut()) {
                    pause.1 = Some(on);
                }
            }
            Deed::DecideExtension {
                granted: true,
                until,
            } => {
                if let Some(open) = &mut open {
                    open.extended_until = Some(*until);
                }
            }
            _ => {}
        }
        if step.row.from_state == Some(step.row.to_state) {
            continue;
        }
        let next = leg_of(step.row.to_state);
        // Whoever begins to put right what he accepted has no more time for it.
        let rectifies = next.is_some_and(|(leg, _)| leg == Leg::Rectify);
        if rectifies && open.as_ref().is_some_and(|open| open.leg == Leg::Rectify) {
            continue;
        }
        if let Some(ended) = open.take() {
            // A promise is kept on the day on which it was, not on that of the closing.
            let kept = match &step.deed {
                Deed::Close { solved_on } if ended.leg == Leg::Promise => *solved_on,
                Deed::Realize { solved_on } if ended.leg == Leg::Promise => Some(*solved_on),
                _ => None,
            };
            let ended_on = kept.unwrap_or(on).max(ended.began_on);
            done.push(ended.run(Some(ended_on), limits, calendar, today));
        }
        let again = matches!(
            step.row.act,
            CaseAct::Rework | CaseAct::Evaluate | CaseAct::LeaderDecide
        );
        open = next.map(|(leg, owner)| Open {
            leg: match (leg, step.row.act) {
                (_, CaseAct::SendBackReply) => Leg::Redraft,
                (Leg::Reply, _) if again => Leg::Rework,
                (leg, _) => leg,
            },
            owner,
            step: step.row.ordinal,
            began_on: on,
            complex,
            promised_on,
            extended_until: None,
            pauses: Vec::new(),
        });
    }
    if let Some(running) = open {
        done.push(running.run(None, limits, calendar, today));
    }
    done
}

/// What working days say of a leg.
struct Days {
    due_on: Option<NaiveDate>,
    used: u32,
    paused: u32,
}

impl Open {
    fn run(
        self,
        ended_on: Option<NaiveDate>,
        limits: &Limits,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> LegRun {
        let last = ended_on.unwrap_or(today).max(self.began_on);
        let is_paused =
            ended_on.is_none() && self.pauses.last().is_some_and(|(_, to)| to.is_none());
        let limit = limits.of(self.leg, self.complex, self.began_on);
        let days = self.days(last, limit, is_paused, calendar);
        let unknown_year = days.as_ref().err().map(|unknown| unknown.year);
        let days = days.unwrap_or(Days {
            due_on: None,
            used: 0,
            paused: 0,
        });
        LegRun {
            leg: self.leg,
            owner: self.owner,
            step: self.step,
            began_on: self.began_on,
            ended_on,
            limit,
            due_on: days.due_on,
            used: days.used,
            paused: days.paused,
            is_paused,
            extended: self.extended_until.is_some(),
            unknown_year,
        }
    }

    fn days(
        &self,
        last: NaiveDate,
        limit: Option<Limit>,
        is_paused: bool,
        calendar: &Calendar,
    ) -> Result<Days, NoCalendar> {
        let mut paused = 0_u32;
        for (from, to) in &self.pauses {
            let to = to.unwrap_or(last).max(*from);
            paused = paused.saturating_add(calendar.between(*from, to)?);
        }
        let due_on = match (self.leg, limit) {
            _ if is_paused => None,
            (Leg::Promise, _) => self.promised_on,
            (Leg::Rectify, _) if self.promised_on.is_some() => self.promised_on,
            (_, Some(limit)) => {
                let base = match self.extended_until {
                    Some(until) => until,
                    None => limit.after(self.began_on, calendar)?,
                };
                Some(calendar.add(base, paused)?)
            }
            (_, None) => None,
        };
        let used = calendar.between(self.began_on, last)?;
        Ok(Days {
            due_on,
            used: used.saturating_sub(paused),
            paused,
        })
    }
}
