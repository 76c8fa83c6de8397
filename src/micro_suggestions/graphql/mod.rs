//! Micro-suggestions in the API. Deliberately absent: rules.

pub mod mutations;

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::machine::PRACTICE;
use crate::casework::case::read_word;
use crate::casework::graphql::Shown;
use crate::casework::graphql::list::{self, CaseFilterInput};
use crate::casework::kinds::{
    CaseAct, Conversion, DeclineGround, Fact, LinkKind, Party, ResultClass, Satisfaction,
};
use crate::casework::queries::CaseFilter;
use crate::events::graphql::{Event, load_event};
use crate::kernel::error::Result;
use crate::kernel::id::{CaseId, EventId};
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::{Date, UuidText};
use crate::linkage::{Pin, Request};
use crate::organization::graphql::units::HandlingUnit;

/// The kind and its name in the API.
pub const KIND: (&crate::casework::Practice, &str) = (&PRACTICE, "MicroSuggestion");

/// The most events that one micro-suggestion lists.
const MOST: usize = 50;

/// A micro-suggestion.
#[derive(Clone, Debug)]
pub struct MicroSuggestion(pub Shown);

/// A reply to the author (答复).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseReply {
    /// What came of it, by meaning (办理结果).
    pub result: ResultClass,
    /// The day of the reply (答复日期).
    pub on: Date,
    /// The last day on which it would have been in time (应复日).
    pub due_on: Option<Date>,
    /// The promised day, where something is still to come (承诺日期).
    pub promised_on: Option<Date>,
    /// What was said (答复内容).
    pub text: Option<String>,
}

/// How the author rates the handling and the result (评价).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseEvaluation {
    /// How it was handled (过程评价).
    pub process: Satisfaction,
    /// What came of it (结果评价).
    pub result: Satisfaction,
    /// The day; silence is recorded on a day too (日期).
    pub on: Date,
}

/// A call-back to the public, kept apart from the author's evaluation (回访).
#[derive(SimpleObject, Clone, Debug)]
pub struct CaseCallBack {
    /// The day (日期).
    pub on: Date,
    /// How satisfied whoever was reached is; null when nobody was reached (结果).
    pub outcome: Option<Satisfaction>,
}

/// The three clocks of a micro-suggestion (三个时钟).
#[derive(SimpleObject, Clone, Debug)]
pub struct MicroSuggestionClocks {
    /// The day on which it was submitted (提交日).
    pub submitted_on: Option<Date>,
    /// The day of the first contact with the author (首次响应日).
    pub first_response_on: Option<Date>,
    /// The day by which the reply is due (应复日).
    pub reply_due_on: Option<Date>,
    /// The day of the first reply (首次答复日).
    pub first_reply_on: Option<Date>,
    /// The day on which it was found solved (解决日).
    pub solved_on: Option<Date>,
}

/// A micro-suggestion through the 12345 hotline (微建议).
#[Object]
impl MicroSuggestion {
    /// The opaque id (标识).
    pub async fn id(&self) -> ID {
        self.0.global_id()
    }

    /// The id that the client made (客户端编号).
    pub async fn uuid(&self) -> UuidText {
        UuidText::from(self.0.case.id().0)
    }

    /// Its title (标题).
    pub async fn title(&self) -> &str {
        &self.0.case.version.title
    }

    /// What every case shows.
    #[graphql(flatten)]
    async fn shown(&self) -> &Shown {
        &self.0
    }

    /// First response, formal reply and real resolution (三个时钟).
    async fn clocks(&self) -> MicroSuggestionClocks {
        let case = &self.0.case;
        let first = |fact| case.facts_of(fact).next().map(|row| row.on_day.into());
        MicroSuggestionClocks {
            submitted_on: first(Fact::Submitted),
            first_response_on: first(Fact::Contacted),
            reply_due_on: case.day_of(Fact::ReplyDue).map(Into::into),
            first_reply_on: first(Fact::FirstReply),
            solved_on: case.day_of(Fact::Solved).map(Into::into),
        }
    }

    /// The number of the work order; null while none is out (工单号).
    async fn work_order(&self) -> Option<&str> {
        self.0.case.version.work_order.as_deref()
    }

    /// The unit that is responsible (主办单位).
    async fn lead_unit(&self) -> Option<HandlingUnit> {
        let unit = self.0.case.parties(Party::LeadUnit).next()?;
        HandlingUnit::of(&self.0.pin, unit)
    }

    /// Units that support the lead (协办单位).
    async fn co_units(&self) -> Vec<HandlingUnit> {
        self.0
            .case
            .parties(Party::CoUnit)
            .filter_map(|unit| HandlingUnit::of(&self.0.pin, unit))
            .collect()
    }

    /// On which ground it was not accepted; null otherwise (不受理理由).
    async fn decline_ground(&self) -> Option<DeclineGround> {
        read_word(self.0.case.newest(Fact::Declined)?.value.as_deref()?)
    }

    /// Into what it was turned; null otherwise (转办去向).
    async fn converted_into(&self) -> Option<Conversion> {
        read_word(self.0.case.newest(Fact::Converted)?.value.as_deref()?)
    }

    /// The reply that stands (答复).
    async fn reply(&self) -> Option<CaseReply> {
        let case = &self.0.case;
        let row = case.newest(Fact::Replied)?;
        Some(CaseReply {
            result: read_word(row.value.as_deref()?)?,
            on: row.on_day.into(),
            due_on: row.due_on.map(Into::into),
            promised_on: case.day_of(Fact::Promised).map(Into::into),
            text: case.last(CaseAct::Reply)?.row.note.clone(),
        })
    }

    /// How the author rates it, as the newest evaluation says (评价).
    async fn evaluation(&self) -> Option<CaseEvaluation> {
        let case = &self.0.case;
        let rated = |fact| read_word(case.newest(fact)?.value.as_deref()?);
        Some(CaseEvaluation {
            process: rated(Fact::ProcessRated)?,
            result: rated(Fact::ResultRated)?,
            on: case.day_of(Fact::Evaluated)?.into(),
        })
    }

    /// Call-backs to the public, the first first, at most 50 (回访).
    async fn call_backs(&self) -> Vec<CaseCallBack> {
        let rows = self.0.case.facts_of(Fact::CalledBack).take(MOST);
        rows.map(|row| CaseCallBack {
            on: row.on_day.into(),
            outcome: row.value.as_deref().and_then(read_word),
        })
        .collect()
    }

    /// The master that it was merged into; null otherwise (主件).
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<MicroSuggestion>> {
        let request = ctx.data_unchecked::<Request>();
        let mut links = self.0.case.links.iter();
        match links.find(|link| link.relation == LinkKind::MergedInto) {
            Some(link) => load(request, &self.0.pin, CaseId(link.other_id)).await,
            None => Ok(None),
        }
    }

    /// Micro-consultations and micro-oversight that belong to it, at most 50 (三微联动).
    async fn related_events(&self, ctx: &Context<'_>) -> Result<Vec<Event>> {
        let request = ctx.data_unchecked::<Request>();
        let related =
            |link: &&crate::casework::entity::case_link::Model| link.relation == LinkKind::Related;
        let mut events = Vec::new();
        for link in self.0.case.links.iter().filter(related).take(MOST) {
            events.extend(load_event(request, &self.0.pin, EventId(link.other_id)).await?);
        }
        Ok(events)
    }
}

/// One micro-suggestion; none when there is none or the caller may not see it.
pub async fn load(
    request: &Request,
    pin: &Arc<Pin>,
    id: CaseId,
) -> Result<Option<MicroSuggestion>> {
    let shown = list::one(request, pin, KIND, id).await?;
    Ok(shown.map(MicroSuggestion))
}

/// The arguments of a page of micro-suggestions.
#[derive(Clone, Debug, Default)]
pub struct MicroSuggestionsArgs {
    /// How many from the front.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
    /// Which.
    pub filter: Option<CaseFilterInput>,
}

/// A page of micro-suggestions.
#[derive(Debug)]
pub struct MicroSuggestionConnection {
    pin: Arc<Pin>,
    filter: CaseFilter,
    page: Page<Shown>,
}

impl MicroSuggestionConnection {
    /// Loads a page.
    pub async fn load(
        ctx: &Context<'_>,
        pin: &Arc<Pin>,
        args: MicroSuggestionsArgs,
    ) -> Result<Self> {
        let request = ctx.data_unchecked::<Request>();
        let page_args = PageArgs::new(
            args.first,
            args.after.as_deref(),
            args.last,
            args.before.as_deref(),
        )?;
        let (page, filter) = list::page(request, pin, KIND, args.filter, &page_args).await?;
        Ok(Self {
            pin: Arc::clone(pin),
            filter,
            page,
        })
    }
}

/// One micro-suggestion of a page (微建议条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct MicroSuggestionEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The micro-suggestion (微建议).
    pub node: MicroSuggestion,
}

/// A page of micro-suggestions, the newest first (微建议列表).
#[Object]
impl MicroSuggestionConnection {
    /// The micro-suggestions with their cursors (带游标的条目).
    async fn edges(&self) -> Vec<MicroSuggestionEdge> {
        self.page
            .items
            .iter()
            .map(|(key, shown)| MicroSuggestionEdge {
                cursor: encode_cursor(key),
                node: MicroSuggestion(shown.clone()),
            })
            .collect()
    }

    /// The micro-suggestions alone (微建议).
    async fn nodes(&self) -> Vec<MicroSuggestion> {
        let items = self.page.items.iter();
        items
            .map(|(_, shown)| MicroSuggestion(shown.clone()))
            .collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> PageInfo {
        self.page.info()
    }

    /// How many there are in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let request = ctx.data_unchecked::<Request>();
        list::count(request, &self.pin, &PRACTICE, &self.filter).await
    }
}
