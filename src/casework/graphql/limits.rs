//! Time limits in the API: what holds, and setting one. Deliberately absent: counting the days.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::Reading;
use super::doing::follow;
use crate::casework::entity::case_limit;
use crate::casework::kinds::{CaseKind, Leg, LimitUnit};
use crate::casework::limit_setting::{LimitWanted, set_limit};
use crate::casework::limits::{DefaultLimit, Limit};
use crate::casework::practice::Practice;
use crate::casework::refusals::{CaseErrorCode, CaseErrorCode as Code};
use crate::kernel::authz::Action;
use crate::kernel::error::{Result, settle};
use crate::kernel::scalars::Date;
use crate::linkage::{Pin, Request};
use crate::practices::practice;

crate::user_error! {
    /// Why something was not done in casework (办件操作被拒原因).
    CaseError of CaseErrorCode
}

/// A time limit of a leg (办理时限).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseLimit {
    /// Of which kind of case (办件种类).
    pub kind: CaseKind,
    /// Of which leg (环节).
    pub leg: Leg,
    /// Whether of complex matters (是否复杂事项).
    pub is_complex: bool,
    /// How long, in its unit (时限).
    pub amount: i32,
    /// Working days, days or months (单位).
    pub unit: LimitUnit,
    /// Legs that begin on or after this day have it; null for the default (施行日期).
    pub from: Option<Date>,
}

/// The limits of a kind in a district: the defaults, then the district's own by leg and day.
pub async fn case_limits(
    ctx: &Context<'_>,
    pin: &Pin,
    practice: &'static Practice,
) -> Result<Vec<CaseLimit>> {
    let request = ctx.data_unchecked::<Request>();
    let limits = super::list::limits(request, pin, practice).await?;
    let (defaults, rows) = limits.all();
    let default = |(leg, is_complex, limit): &DefaultLimit| CaseLimit {
        kind: practice.kind,
        leg: *leg,
        is_complex: *is_complex,
        amount: i32::try_from(limit.amount).unwrap_or(i32::MAX),
        unit: limit.unit,
        from: None,
    };
    let mut own: Vec<_> = rows.iter().collect();
    own.sort_by_key(|row| (row.leg, row.is_complex, row.valid_from));
    Ok(defaults
        .iter()
        .map(default)
        .chain(own.into_iter().map(CaseLimit::of))
        .collect())
}

impl CaseLimit {
    fn of(row: &case_limit::Model) -> Self {
        Self {
            kind: row.kind,
            leg: row.leg,
            is_complex: row.is_complex,
            amount: row.amount,
            unit: row.unit,
            from: Some(row.valid_from.into()),
        }
    }
}

/// A limit to set (设定办理时限).
#[derive(InputObject, Debug)]
pub struct CaseLimitSetInput {
    /// Of which kind of case (办件种类).
    kind: CaseKind,
    /// Of which leg (环节).
    leg: Leg,
    /// Whether of complex matters (是否复杂事项).
    #[graphql(default)]
    is_complex: bool,
    /// How long, 1 to 250 of its unit (时限).
    amount: i32,
    /// Working days when left out (单位).
    #[graphql(default_with = "LimitUnit::WorkingDays")]
    unit: LimitUnit,
    /// Legs that begin on or after this day have it (施行日期).
    from: Date,
}

/// What became of setting a limit (设定结果).
#[derive(SimpleObject, Debug)]
pub struct CaseLimitSetPayload {
    /// The limit; null when it was refused (办理时限).
    case_limit: Option<CaseLimit>,
    /// Why it was refused (被拒原因).
    errors: Vec<CaseError>,
}

/// The mutations of limits.
#[derive(Default, Debug)]
pub struct CaseLimitMutation;

/// The mutations of limits.
#[Object]
impl CaseLimitMutation {
    /// Sets a time limit of a leg from a day on (设定办理时限).
    async fn case_limit_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The limit (时限).")] input: CaseLimitSetInput,
    ) -> Result<CaseLimitSetPayload> {
        let request = ctx.data_unchecked::<Request>();
        let actor = request.actor()?;
        let district = actor.district.clone();
        actor.require(Action::KeepLimits, actor.standing(&district, None))?;
        let mut reading = Reading::new(district.clone(), actor.scope);
        let wanted = LimitWanted {
            kind: input.kind,
            leg: input.leg,
            complex: input.is_complex,
            limit: Limit {
                amount: u32::try_from(input.amount).unwrap_or_default(),
                unit: input.unit,
            },
            from: reading.day("from", &input.from),
        };
        let practice = practice(input.kind);
        let done = match (reading.finish(), practice) {
            (Ok(()), Some(practice)) => set_limit(request, practice, wanted).await,
            (Ok(()), None) => Err(Code::LegOfOtherKind.at("kind").into()),
            (Err(refused), _) => Err(refused),
        };
        let settled = settle(done)?;
        if let (true, Some(practice)) = (settled.is_ok(), practice) {
            follow(request, &district, [practice]).await?;
        }
        request.unpin(&district).await;
        Ok(match settled {
            Ok(row) => CaseLimitSetPayload {
                case_limit: Some(CaseLimit::of(&row)),
                errors: Vec::new(),
            },
            Err(refusals) => CaseLimitSetPayload {
                case_limit: None,
                errors: refusals
                    .iter()
                    .map(|refusal| CaseError::of(refusal, request.lang))
                    .collect(),
            },
        })
    }
}
