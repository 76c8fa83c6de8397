//! What callers say when they ask for figures: a period and a filter; turned into spans and narrowings, or refused by name.
//! Deliberately absent: defaults of the domain.

use std::collections::BTreeSet;

use async_graphql::{Enum, ID, InputObject, OneofObject};
use chrono::{Days, NaiveDate};

use crate::events::kinds::{Category, EventKind, FundKind};
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{GlobalId, NodeId};
use crate::kernel::period::Span;
use crate::kernel::scalars::{Date, DivisionCode, Month, UuidText};
use crate::linkage::Pin;
use crate::statistics::narrowing::Narrowing;

/// A range of days, half-open: the day `to` is no longer in it (日期范围，不含结束日).
#[derive(InputObject, Clone, Debug)]
pub struct DateRangeInput {
    /// The first day (起始日).
    pub from: Date,
    /// The first day after (结束日的次日).
    pub to: Option<Date>,
}

/// A plenary session (次会议).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct SessionInput {
    /// The term, 6 for 六届 (届).
    pub term: i32,
    /// The ordinal in the term, 1 for 一次会议 (次).
    pub ordinal: i32,
}

/// A period, told in one of five ways (统计期间).
#[derive(OneofObject, Clone, Debug)]
pub enum PeriodInput {
    /// A calendar year (年).
    Year(i32),
    /// A calendar month (月).
    Month(Month),
    /// A range of days, half-open (日期范围).
    Between(DateRangeInput),
    /// From the opening of a plenary session on, without end (自某次会议以来).
    SinceSession(SessionInput),
    /// A term of the committee (届).
    Term(i32),
}

impl PeriodInput {
    /// Whether the days are those that the organisation says, which may be corrected.
    pub fn hangs_on_organization(&self) -> bool {
        matches!(self, Self::SinceSession(_) | Self::Term(_))
    }

    /// The days meant. Refuses an impossible year, dates that are none, an empty range, an unknown session or term.
    pub fn span(&self, pin: &Pin) -> Result<Span> {
        let organization = &pin.chain.organization;
        match self {
            Self::Year(year) => Some(*year)
                .filter(|year| (1900..3000).contains(year))
                .and_then(Span::year)
                .ok_or_else(|| Problem::bad_input("period.year", "年份无效。", "This is no year.")),
            Self::Month(month) => Ok(Span::month_of(month.first_day())),
            Self::Between(range) => {
                let from = day(&range.from, "period.between.from")?;
                let to = match &range.to {
                    Some(to) => Some(day(to, "period.between.to")?),
                    None => from.checked_add_days(Days::new(1)),
                };
                let span = Span::new(from, to);
                if span.is_empty() {
                    return Err(Problem::bad_input(
                        "period.between",
                        "结束日（不含）须晚于起始日。",
                        "The day after the end must be later than the first day.",
                    ));
                }
                Ok(span)
            }
            Self::SinceSession(asked) => organization
                .sessions
                .values()
                .find(|session| session.term == asked.term && session.ordinal == asked.ordinal)
                .map(|session| Span::new(session.opened_on, None))
                .ok_or_else(|| {
                    Problem::bad_input(
                        "period.sinceSession",
                        "没有这次会议。",
                        "There is no such session.",
                    )
                }),
            Self::Term(ordinal) => organization
                .terms
                .values()
                .find(|term| term.ordinal == *ordinal)
                .map(|term| Span::new(term.starts_on, term.ends_on))
                .ok_or_else(|| {
                    Problem::bad_input("period.term", "没有这一届。", "There is no such term.")
                }),
        }
    }
}

fn day(date: &Date, field: &str) -> Result<NaiveDate> {
    date.day().ok_or_else(|| {
        Problem::bad_input(
            field,
            "日期无效，应如 2022-07-01。",
            "Not a date like 2022-07-01.",
        )
    })
}

/// The day meant by an `asOf`, today when it is left out.
pub fn day_or_today(as_of: Option<&Date>, pin: &Pin) -> Result<NaiveDate> {
    as_of.map_or(Ok(pin.today), |date| day(date, "asOf"))
}

/// Whether an event stands for itself or is a part of another (层级).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventLevel {
    /// Events that are no part of another (独立活动).
    Whole,
    /// Parts of another event (组成部分).
    Part,
}

impl EventLevel {
    /// The level of parts, or of events that are none.
    pub fn of(is_part: bool) -> Self {
        match is_part {
            true => Self::Part,
            false => Self::Whole,
        }
    }
}

/// Which events are meant; fields left out do not narrow (活动筛选).
#[derive(InputObject, Clone, Debug, Default)]
pub struct EventFilter {
    /// Of any of these categories (大类).
    pub categories: Option<Vec<Category>>,
    /// Of any of these kinds (种类).
    pub kinds: Option<Vec<EventKind>>,
    /// With any of these campaigns; a record with several is counted once (主题活动).
    pub campaign_ids: Option<Vec<ID>>,
    /// With any of these hosts (主办、协办单位).
    pub host_ids: Option<Vec<ID>>,
    /// Of funds, only these kinds; named together they are added (资金类别).
    pub fund_kinds: Option<Vec<FundKind>>,
    /// At places in any of these divisions (区划代码).
    pub division_codes: Option<Vec<DivisionCode>>,
    /// With any of these members taking part (参加委员).
    pub participant_ids: Option<Vec<ID>>,
    /// About this case or thing (关联事项).
    pub subject_id: Option<UuidText>,
    /// Only whole events, or only parts (层级).
    pub level: Option<EventLevel>,
    /// Only events that the office has verified (仅已核实).
    #[graphql(default = false)]
    pub verified_only: bool,
}

impl EventFilter {
    /// The filter as figures understand it. Refuses lists of more than 100, ids of other types or districts.
    pub fn narrowing(&self, pin: &Pin) -> Result<Narrowing> {
        let kinds = match (&self.kinds, &self.categories) {
            (None, None) => None,
            (kinds, categories) => Some(
                EventKind::ALL
                    .into_iter()
                    .filter(|kind| kinds.as_ref().is_none_or(|kinds| kinds.contains(kind)))
                    .filter(|kind| {
                        categories
                            .as_ref()
                            .is_none_or(|list| list.contains(&kind.category()))
                    })
                    .collect(),
            ),
        };
        let subject = match &self.subject_id {
            None => None,
            Some(text) => Some(text.uuid().ok_or_else(|| {
                Problem::bad_input(
                    "filter.subjectId",
                    "subjectId 不是 UUID。",
                    "subjectId is no UUID.",
                )
            })?),
        };
        Ok(Narrowing {
            kinds,
            campaigns: ids(
                pin,
                "filter.campaignIds",
                self.campaign_ids.as_deref(),
                &["Campaign"],
            )?,
            all_campaigns: BTreeSet::new(),
            hosts: ids(pin, "filter.hostIds", self.host_ids.as_deref(), &HOST_TYPES)?,
            fund_kinds: self
                .fund_kinds
                .as_ref()
                .map(|kinds| kinds.iter().copied().collect()),
            divisions: self.divisions()?,
            participants: ids(
                pin,
                "filter.participantIds",
                self.participant_ids.as_deref(),
                &["Member", "ViceChair"],
            )?,
            subject,
            is_part: self.level.map(|level| level == EventLevel::Part),
            verified_only: self.verified_only,
        })
    }

    fn divisions(&self) -> Result<Option<BTreeSet<String>>> {
        let Some(codes) = &self.division_codes else {
            return Ok(None);
        };
        let well_formed = |code: &DivisionCode| {
            (2..=12).contains(&code.0.len()) && code.0.bytes().all(|byte| byte.is_ascii_digit())
        };
        if codes.len() > MOST_IDS || !codes.iter().all(well_formed) {
            return Err(Problem::bad_input(
                "filter.divisionCodes",
                "区划代码应为 2 至 12 位数字，且不超过 100 个。",
                "Division codes are 2 to 12 digits, at most 100 of them.",
            ));
        }
        Ok(Some(codes.iter().map(|code| code.0.clone()).collect()))
    }
}

const MOST_IDS: usize = 100;

/// The types whose nodes may host events.
pub const HOST_TYPES: [&str; 6] = [
    "District",
    "SpecialCommittee",
    "SectorGroup",
    "Workroom",
    "Member",
    "ViceChair",
];

/// Reads ids of certain types of the pinned district.
pub fn ids(
    pin: &Pin,
    field: &str,
    ids: Option<&[ID]>,
    types: &[&str],
) -> Result<Option<BTreeSet<NodeId>>> {
    let Some(ids) = ids else { return Ok(None) };
    if ids.len() > MOST_IDS {
        return Err(Problem::bad_input(
            field,
            "一次不超过 100 个。",
            "At most 100 at once.",
        ));
    }
    let read = |id: &ID| {
        GlobalId::decode(id)
            .filter(|id| {
                &id.district == pin.district_id() && types.contains(&id.type_name.as_str())
            })
            .map(|id| NodeId(id.id))
            .ok_or_else(|| {
                Problem::bad_input(
                    field,
                    format!("{field} 中有无效的标识。"),
                    format!("{field} has an invalid id."),
                )
            })
    };
    Ok(Some(ids.iter().map(read).collect::<Result<_>>()?))
}
