//! Mutations of workrooms and their honours.
//! Deliberately absent: reading them, and linking them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::reading::{Reading, Typed, changed_text};
use super::{keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::id::NodeId;
use crate::kernel::scalars::Date;
use crate::organization::commands::workrooms::{
    AwardWorkroomHonour, CloseWorkroom, EstablishWorkroom, ReviseWorkroom, award_workroom_honour,
    close_workroom, establish_workroom, revise_workroom, withdraw_workroom_honour,
};
use crate::organization::graphql::bodies::Honour;
use crate::organization::graphql::nodes::Workroom;
use crate::organization::kinds::{HonourLevel, WorkroomKind};

/// A workroom to be established (设立委员工作室).
#[derive(InputObject, Clone, Debug)]
pub struct WorkroomEstablishInput {
    /// The name (名称).
    pub name: String,
    /// Whose it is (类别).
    pub kind: WorkroomKind,
    /// The township that it serves; a township workroom needs one (乡镇街道).
    pub township_id: Option<ID>,
    /// The sector; of a sector workroom, and of no other (界别).
    pub sector_id: Option<ID>,
    /// The member; of a personal workroom, and of no other (委员).
    pub member_id: Option<ID>,
    /// Its online twin, http or https (线上工作室网址).
    pub online_url: Option<String>,
    /// Whether a month without an event or a nil return is silence; when left out, true for township workrooms (是否按月报送).
    pub posts_monthly: Option<bool>,
    /// The first day it exists (设立日期).
    pub from: Date,
}

impl Typed for WorkroomEstablishInput {
    type Plain = EstablishWorkroom;

    fn read(self, reading: &mut Reading) -> EstablishWorkroom {
        EstablishWorkroom {
            name: self.name,
            kind: self.kind,
            township: reading.optional_id("townshipId", self.township_id.as_ref(), "Township"),
            sector: reading.optional_id("sectorId", self.sector_id.as_ref(), "Sector"),
            member: reading.optional_id("memberId", self.member_id.as_ref(), "Member"),
            online_url: self.online_url,
            posts_monthly: self.posts_monthly,
            from: reading.day("from", &self.from),
        }
    }
}

/// What is to be different of a workroom; what is left out stays (修订委员工作室).
#[derive(InputObject, Clone, Debug)]
pub struct WorkroomReviseInput {
    /// The workroom (委员工作室).
    pub id: ID,
    /// The name (名称).
    pub name: Option<String>,
    /// Its online twin; null takes it away (线上工作室网址).
    pub online_url: MaybeUndefined<String>,
    /// Whether a month without an event or a nil return is silence (是否按月报送).
    pub posts_monthly: Option<bool>,
}

impl Typed for WorkroomReviseInput {
    type Plain = ReviseWorkroom;

    fn read(self, reading: &mut Reading) -> ReviseWorkroom {
        ReviseWorkroom {
            id: reading.id("id", &self.id, "Workroom"),
            name: self.name,
            online_url: changed_text(self.online_url),
            posts_monthly: self.posts_monthly,
        }
    }
}

/// The end of a workroom (撤销委员工作室).
#[derive(InputObject, Clone, Debug)]
pub struct WorkroomCloseInput {
    /// The workroom (委员工作室).
    pub id: ID,
    /// The first day it no longer exists (撤销日期).
    pub on: Date,
}

impl Typed for WorkroomCloseInput {
    type Plain = CloseWorkroom;

    fn read(self, reading: &mut Reading) -> CloseWorkroom {
        CloseWorkroom {
            id: reading.id("id", &self.id, "Workroom"),
            on: reading.day("on", &self.on),
        }
    }
}

/// An honour of a workroom (授予荣誉).
#[derive(InputObject, Clone, Debug)]
pub struct WorkroomHonourAwardInput {
    /// The workroom (委员工作室).
    pub workroom_id: ID,
    /// Who awarded it (级别).
    pub level: HonourLevel,
    /// Its wording (名称).
    pub title: String,
    /// The year (年度).
    pub year: i32,
}

impl Typed for WorkroomHonourAwardInput {
    type Plain = AwardWorkroomHonour;

    fn read(self, reading: &mut Reading) -> AwardWorkroomHonour {
        AwardWorkroomHonour {
            workroom: reading.id("workroomId", &self.workroom_id, "Workroom"),
            level: self.level,
            title: self.title,
            year: self.year,
        }
    }
}

/// An honour to be withdrawn (撤回荣誉).
#[derive(InputObject, Clone, Debug)]
pub struct WorkroomHonourWithdrawInput {
    /// The honour (荣誉).
    pub honour_id: ID,
}

impl Typed for WorkroomHonourWithdrawInput {
    type Plain = NodeId;

    fn read(self, reading: &mut Reading) -> NodeId {
        reading.id("honourId", &self.honour_id, "Honour")
    }
}

payloads! {
    /// What establishing a workroom did (设立委员工作室的结果).
    WorkroomEstablishPayload {
        /// The workroom; null when refused (委员工作室).
        workroom: Workroom,
    }
    /// What revising a workroom did (修订委员工作室的结果).
    WorkroomRevisePayload {
        /// The workroom; null when refused (委员工作室).
        workroom: Workroom,
    }
    /// What closing a workroom did (撤销委员工作室的结果).
    WorkroomClosePayload {
        /// The workroom; null when refused (委员工作室).
        workroom: Workroom,
    }
    /// What recording an honour did (授予荣誉的结果).
    WorkroomHonourAwardPayload {
        /// The workroom; null when refused (委员工作室).
        workroom: Workroom,
        /// The honour; null when refused (荣誉).
        honour: Honour,
    }
    /// What withdrawing an honour did (撤回荣誉的结果).
    WorkroomHonourWithdrawPayload {
        /// The workroom; null when refused (委员工作室).
        workroom: Workroom,
    }
}

/// Mutations of workrooms.
#[derive(Default, Debug)]
pub struct WorkroomsMutation;

/// Mutations of workrooms.
#[Object]
impl WorkroomsMutation {
    /// Establishes a workroom; for the office (设立委员工作室).
    async fn workroom_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workroom (委员工作室).")] input: WorkroomEstablishInput,
    ) -> Result<WorkroomEstablishPayload> {
        keep!(ctx, input, establish_workroom)
    }

    /// Revises a workroom's name, online twin or monthly posting; for the office (修订委员工作室).
    async fn workroom_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (修订内容).")] input: WorkroomReviseInput,
    ) -> Result<WorkroomRevisePayload> {
        keep!(ctx, input, revise_workroom)
    }

    /// Closes a workroom on a day, when no links go on beyond it; for the office (撤销委员工作室).
    async fn workroom_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: WorkroomCloseInput,
    ) -> Result<WorkroomClosePayload> {
        keep!(ctx, input, close_workroom)
    }

    /// Records an honour of a workroom; for the office (授予委员工作室荣誉).
    async fn workroom_honour_award(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The honour (荣誉).")] input: WorkroomHonourAwardInput,
    ) -> Result<WorkroomHonourAwardPayload> {
        keep!(ctx, input, award_workroom_honour)
    }

    /// Withdraws an honour that was recorded in error or taken back; for the office (撤回委员工作室荣誉).
    async fn workroom_honour_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which honour (荣誉).")] input: WorkroomHonourWithdrawInput,
    ) -> Result<WorkroomHonourWithdrawPayload> {
        keep!(ctx, input, withdraw_workroom_honour)
    }
}
