//! Mutations of offices that members hold.
//! Deliberately absent: reading them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::reading::{Reading, Typed};
use super::{keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::organization::commands::offices::{
    AssumeOffice, CorrectOffice, LeaveOffice, assume_office, correct_office, leave_office,
};
use crate::organization::graphql::bodies::OfficeHeld;
use crate::organization::graphql::nodes::Member;
use crate::organization::kinds::Office;

/// An office to be assumed (就任职务).
#[derive(InputObject, Clone, Debug)]
pub struct OfficeAssumeInput {
    /// The member (委员).
    pub member_id: ID,
    /// Which office (职务).
    pub office: Office,
    /// The first day (就任日期).
    pub from: Date,
    /// The first day after; it lasts when left out (离任日期).
    pub to: Option<Date>,
}

impl Typed for OfficeAssumeInput {
    type Plain = AssumeOffice;

    fn read(self, reading: &mut Reading) -> AssumeOffice {
        AssumeOffice {
            member: reading.id("memberId", &self.member_id, "Member"),
            office: self.office,
            from: reading.day("from", &self.from),
            to: reading.optional_day("to", self.to.as_ref()),
        }
    }
}

/// The end of an office (离任).
#[derive(InputObject, Clone, Debug)]
pub struct OfficeLeaveInput {
    /// The office held (任职).
    pub id: ID,
    /// The first day on which it is no longer held (离任日期).
    pub on: Date,
}

impl Typed for OfficeLeaveInput {
    type Plain = LeaveOffice;

    fn read(self, reading: &mut Reading) -> LeaveOffice {
        LeaveOffice {
            id: reading.id("id", &self.id, "OfficeHeld"),
            on: reading.day("on", &self.on),
        }
    }
}

/// The days of an office as they should have been recorded; what is left out stays (更正任职日期).
#[derive(InputObject, Clone, Debug)]
pub struct OfficeCorrectInput {
    /// The office held (任职).
    pub id: ID,
    /// The first day (就任日期).
    pub from: Option<Date>,
    /// The first day after; null says that it lasts (离任日期).
    pub to: MaybeUndefined<Date>,
}

impl Typed for OfficeCorrectInput {
    type Plain = CorrectOffice;

    fn read(self, reading: &mut Reading) -> CorrectOffice {
        CorrectOffice {
            id: reading.id("id", &self.id, "OfficeHeld"),
            from: reading.optional_day("from", self.from.as_ref()),
            to: reading.changed_day("to", &self.to),
        }
    }
}

payloads! {
    /// What assuming an office did (就任职务的结果).
    OfficeAssumePayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The office held; null when refused (任职).
        office: OfficeHeld,
    }
    /// What leaving an office did (离任的结果).
    OfficeLeavePayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The office held; null when refused (任职).
        office: OfficeHeld,
    }
    /// What correcting an office did (更正任职日期的结果).
    OfficeCorrectPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The office held; null when refused (任职).
        office: OfficeHeld,
    }
}

/// Mutations of offices.
#[derive(Default, Debug)]
pub struct OfficesMutation;

/// Mutations of offices.
#[Object]
impl OfficesMutation {
    /// Records that a member assumes an office; for the office (就任职务).
    async fn office_assume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, the office and its days (委员、职务与期间).")]
        input: OfficeAssumeInput,
    ) -> Result<OfficeAssumePayload> {
        keep!(ctx, input, assume_office)
    }

    /// Records that a member leaves an office on a day; for the office (离任).
    async fn office_leave(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The office held and the day (任职与日期).")] input: OfficeLeaveInput,
    ) -> Result<OfficeLeavePayload> {
        keep!(ctx, input, leave_office)
    }

    /// Corrects the days of an office that were recorded wrongly; for the office (更正任职日期).
    async fn office_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (更正内容).")] input: OfficeCorrectInput,
    ) -> Result<OfficeCorrectPayload> {
        keep!(ctx, input, correct_office)
    }
}
