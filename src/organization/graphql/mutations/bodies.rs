//! Mutations of special committees, handling units, sector groups and sectors.
//! Deliberately absent: reading them, and workrooms.

use async_graphql::{Context, ID, InputObject, Object};

use super::reading::{Reading, Typed};
use super::{keep, payloads};
use crate::kernel::error::Result;
use crate::kernel::scalars::Date;
use crate::organization::commands::bodies::{
    CloseBody, EstablishBody, RenameBody, close_handling_unit, close_sector, close_sector_group,
    close_special_committee, establish_handling_unit, establish_sector, establish_sector_group,
    establish_special_committee, rename_handling_unit, rename_sector, rename_sector_group,
    rename_special_committee,
};
use crate::organization::graphql::nodes::{Sector, SectorGroup, SpecialCommittee};
use crate::organization::graphql::units::HandlingUnit;

/// Declares the three inputs of a body.
macro_rules! body_inputs {
    (
        $type_name:literal,
        $(#[$establish_doc:meta])* $establish:ident,
        $(#[$rename_doc:meta])* $rename:ident,
        $(#[$close_doc:meta])* $close:ident
    ) => {
        $(#[$establish_doc])*
        #[derive(InputObject, Clone, Debug)]
        pub struct $establish {
            /// The name (名称).
            pub name: String,
            /// The first day it exists (设立日期).
            pub from: Date,
        }

        impl Typed for $establish {
            type Plain = EstablishBody;

            fn read(self, reading: &mut Reading) -> EstablishBody {
                EstablishBody {
                    name: self.name,
                    from: reading.day("from", &self.from),
                }
            }
        }

        $(#[$rename_doc])*
        #[derive(InputObject, Clone, Debug)]
        pub struct $rename {
            /// Which one (对象).
            pub id: ID,
            /// The new name (新名称).
            pub name: String,
        }

        impl Typed for $rename {
            type Plain = RenameBody;

            fn read(self, reading: &mut Reading) -> RenameBody {
                RenameBody {
                    id: reading.id("id", &self.id, $type_name),
                    name: self.name,
                }
            }
        }

        $(#[$close_doc])*
        #[derive(InputObject, Clone, Debug)]
        pub struct $close {
            /// Which one (对象).
            pub id: ID,
            /// The first day it no longer exists (撤销日期).
            pub on: Date,
        }

        impl Typed for $close {
            type Plain = CloseBody;

            fn read(self, reading: &mut Reading) -> CloseBody {
                CloseBody {
                    id: reading.id("id", &self.id, $type_name),
                    on: reading.day("on", &self.on),
                }
            }
        }
    };
}

body_inputs!(
    "SpecialCommittee",
    /// A special committee to be established (设立专委会).
    SpecialCommitteeEstablishInput,
    /// A new name of a special committee (专委会更名).
    SpecialCommitteeRenameInput,
    /// The end of a special committee (撤销专委会).
    SpecialCommitteeCloseInput
);

body_inputs!(
    "HandlingUnit",
    /// A handling unit to be established (设立承办单位).
    HandlingUnitEstablishInput,
    /// A new name of a handling unit (承办单位更名).
    HandlingUnitRenameInput,
    /// The end of a handling unit (撤销承办单位).
    HandlingUnitCloseInput
);

body_inputs!(
    "SectorGroup",
    /// A sector group to be established (设立界别活动组).
    SectorGroupEstablishInput,
    /// A new name of a sector group (界别活动组更名).
    SectorGroupRenameInput,
    /// The end of a sector group (撤销界别活动组).
    SectorGroupCloseInput
);

body_inputs!(
    "Sector",
    /// A sector to be established (设立界别).
    SectorEstablishInput,
    /// A new name of a sector (界别更名).
    SectorRenameInput,
    /// The end of a sector (撤销界别).
    SectorCloseInput
);

payloads! {
    /// What establishing a special committee did (设立专委会的结果).
    SpecialCommitteeEstablishPayload {
        /// The special committee; null when refused (专委会).
        special_committee: SpecialCommittee,
    }
    /// What renaming a special committee did (专委会更名的结果).
    SpecialCommitteeRenamePayload {
        /// The special committee; null when refused (专委会).
        special_committee: SpecialCommittee,
    }
    /// What closing a special committee did (撤销专委会的结果).
    SpecialCommitteeClosePayload {
        /// The special committee; null when refused (专委会).
        special_committee: SpecialCommittee,
    }
    /// What establishing a handling unit did (设立承办单位的结果).
    HandlingUnitEstablishPayload {
        /// The handling unit; null when refused (承办单位).
        handling_unit: HandlingUnit,
    }
    /// What renaming a handling unit did (承办单位更名的结果).
    HandlingUnitRenamePayload {
        /// The handling unit; null when refused (承办单位).
        handling_unit: HandlingUnit,
    }
    /// What closing a handling unit did (撤销承办单位的结果).
    HandlingUnitClosePayload {
        /// The handling unit; null when refused (承办单位).
        handling_unit: HandlingUnit,
    }
    /// What establishing a sector group did (设立界别活动组的结果).
    SectorGroupEstablishPayload {
        /// The sector group; null when refused (界别活动组).
        sector_group: SectorGroup,
    }
    /// What renaming a sector group did (界别活动组更名的结果).
    SectorGroupRenamePayload {
        /// The sector group; null when refused (界别活动组).
        sector_group: SectorGroup,
    }
    /// What closing a sector group did (撤销界别活动组的结果).
    SectorGroupClosePayload {
        /// The sector group; null when refused (界别活动组).
        sector_group: SectorGroup,
    }
    /// What establishing a sector did (设立界别的结果).
    SectorEstablishPayload {
        /// The sector; null when refused (界别).
        sector: Sector,
    }
    /// What renaming a sector did (界别更名的结果).
    SectorRenamePayload {
        /// The sector; null when refused (界别).
        sector: Sector,
    }
    /// What closing a sector did (撤销界别的结果).
    SectorClosePayload {
        /// The sector; null when refused (界别).
        sector: Sector,
    }
}

/// Mutations of bodies.
#[derive(Default, Debug)]
pub struct BodiesMutation;

/// Mutations of bodies.
#[Object]
impl BodiesMutation {
    /// Establishes a special committee; for the office (设立专委会).
    async fn special_committee_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The special committee (专委会).")] input: SpecialCommitteeEstablishInput,
    ) -> Result<SpecialCommitteeEstablishPayload> {
        keep!(ctx, input, establish_special_committee)
    }

    /// Renames a special committee; its old name stays true for earlier journal numbers; for the office (专委会更名).
    async fn special_committee_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and its name (对象与名称).")]
        input: SpecialCommitteeRenameInput,
    ) -> Result<SpecialCommitteeRenamePayload> {
        keep!(ctx, input, rename_special_committee)
    }

    /// Closes a special committee on a day, when no links go on beyond it; for the office (撤销专委会).
    async fn special_committee_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: SpecialCommitteeCloseInput,
    ) -> Result<SpecialCommitteeClosePayload> {
        keep!(ctx, input, close_special_committee)
    }

    /// Establishes a handling unit; for the office (设立承办单位).
    async fn handling_unit_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The handling unit (承办单位).")] input: HandlingUnitEstablishInput,
    ) -> Result<HandlingUnitEstablishPayload> {
        keep!(ctx, input, establish_handling_unit)
    }

    /// Renames a handling unit; its old name stays true for earlier journal numbers; for the office (承办单位更名).
    async fn handling_unit_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and its name (对象与名称).")] input: HandlingUnitRenameInput,
    ) -> Result<HandlingUnitRenamePayload> {
        keep!(ctx, input, rename_handling_unit)
    }

    /// Closes a handling unit on a day; for the office (撤销承办单位).
    async fn handling_unit_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: HandlingUnitCloseInput,
    ) -> Result<HandlingUnitClosePayload> {
        keep!(ctx, input, close_handling_unit)
    }

    /// Establishes a sector group; for the office (设立界别活动组).
    async fn sector_group_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sector group (界别活动组).")] input: SectorGroupEstablishInput,
    ) -> Result<SectorGroupEstablishPayload> {
        keep!(ctx, input, establish_sector_group)
    }

    /// Renames a sector group; its old name stays true for earlier journal numbers; for the office (界别活动组更名).
    async fn sector_group_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and its name (对象与名称).")] input: SectorGroupRenameInput,
    ) -> Result<SectorGroupRenamePayload> {
        keep!(ctx, input, rename_sector_group)
    }

    /// Closes a sector group on a day, when no links go on beyond it; for the office (撤销界别活动组).
    async fn sector_group_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: SectorGroupCloseInput,
    ) -> Result<SectorGroupClosePayload> {
        keep!(ctx, input, close_sector_group)
    }

    /// Establishes a sector; for the office (设立界别).
    async fn sector_establish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The sector (界别).")] input: SectorEstablishInput,
    ) -> Result<SectorEstablishPayload> {
        keep!(ctx, input, establish_sector)
    }

    /// Renames a sector; its old name stays true for earlier journal numbers; for the office (界别更名).
    async fn sector_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and its name (对象与名称).")] input: SectorRenameInput,
    ) -> Result<SectorRenamePayload> {
        keep!(ctx, input, rename_sector)
    }

    /// Closes a sector on a day, when no links, workrooms or memberships go on beyond it; for the office (撤销界别).
    async fn sector_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: SectorCloseInput,
    ) -> Result<SectorClosePayload> {
        keep!(ctx, input, close_sector)
    }
}
