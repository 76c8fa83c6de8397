//! Pages of events in the API, and one event by its id. Whoever may not see events finds none.
//! Deliberately absent: which node asks; the caller gives the hosts below it.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};

use super::event::Event;
use crate::events::filter::EventFilter;
use crate::events::kinds::EventStatus;
use crate::events::queries;
use crate::kernel::authz::Action;
use crate::kernel::error::{Problem, Result};
use crate::kernel::id::{EventId, GlobalId};
use crate::kernel::page::{Page, PageArgs, PageInfo, encode_cursor};
use crate::kernel::scalars::Long;
use crate::kernel::since::{self, DeletionReason, Deletions};
use crate::linkage::{Hosts, Pin, Request};
use crate::statistics::graphql::inputs::{EventFilter as FilterInput, PeriodInput};

/// The longest text to look for, in characters.
const TEXT: usize = 100;

/// The arguments of a page of events.
#[derive(Clone, Debug, Default)]
pub struct EventsArgs {
    /// How many from the front.
    pub first: Option<i32>,
    /// After this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Before this cursor.
    pub before: Option<String>,
    /// Which events.
    pub filter: Option<FilterInput>,
    /// Begun in this period.
    pub period: Option<PeriodInput>,
    /// In any of these statuses.
    pub statuses: Option<Vec<EventStatus>>,
    /// With these words in the title.
    pub text: Option<String>,
    /// Changed after this journal number.
    pub updated_since: Option<Long>,
}

/// A page of events, latest first.
#[derive(Debug)]
pub struct EventConnection {
    pin: Arc<Pin>,
    filter: EventFilter,
    visible: bool,
    /// Whether the organisation says what is in the list.
    hangs: bool,
    page: Page<Event>,
}

/// One event of a page (活动条目).
#[derive(SimpleObject, Clone, Debug)]
pub struct EventEdge {
    /// Its cursor (游标).
    pub cursor: String,
    /// The event (活动).
    pub node: Event,
}

/// A page of events, the latest day first (活动列表).
#[Object]
impl EventConnection {
    /// The events with their cursors (带游标的条目).
    async fn edges(&self) -> Vec<EventEdge> {
        self.page
            .items
            .iter()
            .map(|(key, event)| EventEdge {
                cursor: encode_cursor(key),
                node: event.clone(),
            })
            .collect()
    }

    /// The events alone (活动).
    async fn nodes(&self) -> Vec<Event> {
        self.page
            .items
            .iter()
            .map(|(_, event)| event.clone())
            .collect()
    }

    /// Where the page stands (分页信息).
    async fn page_info(&self) -> PageInfo {
        self.page.info()
    }

    /// How many there are in all; counted only when asked for (总数).
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        if !self.visible {
            return Ok(0);
        }
        let request = ctx.data_unchecked::<Request>();
        let (district, number) = (self.pin.district_id(), self.pin.number);
        let count = queries::count(&request.db, district, number, &self.filter).await?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// The journal number that this page is true for: the smallest of a round is the `updatedSince` of the next (日志序号).
    async fn as_of(&self) -> Long {
        Long(self.pin.number)
    }

    /// What left this list after a journal number, for clients that keep it (移出的活动).
    async fn deletions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The journal number (日志序号).")] since: Long,
        #[graphql(desc = "How many, 1 to 100 (条数).", default = 100)] first: i32,
        #[graphql(desc = "Only what follows this cursor (起始游标).")] after: Option<String>,
    ) -> Result<Deletions> {
        let args = PageArgs::new(Some(first), after.as_deref(), None, None)?;
        let (district, number) = (self.pin.district_id(), self.pin.number);
        let asked = since::read("since", Some(since), number)?;
        let Some(since) = asked.filter(|_| self.visible) else {
            return Ok(Deletions::none(number, &args));
        };
        if self.hangs {
            since::unmoved("since", asked, self.pin.chain.organization.number)?;
        }
        let filter = EventFilter {
            changed_after: None,
            ..self.filter.clone()
        };
        let request = ctx.data_unchecked::<Request>();
        let page = queries::left(&request.db, district, (since, number), &filter, &args).await?;
        let ids = page.items.iter().map(|(_, (id, _))| EventId(*id));
        let now = queries::versions_at(&request.db, district, number, ids).await?;
        Ok(Deletions::of(page, number, |id| {
            let reason = match now.get(&EventId(id)).map(|row| row.status) {
                Some(EventStatus::Void) => DeletionReason::Void,
                Some(EventStatus::Duplicate) => DeletionReason::Duplicate,
                Some(_) => DeletionReason::NotListed,
                None => DeletionReason::Gone,
            };
            (GlobalId::encode("Event", district, id), reason)
        }))
    }
}

/// A page of the events of a district that `scope` and the arguments both mean. `scope` carries what the asking node
/// narrows: the hosts below it, a member who took part, a parent.
pub async fn events_connection(
    ctx: &Context<'_>,
    pin: &Arc<Pin>,
    scope: EventFilter,
    args: EventsArgs,
) -> Result<EventConnection> {
    let page_args = PageArgs::new(
        args.first,
        args.after.as_deref(),
        args.last,
        args.before.as_deref(),
    )?;
    let since = since::read("updatedSince", args.updated_since, pin.number)?;
    let by_organization = |period: &PeriodInput| period.hangs_on_organization();
    let hangs = matches!(scope.below, Some(Hosts::Some(_)))
        || args.period.as_ref().is_some_and(by_organization);
    if hangs {
        since::unmoved("updatedSince", since, pin.chain.organization.number)?;
    }
    let filter = EventFilter {
        changed_after: since,
        ..narrowed(pin, scope, args)?
    };
    let request = ctx.data_unchecked::<Request>();
    let visible = request.may(Action::ReadEvents, pin.district_id(), None);
    let page = if visible {
        queries::page(
            &request.db,
            pin.district_id(),
            pin.number,
            &filter,
            &page_args,
        )
        .await?
    } else {
        Page::new(Vec::new(), &page_args, false)
    };
    let items = page.items.into_iter().map(|(key, version)| {
        let pin = Arc::clone(pin);
        (key, Event { pin, version })
    });
    Ok(EventConnection {
        pin: Arc::clone(pin),
        page: Page {
            items: items.collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
        },
        filter,
        visible,
        hangs,
    })
}

/// What the arguments mean together with the asking node's own narrowing, which wins where both speak.
pub fn narrowed(pin: &Pin, scope: EventFilter, args: EventsArgs) -> Result<EventFilter> {
    let said = args
        .filter
        .map(|filter| filter.narrowing(pin))
        .transpose()?
        .unwrap_or_default();
    let verified = said
        .verified_only
        .then(|| std::collections::BTreeSet::from([EventStatus::Verified]));
    let text = args
        .text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.chars().nth(TEXT).is_some() || text.contains('\0'))
    {
        return Err(Problem::bad_input(
            "text",
            "text 不得超过 100 字。",
            "text must not be longer than 100 characters.",
        ));
    }
    let span = args.period.map(|period| period.span(pin)).transpose()?;
    Ok(EventFilter {
        span: scope.span.or(span),
        kinds: scope.kinds.or(said.kinds),
        campaigns: scope.campaigns.or(said.campaigns),
        hosts: scope.hosts.or(said.hosts),
        fund_kinds: scope.fund_kinds.or(said.fund_kinds),
        divisions: scope.divisions.or(said.divisions),
        all_participants: scope.all_participants,
        participants: scope.participants.or(said.participants),
        subject: scope.subject.or(said.subject),
        statuses: scope
            .statuses
            .or(args.statuses.map(|list| list.into_iter().collect()))
            .or(verified),
        parent: scope.parent,
        is_part: scope.is_part.or(said.is_part),
        text: scope.text.or(text),
        below: scope.below,
        changed_after: None,
    })
}

/// One event at the pin's journal number; none when there is none or the caller may not see events.
pub async fn load_event(request: &Request, pin: &Arc<Pin>, id: EventId) -> Result<Option<Event>> {
    if !request.may(Action::ReadEvents, pin.district_id(), None) {
        return Ok(None);
    }
    let mut versions =
        queries::versions_at(&request.db, pin.district_id(), pin.number, [id]).await?;
    Ok(versions.remove(&id).map(|version| Event {
        pin: Arc::clone(pin),
        version,
    }))
}
