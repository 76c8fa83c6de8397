//! The schema: the slices' roots merged. Deliberately absent: limits of requests, which the doors keep.

use async_graphql::{Context, EmptySubscription, MergedObject, Object, Schema};

use crate::kernel::error::Result;
use crate::kernel::id::DistrictId;
use crate::linkage::Request;
use crate::organization::graphql::nodes::District;

/// The program's schema.
pub type WorkroomsSchema = Schema<Query, Mutation, EmptySubscription>;

/// What can be asked (查询).
#[derive(MergedObject, Default, Debug)]
pub struct Query(RootQuery);

/// What can be done (操作).
#[derive(MergedObject, Default, Debug)]
pub struct Mutation(RootMutation);

/// The roots that belong to no slice.
#[derive(Default, Debug)]
pub struct RootQuery;

/// The roots that belong to no slice.
#[Object]
impl RootQuery {
    /// A district by its code, `430503` (区县). Null when there is none or the caller may not see it.
    async fn district(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The six-digit code (区划代码).")]
        code: crate::kernel::scalars::DivisionCode,
    ) -> Result<Option<District>> {
        let request = ctx.data_unchecked::<Request>();
        let Some(id) = DistrictId::parse(&code.0) else {
            return Ok(None);
        };
        Ok(request
            .pin(&id)
            .await?
            .map(|pin| District::new(&pin, pin.chain.organization.district.id)))
    }
}

/// The mutations that belong to no slice.
#[derive(Default, Debug)]
pub struct RootMutation;

/// The mutations that belong to no slice.
#[Object]
impl RootMutation {
    /// Does nothing.
    async fn nothing(&self) -> bool {
        true
    }
}

/// The schema, ready to execute; a request brings its `Request` as data.
pub fn build() -> WorkroomsSchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
        .finish()
}

/// The schema in its own language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    build().sdl_with_options(
        async_graphql::SDLExportOptions::new()
            .sorted_fields()
            .sorted_arguments()
            .sorted_enum_items()
            .include_specified_by(),
    )
}
