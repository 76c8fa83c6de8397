//! Mutations of members and their memberships.
//! Deliberately absent: reading them, and offices.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::reading::{Reading, Typed, changed_text};
use super::{keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::organization::commands::people::{
    AdmitMember, AssignMemberSector, CorrectMembership, EndMembership, OpenMembership,
    PersonalWords, ReviseMember, admit_member, assign_member_sector, correct_membership,
    end_membership, open_membership, revise_member,
};
use crate::organization::graphql::bodies::Membership;
use crate::organization::graphql::nodes::Member;

/// A person to be admitted as a member (增补委员).
#[derive(InputObject, Clone, Debug)]
pub struct MemberAdmitInput {
    /// The name (姓名).
    pub name: String,
    /// Whether a member of the Party; kept sealed, as are the next three (是否中共党员).
    pub is_cpc_member: bool,
    /// The phone: a mobile number of 11 digits, or a landline with its area code (电话).
    pub phone: Option<String>,
    /// The ethnicity, one of the 56 by name (民族).
    pub ethnicity: Option<String>,
    /// The religion, in a short word (宗教信仰).
    pub religion: Option<String>,
    /// A field of expertise, of expert members (专长).
    pub expertise: Option<String>,
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// The sector (界别).
    pub sector_id: ID,
    /// The first day of membership (起始日期).
    pub from: Date,
    /// The first day after; it lasts when left out (结束日期).
    pub to: Option<Date>,
}

impl Typed for MemberAdmitInput {
    type Plain = AdmitMember;

    fn read(self, reading: &mut Reading) -> AdmitMember {
        AdmitMember {
            name: self.name,
            is_cpc_member: self.is_cpc_member,
            personal: PersonalWords {
                phone: self.phone,
                ethnicity: self.ethnicity,
                religion: self.religion,
            },
            expertise: self.expertise,
            term: self.term,
            sector: reading.id("sectorId", &self.sector_id, "Sector"),
            from: reading.day("from", &self.from),
            to: reading.optional_day("to", self.to.as_ref()),
        }
    }
}

/// What is to be different of a member; what is left out stays (修订委员信息).
#[derive(InputObject, Clone, Debug)]
pub struct MemberReviseInput {
    /// The member (委员).
    pub id: ID,
    /// The name (姓名).
    pub name: Option<String>,
    /// Whether a member of the Party (是否中共党员).
    pub is_cpc_member: Option<bool>,
    /// The phone; null takes it away (电话).
    pub phone: MaybeUndefined<String>,
    /// The ethnicity; null takes it away (民族).
    pub ethnicity: MaybeUndefined<String>,
    /// The religion; null takes it away (宗教信仰).
    pub religion: MaybeUndefined<String>,
    /// A field of expertise; null takes it away (专长).
    pub expertise: MaybeUndefined<String>,
}

impl Typed for MemberReviseInput {
    type Plain = ReviseMember;

    fn read(self, reading: &mut Reading) -> ReviseMember {
        ReviseMember {
            id: reading.id("id", &self.id, "Member"),
            name: self.name,
            is_cpc_member: self.is_cpc_member,
            phone: changed_text(self.phone),
            ethnicity: changed_text(self.ethnicity),
            religion: changed_text(self.religion),
            expertise: changed_text(self.expertise),
        }
    }
}

/// The change of a member's sector (调整界别).
#[derive(InputObject, Clone, Debug)]
pub struct MemberAssignSectorInput {
    /// The member (委员).
    pub member_id: ID,
    /// The new sector (新界别).
    pub sector_id: ID,
    /// The term of the new membership; the same when left out (届).
    pub term: Option<i32>,
    /// The first day for the new sector (生效日期).
    pub on: Date,
}

impl Typed for MemberAssignSectorInput {
    type Plain = AssignMemberSector;

    fn read(self, reading: &mut Reading) -> AssignMemberSector {
        AssignMemberSector {
            member: reading.id("memberId", &self.member_id, "Member"),
            sector: reading.id("sectorId", &self.sector_id, "Sector"),
            term: self.term,
            on: reading.day("on", &self.on),
        }
    }
}

/// A further membership of a member (开始委员资格).
#[derive(InputObject, Clone, Debug)]
pub struct MembershipOpenInput {
    /// The member (委员).
    pub member_id: ID,
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// The sector (界别).
    pub sector_id: ID,
    /// The first day (起始日期).
    pub from: Date,
    /// The first day after; it lasts when left out (结束日期).
    pub to: Option<Date>,
}

impl Typed for MembershipOpenInput {
    type Plain = OpenMembership;

    fn read(self, reading: &mut Reading) -> OpenMembership {
        OpenMembership {
            member: reading.id("memberId", &self.member_id, "Member"),
            term: self.term,
            sector: reading.id("sectorId", &self.sector_id, "Sector"),
            from: reading.day("from", &self.from),
            to: reading.optional_day("to", self.to.as_ref()),
        }
    }
}

/// The end of a membership (结束委员资格).
#[derive(InputObject, Clone, Debug)]
pub struct MembershipEndInput {
    /// The member (委员).
    pub member_id: ID,
    /// The first day on which the person is no member (结束日期).
    pub on: Date,
}

impl Typed for MembershipEndInput {
    type Plain = EndMembership;

    fn read(self, reading: &mut Reading) -> EndMembership {
        EndMembership {
            member: reading.id("memberId", &self.member_id, "Member"),
            on: reading.day("on", &self.on),
        }
    }
}

/// A membership as it should have been recorded; what is left out stays (更正委员资格).
#[derive(InputObject, Clone, Debug)]
pub struct MembershipCorrectInput {
    /// The membership (委员资格).
    pub id: ID,
    /// The term (届).
    pub term: Option<i32>,
    /// The sector (界别).
    pub sector_id: Option<ID>,
    /// The first day (起始日期).
    pub from: Option<Date>,
    /// The first day after; null says that it lasts (结束日期).
    pub to: MaybeUndefined<Date>,
}

impl Typed for MembershipCorrectInput {
    type Plain = CorrectMembership;

    fn read(self, reading: &mut Reading) -> CorrectMembership {
        CorrectMembership {
            id: reading.id("id", &self.id, "Membership"),
            term: self.term,
            sector: reading.optional_id("sectorId", self.sector_id.as_ref(), "Sector"),
            from: reading.optional_day("from", self.from.as_ref()),
            to: reading.changed_day("to", &self.to),
        }
    }
}

payloads! {
    /// What admitting a member did (增补委员的结果).
    MemberAdmitPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The first membership; null when refused (委员资格).
        membership: Membership,
    }
    /// What revising a member did (修订委员信息的结果).
    MemberRevisePayload {
        /// The member; null when refused (委员).
        member: Member,
    }
    /// What changing a member's sector did (调整界别的结果).
    MemberAssignSectorPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The new membership; null when refused (委员资格).
        membership: Membership,
    }
    /// What opening a membership did (开始委员资格的结果).
    MembershipOpenPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The membership; null when refused (委员资格).
        membership: Membership,
    }
    /// What ending a membership did (结束委员资格的结果).
    MembershipEndPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The membership; null when refused (委员资格).
        membership: Membership,
    }
    /// What correcting a membership did (更正委员资格的结果).
    MembershipCorrectPayload {
        /// The member; null when refused (委员).
        member: Member,
        /// The membership; null when refused (委员资格).
        membership: Membership,
    }
}

/// Mutations of members.
#[derive(Default, Debug)]
pub struct PeopleMutation;

/// Mutations of members.
#[Object]
impl PeopleMutation {
    /// Admits a member with a first membership; for the office (增补委员).
    async fn member_admit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member (委员).")] input: MemberAdmitInput,
    ) -> Result<MemberAdmitPayload> {
        keep!(ctx, input, admit_member)
    }

    /// Revises a member's name, personal fields or expertise; for the office (修订委员信息).
    async fn member_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (修订内容).")] input: MemberReviseInput,
    ) -> Result<MemberRevisePayload> {
        keep!(ctx, input, revise_member)
    }

    /// Ends a member's membership on a day and opens the next for another sector, or in the next term, on that very day;
    /// offices and links go on. For the office (调整委员界别).
    async fn member_assign_sector(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, the sector and the day (委员、界别与日期).")]
        input: MemberAssignSectorInput,
    ) -> Result<MemberAssignSectorPayload> {
        keep!(ctx, input, assign_member_sector)
    }

    /// Opens a further membership of somebody who was a member before; for the office (开始委员资格).
    async fn membership_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The membership (委员资格).")] input: MembershipOpenInput,
    ) -> Result<MembershipOpenPayload> {
        keep!(ctx, input, open_membership)
    }

    /// Ends a member's membership on a day, when no offices or links go on beyond it; for the office (结束委员资格).
    async fn membership_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member and the day (委员与日期).")] input: MembershipEndInput,
    ) -> Result<MembershipEndPayload> {
        keep!(ctx, input, end_membership)
    }

    /// Corrects a membership that was recorded wrongly; for the office (更正委员资格).
    async fn membership_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (更正内容).")] input: MembershipCorrectInput,
    ) -> Result<MembershipCorrectPayload> {
        keep!(ctx, input, correct_membership)
    }
}
