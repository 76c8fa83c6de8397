//! One case as the API shows it, whatever its kind: the fields that every kind shares, flattened into each.
//! Deliberately absent: fields of one kind.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::related::{RelatedCase, events, last_master, related};
use crate::casework::case::{Case, Step};
use crate::casework::entity::case_notice;
use crate::casework::kinds::{CaseAct, CaseState, Fact, Leg, LegOwner, LimitUnit, Need, Party};
use crate::casework::legs::{LegRun, legs};
use crate::casework::limits::Limits;
use crate::casework::practice::Practice;
use crate::casework::sealing::{field, guarded};
use crate::events::graphql::Event;
use crate::events::graphql::loading::load;
use crate::events::graphql::words::{ErasureOf, SealedText, Showing};
use crate::kernel::actor::Role;
use crate::kernel::authz::Action;
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::scalars::{Date, DateTime, DivisionCode, Long};
use crate::kernel::seal::Sealed;
use crate::linkage::{Pin, Request};
use crate::organization::graphql::places::node_of;
use crate::statistics::graphql::node::HierarchyNode;

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
    /// Whether the caller reads what leaders instruct: of a kind of restricted reading only the office, leaders and the
    /// author do.
    pub reads_instructions: bool,
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
    /// The role of whoever did it; null of what the program did by itself (角色).
    pub role: Option<Role>,
    /// The day on which it was done (日期).
    pub on: Date,
    /// When it was recorded (记录时间).
    pub at: DateTime,
    /// The journal number (日志序号).
    pub sequence: Long,
    /// What was said of it; null also of an instruction that the caller may not read (说明).
    pub note: Option<SealedText>,
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
    /// Its limit; null when it has none (时限).
    pub limit: Option<i32>,
    /// In what the limit is counted; null when it has none (时限单位).
    pub limit_unit: Option<LimitUnit>,
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
    /// The year whose working days are not loaded, so that no day can be told; null otherwise (缺少工作日历的年度).
    pub unknown_year: Option<i32>,
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

/// A reminder of a leg that was nearly or past due (催办提醒).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseNotice {
    /// The day (日期).
    pub on: Date,
    /// The leg (环节).
    pub leg: Leg,
    /// Whom the leg waits for (责任方).
    pub owner: LegOwner,
    /// Who is told: the owner, and day by day those above (提醒对象).
    pub told: LegOwner,
    /// Working days past due; 0 when it is nearly due (超期工作日).
    pub overdue_days: i32,
    /// The journal number (日志序号).
    pub sequence: Long,
}

impl From<&case_notice::Model> for CaseNotice {
    fn from(row: &case_notice::Model) -> Self {
        Self {
            on: row.on_day.into(),
            leg: row.leg,
            owner: row.leg_owner,
            told: row.told,
            overdue_days: row.overdue_days,
            sequence: Long(row.number),
        }
    }
}

/// A node of the hierarchy by its id, whatever its type.
pub fn node_of_any(pin: &Arc<Pin>, id: NodeId) -> Option<HierarchyNode> {
    let mut types = [
        "District",
        "SpecialCommittee",
        "SectorGroup",
        "Sector",
        "Workroom",
        "Township",
        "Member",
    ]
    .into_iter();
    let node = types.find_map(|kind| node_of(kind, id, pin))?;
    Some(HierarchyNode::of(pin, node))
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
    let legs = legs(&case.steps, practice.leg_of, limits, calendar, pin.today);
    let can = can(request, pin, practice, &case, legs.last());
    let reads_instructions = !practice.restricted
        || request.may(Action::ReadRestrictedCases, pin.district_id(), None)
        || is_author(request, &case);
    Shown {
        pin: Arc::clone(pin),
        case: Arc::new(case),
        limits: Arc::clone(limits),
        practice,
        type_name,
        reads_instructions,
        legs: Arc::new(legs),
        can: Arc::new(can),
    }
}

fn is_author(request: &Request, case: &Case) -> bool {
    let scope = request.actor.as_ref().and_then(|actor| actor.scope);
    scope.is_some_and(|node| case.is_of(node, &[Party::Author]))
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
        .filter(|row| (practice.fits)(row.act, case))
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
            limit: run.limit.map(|limit| clamp(limit.amount)),
            limit_unit: run.limit.map(|limit| limit.unit),
            due_on: run.due_on.map(Into::into),
            used: clamp(run.used),
            paused: clamp(run.paused),
            is_paused: run.is_paused,
            extended: run.extended,
            overdue: run.overdue(self.pin.today),
            unknown_year: run.unknown_year,
        }
    }

    /// The opaque id.
    pub fn global_id(&self) -> ID {
        GlobalId::encode(self.type_name, self.pin.district_id(), self.case.id().0)
    }

    /// What is said of a step of this case, or of one of its kind.
    pub fn note(&self, step: &Step) -> Option<SealedText> {
        let row = &step.row;
        let of = guarded(&row.district_id, self.practice.kind, row.case_id);
        let note = SealedText::new(of, field::NOTE, row.note.clone()?);
        Some(if row.case_id == self.case.id() {
            note
        } else {
            note.of_master()
        })
    }

    /// Words that the case keeps.
    pub fn words(&self, field: &'static str, sealed: &Sealed) -> SealedText {
        SealedText::new(self.case.guarded(), field, sealed.clone())
    }

    fn running(&self) -> Option<&LegRun> {
        self.legs.last().filter(|run| run.ended_on.is_none())
    }

    fn step_view(&self, step: &Step) -> CaseStep {
        let row = &step.row;
        let reads = row.act != CaseAct::Instruct || self.reads_instructions;
        CaseStep {
            ordinal: row.ordinal,
            act: row.act,
            from_state: row.from_state,
            to_state: row.to_state,
            role: (!row.actor_id.is_nil()).then_some(row.actor_role),
            on: row.taken_on.into(),
            at: DateTime(row.at),
            sequence: Long(row.number),
            note: self.note(step).filter(|_| reads),
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

    /// What is suggested or told; null once it was erased. Numbers like those of telephones, ID cards and bank cards are
    /// masked unless it is asked for in full, which is recorded (内容).
    async fn content(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = false, desc = "Whether in full (是否完整显示).")] full: bool,
        #[graphql(desc = "What a full reading is for, 4 to 200 characters (查看用途).")]
        purpose: Option<String>,
    ) -> Result<Option<String>> {
        let text = self.words(field::CONTENT, &self.case.version.content);
        text.shown(ctx, "case_words", Showing { full, purpose })
            .await
    }

    /// The day on which its words were erased; null when they were not (文字删除日期).
    async fn words_erased_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let erasure = load(ctx, ErasureOf(self.case.guarded())).await?;
        Ok(erasure.map(|row| row.erased_on.into()))
    }

    /// Where it lies, as a division code (地点).
    async fn place_code(&self) -> Option<DivisionCode> {
        self.case.version.place_code.clone().map(DivisionCode)
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
        newest.map(|step| self.step_view(step)).collect()
    }

    /// Its legs with their clocks, the first first (办理环节).
    async fn legs(&self) -> Vec<CaseLegRun> {
        self.legs.iter().map(|run| self.leg_view(run)).collect()
    }

    /// Reminders of its legs that were nearly or past due, the first first, at most 200 (催办提醒).
    async fn notices(&self) -> Vec<CaseNotice> {
        let rows = self.case.notices.iter().take(MOST_STEPS);
        rows.map(Into::into).collect()
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
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        let mut can = self.can.to_vec();
        if self.case.version.state == CaseState::Merged {
            let evaluate = can.iter_mut().find(|one| one.action == CaseAct::Evaluate);
            if let (Some(evaluate), Some(master)) = (evaluate, last_master(ctx, self).await?)
                && master.newest(Fact::Replied).is_none()
            {
                evaluate.missing.push(Need::MasterReply);
            }
        }
        Ok(can)
    }

    /// The cases that it came out of, is a part of or was merged into, and those that came out of it, are parts of it or
    /// were merged into it, that the caller may see, at most 100 (关联办件).
    async fn related_cases(&self, ctx: &Context<'_>) -> Result<Vec<RelatedCase>> {
        related(ctx, self).await
    }

    /// The events that belong to it, at most 50 (关联活动).
    async fn related_events(&self, ctx: &Context<'_>) -> Result<Vec<Event>> {
        events(ctx, self).await
    }
}
