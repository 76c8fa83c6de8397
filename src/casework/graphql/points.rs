//! The points of adoptions in the API: what holds, and setting them. Deliberately absent: the score of a report.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::Reading;
use super::limits::CaseError;
use crate::casework::entity::adoption_point;
use crate::casework::kinds::Level;
use crate::casework::point_setting::{PointsWanted, set_points};
use crate::casework::points::DEFAULTS;
use crate::kernel::authz::Action;
use crate::kernel::error::{Result, settle};
use crate::kernel::scalars::Date;
use crate::kernel::versions::load_at;
use crate::linkage::{Pin, Request};

/// The points of a level of adoption; only the highest counts (采用计分).
#[derive(SimpleObject, Clone, Debug)]
pub struct AdoptionPoints {
    /// Of which level; null of what is reported up to the city (层级).
    pub level: Option<Level>,
    /// How many (分值).
    pub points: i32,
    /// What is adopted on or after this day has them; null for the default (施行日期).
    pub from: Option<Date>,
}

impl AdoptionPoints {
    fn of(row: &adoption_point::Model) -> Self {
        Self {
            level: row.level,
            points: row.points,
            from: Some(row.valid_from.into()),
        }
    }
}

/// The points in a district: the defaults, then the district's own by level and day.
pub async fn adoption_points(ctx: &Context<'_>, pin: &Pin) -> Result<Vec<AdoptionPoints>> {
    let request = ctx.data_unchecked::<Request>();
    let (district, number) = (pin.district_id(), pin.number);
    let mut rows = load_at::<adoption_point::Entity>(&request.db, district, number).await?;
    rows.sort_by_key(|row| (row.level, row.valid_from));
    let defaults = DEFAULTS.into_iter().map(|(level, points)| AdoptionPoints {
        level,
        points,
        from: None,
    });
    Ok(defaults
        .chain(rows.iter().map(AdoptionPoints::of))
        .collect())
}

/// Points to set (设定采用计分).
#[derive(InputObject, Debug)]
pub struct AdoptionPointsSetInput {
    /// Of which level; of what is reported up to the city when left out (层级).
    level: Option<Level>,
    /// How many, 0 to 1000 (分值).
    points: i32,
    /// What is adopted on or after this day has them (施行日期).
    from: Date,
}

/// What became of setting points (设定结果).
#[derive(SimpleObject, Debug)]
pub struct AdoptionPointsSetPayload {
    /// The points; null when they were refused (采用计分).
    adoption_points: Option<AdoptionPoints>,
    /// Why they were refused (被拒原因).
    errors: Vec<CaseError>,
}

/// The mutation of points.
#[derive(Default, Debug)]
pub struct AdoptionPointsMutation;

/// The mutation of points.
#[Object]
impl AdoptionPointsMutation {
    /// Sets the points of a level of adoption from a day on (设定采用计分).
    async fn adoption_points_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The points (采用计分).")] input: AdoptionPointsSetInput,
    ) -> Result<AdoptionPointsSetPayload> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        let district = actor.district.clone();
        actor.require(Action::KeepLimits, actor.standing(&district, None))?;
        let mut reading = Reading::new(district.clone(), actor.scope);
        let wanted = PointsWanted {
            level: input.level,
            points: input.points,
            from: reading.day("from", &input.from),
        };
        let done = match reading.finish() {
            Ok(()) => set_points(request, wanted).await,
            Err(refused) => Err(refused),
        };
        request.unpin(&district).await;
        let (adoption_points, refusals) = match settle(done)? {
            Ok(row) => (Some(AdoptionPoints::of(&row)), Vec::new()),
            Err(refusals) => (None, refusals),
        };
        let told = |refusal| CaseError::of(refusal, request.lang);
        Ok(AdoptionPointsSetPayload {
            adoption_points,
            errors: refusals.iter().map(told).collect(),
        })
    }
}
