//! Posting in the API: a verdict for every item, in the order of the batch.
//! Deliberately absent: rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, InputObject, Object, SimpleObject};
use chrono::NaiveDate;

use super::event::Event;
use super::inputs::{EventInput, caller_district};
use crate::events::codes::EventErrorCode;
use crate::events::commands::post::{Posted, PostedItem, Verdict, post};
use crate::events::commands::sharing::Sharing;
use crate::events::content::Content;
use crate::events::entity::event_version;
use crate::events::queries;
use crate::events::rules::batch::Ruling;
use crate::events::rules::contrast::contrast;
use crate::kernel::authz::Action;
use crate::kernel::error::{Lang, Problem, Result, settle};
use crate::kernel::id::{DistrictId, EventId, NodeId};
use crate::kernel::masking::masked;
use crate::kernel::scalars::{Long, UuidText};
use crate::linkage::{Pin, Request};
use crate::published::graphql::touched::{TouchedFigure, Written, touched};
use crate::statements::graphql::touched::{self as frozen, TouchedStatementLine};

crate::user_error! {
    /// Why an item was not stored, or a batch not read (活动被拒原因).
    EventPostError of EventErrorCode
}

/// What became of a posted item (报送结论).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictStatus {
    /// Stored, and counted (已接收).
    Accepted,
    /// Stored before with the same content; nothing changed (重复报送).
    Duplicate,
    /// Stored before with other content; nothing changed (内容冲突).
    Conflict,
    /// Not stored; the errors say why (被拒).
    Rejected,
    /// Stored, but counted only once a person decides: it seems to repeat another event (待甄别).
    Held,
}

/// Events to post (报送活动).
#[derive(InputObject, Debug)]
pub struct EventsPostInput {
    /// 1 to 500 events; one item's trouble never stops the others (活动).
    events: Vec<EventInput>,
}

/// A field in which a conflicting post differs from what stands (冲突字段).
#[derive(SimpleObject, Clone, Debug)]
pub struct EventDifference {
    /// The input field (字段).
    field: String,
    /// What stands; null when it is empty or the caller may not read it (已存内容).
    stored: Option<String>,
    /// What was sent (本次内容).
    sent: Option<String>,
}

/// What became of one item (单条结论).
#[derive(SimpleObject, Clone, Debug)]
pub struct EventVerdict {
    /// The id as it was sent (客户端编号).
    id: UuidText,
    /// The verdict (结论).
    status: VerdictStatus,
    /// The stored event; null when the item was rejected (活动).
    event: Option<Event>,
    /// The event that a held item seems to repeat (疑似重复的活动).
    resembles: Option<Event>,
    /// In which fields a conflicting item differs from what was first posted (冲突字段).
    differences: Vec<EventDifference>,
    /// Why the item was rejected, all reasons at once (被拒原因).
    errors: Vec<EventPostError>,
}

/// What became of a batch (报送结果).
#[derive(SimpleObject, Debug)]
#[graphql(complex)]
pub struct EventsPostPayload {
    /// One for each item, in their order (逐条结论).
    verdicts: Vec<EventVerdict>,
    /// The newest journal number of the district; null when the batch was refused as a whole (日志序号).
    sequence: Option<Long>,
    /// Why the batch was refused as a whole (整批被拒原因).
    errors: Vec<EventPostError>,
    #[graphql(skip)]
    counted: Option<Counted>,
}

/// What counts since a batch.
#[derive(Clone, Debug)]
struct Counted {
    district: DistrictId,
    /// Before the batch and after it.
    numbers: (i64, i64),
    /// The first and the last day.
    days: (NaiveDate, NaiveDate),
}

impl EventsPostPayload {
    /// What counts since, beside the district as it stands; none when nothing does.
    async fn written(&self, ctx: &Context<'_>) -> Result<Option<Written>> {
        let Some(counted) = &self.counted else {
            return Ok(None);
        };
        let pin = ctx.data_unchecked::<Request>().pin(&counted.district);
        let pin = pin.await?.ok_or(Problem::Forbidden)?;
        Ok(Some(Written {
            pin,
            numbers: counted.numbers,
            days: counted.days,
        }))
    }
}

#[ComplexObject]
impl EventsPostPayload {
    /// Published figures that the records bear out otherwise since this batch: what a late post touches. The printed ones
    /// stay as they are. Of the first 100 with a metric over the days of the accepted events, by their versions; empty for
    /// who may not see figures (触及的公布数据).
    async fn touched_figures(&self, ctx: &Context<'_>) -> Result<Vec<TouchedFigure>> {
        match self.written(ctx).await? {
            Some(written) => touched(ctx, &written).await,
            None => Ok(Vec::new()),
        }
    }

    /// Frozen figures that come to something else since this batch. What was frozen stays. Of the newest 20 statements that
    /// nothing replaces, over the days of the accepted events, the newest statement first; empty for who may not see
    /// figures; null when more than 50,000 quantities of events would have to be looked through: compare the statement
    /// (触及的定稿数据).
    async fn touched_statement_lines(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Vec<TouchedStatementLine>>> {
        match self.written(ctx).await? {
            Some(written) => frozen::touched(ctx, &written).await,
            None => Ok(Some(Vec::new())),
        }
    }
}

/// The mutation of posting.
#[derive(Default, Debug)]
pub struct PostMutation;

/// The mutation of posting.
#[Object]
impl PostMutation {
    /// Posts 1 to 500 events; each gets its own verdict, and posting one again is safe (报送活动).
    async fn events_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The events (活动).")] input: EventsPostInput,
    ) -> Result<EventsPostPayload> {
        let request = ctx.data_unchecked::<Request>();
        let district = caller_district(request)?;
        let ids: Vec<UuidText> = input.events.iter().map(|event| event.id.clone()).collect();
        let items = input.events.into_iter().map(PostedItem::from).collect();
        let posted = match ctx.data_opt::<Sharing>() {
            Some(sharing) => sharing.post(request, &district, items).await,
            None => post(request, &district, items).await,
        };
        let posted = match settle(posted)? {
            Ok(posted) => posted,
            Err(refusals) => {
                let errors = refusals
                    .iter()
                    .map(|refusal| EventPostError::of(refusal, request.lang));
                return Ok(EventsPostPayload {
                    verdicts: Vec::new(),
                    sequence: None,
                    errors: errors.collect(),
                    counted: None,
                });
            }
        };
        request.unpin(&district).await;
        let asked = ctx.look_ahead().field("verdicts");
        let shows_events = asked.field("event").exists() || asked.field("resembles").exists();
        Ok(EventsPostPayload {
            sequence: Some(Long(posted.number)),
            counted: counted(&district, &posted),
            verdicts: told((request, &district), ids, posted, shows_events).await?,
            errors: Vec::new(),
        })
    }
}

/// What counts from now on; held events do not.
fn counted(district: &DistrictId, posted: &Posted) -> Option<Counted> {
    let days = || {
        let rulings = posted.verdicts.iter().map(|verdict| &verdict.ruling);
        rulings.filter_map(|ruling| match ruling {
            Ruling::Accepted(_, content) => Some(content.began_on),
            _ => None,
        })
    };
    Some(Counted {
        district: district.clone(),
        numbers: (posted.before, posted.number),
        days: days().min().zip(days().max())?,
    })
}

/// The verdicts; events are looked up only where they are shown or differ from what was sent.
async fn told(
    (request, district): (&Request, &DistrictId),
    ids: Vec<UuidText>,
    posted: Posted,
    shows_events: bool,
) -> Result<Vec<EventVerdict>> {
    let differs = |verdict: &Verdict| matches!(verdict.ruling, Ruling::Conflict(..));
    if !shows_events && !posted.verdicts.iter().any(differs) {
        let ruled = ids.into_iter().zip(&posted.verdicts);
        return Ok(ruled
            .map(|(id, verdict)| bare(id, &verdict.ruling, request.lang))
            .collect());
    }
    let pin = &request.pin(district).await?.ok_or(Problem::Forbidden)?;
    let named: Vec<EventId> = posted
        .verdicts
        .iter()
        .flat_map(|verdict| match &verdict.ruling {
            Ruling::Accepted(id, _) | Ruling::Duplicate(id) | Ruling::Conflict(id, _) => {
                [Some(*id), None]
            }
            Ruling::Held(id, _, other) => [Some(*id), Some(*other)],
            Ruling::Rejected(_) => [None, None],
        })
        .flatten()
        .collect();
    let mut teller = Teller {
        pin,
        lang: request.lang,
        versions: queries::versions_at(&request.db, pin.district_id(), pin.number, named).await?,
        first: BTreeMap::new(),
        campaigns: BTreeMap::new(),
        request,
    };
    teller.look_up_conflicts(&posted).await?;
    Ok(ids
        .into_iter()
        .zip(&posted.verdicts)
        .map(|(id, verdict)| teller.verdict(id, &verdict.ruling))
        .collect())
}

/// A verdict without the events that it names.
fn bare(id: UuidText, ruling: &Ruling, lang: Lang) -> EventVerdict {
    let status = match ruling {
        Ruling::Accepted(..) => VerdictStatus::Accepted,
        Ruling::Held(..) => VerdictStatus::Held,
        Ruling::Duplicate(_) => VerdictStatus::Duplicate,
        Ruling::Conflict(..) => VerdictStatus::Conflict,
        Ruling::Rejected(_) => VerdictStatus::Rejected,
    };
    let errors = ruling.errors().iter();
    EventVerdict {
        id,
        status,
        event: None,
        resembles: None,
        differences: Vec::new(),
        errors: errors
            .map(|refusal| EventPostError::of(refusal, lang))
            .collect(),
    }
}

/// What is needed to tell verdicts.
struct Teller<'a> {
    request: &'a Request,
    pin: &'a Arc<Pin>,
    lang: Lang,
    versions: BTreeMap<EventId, event_version::Model>,
    first: BTreeMap<EventId, Content>,
    campaigns: BTreeMap<NodeId, String>,
}

impl Teller<'_> {
    /// A conflict is told against what was first posted, which is what makes a post a repetition.
    async fn look_up_conflicts(&mut self, posted: &Posted) -> Result<()> {
        let ids: Vec<EventId> = posted
            .verdicts
            .iter()
            .filter_map(|verdict| match &verdict.ruling {
                Ruling::Conflict(id, _) => Some(*id),
                _ => None,
            })
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let (db, district) = (&self.request.db, self.pin.district_id());
        let vault = &self.request.vault;
        self.first = queries::first_contents(db, vault, district, ids).await?;
        self.campaigns = queries::campaigns(db, district, self.pin.number)
            .await?
            .into_iter()
            .map(|row| (row.id, row.name))
            .collect();
        Ok(())
    }

    fn event(&self, id: EventId) -> Option<Event> {
        self.versions.get(&id).map(|version| Event {
            pin: Arc::clone(self.pin),
            version: version.clone(),
        })
    }

    fn verdict(&self, id: UuidText, ruling: &Ruling) -> EventVerdict {
        let (event, resembles) = match ruling {
            Ruling::Accepted(id, _) | Ruling::Duplicate(id) | Ruling::Conflict(id, _) => {
                (Some(*id), None)
            }
            Ruling::Held(id, _, other) => (Some(*id), Some(*other)),
            Ruling::Rejected(_) => (None, None),
        };
        let differences = match ruling {
            Ruling::Conflict(id, sent) => self.differences(*id, sent),
            _ => Vec::new(),
        };
        EventVerdict {
            event: event.and_then(|id| self.event(id)),
            resembles: resembles.and_then(|id| self.event(id)),
            differences,
            ..bare(id, ruling, self.lang)
        }
    }

    fn differences(&self, id: EventId, sent: &Content) -> Vec<EventDifference> {
        let Some(stored) = self.first.get(&id) else {
            return Vec::new();
        };
        let organization = &self.pin.chain.organization;
        let name = |id: NodeId| {
            let campaign = self.campaigns.get(&id).map(String::as_str);
            organization
                .name_of(id)
                .or(campaign)
                .unwrap_or_default()
                .to_owned()
        };
        let lead = Some(stored.hosts.lead());
        let district = self.pin.district_id();
        let reads_words = self.request.may(Action::ReadNarrative, district, lead);
        contrast(stored, sent, &name)
            .into_iter()
            .map(|contrast| EventDifference {
                stored: match contrast.field {
                    "narrative" => contrast
                        .stored
                        .filter(|_| reads_words)
                        .map(|text| masked(&text).into_owned()),
                    _ => contrast.stored,
                },
                sent: contrast.sent,
                field: contrast.field.to_owned(),
            })
            .collect()
    }
}
