//! Handling units and working days in the API. Deliberately absent: mutations.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::NaiveDate;

use crate::hotline::graphql::{HotlineComparison, comparison};
use crate::kernel::error::Result;
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::Date;
use crate::kernel::workdays::BUILT_IN;
use crate::linkage::Pin;
use crate::organization::entity::handling_unit;
use crate::statistics::graphql::inputs::PeriodInput;

/// The most units that a district lists.
const MOST: usize = 500;

/// A handling unit.
#[derive(Clone, Debug)]
pub struct HandlingUnit(handling_unit::Model);

impl HandlingUnit {
    /// The unit of an id; none when the organisation does not hold it.
    pub fn of(pin: &Pin, id: NodeId) -> Option<Self> {
        let row = pin.chain.organization.handling_units.get(&id)?;
        Some(Self(row.clone()))
    }

    /// The units that exist on a day, by name.
    pub fn on(pin: &Pin, day: NaiveDate) -> Vec<Self> {
        let units = pin.chain.organization.handling_units.values();
        let mut rows: Vec<_> = units
            .filter(|row| Span::new(row.established_on, row.closed_on).contains(day))
            .cloned()
            .map(Self)
            .collect();
        rows.sort_by(|a, b| (&a.0.name, a.0.id).cmp(&(&b.0.name, b.0.id)));
        rows.truncate(MOST);
        rows
    }
}

/// A department or body that casework is dispatched to (承办单位).
#[Object]
impl HandlingUnit {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        GlobalId::encode("HandlingUnit", &self.0.district_id, self.0.id.0)
    }

    /// The name (名称).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The first day it exists (设立日期).
    async fn established_on(&self) -> Date {
        self.0.established_on.into()
    }

    /// The first day it no longer exists; null while it does (撤销日期).
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Into::into)
    }

    /// The unit's micro-suggestions beside the hotline's orders of it, MS4 and MS7_RESULT; empty for who may not see it (同考核差).
    async fn hotline_comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The period; of the hotline's side, its whole months (期间).")]
        period: PeriodInput,
    ) -> Result<Vec<HotlineComparison>> {
        comparison(ctx, &self.0, &period).await
    }
}

/// Where a year's working days come from (工作日历来源).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarSource {
    /// The State Council's announcement, as the program carries it (内置).
    BuiltIn,
    /// Loaded by the district's office (录入).
    Loaded,
}

/// How a year differs from plain weeks (工作日历).
#[derive(SimpleObject, Clone, Debug)]
pub struct CalendarYear {
    /// The year (年度).
    pub year: i32,
    /// Weekdays that are off (放假的工作日).
    pub days_off: Vec<Date>,
    /// Days of a weekend that are worked (调休上班日).
    pub working_days: Vec<Date>,
    /// Where this comes from (来源).
    pub source: CalendarSource,
}

impl CalendarYear {
    /// A year as the district knows it; none when it does not.
    pub fn of(pin: &Pin, year: i32) -> Option<Self> {
        let organization = &pin.chain.organization;
        let days = organization.calendar.year(year)?;
        let is_loaded = organization
            .calendar_years
            .values()
            .any(|row| row.year == year);
        Some(Self {
            year,
            days_off: days.days_off.iter().map(|day| (*day).into()).collect(),
            working_days: days.working_days.iter().map(|day| (*day).into()).collect(),
            source: match is_loaded || !BUILT_IN.contains(&year) {
                true => CalendarSource::Loaded,
                false => CalendarSource::BuiltIn,
            },
        })
    }
}
