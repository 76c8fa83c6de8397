//! What clients send of an event, turned into drafts. Values that may be wrong item by item arrive as they were written.
//! Deliberately absent: any rule.

use async_graphql::{ID, InputObject};

use crate::events::commands::post::PostedItem;
use crate::events::draft::{EventDraft, QuantityDraft};
use crate::events::kinds::{EventKind, FundKind, Measure, Qualifier, Unit};
use crate::kernel::error::Result;
use crate::kernel::id::DistrictId;
use crate::kernel::scalars::{DateTime, Decimal, DivisionCode, UuidText};
use crate::linkage::Request;
use crate::statistics::graphql::inputs::DateRangeInput;

/// The district that the caller writes in: that of his token.
pub fn caller_district(request: &Request) -> Result<DistrictId> {
    Ok(request.actor()?.district.clone())
}

/// A quantity of an event (计量).
#[derive(InputObject, Clone, Debug)]
pub struct QuantityInput {
    /// What is measured (计量项).
    measure: Measure,
    /// How much, in the measure's unit; money in yuan (数量).
    value: Decimal,
    /// Exact, or a lower bound (精确程度).
    #[graphql(default_with = "Qualifier::Exact")]
    qualifier: Qualifier,
    /// Of money, which kind; for other measures it must be left out (资金类别).
    fund_kind: Option<FundKind>,
    /// The unit, where the client wants it checked (单位).
    unit: Option<Unit>,
}

/// What is said of an event (活动内容).
#[derive(InputObject, Clone, Debug)]
pub struct EventContentInput {
    /// The lead host: a district, special committee, sector group, workroom or member (主办单位).
    host_id: ID,
    /// What was done (活动种类).
    kind: EventKind,
    /// The title, at most 200 characters (标题).
    title: String,
    /// The days, half-open; one day when `to` is left out (活动日期).
    occurred_on: DateRangeInput,
    /// Where: a code of the district, of one of its townships or of their communities and villages (地点).
    place_code: Option<DivisionCode>,
    /// The other hosts; with the lead at most 20 (协办单位).
    co_host_ids: Option<Vec<ID>>,
    /// The campaigns whose labels it carries, at most 10 (主题活动).
    campaign_ids: Option<Vec<ID>>,
    /// The event that it is a part of: its opaque id or its UUID (上级活动).
    parent_id: Option<ID>,
    /// The members who took part, at most 500 (参加委员).
    participant_ids: Option<Vec<ID>>,
    /// What it amounted to, at most 20 quantities (计量).
    quantities: Option<Vec<QuantityInput>>,
    /// The account of it, at most 5000 characters (活动详情).
    narrative: Option<String>,
    /// What it is about: an opaque id or a UUID (关联事项).
    subject_id: Option<ID>,
    /// When the clerk wrote it down, by his own clock; no part of what makes two posts the same (记录时间).
    client_recorded_at: Option<DateTime>,
}

/// An event to post (报送活动).
#[derive(InputObject, Clone, Debug)]
pub struct EventInput {
    /// The id that the client made, a UUID; posting it again is safe for ever (客户端编号).
    pub id: UuidText,
    /// What is said of it (内容).
    #[graphql(flatten)]
    pub content: EventContentInput,
}

impl From<EventInput> for PostedItem {
    fn from(input: EventInput) -> Self {
        Self {
            id: input.id.as_str().to_owned(),
            draft: input.content.into(),
        }
    }
}

impl From<EventContentInput> for EventDraft {
    fn from(input: EventContentInput) -> Self {
        Self {
            host: input.host_id.0,
            kind: input.kind,
            title: input.title,
            from: input.occurred_on.from.as_str().to_owned(),
            to: input.occurred_on.to.map(|to| to.as_str().to_owned()),
            place_code: input.place_code.map(|code| code.0),
            co_hosts: texts(input.co_host_ids),
            campaigns: texts(input.campaign_ids),
            parent: input.parent_id.map(|id| id.0),
            participants: texts(input.participant_ids),
            quantities: input
                .quantities
                .unwrap_or_default()
                .into_iter()
                .map(|quantity| QuantityDraft {
                    measure: quantity.measure,
                    value: quantity.value.as_str().to_owned(),
                    qualifier: quantity.qualifier,
                    fund_kind: quantity.fund_kind,
                    unit: quantity.unit,
                })
                .collect(),
            narrative: input.narrative,
            subject: input.subject_id.map(|id| id.0),
            client_recorded_at: input.client_recorded_at.map(|at| at.0),
        }
    }
}

fn texts(ids: Option<Vec<ID>>) -> Vec<String> {
    ids.unwrap_or_default().into_iter().map(|id| id.0).collect()
}
