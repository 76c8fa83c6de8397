//! Mutations of the district itself. A founder does not see the district, so founding answers with the code.
//! Deliberately absent: tokens for the new district; the command line issues them.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::reading::{Reading, Typed};
use super::{OrganizationError, keep, payloads};
use crate::kernel::error::{Result, settle};
use crate::kernel::scalars::{DivisionCode, Long};
use crate::linkage::Request;
use crate::organization::commands::founding::{
    FoundDistrict, RenameDistrict, found_district, rename_district,
};
use crate::organization::graphql::nodes::District;

/// A district to be founded (建立区县).
#[derive(InputObject, Clone, Debug)]
pub struct DistrictFoundInput {
    /// The six-digit code (区划代码).
    pub code: DivisionCode,
    /// The name, 大祥区 (名称).
    pub name: String,
    /// The English name (英文名称).
    #[graphql(default)]
    pub name_en: String,
    /// The city above it (所属市).
    pub city: String,
    /// The province above it (所属省).
    pub province: String,
}

/// What founding a district did (建立区县的结果).
#[derive(SimpleObject, Clone, Debug)]
pub struct DistrictFoundPayload {
    /// The code of the district that was founded; null when refused (区划代码).
    pub code: Option<DivisionCode>,
    /// The number of the first entry of its journal; null when refused (日志序号).
    pub sequence: Option<Long>,
    /// Why it was refused; empty when it was done (错误).
    pub errors: Vec<OrganizationError>,
}

/// New names of the district; what is left out stays (区县更名).
#[derive(InputObject, Clone, Debug)]
pub struct DistrictRenameInput {
    /// The name (名称).
    pub name: Option<String>,
    /// The English name (英文名称).
    pub name_en: Option<String>,
}

impl Typed for DistrictRenameInput {
    type Plain = RenameDistrict;

    fn read(self, _: &mut Reading) -> RenameDistrict {
        RenameDistrict {
            name: self.name,
            name_en: self.name_en,
        }
    }
}

payloads! {
    /// What renaming the district did (区县更名的结果).
    DistrictRenamePayload {
        /// The district (区县).
        district: District,
    }
}

/// Mutations of the district itself.
#[derive(Default, Debug)]
pub struct FoundingMutation;

/// Mutations of the district itself.
#[Object]
impl FoundingMutation {
    /// Founds a district and begins its journal; for system administrators (建立区县).
    async fn district_found(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The district (区县).")] input: DistrictFoundInput,
    ) -> Result<DistrictFoundPayload> {
        let request = ctx.data_unchecked::<Request>();
        let code = input.code.clone();
        let plain = FoundDistrict {
            code: input.code.0,
            name: input.name,
            name_en: input.name_en,
            city: input.city,
            province: input.province,
        };
        Ok(match settle(found_district(request, plain).await)? {
            Ok(done) => DistrictFoundPayload {
                code: Some(code),
                sequence: Some(Long(done.number)),
                errors: Vec::new(),
            },
            Err(refusals) => DistrictFoundPayload {
                code: None,
                sequence: None,
                errors: refusals
                    .iter()
                    .map(|refused| OrganizationError::of(refused, request.lang))
                    .collect(),
            },
        })
    }

    /// Renames the caller's district; for the office (区县更名).
    async fn district_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new names (新名称).")] input: DistrictRenameInput,
    ) -> Result<DistrictRenamePayload> {
        keep!(ctx, input, rename_district)
    }
}
