//! One case as the API shows it, whatever its kind: the fields that every kind shares, flattened into each.
//! Deliberately absent: fields of one kind.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};

use crate::casework::case::{Case, Step};
use crate::casework::kinds::{CaseAct, CaseState, Fact, Leg, LegOwner, Need, Party};
use crate::casework::legs::{LegRun, legs};
use crate::casework::limits::Limits;
use crate::casework::practice::Practice;
use crate::kernel::actor::Role;
use crate::kernel::id::GlobalId;
use crate::kernel::scalars::{Date, DateTime, DivisionCode, Long};
use crate::linkage::{Pin, Request};
use crate::organization::graphql::nodes::{Member, Workroom};

/// The most steps that one case lists, the newest of them.
const MOST_STEPS: usize = 200;

/// A case with what its fields are told from.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The district.
    pub pin: Arc<Pin>,
    /// The case.
    pub case: Arc<Case>,
    /// The limits of its kind.
    pub limits: Arc<Limits>,
    /// Its kind.
    pub practice: &'static Practice,
    /// The name of its type in the API.
    pub type_name: &'static str,
    legs: Arc<Vec<LegRun>>,
    can: Arc<Vec<AvailableAction>>,
}

/// A step of a case (办理步骤).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseStep {
    /// 1, 2, 3 … (序号).
    pub ordinal: i32,
    /// What was done (动作).
    pub act: CaseAct,
    /// Where the case stood; null before its first step (原状态).
    pub from_state: Option<CaseState>,
    /// Where it stood after (新状态).
    pub to_state: CaseState,
    /// The role of whoever did it (角色).
    pub role: Role,
    /// The day on which it was done (日期).
    pub on: Date,
    /// When it was recorded (记录时间).
    pub at: DateTime,
    /// The journal number (日志序号).
    pub sequence: Long,
    /// What was said of it (说明).
    pub note: Option<String>,
}

/// A leg of a case: who is waited for, up to when, and what of the limit was used (办理环节).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseLegRun {
    /// Which leg (环节).
    pub leg: Leg,
    /// Whom it waits for (责任方).
    pub owner: LegOwner,
    /// The day it began (起始日).
    pub began_on: Date,
    /// The day it ended; null while it runs (结束日).
    pub ended_on: Option<Date>,
    /// Its limit in working days; null when it has none (时限，工作日).
    pub limit: Option<i32>,
    /// The last day in time; null without a limit and while the clock stands still (到期日).
    pub due_on: Option<Date>,
    /// Working days used; days on which another was waited for are left out (已用工作日).
    pub used: i32,
    /// Working days on which the clock stood still (暂停工作日).
    pub paused: i32,
    /// Whether the clock stands still now (是否暂停).
    pub is_paused: bool,
    /// Whether more time was granted (是否延期).
    pub extended: bool,
    /// Whether it ended, or goes on, after its last day (是否超期).
    pub overdue: bool,
}

/// Something that the caller may do now (可办动作).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct AvailableAction {
    /// What (动作).
    pub action: CaseAct,
    /// The last day in time, when the leg waits for it (到期日).
    pub due_on: Option<Date>,
    /// What must be on record before; empty when nothing is missing (所缺条件).
    pub missing: Vec<Need>,
}

/// A claim: somebody drives the case (领办).
#[derive(SimpleObject, Clone, Debug)]
pub struct Claim {
    /// Who (领办人).
    pub member: Member,
    /// Since when (领办日期).
    pub on: Date,
    /// Whether as a leader (是否领导领办).
    pub is_leader: bool,
    /// The day on which it was finished; null while it goes on (完成日期).
    pub finished_on: Option<Date>,
}

/// Shows a case to a caller.
pub fn show(
    request: &Request,
    pin: &Arc<Pin>,
    case: Case,
    limits: &Arc<Limits>,
    practice: &'static Practice,
    type_name: &'static str,
) -> Shown {
    let calendar = &pin.chain.organization.calendar;
    // A year without working days has no legs to tell; nothing is guessed.
    let legs = legs(&case.steps, practice.leg_of, limits, calendar, pin.today).unwrap_or_default();
    let can = can(request, pin, practice, &case, legs.last());
    Shown {
        pin: Arc::clone(pin),
        case: Arc::new(case),
        limits: Arc::clone(limits),
        practice,
        type_name,
        legs: Arc::new(legs),
        can: Arc::new(can),
    }
}

fn can(
    request: &Request,
    pin: &Pin,
    practice: &Practice,
    case: &Case,
    leg: Option<&LegRun>,
) -> Vec<AvailableAction> {
    let Some(actor) = &request.actor else {
        return Vec::new();
    };
    let due_on = leg
        .filter(|leg| leg.ended_on.is_none())
        .and_then(|leg| leg.due_on);
    practice
        .machine
        .open(case.version.state)
        .filter(|row| {
            let own = actor.scope.filter(|node| case.is_of(*node, row.of));
            actor.may(row.permission, actor.standing(pin.district_id(), own))
        })
        .map(|row| AvailableAction {
            action: row.act,
            due_on: due_on.filter(|_| row.to.is_some()).map(Into::into),
            missing: row
                .needs
                .iter()
                .copied()
                .filter(|need| case.lacks(*need, pin.today))
                .collect(),
        })
        .collect()
}

fn clamp(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

impl Shown {
    fn leg_view(&self, run: &LegRun) -> CaseLegRun {
        CaseLegRun {
            leg: run.leg,
            owner: run.owner,
            began_on: run.began_on.into(),
            ended_on: run.ended_on.map(Into::into),
            limit: run.limit.map(clamp),
            due_on: run.due_on.map(Into::into),
            used: clamp(run.used),
            paused: clamp(run.paused),
            is_paused: run.is_paused,
            extended: run.extended,
            overdue: run.overdue(self.pin.today),
        }
    }

    /// The opaque id.
    pub fn global_id(&self) -> ID {
        GlobalId::encode(self.type_name, self.pin.district_id(), self.case.id().0)
    }

    fn running(&self) -> Option<&LegRun> {
        self.legs.last().filter(|run| run.ended_on.is_none())
    }

    fn step_view(step: &Step) -> CaseStep {
        let row = &step.row;
        CaseStep {
            ordinal: row.ordinal,
            act: row.act,
            from_state: row.from_state,
            to_state: row.to_state,
            role: row.actor_role,
            on: row.taken_on.into(),
            at: DateTime(row.at),
            sequence: Long(row.number),
            note: row.note.clone(),
        }
    }
}

/// What every kind of case shows (办件).
#[Object]
impl Shown {
    /// Where it stands (状态).
    async fn state(&self) -> CaseState {
        self.case.version.state
    }

    /// What is suggested (内容).
    async fn content(&self) -> &str {
        &self.case.version.content
    }

    /// Where it lies, as a division code (地点).
    async fn place_code(&self) -> Option<DivisionCode> {
        self.case.version.place_code.clone().map(DivisionCode)
    }

    /// The member whose words these are (提出人).
    async fn author(&self) -> Member {
        Member::new(&self.pin, self.case.version.author_id)
    }

    /// The workroom whose officer entered it; null when the author did (代录工作室).
    async fn workroom(&self) -> Option<Workroom> {
        let workroom = self.case.parties(Party::Workroom).next()?;
        Some(Workroom::new(&self.pin, workroom))
    }

    /// The day of its first step (建件日期).
    async fn opened_on(&self) -> Date {
        self.case.version.opened_on.into()
    }

    /// The ordinal of its newest step; actions take it as `afterStep` (最新步骤序号).
    async fn step(&self) -> i32 {
        self.case.version.steps
    }

    /// Its steps, the first first, the newest 200 of them (办理过程).
    async fn steps(&self) -> Vec<CaseStep> {
        let skipped = self.case.steps.len().saturating_sub(MOST_STEPS);
        let newest = self.case.steps.iter().skip(skipped);
        newest.map(Self::step_view).collect()
    }

    /// Its legs with their clocks, the first first (办理环节).
    async fn legs(&self) -> Vec<CaseLegRun> {
        self.legs.iter().map(|run| self.leg_view(run)).collect()
    }

    /// The leg that it is in now, with whom it waits for; null when it waits for nobody (所在环节).
    async fn stuck_at(&self) -> Option<CaseLegRun> {
        self.running().map(|run| self.leg_view(run))
    }

    /// Whether the leg that it is in is past its last day (是否超期).
    async fn overdue(&self) -> bool {
        self.running()
            .is_some_and(|run| run.overdue(self.pin.today))
    }

    /// What the caller may do now (可办动作).
    async fn available_actions(&self) -> &[AvailableAction] {
        &self.can
    }

    /// Who drives it (领办).
    async fn claims(&self) -> Vec<Claim> {
        let finished = |member| {
            let mut rows = self.case.facts_of(Fact::ClaimFinished);
            rows.find(|row| row.node_id == Some(member))
                .map(|row| row.on_day.into())
        };
        self.case
            .facts_of(Fact::Claimed)
            .filter_map(|row| Some((row, row.node_id?)))
            .filter(|(_, member)| self.case.is_of(*member, &[Party::Claimant]))
            .map(|(row, member)| Claim {
                member: Member::new(&self.pin, member),
                on: row.on_day.into(),
                is_leader: row.value.as_deref() == Some("LEADER"),
                finished_on: finished(member),
            })
            .collect()
    }
}
