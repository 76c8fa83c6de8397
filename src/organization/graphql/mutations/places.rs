//! Mutations of townships, communities and villages.
//! Deliberately absent: reading them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::reading::{Reading, Typed, changed_text};
use super::{Desk, OrganizationError, Told, keep, payloads};
use crate::kernel::error::{Result, settle};
use crate::kernel::scalars::{Date, DivisionCode};
use crate::organization::commands::Done;
use crate::organization::commands::places::{
    CloseTownship, RegisterDivision, RegisterDivisions, RegisterTownship, ReviseDivision,
    ReviseTownship, close_township, register_divisions, register_township, revise_division,
    revise_township,
};
use crate::organization::graphql::nodes::Township;
use crate::organization::graphql::places::Division;
use crate::organization::kinds::{Agricultural, DivisionKind, TownshipKind};

/// A township to be registered (登记乡镇街道).
#[derive(InputObject, Clone, Debug)]
pub struct TownshipRegisterInput {
    /// Nine digits below the district's code (区划代码).
    pub code: DivisionCode,
    /// The name (名称).
    pub name: String,
    /// The English name (英文名称).
    #[graphql(default)]
    pub name_en: String,
    /// The name in pinyin (拼音).
    #[graphql(default)]
    pub pinyin: String,
    /// Which of the three it is (类别).
    pub kind: TownshipKind,
    /// Whether it is agricultural (是否涉农).
    #[graphql(default_with = "Agricultural::Unconfirmed")]
    pub agricultural: Agricultural,
    /// Where that is known from (涉农依据).
    pub agricultural_note: Option<String>,
    /// Other names in use, at most 20 (别名).
    #[graphql(default)]
    pub aliases: Vec<String>,
    /// The first day it exists (设立日期).
    pub from: Date,
}

impl Typed for TownshipRegisterInput {
    type Plain = RegisterTownship;

    fn read(self, reading: &mut Reading) -> RegisterTownship {
        RegisterTownship {
            code: self.code.0,
            name: self.name,
            name_en: self.name_en,
            pinyin: self.pinyin,
            kind: self.kind,
            agricultural: self.agricultural,
            agricultural_note: self.agricultural_note,
            aliases: self.aliases,
            from: reading.day("from", &self.from),
        }
    }
}

/// What is to be different of a township; what is left out stays (修订乡镇街道).
#[derive(InputObject, Clone, Debug)]
pub struct TownshipReviseInput {
    /// The township (乡镇街道).
    pub id: ID,
    /// The name (名称).
    pub name: Option<String>,
    /// The English name (英文名称).
    pub name_en: Option<String>,
    /// The name in pinyin (拼音).
    pub pinyin: Option<String>,
    /// Which of the three it is (类别).
    pub kind: Option<TownshipKind>,
    /// Whether it is agricultural (是否涉农).
    pub agricultural: Option<Agricultural>,
    /// Where that is known from; null takes the note away (涉农依据).
    pub agricultural_note: MaybeUndefined<String>,
    /// Other names in use, all of them, at most 20 (别名).
    pub aliases: Option<Vec<String>>,
}

impl Typed for TownshipReviseInput {
    type Plain = ReviseTownship;

    fn read(self, reading: &mut Reading) -> ReviseTownship {
        ReviseTownship {
            id: reading.id("id", &self.id, "Township"),
            name: self.name,
            name_en: self.name_en,
            pinyin: self.pinyin,
            kind: self.kind,
            agricultural: self.agricultural,
            agricultural_note: changed_text(self.agricultural_note),
            aliases: self.aliases,
        }
    }
}

/// The end of a township (撤销乡镇街道).
#[derive(InputObject, Clone, Debug)]
pub struct TownshipCloseInput {
    /// The township (乡镇街道).
    pub id: ID,
    /// The first day it no longer exists (撤销日期).
    pub on: Date,
}

impl Typed for TownshipCloseInput {
    type Plain = CloseTownship;

    fn read(self, reading: &mut Reading) -> CloseTownship {
        CloseTownship {
            id: reading.id("id", &self.id, "Township"),
            on: reading.day("on", &self.on),
        }
    }
}

/// A community or village to be registered (社区、村).
#[derive(InputObject, Clone, Debug)]
pub struct DivisionInput {
    /// Twelve digits below the district's code (区划代码).
    pub code: DivisionCode,
    /// The name (名称).
    pub name: String,
    /// Community or village (类别).
    pub kind: DivisionKind,
}

/// Communities and villages of one township (登记社区、村).
#[derive(InputObject, Clone, Debug)]
pub struct DivisionRegisterInput {
    /// The township that they belong to (乡镇街道).
    pub township_id: ID,
    /// They, from 1 to 200; all are registered, or none (社区、村).
    pub divisions: Vec<DivisionInput>,
}

impl Typed for DivisionRegisterInput {
    type Plain = RegisterDivisions;

    fn read(self, reading: &mut Reading) -> RegisterDivisions {
        RegisterDivisions {
            township: reading.id("townshipId", &self.township_id, "Township"),
            divisions: self
                .divisions
                .into_iter()
                .map(|division| RegisterDivision {
                    code: division.code.0,
                    name: division.name,
                    kind: division.kind,
                })
                .collect(),
        }
    }
}

/// What registering communities and villages did (登记社区、村的结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct DivisionRegisterPayload {
    /// The township; null when refused (乡镇街道).
    pub township: Option<Township>,
    /// The new communities and villages, in the order of the input; empty when refused (社区、村).
    pub divisions: Vec<Division>,
    /// Why it was refused, item by item; empty when it was done (错误).
    pub errors: Vec<OrganizationError>,
}

/// What is to be different of a community or village; what is left out stays (修订社区、村).
#[derive(InputObject, Clone, Debug)]
pub struct DivisionReviseInput {
    /// The community or village (社区、村).
    pub id: ID,
    /// The name (名称).
    pub name: Option<String>,
    /// Community or village (类别).
    pub kind: Option<DivisionKind>,
    /// The township that it belongs to (乡镇街道).
    pub township_id: Option<ID>,
}

impl Typed for DivisionReviseInput {
    type Plain = ReviseDivision;

    fn read(self, reading: &mut Reading) -> ReviseDivision {
        ReviseDivision {
            id: reading.id("id", &self.id, "Division"),
            name: self.name,
            kind: self.kind,
            township: reading.optional_id("townshipId", self.township_id.as_ref(), "Township"),
        }
    }
}

payloads! {
    /// What registering a township did (登记乡镇街道的结果).
    TownshipRegisterPayload {
        /// The township; null when refused (乡镇街道).
        township: Township,
    }
    /// What revising a township did (修订乡镇街道的结果).
    TownshipRevisePayload {
        /// The township; null when refused (乡镇街道).
        township: Township,
    }
    /// What closing a township did (撤销乡镇街道的结果).
    TownshipClosePayload {
        /// The township; null when refused (乡镇街道).
        township: Township,
    }
    /// What revising a community or village did (修订社区、村的结果).
    DivisionRevisePayload {
        /// The community or village; null when refused (社区、村).
        division: Division,
    }
}

/// Mutations of places.
#[derive(Default, Debug)]
pub struct PlacesMutation;

/// Mutations of places.
#[Object]
impl PlacesMutation {
    /// Registers a township, town or subdistrict; for the office (登记乡镇街道).
    async fn township_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The township (乡镇街道).")] input: TownshipRegisterInput,
    ) -> Result<TownshipRegisterPayload> {
        keep!(ctx, input, register_township)
    }

    /// Revises a township's names, kind or agricultural standing; for the office (修订乡镇街道).
    async fn township_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (修订内容).")] input: TownshipReviseInput,
    ) -> Result<TownshipRevisePayload> {
        keep!(ctx, input, revise_township)
    }

    /// Closes a township on a day, when nothing hangs on it any more; for the office (撤销乡镇街道).
    async fn township_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one and when (对象与日期).")] input: TownshipCloseInput,
    ) -> Result<TownshipClosePayload> {
        keep!(ctx, input, close_township)
    }

    /// Registers communities and villages of a township, all or none; for the office (登记社区、村).
    async fn division_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The communities and villages (社区、村).")] input: DivisionRegisterInput,
    ) -> Result<DivisionRegisterPayload> {
        let desk = Desk::open(ctx)?;
        let outcome = match desk.read(input) {
            Ok(plain) => register_divisions(desk.request, plain).await,
            Err(failure) => Err(failure),
        };
        let done = match settle(outcome)? {
            Ok(done) => done,
            Err(refusals) => {
                return Ok(DivisionRegisterPayload {
                    township: None,
                    divisions: Vec::new(),
                    errors: desk.errors(&refusals),
                });
            }
        };
        let pin = desk.fresh_pin().await?;
        let rows = &pin.chain.organization.divisions;
        Ok(DivisionRegisterPayload {
            township: Township::told(&pin, &Done::of(done.township, done.number)),
            divisions: done
                .ids
                .iter()
                .filter_map(|id| rows.get(id))
                .map(|row| Division::of(&pin, row))
                .collect(),
            errors: Vec::new(),
        })
    }

    /// Revises a community or village; for the office (修订社区、村).
    async fn division_revise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be different (修订内容).")] input: DivisionReviseInput,
    ) -> Result<DivisionRevisePayload> {
        keep!(ctx, input, revise_division)
    }
}
